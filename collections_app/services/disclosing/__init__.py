"""Passing data on: recipients, their papers, the register of disclosures."""
