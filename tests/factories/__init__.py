"""Small makers of what tests need: access contexts, controllers, debtors, case files."""
