"""What pages worked out of a board, kept while the board is the one that is shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from api.workflow import Board

MOST = 256
"""Answers kept of one board; the oldest goes first."""
MOST_LASTING = 4096
"""Answers kept from board to board, whose questions say all that they depend on."""
_Found = TypeVar("_Found")


class Kept:
    """Answers by question, of one board: a board never changes, so neither do they."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._found: dict[Hashable, Any] = {}
        self._lasting: dict[Hashable, Any] = {}

    def of(self, board: Board, question: Hashable, make: Callable[[], _Found]) -> _Found:
        """Return the answer to a question about a board, made the first time that it is asked."""
        if board is not self._board:
            self._board, self._found = board, {}
        return _answered(self._found, MOST, question, make)

    def lasting(self, question: Hashable, make: Callable[[], _Found]) -> _Found:
        """Return the answer to a question that no later board changes, since it holds all that the answer rests on."""
        return _answered(self._lasting, MOST_LASTING, question, make)


def _answered(found: dict[Hashable, Any], most: int, question: Hashable, make: Callable[[], _Found]) -> _Found:
    if question in found:
        held: _Found = found[question]
        return held
    answer = make()
    while len(found) >= most:
        found.pop(next(iter(found)), None)
    found[question] = answer
    return answer
