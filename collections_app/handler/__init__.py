"""The handler's desk."""
