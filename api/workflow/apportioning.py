"""Shares of units that were split: entered with a reason, for all heirs at once, never more than the whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session

from api.store import shares as stored
from api.store.chains import standing
from api.store.database import Actor
from api.store.merger_tables import Share
from api.store.units import number_of, numbered
from api.workflow.office import Office
from api.workflow.replacing import replaced
from engine.criteria import CriteriaSet
from engine.units import Register, UnitKey, UnitVersion
from engine.wording.merging import share_words

MOST_DENOMINATOR = 10**9
_OF = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})", re.ASCII)
_PER_CENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s*%", re.ASCII)


class ApportionError(Exception):
    """Shares can't be put on record; the message is Vietnamese and holds the cure."""


class OvertakenError(Exception):
    """Somebody has entered other shares since those that were seen."""


@dataclass(frozen=True, slots=True)
class Split:
    """A unit that was split, and the units that it was split over, in the order of codes."""

    old: UnitVersion
    heirs: tuple[UnitVersion, ...]
    basis: str


def splits(register: Register) -> tuple[Split, ...]:
    """Return every unit of the register that was split, in the order of codes."""
    found = []
    for old in register.versions:
        lines = [each for each in register.successors(old.key) if each.extent == "part"]
        heirs = [register.version(*each.new) for each in sorted(lines, key=lambda each: each.new)]
        if lines:
            basis = "; ".join(dict.fromkeys(each.legal_basis for each in lines))
            found.append(Split(old, tuple(each for each in heirs if each is not None), basis))
    return tuple(found)


def read_share(text: str) -> Fraction:
    """Read «2/9» or «22,5 %»; ApportionError for anything else: a bare number would read two ways."""
    part, share = _OF.fullmatch(text.strip()), _PER_CENT.fullmatch(text.strip())
    if part and int(part[2]):
        found = Fraction(int(part[1]), int(part[2]))
    elif share:
        places = share[2] or ""
        found = Fraction(int(share[1] + places), 100 * 10 ** len(places))
    else:
        raise ApportionError(f"Phần «{text.strip()[:20]}» không đọc được; ghi dạng 2/9 hoặc 22,5 %")
    if found > 1:
        raise ApportionError(f"Phần «{text.strip()[:20]}» lớn hơn cả đơn vị; sửa lại")
    return found


def seen_of(session: Session, set_id: str, old: UnitKey, upto: int | None = None) -> int:
    """Return the number of the newest row of a unit's shares, 0 when there are none: what a change must name."""
    number = number_of(session, old)
    return max((row.id for row in _rows(session, set_id, number, upto)), default=0) if number else 0


def _rows(session: Session, set_id: str, unit: int, upto: int | None = None) -> tuple[Share, ...]:
    return standing(session, Share, Share.set_id == set_id, Share.unit_id == unit, upto=upto)


def apportion(  # noqa: PLR0913, PLR0917 -- the parts of a decision
    office: Office,
    actor: Actor,
    criteria: CriteriaSet,
    split: Split,
    indicator: str,
    given: Mapping[UnitKey, Fraction],
    *,
    reason: str,
    seen: int,
) -> tuple[stored.Entered, ...]:
    """Put the shares of a split unit on record, of one indicator or ("") of all without their own; the same adds none.

    ApportionError when they can't be used, OvertakenError when ``seen`` (:func:`seen_of`) is not the newest.
    """
    _judge(criteria, split, indicator, given, reason)
    _write(_Deed(office, actor, criteria.set, split, indicator), given, reason, seen)
    with office.database.reading() as session:
        return tuple(each for each in stored.entered(session, criteria.set) if each.old == split.old.key)


def take_back(  # noqa: PLR0913 -- as above
    office: Office, actor: Actor, criteria: CriteriaSet, split: Split, indicator: str, *, reason: str, seen: int
) -> None:
    """Take shares back: the counts are unknown again; the rows stay on record."""
    if not reason:
        raise ApportionError("Ghi lý do rút, ví dụ văn bản đã căn cứ bị thay thế")
    _write(_Deed(office, actor, criteria.set, split, indicator), None, reason, seen)


def _judge(criteria: CriteriaSet, split: Split, indicator: str, given: Mapping[UnitKey, Fraction], reason: str) -> None:
    if not reason:
        raise ApportionError("Ghi lý do và nguồn của tỷ lệ, ví dụ biên bản bàn giao số xóm, số hộ")
    entered = criteria.indicators.get(indicator)
    if indicator and (entered is None or entered.sum is not None or entered.merger != "sum"):
        raise ApportionError(
            f"Chỉ tiêu «{indicator[:64]}» không có, hoặc không cộng được khi sáp nhập; chọn chỉ tiêu khác"
        )
    lacking = [each.name for each in split.heirs if each.key not in given]
    if lacking or len(given) > len(split.heirs):
        names = ", ".join(each.name for each in split.heirs)
        raise ApportionError(f"Ghi phần của đủ các đơn vị đã nhận {split.old.name}: {names}; không có thì ghi 0 %")
    total = sum(given.values(), Fraction(0))
    if total > 1:
        raise ApportionError(f"Các phần cộng lại là {share_words(total)}, lớn hơn cả đơn vị; sửa cho không quá 100 %")
    if any(each < 0 or each.denominator > MOST_DENOMINATOR for each in given.values()):
        raise ApportionError("Phần phải từ 0 % trở lên, mẫu số không quá 1.000.000.000")


@dataclass(frozen=True, slots=True)
class _Deed:
    """Whose shares are written, by whom, of what."""

    office: Office
    actor: Actor
    set_id: str
    split: Split
    indicator: str


def _write(deed: _Deed, given: Mapping[UnitKey, Fraction] | None, reason: str, seen: int) -> None:
    """Write the shares that are given, or (None) take back those that stand."""
    set_id, split, indicator = deed.set_id, deed.split, deed.indicator
    action = "share.withdraw" if given is None else "share.record"
    content = {"unit": split.old.code, "indicator": indicator}
    with deed.office.database.writing(deed.actor, action, set_id=set_id, content=content) as write:
        write.unit_id = numbered(write, split.old.key)
        rows = _rows(write.session, set_id, write.unit_id)
        held = {row.into_id: row for row in rows if row.indicator == indicator}
        if max((row.id for row in rows), default=0) != seen and not _same(write.session, held, given, reason):
            raise OvertakenError
        for heir in split.heirs:
            into = numbered(write, heir.key)
            row = held.get(into)
            if given is None:
                if row is not None and not row.withdrawn:
                    replaced(write, row, reason=reason, withdrawn=True)
                continue
            part = {"numerator": given[heir.key].numerator, "denominator": given[heir.key].denominator}
            values = {**part, "reason": reason, "withdrawn": False}
            if row is not None:
                replaced(write, row, **values)
            else:
                write.add(
                    Share(set_id=set_id, unit_id=write.unit_id, into_id=into, indicator=indicator, **values)  # type: ignore[arg-type]  # each by its name
                )


def _same(session: Session, held: Mapping[int, Share], given: Mapping[UnitKey, Fraction] | None, reason: str) -> bool:
    """Tell whether what is sent stands already: then nobody was overtaken."""
    if given is None:
        return all(row.withdrawn and row.reason == reason for row in held.values())
    wanted = {number_of(session, key): share for key, share in given.items()}
    return bool(held) and all(
        not row.withdrawn and row.reason == reason and wanted.get(into) == Fraction(row.numerator, row.denominator)
        for into, row in held.items()
    )
