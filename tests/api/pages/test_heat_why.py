"""Why a cell of the heat table stands as it does, the table as a file, and who sees what of it."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.deciding import NOBODY, Action, Role, Who
from api.demo import OFFICER
from api.exchange.tables import write_scores
from api.pages.gate import Gate
from api.pages.heat.room import HeatPages
from api.pages.routes import Pages
from api.pages.routes import Room as Door
from api.workflow.office import board_of_period
from tests.api.pages.heats import Room, change, codes, heat_office, somebody, table_rows
from tests.api.pages.html import Node, read
from tests.offices import opened

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = {"huyen": "150", "tieu-chi": "TC08", "ket-qua": "unmet", "xep": "-dat"}
VIEWER = somebody(Role.VIEWER, "district:150")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The room as the provincial officer of the demonstration meets it."""
    with heat_office(tmp_path_factory.mktemp("bang-diem")) as found:
        yield Room(found)


def told(room: Room, cell: str, query: str = "") -> Node:
    """Ask for one cell alone."""
    return room.page(f"/bang-diem/vi-sao/{cell.replace('.', '/')}{query}").one("div", "why")


def section(why: Node, title: str) -> str:
    """Return the text under a heading of the panel."""
    nodes = [each for each in why.inside if isinstance(each, Node)]
    start = next(at for at, each in enumerate(nodes) if each.tag == "h3" and each.text == title)
    end = next((at for at, each in enumerate(nodes) if at > start and each.tag == "h3"), len(nodes))
    return " ".join(each.text for each in nodes[start + 1 : end])


# ------------------------------------------------------------------------------------------------------------ why


def test_why_a_cell_is_unmet(room: Room) -> None:
    """Thị trấn Đà Bắc has 18 of 26 recognised: one is lacking, and one more criterion is all that it would bring."""
    why = told(room, "04831.TC08")

    assert why.one("h2").text == "Thị trấn Đà Bắc"
    assert why.one("p", "of").text == "✕ chưa đạt TC08 Tỷ lệ đơn vị được công nhận “An toàn về an ninh, trật tự”"
    assert "Chưa đạt, cần thêm 1 đơn vị (số đơn vị được công nhận)." in why.text
    sentences = [each.text for each in why.all("span", "sentence")]
    assert len(sentences) == 3
    assert sentences[1] == (
        "Chưa đạt: số đơn vị được công nhận 18/26 đơn vị (69,23 %), "
        "yêu cầu từ 70 % trở lên, cần 19, còn thiếu 1 đơn vị."
    )
    assert section(why, "Làm gì để đạt") == (
        "Xây dựng thêm đơn vị đạt chuẩn: thêm 1 đơn vị (số đơn vị được công nhận). "
        "Khi tiêu chí này đạt: 11 – 12 / 16 tiêu chí."
    )
    assert section(why, "Căn cứ").startswith("124/2021/TT-BCA, Điều 5 khoản 4")
    assert section(why, "Minh chứng") == (
        "15/QĐ-UBND ngày 05/03/2024, UBND huyện Đà Bắc, trang 2, có giá trị đến hết 05/03/2025"
    )


def test_history_of_the_figures(room: Room) -> None:
    """Each figure that was used says who wrote it when, the correction before the first entry."""
    why = told(room, "04831.TC08")
    stories = {each.inside[0]: each for each in why.one("ul", "stories").inside if isinstance(each, Node)}
    (recognised,) = [each for label, each in stories.items() if str(label).startswith("Số đơn vị được công nhận")]

    assert len(stories) == 4
    assert [each.text for each in recognised.all("li")] == [
        "10/11/2024 09:01 canbo1, trên trang: từ 26 đơn vị thành 18 đơn vị",
        "10/11/2024 09:00 số liệu mẫu, từ tệp (dòng 421): ghi lần đầu: 26 đơn vị",
    ]
    assert recognised.one("strong").text == "18 đơn vị"


def test_why_a_cell_is_met(room: Room) -> None:
    """A cell that is met needs nothing; its document is only asked for where it must be there."""
    why = told(room, "04831.TC04")

    assert why.one("p", "of").text.startswith("✓ đạt TC04")
    assert "Làm gì để đạt" not in [each.text for each in why.all("h3")]


