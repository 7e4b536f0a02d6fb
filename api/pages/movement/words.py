"""What the pages of the register say of counts: the whole, what is missing from it, and what is not itemised."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from api.store import figures
from api.store.units import numbers
from api.workflow.office import Office
from engine.indicators import Kind
from engine.movement.book import Book, OnlyCounted
from engine.movement.rollups import Total
from engine.units import UnitKey
from engine.wording import movement as wording
from engine.wording.numbers import day, figure_range, number

Sees = Callable[[Iterable[UnitKey]], Collection[UnitKey]]
"""Which of some units somebody may see."""


def whole(total: Total, on: date) -> str:
    """Say how many models there are on a day; where some may lie elsewhere, as a range."""
    said = f"{figure_range(total.models, total.possible)} mô hình, tính đến hết ngày {day(on)}"
    doubt = total.possible - total.models
    return said + (f" ({number(doubt)} chưa rõ thuộc đơn vị nào)" if doubt else "")


def missing(total: Total) -> Iterator[str]:
    """Say what the models hold together, and of how many it is not known."""
    if not total.models:
        return
    stated = total.models - total.no_village
    span = figure_range(total.villages, total.villages_possible)
    villages = f"ở {span} thôn, xóm, tổ dân phố" if stated else "không mô hình nào ghi thôn"
    if total.no_village and stated:
        villages += f", {number(total.no_village)} mô hình không ghi thôn"
    parts = [f"Mô hình {villages}"]
    for word, value, lacking in (
        ("thành viên", total.members, total.members_missing),
        ("hộ tham gia", total.households, total.households_missing),
    ):
        counted = total.models - lacking
        if not counted:
            parts.append(f"chưa mô hình nào có số {word}")
        elif lacking:
            parts.append(f"{number(value)} {word} ở {number(counted)} mô hình có số, {number(lacking)} chưa có")
        else:
            parts.append(f"{number(value)} {word}")
    yield "; ".join(parts) + "."


def itemised(book: Book, totals: Iterable[Total], total: Total, elsewhere: Sequence[int | None]) -> tuple[str, ...]:
    """Say what the kinds that a source names come to together, and how many are of kinds that none does.

    ``elsewhere`` are the counts of the kinds that only a criteria set counts; None where it has no figure.
    """
    named = {each.id for each in book.kinds if each.basis}
    counts = [each.models for each in totals if each.key in named and each.models]
    if not counts:
        return ()
    said = wording.itemised(total.models, counts, [each for each in elsewhere if each])
    lacking = [each.title for each, count in zip(book.only_counted, elsewhere, strict=False) if count is None]
    return (said, f"Chưa kể loại chỉ giữ số đếm: {'; '.join(lacking)} (chưa có số liệu).") if lacking else (said,)


def only_counted(office: Office, book: Book, on: date, sees: Sees) -> tuple[int | None, ...]:
    """Return what criteria sets count of the kinds that the register does not keep apart, in the units that are seen.

    Each is of the newest period with figures that had ended by a day; None where there is no figure of any unit.
    """
    return tuple(_counted(office, each, on, sees) for each in book.only_counted)


def _counted(office: Office, kind: OnlyCounted, on: date, sees: Sees) -> int | None:
    with office.database.reading() as session:
        known = numbers(session)
        for period in reversed(figures.periods(session, kind.set)):
            last = office.version_of_period(kind.set, period).criteria.period.bounds(period)[1]
            seen = sees(each.key for each in office.register.on(last).values()) if last <= on else ()
            places = [known[key] for key in seen if key in known]
            held = figures.held(session, kind.set, period, places, indicators=[kind.indicator])
            column = held.columns.get((kind.indicator, Kind.COUNT))
            if column is not None and not np.isnan(column).all():
                return int(np.nansum(column))
    return None
