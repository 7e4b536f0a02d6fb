"""What an address asks of the register of models: read, judged, and written back as links."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from api.pages.addressed import Addressed, address_of
from api.pages.choosing import known, searched, sortable
from api.pages.days import not_a_day, read_day
from api.pages.posting import Sent
from api.pages.query import AS_OF
from engine.movement.book import Book
from engine.movement.entries import Standing
from engine.movement.wanted import Wanted
from engine.scalars import FIRST_YEAR
from engine.wording.movement import STANDINGS
from engine.wording.numbers import day

LIST, ADD, SUMS, REVIEW, CLOSING, FROM_EXCEL = (
    "/mo-hinh",
    "/mo-hinh/them",
    "/mo-hinh/tong-hop",
    "/mo-hinh/can-xem",
    "/mo-hinh/chot-so",
    "/mo-hinh/tu-excel",
)
FILTERS = ("tim", "huyen", "xa", "linh-vuc", "loai", "to-chuc", "trang-thai", "xep-loai")
KEYS = ("ky", "ngay", *FILTERS, "dem", "theo", "xem", "nam", "xep", "trang")
"""The whole state of the list, the sums and what to look at."""
ORDERS = {
    "ten": "title",
    "loai": "kind",
    "don-vi": "unit",
    "to-chuc": "body",
    "ngay-lap": "founded",
    "xep-loai": "rating",
    "thanh-vien": "members",
    "ho": "households",
}
"""What the list can be sorted by, as the register names it; the first unless asked."""
WAYS = {
    "linh-vuc": "lĩnh vực",
    "loai": "loại",
    "huyen": "huyện",
    "don-vi": "xã, phường",
    "to-chuc": "tổ chức phụ trách",
}
"""What models can be added up by, the first unless asked."""
VIEWS = {
    "chong-cheo": "chồng chéo",
    "chua-xep": "chưa xếp loại",
    "yeu": "xếp loại yếu",
    "chua-ro": "chưa rõ đơn vị",
}
"""What there is to look at, the first unless asked."""
YEARS_BACK = 10
GOING, ALL_STANDINGS, UNRATED = "con", "tat-ca", "chua-xep"
STANDING_CHOICES = {
    GOING: "Chưa kết thúc",
    **{str(each): text[:1].upper() + text[1:] for each, text in STANDINGS.items()},
    ALL_STANDINGS: "Mọi trạng thái",
}


@dataclass(frozen=True, slots=True)
class Asked(Addressed):
    """A judged query: what can't be used is left out and said in ``faults``; ``given`` holds what can."""

    path: str
    day: date
    given: Mapping[str, str]
    faults: tuple[str, ...]
    orders: ClassVar[Mapping[str, str]] = ORDERS
    page: int = 1

    @property
    def unit(self) -> str:
        """The code of the one unit to show; empty when all."""
        return self.given.get("xa", "")

    @property
    def filtered(self) -> bool:
        """Whether some models may be left out."""
        return any(key in self.given for key in (*FILTERS, "dem"))

    def link(self, path: str = "", /, **changes: str) -> str:
        """Write the address of this view, or another of the register, with some values changed; empty ones go.

        The first page is shown again unless one is named. A hyphen of a key is written as an underscore.
        """
        wanted = {**self.given, "trang": "", **{key.replace("_", "-"): value for key, value in changes.items()}}
        return address_of(path or self.path, KEYS, wanted)

    def wanted(self, codes: frozenset[str] | None) -> Wanted:
        """Return what the register is asked for; ``codes`` are the units that may be seen, None for every one."""
        given = self.given
        if self.unit:
            codes = frozenset({self.unit} if codes is None or self.unit in codes else ())
        rating = given.get("xep-loai", "")
        return Wanted(
            units=codes,
            districts=_one(given, "huyen"),
            fields=_one(given, "linh-vuc"),
            kinds=_one(given, "loai"),
            bodies=_one(given, "to-chuc"),
            standings=_standings(given.get("trang-thai", GOING)),
            ratings=frozenset({"" if rating == UNRATED else rating}) if rating else None,
            search=self.search,
            sort=ORDERS[self.order],
            down=self.falling,
        )


def read(  # noqa: PLR0913 -- an address, the day that it asks for, and what it may name
    path: str,
    query: Mapping[str, str],
    on: date,
    today: date,
    book: Book,
    *,
    districts: Collection[str],
    units: Collection[str],
    faults: list[str],
    period: str = "",
) -> Asked:
    """Judge a query about a day, the last of a period where one is given; blank values count as not given."""
    raw = {key: " ".join(query.get(key, "").split()) for key in KEYS}
    years = rated_years(on)
    number = Sent({"trang": (raw["trang"],)}).number("trang")
    given = {
        "ngay": on.isoformat() if on != today else "",
        "tim": searched(raw["tim"], faults),
        "huyen": known(raw["huyen"], districts, "huyện", faults),
        "xa": known(raw["xa"], units, "đơn vị", faults),
        "linh-vuc": known(raw["linh-vuc"], {each.id for each in book.fields}, "lĩnh vực", faults),
        "loai": known(raw["loai"], {each.id for each in book.kinds}, "loại", faults),
        "to-chuc": known(raw["to-chuc"], {each.id for each in book.bodies}, "tổ chức", faults),
        "trang-thai": known(raw["trang-thai"], STANDING_CHOICES, "trạng thái", faults),
        "xep-loai": known(raw["xep-loai"], {UNRATED, *(each.id for each in book.ratings)}, "xếp loại", faults),
        "theo": known(raw["theo"], WAYS, "cách tổng hợp", faults),
        "xem": known(raw["xem"], VIEWS, "danh sách", faults),
        "dem": known(raw["dem"], {each.id for each in book.counts}, "cách đếm", faults),
        "nam": known(raw["nam"], years, "năm", faults),
        "xep": sortable(raw["xep"], ORDERS, faults),
    }
    if given["trang-thai"] == GOING:
        given["trang-thai"] = ""
    if given["dem"] and period:  # what a figure counts is of its period, which may be under way
        given |= {"ky": period, "ngay": ""}
    kept = {key: value for key, value in given.items() if value}
    return Asked(path, on, kept, tuple(faults), max(1, number))


def rated_years(on: date) -> tuple[str, ...]:
    """Return the years whose rating may be asked for on a day, the newest that has ended first."""
    last = on.year if (on.month, on.day) == (12, 31) else on.year - 1
    return tuple(f"{year:04}" for year in range(last, last - YEARS_BACK, -1))


def day_of(raw: str, today: date, faults: list[str]) -> date:
    """Return the day that is asked for, today when none is; one that is none, to come or too far back is said."""
    if not raw:
        return today
    found = read_day(raw)
    if found is None:
        faults.append(not_a_day(AS_OF, raw, "đang tính đến hôm nay"))
    elif found > today:
        faults.append(f"Ô «{AS_OF}»: ngày {day(found)} ở sau hôm nay; đang tính đến hôm nay.")
    elif found.year < FIRST_YEAR:
        faults.append(f"Ô «{AS_OF}»: ngày {day(found)} quá xa; ghi năm từ {FIRST_YEAR} trở đi. Đang tính đến hôm nay.")
    return found if found is not None and found.year >= FIRST_YEAR and found <= today else today


def _one(given: Mapping[str, str], key: str) -> frozenset[str] | None:
    return frozenset({given[key]}) if key in given else None


def _standings(chosen: str) -> frozenset[Standing]:
    if chosen == ALL_STANDINGS:
        return frozenset(Standing)
    return frozenset({Standing.ACTIVE, Standing.PAUSED} if chosen == GOING else {Standing(chosen)})
