"""The demonstration: a throw-away database with the sample, marked as such on every page and in every answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import make_url
from sqlmodel import select

from api.access.deciding import NOBODY
from api.answers.score_lines import score_bytes
from api.app import create_app
from api.demo import BY_SAMPLE, OFFICER, VISITOR, demo_board, demo_office
from api.pages.editor.list import COLLEAGUE
from api.sample import FAULTS
from api.sample_models import AGREEING, IN_VILLAGES, WORKING
from api.store.acts import Head, verify
from api.store.tables import Act, Figure
from api.workflow.drafting.files import digest_of
from api.workflow.movement.feeding import fed
from api.workflow.office import Office, board_of_period
from tests.api.conftest import SAMPLE


def now() -> datetime:
    """Return a day after the merger."""
    return datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """The office of a demonstration."""
    with demo_office(now) as found:
        yield found


@pytest.fixture(scope="module")
def visitor(office: Office) -> TestClient:
    """Who opens the demonstration."""
    return TestClient(create_app(office, guest=OFFICER))


@pytest.mark.parametrize("period", ["2021", "2022", "2023", "2024"])
def test_the_figures_are_those_of_the_sample_files(office: Office, period: str) -> None:
    """Scored from the database or from the files that `demo --figures` writes, every unit has the same line.

    2021 has no set in force on its last day: the one of 2022 is applied to both.
    """
    by_file = demo_board()
    version = office.version_by_digest(by_file.digest)
    on_record = office.board(version, office.known_now())

    found, wanted = (replace(each.scored(period), faults=()) for each in (on_record, by_file))
    assert score_bytes(found) == score_bytes(wanted)


def test_the_planted_faults(office: Office) -> None:
    """Of the two planted faults the one that contradicts another figure is on record; the unreadable one is unknown."""
    board = board_of_period(office, "nq12-tu")

    assert [(fault.code, fault.unit) for fault in board.scored().faults] == [("INCONSISTENT", "05173")]
    assert {unit for unit, _, _ in FAULTS} == {"05173", "05371"}
    with office.database.reading() as session:
        rows = session.exec(select(Figure).where(Figure.indicator == "households", Figure.period == "2024")).all()
    assert 130 <= len(rows) < 139


def test_every_row_is_marked(office: Office) -> None:
    """Each figure says that it is invented, each act that the sample wrote it; the chain is whole."""
    with office.database.reading() as session:
        assert session.exec(select(Figure).where(Figure.sample == False)).all() == []  # noqa: E712 -- SQL
        actors = {act.actor for act in session.exec(select(Act)) if act.channel != "service"}
    assert actors == {BY_SAMPLE.name}
    with office.database.engine.connect() as connection:
        assert all(isinstance(each, Head) for each in verify(connection))


def test_the_register_of_models(office: Office) -> None:
    """About a thousand invented models came as one act; one commune closed its own, which agrees."""
    held = office.movements.at(office.known_now(), office.today)
    assert 900 < len(held.known.models) == len(held.known.sample) < 1500
    with office.database.reading() as session:
        done = [act.action for act in session.exec(select(Act)) if act.action.startswith("model.")]
    assert done == ["model.import", "model.close"]
    criteria = office.version_of_period("nq12-tu", "2024").criteria
    cells = fed(office, criteria, "2024", office.known_now()).cells
    closed = {key[0][0]: (each.value, each.typed, each.disagrees) for key, each in cells.items() if each.closed}
    assert closed == {AGREEING: (IN_VILLAGES, IN_VILLAGES, False)}
    assert [each.value for (unit, name), each in cells.items() if unit[0] == AGREEING and name == "working_models"] == [
        WORKING
    ]


@pytest.mark.parametrize("path", ["/", "/muc-tieu", "/xa/04831"])
def test_pages_say_so(visitor: TestClient, path: str) -> None:
    """The first page and those behind it answer 200 without a cookie and carry the words."""
    answer = visitor.get(path)

    assert (answer.status_code, dict(answer.cookies), dict(visitor.cookies)) == (200, {}, {}), path
    assert SAMPLE in answer.text


@pytest.mark.parametrize("path", ["/scores", "/scores/04831"])
def test_answers_say_so(visitor: TestClient, path: str) -> None:
    """The scores say that they are a sample's; each figure does too."""
    assert visitor.get(f"/api/v1{path}").json()["sample"] is True
    figures = visitor.get("/api/v1/figures", params={"unit": "04831", "period": "2024"}).json()["items"]
    assert {each["sample"] for each in figures} == {True}


