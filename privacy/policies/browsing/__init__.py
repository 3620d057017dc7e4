"""Which openings stand out: the rules as data, and what they say."""
