"""Grants as people ask for them: a role and a place in words, read against the map of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.access.deciding import ROLE_TITLES, Granted, Place, Role
from api.workflow.presence import DeniedError
from engine.names import search_key
from engine.privacy import looks_like_an_id, personal_word
from engine.units import Register

EVERYWHERE = frozenset(("all", "tat ca", "toan bo", "toan tinh"))
UNIT_DIGITS, LEAST_DIGITS = 5, 4
"""Excel takes the zero off 04831; three digits might be a district."""
MOST_TITLE = 100
PLACES = "all, province:17, district:150, unit:04831:2020-01-01, hoặc mã xã 5 chữ số"


@dataclass(frozen=True, slots=True)
class Wish:
    """A grant that is asked for: role and place as written; without a first day it is from today.

    ``where`` says where it is asked for, before the names of its parts.
    """

    role: str
    place: str
    first_day: date | None = None
    last_day: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with something that was asked for."""

    place: str
    message: str
    cure: str
    code: str

    def as_json(self) -> dict[str, str]:
        """Give the shape that answers carry."""
        return {"place": self.place, "message": self.message, "cure": self.cure, "code": self.code}


def read_wish(register: Register, wish: Wish, today: date) -> Granted | list[Fault]:
    """Read a grant; everything wrong with it when it can't be given."""
    faults, where = [], wish.where
    first = wish.first_day or today
    role, place = read_role(wish.role), read_place(register, wish.place, first)
    if role is None:
        choice = ", ".join(f"{each} ({title})" for each, title in ROLE_TITLES.items())
        faults.append(Fault(f"{where}role", f"không có vai trò «{wish.role[:40]}»", f"ghi một trong: {choice}", "role"))
    if place is None:
        seen = wish.place[:40]
        faults.append(
            Fault(f"{where}place", f"không có phạm vi «{seen}» ngày {first:%d/%m/%Y}", f"ghi {PLACES}", "place")
        )
    if role is Role.STATISTICIAN and place is not None and place.kind == "unit":
        cure = "ghi all, province:… hoặc district:…; cần xem một xã thì cấp vai trò Người xem"
        faults.append(Fault(f"{where}place", f"vai trò {ROLE_TITLES[role]} không xem riêng một đơn vị", cure, "place"))
    if wish.last_day is not None and wish.last_day < first:
        faults.append(
            Fault(
                f"{where}last_day",
                f"ngày cuối {wish.last_day:%d/%m/%Y} trước ngày đầu {first:%d/%m/%Y}",
                "sửa một trong hai ngày",
                "last_day",
            )
        )
    if role is None or place is None or faults:
        return faults
    return Granted(role, place, first, wish.last_day)


def read_wishes(register: Register, wishes: Sequence[Wish], today: date) -> tuple[Granted, ...]:
    """Read grants that were found sound, or are asked for alone; DeniedError with everything wrong with them."""
    read = [read_wish(register, each, today) for each in wishes]
    faults = [fault.as_json() for each in read if isinstance(each, list) for fault in each]
    if faults:
        raise denied(faults)
    return tuple(dict.fromkeys(each for each in read if isinstance(each, Granted)))


def read_role(text: str) -> Role | None:
    """Read a role by its id or its Vietnamese title, with or without diacritics."""
    key = search_key(text).replace(" ", "_")
    return next(
        (role for role, title in ROLE_TITLES.items() if key in (role, search_key(title).replace(" ", "_"))), None
    )


def read_place(register: Register, text: str, day: date) -> Place | None:
    """Read a place that the register knows; a bare code is the unit that bears it on the day."""
    text = text.strip()
    if search_key(text) in EVERYWHERE:
        return Place("all")
    if text.isascii() and text.isdigit() and LEAST_DIGITS <= len(text) <= UNIT_DIGITS:
        found = register.version(text.zfill(UNIT_DIGITS), day)
        return None if found is None else Place("unit", *found.key)
    try:
        place = Place.read(text)
    except ValueError:
        return None
    if place.kind == "district":
        return place if any(each.code == place.code for each in register.districts) else None
    return place if any(place.holds(each) for each in register.versions) else None


def wider(new: Sequence[Granted], old: Sequence[Granted]) -> bool:
    """Tell whether grants give anything that others did not."""

    def within(one: Granted, other: Granted) -> bool:
        ends = other.last_day is None or (one.last_day is not None and one.last_day <= other.last_day)
        return (one.role, one.place) == (other.role, other.place) and one.first_day >= other.first_day and ends

    return not all(any(within(each, other) for other in old) for each in new)


def as_row(granted: Granted) -> dict[str, object]:
    """Give a grant as the columns of its row, which is also how the audit log tells it."""
    return {
        "role": str(granted.role),
        "place": str(granted.place),
        "first_day": granted.first_day,
        "last_day": granted.last_day,
    }


def title_faults(title: str, where: str) -> list[Fault]:
    """Find what does not belong into a title: it is a post, no person."""
    place = f"{where}title"
    if len(title) > MOST_TITLE:
        return [Fault(place, "chức danh quá dài", f"rút còn {MOST_TITLE} ký tự hoặc ít hơn", "title")]
    if looks_like_an_id(title) or personal_word(title):
        cure = "chỉ ghi chức danh, ví dụ «Công chức văn phòng xã», không ghi tên, số điện thoại hay số căn cước"
        return [Fault(place, "chức danh có vẻ chứa thông tin cá nhân", cure, "title")]
    return []


def denied(faults: Sequence[dict[str, str]]) -> DeniedError:
    """Make the refusal that carries these faults."""
    first = faults[0]
    detail = f"{first['place']}: {first['message']} — {first['cure']}."
    return DeniedError("not_usable", detail, faults=list(faults))
