"""The map on the overview: which units on which day, their figures and shades, where they lead, districts, legend."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from api.exchange.register import load_boundaries, load_tiles
from api.pages.outlines import HEAD, TILE_HEIGHT, TILE_WIDTH
from engine.wording.numbers import figure_range
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import Node
from tests.api.pages.test_overview import OFFICIAL
from tests.builders import criteria_set

LAST_OF_TILES = date(2025, 6, 30)
FIRST_OF_OUTLINES = date(2025, 7, 1)


def drawn(page: Node) -> Node:
    """The map."""
    (found,) = (each for each in page.all("svg") if "map" in each.attributes.get("class", "").split())
    return found


def areas(page: Node) -> list[Node]:
    """Everything on the map that has a label: links, and groups where there is nowhere to lead."""
    return [each for each in drawn(page).walk() if "aria-label" in each.attributes]


def test_151_tiles_on_their_places(site: Site) -> None:
    """On 31/12/2024 there is a tile a unit, each where the tile map has it."""
    page = site.page("/")
    tiles = load_tiles()
    placed = {
        f"M{tile.col * TILE_WIDTH + 1} {HEAD + tile.row * TILE_HEIGHT + 1}"
        for tile in (tiles[unit.key] for unit in site.board.register.on(date(2024, 12, 31)).values())
    }

    assert page.one("h2", id="ban-do").text == "Bản đồ ngày 31/12/2024"
    assert "tiles" in drawn(page).attributes["class"]
    found = [each.all("path")[0].attributes["d"].partition("h")[0] for each in areas(page)]
    assert len(found) == 151
    assert set(found) == placed


def test_units_that_nobody_has_laid_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no place on a map is known nothing is invented: it is said so, with the way to the list by district."""
    monkeypatch.setattr("api.pages.overview.map_of", lambda *_: None)
    section = site.page("/?ngay=2023-03-03").one("section", aria_labelledby="ban-do")

    assert section.all("svg") == []
    assert "chưa có sơ đồ ô vuông" in section.text
    assert section.one("a").attributes["href"] == "#cac-don-vi"


def test_every_figure_is_that_of_the_board(site: Site) -> None:
    """139 tiles lead to their commune and say its range; the step of the hue is that of its band."""
    scored = site.board.scored("2024")
    scores = scored.scores
    links = {each.attributes["href"]: each for each in areas(site.page("/")) if each.tag == "a"}

    assert len(links) == 139
    for place, (code, name) in enumerate(zip(scored.codes, scored.names, strict=True)):
        unit = site.board.register.version(code, date(2024, 12, 31))
        assert unit is not None
        link = links[f"/xa/{code}?ky=2024"]
        figures = figure_range(int(scores.met[place]), int(scores.possible[place]), 16)
        assert link.attributes["aria-label"] == f"{name}, {unit.district_name}: {figures} tiêu chí đạt"
        assert link.attributes["class"] == f"m{5 - int(scores.band[place])}"


def test_the_figures_are_written_in_the_tiles(site: Site) -> None:
    """The count stands in its tile; a range is written whole, never as its middle."""
    scored = site.board.scored("2024")
    said = Counter(
        str(met) if met == possible else f"{met}–{possible}"
        for met, possible in zip(scored.scores.met.tolist(), scored.scores.possible.tolist(), strict=True)
    )
    written = drawn(site.page("/")).one("g", "written")

    assert Counter(each.text for each in written.all("text", "figure")) == said
    assert all("range" in each.attributes["class"] for each in written.all("text", "figure") if "–" in each.text)


def test_wards_are_drawn_and_lead_nowhere(site: Site) -> None:
    """The 12 phường are on the map, say that they are not scored, and are no links."""
    wards = [each for each in areas(site.page("/")) if each.tag == "g"]

    assert len(wards) == 12
    assert all(each.attributes["aria-label"].endswith("không thuộc diện chấm") for each in wards)
    assert all(each.attributes["aria-label"].startswith("Phường ") for each in wards)


def test_one_stop_for_the_tab_key(site: Site) -> None:
    """Only the first link of the map is reached by Tab; the table below leads to every commune as well."""
    page = site.page("/")
    links = [each for each in areas(page) if each.tag == "a"]

    assert [each.attributes.get("tabindex") for each in links] == [None, *["-1"] * 138]
    table = {each.one("a").attributes["href"] for each in page.one("table", "units").all("th", "ten") if each.all("a")}
    assert {each.attributes["href"] for each in links} <= {*table, "/?xep=ten#cac-don-vi"}


