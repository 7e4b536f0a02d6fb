"""The pages over the sample figures, and over boards made for one question."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import pages_of
from api.demo import demo_board
from api.exchange.data import read_data
from api.exchange.register import load_register
from api.workflow import Board
from engine.criteria import CriteriaSet
from engine.targets import Recognition
from tests.api.pages.html import Node, read

TODAY = date(2025, 3, 1)


@dataclass(frozen=True)
class Site:
    """The pages of a board, asked as a browser asks."""

    board: Board
    client: TestClient

    def get(self, address: str) -> Response:
        """Ask for an address."""
        return self.client.get(address, follow_redirects=False)

    def page(self, address: str, status: int = 200) -> Node:
        """Ask for a page of that status and read it."""
        answer = self.get(address)
        assert answer.status_code == status, answer.text[:500]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return read(answer.text)


MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demonstration, on a day after its last period."""
    board = demo_board()
    with TestClient(pages_of(board, today=lambda: TODAY)) as client:
        yield Site(board, client)


@pytest.fixture
def make_site() -> MakeSite:
    """Make the pages of a criteria set and rows of figures: unit, period, then the indicators named."""

    def make(
        criteria: CriteriaSet,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        recognitions: tuple[Recognition, ...] | None = None,
        today: date = TODAY,
    ) -> Site:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([("unit", "period", *columns), *rows])
        register, _ = load_register()
        data = read_data(text.getvalue().encode(), criteria, register, name="so-lieu.csv")
        board = Board(criteria, "sha256:0123456789abcdef", data, register, recognitions)
        client = TestClient(pages_of(board, today=lambda: today), raise_server_exceptions=False)
        return Site(board, client)

    return make
