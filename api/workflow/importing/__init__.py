"""Figures from files: looked at, then written as one act."""
