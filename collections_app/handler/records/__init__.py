"""Pages of records with clocks of their own."""
