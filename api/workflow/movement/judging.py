"""What is sent to the register, and everything that is wrong with it: lists of the book, units, days, texts, counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from api.workflow.sheets import Fault
from engine.movement.book import Book
from engine.movement.entries import Standing
from engine.privacy import personal_word
from engine.scalars import FIRST_YEAR, MAX_COUNT
from engine.units import Register, UnitVersion

MOST = {"title": 200, "village": 100, "decision": 100}
"""Characters of the texts of a row."""
_TEXTS = {"title": "tên mô hình", "village": "thôn, xóm, tổ dân phố", "decision": "số quyết định"}
_LISTS = {"kind": ("kinds", "loại"), "field": ("fields", "lĩnh vực"), "body": ("bodies", "tổ chức")}
_COUNTS = {"members": "số thành viên", "households": "số hộ"}
_PERSONAL_CURE = "ghi tên theo việc và nơi, không theo người, tôn giáo, dân tộc hay dòng họ"


@dataclass(frozen=True, slots=True)
class GivenTurn:
    """From a day on another standing, or another unit (by the code that it bears on that day)."""

    since: date
    standing: str
    unit: str = ""
    decision: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class GivenReview:
    """What is found of a model for a year; nothing (None, "") is unknown."""

    year: int
    rating: str = ""
    members: int | None = None
    households: int | None = None
    decision: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A model as it is to stand; ``unit`` is the code that its unit bears on the day ``on`` (today when None).

    With a ``key`` it is one on record, to be changed over the row that was ``seen`` (0: whatever stands). Turns and
    reviews given with it are written in the same act, over what stands.
    """

    kind: str
    field: str
    title: str
    body: str
    unit: str
    founded_on: date
    village: str = ""
    decision: str = ""
    decided_on: date | None = None
    regulations: bool | None = None
    members: int | None = None
    households: int | None = None
    sample: bool = False
    on: date | None = None
    key: str = ""
    seen: int = 0
    turns: tuple[GivenTurn, ...] = ()
    reviews: tuple[GivenReview, ...] = ()


def tidied(given: Given) -> Given:
    """Bring the texts of a model to one form: NFC, on one line, without what nobody sees."""
    return replace(
        given,
        title=tidy(given.title),
        village=tidy(given.village),
        decision=tidy(given.decision),
        turns=tuple(replace(each, decision=tidy(each.decision)) for each in given.turns),
        reviews=tuple(replace(each, decision=tidy(each.decision)) for each in given.reviews),
    )


def tidy(text: str) -> str:
    """Bring a text to one form."""
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    seen = (sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() or sign.isspace())
    return " ".join("".join(seen).split())


@lru_cache(maxsize=4096)
def _personal(text: str) -> str | None:
    return personal_word(text)


