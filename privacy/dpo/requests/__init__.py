"""Data subject requests at the DPO's desk: the queue, one request, its steps and letters."""
