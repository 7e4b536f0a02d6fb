"""The register of groups and models: put on record, corrected, rated, closed; and the figures that come from it."""
