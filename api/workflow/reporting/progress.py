"""The province's report on progress toward the targets: what was reached, what may be, who stands where.

Nothing is corrected: figures of a document that do not add up are said as they are, and void goals with their reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from api.reports.document import Block, Column, Heading, Paragraph, Part, Report, Stack, Stacks, Table
from api.workflow.board import Board, Scored
from api.workflow.record import Record
from api.workflow.reporting.goals import target_blocks, target_notes
from api.workflow.reporting.issuing import BLANK, Issuing
from api.workflow.reporting.lists import annexes
from api.workflow.reporting.plan import plan_blocks
from api.workflow.reporting.words import (
    ROMAN,
    cited,
    letterhead,
    lowered,
    report_of,
    sent_to,
    signature,
    source,
)
from engine.criteria import BELOW
from engine.planning import Plan
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET
from engine.scoring import Counts
from engine.wording.numbers import day, number, percent
from engine.wording.scope import scope

WORST = 3
"""Criteria that are named as those most communes lack."""


def progress_report(board: Board, as_of: date, issuing: Issuing, plan: Plan | None = None) -> Report:
    """Write the report on every target of a set on a day, with the steps of a plan where one is given."""
    criteria, found = board.criteria, board.progress(as_of)
    period = board.newest_ended(as_of)
    result = board.scored(period, as_of) if period else None
    sections: list[tuple[str, list[Block]]] = [
        ("Tình hình chung", list(_general(board, result))),
        ("Tiến độ các mục tiêu", [block for at, each in enumerate(found) for block in target_blocks(board, each, at)]),
    ]
    if plan is not None:
        sections.append(("Kế hoạch đạt mục tiêu", list(plan_blocks(board, plan, as_of))))
    sections.append(("Khó khăn, hạn chế", [*_unknown(result), *target_notes(found)]))
    sections.append(("Đề xuất, kiến nghị", [Paragraph(each) for each in issuing.lines("proposals") or (BLANK,)]))
    blocks: list[Block] = [*_opening(board, as_of, issuing)]
    for mark, (title, inside) in zip(ROMAN, sections, strict=False):
        blocks += [Heading(f"{mark}. {title}"), *inside]
    known = board.data.upto if isinstance(board.data, Record) else None
    blocks.append(source(criteria, board.digest, known))
    blocks.append(Paragraph("Trên đây là báo cáo tiến độ thực hiện các mục tiêu, kính trình xem xét, chỉ đạo./."))
    about = f"Tiến độ thực hiện các mục tiêu xây dựng\n{lowered(criteria.title)}\n(tính đến hết ngày {day(as_of)})"
    main = Part(
        kind="Báo cáo",
        about=about,
        blocks=tuple(blocks),
        letterhead=letterhead(issuing, "BC", f"{as_of.year}"),
        addressees=issuing.lines("report_to"),
        signatures=(signature(issuing),),
        recipients=sent_to(issuing),
    )
    title = f"Báo cáo tiến độ các mục tiêu, tính đến ngày {day(as_of)}"
    parts = [main, *annexes(board, found, plan, issuing)]
    return report_of(title, criteria, parts, as_of, sample=board.data.sample)


def _opening(board: Board, as_of: date, issuing: Issuing) -> Iterator[Block]:
    criteria = board.criteria
    said = issuing.lines("opening")
    if said:
        yield from (Paragraph(each) for each in said)
        return
    basis = f"Thực hiện {cited(criteria.legal_basis[0])}, " if criteria.legal_basis else ""
    issuer = " ".join(issuing.issuer.split())
    text = f"{basis}{issuer} báo cáo tiến độ thực hiện các mục tiêu tính đến hết ngày {day(as_of)} như sau:"
    yield Paragraph(text[:1].upper() + text[1:])


# ----------------------------------------------------------------------------------------------------- sections


def _general(board: Board, result: Scored | None) -> Iterator[Block]:
    criteria = board.criteria
    kinds = scope(criteria, board.register)
    yield Paragraph(
        f"Bộ tiêu chí có {number(len(criteria.criteria))} tiêu chí, áp dụng cho {kinds}, có hiệu lực từ ngày "
        f"{day(criteria.effective_from)}. Tiêu chí chưa có số liệu là “chưa rõ”, không tính là chưa đạt; vì thế kết "
        "quả ghi bằng hai số: số chắc chắn và số có thể."
    )
    if result is None:
        yield Paragraph("Chưa có số liệu của kỳ nào đã kết thúc đến ngày báo cáo.")
        return
    scores, period = result.scores, result.scores.figures.period
    yield Paragraph(f"Kỳ gần nhất đã kết thúc là kỳ {period}, có số liệu của {number(len(result.codes))} đơn vị.")
    words = [*(band.title for band in criteria.bands), "Chưa đạt mức nào"]
    if criteria.bands:
        sure, possible = (_by_band(each, len(words)) for each in (scores.band, scores.possible_band))
        rows = [
            (word, number(one), _share(one, len(result.codes)), number(other))
            for word, one, other in zip(words, sure, possible, strict=True)
        ]
        rows.append(("Cộng", number(sum(sure)), _share(sum(sure), len(result.codes)), number(sum(possible))))
        columns = (
            Column("Mức", 70),
            Column("Số đơn vị chắc chắn", 32, "right"),
            Column("Tỷ lệ", 26, "right"),
            Column("Số đơn vị nếu mọi điều chưa rõ đều đạt", 37, "right"),
        )
        caption = f"Bảng 1. Số đơn vị ở từng mức, kỳ {period}"
        yield Table(caption, columns, tuple(rows), frozenset({len(rows) - 1}))
        yield _trend(board, period, words)
    yield _by_criterion(result)
    yield from _worst(result)


def _by_band(places: Counts, size: int) -> tuple[int, ...]:
    return tuple(int(each) for each in np.bincount(places, minlength=size))


def _share(part: int, whole: int) -> str:
    return percent(f"{100 * part / whole:.1f}".rstrip("0").rstrip(".")) if whole else ""


def _trend(board: Board, newest: str, words: Sequence[str]) -> Stacks:
    """Draw the bands of every period up to one."""
    bars, said = [], []
    for period in sorted(each for each in board.data.periods if each <= newest):
        scores = board.scored(period).scores
        sure, possible = (_by_band(each, len(words)) for each in (scores.band, scores.possible_band))
        settled = sure == possible
        bars.append(Stack(f"{period}{'' if settled else ', chắc chắn'}", sure))
        if not settled:
            bars.append(Stack(f"{period}, có thể", possible))
        told = ", ".join(f"{lowered(word)} {count}" for word, count in zip(words, sure, strict=True))
        said.append(f"kỳ {period} chắc chắn: {told}")
    return Stacks("Hình 1. Số đơn vị ở từng mức qua các kỳ", f"{'; '.join(said)}.", tuple(words), tuple(bars))


def _by_criterion(result: Scored) -> Table:
    rows = []
    for each, codes in zip(result.criteria.criteria, result.scores.criteria, strict=True):
        found = np.bincount(codes, minlength=4)
        counts = (number(int(found[code])) for code in (MET, UNMET, UNKNOWN, NOT_APPLICABLE))
        rows.append((each.id, each.title, *counts))
    columns = (
        Column("Mã", 14, "centre"),
        Column("Tiêu chí", 79),
        *(Column(each, 18, "right") for each in ("Đạt", "Chưa đạt", "Chưa rõ", "Không áp dụng")),
    )
    period = result.scores.figures.period
    return Table(f"Bảng 2. Số đơn vị theo kết quả từng tiêu chí, kỳ {period}", columns, tuple(rows))


def _worst(result: Scored) -> Iterator[Paragraph]:
    """Name the criteria that most units do not meet; of equals those that come first."""
    unmet = [int((codes == UNMET).sum()) for codes in result.scores.criteria]
    order = sorted((place for place, count in enumerate(unmet) if count), key=lambda place: (-unmet[place], place))
    criteria = result.criteria.criteria
    named = [
        f"{criteria[place].id} “{criteria[place].title}” ({number(unmet[place])} đơn vị)" for place in order[:WORST]
    ]
    if named:
        yield Paragraph(f"Nhiều đơn vị chưa đạt nhất: {'; '.join(named)}.")


def _unknown(result: Scored | None) -> Iterator[Paragraph]:
    """Say how much is not known yet."""
    if result is None:
        return
    scores = result.scores
    units, cells = int((scores.met != scores.possible).sum()), int((scores.criteria == UNKNOWN).sum())
    if cells:
        yield Paragraph(
            f"Còn {number(cells)} kết quả tiêu chí chưa rõ ở {number(units)} đơn vị vì thiếu số liệu hoặc số liệu "
            "cần sửa; các số “có thể” ở trên đã tính trường hợp những kết quả này đều đạt."
        )
    below = [band for band in scores.band.tolist() if scores.band_id(int(band)) == BELOW]
    if below:
        least = scores.rules.criteria.bands[-1].title if scores.rules.criteria.bands else ""
        left = int((scores.possible_band == max(below)).sum())
        perhaps = f"; nếu mọi điều chưa rõ đều đạt thì còn {number(left)}" if left != len(below) else ""
        yield Paragraph(f"{number(len(below))} đơn vị chưa chắc chắn đạt mức thấp nhất ({lowered(least)}){perhaps}.")
