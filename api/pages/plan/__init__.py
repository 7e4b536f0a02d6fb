"""The cheapest plan to a target."""
