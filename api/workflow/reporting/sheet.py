"""A commune's assessment sheet: every criterion with figures, verdicts of each side, what is lacking and its proof."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from api.reports.document import Block, Column, Heading, Letterhead, Paragraph, Part, Report, Signature, Table
from api.workflow.locks import STATE_WORDS
from api.workflow.reporting.case import Case
from api.workflow.reporting.words import blank_day, document_words, lowered, report_of, source, word_of
from engine.criteria import Criterion
from engine.explaining import CriterionResult
from engine.rules import Verdict
from engine.wording.numbers import day

ELIGIBLE = {Verdict.MET: "đủ điều kiện xét", Verdict.UNMET: "chưa đủ điều kiện xét", Verdict.UNKNOWN: "chưa rõ"}
BITES = {Verdict.MET: "vướng", Verdict.UNMET: "không vướng", Verdict.UNKNOWN: "chưa rõ"}


def sheet_report(case: Case) -> Report:
    """Write the sheet of a unit."""
    unit, criteria, figures = case.unit, case.criteria, case.result.scores.figures
    name = f"Ủy ban nhân dân\n{unit.name}"
    blocks: list[Block] = [
        Paragraph(f"Đơn vị: {case.where}, mã {unit.code}.", "line"),
        Paragraph(
            f"Kỳ đánh giá: {case.period} (từ {day(figures.first_day)} đến {day(figures.last_day)}). "
            f"Phiếu {STATE_WORDS[case.state]}.",
            "line",
        ),
        summary(case),
        criteria_table(case),
        *texts_table(case),
        *sealed_words(case),
        source(criteria, case.result.digest, case.known),
    ]
    signatures = [Signature(f"TM. Ủy ban nhân dân {unit.kind}", "Chủ tịch")]
    if case.ours:
        signatures.append(Signature("", "Đại diện cơ quan thẩm định"))
    part = Part(
        kind="Phiếu đánh giá",
        about=f"Kết quả thực hiện bộ tiêu chí {lowered(criteria.title)}\ncủa {lowered(unit.name)}, kỳ {case.period}",
        blocks=tuple(blocks),
        letterhead=Letterhead("", name, "", f"{unit.short_name}, {blank_day('')}"),
        signatures=tuple(signatures),
    )
    title = f"Phiếu đánh giá {lowered(unit.name)}, kỳ {case.period}"
    return report_of(title, criteria, [part], figures.last_day, sample=case.result.sample)


def summary(case: Case) -> Table:
    """Say what the sheet comes to."""
    criteria, scores, place = case.criteria, case.result.scores, case.place
    bands = {band.id: band.title for band in criteria.bands}
    band, could = (
        bands.get(scores.band_id(int(each[place])), "chưa đạt mức nào") for each in (scores.band, scores.possible_band)
    )
    rows = [("Số tiêu chí đạt theo số liệu (máy chấm)", case.counted())]
    rows += [
        (f"Số tiêu chí đạt theo {word}", counted)
        for word, counted in (("xã tự chấm", case.counted_by(case.theirs)), ("thẩm định", case.counted_by(case.ours)))
        if counted
    ]
    if criteria.bands:
        rows.append(("Mức theo số liệu", band if band == could else f"{band}; có thể: {lowered(could)}"))
    rows += [
        (f"Điều kiện loại trừ {veto.id}: {lowered(veto.title)}", BITES[Verdict.of(int(scores.vetoes[at, place]))])
        for at, veto in enumerate(criteria.vetoes)
    ]
    for key in scores.eligible:
        eligible = case.eligible(key)
        rows.append((criteria.levels[key].title, ELIGIBLE[eligible] if eligible else ""))
    rows += [("Đã đăng ký phấn đấu", each) for each in case.registered]
    rows += [("Đã có quyết định", each) for each in case.recognised]
    return Table("Kết quả chung", (Column("Nội dung", 105), Column("Kết quả", 60)), tuple(rows))


def criteria_table(case: Case) -> Table:
    """List the criteria; without a word of either side their columns are left out."""
    judged = bool(case.theirs or case.ours)
    columns = (
        Column("Tiêu chí", 34 if judged else 40),
        Column("Số liệu, điều kiện, còn thiếu", 71 if judged else 82),
        Column("Máy chấm", 16, "centre"),
        *((Column("Xã tự chấm", 16, "centre"), Column("Thẩm định", 16, "centre")) if judged else ()),
        Column("Minh chứng", 28),
    )
    rows = tuple(
        (
            f"{criterion.id}. {criterion.title}",
            "\n".join(case.sentences(each)),
            word_of(each.verdict),
            *(map(word_of, case.sides(criterion.id)) if judged else ()),
            "\n".join(evidence(case, criterion)),
        )
        for criterion, each in case.explained()
    )
    return Table("Kết quả từng tiêu chí", columns, rows)


def evidence(case: Case, criterion: Criterion) -> Iterator[str]:
    """Say the documents of a criterion, and what is amiss with them."""
    proof = case.proofs.get(criterion.id)
    if proof is None:
        return
    yield from (f"{document_words(each)}." for each in proof.documents)
    if proof.amiss:
        yield proof.amiss


def texts_table(case: Case) -> Iterator[Block]:
    """Show what each side wrote of criteria, to whoever may read it."""
    rows = []
    for criterion in case.criteria.criteria:
        theirs = case.said(case.theirs, criterion.id, "justification")[1]
        ours = case.said(case.ours, criterion.id, "reason")[1]
        if theirs or ours:
            rows.append((criterion.id, theirs, ours))
    if rows:
        columns = (Column("Mã", 15, "centre"), Column("Giải trình của xã", 75), Column("Ý kiến thẩm định", 75))
        yield Table("Giải trình và ý kiến thẩm định", columns, tuple(rows))


def sealed_words(case: Case) -> Iterator[Block]:
    """Say what was sealed, so that the paper can be held against the record."""
    if case.sealed is None:
        return
    row, act = case.sealed
    yield Heading("Bản chốt", 2)
    yield Paragraph(f"Phiếu chốt lần {row.edition}, là lần ghi số {act.seq} của nhật ký.", "line")
    yield Paragraph(f"Mã băm của kết quả đã chốt (SHA-256): {sha256(row.score.encode()).hexdigest()}", "note")
    yield Paragraph(f"Mã băm của lần ghi: {act.hash}", "note")


def differing(case: Case) -> Iterator[tuple[Criterion, CriterionResult]]:
    """Return the criteria that computed, commune and appraiser do not judge alike."""
    for criterion, each in case.explained():
        said = {verdict for verdict in (each.verdict, *case.sides(criterion.id)) if verdict is not None}
        if len(said) > 1:
            yield criterion, each
