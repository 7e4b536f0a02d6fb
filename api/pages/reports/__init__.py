"""Documents by Decree 30."""
