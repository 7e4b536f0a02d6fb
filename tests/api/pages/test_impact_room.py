"""The rooms of impacts and of sweeps: what the engine says of a draft and of a bound, in tables, curves, a workbook."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.access.deciding import Role
from api.answers.impact import Comparison, compared
from api.answers.sweep import swept
from api.demo import fill
from api.pages.impact.room import beside
from api.workflow import Board
from engine.checking import check as check_text
from engine.impact import BoundPlace, steps_between
from engine.wording.numbers import figure_range
from tests.api.pages.heats import Room, somebody
from tests.api.pages.html import Node, read
from tests.offices import Opened, opened, opened_with_sample

SHIPPED = Path(str(files("criteria")))
TEXT = (SHIPPED / "nq12-tu" / "2022-06-27.yaml").read_text("utf-8")
NEW, OLD = "nq12-tu/2024-07-01.yaml", "nq12-tu/2022-06-27.yaml"
BOUND = "TC08:all.1.at_least"


def raised(bound: int, day: str = "2024-07-01") -> str:
    """Write a draft of the shipped set with another share in TC08, without the examples that then fail."""
    text = TEXT.replace("effective_from: 2022-06-27", f"effective_from: {day}").replace(
        "status: published", "status: draft"
    )
    text = text.replace("{share: [bodies_recognised, bodies], at_least: 70}",
                        f"{{share: [bodies_recognised, bodies], at_least: {bound}}}")  # fmt: skip
    head, criterion, rest = re.split(r"(?=  - id: TC08\n)|(?=  # --- An ninh, trật tự ---)", text)[:3]
    return head + criterion.partition("    examples:")[0] + rest


def alone(folder: Path) -> Path:
    """Put the set of 2022 into a folder of criteria files, by itself."""
    (folder / "criteria" / "nq12-tu").mkdir(parents=True)
    shutil.copy(SHIPPED / OLD, folder / "criteria" / OLD)
    return folder / "criteria"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample over a folder with a draft of 90 % beside the shipped set."""
    folder = tmp_path_factory.mktemp("tac-dong")
    alone(folder)
    (folder / "criteria" / NEW).write_text(raised(90), "utf-8")
    address = f"sqlite+pysqlite:///{folder / 'thu.sqlite3'}"
    with opened_with_sample(address, criteria=folder / "criteria", requests_per_minute=1_000_000) as found:
        yield found


@pytest.fixture(scope="module")
def room(office: Opened) -> Room:
    """The pages as the provincial officer meets them."""
    return Room(office)


def boards(office: Opened) -> tuple[Board, Board]:
    """The board of the version in force and that of the draft."""
    old, new = (each for each in office.office.folder.books().versions["nq12-tu"])
    held = office.office.board(old, office.office.known_now())
    return held, beside(held, new)


def comparison(office: Opened, period: str, district: str | None = None) -> Comparison:
    """What the engine says of the draft."""
    return compared(*boards(office), period, district=district)


def table(page: Node, name: str) -> list[list[str]]:
    """The cells of a table; one that is not there has none."""
    found = page.all("table", name)
    return (
        [[cell.text for cell in row.inside if isinstance(cell, Node)] for row in found[0].one("tbody").all("tr")]
        if found
        else []
    )


@pytest.mark.parametrize("period", ["2022", "2024"])
def test_the_page_says_what_the_engine_says(room: Room, office: Opened, period: str) -> None:
    """A draft of the folder against the version in force: both digests, the change, who falls, by criterion, goals."""
    page, found = room.page(f"/anh-huong?ky={period}"), comparison(office, period)
    result = found.impact

    assert page.one("h2", id="tac-dong").text == (
        "Tác động của bản có hiệu lực từ 01/07/2024 (dự thảo) so với bản từ 27/06/2022 (đã ban hành)"
    )
    facts = page.one("ul", "facts").text
    assert found.old.digest in facts
    assert found.new.digest in facts
    assert f"{len(result.rises)} tăng, {len(result.falls)} giảm, {result.unchanged} giữ nguyên" in facts
    assert [each.text for each in page.one("ol", "rules").all("li")] == [
        "TC08: ngưỡng 70 % → 90 % từ 01/07/2024 (tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký)"
    ]
    falls = table(page, "falls")
    assert {row[0] for row in falls} == {each.unit for each in result.falls} != set()
    assert all(row[5].startswith("TC08 ") for row in falls)
    assert any(", cần thêm " in row[5] for row in falls)
    by_criterion = {(row[0], row[2]): row[3] for row in table(page, "by_criterion")}
    (moved,) = result.by_criterion
    assert sum(map(int, by_criterion.values())) == sum(moved.moves.values())
    assert len(table(page, "goals")) == len(result.goals)
    assert len(table(page, "reviews")) == len(result.reviews)


