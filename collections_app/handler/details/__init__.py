"""The pages of details: what is known of the debtors of a case, and who told it."""
