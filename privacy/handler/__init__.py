"""What the handler's desk shows of the rights of debtors."""
