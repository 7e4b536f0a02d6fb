"""Drafts of criteria sets and their publication."""
