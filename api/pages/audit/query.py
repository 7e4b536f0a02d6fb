"""What the address of the log asks for: judged, and written back as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from sqlmodel import Session

from api.answers.acts import DEEDS
from api.pages.audit.rows import NOUNS
from api.pages.days import not_a_day, read_day
from api.pages.posting import Sent
from api.store import accounts
from api.store.acts import moment
from api.store.audit import Wanted
from api.workflow.office import VIETNAM
from engine.names import search_key
from engine.units import Register, UnitKey

LOG = "/nhat-ky"
KEYS = ("viec", "tai-khoan", "don-vi", "tu", "den", "truoc")
"""Deed, login, unit, first and last day, the act before which the page begins: the whole state of the log."""
LONGEST = 100
DAY_FIELDS = {"tu": "Từ ngày", "den": "Đến hết ngày"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query: what could not be used is left out and said in ``faults``."""

    given: Mapping[str, str]
    wanted: Wanted
    before: int | None
    faults: tuple[str, ...]

    def link(self, **changes: str) -> str:
        """Write the address of this view with some values changed; underscores of a name are hyphens."""
        wanted = {**self.given, **{key.replace("_", "-"): value for key, value in changes.items()}}
        pairs = [(key, wanted[key]) for key in KEYS if wanted.get(key)]
        return f"{LOG}?{urlencode(pairs)}" if pairs else LOG


def read(
    query: Mapping[str, str],
    session: Session,
    register: Register,
    known: Mapping[UnitKey, int],
    visible: frozenset[UnitKey],
) -> Asked:
    """Judge a query; ``known`` are the unit versions on record, of which the asker may see those ``visible``."""
    given = {key: raw for key in KEYS if (raw := " ".join(query.get(key, "").split())[:LONGEST])}
    faults: list[str] = []
    action = given.get("viec")
    if action is not None and action not in DEEDS and action not in NOUNS:
        faults.append(f"Không có loại việc «{given.pop('viec')}»; đang hiện mọi việc. Hãy chọn trong danh sách.")
        action = None
    account = _account(given, session, faults)
    units = _units(given, register, faults)
    first, last = _day(given, "tu", faults), _day(given, "den", faults)
    if first and last and last < first:
        faults.append("Ngày cuối ở trước ngày đầu nên không có lần ghi nào. Hãy sửa một trong hai ngày.")
    before = Sent({"truoc": (given.get("truoc", ""),)}).number("truoc")
    if before < 1:
        given.pop("truoc", None)
    wanted = Wanted(
        action=action,
        account_id=account,
        units=None if units is None else [known[key] for key in units & visible if key in known],
        visible=None if len(visible) == len(known) else [known[key] for key in visible],
        since=_edge(first, time.min),
        until=_edge(last, time.max),
    )
    return Asked(given, wanted, before if before > 0 else None, tuple(faults))


def _edge(day: date | None, at: time) -> str | None:
    """Return the moment at which a day begins or ends in Vietnam; the first day of all begins before every moment."""
    if day is None or day == date.min:
        return None
    return moment(datetime.combine(day, at, VIETNAM))


def _account(given: dict[str, str], session: Session, faults: list[str]) -> int | None:
    login = given.get("tai-khoan")
    if login is None:
        return None
    found = accounts.account_of(session, login)
    if found is None:
        del given["tai-khoan"]
        faults.append(f"Không có tài khoản «{login}»; đang hiện mọi tài khoản. Hãy ghi đúng tên đăng nhập.")
        return None
    return found.id


def _units(given: dict[str, str], register: Register, faults: list[str]) -> frozenset[UnitKey] | None:
    """Return the unit versions of a code, or of a name written with or without diacritics."""
    text = given.get("don-vi")
    if text is None:
        return None
    words = search_key(text).split()
    found = register.history(text) or tuple(
        each for each in register.versions if all(word in search_key(each.name).split() for word in words)
    )
    if not found:
        del given["don-vi"]
        cure = "Hãy ghi mã 5 chữ số hoặc tên, không cần dấu, ví dụ da bac."
        faults.append(f"Không có đơn vị nào «{text}»; đang hiện mọi đơn vị. {cure}")
        return None
    return frozenset(each.key for each in found)


def _day(given: dict[str, str], name: str, faults: list[str]) -> date | None:
    raw = given.get(name)
    if raw is None:
        return None
    found = read_day(raw)
    if found is None:
        del given[name]
        faults.append(not_a_day(DAY_FIELDS[name], raw))
    else:
        given[name] = found.isoformat()
    return found
