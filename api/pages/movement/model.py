"""One model: what is recorded, how it stands, its years, its turns, and everything that was ever written of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api.access.deciding import Action
from api.pages.choosing import Choice, of_list
from api.pages.movement.asking import LIST
from api.pages.movement.facts import Story, facts_of, stories
from api.pages.movement.forms import (
    NO_OUTCOME,
    ModelForm,
    Outcome,
    model_form,
    standing_choices,
    typed_as,
)
from api.pages.movement.ground import Ground, Groups, value_of
from api.pages.movement.lines import ModelLine, address, known, lines, name_of, where
from api.pages.movement.recorded import Recorded, ReviewLine, TurnLine, reviews, turns, withdrawal
from engine.movement.entries import Model, Standing
from engine.movement.overlaps import overlaps
from engine.movement.register import Row
from engine.movement.wanted import Wanted
from engine.wording.movement import STANDINGS, overlap_words
from engine.wording.numbers import day

YEARS_OFFERED = 15


@dataclass(frozen=True, slots=True)
class Twins:
    """Others of its kind in its place."""

    said: str
    others: tuple[ModelLine, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the two small forms, and which form is open."""

    open: str = ""
    review: Mapping[str, str] = field(default_factory=dict)
    turn: Mapping[str, str] = field(default_factory=dict)
    model: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The whole page."""

    title: str
    lead: str
    back: str
    unit: str
    here: str
    problems: tuple[str, ...]
    outcome: Outcome
    undo: int
    """The act that was just written and can be taken back; 0 for none."""
    withdrawn: str
    may_write: bool
    seen: int
    token: str
    open: str
    summary: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    twins: Twins | None
    form: ModelForm
    reviews: tuple[ReviewLine, ...]
    ratings: tuple[Choice, ...]
    years: tuple[str, ...]
    review_typed: Mapping[str, str]
    turns: tuple[TurnLine, ...]
    turn_typed: Mapping[str, str]
    standings: tuple[Choice, ...]
    move_units: Groups
    history: tuple[Story, ...]
    styles: tuple[str, ...] = ("movement.css",)


def model_page(here: Ground, held: Recorded, outcome: Outcome = NO_OUTCOME, typed: Typed | None = None) -> ModelPage:
    """Lay out the page."""
    typed, model, title = typed or Typed(), held.model, here.snapshot.title
    at = here.snapshot.place_of(model.key)
    row = None if at is None else here.snapshot.row(at)
    unit = where(here, row) if row else name_of(here, held.lies)
    may_write = here.may(Action.RECORD, held.lies)
    return ModelPage(
        title=model.title,
        lead=" · ".join(
            each
            for each in (
                model.key,
                title("kinds", model.kind),
                model.village,
                unit,
                "số liệu mẫu" if held.row.sample else "",
            )
            if each
        ),
        back=f"{LIST}?xa={row.unit[0]}" if row and row.unit else LIST,
        unit=unit,
        here=address(here, model.key),
        problems=tuple(here.faults),
        outcome=outcome,
        undo=outcome.act if may_write else 0,
        withdrawn=withdrawal(held),
        may_write=may_write,
        seen=held.row.id,
        token=here.gate.token(here.request),
        open=typed.open,
        summary=tuple(_summary(here, row)),
        facts=facts_of(here, model),
        twins=_twins(here, row),
        form=model_form(here.book, typed.model or typed_as(model), _units(here, model)),
        reviews=tuple(reviews(here, held)),
        ratings=of_list(((each.id, each.title) for each in here.book.ratings), typed.review.get("xep-loai", "")),
        years=_years(here, model),
        review_typed={"nam": str(here.gate.office.today.year - 1), **typed.review},
        turns=tuple(turns(here, held)),
        turn_typed=typed.turn,
        standings=standing_choices(typed.turn.get("trang-thai", "")),
        move_units=here.open_units() if may_write else (),
        history=stories(here, held.entries, held.units),
    )


def _summary(here: Ground, row: Row | None) -> Iterator[tuple[str, str]]:
    if row is None:
        return
    since = f" từ {day(row.since)}" if row.standing is not Standing.ACTIVE else ""
    text = STANDINGS[row.standing] + since
    yield f"Trạng thái ngày {day(here.day)}", text[:1].upper() + text[1:]
    rating = f"{here.snapshot.title('ratings', row.rating)}, năm {row.rated_year}" if row.rating else "chưa xếp loại"
    yield "Xếp loại gần nhất", rating
    yield "Thành viên", known(row.members) or "chưa rõ"
    yield "Hộ tham gia", known(row.households) or "chưa rõ"
    if row.unit is None:
        yield "Đơn vị", f"chưa rõ: {where(here, row)}"


def _twins(here: Ground, row: Row | None) -> Twins | None:
    """Find the others of a model's kind that stand in its place."""
    if row is None or row.unit is None or not here.may(Action.READ, row.unit):
        return None
    wanted = Wanted(units=frozenset({row.unit[0]}), kinds=frozenset({row.model.kind}))
    for each in overlaps(here.snapshot, wanted):
        if row.model.key in each.models:
            others = (here.snapshot.place_of(key) for key in each.models if key != row.model.key)
            shown = lines(here, (at for at in others if at is not None), lambda _: "")
            return Twins(overlap_words(each), shown)
    return None


def _units(here: Ground, model: Model) -> Groups:
    """Return the units that a model may be said to be recorded in: its own first, then those that may be written to."""
    return (("Đang ghi", ((value_of(model.unit), name_of(here, model.unit)),)), *here.open_units())


def _years(here: Ground, model: Model) -> tuple[str, ...]:
    today = here.gate.office.today
    first = max(model.founded_on.year, today.year - YEARS_OFFERED)
    return tuple(str(year) for year in range(today.year, first - 1, -1))
