"""Documents gathered from a board."""
