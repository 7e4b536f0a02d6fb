"""Every table of the pages as a file: a link on its page, the same rows, one's own units only, an act of the log."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.demo import OFFICER
from api.exchange.recognitions import read_recognitions
from api.pages.exports.room import BY_ID, EXPORTS
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from tests.api.pages.heats import Room, somebody
from tests.api.pages.html import Node
from tests.api.pages.sample_office import BELOW, hand_in, plan, sample_office, watched
from tests.offices import Opened
from tests.people import new_account

Rows = list[dict[str, str]]
OTHERWISE = frozenset({"scores", "models"})
"""Tables with workbooks of their own kind, held against what they are elsewhere."""
APPRAISER = somebody(Role.APPRAISER, "province:17")
ADMINISTRATOR = somebody(Role.ADMINISTRATOR, "all")
CLERK = somebody(Role.COMMUNE, "unit:04831:2020-01-01")
OF_DA_BAC = somebody(Role.VIEWER, "district:150")
EVERYTHING = Who("tất cả", None, tuple(Granted(role, Place("all"), date(2020, 1, 1)) for role in Role))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample on a day on which the province appraises, with a sheet handed in and things to watch."""
    with sample_office(tmp_path_factory.mktemp("xuat")) as found:
        plan(found, closes=date(2025, 12, 31))
        watched(found)
        hand_in(found, "04834")
        new_account(found, "ba.an", Role.VIEWER, "district:150")
        found.clock.move(days=150)
        yield found


@pytest.fixture(scope="module")
def room(office: Opened) -> Room:
    """The pages as somebody meets them who may do everything."""
    return Room(office, EVERYTHING)


def links(page: Node) -> dict[str, str]:
    """Return the files that a page offers: text and address."""
    return {each.text: each.attributes["href"] for box in page.all("p", "files") for each in box.all("a")}


def rows_of(body: bytes) -> Rows:
    """Read a .csv."""
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def taken(room: Room, address: str) -> Rows:
    """Take a .csv."""
    answer = room.get(address)
    assert answer.status_code == 200, answer.text[:600]
    return rows_of(answer.content)


# ---------------------------------------------------------------------------------------------------- every page


