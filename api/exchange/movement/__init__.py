"""The register of groups and models as tables for a spreadsheet, both ways."""
