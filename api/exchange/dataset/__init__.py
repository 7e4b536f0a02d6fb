"""A period as a bundle."""
