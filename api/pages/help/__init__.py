"""The guide served inside."""
