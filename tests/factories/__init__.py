"""Making what tests need, one module for each package."""
