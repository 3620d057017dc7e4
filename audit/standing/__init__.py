"""Whether the database still is what the migrations made of it."""
