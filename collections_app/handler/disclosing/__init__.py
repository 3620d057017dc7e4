"""The pages on which data are passed on."""
