"""The JSON answers, the same from the command and from the API. Field names and forms: docs/interface.md."""
