"""What a person's own copy holds, and what is not in it: scope, words, other people's names and places."""
