"""The room of plans: the engine's plan in sentences, its limits in the address, its workbook, what can't be planned."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from api.access.deciding import Action, Granted, Place, Role, Who
from api.answers.plan import plan_of
from api.answers.supposing import judged, supposing
from api.demo import demo_board
from api.workflow import Board
from engine.planning import NO_LIMITS, Limits, Plan
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from engine.wording.numbers import number
from engine.wording.plans import counts, goal_outcome, needed_words, obstacle_words, outcome, step_words
from tests.api.pages.heats import Room
from tests.api.pages.html import Node
from tests.api.pages.sample_office import sample_office
from tests.offices import Opened

DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample."""
    with sample_office(tmp_path_factory.mktemp("ke-hoach")) as found:
        yield found


@pytest.fixture(scope="module")
def room(office: Opened) -> Room:
    """The pages as the provincial officer meets them."""
    return Room(office)


@pytest.fixture(scope="module")
def board() -> Board:
    """The sample as files."""
    return demo_board()


def planned(board: Board, target: str = "2025", limits: Limits = NO_LIMITS, on: date = DAY) -> Plan:
    """The engine's plan."""
    (chosen,) = (each for each in board.criteria.targets if each.id == target)
    return plan_of(board, chosen, on, limits)


def work(page: Node) -> dict[str, list[str]]:
    """What each unit is given to do: code -> sentences, effort, counts."""
    found = {}
    for row in page.one("table", "plan-steps").one("tbody").all("tr"):
        code = row.one("span", "could").text.rpartition("mã ")[2]
        steps = [each.text.removesuffix("Giả sử").strip() for each in row.all("li")]
        found[code] = [*steps, *(each.text for each in row.all("td", "num"))]
    return found


def expected(board: Board, plan: Plan) -> dict[str, list[str]]:
    """The same from the engine."""
    return {
        code: [*(step_words(board.criteria, step) for step in lift.steps), number(lift.effort), counts(lift)]
        for (code, _), lift in plan.lifts.items()
    }


def test_the_plan_in_sentences(room: Room, board: Board) -> None:
    """Every step of the plan stands with its unit; the outcome, the goals before and after, and the total effort."""
    page, plan = room.page("/ke-hoach?muc-tieu=2025&ngay=2024-12-31"), planned(board)

    assert work(page) == expected(board, plan)
    assert page.one("p", "outcome").text == outcome(board.criteria, plan)[0]
    for sentence in outcome(board.criteria, plan):
        assert sentence in page.text
    rows = page.one("table", "plan-goals").one("tbody").all("tr")
    assert [[cell.text for cell in row.all("td")][2:] for row in rows] == [
        [number(before.reached), number(after.reached), goal_outcome(after)]
        for before, after in zip(plan.before.goals, plan.after.goals, strict=True)
    ]
    assert f"{len(plan.lifts)} đơn vị, {sum(len(each.steps) for each in plan.lifts.values())} việc" in page.text
    assert f"tổng công sức {number(plan.effort)}" in page.text


def test_what_can_not_be_planned_and_what_data_would_help(room: Room, board: Board) -> None:
    """Goals out of reach are named with what lacks, the void goal with its reason, missing figures by unit."""
    page, plan = room.page("/ke-hoach?muc-tieu=2025"), planned(board)

    assert [each.place for each in plan.cannot] == [2, 5]
    assert "Bậc 2 không đạt (Điển hình cấp xã: ít nhất 20 đơn vị): được 20/23, còn thiếu 3." in page.text
    assert "Bậc 1 không đưa vào kế hoạch. Không còn áp dụng: điển hình cấp huyện không tồn tại" in page.text
    lines = [each.text for each in page.one("ul", "needed").all("li")]
    assert len(lines) == len({each.unit for each in plan.needs_data})
    first = plan.needs_data[0].unit
    words = needed_words(board.criteria, [each for each in plan.needs_data if each.unit == first])
    assert lines[0].endswith(f": {words}")


