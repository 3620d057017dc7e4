"""The checks of the compliance monitor: each asks the live data, not what the product believes of itself."""