def test_one_district(room: Room, office: Opened) -> None:
    """Only its units are told of and counted; the goals stay those of the province, which is said."""
    page, found = room.page("/anh-huong?ky=2024&huyen=150"), comparison(office, "2024", "150")

    assert {row[0] for row in table(page, "falls")} == {each.unit for each in found.impact.falls}
    assert {row[2] for row in table(page, "falls")} == {"Huyện Đà Bắc"}
    assert "Chỉ kể các đơn vị của Huyện Đà Bắc; mục tiêu tính trên toàn tỉnh." in page.one("ul", "facts").text
    assert found.impact.goals == comparison(office, "2024").impact.goals


def test_the_state_stands_in_the_address(room: Room) -> None:
    """Old, new, period and district are chosen in the form as the address has them; turned round, falls rise."""
    page = room.page(f"/anh-huong?cu={NEW}&moi={OLD}&ky=2023&huyen=148")
    chosen = {each.attributes["name"]: [o.attributes["value"] for o in each.all("option") if "selected" in o.attributes]
              for each in page.one("form", "compare").all("select")}  # fmt: skip

    assert chosen == {"cu": [NEW], "moi": [OLD], "ky": ["2023"], "huyen": ["148"]}
    assert table(page, "falls") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("cu=abc", "Không có bản «abc» trong thư mục bộ tiêu chí."),
        ("ky=1999", "Không có số liệu kỳ «1999»"),
        ("huyen=999", "Không có huyện «999»"),
    ],
)
def test_a_bad_value_is_said(room: Room, query: str, said: str) -> None:
    """What can't be used is answered in words, above the page without it."""
    page = room.page(f"/anh-huong?{query}", status=400)

    assert page.one("div", "problems").one("li").text.startswith(said)


def send(room: Room, text: str, path: str = "/anh-huong", file: tuple[str, bytes] | None = None) -> Any:  # noqa: ANN401 -- an answer
    """Send a draft as the form does."""
    chosen = {"tep": file} if file else {"tep": ("", b"")}
    return room.client.post(
        f"{path}?cu={OLD}", data={"noi-dung": text, "ky": "2024"}, files=chosen,
        headers={"origin": "http://testserver"},
    )  # fmt: skip


def test_a_draft_that_is_pasted_or_uploaded(room: Room, office: Opened) -> None:
    """A text that stands in no folder is compared the same way, shown again, and leaves nothing on record."""
    before = len(room.acts())
    for answer in (send(room, raised(95)), send(room, "", file=("nhap.yaml", raised(95).encode()))):
        page = read(answer.text)
        done = check_text(raised(95))
        assert done.criteria is not None
        old = boards(office)[0]
        found = compared(old, Board(done.criteria, done.digest, old.data, old.register, old.recognitions), "2024")

        assert answer.status_code == 200
        assert {row[0] for row in table(page, "falls")} == {each.unit for each in found.impact.falls}
        assert "không được lưu" in page.one("ul", "facts").text
        assert "at_least: 95" in page.one("textarea").text
    assert len(room.acts()) == before
    assert len(office.office.folder.books().versions["nq12-tu"]) == 2


def test_a_draft_with_faults(room: Room) -> None:
    """A text that can't be read is answered with its faults by line and the text; nothing at all, with what to do."""
    page = read(send(room, "set: nq12-tu\ntitle: [\n").text)

    assert page.one("div", "problems").one("li").text.startswith("Dòng 3, lỗi: ngoặc vuông mở ở đây mà chưa đóng")
    assert page.all("table") == []
    assert "Chưa có nội dung dự thảo." in read(send(room, "  ").text).one("div", "problems").text


def test_the_workbook(room: Room, office: Opened) -> None:
    """The tables of the page as sheets, with the digests above each; of a pasted text too, by its button."""
    found = comparison(office, "2024")
    link = next(each for each in room.page("/anh-huong?ky=2024").all("a") if "(.xlsx)" in each.text)
    for answer in (room.get(link.attributes["href"]), send(room, raised(90), "/anh-huong.xlsx")):
        book = openpyxl.load_workbook(io.BytesIO(answer.content))

        assert answer.headers["content-disposition"] == 'attachment; filename="tac-dong-2024-07-01-ky-2024.xlsx"'
        assert book.sheetnames[:3] == ["Quy định thay đổi", "Theo tiêu chí", "Đơn vị giảm"]
        rows = [[cell.value for cell in row] for row in book["Đơn vị giảm"].iter_rows()]
        head = next(at for at, row in enumerate(rows) if row[0] == "Mã")
        assert any(found.old.digest in str(row[0]) for row in rows[:head])
        assert {row[0] for row in rows[head + 1 :]} == {each.unit for each in found.impact.falls}


