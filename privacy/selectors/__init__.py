"""Page-sized reads of rights and duties."""
