"""The sets and versions of a folder: in force, coming, past, draft, faulty, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.exchange.criteria_files import SHIPPED, read_shipped
from api.pages.rulebooks.list import changes_of
from tests.api.pages.heats import Room
from tests.api.pages.html import Node
from tests.offices import opened

FOLDER = Path(__file__).parents[3] / "criteria"
TEXT = (FOLDER / SHIPPED).read_text(encoding="utf-8")


def version(day: str, *changes: tuple[str, str]) -> str:
    """The shipped file from another day, with other words in some places."""
    text = TEXT.replace("effective_from: 2022-06-27", f"effective_from: {day}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The office on 10 November 2024 over a folder of its own."""
    root = tmp_path_factory.mktemp("bo-tieu-chi")
    folder = root / "criteria" / "nq12-tu"
    folder.mkdir(parents=True)
    files = {
        "2022-06-27": TEXT,
        "2024-01-01": version(
            "2024-01-01", ('"Xây dựng thêm đơn vị đạt chuẩn", effort: 3', '"Xây dựng thêm", effort: 2')
        ),
        "2025-07-01": version("2025-07-01", ("Quán triệt, triển khai văn bản", "Quán triệt văn bản")),
        "2026-01-01": version(
            "2026-01-01", ("status: published", "status: draft"), ("wording: reconstructed", "wording: official")
        ),
        "2027-01-01": version(
            "2027-01-01", ("bodies_recognised, bodies], at_least: 70", "bodies_recognised, bodies], at_least: 85")
        ),
    }
    for day, text in files.items():
        (folder / f"{day}.yaml").write_text(text, encoding="utf-8")
    with opened(f"sqlite+pysqlite:///{root / 'a.sqlite3'}", criteria=root / "criteria") as found:
        yield Room(found)


def rows(page: Node) -> dict[str, list[str]]:
    """The versions of the table, by the address of each."""
    body = page.one("table", "versions").one("tbody")
    return {row.one("a").attributes["href"]: [cell.text for cell in row.all("td")] for row in body.all("tr")}


def test_every_version_with_what_it_is_today(room: Room) -> None:
    """The newest first: a draft, one to come, one in force until then, one that is past; each with its own days."""
    found = rows(room.page("/bo-tieu-chi"))

    assert [(address[-10:], cells[0], cells[1]) for address, cells in found.items()] == [
        ("2026-01-01", "dự thảo", "dự kiến từ 01/01/2026"),
        ("2025-07-01", "sắp có hiệu lực", "từ 01/07/2025"),
        ("2024-01-01", "đang có hiệu lực", "từ 01/01/2024 đến hết 30/06/2025"),
        ("2022-06-27", "đã hết hiệu lực", "từ 27/06/2022 đến hết 31/12/2023"),
    ]
    assert [cells[3] for cells in found.values()] == [
        "2 chỗ khác bản từ 01/07/2025",
        "2 chỗ khác bản từ 01/01/2024",
        "1 chỗ khác bản từ 27/06/2022",
        "bản đầu",
    ]


def test_a_faulty_file_is_named_with_its_faults(room: Room) -> None:
    """A file whose examples fail is not used: it stands below, with lines and cures."""
    page = room.page("/bo-tieu-chi")
    box = page.one("section", aria_labelledby="tep-loi")

    assert box.one("h3").text == "nq12-tu/2027-01-01.yaml"
    assert "ví dụ 1 của TC08 ra chưa đạt" in box.all("li")[0].text
    assert box.all("li")[0].text.startswith("Dòng ")
    assert room.get("/bo-tieu-chi/nq12-tu/2027-01-01").status_code == 404


def test_what_changed_in_words(room: Room) -> None:
    """The page of a version says each change since the published version before, a link to which stands above."""
    page = room.page("/bo-tieu-chi/nq12-tu/2024-01-01").one("section", aria_labelledby="thay-doi")

    assert page.one("a").attributes["href"] == "/bo-tieu-chi/nq12-tu/2022-06-27"
    assert [each.text for each in page.one("ul").all("li")] == [
        (
            "TC08: việc cần làm «Xây dựng thêm đơn vị đạt chuẩn» (công sức mỗi bước 3) → «Xây dựng thêm» (công sức mỗi "
            "bước 2) từ 01/01/2024."
        )
    ]
    first = room.page("/bo-tieu-chi/nq12-tu/2022-06-27").one("section", aria_labelledby="thay-doi")
    assert "Đây là bản đầu của bộ" in first.text


def test_a_version_says_how_its_own_words_are_known(room: Room) -> None:
    """The draft has the words of the document: on its page no banner says otherwise, and it is called a draft."""
    draft = room.page("/bo-tieu-chi/nq12-tu/2026-01-01")

    assert "chưa phải văn bản chính thức" not in draft.text
    assert draft.one("p", "lead").one("span", "version").text == "dự thảo"
    assert "Bộ tiêu chí dựng lại" in room.page("/bo-tieu-chi/nq12-tu/2022-06-27").one("header").text


def test_the_text_of_a_file_is_one_link_away(room: Room) -> None:
    """The page leads to the file as it was written."""
    trail = room.page("/bo-tieu-chi/nq12-tu/2022-06-27").one("nav", "trail")
    address = next(each.attributes["href"] for each in trail.all("a") if "YAML" in each.text)

    assert room.client.get(address).text == TEXT


@pytest.mark.parametrize("address", ["khong-co/2022-06-27", "nq12-tu/2021-01-01", "nq12-tu/hom-nay"])
def test_no_such_version(room: Room, address: str) -> None:
    """A set or a day that is not there is a page that says so."""
    assert room.page(f"/bo-tieu-chi/{address}", status=404).one("h1").text == "Không có trang này"


def test_changes_are_those_of_the_engine() -> None:
    """Each change is the sentence that the command gives too, with a full stop."""
    old = read_shipped().criteria
    assert old is not None
    new = old.model_copy(update={"title": "Bộ mới", "effective_from": date(2026, 1, 1)})

    assert changes_of(old, new) == (f"Bộ tiêu chí: tên «{old.title}» → «Bộ mới» từ 01/01/2026.",)
