"""`/api/v1/audit`: who did what when, for those who may know, and whether the record is still what it was."""

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.access.deciding import Granted, Place, Role, Who
from api.answers.acts import DEEDS
from api.app import create_app
from api.store.acts import Head, head
from api.store.database import Actor, Database
from api.store.units import numbered
from tests.offices import Opened

ROOT = Path(__file__).parents[2]
ACTION = re.compile(rf"({'|'.join({each.partition('.')[0] for each in DEEDS})})\.(?!id$|zip$|seq$|html$|jsonl$)[a-z_]+")
DA_BAC, HOA_BINH = ("04831", date(2020, 1, 1)), ("04825", date(2020, 1, 1))
CLERK, OTHER = Actor("xa.dabac", "api", 7), Actor("xa.hoabinh", "form", 8)


def who(place: str, role: Role = Role.PROVINCE) -> Who:
    """Make somebody with a role within a place."""
    return Who("thử", None, (Granted(role, Place.read(place), date(2020, 1, 1)),))


def client(opened: Opened, place: str = "all", role: Role = Role.PROVINCE) -> TestClient:
    """Open the service to somebody."""
    return TestClient(create_app(opened.office, guest=who(place, role)))


@pytest.fixture
def filled(opened_office: Opened) -> Opened:
    """Five acts on two days: an opening, a figure of each of two units, a recognition, a login."""
    database, clock = opened_office.office.database, opened_office.clock
    with database.writing(CLERK, "session.start", content={"address": "10.0.0.5"}, bare=True):
        pass
    with database.writing(Actor("dịch vụ", "service"), "units.note") as write:
        numbers = [numbered(write, each) for each in (DA_BAC, HOA_BINH)]
    for actor, unit, period in ((CLERK, numbers[0], "2024"), (OTHER, numbers[1], "2023")):
        clock.move(days=1)
        said = {"indicator": "villages", "lý do": "nhập"}
        with database.writing(
            actor, "figures.record", set_id="nq12-tu", unit_id=unit, period=period, content=said, bare=True
        ):
            pass
    with database.writing(OTHER, "recognition.decide", unit_id=numbers[1], bare=True):
        pass
    return opened_office


def seqs(answer: Any) -> list[int]:  # noqa: ANN401 -- an answer of the client
    """Return the numbers of the acts of an answer."""
    assert answer.status_code == 200, answer.text
    return [each["seq"] for each in answer.json()["items"]]


def test_an_act_says_everything_about_itself(filled: Opened) -> None:
    """The newest act comes first; each names who, when, through what, what, about which unit, and its hash."""
    found = client(filled).get("/api/v1/audit").json()
    with filled.office.database.reading() as session:
        end = head(session)

    assert [each["seq"] for each in found["items"]] == [5, 4, 3, 2, 1]
    assert found["items"][0]["hash"] == end.hash
    assert found["items"][2] | {"hash": ""} == {
        "seq": 3,
        "at": "2024-11-11T02:00:00.000000Z",
        "account": 7,
        "actor": "xa.dabac",
        "channel": "api",
        "action": "figures.record",
        "deed": "Ghi số liệu",
        "set": "nq12-tu",
        "unit": "04831",
        "first_day": "2020-01-01",
        "period": "2024",
        "content": {"indicator": "villages", "lý do": "nhập"},
        "rows": 0,
        "request_id": None,
        "hash": "",
    }


def test_every_deed_has_a_name() -> None:
    """Whatever the service writes into the log has a Vietnamese name there, and no name is of nothing."""
    found: set[str] = set()
    for room in ("workflow", "json", "pages", "commands"):
        for file in (ROOT / "api" / room).rglob("*.py"):
            found |= {
                each.value
                for each in ast.walk(ast.parse(file.read_text("utf-8")))
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and ACTION.fullmatch(each.value)
            }
    assert found == set(DEEDS)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("action=figures.record", [4, 3]),
        ("action=figures", [4, 3]),
        ("action=figure", []),
        ("account=8", [5, 4]),
        ("unit=04825", [5, 4]),
        ("unit=04834", []),
        ("period=2024", [3]),
        ("from=2024-11-11", [5, 4, 3]),
        ("to=2024-11-11", [3, 2, 1]),
        ("from=2024-11-11&to=2024-11-11", [3]),
        ("from=0001-01-01&to=9999-12-31", [5, 4, 3, 2, 1]),
        ("account=8&action=recognition", [5]),
    ],
)
def test_what_can_be_asked_for(filled: Opened, query: str, wanted: list[int]) -> None:
    """Acts are narrowed by kind, account, unit, period and Vietnamese days, each alone or together."""
    assert seqs(client(filled).get(f"/api/v1/audit?{query}")) == wanted