def test_why_a_cell_is_unknown(room: Room) -> None:
    """A cell that is unknown names the figures to enter, and what the count would be then."""
    page = room.page("/bang-diem?ket-qua=unknown&tieu-chi=TC11")
    code = codes(page)[0]
    lift = section(told(room, f"{code}.TC11"), "Làm gì để đạt")
    unit = room.scores("2024")[code]

    assert lift.startswith("Nhập hoặc sửa số liệu: “")
    assert f"Khi tiêu chí này đạt: {unit['met'] + 1}" in lift
    assert f"{unit['possible']} / 16 tiêu chí" in lift


def test_why_a_cell_does_not_apply(room: Room) -> None:
    """A cell that does not apply says why, and what it counts as."""
    code = codes(room.page("/bang-diem?ket-qua=not_applicable&tieu-chi=TC13"))[0]
    why = told(room, f"{code}.TC13")

    assert why.one("p", "of").text.startswith("– không áp dụng TC13")
    assert [each.text for each in why.all("p") if each.text.startswith("Không áp dụng: ")] != []
    assert "Tính là đạt." in why.text


def test_a_band_that_is_reached_is_named(room: Room) -> None:
    """Where one criterion more is the next band, the panel says so."""
    units = room.scores("2024").values()
    one_short = [unit for unit in units if unit["met"] == unit["possible"] == 12]
    lacks = {
        unit["unit"]: [each for each in unit["criteria"] if each["verdict"] == "unmet" and each["shortfall"]]
        for unit in one_short
    }
    code, criterion = next((code, found[0]["id"]) for code, found in lacks.items() if found)

    lift = section(told(room, f"{code}.{criterion}"), "Làm gì để đạt")
    assert lift.endswith("Khi tiêu chí này đạt: 13 / 16 tiêu chí, lên mức “Đạt từ 13 tiêu chí”.")


def test_an_address_opens_its_cell(room: Room) -> None:
    """The open cell of the address is told beside the table, marked in it, and closed by a link that keeps the rest."""
    page = room.page("/bang-diem?huyen=150&o=04831.TC08")
    (marked,) = page.one("table").all("a", aria_current="true")

    assert marked.attributes["id"] == "o"
    assert marked.attributes["href"] == "?huyen=150&o=04831.TC08#o"
    assert page.one("aside").one("h2").text == "Thị trấn Đà Bắc"
    assert "hidden" not in page.one("aside").attributes
    assert page.one("a", "close").attributes["href"] == "/bang-diem?huyen=150"
    assert "hidden" in room.page("/bang-diem").one("aside").attributes


def test_an_open_cell_may_be_filtered_away(room: Room) -> None:
    """A cell stays told when its row is not among those shown."""
    page = room.page("/bang-diem?huyen=148&o=04831.TC08")

    assert page.one("table").all("a", aria_current="true") == []
    assert page.one("aside").one("h2").text == "Thị trấn Đà Bắc"


def test_alone_and_in_the_page_are_the_same(room: Room) -> None:
    """What a script fetches is what the page would show, with the same way back."""
    alone = room.page("/bang-diem/vi-sao/04831/TC08?ky=2023&huyen=150&o=04831.TC08").one("div", "why")
    within = room.page("/bang-diem?ky=2023&huyen=150&o=04831.TC08").one("aside").one("div", "why")

    assert alone == within
    assert "mã 04831 · kỳ 2023" in alone.text


@pytest.mark.parametrize("cell", ["99999/TC08", "04831/TC99", "04831/x.y", "…/…"])
def test_no_such_cell(room: Room, cell: str) -> None:
    """A cell that is not there is a page that says so."""
    room.page(f"/bang-diem/vi-sao/{cell}", status=404)


def test_ways_on(room: Room) -> None:
    """The panel leads to the unit's own page, at that criterion."""
    ways = told(room, "04831.TC08").one("p", "ways").all("a")

    assert ways[0].attributes["href"] == "/xa/04831?ky=2024#TC08"


@pytest.mark.parametrize(
    ("who", "there", "expected"),
    [(OFFICER, True, True), (OFFICER, False, False), (somebody(Role.VIEWER, "all"), True, False)],
)
def test_the_way_to_entry(room: Room, who: Who, there: bool, expected: bool) -> None:  # noqa: FBT001 -- a table of cases
    """Entry is linked where there is such a room and who asks may write there."""
    office = room.opened.office
    gate = Gate(office, who)
    pages = Pages(lambda: board_of_period(office, "nq12-tu"), lambda: office.today, gate)
    app = FastAPI()
    app.state.office = office
    app.include_router(HeatPages(pages, gate).router())
    if there:
        pages.add_room(Door("Nhập số liệu", "/nhap", Action.READ))
    page = read(TestClient(app).get("/bang-diem/vi-sao/04831/TC08").text)
    links = [node.attributes["href"] for node in page.one("p", "ways").all("a")]

    assert links[1:] == (["/nhap/04831?ky=2024#TC08"] if expected else [])


