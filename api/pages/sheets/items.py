"""One assessment sheet as a page: items side by side, what can be done now, what was done, what was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from api.pages.marks import BandMark, bands
from api.pages.paper import Paper, paper, said_count
from api.pages.sheets.forms import ItemForm, Read, for_appraiser, for_commune
from api.pages.sheets.record import Sheet, agreeing
from api.pages.sheets.words import CHANNELS, STEP_WORDS, due_words, late_words, when
from api.pages.unit_record import Beside
from api.pages.verdict_views import CriterionView, criterion_view
from api.store.assessments import State, Taken
from api.workflow.locks import STATE_WORDS, open_items
from api.workflow.office import Office
from api.workflow.schedule import DUE, outstanding, overdue
from engine.rules import Verdict
from engine.wording.numbers import day, figure_range


class Mode(StrEnum):
    """What who looks at a sheet can do with its items."""

    COMMUNE = "commune"
    APPRAISER = "appraiser"
    READER = "reader"


# -------------------------------------------------------------------------------------------------------- context


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion: how its figures stand, what each side says, and what is asked about it now."""

    view: CriterionView
    beside: Beside
    form: ItemForm | None
    differs: bool
    """Whether the commune judges it otherwise than it is computed now."""
    entry: str
    """Where its figures are entered, for who may correct them."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step that was taken."""

    when: str
    who: str
    through: str
    said: str
    reason: str


@dataclass(frozen=True, slots=True)
class SealedLine:
    """One edition that was sealed."""

    link: str
    edition: int
    when: str
    who: str
    digest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last deed went: what was done, what stood against it, and what somebody else did before."""

    done: str = ""
    faults: tuple[str, ...] = ()
    overtaken: str = ""
    read: Read = field(default_factory=Read)
    changed: tuple[tuple[str, str, str], ...] = ()
    """Of each item that is otherwise now: its id, what holds, and what was sent."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sheet stands among those that wait: links to the one before and the one after."""

    said: str
    previous: tuple[str, str] | None
    following: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The whole page; ``step`` is the number of the last step, which every form sends back."""

    title: str
    id: str
    name: str
    where: str
    commune: str
    back: str
    state: State
    state_title: str
    edition: int
    due: str
    late: str
    counts: tuple[tuple[str, str], ...]
    band: BandMark | None
    returned: tuple[tuple[str, str, str], ...]
    unknown: int
    agreeing: int
    items: tuple[Item, ...]
    mode: Mode
    why_not: str
    may_reopen: bool
    steps: tuple[StepLine, ...]
    sealed: tuple[SealedLine, ...]
    registered: tuple[str, ...]
    outcome: Outcome
    place: Place | None
    paper: Paper
    step: int
    token: str
    styles: tuple[str, ...] = ("sheet.css", "print.css")


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks: what they can do, why not more, and what stands around the sheet for them."""

    mode: Mode
    why_not: str = ""
    may_reopen: bool = False
    may_enter: bool = False
    token: str = ""
    place: Place | None = None


def sheet_page(office: Office, sheet: Sheet, looking: Looking, outcome: Outcome) -> SheetPage:
    """Lay out a sheet for who looks at it."""
    of, record, course = sheet.of, sheet.record, sheet.record.course
    criteria, (first, last) = of.criteria, of.bounds
    items = tuple(_items(sheet, looking, outcome.read))
    left = outstanding(course, criteria)
    district = office.register.districts_on(last).get(of.unit.district or "")
    dates = f"kỳ {of.period}, từ {day(first)} đến {day(last)}"
    source = f"Phiếu {of.id}, {STATE_WORDS[course.state]}"
    shown = bands(criteria)
    return SheetPage(
        title=f"Phiếu chấm {of.unit.name}, kỳ {of.period}",
        id=of.id,
        name=of.unit.name,
        where=" · ".join(filter(None, (district.name if district else "", f"mã {of.unit.code}", dates))),
        commune=f"/xa/{of.unit.code}?ky={of.period}",
        back=f"/phieu?ky={of.period}",
        state=course.state,
        state_title=STATE_WORDS[course.state],
        edition=course.edition,
        due=due_words(left[0], getattr(record.plan, DUE[left[0]])) if record.plan and left else "",
        late=late_words(overdue(course, criteria, record.plan, office.today)),
        counts=_counts(sheet, items),
        band=shown[int(sheet.result.scores.band[sheet.place])] if shown else None,
        returned=tuple(
            (each.view.id, each.view.title, each.beside.returned)
            for each in items
            if course.answering and each.beside.returned is not None
        ),
        unknown=sum(each.view.mark.kind == Verdict.UNKNOWN for each in items),
        agreeing=len(agreeing(sheet)),
        items=items,
        mode=looking.mode,
        why_not=looking.why_not,
        may_reopen=looking.may_reopen,
        steps=tuple(_step(each, texts=record.texts) for each in reversed(course.steps)),
        sealed=tuple(
            SealedLine(f"/phieu/{of.id}/chot/{row.edition}", row.edition, when(act.at), act.actor, row.digest)
            for row, act in record.sealed
        ),
        registered=record.registered(),
        outcome=outcome,
        place=looking.place,
        paper=paper(sheet.result, sheet.place, of.unit, record.beside, (office.today, source)),
        step=course.number,
        token=looking.token,
    )


def _items(sheet: Sheet, looking: Looking, read: Read) -> Iterator[Item]:
    of, course = sheet.of, sheet.record.course
    opened = open_items(of, course)
    for criterion, explained in zip(of.criteria.criteria, sheet.computed().values(), strict=True):
        key, beside = criterion.id, sheet.record.beside(criterion)
        form = None
        if looking.mode is Mode.COMMUNE and key in opened:
            form = for_commune(explained.verdict, course.self_assessed.get(key), read.typed.get(key))
        elif looking.mode is Mode.APPRAISER:
            form = for_appraiser(explained.verdict, course.appraised.get(key), beside, read.typed.get(key))
        if form is not None and key in read.faults:
            form = ItemForm(form.choices, form.text, form.label, form.hint, read.faults[key])
        yield Item(
            view=criterion_view(sheet.result, sheet.place, explained, sheet.reasons, beside.amiss),
            beside=beside,
            form=form,
            differs=beside.theirs is not None and beside.theirs.verdict is not explained.verdict,
            entry=f"/nhap/{of.unit.code}?ky={of.period}#{key}" if looking.may_enter and key in opened else "",
        )


def _counts(sheet: Sheet, items: tuple[Item, ...]) -> tuple[tuple[str, str], ...]:
    scores, of = sheet.result.scores, len(items)
    waived_as = sheet.of.criteria.not_applicable_counts_as
    counts = [("Máy chấm", figure_range(int(scores.met[sheet.place]), int(scores.possible[sheet.place]), of))]
    for word, said in (
        ("Xã tự chấm", [each.beside.theirs.verdict for each in items if each.beside.theirs]),
        ("Thẩm định", [each.beside.ours.verdict for each in items if each.beside.ours]),
    ):
        if said:
            counts.append((word, said_count(said, of, waived_as)))
    return tuple(counts)


def _step(step: Taken, *, texts: bool) -> StepLine:
    some = step.kind in (State.RETURNED, State.REOPENED) and step.items
    said = f"{STEP_WORDS[step.kind]}{': ' + ', '.join(sorted(step.items)) if some else ''}"
    decision = f" (quyết định {step.decision})" if step.decision else ""
    reason = step.reason if texts else ""
    through = CHANNELS.get(step.channel, step.channel)
    return StepLine(when(step.at), step.actor, through, f"{said[:1].upper()}{said[1:]}{decision}", reason)
