"""What the address of the impact of a draft asks for: two files, a period, a district; judged and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from api.exchange.rulebooks import Version
from api.pages.choosing import Choice, cut
from api.pages.query import period_of
from api.workflow import Board
from engine.names import sort_key
from engine.wording.numbers import day

OLD, NEW, PERIOD, DISTRICT = "cu", "moi", "ky", "huyen"
KEYS = (OLD, NEW, PERIOD, DISTRICT)
STATUS = {"draft": "dự thảo", "published": "đã ban hành"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query; ``new`` is None where there is no other file to compare with."""

    old: Version
    new: Version | None
    period: str
    district: str
    faults: tuple[str, ...]

    def link(self, path: str) -> str:
        """Write the address of the same view under a path."""
        pairs = ((OLD, self.old.name), (NEW, self.new.name if self.new else ""), (PERIOD, self.period))
        return f"{path}?{urlencode([(key, value) for key, value in (*pairs, (DISTRICT, self.district)) if value])}"


def read(
    query: Mapping[str, str], board: Board, versions: Sequence[Version], districts: Mapping[str, str], today: date
) -> Asked:
    """Judge a query; ``versions`` are those of the set, oldest first, drafts among them."""
    raw = {key: " ".join(query.get(key, "").split()) for key in KEYS}
    faults: list[str] = []
    period = period_of(raw[PERIOD], board, faults)
    named = {each.name: each for each in versions}
    faults += [
        f"Không có bản «{cut(raw[key])}» trong thư mục bộ tiêu chí. Hãy chọn trong danh sách."
        for key in (OLD, NEW)
        if raw[key] and raw[key] not in named
    ]
    old = named.get(raw[OLD]) or _in_force(versions, board, today)
    new = named.get(raw[NEW]) or _next(versions, old)
    district = raw[DISTRICT]
    if district and district not in districts:
        faults.append(f"Không có huyện «{cut(district)}» trong kỳ {period}; đang kể mọi huyện.")
        district = ""
    return Asked(old, new, period, district, tuple(faults))


def _in_force(versions: Sequence[Version], board: Board, today: date) -> Version:
    """Return the published version in force today, else the one that is shown everywhere, else the first."""
    published = [each for each in versions if each.criteria.status == "published"]
    begun = [each for each in published if each.criteria.effective_from <= today]
    shown = [each for each in versions if each.digest == board.digest]
    return (begun or shown or list(versions))[-1]


def _next(versions: Sequence[Version], old: Version) -> Version | None:
    """Return the newest draft beside the old version, else the newest later file, None when there is neither."""
    others = [each for each in versions if each.digest != old.digest]
    drafts = [each for each in others if each.criteria.status == "draft"]
    later = [each for each in others if each.criteria.effective_from > old.criteria.effective_from]
    return next(reversed(drafts or later), None)


def choices(versions: Sequence[Version], chosen: Version | None) -> tuple[Choice, ...]:
    """Make the list of versions, newest first."""
    return tuple(
        Choice(each.name, version_words(each), chosen is not None and each.digest == chosen.digest)
        for each in reversed(versions)
    )


def version_words(each: Version) -> str:
    """Name a version in a list."""
    return f"từ {day(each.criteria.effective_from)} ({STATUS[each.criteria.status]})"


def districts_of(board: Board, period: str) -> dict[str, str]:
    """Return the districts of a period by code, in the order of their names; none after the level has ended."""
    last = board.criteria.period.bounds(period)[1]
    units = board.register.covered(board.criteria, last)
    found = {unit.district: unit.district_name or unit.district for unit in units if unit.district}
    return dict(sorted(found.items(), key=lambda pair: sort_key(pair[1])))
