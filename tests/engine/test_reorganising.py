"""The file of a reorganisation: the real one of 1/7/2025 written so gives the real map, and every slip is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from api.exchange.register import load_register
from engine.reorganisation import Deeds, Reorganisation, applied, deeds
from engine.reorganising import Examined, examine, is_reorganisation
from engine.units import Register
from engine.wording.faults import line

REGISTER, _ = load_register()
LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)
BEFORE_2025 = Register(
    tuple(
        replace(each, last_day=None) if each.last_day == LAST_OLD else each
        for each in REGISTER.versions
        if each.first_day < FIRST_NEW
    ),
    tuple(row for row in REGISTER.lineage if row.effective < FIRST_NEW),
    REGISTER.districts,
)
HEAD = """reorganisation: Sắp xếp thử
effective_from: 2027-01-01
status: published
legal_basis: 1/NQ-UBTVQH16
changes:
"""


def of_2025() -> dict[str, Any]:
    """Write Resolution 1676 as a file, from the register that was checked against it clause by clause."""
    changes = []
    for code, unit in sorted(REGISTER.on(FIRST_NEW).items()):
        rows = REGISTER.predecessors(unit.key)
        to: dict[str, Any] = {"code": code, "name": unit.name}
        if unit.alt_names:
            to["alt_names"] = list(unit.alt_names)
        change: dict[str, Any] = {"to": to, "basis": rows[0].legal_basis.partition(", ")[2]}
        for key, extent in (("from", "whole"), ("parts", "part")):
            if codes := [row.old[0] for row in rows if row.extent == extent]:
                change[key] = codes
        changes.append(change)
    return {
        "reorganisation": "Sắp xếp cấp xã năm 2025",
        "effective_from": "2025-07-01",
        "status": "published",
        "legal_basis": "1676/NQ-UBTVQH15",
        "province": {"code": "25", "name": "Tỉnh Phú Thọ"},
        "units_before": 151,
        "units_after": 46,
        "changes": changes,
    }


def examined(written: dict[str, Any], register: Register = BEFORE_2025) -> Examined:
    """Examine what is written."""
    return examine(yaml.safe_dump(written, allow_unicode=True, sort_keys=False).encode(), register, stem="2025-07-01")


def sound(text: str) -> Reorganisation:
    """Read a file that has no fault."""
    found = examine(text.encode(), REGISTER)
    assert [line(each, "a.yaml") for each in found.faults] == []
    assert found.found is not None
    return found.found


def faults(changes: str, head: str = HEAD) -> list[str]:
    """Return the codes of the faults of a file with these changes."""
    return [each.code for each in examine((head + changes).encode(), REGISTER).faults]


def test_the_real_reorganisation_gives_the_real_map() -> None:
    """Written as one file, 2025 makes of the 151 units the 46 of the shipped register, with all 154 lines."""
    found = examined(of_2025())
    assert found.faults == ()
    assert found.found is not None
    after = applied(BEFORE_2025, found.found)
    assert after.on(FIRST_NEW) == REGISTER.on(FIRST_NEW)
    assert after.on(LAST_OLD) == REGISTER.on(LAST_OLD)
    assert {(row.old, row.new, row.extent, row.legal_basis) for row in after.lineage} == {
        (row.old, row.new, row.extent, row.legal_basis) for row in REGISTER.lineage
    }
    assert deeds(BEFORE_2025, found.found) == Deeds(merged=40, with_parts=6, split=3)


def test_a_forgotten_unit_shows_in_the_numbers() -> None:
    """Whatever old unit is left out, the 46 of the resolution no longer come out, and the unit that stays is named."""
    written = of_2025()
    merged = next(change for change in written["changes"] if len(change.get("from", ())) > 2)
    merged["from"] = [*[code for code in merged["from"] if code != merged["to"]["code"]][1:], merged["to"]["code"]]
    told = [line(each, "a.yaml") for each in examined(written).faults]
    assert len(told) == 1
    assert "UNIT_COUNT lỗi: tệp ghi 46 đơn vị, tính ra 47; không được nêu nên giữ nguyên: " in told[0]


def test_every_kind_of_change_can_be_said() -> None:
    """Merger, split, new name, new code, new kind and đặc khu stand in one file; units not named stay as they are."""
    text = (
        HEAD
        + """
  - to: {code: "04831", name: Xã Đà Bắc}
    from: ["04831", "04873"]
    basis: Điều 1 khoản 2
  - to: {code: "04891", name: Xã Tiền Phong}
    parts: ["04891"]
  - to: {code: "99001", name: Xã Vầy Nưa}
    parts: ["04891"]
  - to: {code: "04846", name: Xã Tân Pheo Mới}
    from: ["04846"]
  - to: {code: "99002", name: Xã Tân Pheo}
    from: ["04849"]
  - to: {code: "04924", name: Phường Lương Sơn}
    from: ["04924"]
  - to: {code: "05200", name: Đặc khu Mai Châu}
    from: ["05200"]
