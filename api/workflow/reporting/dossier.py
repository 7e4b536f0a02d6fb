"""The dossier for the recognition of a unit: proposal, list, minutes of appraisal, explanation criterion by criterion.

One file of four parts, each beginning on a page of its own with its own numbers, so that any can be handed over alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.reports.document import Block, Column, Heading, Paragraph, Part, Report, Signature, Table
from api.store.assessments import State
from api.workflow.locks import STATE_WORDS
from api.workflow.reporting.case import Case
from api.workflow.reporting.issuing import Issuing
from api.workflow.reporting.sheet import BITES, ELIGIBLE, differing, evidence
from api.workflow.reporting.words import (
    attached_to,
    bases,
    blank_day,
    letterhead,
    lowered,
    report_of,
    sent_to,
    signature,
    source,
    word_of,
)
from engine.criteria import Level
from engine.rules import Verdict
from engine.wording.rules import lines

DOTS = "…" * 18
FEW = "………"


def dossier_report(case: Case, issuing: Issuing, level: str | None = None) -> Report:
    """Write the dossier for a level (the lowest in force by default); NoCaseError when there is no such level."""
    of = case.level(level)
    parts = [
        _proposal(case, issuing, of),
        _list(case, issuing, of),
        _minutes(case, issuing, of),
        _explained(case, issuing),
    ]
    title = f"Hồ sơ đề nghị công nhận {lowered(case.unit.name)}, {lowered(of.title)}, kỳ {case.period}"
    last = case.result.scores.figures.last_day
    return report_of(title, case.criteria, parts, last, sample=case.result.sample)


def lacking(case: Case, level: Level) -> Iterator[str]:
    """Say what stands in the way of a proposal, by the figures and by the state of the sheet."""
    eligible = case.eligible(level.level)
    if eligible is not Verdict.MET:
        word = ELIGIBLE[eligible or Verdict.UNKNOWN]
        yield f"theo số liệu, đơn vị {word} {lowered(level.title)} ({case.counted()} tiêu chí)"
    scores = case.result.scores
    for at, veto in enumerate(case.criteria.vetoes):
        bites = Verdict.of(int(scores.vetoes[at, case.place]))
        if bites is not Verdict.UNMET and (veto.blocks is None or level.level in veto.blocks):
            yield f"điều kiện loại trừ {veto.id} ({lowered(veto.title)}): {BITES[bites]}"
    if case.state is not State.SEALED:
        yield f"phiếu đánh giá {STATE_WORDS[case.state]}"
    if missing := [criterion.id for criterion in case.criteria.criteria if amiss(case, criterion.id)]:
        yield f"minh chứng cần bổ sung ở {', '.join(missing)}"


def amiss(case: Case, key: str) -> str:
    """Return what is amiss with the documents of a criterion; empty when nothing is."""
    proof = case.proofs.get(key)
    return proof.amiss if proof else ""


# -------------------------------------------------------------------------------------------------------- proposal


def _proposal(case: Case, issuing: Issuing, level: Level) -> Part:
    issuer, wanted = " ".join(issuing.issuer.split()), list(lacking(case, level))
    blocks: list[Block] = []
    if wanted:
        blocks.append(Paragraph(f"DỰ THẢO, CHƯA ĐỦ ĐIỀU KIỆN TRÌNH: {'; '.join(wanted)}.", "warning"))
    blocks += [
        *bases(case.criteria),
        Paragraph(
            f"{issuer} đã tổ chức thẩm định kết quả thực hiện bộ tiêu chí {lowered(case.criteria.title)} "
            f"của {case.where} trong kỳ {case.period}. Kết quả như sau:"
        ),
        *(Paragraph(each, "item") for each in _results(case)),
    ]
    if wanted:
        end = "Đơn vị chưa đủ điều kiện trình như nêu ở đầu văn bản; dự thảo này để rà soát, bổ sung./."
    else:
        end = (
            f"{issuer} kính trình {', '.join(issuing.lines('propose_to'))} xem xét, quyết định công nhận "
            f"{lowered(case.unit.name)} đạt {lowered(level.title)} kỳ {case.period}./."
        )
    blocks += [
        Paragraph("Hồ sơ kèm theo gồm: danh sách đơn vị đề nghị; biên bản thẩm định; thuyết minh từng tiêu chí."),
        source(case.criteria, case.result.digest, case.known),
        Paragraph(end),
    ]
    return Part(
        kind="Tờ trình",
        about=f"Về việc đề nghị công nhận {lowered(case.unit.name)}\nđạt {lowered(level.title)}, kỳ {case.period}",
        blocks=tuple(blocks),
        letterhead=letterhead(issuing, "TTr", ""),
        addressees=issuing.lines("propose_to"),
        signatures=(signature(issuing),),
        recipients=sent_to(issuing),
    )


def _results(case: Case) -> Iterator[str]:
    yield f"Theo số liệu (máy chấm): {case.counted()} tiêu chí đạt."
    for word, items in (("Xã tự chấm", case.theirs), ("Thẩm định", case.ours)):
        counted = case.counted_by(items)
        yield f"{word}: {counted} tiêu chí đạt." if counted else f"{word}: chưa có."
    scores = case.result.scores
    for at, veto in enumerate(case.criteria.vetoes):
        bites = BITES[Verdict.of(int(scores.vetoes[at, case.place]))]
        yield f"Điều kiện loại trừ {veto.id} ({lowered(veto.title)}): {bites}."
    registered = "; ".join(case.registered)
    yield f"Đăng ký phấn đấu: {registered or 'chưa có đăng ký trên hệ thống'}."
    yield f"Công nhận đã có: {'; '.join(case.recognised) or 'chưa có'}."


# ------------------------------------------------------------------------------------------------- list and minutes


def _list(case: Case, issuing: Issuing, level: Level) -> Part:
    columns = (
        Column("TT", 10, "centre"),
        Column("Đơn vị", 40),
        Column("Huyện, thành phố", 31),
        Column("Xã tự chấm", 20, "centre"),
        Column("Thẩm định", 20, "centre"),
        Column("Theo số liệu", 20, "centre"),
        Column("Đề nghị", 28),
    )
    row = (
        "1",
        f"{case.unit.name}\n(mã {case.unit.code})",
        case.unit.district_name or "",
        case.counted_by(case.theirs) or "chưa có",
        case.counted_by(case.ours) or "chưa có",
        case.counted(),
        level.title if not list(lacking(case, level)) else "Chưa đủ điều kiện",
    )
    return Part(
        kind="Danh sách",
        about=f"Đơn vị đề nghị công nhận {lowered(level.title)}, kỳ {case.period}",
        blocks=(Table("", columns, (row,)),),
        annex="Phụ lục I",
        attached=attached_to("Tờ trình", issuing),
    )


def _minutes(case: Case, issuing: Issuing, level: Level) -> Part:
    columns = (
        Column("Mã", 14, "centre"),
        Column("Tiêu chí", 52),
        *(Column(each, 19, "centre") for each in ("Xã tự chấm", "Theo số liệu", "Thẩm định")),
        Column("Ý kiến thẩm định", 42),
    )
    rows = []
    for criterion, each in case.explained():
        theirs, ours = case.sides(criterion.id)
        reason = case.said(case.ours, criterion.id, "reason")[1]
        judged = (word_of(theirs), word_of(each.verdict), word_of(ours))
        rows.append((criterion.id, criterion.title, *judged, reason))
    apart = ", ".join(criterion.id for criterion, _ in differing(case))
    ends = f"{FEW} giờ {FEW}, {blank_day('')}"
    blocks: tuple[Block, ...] = (
        *(
            Paragraph(f"{word}: {said}", "blank")
            for word, said in (
                ("Thời gian bắt đầu", ends),
                ("Địa điểm", DOTS),
                ("Thành phần tham dự", DOTS),
                ("Chủ trì (chủ tọa)", DOTS),
                ("Thư ký (người ghi biên bản)", DOTS),
            )
        ),
        Heading("Nội dung:", 2),
        Paragraph(f"1. Thẩm định kết quả của {case.where} kỳ {case.period}, đề nghị xét {lowered(level.title)}."),
        Paragraph("2. Kết quả từng tiêu chí:"),
        Table("", columns, tuple(rows)),
        Paragraph(f"3. Tiêu chí có kết quả khác nhau giữa xã, số liệu và thẩm định: {apart or 'không có'}."),
        Paragraph(f"4. Số tiêu chí đạt theo thẩm định: {case.counted_by(case.ours) or 'chưa thẩm định'}."),
        Paragraph(f"5. Ý kiến của các thành viên: {DOTS}", "blank"),
        Paragraph(f"6. Kết luận: {DOTS}", "blank"),
        Paragraph(f"Cuộc họp kết thúc vào {ends}./.", "blank"),
    )
    return Part(
        kind="Biên bản",
        about=f"Thẩm định kết quả thực hiện bộ tiêu chí của {lowered(case.unit.name)}, kỳ {case.period}",
        blocks=blocks,
        letterhead=letterhead(issuing, "BB", "", dated=False),
        signatures=(Signature("", "Thư ký"), Signature("", "Chủ tọa")),
    )


# ------------------------------------------------------------------------------------------------------ explanation


def _explained(case: Case, issuing: Issuing) -> Part:
    blocks = tuple(block for each in range(len(case.criteria.criteria)) for block in _criterion(case, each))
    return Part(
        kind="Thuyết minh từng tiêu chí",
        about=f"của {lowered(case.unit.name)}, kỳ {case.period}",
        blocks=blocks,
        annex="Phụ lục II",
        attached=attached_to("Tờ trình", issuing),
    )


def _criterion(case: Case, at: int) -> Iterator[Block]:
    criterion, each = case.explained()[at]
    yield Heading(f"{criterion.id}. {criterion.title}", 2)
    if criterion.basis:
        yield Paragraph(f"{criterion.basis}.", lead="Căn cứ:")
    asked = [text if text.endswith(":") else f"{text};" for _, text in lines(case.criteria, criterion.condition)]
    yield Paragraph(f"{' '.join(asked).rstrip(';')}.", lead="Yêu cầu:")
    theirs, ours = case.sides(criterion.id)
    judged = [
        f"theo số liệu: {lowered(word_of(each.verdict))}",
        *([f"xã tự chấm: {lowered(word_of(theirs))}"] if theirs else []),
        *([f"thẩm định: {lowered(word_of(ours))}"] if ours else []),
    ]
    yield Paragraph(f"{'; '.join(judged)}.", lead="Kết quả:")
    yield from (Paragraph(said, "item") for said in case.sentences(each))
    for word, items, name in (
        ("Giải trình:", case.theirs, "justification"),
        ("Ý kiến thẩm định:", case.ours, "reason"),
    ):
        text = case.said(items, criterion.id, name)[1]
        if text:
            yield Paragraph(text, lead=word)
    documents = list(evidence(case, criterion))
    yield Paragraph("" if documents else "chưa ghi tài liệu nào.", lead="Minh chứng:")
    yield from (Paragraph(said, "item") for said in documents)
