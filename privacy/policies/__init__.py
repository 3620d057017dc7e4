"""Judgements on rights and duties: plain Python, without a clock and without writes."""
