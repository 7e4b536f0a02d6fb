"""The service for programs, ``/api/v1``: thin routes over ``workflow``; forms: docs/interface.md."""