"""
    )
    found = sound(text)
    assert deeds(REGISTER, found) == Deeds(merged=1, with_parts=2, split=1, renamed=1, recoded=1, other_kind=2)
    after = applied(REGISTER, found)
    day = date(2027, 1, 1)
    eve = date(2026, 12, 31)
    gone = {"04831", "04873", "04891", "04846", "04849", "04924", "05200"}
    assert after.on(eve) == {
        code: replace(each, last_day=eve) if code in gone else each for code, each in REGISTER.on(eve).items()
    }
    assert len(after.on(day)) == 46
    assert {code: after.on(day)[code].kind for code in ("05200", "04924", "99002")} == {
        "05200": "đặc khu", "04924": "phường", "99002": "xã",
    }  # fmt: skip
    assert after.on(day)["04831"].province_name == "Tỉnh Phú Thọ"
    rows = after.predecessors(after.on(day)["04831"].key)
    assert [(row.old[0], row.extent, row.legal_basis) for row in rows] == [
        ("04831", "whole", "1/NQ-UBTVQH16, Điều 1 khoản 2"), ("04873", "whole", "1/NQ-UBTVQH16, Điều 1 khoản 2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("NO_PREDECESSOR", '  - {to: {code: "04831", name: Xã Đà Bắc}, from: ["04831", "00000"]}\n'),
        ("TAKEN_TWICE", ('  - {to: {code: "04831", name: Xã A}, from: ["04831", "04873"]}\n'
                        '  - {to: {code: "04873", name: Xã B}, from: ["04873"]}\n')),
        ("TAKEN_TWICE", '  - {to: {code: "04831", name: Xã A}, from: ["04831"], parts: ["04831"]}\n'),
        ("LONE_PART", '  - {to: {code: "04831", name: Xã A}, from: ["04831"], parts: ["04873"]}\n'),
        ("FROM_NOTHING", '  - {to: {code: "99001", name: Xã A}}\n'),
        ("NO_KIND", '  - {to: {code: "04831", name: Đà Bắc}, from: ["04831"]}\n'),
        ("CODE_TWICE", ('  - {to: {code: "04831", name: Xã A}, from: ["04831"]}\n'
                       '  - {to: {code: "04831", name: Xã B}, from: ["04873"]}\n')),
        ("CODE_TAKEN", '  - {to: {code: "04873", name: Xã A}, from: ["04831"]}\n'),
        ("NO_DISTRICT", '  - {to: {code: "04831", name: Xã A, district: "150"}, from: ["04831"]}\n'),
        ("NOTHING_CHANGES", '  - {to: {code: "04831", name: Xã Đà Bắc}, from: ["04831"]}\n'),
        ("UNKNOWN_KEY", '  - {to: {code: "04831", nam: Xã A, name: Xã A}, from: ["04831"]}\n'),
        ("MISSING_KEY", '  - {from: ["04831"]}\n'),
        ("BAD_CODE", '  - {to: {code: "4831", name: Xã A}, from: ["04831"]}\n'),
    ],
)  # fmt: skip
def test_one_slip_is_one_fault(code: str, changes: str) -> None:
    """Each way of going wrong is told once, with its own code."""
    assert faults(changes) == [code]


def test_a_day_that_is_over() -> None:
    """A reorganisation can't be slipped in before the newest one: the past is written in the tables, not here."""
    head = HEAD.replace("2027-01-01", "2025-07-01")
    assert faults('  - {to: {code: "04831", name: Xã A}, from: ["04831"]}\n', head) == ["NOT_AFTER_LAST"]


def test_the_name_of_the_file() -> None:
    """A file is named by its first day, as a criteria file is; what it says can still be read."""
    text = HEAD + '  - {to: {code: "04831", name: Xã A}, from: ["04831"]}\n'
    found = examine(text.encode(), REGISTER, stem="2027-01-02")
    assert [each.code for each in found.faults] == ["FILE_NAME"]
    assert found.found is not None


@pytest.mark.parametrize(
    ("text", "expected"), [(HEAD, True), ("set: nq12-tu\n", False), ("- a\n", False), ("", False), ("a: [", False)]
)
def test_which_files_are_meant(text: str, expected: bool) -> None:  # noqa: FBT001 -- a table of cases
    """A file is known by its key «reorganisation», also when the rest is faulty."""
    assert is_reorganisation(text.encode()) is expected
