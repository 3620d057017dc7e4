"""Intake of a creditor's documents: read in batches, judged against the books, booked or set aside."""
