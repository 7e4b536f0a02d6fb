"""The register of groups and models: the list, one model, sums, what to look at, closing."""