@pytest.mark.parametrize("export", [each for each in EXPORTS if each.id not in OTHERWISE], ids=lambda each: each.id)
def test_every_page_gives_its_tables(room: Room, export: object) -> None:
    """Each page links its workbook and a .csv a table; the files open, hold rows, and say whose figures they are."""
    assert isinstance(export, type(EXPORTS[0]))
    found = links(room.page(export.page))
    books = [address for text, address in found.items() if text == "Xuất Excel"]
    lines = [address for text, address in found.items() if text.startswith("Xuất CSV")]

    assert len(books) == 1
    assert len(lines) == max(1, len(export.parts))
    answer = room.get(books[0])
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.xlsx"', answer.headers["content-disposition"])
    assert answer.headers["cache-control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(book.worksheets) >= len(lines)
    for sheet in book:
        above = [str(row[0]) for row in sheet.iter_rows(max_row=14, max_col=1, values_only=True) if row[0] is not None]
        assert above[1:3] == [SAMPLE_BANNER, RECONSTRUCTED_BANNER]
        assert any("mã kiểm tra tệp sha256:" in line for line in above)
        assert sheet.print_title_rows
    for address in lines:
        rows = taken(room, address)
        assert rows or "returned" in address
        assert {row["note"] for row in rows} <= {f"{SAMPLE_BANNER} · {RECONSTRUCTED_BANNER}"}


def test_scores_keep_their_room(room: Room) -> None:
    """The heat table offers its files where its other tools stand; they are the results as the command writes them."""
    page = room.page("/bang-diem?huyen=150&xep=-dat")
    addresses = [each.attributes["href"] for each in page.one("p", "tools").all("a")]

    assert addresses == [f"/bang-diem/xuat.{ending}?huyen=150&xep=-dat" for ending in ("xlsx", "csv")]
    assert len(taken(room, addresses[1])) == 17


@pytest.mark.parametrize(
    ("address", "column", "value"),
    [
        ("/tong-quan/xuat.csv?huyen=150", "district", {"Huyện Đà Bắc"}),
        ("/don-vi/xuat.csv?ngay=2024-12-31&loai=thị trấn&huyen=150", "name", {"Thị trấn Đà Bắc"}),
        ("/don-vi/xuat.csv?ngay=2025-07-01&tim=da bac", "kind", {"xã"}),
        ("/phieu/xuat.csv?ky=2024&buoc=submitted", "unit", {"04834"}),
        ("/tham-dinh/xuat.csv?ky=2024", "unit", {"04834"}),
        ("/cong-nhan/xuat.csv?xem=xem-lai", "review", {"có"}),
        ("/cong-nhan/xuat.csv?tim=05428", "unit", {BELOW[0]}),
        ("/nhap/xuat.csv?ky=2023&tim=thi tran da bac", "period", {"2023"}),
        ("/nhap/xuat.csv?don-vi=04831", "unit", {"04831"}),
        ("/nhat-ky/xuat.csv?viec=recognition.decide", "action", {"recognition.decide"}),
        ("/nguoi-dung/xuat.csv?tim=ba.an", "login", {"ba.an"}),
    ],
)
def test_what_is_filtered_is_what_leaves(room: Room, address: str, column: str, value: set[str]) -> None:
    """A file holds the rows that its page shows for the same address, and no other."""
    assert {row[column] for row in taken(room, address)} == value


def test_links_keep_the_filters(room: Room) -> None:
    """The address of a file carries the query of the page, but not what is of the moment."""
    found = links(room.page("/don-vi?ngay=2024-12-31&huyen=150&tim=&trang=2"))

    assert found["Xuất CSV"] == "/don-vi/xuat.csv?ngay=2024-12-31&huyen=150&tim="


# ----------------------------------------------------------------------------------------------------- the rows


def test_figures_with_what_proves_them(room: Room) -> None:
    """A figure a row, with numbers, days and words as they are entered; what was taken back has none."""
    rows = {row["indicator"]: row for row in taken(room, "/nhap/xuat.csv?ky=2024&don-vi=04831")}
    book = openpyxl.load_workbook(io.BytesIO(room.get("/nhap/xuat.xlsx?ky=2024&don-vi=04831").content))
    head, *cells = list(book["Số liệu"].iter_rows(values_only=True))[6:]
    values = {row[head.index("Mã chỉ tiêu")]: row[head.index("Giá trị")] for row in cells}

    assert rows["villages"]["value"] == str(values["villages"])
    assert isinstance(values["villages"], int)
    assert rows["hotline"]["value"] in ("có", "không")
    assert re.fullmatch(r"2024-[0-9]{2}-[0-9]{2}|không", rows["work_plan"]["value"])
    assert (rows["villages"]["name"], rows["villages"]["district"], rows["villages"]["sample"]) == (
        "Thị trấn Đà Bắc", "Huyện Đà Bắc", "có",
    )  # fmt: skip
    assert list(rows) == [
        key for key in room.opened.office.version_of_period("nq12-tu", "2024").criteria.indicators if key in rows
    ]


def test_places_add_up(room: Room) -> None:
    """Who stands in each place of a goal for sure is as many as the goal has standing there."""
    goals = taken(room, "/muc-tieu/xuat.csv?ngay=2024-12-31&bang=goals")
    places = taken(room, "/muc-tieu/xuat.csv?ngay=2024-12-31&bang=places")

    for goal in goals:
        sure = [
            row for row in places
            if (row["target"], row["place"], row["certainty"]) == (goal["target"], goal["place"], "chắc chắn")
        ]  # fmt: skip
        assert len(sure) == int(goal["standing"])
    assert [goal["gap"] for goal in goals if goal["state"] == "không còn áp dụng"] == ["", ""]


def test_recognitions_can_be_read_again(room: Room, office: Opened) -> None:
    """The .csv of recognitions is a table that `--recognitions` reads: the same decisions, none lost."""
    body = room.get("/cong-nhan/xuat.csv").content
    criteria = office.office.version_of_period("nq12-tu", "2024").criteria
    read, faults = read_recognitions(body, criteria, name="cong-nhan.csv")

    assert {each.code for each in faults} == {"UNKNOWN_COLUMN"}  # what stands beside the decisions is said, not read
    assert {(each.unit, each.level, each.decided_on) for each in read} == {
        (row["unit"], row["level"], date.fromisoformat(row["decided_on"])) for row in rows_of(body)
    }
    assert len(read) == 14


def test_accounts_give_nothing_that_lets_anybody_in(room: Room) -> None:
    """The list of accounts holds login, title, state and grants, nothing else."""
    rows = taken(room, "/nguoi-dung/xuat.csv")

    assert set(rows[0]) == {"login", "title", "state", "grants", "note"}


# --------------------------------------------------------------------------------------------------------- scope


OF_UNITS = {
    "overview": "unit", "scores": "unit", "figures": "unit", "sheets": "unit", "recognitions": "unit",
    "watched": "unit",
}  # fmt: skip


@pytest.mark.parametrize("table", OF_UNITS)
def test_nobody_takes_others_units(office: Opened, room: Room, table: str) -> None:
    """A viewer of one district takes its 17 communes and no other, an officer of a commune that one alone."""
    address = f"{BY_ID[table].address}.csv"
    everything = {row[OF_UNITS[table]] for row in taken(room, address)}
    of_district = {row["unit"] for row in taken(room, "/tong-quan/xuat.csv?huyen=150")}
    for who, own in ((OF_DA_BAC, of_district), (CLERK, {"04831"})):
        answer = Room(office, who).get(address)
        found = {row[OF_UNITS[table]] for row in rows_of(answer.content)} if answer.status_code == 200 else set()
        assert found == everything & own
        assert answer.status_code == (200 if found else 404)


@pytest.mark.parametrize("table", ["targets", "plan"])
def test_the_whole_is_for_who_sees_the_whole(office: Opened, table: str) -> None:
    """Targets and plans count every unit: who sees a part takes nothing, and is told so."""
    page = Room(office, OF_DA_BAC).page(f"{BY_ID[table].address}.xlsx", status=403)

    assert "tài khoản chỉ thấy một phần" in page.text


def test_whoever_may_not_sees_no_link(office: Opened) -> None:
    """Without the right there is neither link nor file; an administrator takes accounts, units and log, no figures."""
    visitor, keeper = Room(office, OF_DA_BAC), Room(office, ADMINISTRATOR)

    assert links(keeper.page("/nguoi-dung"))
    assert links(keeper.page("/nhat-ky"))
    assert {export.id: keeper.get(f"{export.address}.csv").status_code for export in EXPORTS} == {
        each.id: 200 if each.id in ("units", "audit", "accounts") else 403 for each in EXPORTS
    }
    assert [visitor.get(f"{BY_ID[each].address}.csv").status_code for each in ("audit", "accounts")] == [403, 403]
    limited = Room(office, replace(OFFICER, only=frozenset()))
    assert limited.get("/bang-diem/xuat.csv").status_code == 403


# ---------------------------------------------------------------------------------------------------------- acts


def test_a_file_is_an_act(office: Opened) -> None:
    """The log says who took which table, chosen how, with the file's digest and the end of the chain before it."""
    room = Room(office)
    before = room.acts()[-1]
    room.get("/don-vi/xuat.csv?ngay=2024-12-31&huyen=150&tim=Nguyễn")
    assert room.acts()[-1].seq == before.seq  # nothing was found, so nothing left
    room.get("/don-vi/xuat.csv?ngay=2024-12-31&huyen=150&tim=xã")
    act = room.acts()[-1]
    said = json.loads(act.content)

    assert (act.seq, act.action, act.actor, act.channel) == (before.seq + 1, "table.export", OFFICER.name, "form")
    assert (said["table"], said["file"]) == ("units", "don-vi-2024-12-31.csv")
    assert said["chosen"] == {"ngay": "2024-12-31", "huyen": "150"}
    assert (said["head"], said["head_hash"]) == (before.seq, before.hash)
    assert "kết xuất bảng" in room.page("/nhat-ky").text.casefold()


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/don-vi/xuat.csv?ngay=2024-02-30", 400, "không có thật"),
        ("/cong-nhan/xuat.csv?ngay=hôm nay", 400, "không có thật"),
        ("/phieu/xuat.csv?buoc=x", 400, "Không có bước «x»"),
        ("/nhap/xuat.csv?ky=1999", 400, "Không có số liệu kỳ «1999»"),
        ("/nhat-ky/xuat.csv?viec=x", 400, "Không có loại việc «x»"),
        ("/tong-quan/xuat.csv?muc=x", 400, "Không có mức «x»"),
        ("/muc-tieu/xuat.xlsx?ngay=x", 400, "ngày «x»"),
        ("/don-vi/xuat.xlsx?tim=khong co dau", 404, "không có gì để xuất"),
        ("/don-vi/xuat.pdf", 404, "Không có trang này"),
        ("/muc-tieu/xuat.csv?bang=khac", 404, "Không có trang này"),
    ],
)
def test_no_file_and_no_act(room: Room, address: str, status: int, said: str) -> None:
    """What can't be used whole gives no file; a page says why, and nothing is on record."""
    before = room.acts()[-1].seq

    assert said in room.page(address, status).text
    assert room.acts(before) == []


def test_pages_of_files_offer_none(office: Opened) -> None:
    """The application knows every export by id and address, each once."""
    app = create_app(office.office)

    assert app.state.exporter.office is office.office
    assert len({each.address for each in EXPORTS}) == len(BY_ID) == 14