# ---------------------------------------------------------------------------------------------------------- files


def read_csv(body: bytes) -> list[dict[str, str]]:
    """Read a file back as its rows."""
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def read_xlsx(body: bytes) -> tuple[list[str], list[str]]:
    """Read a workbook back: what stands above the heads, and the codes."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    column = [str(cell.value) for cell in sheet["A"]]
    head = column.index("Mã đơn vị")
    return column[:head], column[head + 1 :]


@pytest.mark.parametrize("query", [{}, FILTERS, {"ky": "2023", "muc": "b13", "xep": "-ten"}, {"tim": "hoa son"}])
def test_files_hold_what_is_shown(room: Room, query: dict[str, str]) -> None:
    """Both kinds of file hold the rows of the page in its order, with their scores and the words SỐ LIỆU MẪU."""
    shown = codes(room.page(f"/bang-diem?{urlencode(query)}"))
    table, book = (room.get(f"/bang-diem/xuat.{ending}", query) for ending in ("csv", "xlsx"))
    rows = read_csv(table.content)
    above, in_book = read_xlsx(book.content)
    scores = room.scores(query.get("ky", "2024"))

    assert shown
    assert [row["unit"] for row in rows] == shown == in_book
    assert {row["note"] for row in rows} == {"SỐ LIỆU MẪU"}
    assert "SỐ LIỆU MẪU — không phải số liệu thật" in above
    assert [(row["met"], row["possible"], row["band"]) for row in rows] == [
        (str(scores[code]["met"]), str(scores[code]["possible"]), scores[code]["band"]) for code in shown
    ]
    name = f"bang-diem-{query.get('ky', '2024')}"
    assert table.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert (book.headers["content-type"], table.headers["content-type"]) == (XLSX, "text/csv; charset=utf-8")
    assert table.headers["cache-control"] == "no-store"


def test_a_file_is_an_act(room: Room) -> None:
    """Whoever takes a file is on record with what was chosen, the file's digest and the end of the chain before it."""
    before = room.acts()[-1]
    answer = room.get("/bang-diem/xuat.csv", {**FILTERS, "tim": "Nguyễn"})
    assert answer.status_code == 404
    room.get("/bang-diem/xuat.csv", {**FILTERS, "tim": "xã"})
    (act,) = room.acts(before.seq)
    said = json.loads(act.content)

    assert (act.action, act.channel, act.actor) == ("scores.export", "form", OFFICER.name)
    assert (act.set_id, act.period, act.row_count, act.moves_data) == ("nq12-tu", "2024", 0, False)
    assert (said["file"], said["chosen"]) == (
        "bang-diem-2024.csv",
        {"huyen": "150", "tieu-chi": "TC08", "ket-qua": "unmet"},
    )
    assert (said["head"], said["head_hash"]) == (before.seq, before.hash)
    assert said["units"] == len(codes(room.page(f"/bang-diem?{urlencode({**FILTERS, 'tim': 'xã'})}")))
    assert len(said["sha256"]) == 64


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/bang-diem/xuat.csv?muc=b99", 400, "Không có mức «b99»"),
        ("/bang-diem/xuat.csv?ky=1999", 400, "Không có số liệu kỳ «1999»"),
        ("/bang-diem/xuat.xlsx?tim=khong+co", 404, "không có gì để xuất"),
        ("/bang-diem/xuat.pdf", 404, "Không có trang này"),
    ],
)
def test_no_file_and_no_act(room: Room, address: str, status: int, said: str) -> None:
    """Where the address can't be used whole there is no file, a page says why, and nothing is on record."""
    before = room.acts()[-1].seq

    assert said in room.page(address, status).text
    assert room.acts(before) == []


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "https://x.vn"])
def test_a_name_is_never_a_formula(room: Room, tmp_path: Path, name: str) -> None:
    """Whatever a unit is called, a spreadsheet takes it for text."""
    result = board_of_period(room.opened.office, "nq12-tu").scored("2024")
    evil = replace(result, names=(*result.names[:-1], name))
    places: Sequence[int] = [len(result.codes) - 1, 0]
    for ending in ("csv", "xlsx"):
        write_scores(evil, tmp_path / f"x.{ending}", places)
    (last, first) = read_csv((tmp_path / "x.csv").read_bytes())
    cell = next(
        cell
        for row in openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0].iter_rows()
        for cell in row
        if cell.value == name
    )

    assert last["name"] == (name if name.startswith("https") else f"'{name}")
    assert (last["unit"], first["unit"]) == (result.codes[-1], result.codes[0])
    assert (cell.data_type, cell.hyperlink) == ("s", None)


