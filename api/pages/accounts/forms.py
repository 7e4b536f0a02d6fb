"""The forms of accounts: places by name, grants typed row by row, faults in the words of the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.access.deciding import ROLE_TITLES, Granted, Place
from api.pages.accounts.own import place_title
from api.pages.days import EXAMPLE, read_day
from api.pages.posting import Sent
from api.store.account_tables import Grant
from api.workflow.granting import Wish, read_place
from api.workflow.presence import DeniedError, granted_of
from engine.names import search_key, sort_key
from engine.units import Register
from engine.wording.numbers import day

ROLES = tuple((str(role), title) for role, title in ROLE_TITLES.items())
BLANK_ROWS = 2
"""Rows that stand empty below the grants, for more of them."""
MOST_ROWS = 50
COLUMNS = {
    "login": "tên đăng nhập",
    "title": "chức danh",
    "role": "vai trò",
    "place": "phạm vi",
    "first_day": "từ ngày",
    "last_day": "đến ngày",
}
_CODE = re.compile(r"(.*\S)\s*\(([0-9]{2,5})\)")
_KINDS = {2: "province:", 3: "district:", 5: ""}


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A row of the form: what is typed, and the place that it was before."""

    role: str = ""
    place: str = ""
    first_day: str = ""
    last_day: str = ""
    was: str = ""


def rows_of(register: Register, grants: tuple[Grant, ...]) -> tuple[GrantRow, ...]:
    """Show grants as rows of the form, empty ones below them."""
    held = (
        GrantRow(
            str(each.role),
            place_title(register, each.place),
            each.first_day.isoformat(),
            each.last_day.isoformat() if each.last_day else "",
            str(each.place),
        )
        for each in granted_of(grants)
    )
    return (*held, *[GrantRow()] * BLANK_ROWS)


def typed_rows(sent: Sent) -> tuple[GrantRow, ...]:
    """Return the rows as they were typed."""
    columns = [sent.all(name)[:MOST_ROWS] for name in ("vai-tro", "pham-vi", "tu", "den", "cu")]
    length = max(map(len, columns), default=0)
    filled = ((*column, *[""] * (length - len(column))) for column in columns)
    return tuple(GrantRow(*(each.strip()[:100] for each in row)) for row in zip(*filled, strict=True))


def wishes(register: Register, rows: tuple[GrantRow, ...], today: date) -> tuple[Wish, ...]:
    """Read what rows ask for; a row without role whose place is not new is left out. DeniedError for days."""
    found, faults = [], []
    for number, row in enumerate(rows, 1):
        was = _place(row.was)
        kept = was is not None and row.place == place_title(register, was)
        if not row.role and (not row.place or kept):
            continue
        where = f"Dòng {number}, "
        days = {name: _day(text) for name, text in (("first_day", row.first_day), ("last_day", row.last_day))}
        for name, text in (("first_day", row.first_day), ("last_day", row.last_day)):
            if text and days[name] is None:
                message, cure = f"«{text[:20]}» không phải ngày có thật", f"ghi ngày/tháng/năm, ví dụ {EXAMPLE}"
                faults.append({"place": f"{where}{name}", "message": message, "cure": cure})
        place = row.was if kept else place_text(register, row.place, days["first_day"] or today)
        found.append(Wish(row.role, place, days["first_day"], days["last_day"], where))
    if faults:
        raise DeniedError("not_usable", "", faults=faults)
    return tuple(found)


def place_text(register: Register, text: str, on: date) -> str:
    """Return a place as the program writes it, from «Huyện Đà Bắc (150)» or a name alone that only one place bears.

    What is no such thing, or a code with the name of another place, is returned as it is, for the reader of grants
    to judge.
    """
    found = _CODE.fullmatch(text)
    if found is not None and len(found[2]) in _KINDS:
        place = read_place(register, f"{_KINDS[len(found[2])]}{found[2]}", on)
        named = place_title(register, place).rpartition(" (")[0] if place else ""
        return str(place) if search_key(named) == search_key(found[1]) else text
    if read_place(register, text, on) is not None:
        return text
    key = search_key(text)
    alike = [value for value, title in _places(register, on) if search_key(title.rpartition(" (")[0] or title) == key]
    return alike[0] if len(alike) == 1 else text


def choices(register: Register, on: date) -> tuple[str, ...]:
    """Return the places of a day as the form offers them: everything, districts, then units by name."""
    return tuple(title for _, title in _places(register, on))


def _places(register: Register, on: date) -> list[tuple[str, str]]:
    districts = [f"district:{code}" for code in register.districts_on(on)]
    units = [f"unit:{each.code}:{each.first_day}" for each in register.on(on).values()]
    titled = [[(value, place_title(register, Place.read(value))) for value in each] for each in (districts, units)]
    return [("all", place_title(register, Place("all")))] + [
        pair for each in titled for pair in sorted(each, key=lambda pair: sort_key(pair[1]))
    ]


def grant_words(register: Register, each: Granted, today: date) -> str:
    """Say a grant on one line, and whether it is not in force today."""
    until = f" đến hết {day(each.last_day)}" if each.last_day else ""
    state = "" if each.holds_on(today) else ", chưa đến ngày" if each.first_day > today else ", đã hết hạn"
    return f"{ROLE_TITLES[each.role]}: {place_title(register, each.place)}, từ {day(each.first_day)}{until}{state}"


def fault_words(error: DeniedError) -> tuple[str, ...]:
    """Say why something was refused, fault by fault, with the columns by the names that the form gives them."""
    faults = error.more.get("faults", ())
    return tuple(_fault(each) for each in faults) or (error.detail,)


def _fault(each: Mapping[str, str]) -> str:
    before, _, name = each["place"].rpartition(" ")
    place = f"{before} {COLUMNS.get(name, name)}".strip()
    message = each["message"]
    cure = "chọn vai trò trong danh sách" if "vai trò «»" in message else each["cure"]
    if name == "place" and not before.endswith("cột"):  # a form, which offers places; a sheet does not
        cure = "chọn trong danh sách gợi ý, hoặc ghi mã xã 5 chữ số"
    return f"{place[:1].upper()}{place[1:]}: {message}. Cách sửa: {cure}."


def _place(text: str) -> Place | None:
    try:
        return Place.read(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    return read_day(text) if text else None
