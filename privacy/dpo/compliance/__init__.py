"""The compliance monitor at the DPO's desk."""
