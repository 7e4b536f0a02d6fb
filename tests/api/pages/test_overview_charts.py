"""The trend and the nearest communes of the overview, held against the scores and the engine's smallest lifts."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from api.exchange.register import load_register
from api.pages.kept import MOST, Kept
from api.pages.nearest import nearest
from api.pages.trends import BARS_LEFT, BARS_WIDTH, trend
from api.pages.units import listing
from engine.planning import smallest_lift
from engine.wording.numbers import number
from engine.wording.plans import step_words
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import Node
from tests.builders import criteria_set


def bars(page: Node) -> Node:
    """The drawing of the trend."""
    (found,) = (each for each in page.all("svg") if "trend-bars" in each.attributes.get("class", "").split())
    return found


def test_the_bars_hold_the_counts_of_every_period(site: Site) -> None:
    """Four periods, two bars each; every band that has units is drawn to scale with its figure written."""
    rects, counts = [], []
    for period in ("2021", "2022", "2023", "2024"):
        scores = site.board.scored(period).scores
        for column in (scores.band, scores.possible_band):
            x = float(BARS_LEFT)
            for band, count in enumerate(np.bincount(column, minlength=5).tolist()):
                if count:
                    width = round(BARS_WIDTH * count / 139, 1)
                    rects.append((f"m{5 - band}", round(x, 1), width))
                    counts.append(str(count))
                    x += width
    drawing = bars(site.page("/"))

    shown = [
        (each.attributes["class"], float(each.attributes["x"]), float(each.attributes["width"]))
        for each in drawing.all("rect")
    ]
    assert shown == rects
    assert [each.text for each in drawing.all("text", "count")] == counts
    assert [each.text for each in drawing.all("text", "period")] == ["Kỳ 2021", "Kỳ 2022", "Kỳ 2023", "Kỳ 2024"]


def test_the_table_beside_the_bars(site: Site) -> None:
    """The same counts as a table: what is sure, an arrow where the unknown could change it, the total."""
    rows = site.page("/").one("table", "trend-table").one("tbody").all("tr")
    scores = site.board.scored("2024").scores
    pairs = zip(
        np.bincount(scores.band, minlength=5).tolist(),
        np.bincount(scores.possible_band, minlength=5).tolist(),
        strict=True,
    )

    assert [row.one("th").one("a").attributes["href"] for row in rows] == [
        "/?ky=2021", "/?ky=2022", "/?ky=2023", "/?ky=2024"
    ]  # fmt: skip
    expected = [str(sure) if sure == could else f"{sure} → {could}" for sure, could in pairs]
    assert [cell.text for cell in rows[3].all("td")] == [*expected, "139"]


def test_a_figure_without_room_stands_above(make_site: MakeSite) -> None:
    """A band too thin for its figure has it above the bar, never two figures over each other."""
    criteria = criteria_set(
        {"a": "count"},
        [{"all": [{"count": "a", "at_least": bound}]} for bound in (1, 2)],
        bands=[
            {"id": "two", "title": "Đạt 2/2", "criteria_met": 2},
            {"id": "one", "title": "Đạt 1/2", "criteria_met": 1},
        ],
    )
    units = [unit for unit in load_units() if unit not in ("04834", "04846")]
    rows = [["04834", "2024", "2"], ["04846", "2024", "1"], *([unit, "2024", "0"] for unit in units)]
    found = trend(make_site(criteria, ["a"], rows).board)
    assert found is not None
    (bar,) = found.periods[0].bars

    assert [(each.count, each.inside) for each in bar.segments] == [(1, False), (1, False), (len(units), True)]
    first, second, _ = (each.text_x for each in bar.segments)
    assert second - first >= 9


def load_units() -> list[str]:
    """Codes of a hundred communes of 2024."""
    return [each.code for each in load_register()[0].of_kinds(date(2024, 12, 31), ("xã",))][:100]


def test_a_set_without_bands_has_no_trend(make_site: MakeSite) -> None:
    """Without bands there is nothing to draw, and nobody is near a next one."""
    criteria = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    page = make_site(criteria, ["a"], [["04831", "2024", "0"]]).page("/")

    assert page.all("h2", id="dien-bien") == page.all("h2", id="theo-doi") == []


def near_rows(page: Node) -> list[list[str]]:
    """The cells of the communes nearest to their next band."""
    rows = page.one("table", "near").one("tbody").all("tr")
    return [[cell.text for cell in (row.one("th"), *row.all("td"))] for row in rows]


def test_the_nearest_are_the_nearest(site: Site) -> None:
    """Seven lines: of all lifts of all units the fewest criteria, then the least effort, then by name."""
    board = site.board
    result, rows = board.scored("2024"), {row.code: row for row in listing(board, "2024").rows}
    bands: Any = board.criteria.bands
    found = []
    for place, code in enumerate(result.codes):
        lift = smallest_lift(result.scores, place)
        if lift is not None:
            band = bands[int(result.scores.band[place]) - 1]
            lacking = band.criteria_met - int(result.scores.met[place])
            found.append(((lacking, lift.effort, rows[code].key), code, band.title, lift))
    found.sort(key=lambda each: each[0])

    expected = [
        [
            f"{rows[code].name}{rows[code].district}",
            rows[code].figures,
            title,
            f"{lacking} tiêu chí",
            "".join(step_words(board.criteria, step) for step in lift.steps),
            number(lift.effort),
        ]
        for (lacking, _, _), code, title, lift in found[:7]
    ]
    assert near_rows(site.page("/")) == expected
    assert len(nearest(listing(board, "2024"), Kept())) == len(found)


def test_lifts_are_searched_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lift is searched anew only where a figure of the unit has changed, whatever board it is on."""
    searched = []

    def counted(scores: Any, unit: int) -> Any:  # noqa: ANN401 -- as the engine has it
        searched.append(unit)
        return smallest_lift(scores, unit)

    monkeypatch.setattr("api.pages.nearest.smallest_lift", counted)
    kept, shown = Kept(), listing(site.board, "2024")
    first = nearest(shown, kept, 3)
    times = len(searched)
    assert times > 0
    assert nearest(shown, kept, 3) == first
    assert len(searched) == times

    other = listing(site.board, "2023")
    nearest(other, kept, 3)
    assert len(searched) > times


def test_what_is_kept_goes_with_the_board(site: Site, make_site: MakeSite) -> None:
    """An answer is made once a board; another board makes its own, and no more are held than allowed."""
    other = make_site(criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}]), ["a"], []).board
    kept, made = Kept(), []

    def make() -> int:
        made.append(0)
        return len(made)

    assert [kept.of(site.board, "x", make), kept.of(site.board, "x", make), kept.of(site.board, "y", make)] == [1, 1, 2]
    assert [kept.of(other, "x", make), kept.of(site.board, "x", make)] == [3, 4]
    for at in range(MOST):
        kept.of(site.board, at, make)
    before = len(made)
    kept.of(site.board, "x", make)
    assert len(made) == before + 1
    assert [kept.lasting("x", make), kept.lasting("x", make)] == [before + 2, before + 2]