def test_borders_run_between_districts(site: Site) -> None:
    """A side of a tile is drawn where the neighbour is of another district or missing, once, and nowhere else."""
    tiles = load_tiles()
    units = site.board.register.on(date(2024, 12, 31)).values()
    held = {(tiles[each.key].col, tiles[each.key].row): each.district for each in units}
    expected = set()
    for (col, row), district in held.items():
        x, y = col * TILE_WIDTH, HEAD + row * TILE_HEIGHT
        for neighbour, side in (
            ((col, row - 1), (x, y, "h")),
            ((col, row + 1), (x, y + TILE_HEIGHT, "h")),
            ((col - 1, row), (x, y, "v")),
            ((col + 1, row), (x + TILE_WIDTH, y, "v")),
        ):
            if held.get(neighbour) != district:
                expected.add(side)
    path = drawn(site.page("/")).one("path", "districts").attributes["d"]
    sides = [(int(x), int(y), way) for x, y, way in re.findall(r"M(\d+) (\d+)([hv])", path)]

    assert len(sides) == len(set(sides))
    assert set(sides) == expected


def test_districts_are_named(site: Site) -> None:
    """All ten names stand on the map."""
    names = {each.text for each in drawn(site.page("/")).all("text", "district")}
    districts = site.board.register.districts_on(date(2024, 12, 31)).values()

    assert len(names) == 10
    assert names == {each.name.removeprefix("Huyện ").removeprefix("Thành phố ") for each in districts}


def test_the_legend_counts(site: Site) -> None:
    """Each shade says how many units have it; together they are the 151."""
    lines = site.page("/").one("ul", "shades").all("li")
    scores = site.board.scored("2024").scores

    counts = {line.one("span").text: int(line.one("b").text) for line in lines}
    assert counts["Đạt 16/16 tiêu chí"] == int((scores.band == 0).sum())
    assert counts["Dưới 9 tiêu chí"] == int((scores.band == 4).sum())
    assert counts["không thuộc diện chấm"] == 12
    assert sum(counts.values()) == 151


@pytest.mark.parametrize(("day", "kind", "size"), [(LAST_OF_TILES, "tiles", 151), (FIRST_OF_OUTLINES, "outlines", 46)])
def test_the_day_before_and_the_day_of_the_merger(site: Site, day: date, kind: str, size: int) -> None:
    """Up to 30/6/2025 there are 151 tiles, from 1/7/2025 the outlines of 46; the day is written on the map."""
    page = site.page(f"/?ngay={day}")
    units = site.board.register.on(day).values()

    assert kind in drawn(page).attributes["class"]
    assert len(areas(page)) == len(units) == size
    assert drawn(page).one("text", "map-day").text == f"{day:%d/%m/%Y}"
    labels = [re.split(r"[,:]", each.attributes["aria-label"])[0] for each in areas(page)]
    assert Counter(labels) == Counter(each.name for each in units)


def test_units_of_2025_are_not_given_the_figures_of_others(site: Site) -> None:
    """All 46 codes were others' before: none leads to the page of its code, each to what it was made of."""
    page = site.page(f"/?ngay={FIRST_OF_OUTLINES}")
    links = [each for each in areas(page) if each.tag == "a"]

    assert len(links) == 46
    assert {each.attributes["class"] for each in links} == {"mlater"}
    rows = {each.attributes["id"]: each for each in page.one("details", "former").one("tbody").all("tr")}
    assert {each.attributes["href"].removeprefix("#") for each in links} == set(rows)
    assert "trước khi có các đơn vị này" in page.one("p", id="ban-do-noi").text
    assert drawn(page).all("text", "figure") == []


def test_what_a_new_unit_was_made_of(site: Site) -> None:
    """Xã Đà Bắc of 2025 names its four former communes with their figures of 2024, each linked."""
    row = site.page(f"/?ngay={FIRST_OF_OUTLINES}").one("tr", id="dv-04831")
    scored = site.board.scored("2024")

    assert row.one("th").text == "Xã Đà Bắc"
    made_of = [each.old for each in site.board.register.predecessors(("04831", FIRST_OF_OUTLINES))]
    assert {each.attributes["href"] for each in row.all("a")} == {f"/xa/{code}?ky=2024" for code, _ in made_of}
    for code, _ in made_of:
        place = scored.codes.index(code)
        figures = figure_range(int(scored.scores.met[place]), int(scored.scores.possible[place]), 16)
        assert f"{scored.names[place]} {figures}" in row.one("td").text


def points(path: str) -> list[tuple[int, int]]:
    """The corners of an outline of one ring, from its steps."""
    numbers = [int(each) for each in re.findall(r"-?\d+", path)]
    x, y = numbers[:2]
    found = [(x, y)]
    for across, down in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + across, y + down
        found.append((x, y))
    return found


