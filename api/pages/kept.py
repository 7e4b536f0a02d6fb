"""What pages worked out of a board, kept while the board is the one that is shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from api.workflow import Board

MOST = 64
"""Answers kept of one board; the oldest goes first."""
_Found = TypeVar("_Found")


class Kept:
    """Answers by question, of one board: a board never changes, so neither do they."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._found: dict[Hashable, Any] = {}

    def of(self, board: Board, question: Hashable, make: Callable[[], _Found]) -> _Found:
        """Return the answer to a question about a board, made the first time that it is asked."""
        if board is not self._board:
            self._board, self._found = board, {}
        found = self._found
        if question not in found:
            while len(found) >= MOST:
                found.pop(next(iter(found)), None)
            found[question] = make()
        answer: _Found = found[question]
        return answer
