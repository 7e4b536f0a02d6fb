"""The few sequences that pages, JSON and the command share."""

from api.workflow.board import Board, Scored

__all__ = ["Board", "Scored"]
