"""Decisions of recognition."""
