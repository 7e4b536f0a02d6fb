"""Parts of a file added, moved, renamed and taken out: no other line changes, and the file says what was meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checking import check
from engine.editing import Add, Drop, Edit, EditError, Move, Put, Rename, as_published, changed, new_version, value_of
from engine.editing.changing import where

ROOT = Path(__file__).parents[2]
NAMES = ("criteria/nq12-tu/2022-06-27", "criteria/tt124-xa/2022-02-10", "tests/cases/score-14/ca-14/2022-01-01")
TEXTS = {name.partition("/")[2]: (ROOT / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}
NQ12 = TEXTS["nq12-tu/2022-06-27"]


def said(text: str) -> Any:  # noqa: ANN401 -- whatever a file says
    """Return what a text says, to be looked into."""
    return value_of(text)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text."""
    return text.splitlines()


def gone_and_new(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, without the empty ones."""
    told = [line for line in ndiff(lines_of(old), lines_of(new)) if line[2:].strip()]
    return [line[2:] for line in told if line[0] == "-"], [line[2:] for line in told if line[0] == "+"]


@pytest.mark.parametrize(
    ("edit", "gone", "new"),
    [
        (
            Put(("criteria", "TC08", "all", 1, "at_least"), Decimal("84.5")),
            ["      - {share: [bodies_recognised, bodies], at_least: 70}"],
            ["      - {share: [bodies_recognised, bodies], at_least: 84.5}"],
        ),
        (
            Put(("criteria", "TC08", "all", 1, "at_most"), 90),
            ["      - {share: [bodies_recognised, bodies], at_least: 70}"],
            ["      - {share: [bodies_recognised, bodies], at_least: 70, at_most: 90}"],
        ),
        (
            Rename(("criteria", "TC08", "all", 1, "at_least"), "more_than"),
            ["      - {share: [bodies_recognised, bodies], at_least: 70}"],
            ["      - {share: [bodies_recognised, bodies], more_than: 70}"],
        ),
        (Put(("criteria", "TC04", "evidence"), "required"), [], ["    evidence: required"]),
        (
            Drop(("criteria", "TC02", "action")),
            ['    action: {title: "Tổ chức quán triệt cho các đơn vị còn lại", effort: 0.5}'],
            [],
        ),
        (
            Add(("indicators",), {"label": "Số lần tập huấn", "kind": "count", "unit": "lần"}, "trainings"),
            [],
            ['  trainings: {label: "Số lần tập huấn", kind: count, unit: "lần"}'],
        ),
        (
            Add(("criteria", "TC08", "all"), {"any": [{"flag": "hotline"}, {"count": "cameras", "at_least": 3}]}),
            [],
            ["      - any:", "          - {flag: hotline}", "          - {count: cameras, at_least: 3}"],
        ),
        (
            Put(("vetoes", "LT3", "blocks"), ["province"]),
            ["    blocks: [district, province]"],
            ["    blocks: [province]"],
        ),
        (Put(("effective_to",), "2030-12-31"), [], ["effective_to: 2030-12-31"]),
    ],
)
def test_a_change_of_the_shipped_set(edit: Edit, gone: list[str], new: list[str]) -> None:
    """A change writes the lines that an editor of the file would have written by hand, and no other."""
    assert gone_and_new(NQ12, changed(NQ12, edit)) == (gone, new)


@pytest.mark.parametrize("path", [("criteria", "TC05"), ("indicators", "hotline")])
def test_what_is_retired_takes_its_own_lines_alone(path: tuple[str | int, ...]) -> None:
    """A criterion or indicator that is taken out leaves every comment and every other line in place."""
    gone, new = gone_and_new(NQ12, changed(NQ12, Drop(path)))

    assert new == []
    assert gone[0].strip().removeprefix("- ").startswith(("id: TC05", "hotline:"))
    assert not any(line.strip().startswith("# ---") for line in gone)
    assert "\n\n\n  -" not in changed(NQ12, Drop(path))


@settings(max_examples=25)
@given(data=st.data())
def test_a_move_keeps_every_line(data: st.DataObject) -> None:
    """Wherever a criterion or indicator is moved, the file has the same lines, and the others keep their order."""
    name = data.draw(st.sampled_from(["nq12-tu/2022-06-27", "tt124-xa/2022-02-10"]))
    text, whole = TEXTS[name], said(TEXTS[name])
    key = data.draw(st.sampled_from(["criteria", "indicators"]))
    parts = whole[key]
    old, new = (data.draw(st.integers(0, len(parts) - 1)) for _ in range(2))
    step = list(parts)[old] if key == "indicators" else old

    found = changed(text, Move((key, step), new))

    order = list(parts)
    order.insert(new, order.pop(old))
    assert list(said(found)[key]) == order
    assert sorted(filter(str.strip, lines_of(found))) == sorted(filter(str.strip, lines_of(text)))


def test_in_brackets_too() -> None:
    """In a set that is written in brackets, parts are added, moved and taken out as well."""
    text = TEXTS["cases/score-14/ca-14/2022-01-01"]
    found = changed(
        text,
        Move(("criteria", "TC01"), 1),
        Drop(("criteria", "TC03")),
        Drop(("criteria", "TC34")),
        Add(("criteria",), {"id": "TC99", "title": "Thêm", "all": [{"flag": "i13"}]}, place=0),
        Put(("criteria", "TC02", "note"), "ghi"),
        Drop(("indicators", "i00", "unit")),
    )

    whole = said(found)
    assert [each["id"] for each in whole["criteria"]][:4] == ["TC99", "TC02", "TC01", "TC04"]
    assert [each["id"] for each in whole["criteria"]][-1] == "TC33"
    assert whole["criteria"][1]["note"] == "ghi"
    assert list(whole["indicators"]["i00"]) == ["label", "kind"]
    assert len(lines_of(found)) == len(lines_of(text))


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Put(("criteria", "TC99", "title"), "x"), "NO_SUCH_PART"),
        (Put(("criteria", "TC08", "title", "x"), "x"), "NO_SUCH_PART"),
        (Drop(("criteria", 99)), "NO_SUCH_PART"),
        (Drop(("revocation", "or_unmet", 0)), "LAST_PART"),
        (Add(("indicators",), {"label": "x"}, "villages"), "DOUBLED"),
        (Add(("criteria",), {"id": "x"}, place=99), "NO_SUCH_PART"),
        (Rename(("criteria", "TC01", "title"), "basis"), "DOUBLED"),
        (Move(("criteria", "TC01"), 99), "NO_SUCH_PART"),
        (Put((), "x"), "NO_SUCH_PART"),
    ],
)
def test_what_cannot_be_done_is_refused(edit: Edit, code: str) -> None:
    """A change that leads nowhere, or would leave a list empty, is refused and nothing is changed."""
    with pytest.raises(EditError) as refusal:
        changed(NQ12, edit)

    assert refusal.value.code == code


def test_a_text_that_is_no_yaml_is_refused() -> None:
    """In a text that can't be read nothing is changed."""
    with pytest.raises(EditError) as refusal:
        changed("a: [1\n", Put(("a",), 2))

    assert refusal.value.code == "NOT_YAML"


def test_a_new_version_differs_in_three_lines() -> None:
    """A copy for another day says that day and that it is a draft; published again it is sound."""
    draft = new_version(NQ12, date(2025, 1, 1))

    assert gone_and_new(NQ12, draft) == (
        ["effective_from: 2022-06-27", "status: published"],
        ["effective_from: 2025-01-01", "status: draft"],
    )
    assert not check(as_published(draft), stem="2025-01-01", folder="nq12-tu").has_errors
    assert as_published(draft) == draft.replace("status: draft", "status: published")


def test_a_last_day_that_has_passed_is_left_out() -> None:
    """A copy of a file that ended before the new day does not end; one that ends later keeps its end."""
    ended = changed(NQ12, Put(("effective_to",), "2024-12-31"))

    assert "effective_to: 2024" not in new_version(ended, date(2025, 1, 1))
    assert "effective_to: 2024-12-31" in new_version(ended, date(2024, 6, 1))


def test_the_mark_at_the_start_of_a_text_stays() -> None:
    """Notepad's mark before UTF-8 stays where it is."""
    assert changed("\ufeffset: a\n", Put(("set",), "b")) == "\ufeffset: b\n"


def test_ids_lead_to_their_place() -> None:
    """In a path a part may be named by its id or, of recognition, by its level."""
    whole = said(NQ12)

    assert where(whole, ("criteria", "TC03", "all", 1)) == ("criteria", 2, "all", 1)
    assert where(whole, ("recognition", "district")) == ("recognition", 1)
    assert where(whole, ("criteria", "không có")) == ("criteria", "không có")
