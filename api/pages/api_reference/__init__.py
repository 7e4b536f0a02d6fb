"""The API said on pages of our own: every operation to read without JavaScript, by keyboard and screen reader."""
