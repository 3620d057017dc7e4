"""The Merkle tree over the trail: leaves, growing, signed heads, proofs, witnesses and verification (RFC 9162)."""
