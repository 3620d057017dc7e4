"""The demo: one coherent story across all packages, told with numbers and names that belong to nobody."""
