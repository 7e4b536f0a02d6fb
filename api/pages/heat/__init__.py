"""The table of units by criteria, and why a cell is as it is."""
