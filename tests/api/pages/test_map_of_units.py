"""The room of administrative units: the map on a day, and one code through time without confusion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from tests.api.pages.html import Node, read
from tests.offices import Opened, opened_with_sample

BASIS = "1676/NQ-UBTVQH15, Điều 1 khoản"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample on record; nothing here writes."""
    folder: Path = tmp_path_factory.mktemp("units")
    with opened_with_sample(f"sqlite+pysqlite:///{folder / 'thu.sqlite3'}") as found:
        yield found


def client(office: Opened, role: Role = Role.PROVINCE, place: str = "all") -> TestClient:
    """Open the pages to somebody."""
    who = Who("thử", None, (Granted(role, Place.read(place), date(2020, 1, 1)),))
    return TestClient(create_app(office.office, guest=who))


def page_of(client: TestClient, address: str, status: int = 200) -> Node:
    """Open an address of the room."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return read(answer.text)


def names(page: Node) -> list[str]:
    """Return the units of the map."""
    return [node.text for node in page.all("th", "ten", scope="row")]


def ends(section: Node, title: str) -> list[tuple[str, str]]:
    """Return text and address of the lineage under a heading of a unit."""
    nodes = [each for each in section.inside if isinstance(each, Node)]
    at = next(place for place, each in enumerate(nodes) if each.tag == "h3" and each.text == title)
    return [(each.text, each.one("a").attributes["href"]) for each in nodes[at + 1].all("li")]


@pytest.mark.parametrize(
    ("query", "found", "of"),
    [
        ("ngay=2024-12-01", 151, 151),
        ("ngay=2025-07-01", 46, 46),
        ("ngay=2024-12-01&huyen=150&loai=th%E1%BB%8B+tr%E1%BA%A5n", 1, 151),
        ("ngay=1990-01-01", 0, 0),
    ],
)
def test_the_map_is_that_of_the_day(office: Opened, query: str, found: int, of: int) -> None:
    """151 units until 30 June 2025 and 46 from the day after; kind and district filter, of 1990 nothing is known."""
    page = page_of(client(office), f"/don-vi?{query}")

    assert page.one("p", "count").text == f"{found} trong {of} đơn vị"
    assert len(names(page)) == found


def test_units_are_searched_without_diacritics(office: Opened) -> None:
    """A name typed bare is found on the day on which it was on the map, not on a later one."""
    assert names(page_of(client(office), "/don-vi?ngay=2024-12-01&tim=VAY%20nua")) == ["Xã Vầy Nưa"]
    assert names(page_of(client(office), "/don-vi?ngay=2025-07-01&tim=vay+nua")) == []


def test_a_code_that_passed_on_shows_both_units_apart(office: Opened) -> None:
    """04891 was Vầy Nưa, which went in part to Tiền Phong with the same code and in part to Thống Nhất with another."""
    page = page_of(client(office), "/don-vi/04891")
    new, old = page.all("section", "version")

    assert page.one("p", "warning").text.startswith("Mã 04891 đã được dùng cho 2 đơn vị khác tên nhau")
    assert (new.one("h2").text, old.one("h2").text) == ("Xã Tiền Phong", "Xã Vầy Nưa")
    assert (new.attributes["id"], old.attributes["id"]) == ("tu-2025-07-01", "tu-2020-01-01")
    assert old.all("p")[0].text == "Từ 01/01/2020 hoặc trước đó đến hết 30/06/2025."
    assert ends(old, "Đã thành") == [
        (
            f"Phường Thống Nhất (04828): một phần, từ ngày 01/07/2025 Căn cứ: {BASIS} 146",
            "/don-vi/04828#tu-2025-07-01",
        ),
        (f"Xã Tiền Phong (04891): một phần, từ ngày 01/07/2025 Căn cứ: {BASIS} 99", "/don-vi/04891#tu-2025-07-01"),
    ]
    made_of = [(text.partition(",")[0], link) for text, link in ends(new, "Hợp thành từ")]
    assert made_of == [
        ("Xã Tiền Phong (04888): toàn bộ", "/don-vi/04888#tu-2020-01-01"),
        ("Xã Vầy Nưa (04891): một phần", "/don-vi/04891#tu-2020-01-01"),
    ]
    there = page_of(client(office), "/don-vi/04828")
    assert {"Xã Vầy Nưa (04891): một phần"} < {
        text.partition(",")[0] for text, _ in ends(there.one("section", id="tu-2025-07-01"), "Hợp thành từ")
    }


def test_figures_are_those_of_the_unit_not_of_its_code(office: Opened) -> None:
    """The links to scores stand under the unit that had them, for those who may see them alone."""
    new, old = page_of(client(office), "/don-vi/04831").all("section", "version")
    links = [node.attributes["href"] for node in old.all("a") if node.attributes["href"].startswith("/xa/")]

    assert links == [f"/xa/04831?ky={year}" for year in (2021, 2022, 2023, 2024)]
    assert "/xa/" not in "".join(node.attributes["href"] for node in new.all("a"))
    for role, place in ((Role.VIEWER, "district:157"), (Role.ADMINISTRATOR, "all")):
        hidden = page_of(client(office, role, place), "/don-vi/04831")
        assert not [node for node in hidden.all("a") if node.attributes["href"].startswith("/xa/")]


def test_what_is_not_there_is_said(office: Opened) -> None:
    """An unknown code is 404 with a way on; a wrong day and a district of another day are told."""
    assert page_of(client(office), "/don-vi/99999", 404).one("h1").text == "Không có mã này"
    wrong = page_of(client(office), "/don-vi?ngay=31/02/2024&huyen=999", 400)
    assert [node.text.partition(";")[0] for node in wrong.one("div", "problems").all("li")] == [
        "Ô «Bản đồ ngày»: ngày «31/02/2024» không có thật hoặc viết sai",
        "Không có huyện mã «999» vào ngày 10/11/2024",
    ]
