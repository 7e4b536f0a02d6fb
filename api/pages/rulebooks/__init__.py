"""Criteria sets read aloud, and published figures held against each other."""