def test_the_target_that_is_due_next(room: Room) -> None:
    """On 1/3/2025 the plan is for 2025 unless another is asked for."""
    assert room.page("/ke-hoach").one("h1").text == "Kế hoạch đạt mục tiêu 2025"
    assert room.page("/ke-hoach?muc-tieu=2030").one("h1").text == "Kế hoạch đạt mục tiêu 2030"


@pytest.mark.parametrize(
    ("query", "limits"),
    [
        ("moi-xa=3", Limits(per_unit=Decimal(3))),
        ("moi-xa=1,5", Limits(per_unit=Decimal("1.5"))),
        ("moi-xa=1.5", Limits(per_unit=Decimal("1.5"))),
        ("moi-huyen=10", Limits(per_district=Decimal(10))),
        ("tat-ca=20", Limits(in_all=Decimal(20))),
        ("tat-ca=0", Limits(in_all=Decimal(0))),
        ("bo-qua=05128,05170", Limits(leave_out=frozenset({"05128", "05170"}))),
        ("chi=05128;+05170", Limits(only=frozenset({"05128", "05170"}))),
        ("chi=05128&moi-xa=2&tat-ca=1", Limits(only=frozenset({"05128"}), per_unit=Decimal(2), in_all=Decimal(1))),
    ],
)
def test_limits_stand_in_the_address(room: Room, board: Board, query: str, limits: Limits) -> None:
    """What may be spent and by whom is the engine's limit, and the fields of the form keep it."""
    page, plan = room.page(f"/ke-hoach?muc-tieu=2025&{query}"), planned(board, limits=limits)

    assert (work(page) if plan.lifts else {}) == expected(board, plan)
    assert page.one("p", "outcome").text == outcome(board.criteria, plan)[0]
    if not plan.lifts:
        assert page.all("table", "plan-steps") == []
        assert "Kế hoạch không có việc nào" in page.text
    for key in query.split("&"):
        name, _, value = key.partition("=")
        shown = page.one("input", id=name).attributes["value"]
        assert shown == value.replace(";+", ",").replace("1.5", "1,5")


def test_one_more_left_out(room: Room) -> None:
    """Beside each unit a link makes the plan again without it, the other limits kept."""
    page = room.page("/ke-hoach?muc-tieu=2025&bo-qua=05128&moi-xa=5")
    rows = page.one("table", "plan-steps").one("tbody").all("tr")
    link = rows[0].one("td", "leave").one("a").attributes["href"]
    code = rows[0].one("span", "could").text.rpartition("mã ")[2]

    assert link == f"/ke-hoach?muc-tieu=2025&ngay=2024-12-31&bo-qua={'%2C'.join(sorted((code, '05128')))}&moi-xa=5"
    assert code not in work(room.page(link))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("muc-tieu=2040", "Không có mục tiêu «2040»; đang lập cho mục tiêu 2025."),
        ("ngay=2024-13-01", "Ô «Tính đến hết ngày»: ngày «2024-13-01» không có thật"),
        ("moi-xa=abc", "Công sức nhiều nhất ở mỗi xã: «abc» không phải số."),
        ("moi-huyen=-1", "Công sức nhiều nhất ở mỗi huyện: «-1» không phải số."),
        ("tat-ca=1,23456", "Công sức nhiều nhất ở tất cả: «1,23456» không phải số."),
        ("bo-qua=123", "«123» không phải mã hay tên một đơn vị được đếm."),
        ("chi=04789", "Mục tiêu 2025 không đếm đơn vị có mã 04789"),
        (f"chi={'04831,' * 600}", "Danh sách đơn vị dài quá 3.000 ký tự"),
    ],
)
def test_a_bad_value_is_said_and_the_rest_is_planned(room: Room, query: str, said: str) -> None:
    """Whatever can't be used is answered in words above the plan, which is made without it."""
    page = room.page(f"/ke-hoach?{query}", status=400)

    (line,) = page.one("div", "problems").all("li")
    assert line.text.startswith(said)
    assert work(page)


def test_all_faults_at_once(room: Room) -> None:
    """Every bad value is named in one answer, hostile text as text."""
    query = "muc-tieu=a&ngay=b&bo-qua=<script>&chi=d&moi-xa=e&moi-huyen=f&tat-ca=g"
    answer = room.get(f"/ke-hoach?{query}")

    assert answer.status_code == 400
    assert "<script>" not in answer.text
    assert len(room.page(f"/ke-hoach?{query}", status=400).one("div", "problems").all("li")) == 7


