"""What the pages of the editor show: the parts of a draft as sentences, its faults, the list of drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.pages.editor.blocks import Addition, Form
from api.pages.editor.fields import KINDS, Choices, indicator_choices, kind_of, part_at, shown
from api.pages.editor.new_rules import next_id
from api.pages.editor.retiring import used_by
from api.pages.reading import Line, read_aloud
from api.pages.sheets.words import when
from api.workflow.drafting.files import Draft
from engine.checking import Checked, example_result
from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.trying import figures_hold
from engine.wording import faults as fault_words
from engine.wording.numbers import day, number
from engine.wording.standing_on import standing_words
from engine.wording.verdicts import WORDS, shortfall_sentence
from engine.yaml_tree import Path, Tree, Value

EDITOR = "/soan-tieu-chi"


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault of a draft: where it is, how grave, what is wrong, what cures it."""

    line: int
    column: int
    severity: str
    code: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a draft read aloud; ``line`` is where its text begins, ``faults`` those that stand in it.

    ``label`` is what the buttons call it.
    """

    key: str
    path: str
    title: str
    rule: Line | None
    said: tuple[str, ...]
    line: int
    faults: tuple[FaultView, ...]
    is_open: bool
    label: str
    can_move: bool = True
    can_drop: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Parts of one kind under a heading, and how another is added."""

    id: str
    title: str
    parts: tuple[PartView, ...]
    addition: Addition | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ExampleNote:
    """What the program computes for an example whose file says otherwise."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """How the last deed went: what was done, what was refused, what was typed and what is wrong with it."""

    done: str = ""
    problems: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    pressed: str = ""
    """The button whose work was refused: what was typed for it stays open."""
    theirs: str | None = None
    """The text that somebody else has saved meanwhile; the page shows the own one for further work."""


@dataclass(frozen=True, slots=True)
class EditorPage:
    """A draft as a form, with its text beside."""

    title: str
    draft: Draft
    text: str
    path: str
    token: str
    said: Said
    head: PartView
    criteria: tuple[PartView, ...]
    vetoes: tuple[PartView, ...]
    indicators: tuple[PartView, ...]
    sections: tuple[Section, ...]
    new_veto: Addition
    form: Form | None
    notes: Mapping[str, ExampleNote]
    faults: tuple[FaultView, ...]
    standing: tuple[str, ...]
    """How the set stands over the one that it names; empty where it names none, or that is not there."""
    marked: Mapping[int, str]
    lines: int
    columns: int
    saved: str
    stale: str
    impact: str
    may_draft: bool
    choices: Choices
    counts: Choices
    new_id: str
    day_words: str
    trial: str
    kinds: Choices = KINDS
    styles: tuple[str, ...] = ("sheet.css", "editor.css")
    scripts: tuple[str, ...] = ("editor.js",)


def fault_views(faults: tuple[Fault, ...]) -> tuple[FaultView, ...]:
    """Show faults, the errors and warnings in the order of the text."""
    return tuple(
        FaultView(
            each.mark.line,
            each.mark.column,
            fault_words.SEVERITIES[each.severity],
            each.code,
            fault_words.message(each),
            fault_words.cure(each),
        )
        for each in faults
    )


def standing_lines(checked: Checked) -> tuple[str, ...]:
    """Say what the set carries of the one that it stands on, what it adds, and what is missing or looser."""
    if checked.criteria is None or checked.standing is None:
        return ()
    return standing_words(checked.criteria, checked.standing)


def part_views(
    tree: Tree, holder: str, criteria: CriteriaSet | None, faults: tuple[Fault, ...], opened: str
) -> tuple[PartView, ...]:
    """Show the parts of a list or mapping of the file, faulty ones too, as far as they can be read."""
    found = part_at(tree.value, (holder,))
    steps: list[str | int] = (
        list(range(len(found))) if isinstance(found, list) else list(found or ()) if isinstance(found, dict) else []
    )
    return tuple(_part(tree, (holder, step), criteria, faults, opened) for step in steps)


def _part(tree: Tree, path: Path, criteria: CriteriaSet | None, faults: tuple[Fault, ...], opened: str) -> PartView:
    said = part_at(tree.value, path)
    value: Mapping[str, Value] = said if isinstance(said, Mapping) else {}
    key = str(path[1]) if path[0] == "indicators" else shown(value.get("id")) or f"#{int(path[1]) + 1}"
    own = tuple(each for each in faults if each.path[:2] == path)
    return PartView(
        key=key,
        path=f"{path[0]}.{key}",
        title=shown(value.get("title", value.get("label"))) or "(chưa có tên)",
        rule=_rule(criteria, str(path[0]), key),
        said=tuple(_told(tree.value, value, str(path[0]), key)),
        line=(tree.keys.get(path) or tree.place(path)).line,
        faults=fault_views(own),
        is_open=key == opened,
        label=key,
    )


def _rule(criteria: CriteriaSet | None, holder: str, key: str) -> Line | None:
    if criteria is None or holder == "indicators":
        return None
    if holder == "criteria":
        return next((read_aloud(criteria, each.condition) for each in criteria.criteria if each.id == key), None)
    return next((read_aloud(criteria, each.when) for each in criteria.vetoes if each.id == key), None)


def _told(whole: Value, value: Mapping[str, Value], holder: str, key: str) -> list[str]:
    if holder == "indicators":
        users = used_by(whole, key)
        unit = shown(value.get("unit"))
        kind = dict(KINDS).get(kind_of(value), "chưa rõ loại")
        return [f"{kind}{f', {unit}' if unit else ''}; {'dùng ở ' + ', '.join(users) if users else 'chưa dùng ở đâu'}"]
    found = [f"Căn cứ: {shown(value.get('basis')) or 'chưa ghi'}."]
    action = value.get("action")
    if isinstance(action, Mapping):
        effort = action.get("effort")
        found.append(f"Việc có thể làm: {shown(action.get('title'))} (công sức mỗi bước: {shown(effort) or '1'}).")
    return found


def example_notes(criteria: CriteriaSet | None, key: str) -> dict[str, ExampleNote]:
    """Say of every example of a criterion that comes out otherwise what the program computes, by its number."""
    criterion = next((each for each in criteria.criteria if each.id == key), None) if criteria else None
    found: dict[str, ExampleNote] = {}
    for place, example in enumerate(criterion.examples if criterion else ()):
        assert criteria is not None and criterion is not None  # noqa: S101, PT018 -- there is no example without them
        verdict, lacking = example_result(criteria, criterion, example)
        wrong = verdict != example.verdict or (
            example.shortfall is not None and dict(example.shortfall) != dict(lacking)
        )
        if wrong or not figures_hold(criteria, criterion, example):
            more = f"; cần {shortfall_sentence(criteria, lacking)}" if lacking else ""
            name = f"criteria.{key}.examples.#{place}"
            figures = "" if wrong else "; tổng hoặc trị số so sánh khác với ví dụ"
            found[name] = ExampleNote(name, f"Với số liệu này máy tính ra: {WORDS[verdict]}{more}{figures}.")
    return found


def saved_words(draft: Draft) -> str:
    """Say who saved a draft last, and everybody who wrote in it."""
    trail = draft.trail
    if trail is None:
        return "Tệp được đưa vào thư mục bằng tay; chưa ai lưu qua trang này."
    others = ", ".join(each.name for each in trail.authors)
    by_hand = "" if draft.is_as_saved else " Sau đó tệp đã được sửa bằng tay."
    base = f" Chép từ {trail.base}." if trail.base else ""
    return f"Lưu lần cuối {when(trail.saved_at)} bởi {trail.saved_by.name}. Người soạn: {others}.{base}{by_hand}"


def choices_of(whole: Value) -> tuple[Choices, Choices, str]:
    """Return the indicators for a new condition, those that count, and the id offered for a new criterion."""
    return indicator_choices(whole), indicator_choices(whole, "count"), next_id(whole)


def count_words(draft: Draft) -> str:
    """Say how many errors and warnings a draft has."""
    errors = sum(each.severity == "error" for each in draft.checked.faults)
    warnings = len(draft.checked.faults) - errors
    said = (
        f"{number(errors)} lỗi, {number(warnings)} cảnh báo" if errors else f"không có lỗi, {number(warnings)} cảnh báo"
    )
    return f"{said}; có hiệu lực từ {day(draft.day)}"
