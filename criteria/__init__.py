"""The regulations and the administrative units as data: no code."""
