"""Page-sized reads of collection work."""