def test_a_day_is_a_day_in_vietnam(opened_office: Opened) -> None:
    """23:30 UTC is the next day in Vietnam."""
    opened_office.clock.move(hours=21.5)
    with opened_office.office.database.writing(CLERK, "session.start", bare=True):
        pass

    assert seqs(client(opened_office).get("/api/v1/audit?to=2024-11-10")) == []
    assert seqs(client(opened_office).get("/api/v1/audit?from=2024-11-11")) == [1]


def test_pages(filled: Opened) -> None:
    """Pages follow each other without gap or overlap, also when an act is added meanwhile; the last has no next."""
    asked = client(filled)
    first = asked.get("/api/v1/audit?limit=2").json()
    with filled.office.database.writing(CLERK, "session.end", bare=True):
        pass
    second = asked.get("/api/v1/audit", params={"limit": 2, "cursor": first["next"]}).json()
    third = asked.get("/api/v1/audit", params={"limit": 2, "cursor": second["next"]}).json()

    assert [[each["seq"] for each in page["items"]] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third["next"] is None


@pytest.mark.parametrize("place", ["unit:04831:2020-01-01", "district:150"])
def test_the_acts_of_others_stay_hidden(filled: Opened, place: str) -> None:
    """Within a place one sees the acts about its units and those about none; another unit is refused by name."""
    asked = client(filled, place)

    assert seqs(asked.get("/api/v1/audit")) == [3, 2, 1]
    assert seqs(asked.get("/api/v1/audit?unit=04831")) == [3]
    assert seqs(asked.get("/api/v1/audit?period=2023")) == []
    answer = asked.get("/api/v1/audit?unit=04825")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_place")


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.APPRAISER, Role.EDITOR, Role.VIEWER])
@pytest.mark.parametrize("asked_for", ["/api/v1/audit", "/api/v1/audit/verify"])
def test_who_may_not_look(opened_office: Opened, role: Role, asked_for: str) -> None:
    """Only provincial officers and administrators read the log."""
    answer = client(opened_office, "all", role).get(asked_for)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")


@pytest.mark.parametrize(
    "query",
    [
        "cursor=xxx",
        "cursor=InRo4buDIg",
        "limit=0",
        "period=24",
        "action=A%00",
        "from=hôm-qua",
        "account=0",
        "unit=999999",
    ],
)
def test_bad_questions(opened_office: Opened, query: str) -> None:
    """What can't be used is refused with a cure, never a failure."""
    answer = client(opened_office).get(f"/api/v1/audit?{query}")

    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def test_a_code_of_no_unit(opened_office: Opened) -> None:
    """A code that no unit ever bore is said as that."""
    answer = client(opened_office).get("/api/v1/audit?unit=99999")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def end_of(database: Database) -> Head:
    """Return the end of the chain."""
    with database.reading() as session:
        return head(session)


def test_a_chain_that_holds(filled: Opened) -> None:
    """The walk gives the end of the chain, and proves that an earlier end is still in it."""
    asked = client(filled)
    early = asked.get("/api/v1/audit?to=2024-11-11").json()["items"][0]
    end = end_of(filled.office.database)
    found = asked.get("/api/v1/audit/verify", params={"expect": f"3:{early['hash']}"}).json()

    assert found == {
        "ok": True,
        "head": {"seq": 5, "at": end.at, "hash": end.hash},
        "breaks": [],
        "more_breaks": 0,
    }
    assert asked.get("/api/v1/audit/verify", params={"expect": f"0:{'0' * 64}"}).json()["ok"]


def test_a_chain_that_was_cut(filled: Opened) -> None:
    """An end that was kept elsewhere and is no longer in the chain is said; so is one beyond its end."""
    asked = client(filled)
    for seq in (3, 9):
        found = asked.get("/api/v1/audit/verify", params={"expect": f"{seq}:{'a' * 64}"}).json()
        assert not found["ok"]
        assert found["breaks"] == [
            {
                "seq": seq,
                "fault": "lost",
                "message": f"Không còn lần ghi số {seq} với mã băm đã giữ: "
                "nhật ký đã bị cắt hoặc viết lại từ trước đó.",
            }
        ]
    assert asked.get("/api/v1/audit/verify?expect=3").status_code == 422


def test_a_forgery_is_said_in_words(filled: Opened) -> None:
    """Whoever rewrites an act behind the service's back is found out, act by act."""
    database = filled.office.database
    with database.changing() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER act_no_update"))
        else:
            session.execute(text("ALTER TABLE act DISABLE TRIGGER USER"))
        session.execute(text("UPDATE act SET actor = 'ai đó' WHERE seq = 3"))
    found = client(filled).get("/api/v1/audit/verify").json()

    assert found["breaks"] == [
        {
            "seq": 3,
            "fault": "hash",
            "message": "Lần ghi số 3 đã bị sửa: nội dung không còn khớp mã băm của nó.",
        }
    ]
