"""Records with clocks of their own: entering, ending."""
