"""Rooms where figures are entered."""
