"""The room of the targets: figures of the engine, who stands where, pace in words, versions, who may see it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from api.access.deciding import Role
from api.demo import demo_board
from api.pages.places import highest_possible, places
from api.workflow import Board
from engine.targets import State, TargetProgress, progress
from engine.wording.goals import goal_figures, goal_title
from engine.wording.numbers import figure_range
from tests.api.pages.heats import Room, somebody
from tests.api.pages.html import Node
from tests.api.pages.sample_office import sample_office
from tests.offices import Opened, opened, opened_with_sample

DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample."""
    with sample_office(tmp_path_factory.mktemp("muc-tieu")) as found:
        yield found


@pytest.fixture(scope="module")
def room(office: Opened) -> Room:
    """The pages as the provincial officer meets them."""
    return Room(office)


@pytest.fixture(scope="module")
def board() -> Board:
    """The sample as files."""
    return demo_board()


def goal(page: Node, target: str, place: int) -> Node:
    """The part of the page about a goal."""
    wanted = f"bac-{target}-{place}"
    return next(each for each in page.all("article") if each.attributes.get("aria-labelledby") == wanted)


def standing(part: Node) -> list[Node]:
    """The lists of communes of a goal; the table of its way by quarters is none."""
    return [each for each in part.all("details") if "stages" not in each.attributes.get("class", "").split()]


def names(part: Node, which: int) -> list[str]:
    """The communes of the first (sure) or second (possible) list of a goal."""
    lists = standing(part)[which].all("ul", "standers")
    return [each.text for each in lists[0].all("li")] if lists else []


@pytest.mark.parametrize("day", ["", "2022-12-31", "2023-06-30", "2025-07-01"])
def test_every_goal_has_the_figures_of_the_engine(room: Room, board: Board, day: str) -> None:
    """Title, figures and state of each goal are those of the board on the day in the address."""
    page = room.page(f"/muc-tieu?ngay={day}")

    for found in board.progress(date.fromisoformat(day) if day else DAY):
        for each in found.goals:
            part = goal(page, found.target.id, each.place)
            assert part.one("h3").text == f"Bậc {each.place}. {goal_title(board.criteria, each.goal)}"
            assert part.one("p", "figures").text == goal_figures(each)
            assert bool(part.one("h3").all("s")) is (each.state is State.VOID)


def test_who_stands_in_each_place(room: Room, board: Board) -> None:
    """The lists of a goal name exactly the units that the engine puts there, by name, with their counts."""
    page = room.page("/muc-tieu")
    (found,) = board.progress(DAY, "2025")
    scored = board.scored("2024")

    for each in found.goals:
        expected = []
        for code, _ in each.units:
            place = scored.codes.index(code)
            figures = figure_range(int(scored.scores.met[place]), int(scored.scores.possible[place]), 16)
            unit = board.register.version(code, DAY)
            assert unit is not None
            where = f" ({unit.district_name})" if scored.names.count(unit.name) > 1 else ""
            expected.append(f"{unit.name}{where} {figures}")
        shown = [line.partition(" chưa rõ")[0] for line in names(goal(page, "2025", each.place), 0)]
        assert sorted(shown) == sorted(expected)
    assert [line.split(" ")[1] for line in names(goal(page, "2025", 4), 0)][:2] == ["Bảo", "Bình"]


def test_who_could_rise(room: Room, board: Board) -> None:
    """Commune level could be given to three who have 16 and to one whose missing figures could bring it there."""
    page = room.page("/muc-tieu")

    assert names(goal(page, "2025", 2), 1) == [
        "Xã Ân Nghĩa 16 / 16",
        "Xã Bao La 16 / 16",
        "Xã Hùng Sơn 16 / 16",
        "Xã Tử Nê 11 – 16 / 16 chưa rõ TC02, TC04, TC05, TC08, TC13",
    ]
    (found,) = board.progress(DAY, "2025")
    assert found.goals[1].possible - found.goals[1].reached == 4


@pytest.mark.parametrize("day", [date(2022, 6, 30), date(2023, 12, 31), DAY, date(2025, 12, 31)])
def test_the_lists_add_up_to_the_figures(board: Board, day: date) -> None:
    """Down to each place, who stands there or could rise there are as many as the engine counts as possible."""
    for found in board.progress(day):
        shown, below = places(board, found)
        held = [{each.link for each in place.sure} for place in shown]
        could = [{each.link for each in place.possible} for place in shown]
        assert sum(map(len, held)) + len(below) == found.population
        for index, each in enumerate(found.goals):
            if each.state is State.VOID or each.goal.among:
                assert could[index] == set()
            elif found.target.reading == "disjoint" or index == 0:
                assert len(set().union(*held[: index + 1], *could[: index + 1])) == each.possible


