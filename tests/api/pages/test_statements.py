"""The page and the API of published figures: what does not add up stands first, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.html import Node, read
from tests.offices import Opened, opened


def page_of(office: Opened) -> Node:
    """Open the page."""
    answer = TestClient(create_app(office.office, guest=OFFICER)).get("/doi-chieu")
    assert answer.status_code == 200
    return read(answer.text)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office over an empty SQLite with a folder of criteria of its own."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'a.sqlite3'}") as found:
        yield found


def test_what_does_not_add_up_stands_first(office: Opened) -> None:
    """134 against 139 is told before what adds up; each statement says its sum and names its source."""
    page = page_of(office)
    headings = [each.text for each in page.all("h2")]

    assert headings[:4] == ["Không khớp (5)", "Chưa kể hết (2)", "Khớp (2)", "Không đủ số để kiểm (12)"]
    (first, *_) = page.all("article")
    assert "3 + 20 + 30 + 50 + 31 = 134, văn bản ghi tổng 139: thiếu 5 xã, thị trấn." in first.text
    assert all("Nguồn: " in each.text for each in page.all("article"))
    assert len(page.all("article")) == 21


def test_the_same_for_programs(office: Opened) -> None:
    """The API gives the same statements with exact figures."""
    answer = TestClient(create_app(office.office, guest=OFFICER)).get("/api/v1/statements").json()
    found = {each["id"]: each for each in answer["items"]}

    assert answer["faulty"] == []
    assert len(found) == 21
    assert (found["nq12-2025"]["outcome"], found["nq12-2025"]["said"], found["nq12-2025"]["difference"]) == (
        "differs",
        "139",
        "5",
    )
    assert found["ct22-loai"]["difference"] == "1987"


def test_a_faulty_file_beside_a_sound_one(tmp_path: Path) -> None:
    """The office's own files stand in for those shipped; a fault in one is told with its line, the others serve."""
    folder = tmp_path / "tieu-chi" / "statements"
    shipped = Path(str(files("criteria")))
    copytree(shipped / "nq12-tu", folder.parent / "nq12-tu")
    folder.mkdir()
    told = "{value: 1, source: {title: B}}, {value: 2, source: {title: C}}"
    sound = f"statements:\n  - {{id: a, title: Tổng A, unit: tổ, same: [{told}]}}\n"
    (folder / "a.yaml").write_text(sound, "utf-8")
    (folder / "b.yaml").write_text("statements:\n  - {id: a, titel: A}\n", "utf-8")
    with opened(f"sqlite+pysqlite:///{tmp_path / 'a.sqlite3'}", criteria=folder.parent) as office:
        page = page_of(office)

    assert [each.text for each in page.all("h2")] == ["Tệp có chỗ cần sửa", "Không khớp (1)"]
    assert "statements/b.yaml, dòng 2: " in page.one("div", "problems").text
