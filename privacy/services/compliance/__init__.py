"""The compliance monitor: measuring every promise, and telling the DPO when one turns."""
