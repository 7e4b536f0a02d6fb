"""``/sweep``, ``/plan`` with suppositions, ``/plan/{unit}``: the same as the engine says, refused where it must be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from api.access.deciding import Role
from api.answers.plan import lifted, plan_of, planned
from api.answers.supposing import judged, supposing
from api.answers.sweep import sweeping, swept, values_of
from api.demo import demo_board
from api.workflow import Board
from engine.impact import BoundPlace
from engine.planning import Limits
from tests.json.conftest import Desk, desk, refused, somebody
from tests.offices import Opened, opened_with_sample

DAY = date(2024, 12, 31)
BOUND = "TC08:all.1.at_least"
PLAN = {"target": "2025", "as_of": "2024-12-31"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample."""
    folder = tmp_path_factory.mktemp("du-bao")
    with opened_with_sample(f"sqlite+pysqlite:///{folder / 'thu.sqlite3'}", requests_per_minute=1_000_000) as found:
        yield found


@pytest.fixture(scope="module")
def officer(office: Opened) -> Desk:
    """The provincial officer."""
    return desk(office)


@pytest.fixture(scope="module")
def board() -> Board:
    """The sample as files."""
    return demo_board()


def test_a_sweep(officer: Desk, board: Board) -> None:
    """The answer is the engine's, step by step; asked again with its tag it is not sent twice."""
    query = {"bound": BOUND, "period": "2024", "from": "60", "to": "100", "step": "5"}
    officer.get("/sweep", **query)  # the first use of a file is put on record, which moves what is known
    answer = officer.get("/sweep", **query)
    place = BoundPlace.read(BOUND)
    expected = sweeping(swept(board, place, values_of(board, place, (Decimal(60), Decimal(100), Decimal(5))), "2024"))

    assert answer.status_code == 200
    assert answer.json() == expected
    assert [each["value"] for each in answer.json()["steps"] if each["in_force"]] == ["70"]
    again = officer.get("/sweep", answer.headers["ETag"], **query)
    assert again.status_code == 304


def test_a_sweep_of_a_district(office: Opened, officer: Desk) -> None:
    """Only its units are counted, and who sees them may ask; of the whole province they may not."""
    assert officer.get("/sweep", bound=BOUND, district="150").json()["units"] == 17
    mine = desk(office, somebody(Role.VIEWER, "district:150"))
    assert mine.get("/sweep", bound=BOUND, district="150").json()["units"] == 17
    refused(mine.get("/sweep", bound=BOUND), 403, "not_your_place")
    refused(mine.get("/sweep", bound=BOUND, district="148"), 403, "not_your_place")
    refused(officer.get("/sweep", bound=BOUND, district="999"), 404, "not_found")


def test_what_can_not_be_swept(officer: Desk) -> None:
    """An unknown bound is answered with those there are; a range that is none is refused."""
    problem = refused(officer.get("/sweep", bound="TC08:x"), 404, "not_found")
    assert BOUND in problem["bounds"]
    refused(officer.get("/sweep", bound=BOUND, **{"from": "9", "to": "1"}), 422, "not_usable")


def test_suppositions_and_limits(officer: Desk, board: Board) -> None:
    """Other figures, other efforts and every limit: the plan of the engine over the board as supposed."""
    faults: list[str] = []
    texts = ["04831:cameras=9", "04834:hotline=có"], ["TC08=1"]
    supposed = judged(board, {"04831": "2024", "04834": "2024"}, *texts, faults)
    (target,) = (each for each in board.criteria.targets if each.id == "2025")
    limits = Limits(include=frozenset({"04861"}), per_district=Decimal(20), in_all=Decimal(60))
    expected = planned(plan_of(supposing(board, supposed), target, DAY, limits), sample=True)
    query = {**PLAN, "include": "04861", "most_per_district": "20", "most_in_all": "60"}
    answer = officer.client.get("/api/v1/plan", params={**query, "suppose": texts[0], "effort": texts[1]})

    assert faults == []
    assert answer.json() == expected
    assert answer.json() != officer.get("/plan", **PLAN).json()
    assert {each["why"] for goal in expected["cannot"] for each in goal["because"]} >= {"vetoed", "not_chosen"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"suppose": "04831"}, "Giả sử «04831»: viết mã đơn vị"),
        ({"suppose": "04831:cameras=a"}, "Giả sử 04831, Số điểm lắp camera"),
        ({"effort": "TC01=2"}, "Công sức: TC01 không có việc nào để làm"),
        ({"include": "99999"}, "Mục tiêu 2025 không đếm đơn vị có mã 99999"),
    ],
)
def test_what_can_not_be_planned(officer: Desk, query: dict[str, str], said: str) -> None:
    """A supposition or a unit that can't be used is refused with the cure."""
    assert said in refused(officer.get("/plan", **PLAN, **query), 422, "not_usable")["detail"]


def test_the_smallest_lift(office: Opened, officer: Desk, board: Board) -> None:
    """The least that lifts one unit, and what alone would settle its band; for who sees the unit."""
    result = board.scored("2024")
    for code in ("04831", "05428", "04834"):
        answer = officer.get(f"/plan/{code}", period="2024")
        assert answer.json() == lifted(result, result.codes.index(code))
    refused(officer.get("/plan/99999", period="2024"), 404, "not_found")
    refused(desk(office, somebody(Role.VIEWER, "district:148")).get("/plan/04831"), 403, "not_your_place")


def test_nothing_supposed_is_kept(officer: Desk, board: Board) -> None:
    """After a supposition the plan and the scores are those of the figures on record."""
    before = officer.get("/scores/04831", period="2024").json()
    officer.client.get("/api/v1/plan", params={**PLAN, "suppose": ["04831:cameras=0"]})

    assert officer.get("/scores/04831", period="2024").json() == before
    (target,) = (each for each in board.criteria.targets if each.id == "2025")
    assert officer.get("/plan", **PLAN).json() == planned(plan_of(board, target, DAY, Limits()), sample=True)
