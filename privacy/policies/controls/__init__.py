"""The register of controls: which measure stands against which threat (GDPR art. 24, 32)."""
