"""Figures from workbooks."""
