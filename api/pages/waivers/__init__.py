"""Criteria that do not apply by decision."""
