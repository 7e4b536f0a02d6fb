"""``/order``: which units come first, by rules that a set carries as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.deciding import Role
from api.workflow.schedule import plan_period, proposed
from tests.json.conftest import CLERK, Desk, desk, refused, somebody
from tests.offices import opened

SET = "ho-an-toan"


@pytest.fixture(scope="module", name="officer")
def _officer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A provincial officer who has entered, of three communes, which is about to reach new-rural standing."""
    folder: Path = tmp_path_factory.mktemp("thu-tu")
    with opened(f"sqlite+pysqlite:///{folder / 'a.sqlite3'}", provinces="06") as office:
        found = desk(office)
        criteria = office.office.version_of_period(SET, "2024").criteria
        plan_period(office.office, CLERK, criteria, "2024", proposed(criteria, "2024"), 0)
        for unit, indicator, value in (
            ("01864", "new_rural_soon", "không"), ("01906", "villages", 12), ("01912", "new_rural_soon", "có"),
        ):  # fmt: skip
            answer = found.put(f"/figures/{unit}/2024/{indicator}?set={SET}", {"value": value}, 0)
            assert answer.status_code == 200, answer.text
        yield found


def test_met_first_unknown_between(officer: Desk) -> None:
    """Who is about to be new-rural comes first, who has not said stands between, who is not comes last."""
    body = officer.get("/order", set=SET, period="2024").json()

    assert (body["set"], body["period"]) == (SET, "2024")
    assert [each["title"] for each in body["rules"]] == ["Xã sắp về đích nông thôn mới"]
    assert [(each["unit"], each["rules"]) for each in body["items"]] == [
        ("01912", ["met"]), ("01906", ["unknown"]), ("01864", ["unmet"]),
    ]  # fmt: skip


def test_only_what_may_be_seen(officer: Desk) -> None:
    """A viewer of one district is told the order of its units alone."""
    viewer = desk(officer.opened, somebody(Role.VIEWER, "district:060"))
    assert [each["unit"] for each in viewer.get("/order", set=SET, period="2024").json()["items"]] == ["01864"]


def test_a_set_without_figures_has_no_order(officer: Desk) -> None:
    """Where nothing has been entered, the answer says so: 404."""
    refused(officer.get("/order", set="tt124-xa"), 404, "not_found")
