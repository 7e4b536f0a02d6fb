"""The first page by role, and the tour."""