def test_who_sees_a_part_sees_none_of_it(office: Opened) -> None:
    """An impact counts every commune, so who sees one district is told why; a sweep of that district is theirs."""
    room = Room(office, somebody(Role.VIEWER, "district:150"))

    for address in ("/anh-huong", "/anh-huong.xlsx", "/do-nguong", "/do-nguong?huyen=148"):
        assert room.get(address).status_code == 403
    assert "Huyện Đà Bắc" in room.page("/do-nguong?huyen=150").text


def test_nothing_else_to_compare_with(tmp_path: Path) -> None:
    """With one file in the folder the page says how to begin."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}", criteria=alone(tmp_path)) as found:
        assert Room(found).page("/anh-huong").one("h1").text == "Chưa có số liệu"
        fill(found.office)
        page = Room(found).page("/anh-huong")

        assert page.one("p", "empty").text.startswith("Thư mục bộ tiêu chí chưa có bản nào khác để so.")
        assert "open" in page.one("details", "paste").attributes


# ------------------------------------------------------------------------------------------------------- a sweep


def test_a_sweep_in_words_curve_and_table(room: Room, office: Opened) -> None:
    """Each step with its counts and bands as the engine has them; today's bound marked in table and curve."""
    page = room.page(f"/do-nguong?nguong={BOUND}&tu=60&den=100&buoc=15&ky=2024")
    values = steps_between(Decimal(60), Decimal(100), Decimal(15))
    found = swept(boards(office)[0], BoundPlace.read(BOUND), values, "2024").sweep
    rows = page.one("table", "sweep-table").one("tbody").all("tr")

    assert [row.one("th").text.split(" %")[0] for row in rows] == ["60", "70", "75", "90"]
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        [figure_range(step.met, step.possible), *(figure_range(*pair) for pair in step.bands)] for step in found.steps
    ]
    assert [row.one("th").text for row in rows if "in-force" in row.attributes.get("class", "")] == [
        "70 % đang áp dụng"
    ]
    assert "đang áp dụng: 70 %" in page.one("svg", "sweep").text
    now = figure_range(found.now.met, found.now.possible, 139)
    assert f"Ngưỡng 70 %: {now} đơn vị đạt TC08 (ngưỡng của bản từ 27/06/2022)." in page.text


def test_a_sweep_of_a_draft_and_of_one_district(room: Room) -> None:
    """Another version has another bound; a district counts its own units; a criterion alone chooses its first bound."""
    draft = room.page(f"/do-nguong?nguong={BOUND}&ban={NEW}")
    assert "Ngưỡng 90 %:" in draft.text
    assert "23 đơn vị" not in draft.text
    assert "17 đơn vị của Huyện Đà Bắc." in room.page("/do-nguong?tieu-chi=TC10&huyen=150").text
    chosen = [each for each in room.page("/do-nguong?tieu-chi=TC10").one("select", id="nguong").all("option")
              if "selected" in each.attributes]  # fmt: skip
    assert [each.attributes["value"] for each in chosen] == ["TC10:all.0.any.0.at_most"]


def test_figures_of_another_bound_are_forgotten(room: Room) -> None:
    """When the form changes the bound, the range is that of the new one, not what stood in the fields."""
    page = room.page(f"/do-nguong?cho={BOUND}&nguong=TC05:all.0.at_least&tu=60&den=100&buoc=5")

    assert [page.one("input", id=key).attributes["value"] for key in ("tu", "den", "buoc")] == ["0", "10", "1"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nguong=TC08:x", "Không có ngưỡng «TC08:x» trong bản này."),
        ("tieu-chi=TC01", "«TC01» không có ngưỡng bằng số để dò."),
        (f"nguong={BOUND}&tu=a", "Từ: «a» không phải số."),
        (f"nguong={BOUND}&tu=90&den=80", "Khoảng dò phải tăng dần"),
        (f"nguong={BOUND}&buoc=0", "Khoảng dò phải tăng dần"),
        ("huyen=999", "Không có huyện «999»"),
    ],
)
def test_what_can_not_be_swept(room: Room, query: str, said: str) -> None:
    """What can't be used is answered in words, above a sweep without it."""
    page = room.page(f"/do-nguong?{query}", status=400)

    assert page.one("div", "problems").one("li").text.startswith(said)
    assert page.all("svg", "sweep")
