"""Papers at the offices: boxes, what lies in them, and what is to be destroyed."""
