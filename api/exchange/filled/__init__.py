"""Filled templates and tables as they come back."""
