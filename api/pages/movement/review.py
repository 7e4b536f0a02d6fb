"""What there is to look at: overlaps, models without a rating, weak ones, those whose unit is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.pages.choosing import Choice, of_list
from api.pages.frame import Link
from api.pages.movement.asking import LIST, REVIEW, VIEWS, Asked, rated_years
from api.pages.movement.ground import Ground, Groups
from api.pages.movement.lines import ModelLine, lines, name_of
from api.pages.movement.paging import paged
from engine.movement.overlaps import Overlap, overlaps, unrated
from engine.wording.movement import overlap_words
from engine.wording.numbers import day, number


@dataclass(frozen=True, slots=True)
class OverlapLine:
    """The same kind more than once in one place."""

    village: str
    unit: str
    kind: str
    said: str
    models: tuple[ModelLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One of the lists, with the counts of all in the links to them."""

    asked: Asked
    day: str
    rooms: tuple[Link, ...]
    views: tuple[Choice, ...]
    view: str
    choices: dict[str, tuple[Choice, ...]]
    units: Groups
    years: tuple[Choice, ...]
    heading: str
    said: str
    empty: str
    overlaps: tuple[OverlapLine, ...]
    rows: tuple[ModelLine, ...]
    pages: str
    previous: str
    following: str
    all: str
    title: str = "Mô hình cần xem lại"
    styles: tuple[str, ...] = field(default=("movement.css",))


def review_page(here: Ground) -> ReviewPage:
    """Lay out the list that is asked for."""
    asked = here.asked(REVIEW)
    wanted = asked.wanted(here.codes)
    year = int(asked.given.get("nam", rated_years(here.day)[0]))
    weakest = here.book.ratings[-1].id
    twice = overlaps(here.snapshot, wanted)
    found: dict[str, Sequence[int]] = {
        "chua-xep": unrated(here.snapshot, year, wanted),
        "yeu": here.found(replace(wanted, ratings=frozenset({weakest}))).tolist(),
        "chua-ro": here.unplaced(wanted),
    }
    counts = {"chong-cheo": len(twice), **{key: len(each) for key, each in found.items()}}
    view = asked.given.get("xem", next(iter(VIEWS)))
    way, others = paged(asked, found.get(view, ())), paged(asked, twice if view == "chong-cheo" else ())
    shown = others if view == "chong-cheo" else way
    heading, said, empty = _words(here, view, year)
    return ReviewPage(
        asked=asked,
        day=here.day.isoformat(),
        rooms=here.rooms(asked),
        views=tuple(
            Choice(key, f"{text} ({number(counts[key])})", key == view, asked.link(xem=key))
            for key, text in VIEWS.items()
        ),
        view=asked.given.get("xem", ""),
        choices=here.choices(asked),
        units=here.units() if len(here.seen) > 1 else (),
        years=of_list(((each, each) for each in rated_years(here.day)), f"{year:04}") if view == "chua-xep" else (),
        heading=f"{heading}: {number(counts[view])}",
        said=said,
        empty=empty,
        overlaps=tuple(_overlap(here, asked, each) for each in others.rows),
        rows=lines(here, way.rows, lambda code: asked.link(LIST, xa=code)),
        pages=shown.said,
        previous=shown.previous,
        following=shown.following,
        all=asked.link(huyen="", xa="", loai=""),
    )


def _words(here: Ground, view: str, year: int) -> tuple[str, str, str]:
    """Return the heading of a list, what it holds, and what is said where it is empty."""
    weakest = here.book.ratings[-1].title.lower()
    return {
        "chong-cheo": (
            "Chồng chéo về nội dung",
            "Cùng loại, cùng thôn, đang hoạt động, do nhiều tổ chức phụ trách hoặc lập hơn một lần: nêu ra để xem lại.",
            "Không thấy chỗ nào chồng chéo.",
        ),
        "chua-xep": (
            f"Hoạt động cả năm {year} mà chưa xếp loại",
            "Mở từng mô hình để ghi xếp loại. Chưa xếp loại là chưa rõ, không tính là yếu.",
            f"Mọi mô hình hoạt động cả năm {year} đều đã xếp loại.",
        ),
        "yeu": (
            f"Xếp loại gần nhất là {weakest}",
            "Xem lại để củng cố, hoặc ghi kết thúc theo quyết định.",
            f"Không có mô hình nào xếp loại {weakest}.",
        ),
        "chua-ro": (
            "Chưa rõ thuộc đơn vị nào",
            "Đơn vị cũ đã bị chia, chưa ai ghi mô hình về đâu: mở từng mô hình, ghi đơn vị ở phần Diễn biến.",
            f"Mọi mô hình đều rõ thuộc đơn vị nào vào ngày {day(here.day)}.",
        ),
    }[view]


def _overlap(here: Ground, asked: Asked, each: Overlap) -> OverlapLine:
    places = [place for key in each.models if (place := here.snapshot.place_of(key)) is not None]
    return OverlapLine(
        village=each.village,
        unit=name_of(here, each.unit),
        kind=here.snapshot.title("kinds", each.kind),
        said=overlap_words(each),
        models=lines(here, places, lambda code: asked.link(LIST, xa=code)),
    )
