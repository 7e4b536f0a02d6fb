"""`/exports` and `/dataset`: the files of the pages for programs, within one's place, each an act of the log."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from httpx2 import Response

from api.access.deciding import Action, Role
from api.answers.score_lines import score_bytes
from api.demo import OFFICER
from api.store.database import Actor
from api.workflow.exporting.restoring import import_dataset
from api.workflow.office import board_of_period
from tests.api.pages.heats import Room, somebody
from tests.offices import Opened, opened, opened_with_sample

SET = "nq12-tu"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample."""
    path = tmp_path_factory.mktemp("xuat-api") / "a.sqlite3"
    with opened_with_sample(f"sqlite:///{path}", requests_per_minute=1_000_000) as found:
        yield found


@pytest.fixture(scope="module")
def room(office: Opened) -> Room:
    """The service as the provincial officer asks it; that the criteria file is used is on record already."""
    found = Room(office)
    found.get("/api/v1/scores")
    return found


def lines(answer: Response) -> list[dict[str, str]]:
    """Read a .csv."""
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("table", ["overview", "scores", "targets", "plan", "figures", "recognitions", "watched"])
def test_the_same_as_the_pages(room: Room, table: str) -> None:
    """A program gets the rows that the page's own link gives, to the byte where nothing in it is of the moment."""
    pages = {"overview": "tong-quan", "scores": "bang-diem", "targets": "muc-tieu", "plan": "ke-hoach",
             "figures": "nhap", "recognitions": "cong-nhan", "watched": "theo-doi"}  # fmt: skip
    query = "?ky=2024&ngay=2024-12-31&muc-tieu=2025"

    assert (
        room.get(f"/api/v1/exports/{table}.csv{query}").content == room.get(f"/{pages[table]}/xuat.csv{query}").content
    )


def test_a_workbook_and_one_of_its_tables(room: Room) -> None:
    """A workbook holds all tables; a .csv the first, or the one that is asked for; one that there is not is refused."""
    book = room.get("/api/v1/exports/targets.xlsx?ngay=2024-12-31")

    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["Các bậc", "Đơn vị ở từng bậc"]
    assert book.headers["content-disposition"] == 'attachment; filename="muc-tieu-2024-12-31.xlsx"'
    assert "goal" in lines(room.get("/api/v1/exports/targets.csv"))[0]
    assert "certainty" in lines(room.get("/api/v1/exports/targets.csv?bang=places"))[0]
    refused = room.get("/api/v1/exports/targets.csv?bang=khac")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/exports/khac.csv", 422, "not_usable"),
        ("/exports/scores.pdf", 422, "not_usable"),
        ("/exports/scores.csv?muc=x", 400, "bad_request"),
        ("/exports/units.csv?ngay=x", 400, "bad_request"),
        ("/exports/units.csv?tim=khong+co", 404, "not_found"),
        ("/dataset?period=1999", 404, "not_found"),
        ("/dataset?period=xx", 400, "bad_request"),
    ],
)
def test_what_is_refused(room: Room, address: str, status: int, code: str) -> None:
    """What can't be used is answered with a code and its cure, and nothing is on record."""
    before = room.acts()[-1].seq
    answer = room.get(f"/api/v1{address}")

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["detail"]
    assert room.acts(before) == []


def test_ones_own_units_only(office: Opened) -> None:
    """An officer of a commune takes its figures and those of no other; of the whole nothing."""
    clerk = Room(office, somebody(Role.COMMUNE, "unit:04831:2020-01-01"))

    assert {row["unit"] for row in lines(clerk.get("/api/v1/exports/figures.csv?ky=2024"))} == {"04831"}
    assert {row["unit"] for row in lines(clerk.get("/api/v1/exports/scores.csv?ky=2024"))} == {"04831"}
    for address in ("/exports/targets.csv", "/exports/plan.xlsx", "/dataset?period=2024"):
        answer = clerk.get(f"/api/v1{address}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_place")


def test_an_act_of_the_api(room: Room) -> None:
    """The log knows that a program took the file."""
    before = room.acts()[-1].seq
    room.get("/api/v1/exports/scores.csv?ky=2024&huyen=150")
    (act,) = room.acts(before)

    assert (act.action, act.channel, json.loads(act.content)["chosen"]) == ("scores.export", "api", {"huyen": "150"})


def test_a_period_goes_along_whole(room: Room, tmp_path: Path) -> None:
    """The bundle from the API, read into an empty database, scores to the same bytes; taking it is on record."""
    before = room.acts()[-1].seq
    answer = room.get("/api/v1/dataset?period=2024")
    (tmp_path / "goi.zip").write_bytes(answer.content)
    (act,) = room.acts(before)
    with opened(f"sqlite:///{tmp_path / 'b.sqlite3'}") as empty:
        import_dataset(empty.office, Actor("thử", "command"), tmp_path / "goi.zip", score_bytes)
        again = score_bytes(board_of_period(empty.office, SET, "2024").scored("2024"))

    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="bo-so-lieu-nq12-tu-2024.zip"'
    assert again == room.get("/api/v1/scores?period=2024&limit=1000").content
    assert act.action == "dataset.export"


def test_the_whole_is_not_for_readers(office: Opened) -> None:
    """A viewer of everything takes tables, not the bundle with the texts of sheets; a key needs both actions."""
    viewer = Room(office, somebody(Role.VIEWER, "all"))
    assert viewer.get("/api/v1/exports/figures.csv?ky=2024").status_code == 200
    assert viewer.get("/api/v1/dataset?period=2024").json()["code"] == "not_your_place"
    key = Room(office, replace(OFFICER, only=frozenset({Action.EXPORT})))
    assert key.get("/api/v1/dataset?period=2024").status_code == 403