# ------------------------------------------------------------------------------------------------------ who sees


def test_units_of_others_are_nowhere(room: Room) -> None:
    """A viewer of one district finds in page, panel and files its units alone, and counts of them alone."""
    viewer, everything = Room(room.opened, VIEWER), room.scores("2024")
    register = room.opened.office.register
    own = {
        code for code in everything if (unit := register.version(code, date(2024, 12, 31))) and unit.district == "150"
    }
    answers = [
        viewer.get(address)
        for address in (
            "/bang-diem",
            "/bang-diem?xep=-dat",
            "/bang-diem?tim=xa",
            "/bang-diem?o=04831.TC08",
            "/bang-diem/xuat.csv",
        )
    ]
    bodies = [answer.text for answer in answers] + ["\n".join(read_xlsx(viewer.get("/bang-diem/xuat.xlsx").content)[1])]
    page = read(answers[0].text)

    assert len(own) == 17
    assert [answer.status_code for answer in answers] == [200] * 5
    assert set(codes(page)) == own
    assert [(code, at) for code in set(everything) - own for at, body in enumerate(bodies) if code in body] == []
    assert page.one("p", "count").text == "Đang xem 17 trong 17 đơn vị."
    options = [option.text for option in page.one("select", id="huyen").all("option")]
    assert options == ["Tất cả", "Huyện Đà Bắc"]
    foot = [each.text for each in page.one("tfoot").all("td", "num")]
    assert foot == [each.text for each in room.page("/bang-diem?huyen=150").one("tfoot").all("td", "num")]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/bang-diem?huyen=148", 400),
        ("/bang-diem?o=05293.TC08", 400),
        ("/bang-diem/vi-sao/05293/TC08", 403),
        ("/bang-diem/xuat.csv?huyen=148", 400),
        ("/bang-diem/xuat.csv?tim=05293", 404),
    ],
)
def test_asking_for_units_of_others(room: Room, address: str, status: int) -> None:
    """Naming what lies outside one's place gives nothing of it."""
    assert "05293" in room.scores("2024")
    answer = Room(room.opened, VIEWER).get(address)

    assert answer.status_code == status
    assert room.scores("2024")["05293"]["name"] not in answer.text


def test_who_may_come(room: Room) -> None:
    """Nobody is sent to sign in and comes back; an administrator, who sees no figures, is told so."""
    sent = Room(room.opened, NOBODY).get("/bang-diem?huyen=150")
    assert (sent.status_code, sent.headers["location"]) == (303, "/dang-nhap?ve=/bang-diem%3Fhuyen%3D150")
    for address in ("/bang-diem", "/bang-diem/vi-sao/04831/TC08", "/bang-diem/xuat.csv"):
        assert Room(room.opened, somebody(Role.ADMINISTRATOR, "all")).get(address).status_code == 403


def test_no_unit_of_ones_own_has_figures(room: Room) -> None:
    """Somebody whose units have no figures yet is told what will be here."""
    page = Room(room.opened, somebody(Role.COMMUNE, "unit:04789:2020-01-01")).page("/bang-diem")

    assert page.one("h1").text == "Bảng điểm chưa có dòng nào"


def test_no_figures_at_all(tmp_path: Path) -> None:
    """Without any figure there is no table yet, no cell and no file."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'trong.sqlite3'}") as empty:
        room = Room(empty)

        assert room.page("/bang-diem").one("h1").text == "Chưa có số liệu"
        room.page("/bang-diem/vi-sao/04831/TC08", status=404)
        room.page("/bang-diem/xuat.csv", status=404)


def test_a_change_shows_at_once(tmp_path: Path) -> None:
    """What was kept of a period is let go when a figure changes."""
    with heat_office(tmp_path) as found:
        room = Room(found)
        assert is_marked(room) == "unmet"
        change(found, "bodies_recognised", 19)

        assert is_marked(room) == "met"


def is_marked(room: Room) -> str:
    """Return how TC08 of Thị trấn Đà Bắc is drawn."""
    (row,) = [row for row in table_rows(room.page("/bang-diem")) if row.attributes["data-ma"] == "04831"]
    return row.all("td")[8].attributes["class"]
