"""Details of debtors with the sources that told them."""
