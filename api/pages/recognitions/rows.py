"""Recognitions as lines of a table: the decision, whether it holds, and beside it what the scores say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.pages.marks import Mark, of_eligibility
from api.pages.merging.heirs import after_words
from api.store.recognitions import Decision
from api.workflow.board import Board
from api.workflow.recognising import Standing
from engine.names import search_key
from engine.rules import Verdict
from engine.units import UnitKey
from engine.wording.numbers import day

VIEWS = {
    "hieu-luc": "Đang có hiệu lực",
    "xem-lai": "Cần xem xét lại",
    "het": "Không còn hiệu lực",
}
_REVIEW = {
    Verdict.MET: Mark("!", "cần xem xét lại", str(Verdict.UNMET)),
    Verdict.UNMET: Mark("✓", "chưa phải xem xét lại", str(Verdict.MET)),
    Verdict.UNKNOWN: Mark("?", "chưa rõ, thiếu số liệu", str(Verdict.UNKNOWN)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A recognition; ``ended`` says by what it ended, ``link`` leads to the figures of the unit where there are any."""

    number: int
    unit: str
    district: str
    link: str
    history: str
    level: str
    decision: str
    day: str
    in_force: bool
    ended: str
    eligible: Mark | None
    review: Mark | None
    after: tuple[str, ...]
    asks: bool
    """Whether nobody has decided yet what becomes of it after a merger."""
    revocable: bool


def key_text(key: UnitKey) -> str:
    """Write a unit version as it stands in an address."""
    return f"{key[0]}:{key[1].isoformat()}"


def level_title(board: Board, level: str) -> str:
    """Return a level in words; one that this file of the set does not know is named as it is written."""
    found = board.criteria.levels.get(level)
    return found.title if found else level


def row(board: Board, each: Standing, period: str, history: str, *, revocable: bool) -> Row:
    """Show a recognition."""
    held = each.decision
    unit = board.register.version(held.code, held.first_day)
    link = ""
    if period and unit is not None:
        result = board.scored(period)
        known = board.register.version(held.code, result.scores.figures.last_day) == unit
        link = f"/xa/{held.code}?ky={period}" if held.code in result.codes and known else ""
    ended = f"thu hồi từ {day(held.revoked_on)}, quyết định {held.revocation}" if held.revoked_on else ""
    return Row(
        number=held.id,
        unit=unit.name if unit else f"Đơn vị {held.code}",
        district=(unit.district_name if unit else None) or "",
        link=link,
        history=history,
        level=level_title(board, held.level),
        decision=held.decision,
        day=day(held.decided_on),
        in_force=each.in_force,
        ended=ended,
        eligible=None if each.eligible is None else of_eligibility(each.eligible),
        review=None if each.review is None else _REVIEW.get(each.review),
        after=tuple(map(after_words, each.after)),
        asks=any(after.rule is None for after in each.after),
        revocable=revocable and held.revoked_on is None,
    )


def is_wanted(board: Board, each: Standing, search: str, level: str, view: str) -> bool:
    """Tell whether a recognition is asked for; a search looks through unit, district and decision."""
    held = each.decision
    unit = board.register.version(held.code, held.first_day)
    names = (unit.name, unit.district_name or "") if unit else ()
    text = search_key(" ".join((*names, held.code, held.decision)))
    seen = {"hieu-luc": each.in_force, "xem-lai": each.asks, "het": not each.in_force}
    return (
        all(word in text for word in search_key(search).split()) and level in ("", held.level) and seen.get(view, True)
    )


def history(board: Board, decisions: Iterable[Decision], key: UnitKey) -> tuple[str, ...]:
    """Say everything that was decided about a unit, oldest first."""
    events = []
    for each in decisions:
        if (each.code, each.first_day) == key:
            level = level_title(board, each.level)
            events.append((each.decided_on, f"{day(each.decided_on)}: công nhận {level}, quyết định {each.decision}."))
            if each.revoked_on is not None:
                said = f"{day(each.revoked_on)}: thu hồi công nhận {level}, quyết định {each.revocation}."
                events.append((each.revoked_on, said))
    return tuple(text for _, text in sorted(events, key=lambda event: event[0]))
