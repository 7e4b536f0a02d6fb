"""What the page of reports shows: which document, the form for it, and the document as it would be printed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.choosing import Choice
from api.pages.reports.query import Asked, word_of
from api.reports.document import Block, Bullets, Heading, Part, Report, Stacks, Table, cleaned
from api.reports.typesetting import pictures_of
from api.workflow import Board
from api.workflow.reporting.making import TITLES, Kind
from engine.names import sort_key
from engine.units import UnitVersion
from engine.wording.numbers import day

PATH = "/bao-cao"
SETTINGS = "/bao-cao/cau-hinh"
SHORT_TITLES = {Kind.PROGRESS: "Báo cáo tiến độ", Kind.SHEET: "Phiếu đánh giá", Kind.DOSSIER: "Hồ sơ công nhận"}
ABOUT = {
    Kind.PROGRESS: "Tiến độ từng mục tiêu, kết quả từng mức và từng tiêu chí, danh sách đơn vị ở từng bậc.",
    Kind.SHEET: "Từng tiêu chí của một xã, thị trấn: số liệu, kết quả, còn thiếu, minh chứng. Phiếu đã chốt thì đúng "
    "như bản chốt.",
    Kind.DOSSIER: "Tờ trình, danh sách, biên bản thẩm định và thuyết minh từng tiêu chí, trong một tệp.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a document as the page lays it out; ``picture`` is the address of a chart, empty for the others."""

    kind: str
    block: Block
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a document with its blocks."""

    part: Part
    blocks: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole page; choices that do not belong to the kind of document are empty."""

    asked: Asked
    problems: tuple[str, ...]
    kinds: tuple[Choice, ...]
    heading: str
    about: str
    of_province: bool
    as_of: str
    first_day: str
    last_day: str
    targets: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    units: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    notes: tuple[str, ...]
    settings: str
    sheets: tuple[Sheet, ...]
    banners: tuple[str, ...]
    title: str = "Báo cáo"
    styles: tuple[str, ...] = ("reports.css",)


def report_page(  # noqa: PLR0913, PLR0917 -- what there is to choose from
    board: Board,
    asked: Asked,
    allowed: tuple[date, date],
    units: Sequence[UnitVersion],
    notes: tuple[str, ...],
    settings: str,
    report: Report | None,
) -> ReportPage:
    """Lay out the page; ``report`` is what is shown of the document, None before it is asked for."""
    criteria = board.criteria
    return ReportPage(
        asked=asked,
        problems=asked.faults,
        kinds=tuple(
            Choice(str(kind), SHORT_TITLES[kind], kind is asked.kind, f"{PATH}?loai={word_of(kind)}") for kind in Kind
        ),
        heading=TITLES[asked.kind],
        about=ABOUT[asked.kind],
        of_province=asked.kind is Kind.PROGRESS,
        as_of=asked.as_of.isoformat(),
        first_day=allowed[0].isoformat(),
        last_day=allowed[1].isoformat(),
        targets=tuple(
            Choice(each.id, f"Mục tiêu {each.id}, hạn {day(each.due)}", each.id == asked.plan)
            for each in criteria.targets
        ),
        periods=tuple(Choice(each, each, each == asked.period) for each in sorted(board.data.periods, reverse=True)),
        units=tuple(
            _unit(each, asked) for each in sorted(units, key=lambda each: (sort_key(each.short_name), each.code))
        ),
        levels=tuple(Choice(key, each.title, key == asked.level) for key, each in criteria.levels.items()),
        notes=notes,
        settings=settings,
        sheets=tuple(_sheets(report)) if report else (),
        banners=report.banners if report else (),
    )


def _unit(unit: UnitVersion, asked: Asked) -> Choice:
    where = f"{unit.district_name}, " if unit.district_name else ""
    return Choice(unit.code, f"{unit.name} ({where}{unit.code})", unit.code == asked.unit)


def _sheets(report: Report) -> Iterator[Sheet]:
    done = cleaned(report)
    charts = [each for part in done.parts for each in part.blocks if isinstance(each, Bullets | Stacks)]
    pictures = iter(f"data:image/png;base64,{b64encode(each).decode()}" for each in pictures_of(charts))
    for part in done.parts:
        yield Sheet(part, tuple(_shown(each, pictures) for each in part.blocks))


def _shown(block: Block, pictures: Iterator[str]) -> Shown:
    if isinstance(block, Bullets | Stacks):
        return Shown("chart", block, next(pictures))
    kind = "heading" if isinstance(block, Heading) else "table" if isinstance(block, Table) else "paragraph"
    return Shown(kind, block)
