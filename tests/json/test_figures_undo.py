"""Undoing an act: what it replaced comes back as new rows, and never over what somebody wrote since."""

from typing import Any

import pytest

from api.access.deciding import Role
from tests.json.conftest import Desk, desk, refused, somebody
from tests.offices import Opened


def undone(officer: Desk, act: int) -> dict[str, Any]:
    """Undo an act."""
    answer = officer.post("/figures/undo", {"act": act})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def history(officer: Desk, unit: str, indicator: str = "villages") -> list[tuple[str | None, str]]:
    """Return what a figure said from its first row on, and the deeds that said so."""
    rows = officer.get(f"/figures/{unit}/2024/{indicator}").json()["history"]
    return [(each["value"], each["action"]) for each in rows]


def test_a_correction_undone(officer: Desk, unit: str) -> None:
    """The old value comes back with its note as a new row over the correction; the history keeps all three."""
    first = officer.figure(unit, "villages", "12", note="lần đầu").json()
    wrong = officer.figure(unit, "villages", "13", first["id"], note="lần hai").json()
    done = undone(officer, wrong["act"])

    (row,) = done["figures"]
    assert (row["value"], row["note"], row["replaces"], row["act"]) == ("12", "lần đầu", wrong["id"], done["act"])
    assert history(officer, unit) == [("12", "figures.record"), ("13", "figures.record"), ("12", "figures.undo")]


def test_a_first_entry_undone(officer: Desk, unit: str) -> None:
    """Where there was nothing before, the figure is unknown again, by a row that says so."""
    first = officer.figure(unit, "villages", "12").json()
    (row,) = undone(officer, first["act"])["figures"]

    assert (row["value"], row["replaces"]) == (None, first["id"])


def test_a_removal_undone(officer: Desk, unit: str) -> None:
    """A figure that was taken back stands again."""
    first = officer.figure(unit, "resolution", "2024-03-15").json()
    gone = officer.delete(f"/figures/{unit}/2024/resolution", first["id"]).json()

    assert undone(officer, gone["act"])["figures"][0]["value"] == "2024-03-15"


def test_many_undone(officer: Desk, unit: str) -> None:
    """All figures of an act go back in one act."""
    sent = [
        {"unit": unit, "period": "2024", "if_match": 0, "value": "5", "indicator": each}
        for each in ("villages", "offices")
    ]
    act = officer.post("/figures", {"figures": sent}).json()["act"]
    done = undone(officer, act)

    assert done["act"] == officer.head.seq == act + 1
    assert [(each["indicator"], each["value"]) for each in done["figures"]] == [("villages", None), ("offices", None)]


def test_undone_twice(officer: Desk, unit: str) -> None:
    """The second time nothing is left to undo: the same figures, no new act."""
    first = officer.figure(unit, "villages", "12").json()
    wrong = officer.figure(unit, "villages", "13", first["id"]).json()
    done = undone(officer, wrong["act"])
    before = officer.head

    assert undone(officer, wrong["act"]) == done | {"act": None}
    assert officer.head == before


def test_an_undoing_undone(officer: Desk, unit: str) -> None:
    """Undoing is an act like any other: undone, what was undone stands again."""
    first = officer.figure(unit, "villages", "12").json()
    wrong = officer.figure(unit, "villages", "13", first["id"]).json()
    undone(officer, undone(officer, wrong["act"])["act"])

    assert [value for value, _ in history(officer, unit)] == ["12", "13", "12", "13"]


def test_changed_since(officer: Desk, unit: str) -> None:
    """Where somebody wrote since, nothing at all is undone, and what stands now is told."""
    sent = [
        {"unit": unit, "period": "2024", "if_match": 0, "value": "5", "indicator": each}
        for each in ("villages", "offices")
    ]
    act = officer.post("/figures", {"figures": sent}).json()
    newer = officer.figure(unit, "offices", "6", act["figures"][1]["id"]).json()
    before = officer.head

    problem = refused(officer.post("/figures/undo", {"act": act["act"]}), 412, "stale")
    assert problem["newer"] == [newer]
    assert officer.head == before
    assert history(officer, unit) == [("5", "figures.record")]


def test_an_act_below_another(officer: Desk, unit: str) -> None:
    """An act with a row over it is not undone, also when that row brought the same value back."""
    first = officer.figure(unit, "villages", "12").json()
    second = officer.figure(unit, "villages", "13", first["id"]).json()
    refused(officer.post("/figures/undo", {"act": first["act"]}), 412, "stale")
    undone(officer, second["act"])

    refused(officer.post("/figures/undo", {"act": first["act"]}), 412, "stale")
    assert [value for value, _ in history(officer, unit)] == ["12", "13", "12"]


@pytest.mark.parametrize(("act", "status", "code"), [(1, 404, "not_found"), (2**53 - 1, 404, "not_found")])
def test_an_act_without_figures(officer: Desk, act: int, status: int, code: str) -> None:
    """An act that wrote no figure, or is none at all: 404."""
    refused(officer.post("/figures/undo", {"act": act}), status, code)


def test_an_act_of_another_set(officer: Desk, unit: str) -> None:
    """The figures of one programme are not undone in another."""
    act = officer.figure(unit, "villages", "12").json()["act"]

    refused(officer.post("/figures/undo", {"act": act}, set="tt124-xa"), 404, "not_found")


@pytest.mark.parametrize(
    "body", [{}, {"act": 0}, {"act": 2**53}, {"act": 10**30}, {"act": "một"}, {"act": 1.5}, {"act": 1, "x": 1}]
)
def test_what_is_no_act(officer: Desk, body: dict[str, object]) -> None:
    """The number of an act is whole, from 1, and such as every program holds: otherwise 422 with place and cure."""
    (fault,) = refused(officer.post("/figures/undo", body), 422, "not_usable")["faults"]

    assert fault["place"] == ("nội dung x" if "x" in body else "nội dung act")
    assert fault["cure"]


def test_who_may_undo(officer: Desk, written: Opened, unit: str) -> None:
    """A commune undoes what was written of it, whoever wrote it; a viewer does not; to another commune it is no act."""
    act = officer.figure(unit, "villages", "12").json()["act"]
    before = officer.head
    other = desk(written, somebody(Role.COMMUNE, "unit:05293:2020-01-01"))
    refused(other.post("/figures/undo", {"act": act}), 404, "not_found")
    viewer = desk(written, somebody(Role.VIEWER, "all"))
    refused(viewer.post("/figures/undo", {"act": act}), 403, "not_your_role")
    assert officer.head == before

    own = desk(written, somebody(Role.COMMUNE, f"unit:{unit}:2020-01-01"))
    assert undone(own, act)["figures"][0]["value"] is None


def test_an_act_of_many_units(officer: Desk, written: Opened, unit: str) -> None:
    """An act that wrote of other units too is not for one of them to undo: 403, nothing done."""
    sent = [
        {"unit": code, "period": "2024", "if_match": 0, "value": "5", "indicator": "villages"}
        for code in (unit, "04891")
    ]
    act = officer.post("/figures", {"figures": sent}).json()["act"]
    before = officer.head

    own = desk(written, somebody(Role.COMMUNE, f"unit:{unit}:2020-01-01"))
    refused(own.post("/figures/undo", {"act": act}), 403, "not_your_place")
    assert officer.head == before
    assert len(undone(officer, act)["figures"]) == 2
