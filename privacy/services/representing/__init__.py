"""Who speaks for a debtor: their letter with a code, what they are shown, and its end at once."""
