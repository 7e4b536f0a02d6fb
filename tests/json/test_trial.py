"""``POST /trial``: values as typed, judged and not stored."""

from __future__ import annotations

from typing import Any

import pytest

from api.access.deciding import Role
from tests.json.conftest import Desk, desk, refused, somebody
from tests.offices import Opened

TC08 = {"villages": "20", "offices": "5", "bodies_registered": "25", "bodies_recognised": "16"}


def tried(at: Desk, unit: str = "04831", only: str | None = "TC08", **values: str | None) -> dict[str, Any]:
    """Try values of one unit and return what is said of it."""
    body: dict[str, Any] = {"period": "2024", "units": [{"unit": unit, "values": values}]}
    answer = at.post("/trial", body | ({"criterion": only} if only else {}))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["units"][0]
    return found


def test_what_is_typed_is_judged_and_not_kept(sqlite_only: Opened) -> None:
    """16 of 25, the example of the regulation: unmet, two lack, in the sentences of the pages; nothing is written."""
    at = desk(sqlite_only)
    before = at.head
    found = tried(at, **TC08)

    (criterion,) = found["criteria"]
    assert (criterion["id"], criterion["verdict"], criterion["sign"], criterion["word"]) == (
        "TC08",
        "unmet",
        "✕",
        "chưa đạt",
    )
    assert criterion["sentence"] == "Chưa đạt, cần thêm 2 đơn vị (số đơn vị được công nhận)."
    assert criterion["shortfall"] == {"bodies_recognised": "2"}
    assert criterion["conditions"][1] == {
        "path": "all.1",
        "verdict": "unmet",
        "sign": "✕",
        "word": "chưa đạt",
        "shown_as": "unmet",
        "sentence": "Chưa đạt: số đơn vị được công nhận 16/25 đơn vị (64 %), yêu cầu từ 70 % trở lên, cần 18, "
        "còn thiếu 2 đơn vị.",
    }
    assert found["sums"] == {"bodies": "25"}
    assert found["cells"]["bodies_recognised"] == {"value": "16", "fault": None, "notices": [], "warnings": []}
    assert at.head == before
    assert at.items("/figures", unit="04831") == []


def test_values_come_back_the_way_the_service_takes_them(sqlite_only: Opened) -> None:
    """A decimal comma, a Vietnamese day, a blank: each cell says what is to be sent to be saved."""
    found = tried(
        desk(sqlite_only), only=None, waste_collected="98,5", resolution="15/03/2024", registered="Có", villages=" "
    )

    assert {key: cell["value"] for key, cell in found["cells"].items()} == {
        "waste_collected": "98.5",
        "resolution": "2024-03-15",
        "registered": "có",
        "villages": None,
    }
    assert (len(found["criteria"]), found["of"], found["met"]) == (16, 16, 0)
    assert [each["word"] for each in found["vetoes"]] == ["chưa rõ"] * 3


def test_every_fault_at_its_cell(sqlite_only: Opened) -> None:
    """All that can't be used is said at once, each at its cell with the cure; the rest is judged."""
    found = tried(
        desk(sqlite_only), only=None, villages="1.000", offices="mười", bodies="25", nowhere="1", serious_cases="0"
    )
    faults = {key: cell["fault"] for key, cell in found["cells"].items() if cell["fault"]}

    assert {key: each["code"] for key, each in faults.items()} == {
        "villages": "TWO_READINGS",
        "offices": "NOT_A_NUMBER",
        "bodies": "SUM",
        "nowhere": "UNKNOWN_INDICATOR",
    }
    assert faults["villages"]["readings"] == ["1000", "1"]
    assert all(each["message"] and each["cure"] for each in faults.values())
    assert found["met"] == 1
    assert found["vetoes"][0] == {
        "id": "LT1",
        "verdict": "unmet",
        "sign": "✓",
        "word": "không vướng",
        "shown_as": "met",
    }


def test_over_what_is_on_record(sqlite_only: Opened) -> None:
    """What is not typed is taken from the record; what is typed blank counts as taken back."""
    at = desk(sqlite_only)
    at.entered("04831", **TC08)

    assert tried(at, bodies_recognised="18")["criteria"][0]["verdict"] == "met"
    assert tried(at)["criteria"][0]["verdict"] == "unmet"
    assert tried(at, bodies_recognised=None)["criteria"][0]["verdict"] == "unknown"


def test_notes_and_figures_far_from_the_last_are_pointed_out(sqlite_only: Opened) -> None:
    """A note like somebody's number is warned of before it is saved; so is a figure far from the period before."""
    at = desk(sqlite_only)
    answer = at.post(
        "/trial",
        {
            "period": "2024",
            "units": [
                {
                    "unit": "04831",
                    "values": {"bodies_registered": "10", "bodies_recognised": "11"},
                    "notes": {"bodies_registered": "gọi 0912345678", "villages": "theo báo cáo"},
                }
            ],
        },
    )
    cells = answer.json()["units"][0]["cells"]

    assert [each["code"] for each in cells["bodies_registered"]["warnings"]] == ["PERSONAL_NUMBER"]
    assert cells["villages"]["warnings"] == []
    assert "lớn hơn “Số đơn vị đã đăng ký”" in cells["bodies_recognised"]["notices"][0]


def test_many_units_of_one_criterion(sqlite_only: Opened) -> None:
    """Several units are judged side by side, each by its own values, in the order they were sent."""
    body = {
        "period": "2024",
        "criterion": "TC08",
        "units": [{"unit": "04849", "values": TC08}, {"unit": "04831", "values": TC08 | {"bodies_recognised": "18"}}],
    }
    units = desk(sqlite_only).post("/trial", body).json()["units"]

    assert [(each["unit"], each["criteria"][0]["verdict"]) for each in units] == [("04849", "unmet"), ("04831", "met")]


def test_only_what_may_be_read(sqlite_only: Opened) -> None:
    """A viewer of one commune tries values of it, and learns nothing of another."""
    at = desk(sqlite_only, somebody(Role.VIEWER, "unit:04831:2020-01-01"))

    assert tried(at, **TC08)["unit"] == "04831"
    refused(at.post("/trial", {"period": "2024", "units": [{"unit": "04849"}]}), 403, "not_your_place")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"period": "2024", "units": []}, 422, "not_usable"),
        ({"period": "2024", "units": [{"unit": "04831"}], "criterion": "TC99"}, 422, "not_usable"),
        ({"period": "2024", "units": [{"unit": "04831"}, {"unit": "04831"}]}, 422, "not_usable"),
        ({"period": "2024", "units": [{"unit": "00001"}]}, 404, "not_found"),
        ({"period": "2024", "units": [{"unit": "04831", "values": {"villages": 20}}]}, 422, "not_usable"),
        ({"period": "2024", "units": [{"unit": "04831", "name": "x"}]}, 422, "not_usable"),
        ({"period": "1999", "units": [{"unit": "04831"}]}, 404, "not_found"),
    ],
)
def test_what_can_not_be_asked(sqlite_only: Opened, body: dict[str, Any], status: int, code: str) -> None:
    """No unit, an unknown one, one twice, a criterion or period that is none, values that nobody typed: refused."""
    refused(desk(sqlite_only).post("/trial", body), status, code)
