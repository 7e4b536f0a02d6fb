"""``/units``: the map on a day, one code through time, pages of a list."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.json.conftest import Desk, desk, refused
from tests.offices import Opened


@pytest.fixture
def reader(filled_sqlite: Opened) -> Desk:
    """Somebody who reads."""
    return desk(filled_sqlite)


def test_the_map_before_and_after_the_merger(reader: Desk) -> None:
    """151 units in 10 districts until 30/6/2025, 46 without district from the next day; in the order of codes."""
    before, after = (reader.items("/units", on=day) for day in ("2025-06-30", "2025-07-01"))

    assert (len(before), len({each["district"] for each in before})) == (151, 10)
    assert (len(after), {each["district"] for each in after}) == (46, {None})
    assert [each["unit"] for each in before] == sorted(each["unit"] for each in before)


def test_today_unless_told(reader: Desk) -> None:
    """Without a day the map is that of today, 10 November 2024."""
    assert reader.get("/units").content == reader.get("/units", on="2024-11-10").content


def test_one_district_and_names_without_accents(reader: Desk) -> None:
    """A district by its code; a name is found without accents, in any order of its words."""
    assert {each["district"] for each in reader.items("/units", district="150")} == {"150"}
    assert [each["name"] for each in reader.items("/units", search="nua vay")] == ["Xã Vầy Nưa"]
    assert reader.items("/units", search="không ai biết") == []


def test_every_field(reader: Desk) -> None:
    """A unit says its code, name, kind, district, province and days; a first day that is not exact says so."""
    assert reader.items("/units", search="vay nua") == [
        {
            "unit": "04891",
            "name": "Xã Vầy Nưa",
            "kind": "xã",
            "district": "150",
            "district_name": "Huyện Đà Bắc",
            "province": "17",
            "province_name": "Tỉnh Hòa Bình",
            "first_day": "2020-01-01",
            "first_day_exact": False,
            "last_day": "2025-06-30",
        }
    ]


def test_one_code_through_time(reader: Desk) -> None:
    """04891 was Xã Vầy Nưa, which went in parts to two units; since the merger it is Xã Tiền Phong, made of two."""
    old, new = reader.get("/units/04891").json()["versions"]

    assert (old["name"], new["name"]) == ("Xã Vầy Nưa", "Xã Tiền Phong")
    assert [(each["unit"], each["first_day"], each["extent"]) for each in old["became"]] == [
        ("04828", "2025-07-01", "part"),
        ("04891", "2025-07-01", "part"),
    ]
    assert [(each["unit"], each["first_day"], each["extent"]) for each in new["made_of"]] == [
        ("04888", "2020-01-01", "whole"),
        ("04891", "2020-01-01", "part"),
    ]
    assert (old["made_of"], new["became"]) == ([], [])
    assert new["made_of"][0]["legal_basis"].startswith("1676/NQ-UBTVQH15")


def test_a_code_that_nobody_bore(reader: Desk) -> None:
    """It is answered with 404, which says how a code is written."""
    assert "5 chữ số" in refused(reader.get("/units/99999"), 404, "not_found")["detail"]


def test_the_tag_of_a_list(reader: Desk) -> None:
    """Who sends the ETag of a list back is answered with 304 and nothing else; of another list in full."""
    first = reader.get("/units")
    again = reader.get("/units", known_tag=f'"etwas", {first.headers["ETag"]}')

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert reader.get("/units", known_tag=first.headers["ETag"], district="150").status_code == 200


def pages(reader: Desk, path: str, limit: int, **query: str) -> list[list[str]]:
    """Follow the Link headers of a list from its first page to its last; return the units of each page."""
    found, answer = [], reader.get(path, limit=str(limit), **query)
    while True:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found.append([each["unit"] for each in body.get("items", body.get("units"))])
        link = answer.headers.get("Link")
        if link is None:
            assert body.get("next") is None
            return found
        address, relation = link.split("; ")
        assert relation == 'rel="next"'
        asked = parse_qs(urlsplit(address.strip("<>")).query)
        assert body.get("next", asked["cursor"][0]) == asked["cursor"][0]
        answer = reader.client.get(address.strip("<>"))


@settings(max_examples=6)
@given(limit=st.integers(20, 160))
@example(limit=139)
def test_pages_give_each_unit_once(filled_sqlite: Opened, limit: int) -> None:
    """Whatever the limit, the pages hold each unit once, in order, and every page but the last is full."""
    reader = desk(filled_sqlite)
    for path, query in (("/units", {"on": "2024-12-31"}), ("/scores", {"period": "2024"})):
        found = pages(reader, path, limit, **query)
        everything = [unit for page in found for unit in page]
        assert everything == sorted(set(everything))
        assert len(everything) == {"/units": 151, "/scores": 139}[path]
        assert {len(page) for page in found[:-1]} <= {limit}


def written_cursor(value: object) -> str:
    """Write a value the way cursors are written."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


BAD_CURSORS = [
    "",
    "!!!",
    "Đà Bắc",
    "A",
    "/w",
    written_cursor(7),
    written_cursor(None),
    written_cursor(["04831"]),
    written_cursor({"unit": "04831"}),
    base64.urlsafe_b64encode(b"NaN").decode(),
    base64.urlsafe_b64encode(b"[" * 300).decode(),
]


@pytest.mark.parametrize("cursor", BAD_CURSORS)
@pytest.mark.parametrize("path", ["/units", "/scores"])
def test_a_bad_cursor(reader: Desk, path: str, cursor: str) -> None:
    """What was never given as `next` is refused with 400 and the cure."""
    problem = refused(reader.get(path, cursor=cursor), 400, "bad_request")

    assert problem["detail"] == "«cursor» không đúng; dùng đúng giá trị «next» của trang trước."


@pytest.mark.parametrize(("path", "query"), [("/figures", {"unit": "04831"}), ("/recognitions", {}), ("/waivers", {})])
def test_a_cursor_of_another_list(reader: Desk, path: str, query: dict[str, str]) -> None:
    """A cursor of the units leads nowhere in a list that has another order: 400."""
    refused(reader.get(path, cursor=written_cursor("04831"), **query), 400, "bad_request")


@pytest.mark.parametrize(("limit", "cure"), [("0", "1 trở lên"), ("1001", "1000"), ("-1", "1"), ("x", "số nguyên")])
@pytest.mark.parametrize("path", ["/units", "/scores", "/recognitions", "/evidence", "/waivers"])
def test_the_bounds_of_limit(reader: Desk, path: str, limit: str, cure: str) -> None:
    """A page holds 1 to 1000; anything else is refused with 422 that names the place and the cure."""
    fault = refused(reader.get(path, limit=limit), 422, "not_usable")["faults"][0]

    assert fault["place"] == "tham số limit"
    assert cure in fault["cure"]


@pytest.mark.parametrize(
    "query",
    [{"on": "hôm nay"}, {"on": "2024-02-30"}, {"on": "31/12/2024"}, {"district": "1500"}, {"search": "a" * 101}],
)
def test_what_can_not_be_asked(reader: Desk, query: dict[str, str]) -> None:
    """A day that is none, a district or a search too long: 422 with a fault in the place that was named."""
    problem = refused(reader.get("/units", **query), 422, "not_usable")

    assert [each["place"] for each in problem["faults"]] == [f"tham số {next(iter(query))}"]
    assert problem["faults"][0]["cure"]


def test_days_at_the_ends_of_time(reader: Desk) -> None:
    """The first and the last day that can be written have an answer: no unit, and those of today's law."""
    assert reader.items("/units", on="0001-01-01") == []
    assert len(reader.items("/units", on="9999-12-31")) == 46
