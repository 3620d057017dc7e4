"""Policy packs: a controller's published privacy notice as data (GDPR art. 13-15, 24)."""
