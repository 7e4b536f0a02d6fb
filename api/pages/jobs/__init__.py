"""The room of work in the background."""
