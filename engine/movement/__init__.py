"""The register of groups and models: bodies without people, on any day, with what is not known left open."""