def cells(body: bytes, sheet: str) -> list[list[Any]]:
    """The cells of a sheet of a workbook."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(body))[sheet].iter_rows(values_only=True)]


def test_the_workbook_says_the_same(room: Room, board: Board) -> None:
    """The workbook has the banners, the outcome, every step with real numbers, the goals and the missing figures."""
    page = room.page("/ke-hoach?muc-tieu=2025&moi-xa=5")
    address = page.one("p", "files").all("a")[0].attributes["href"]
    answer, plan = room.get(address), planned(board, limits=Limits(per_unit=Decimal(5)))

    assert address == "/ke-hoach/xuat.xlsx?muc-tieu=2025&moi-xa=5"
    assert answer.headers["content-disposition"] == 'attachment; filename="ke-hoach-2025-2024-12-31.xlsx"'
    rows = cells(answer.content, "Việc cần làm")
    head = next(at for at, row in enumerate(rows) if row[0] == "Mã")
    above = [row[0] for row in rows[:head]]
    assert above[:3] == [
        "Kế hoạch đạt mục tiêu 2025, hạn 31/12/2025, tính đến 31/12/2024", SAMPLE_BANNER, RECONSTRUCTED_BANNER
    ]  # fmt: skip
    assert above[3:5] == outcome(board.criteria, plan)[:2]
    assert [(row[0], row[3], row[5], row[6]) for row in rows[head + 1 :]] == [
        (code, step.criterion, float(step.add), float(step.effort))
        for (code, _), lift in plan.lifts.items()
        for step in lift.steps
    ]
    goals = cells(answer.content, "Các bậc")
    assert [row[2:5] for row in goals[-5:]] == [
        [after.required, before.reached, after.reached]
        for before, after in zip(plan.before.goals, plan.after.goals, strict=True)
    ]
    assert len({each.unit for each in plan.needs_data}) == len(cells(answer.content, "Còn thiếu số liệu")) - head - 1


def test_a_workbook_is_not_made_of_faults(room: Room) -> None:
    """An address that can't be used as it stands gives the page that says why, not a file."""
    page = room.page("/ke-hoach/xuat.xlsx?muc-tieu=2025&moi-xa=abc", status=400)

    assert "«abc» không phải số" in page.text


def test_who_may_not_take_files_along(office: Opened) -> None:
    """Without the right to export there is the page without the link, and no file at its address."""
    who = Who("chỉ xem", None, (Granted(Role.VIEWER, Place("all"), date(2020, 1, 1)),), frozenset({Action.PROGRESS}))
    room = Room(office, who)

    assert room.page("/ke-hoach").all("p", "files") == []
    assert room.get("/ke-hoach/xuat.xlsx?muc-tieu=2025").status_code == 403


# ------------------------------------------------------------------------------------- suppositions, units put in


def test_a_supposition_moves_the_plan(room: Room, board: Board) -> None:
    """Sent in fields it stands in the address; the page says what is supposed, what it moves, and how to undo it."""
    asked = room.get("/ke-hoach?muc-tieu=2025&gs-xa=da bac&gs-chi-tieu=cameras&gs-gia-tri=9&cs-tieu-chi=TC08&cs-so=1")
    address = "/ke-hoach?muc-tieu=2025&ngay=2024-12-31&gia-su=04831%3Acameras%3D9&cong-suc=TC08%3D1"
    page, plain = room.page(address), planned(board)
    supposed = judged(board, {"04831": "2024"}, ["04831:cameras=9"], ["TC08=1"], [])
    (target,) = (each for each in board.criteria.targets if each.id == "2025")
    plan = plan_of(supposing(board, supposed), target, DAY, NO_LIMITS)

    assert (asked.status_code, asked.headers["location"]) == (303, f"{address}#gia-su")
    assert work(page) == expected(board, plan) != expected(board, plain)
    bent = page.one("section", "bent")
    said = [each.text for each in bent.all("li")]
    assert said[0] == "Giả sử Thị trấn Đà Bắc: số điểm lắp camera an ninh đang hoạt động 4 → 9 Bỏ"
    assert said[1] == "Giả sử TC08: công sức của một bước 3 → 1 Bỏ"
    assert said[2].startswith(f"Công sức {number(plain.effort)} → {number(plan.effort)} (bớt ")
    links = [each.attributes["href"] for each in bent.all("a")]
    assert links[0] == "/ke-hoach?muc-tieu=2025&ngay=2024-12-31&cong-suc=TC08%3D1"
    assert room.page(links[0]).one("section", "bent").text.count("Giả sử") == 1
    assert page.one("input", id="gs-xa").attributes["value"] == ""