def test_outlines_are_where_the_boundaries_are(site: Site) -> None:
    """Every corner lies on the picture; each outline reaches as far as its boundary, to a unit of the picture."""
    page = site.page(f"/?ngay={FIRST_OF_OUTLINES}")
    _, _, width, height = map(int, drawn(page).attributes["viewbox"].split())
    drawn_at = {
        each.attributes["aria-label"].partition(":")[0]: points(each.all("path")[0].attributes["d"])
        for each in areas(page)
    }
    boundaries = {
        unit.name: load_boundaries()[unit.key].rings[0] for unit in site.board.register.on(FIRST_OF_OUTLINES).values()
    }
    every = [point for ring in boundaries.values() for point in ring]
    west, east = (pick(x for x, _ in every) for pick in (min, max))
    north = max(y for _, y in every)
    across = (width - 4) / (east - west)

    assert set(drawn_at) == set(boundaries)
    for name, corners in drawn_at.items():
        xs, ys = zip(*corners, strict=True)
        assert min(xs) >= 0 <= min(ys) - HEAD
        assert (max(xs) <= width, max(ys) <= height) == (True, True)
        longitudes, latitudes = zip(*boundaries[name], strict=True)
        assert min(xs) == pytest.approx(2 + (min(longitudes) - west) * across, abs=1)
        assert max(xs) == pytest.approx(2 + (max(longitudes) - west) * across, abs=1)
        # A degree of latitude is longer than one of longitude, by the cosine of the latitude (20.7°: 0.9354).
        assert min(ys) == pytest.approx(HEAD + 2 + (north - max(latitudes)) * across / 0.9354, abs=1.5)


def test_one_map_leads_to_the_next(site: Site) -> None:
    """From each map the one before and the one after are a link away, at the days where they meet."""
    before = {each.text: each.attributes["href"] for each in site.page("/").one("ul", "days").all("a")}
    after = {each.text: each.attributes["href"] for each in site.page("/?ngay=2025-07-01").one("ul", "days").all("a")}

    assert before == {
        "Bản đồ đến hết 31/01/2021": "/?ngay=2021-01-31#ban-do",
        "Bản đồ từ 01/07/2025": "/?ngay=2025-07-01#ban-do",
    }
    assert after == {"Bản đồ đến hết 30/06/2025": f"/?ngay={FIRST_OF_OUTLINES - timedelta(days=1)}#ban-do"}


def test_the_units_of_2025_once_they_have_figures(make_site: MakeSite) -> None:
    """In the period 2025 the figures stand in the outlines and lead to the units of today."""
    criteria = criteria_set(
        {"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}], **OFFICIAL, applies_to=["xã", "phường"]
    )
    page = make_site(criteria, ["a"], [["04792", "2025", "1"], ["04831", "2025", ""]], today=date(2026, 2, 1)).page("/")
    shown = {each.attributes["aria-label"]: each for each in areas(page)}

    assert "outlines" in drawn(page).attributes["class"]
    assert shown["Phường Tân Hòa: 1 / 1 tiêu chí đạt"].attributes == {
        "href": "/xa/04792?ky=2025", "class": "m5", "aria-label": "Phường Tân Hòa: 1 / 1 tiêu chí đạt",
    }  # fmt: skip
    assert shown["Xã Đà Bắc: 0 – 1 / 1 tiêu chí đạt"].attributes["class"] == "m1"
    assert sum(label.endswith("chưa có số liệu kỳ 2025") for label in shown) == 44
    assert page.all("details", "former") == []


def test_an_old_map_with_a_later_period(make_site: MakeSite) -> None:
    """On the map of 2024 the period 2025 has no figures: every commune says so, and no later one lends it its own."""
    criteria = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}], **OFFICIAL)
    site = make_site(criteria, ["a"], [["04831", "2025", "1"], ["04831", "2021", "1"]], today=date(2026, 2, 1))
    page = site.page("/?ngay=2024-12-31&ky=2025")

    assert [each for each in areas(page) if each.tag == "a"] == []
    assert "chưa đơn vị nào có số liệu kỳ 2025" in page.one("p", id="ban-do-noi").text


def test_a_set_without_bands_is_shaded_by_fifths(make_site: MakeSite) -> None:
    """Without bands the five steps are fifths of the number of criteria, and the legend says which counts they hold."""
    rules = [{"all": [{"count": "a", "at_least": bound}]} for bound in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]
    rows = [["04834", "2024", "0"], ["04846", "2024", "3"], ["04849", "2024", "10"]]
    page = make_site(criteria_set({"a": "count"}, rules), ["a"], rows).page("/")

    links = {each.attributes["href"]: each.attributes["class"] for each in areas(page) if each.tag == "a"}
    assert links == {"/xa/04834?ky=2024": "m1", "/xa/04846?ky=2024": "m2", "/xa/04849?ky=2024": "m5"}
    lines = [line.one("span").text for line in page.one("ul", "shades").all("li")]
    assert lines[:5] == ["0 – 1 tiêu chí", "2 – 3 tiêu chí", "4 – 5 tiêu chí", "6 – 7 tiêu chí", "8 – 10 tiêu chí"]
