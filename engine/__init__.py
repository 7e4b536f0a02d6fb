"""What the rules mean: values in, values out. No clock, no database, no network, no web."""