def test_a_step_leads_to_its_supposition(room: Room) -> None:
    """Beside a step stands the way to suppose its figure: the form opens with unit and figure filled in."""
    page = room.page("/ke-hoach?muc-tieu=2025&moi-xa=5")
    link = page.one("table", "plan-steps").all("a", "try")[0].attributes["href"]
    form = room.page(link.partition("#")[0])

    assert "open" in form.one("details", id="gia-su").attributes
    assert form.one("input", id="gs-xa").attributes["value"] in work(page)
    chosen = [each for each in form.one("select", id="gs-chi-tieu").all("option") if "selected" in each.attributes]
    assert len(chosen) == 1
    assert form.one("input", id="moi-xa").attributes["value"] == "5"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("gia-su=04831:cameras=chín", "Giả sử 04831, Số điểm lắp camera an ninh đang hoạt động: "),
        ("gia-su=04831:khong_co=1", "Giả sử: không có chỉ tiêu nhập «khong_co»"),
        ("gia-su=04831:bodies=1", "Giả sử: không có chỉ tiêu nhập «bodies»"),
        ("cong-suc=TC01=2", "Công sức: TC01 không có việc nào để làm"),
        ("gs-xa=khong co&gs-chi-tieu=cameras&gs-gia-tri=9", "«khong co» không phải mã hay tên một đơn vị được đếm."),
        ("phai-co=doan ket", "«doan ket» là tên của nhiều đơn vị; hãy ghi mã: "),
    ],
)
def test_a_supposition_that_can_not_be_used(room: Room, query: str, said: str) -> None:
    """It is answered in words above the plan, which is made without it."""
    page = room.page(f"/ke-hoach?muc-tieu=2025&{query}", status=400)

    assert page.one("div", "problems").one("li").text.startswith(said)
    assert work(page)


def test_units_by_name_put_in_and_left_out(room: Room, board: Board) -> None:
    """Names without diacritics will do; each unit stands by its name with the way to take it off the list."""
    page = room.page("/ke-hoach?muc-tieu=2025&phai-co=dong ruong, 04834&bo-qua=Xã Trung Thành")
    limits = Limits(include=frozenset({"04861", "04834"}), leave_out=frozenset({"04870"}))
    plan = planned(board, limits=limits)

    assert work(page) == expected(board, plan)
    lines = [each.text for each in page.one("section", "bent").all("li")]
    assert lines[0] == "Bắt buộc đưa vào: Xã Nánh Nghê Bỏ, Xã Đồng Ruộng Bỏ"
    assert lines[1] == "Không giao việc: Xã Trung Thành Bỏ"
    assert page.one("input", id="phai-co").attributes["value"] == "04834,04861"
    assert {"04861", "04834"} <= set(work(page))


def test_why_the_target_stays_out_of_reach(room: Room, board: Board) -> None:
    """Each goal out of reach has its reasons with how many units, and the criteria about which nothing can be done."""
    page, plan = room.page("/ke-hoach?muc-tieu=2025"), planned(board)
    part = next(each for each in page.all("section") if each.attributes.get("aria-labelledby") == "vuong")

    assert [each.text for each in part.all("h3")] == [
        "Bậc 2: các đơn vị chưa lên tới", "Bậc 5: các đơn vị chưa lên tới"
    ]  # fmt: skip
    assert [each.text for each in part.all("li")] == [f"{obstacle_words(each)}." for each in plan.obstacles]
    assert "nhiều nhất vì TC01" in part.text
