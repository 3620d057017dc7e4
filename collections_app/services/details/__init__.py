"""Details: entering what is known of a debtor with the source that told it, and what follows from it."""
