"""The fields of the editor: what nobody touched changes nothing, what is typed changes its own characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.pages.editor.blocks import Form
from api.pages.editor.fields import Field
from api.pages.editor.forms import form_of
from api.pages.editor.head_form import HEAD
from api.pages.editor.reading import SHOWN, TYPED, read_fields
from api.pages.editor.retiring import used_by
from api.pages.editor.room import as_in_file
from api.pages.posting import Sent
from engine.editing import changed, value_of
from tests.drafts import BASE, SHIPPED

TEXT = (SHIPPED / BASE).read_text(encoding="utf-8")
WHOLE = value_of(TEXT)
FOLDER = "/soan-tieu-chi"
DRAFT = f"{FOLDER}/nq12-tu/2025-01-01"
BOUND = "criteria.TC08.all.#1:so1"
KEYS = [
    HEAD,
    *(f"TC{number:02}" for number in range(1, 17)),
    "LT1",
    "LT3",
    "bodies",
    "offices",
    "bodies_recognised",
    "resolution",
    "raised_fund",
]


def form(key: str, whole: object = WHOLE) -> Form:
    """Return the form of a part."""
    found = form_of(whole, key)  # type: ignore[arg-type]  # what a file says
    assert found is not None
    return found


def sent_of(shown: Form, **typed: str) -> Sent:
    """Send a form as a browser does, some fields typed anew."""
    fields = {each.name: each.value for each in shown.all_fields()}
    return Sent(
        {TYPED + name: (typed.get(name, value),) for name, value in fields.items()}
        | {SHOWN + name: (value,) for name, value in fields.items()}
    )


def other(each: Field) -> str:
    """Return something else that may stand in a field."""
    if each.kind == "choice":
        return next(key for key, _ in reversed(each.choices) if key != each.value)
    if each.kind == "many":
        return each.choices[-1][0] if each.value != each.choices[-1][0] else each.choices[0][0]
    samples = {
        "number": ("37,5", "41"),
        "whole": ("7", "8"),
        "digits": ("25",),
        "day": ("05/07/2031",),
        "month_day": ("30/6",),
        "document": ("02/03/2024", "không"),
    }
    return next(text for text in samples.get(each.kind, ("Chữ “mới”: 1 # 2", "Khác")) if text != each.value)


WITH_ANOTHER = ("action.effort", "stands_on.effective_from")
"""What is refused, or no part of its own, while another field beside it is empty."""
FIELDS = [
    (key, each) for key in KEYS for each in form(key).all_fields() if each.value or not each.name.endswith(WITH_ANOTHER)
]


@pytest.mark.parametrize("key", KEYS)
def test_a_form_that_nobody_touched_changes_nothing(key: str) -> None:
    """What is sent back as it was shown means no change; every part of the shipped set has its form."""
    found = read_fields(sent_of(form(key)), WHOLE, form(key))

    assert (found.edits, found.faults) == ([], {})
    assert list(form(key).all_fields())


@settings(max_examples=25)
@given(
    st.sampled_from([pair for pair in FIELDS if not pair[1].name.endswith((":nhom", ":n", ":dau2", ":so2", ":dau1"))])
)
def test_a_field_changes_its_own_characters(pair: tuple[str, Field]) -> None:
    """A field typed anew is shown so when the file is read again; nothing else of any form has changed."""
    key, each = pair
    typed = other(each)
    found = read_fields(sent_of(form(key), **{each.name: typed}), WHOLE, form(key))
    assert found.faults == {}
    text = changed(TEXT, *found.edits)

    before = {one.name: one.value for one in form(key).all_fields()}
    after = {one.name: one.value for one in form(key, value_of(text)).all_fields()}
    assert {name: value for name, value in after.items() if before.get(name, "") != value} in (
        {each.name: typed},
        {each.name: typed, each.name.replace(".title", ".effort"): "1"},
        {},  # a choice that is the default is not written
    )
    gone = [line for line in TEXT.splitlines() if line not in text.splitlines()]
    assert len(gone) <= 2


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({"dau1": "more_than"}, "more_than: 70}"),
        ({"dau1": "more_than", "so1": "69,5"}, "more_than: 69.5}"),
        ({"dau2": "at_most", "so2": "95"}, "at_least: 70, at_most: 95}"),
        ({"dau1": "equals", "so1": "100"}, "equals: 100}"),
    ],
)
def test_a_bound_is_turned(typed: dict[str, str], line: str) -> None:
    """The direction of a bound and a second bound are chosen; only the line of the condition changes."""
    name = "criteria.TC08.all.#1"
    found = read_fields(
        sent_of(form("TC08"), **{f"{name}:{key}": value for key, value in typed.items()}), WHOLE, form("TC08")
    )
    text = changed(TEXT, *found.edits)

    new = [line for line in text.splitlines() if line not in TEXT.splitlines()]
    assert new == [f"      - {{share: [bodies_recognised, bodies], {line}"]


@pytest.mark.parametrize(
    ("key", "group", "new", "needed"),
    [
        ("TC08", "criteria.TC08", "any", ""),
        ("TC08", "criteria.TC08", "of", "2"),
        ("TC03", "criteria.TC03.all.#1", "all", ""),
    ],
)
def test_a_group_is_turned(key: str, group: str, new: str, needed: str) -> None:
    """How many conditions of a group must be met is chosen; the conditions stay."""
    shown = form(key)
    typed = {f"{group}:nhom": new} | ({f"{group}:n": needed} if needed else {})
    text = changed(TEXT, *read_fields(sent_of(shown, **typed), WHOLE, shown).edits)
    after = {each.name: each.value for each in form(key, value_of(text)).all_fields()}

    assert after[f"{group}:nhom"] == new
    assert after[f"{group}:n"] == needed


@pytest.mark.parametrize(
    ("key", "name", "typed", "said"),
    [
        ("TC08", BOUND, "85%", "không phải số"),
        ("TC08", BOUND, "1.000", "hai cách"),
        ("TC08", BOUND, "", "chưa có số"),
        ("TC08", "criteria.TC08.all.#1:so2", "90", "chưa chọn chiều"),
        ("TC08", "criteria.TC08.title", " ", "không để trống"),
        ("TC01", "criteria.TC01.all.#0.issued_by", "cuối quý I", "ngày/tháng"),
        (HEAD, "effective_from", "30/02/2025", "không phải ngày"),
        ("TC01", "criteria.TC01.action.effort", "2", "trước"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(key: str, name: str, typed: str, said: str) -> None:
    """A field that can't be read has its fault beside it, and what was typed is kept."""
    found = read_fields(sent_of(form(key), **{name: typed}), WHOLE, form(key))

    assert said in " ".join(found.faults.values())
    assert found.typed[name] == typed.strip()


def test_who_uses_an_indicator() -> None:
    """An indicator is in use where a condition reads it, where it is added up, and where it is a limit."""
    assert used_by(WHOLE, "bodies_registered") == ["TC08", "bodies_recognised"]
    assert used_by(WHOLE, "villages")[-3:] == [
        "villages_with_broadcast",
        "villages_in_models",
        "villages_with_good_team",
    ]
    assert "bodies" in used_by(WHOLE, "offices")


@pytest.mark.parametrize(
    ("held", "ends"), [(TEXT, "\r\n"), (TEXT.replace("\n", "\r\n"), "\r\n"), ("\ufeff" + TEXT, "\r\n")]
)
def test_a_text_comes_back_from_the_browser_as_it_went(held: str, ends: str) -> None:
    """Line ends and Notepad's mark survive the way through a text field, changed or not."""
    field = held.removeprefix("\ufeff").replace("\r\n", "\n").replace("\n", ends)

    assert as_in_file(field, held) == held
    assert as_in_file(field + "# thêm\r\n", held) == held + ("# thêm\r\n" if "\r\n" in held else "# thêm\n")