def test_the_engine_is_asked_once_for_what_is_alike(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of which the same is known share an answer: far fewer questions than units."""
    asked = []

    def counted(*known: Any) -> TargetProgress:  # noqa: ANN401 -- as the engine has it
        asked.append(0)
        return progress(*known)

    monkeypatch.setattr("api.pages.places.progress", counted)
    (found,) = board.progress(DAY, "2025")
    reached = highest_possible(board.criteria, found, board.population(found.target, DAY))

    assert len(reached) > 100
    assert len(asked) < 60


def test_a_list_without_names(room: Room) -> None:
    """Of nine pilots without names nobody can be listed, and the page says so in place of lists."""
    part = goal(room.page("/muc-tieu"), "2022", 1)

    assert standing(part) == []
    assert part.one("p", "empty").text.startswith("Chưa biết tên các đơn vị trong danh sách")


def test_what_is_missing(room: Room) -> None:
    """What lacks for sure, and what would lack at best, as sentences; a void goal lacks nothing."""
    page = room.page("/muc-tieu")
    said = {place: [each.text for each in goal(page, "2025", place).all("p", "missing")] for place in (1, 2, 3, 5)}

    assert said == {
        1: [],
        2: ["Còn thiếu 13 đơn vị theo số chắc chắn; nếu mọi điều chưa rõ đều đạt vẫn thiếu 9."],
        3: ["Còn thiếu 2 đơn vị theo số chắc chắn; nếu mọi điều chưa rõ đều đạt thì đủ."],
        5: ["Còn thiếu 21 đơn vị theo số chắc chắn; nếu mọi điều chưa rõ đều đạt vẫn thiếu 15."],
    }


def test_the_pace_in_words(room: Room) -> None:
    """13 of the commune level lack with four quarters to go; 10 came in ten quarters, 3 in the last four."""
    words = goal(room.page("/muc-tieu"), "2025", 2).one("div", "words")

    assert [each.text for each in words.all("p")] == [
        "✕ chậm hơn nhịp cần",
        "Cần 3,25 đơn vị mỗi quý (ít nhất 2,25): còn thiếu 13 trong 4 quý đến 31/12/2025.",
        "Đã đạt bình quân 1 đơn vị mỗi quý (nhiều nhất 1,4) trong 10 quý từ 30/06/2022; 4 quý gần nhất 0,75.",
    ]


def test_the_pace_is_drawn_from_the_recognitions(room: Room, board: Board) -> None:
    """The figures along the line are those of the board at the ends of quarters at which they change."""
    drawing = next(each for each in goal(room.page("/muc-tieu"), "2025", 2).all("svg", "pace"))
    measured = [
        board.progress(day, "2025")[0].goals[1]
        for day in (date(2022, 6, 30), date(2022, 12, 31), date(2023, 12, 31), DAY)
    ]

    figures = [figure_range(each.reached, each.possible) for each in measured]
    assert figures == ["0", "3 – 7", "7 – 11", "10 – 14"]
    strong = [each.text for each in drawing.all("text", "strong")]
    assert strong == ["cần 23", *figures]
    assert drawing.attributes["aria-label"] == (
        "Từ 0 ngày 30/06/2022 đến 10 – 14 ngày 31/12/2024; cần 23 vào 31/12/2025."
    )


def test_a_pace_that_may_not_be_needed(room: Room) -> None:
    """Where the unknown could fill the gap, the page says so instead of a pace of zero at least."""
    words = goal(room.page("/muc-tieu"), "2025", 3).one("div", "words")

    assert words.all("p")[1].text == ("Cần 0,5 đơn vị mỗi quý (có thể đã đủ): còn thiếu 2 trong 4 quý đến 31/12/2025.")


def test_communes_of_one_name_are_told_apart(room: Room) -> None:
    """Two communes are called Đoàn Kết; both stand in the same place, each with its district."""
    shown = [line for line in names(goal(room.page("/muc-tieu"), "2025", 3), 0) if "Đoàn Kết" in line]

    assert shown == ["Xã Đoàn Kết (Huyện Đà Bắc) 13 / 16", "Xã Đoàn Kết (Huyện Yên Thủy) 15 / 16"]


def test_void_goals_have_no_pace(room: Room) -> None:
    """A goal whose level has ended is struck, says why, lists who stands there, and has no pace."""
    part = goal(room.page("/muc-tieu"), "2025", 1)

    assert part.all("svg") == []
    assert "không tồn tại từ sau ngày 30/06/2025" in part.one("span", "reason").text
    assert len(part.all("details")) == len(standing(part)) == 1
    assert names(part, 0) == ["Xã Hòa Bình 16 / 16", "Xã Thượng Cốc 16 / 16"]


def test_the_way_of_a_goal_by_quarters(room: Room, board: Board) -> None:
    """Each end of a quarter once, with what is needed, what was reached on the board, and whether it was enough."""
    part = goal(room.page("/muc-tieu?ngay=2025-03-01"), "2025", 3)
    rows = part.one("details", "stages").one("tbody").all("tr")
    shown = [[row.one("th").text, *(cell.text for cell in row.all("td"))] for row in rows]

    assert [row[0] for row in shown[:3]] == ["30/06/2022", "30/09/2022", "31/12/2022"]
    assert [row[0] for row in shown[-5:]] == ["01/03/2025", "31/03/2025", "30/06/2025", "30/09/2025", "31/12/2025"]
    assert len({row[0] for row in shown}) == len(shown) == 16
    (now,) = board.progress(date(2025, 3, 1), "2025")
    assert shown[-5] == ["01/03/2025", "41", f"{now.goals[2].reached} – {now.goals[2].possible}", "✓ kịp"]
    assert shown[-1] == ["31/12/2025", str(now.goals[2].required), "", ""]


def test_after_the_due_day(room: Room) -> None:
    """Once the due day has passed the page says so instead of a pace that is needed."""
    words = goal(room.page("/muc-tieu?ngay=2026-01-31"), "2025", 3).one("div", "words")

    assert words.all("p")[0].text == "Đã đến hạn 31/12/2025."
    assert words.all("span", "verdict") == []


def test_the_day_stays_in_the_address_of_the_plan(room: Room) -> None:
    """Each target leads to its plan on the same day."""
    page = room.page("/muc-tieu?ngay=2023-12-31")

    links = [each.one("a").attributes["href"] for each in page.all("p", "to-plan")]
    assert links == [f"/ke-hoach?muc-tieu={key}&ngay=2023-12-31" for key in ("2022", "2025", "2030")]
    assert page.one("input", id="ngay").attributes["value"] == "31/12/2023"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ngay=12/31/2024", "Ô «Tính đến hết ngày»: ngày «12/31/2024» không có thật hoặc viết sai."),
        ("ngay=2040-01-01", "Ô «Tính đến hết ngày»: ngày 01/01/2040 ngoài khoảng xem được."),
        ("ban=2022", "Không có bản «2022» của bộ tiêu chí"),
        ("ban=2021-05-05", "Không có bản «2021-05-05» của bộ tiêu chí"),
    ],
)
def test_a_bad_value_is_said_and_the_rest_is_shown(room: Room, query: str, said: str) -> None:
    """A value that can't be used is answered in words, above the page with its default."""
    page = room.page(f"/muc-tieu?{query}", status=400)

    (line,) = page.one("div", "problems").all("li")
    assert line.text.startswith(said)
    assert page.one("input", id="ngay").attributes["value"] == "31/12/2024"


@pytest.mark.parametrize("address", ["/muc-tieu", "/ke-hoach"])
def test_who_sees_a_part_is_told_so(office: Opened, address: str) -> None:
    """Targets count every commune: who sees one district is told why there is no page, and finds no figure."""
    page = Room(office, somebody(Role.VIEWER, "district:150")).page(address, status=403)

    assert page.one("h1").text == "Tài khoản chỉ thấy một phần các đơn vị"
    assert "Xã" not in page.one("h1").text
    assert page.all("svg", "pace") == page.all("table") == []


def test_who_may_not_see_progress(office: Opened) -> None:
    """An administrator sees no figures by being one, and no way to the room."""
    room = Room(office, somebody(Role.ADMINISTRATOR, "all"))

    assert room.get("/muc-tieu").status_code == 403
    assert "/muc-tieu" not in room.get("/bo-tieu-chi").text


def test_nothing_on_record(tmp_path: Path) -> None:
    """Without figures the rooms say what will be here and how to begin."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'trong.sqlite3'}") as found:
        room = Room(found)
        for address in ("/muc-tieu", "/ke-hoach", "/theo-doi"):
            assert room.page(address).one("h1").text == "Chưa có số liệu"


def test_two_versions(tmp_path: Path) -> None:
    """The version in force on the day counts; another is a link away and is named in the address."""
    folder = tmp_path / "criteria"
    shutil.copytree(str(files("criteria") / "nq12-tu"), folder / "nq12-tu")
    text = (folder / "nq12-tu" / "2022-06-27.yaml").read_text("utf-8")
    later = text.replace("effective_from: 2022-06-27", "effective_from: 2025-01-01", 1)
    later = later.replace("- {level: commune, at_least: 20}", "- {level: commune, at_least: 21}")
    (folder / "nq12-tu" / "2025-01-01.yaml").write_text(later, "utf-8")
    address = f"sqlite+pysqlite:///{tmp_path / 'mau.sqlite3'}"
    with opened_with_sample(address, criteria=folder, requests_per_minute=1_000_000) as found:
        found.clock.move(days=111)
        room = Room(found)
        asked = {
            query: goal(room.page(f"/muc-tieu?{query}"), "2025", 2).one("h3").text
            for query in ("ngay=2024-12-31", "ngay=2025-01-01", "ngay=2025-01-01&ban=2022-06-27")
        }
        page = room.page("/muc-tieu?ngay=2025-01-01")

    assert [text.rpartition("ít nhất ")[2] for text in asked.values()] == ["20 đơn vị", "21 đơn vị", "20 đơn vị"]
    links = page.one("nav", aria_label="Chọn bản của bộ tiêu chí").all("a")
    assert [(each.text, each.attributes.get("aria-current", "")) for each in links] == [
        ("từ 27/06/2022", ""), ("từ 01/01/2025", "page")
    ]  # fmt: skip
    assert links[0].attributes["href"] == "/muc-tieu?ngay=2025-01-01&ban=2022-06-27"
