"""Sheets of assessment, their inbox and their periods."""