@dataclass(frozen=True)
class Judge:
    """Finds what is wrong, on a day, by the book in force and the map of units."""

    book: Book
    register: Register
    today: date

    def model(self, given: Given, place: str = "", unit: UnitVersion | None = None) -> Iterator[Fault]:
        """Find it in a model; ``unit`` is the one it is recorded in already, where it is."""
        yield from self._lists({"kind": given.kind, "field": given.field, "body": given.body}, place)
        texts = {"title": given.title, "village": given.village, "decision": given.decision}
        yield from self._texts(texts, place)
        yield from self._counts({"members": given.members, "households": given.households}, place)
        yield from self._past("founded_on", "ngày thành lập", given.founded_on, place)
        if given.decided_on is not None:
            yield from self._past("decided_on", "ngày quyết định", given.decided_on, place)
            if not given.decision:
                message = "có ngày quyết định mà không có số quyết định"
                yield Fault(f"{place}decision", message, "ghi số, ký hiệu, hoặc bỏ ngày")
        unit = unit or self.unit(given)
        if unit is None:
            yield self._unknown_unit(given.unit, given.on or self.today, place)
        elif unit.last_day is not None and unit.last_day < given.founded_on <= self.today:
            message = f"{unit.name} (mã {unit.code}) chỉ có đến {unit.last_day:%d/%m/%Y}, trước ngày thành lập"
            yield Fault(f"{place}founded_on", message, "chọn đơn vị của bản đồ mới, hoặc sửa ngày")
        for at, turn in enumerate(given.turns):
            yield from self.turn(turn, given.founded_on, f"{place}turns.{at}.")
        for at, review in enumerate(given.reviews):
            yield from self.review(review, given.founded_on, f"{place}reviews.{at}.")

    def unit(self, given: Given) -> UnitVersion | None:
        """Return the unit that is named, on its day."""
        return self.register.version(given.unit, given.on or self.today)

    def turn(self, given: GivenTurn, founded_on: date, place: str = "") -> Iterator[Fault]:
        """Find it in a turn of a model that was founded on a day."""
        yield from self._past("since", "ngày thay đổi", given.since, place)
        yield from self._not_before("since", "ngày thay đổi", given.since, founded_on, place)
        if given.standing not in set(Standing):
            message = f"không có trạng thái «{given.standing[:40]}»"
            yield Fault(f"{place}standing", message, f"chọn một trong: {', '.join(Standing)}")
        if given.unit and self.register.version(given.unit, given.since) is None:
            yield self._unknown_unit(given.unit, given.since, place)
        yield from self._texts({"decision": given.decision}, place)

    def review(self, given: GivenReview, founded_on: date, place: str = "") -> Iterator[Fault]:
        """Find it in a review of a model that was founded on a day."""
        if not founded_on.year <= given.year <= self.today.year:
            message = f"năm {given.year} ngoài khoảng từ năm thành lập {founded_on.year} đến nay"
            yield Fault(f"{place}year", message, "sửa lại năm xếp loại, hoặc ngày thành lập")
        known = [each.id for each in self.book.ratings]
        if given.rating and given.rating not in known:
            message = f"không có mức xếp loại «{given.rating[:40]}»"
            yield Fault(f"{place}rating", message, f"chọn một trong: {', '.join(known)}; hoặc để trống")
        yield from self._counts({"members": given.members, "households": given.households}, place)
        yield from self._texts({"decision": given.decision}, place)

    def _lists(self, given: Mapping[str, str], place: str) -> Iterator[Fault]:
        for name, value in given.items():
            key, word = _LISTS[name]
            if value not in self._known[key]:
                shown = f"không có {word} «{value[:40]}» trong danh mục"
                yield Fault(f"{place}{name}", shown, f"chọn một trong: {', '.join(self._known[key])}")

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        return ids_of(self.book)

    def _texts(self, given: Mapping[str, str], place: str) -> Iterator[Fault]:
        for name, text in given.items():
            word = _TEXTS[name]
            if name == "title" and not text:
                yield Fault(f"{place}{name}", f"thiếu {word}", "ghi tên mô hình")
            if len(text) > MOST[name]:
                yield Fault(f"{place}{name}", f"{word} dài quá {MOST[name]} ký tự", "rút gọn")
            personal = _personal(text) if text else None
            if personal is not None:
                yield Fault(f"{place}{name}", f"{word} có chữ «{personal}»", _PERSONAL_CURE)

    def _counts(self, given: Mapping[str, int | None], place: str) -> Iterator[Fault]:
        for name, value in given.items():
            if value is not None and not 0 <= value <= MAX_COUNT:
                message = f"{_COUNTS[name]} {value} ngoài khoảng 0 đến 1.000.000.000"
                yield Fault(f"{place}{name}", message, "kiểm tra lại số, hoặc để trống nếu chưa rõ")

    def _past(self, name: str, word: str, day: date, place: str) -> Iterator[Fault]:
        if day > self.today:
            yield Fault(f"{place}{name}", f"{word} {day:%d/%m/%Y} ở sau hôm nay", "sửa lại ngày")
        elif day.year < FIRST_YEAR:
            yield Fault(f"{place}{name}", f"{word} {day.isoformat()} quá xa", f"ghi năm từ {FIRST_YEAR} trở đi")

    def _not_before(self, name: str, word: str, day: date, founded_on: date, place: str) -> Iterator[Fault]:
        if day < founded_on:
            message = f"{word} {day:%d/%m/%Y} trước ngày thành lập {founded_on:%d/%m/%Y}"
            yield Fault(f"{place}{name}", message, "sửa một trong hai ngày")

    def _unknown_unit(self, code: str, day: date, place: str) -> Fault:
        message = f"không có đơn vị mã «{code[:20]}» trên bản đồ ngày {day:%d/%m/%Y}"
        return Fault(f"{place}unit", message, "xem mã ở trang Đơn vị, hoặc ghi ngày mà mã đó còn dùng")


def ids_of(book: Book) -> Mapping[str, Mapping[str, str]]:
    """Return the titles of every list of a book by id."""
    return {
        key: {each.id: each.title for each in getattr(book, key)} for key in ("kinds", "fields", "bodies", "ratings")
    }