def test_who_tries_may_write() -> None:
    """A visitor can correct a figure of the newest period; the new row is the visitor's and no sample."""
    address = "/api/v1/figures/05293/2024/villages"
    with demo_office(now) as found:
        visitor = TestClient(create_app(found, guest=OFFICER))
        seen = visitor.get(address).headers["ETag"]
        assert visitor.put(address, json={"value": "99"}, headers={"If-Match": seen}).status_code == 200
        history = visitor.get(address).json()["history"]
    assert [each["by"] for each in history] == [BY_SAMPLE.name, OFFICER.name]
    assert "sample" not in history[-1]


def test_a_stranger_sees_nothing(office: Office) -> None:
    """Without the guest of the demonstration the same office asks to sign in."""
    answer = TestClient(create_app(office, guest=NOBODY)).get("/api/v1/scores")

    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_first")
    assert "04831" not in answer.text


def test_it_goes_when_it_ends() -> None:
    """With the end of the demonstration its database and folder are gone."""
    with demo_office(now) as found:
        file = Path(make_url(found.settings.database).database or "")
        assert file.exists()
    assert not file.parent.exists()


def test_who_tries_may_write_criteria() -> None:
    """A draft is made, changed, tried for its impact and published in the copy; the shipped folder stays as it is."""
    shipped = Path(str(files("criteria")))
    before = {path: path.read_bytes() for path in shipped.glob("*/*.yaml")}
    room = "/soan-tieu-chi"
    with demo_office(now) as found:
        own = found.folder.root
        assert own != shipped
        assert {path.name for path in own.iterdir()} == {path.parent.name for path in before} - {"statements", "units"}
        desk = TestClient(create_app(found, guest=VISITOR), headers={"Origin": "http://testserver"})
        new = desk.post(room, data={"bo": "nq12-tu", "goc": "2022-06-27", "ngay": "01/01/2027"})
        assert "thư mục tạm" in new.text
        assert SAMPLE in new.text
        name = "nq12-tu/2027-01-01"
        text = (own / f"{name}.yaml").read_text(encoding="utf-8").replace("criteria_met: 13", "criteria_met: 14")
        digest = digest_of((own / f"{name}.yaml").read_text(encoding="utf-8"))
        desk.post(f"{room}/{name}", data={"viec": "luu", "van-ban": text, "ma": digest})
        impact = desk.get("/anh-huong", params={"cu": "nq12-tu/2022-06-27.yaml", "moi": f"{name}.yaml"})
        assert impact.status_code == 200
        end = {"viec": "ban-hanh", "ma": digest_of(text), "chac": "1"}
        assert "Đã ban hành" in desk.post(f"{room}/{name}/ban-hanh", data=end).text
        assert found.version_on("nq12-tu", date(2027, 1, 1)).name == f"{name}.yaml"
        with found.database.reading() as session:
            done = [(act.action, act.actor) for act in session.exec(select(Act)) if act.action.startswith("criteria.")]
        assert [each for each in done if each[0] != "criteria.first_used"] == [
            ("criteria.create_draft", VISITOR.name),
            ("criteria.save_draft", VISITOR.name),
            ("criteria.publish", COLLEAGUE),
        ]
    assert not own.exists()
    assert {path: path.read_bytes() for path in shipped.glob("*/*.yaml")} == before
