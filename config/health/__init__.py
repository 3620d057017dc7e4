"""Whether the programs live, whether they can serve, and figures for those who watch; nothing of it is personal."""
