"""What a new version would change, and the sweep of one bound."""
