"""The table of units on the overview, row by row."""

from api.workflow import Scored
from tests.api.pages.html import Node


def units(page: Node) -> list[Node]:
    """The rows of the table of units."""
    return page.one("table", "units").one("tbody").all("tr")


def names(page: Node) -> list[str]:
    """The names in the table, in its order."""
    return [row.one("th").text for row in units(page)]


def codes(page: Node) -> list[str]:
    """The codes that the names link to."""
    return [row.one("th").one("a").attributes["href"][4:9] for row in units(page)]


def place_of(scored: Scored, code: str) -> int:
    """Where a unit stands in the scores."""
    return scored.codes.index(code)
