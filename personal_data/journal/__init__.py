"""The erasure journal: what was erased, held, restricted or released, kept outside the database.

A back-up brings back what was erased after it was made. The journal lies elsewhere and knows; a restore replays it
before the first page is served (GDPR art. 17, 18, 21, 32(1)(c)). It holds surrogate ids, codes and dates, and no
personal value. ADR 38.
"""
