"""The register of disclosures and the recipients at the DPO's desk."""
