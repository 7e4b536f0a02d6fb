"""Rooms of the criteria editor."""
