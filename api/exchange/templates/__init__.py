"""Templates for Excel."""
