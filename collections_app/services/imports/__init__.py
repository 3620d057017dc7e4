"""Files of creditors in the browser: taken in under seal, checked, imported by a worker, taken back."""
