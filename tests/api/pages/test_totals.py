"""The page and the API of sums, over the sample's 139 communes."""

from __future__ import annotations

from collections import Counter

import pytest

from api.access.deciding import Role
from tests.api.pages.html import read
from tests.json.conftest import desk, filled_sqlite, somebody  # noqa: F401 -- a fixture that is asked for by its name
from tests.offices import Opened


@pytest.fixture(name="office")
def _office(filled_sqlite: Opened) -> Opened:  # noqa: F811 -- the fixture above
    return filled_sqlite


def villages(office: Opened) -> Counter[str]:
    """Add up the villages of 2024 by district, from the figures one by one."""
    officer, found = desk(office), Counter[str]()
    for each in officer.items("/units", on="2024-12-31", limit="500"):
        if each["kind"] in ("xã", "thị trấn"):
            value = officer.get(f"/figures/{each['unit']}/2024/villages").json()["value"]
            if value is not None:
                found[each["district"]] += int(value)
    return found


def test_districts_and_province(office: Opened) -> None:
    """The sums are those of the single figures: each district's, and the province's is the sum of the districts'."""
    expected = villages(office)
    answer = desk(office).get("/totals", period="2024").json()
    (whole, *districts) = answer["places"]
    found = {
        each["district"]: int(total["value"])
        for each in districts
        for total in each["totals"]
        if total["indicator"] == "villages"
    }
    total = next(each for each in whole["totals"] if each["indicator"] == "villages")

    assert answer["sample"] is True
    assert (whole["units"], sum(each["units"] for each in districts)) == (139, 139)
    assert {key: value for key, value in found.items() if value} == expected
    assert int(total["value"]) == sum(expected.values())
    assert total["known"] + total["missing"] == 139


def test_only_what_may_be_seen(office: Opened) -> None:
    """A viewer of one district gets its sums alone."""
    viewer = desk(office, somebody(Role.VIEWER, "district:150"))
    places = viewer.get("/totals", period="2024").json()["places"]

    assert [each["district"] for each in places] == [None, "150"]
    assert places[0]["totals"] == places[1]["totals"]


def test_the_page(office: Opened) -> None:
    """Every figure is a line with its sum and how many have not told; a line leads to the figure by district."""
    client = desk(office).client
    page = read(client.get("/tong-hop?ky=2024").text)
    rows = {each.all("a")[0].text: each for each in page.one("table", "totals").all("tr") if each.all("a")}
    row = next(each for name, each in rows.items() if name.startswith("Số khu dân cư"))
    one = read(client.get(row.all("a")[0].attributes["href"]).text)

    assert one.all("th", scope="row")[0].text == "Tất cả"
    assert len(one.all("th", scope="row")) == 11  # the province and its ten districts
    assert one.all("td", "num")[0].text == row.all("td", "num")[0].text


@pytest.mark.parametrize("query", ["bo=khong-co", "huyen=999", "chi-tieu=x", "ky=abcd"])
def test_what_there_is_not(office: Opened, query: str) -> None:
    """What can not be used of the address is said, and the rest is shown all the same."""
    answer = desk(office).client.get(f"/tong-hop?{query}")

    assert answer.status_code == 400
    assert read(answer.text).one("div", "problems").text
    assert read(answer.text).one("table", "totals")
