"""Why a cell of the heat table stands as it does: its rule, figures and their history, documents, what would help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from api.pages.commune import COUNTED
from api.pages.marks import Mark, bands, of_verdict
from api.pages.reading import Line, Said, read_aloud
from api.store import figures as stored
from api.store.figures import Entry
from api.store.tables import Evidence
from api.store.units import number_of
from api.workflow import Board, Scored
from api.workflow.office import VIETNAM
from api.workflow.proving import Proof, proofs
from api.workflow.record import Record
from engine.conditions import leaves
from engine.criteria import Criterion
from engine.explaining import CriterionResult
from engine.figures import as_written
from engine.indicators import Kind
from engine.planning.unknowns import lacking
from engine.rules import Verdict
from engine.units import UnitKey
from engine.wording.numbers import day, figure_range
from engine.wording.rules import amount
from engine.wording.verdicts import condition_sentence, criterion_sentence, shortfall_sentence

MOST_CHANGES = 8
"""Changes of one figure that are told, the newest first; the rest is on record."""
CHANNELS = {
    "form": "nhập trên trang",
    "api": "phần mềm khác gửi",
    "file": "từ tệp",
    "command": "bằng lệnh",
    "service": "dịch vụ",
}
NO_DOCUMENT = "không có"


@dataclass(frozen=True, slots=True)
class Story:
    """One figure that the criterion uses: its name, what it is now, and its changes, the newest first."""

    label: str
    now: str
    changes: tuple[tuple[str, str, str], ...]
    """When, who, from what to what."""
    more: int
    """Older changes than those told."""


@dataclass(frozen=True, slots=True)
class Why:
    """The panel of one cell."""

    title: str
    unit: str
    where: str
    criterion: str
    mark: Mark
    sentence: str
    rule: Line
    lift: tuple[str, ...]
    basis: str
    evidence: str
    """What is asked for, or what is amiss."""
    is_amiss: bool
    documents: tuple[str, ...]
    stories: tuple[Story, ...]
    links: tuple[tuple[str, str], ...]
    close: str


def why(board: Board, result: Scored, key: UnitKey, criterion_id: str, links: tuple[str, str]) -> Why:
    """Tell one cell; ``links`` are the address that closes it and that of entry (empty: none).

    KeyError or ValueError when the unit has no figures in the period or there is no such criterion.
    """
    code, place = key[0], result.codes.index(key[0])
    index = [each.id for each in board.criteria.criteria].index(criterion_id)
    criterion, period = board.criteria.criteria[index], result.scores.figures.period
    explained = result.explanations.criterion(place, index)
    proof, stories = _on_record(board, result, key, criterion)
    unit = board.register.version(code, result.scores.figures.last_day)
    district = board.register.districts_on(result.scores.figures.last_day).get((unit.district if unit else None) or "")
    asked = "Phải có tài liệu kiểm chứng." if criterion.evidence == "required" else ""
    close, entry = links
    return Why(
        title=f"{criterion.id} {criterion.title}",
        unit=result.names[place],
        where=f"{district.name + ' · ' if district else ''}mã {code} · kỳ {period}",
        criterion=criterion.id,
        mark=of_verdict(explained.verdict),
        sentence=_sentence(board, result, place, explained),
        rule=read_aloud(board.criteria, criterion.condition, _said(result, place, explained)),
        lift=_lift(result, place, index, explained),
        basis=criterion.basis or "",
        evidence=proof.amiss or ("" if proof.documents else asked),
        is_amiss=bool(proof.amiss),
        documents=tuple(map(_document, proof.documents)),
        stories=stories,
        links=(
            ("Xem cả phiếu của đơn vị", f"/xa/{code}?ky={period}#{criterion.id}"),
            *((("Nhập số liệu của tiêu chí này", entry),) if entry else ()),
        ),
        close=close,
    )


def _sentence(board: Board, result: Scored, place: int, explained: CriterionResult) -> str:
    """Say what the mark does not say: what is lacking, or why the criterion does not apply."""
    if explained.verdict is not Verdict.NOT_APPLICABLE:
        return criterion_sentence(result.criteria, explained) if explained.verdict is Verdict.UNMET else ""
    reason = board.data.reasons(result.scores.figures.period).get(result.codes[place], {}).get(explained.id, "")
    return (
        f"Không áp dụng{': ' if reason else ''}{reason}. Tính là {COUNTED[result.criteria.not_applicable_counts_as]}."
    )


def _said(result: Scored, place: int, explained: CriterionResult) -> Iterator[Said]:
    for each in explained.conditions:
        yield of_verdict(each.verdict), condition_sentence(result.criteria, result.scores.figures, place, each)


def _lift(result: Scored, place: int, index: int, explained: CriterionResult) -> tuple[str, ...]:
    """Say what would make the criterion met, and what that would do to the count; nothing where it is met."""
    criteria = result.criteria
    criterion = criteria.criteria[index]
    if explained.verdict is Verdict.UNKNOWN:
        labels = "; ".join(f"“{criteria.indicators[key].label}”" for key in lacking(result.scores, place, index))
        return f"Nhập hoặc sửa số liệu: {labels}.", _then(result, place, possible=0)
    if explained.verdict is not Verdict.UNMET:
        return ()
    if not explained.shortfall:
        return ("Số liệu trong kỳ không còn cách nào làm cho tiêu chí này đạt.",)
    action = f"{criterion.action.title}: " if criterion.action else ""
    steps = shortfall_sentence(criteria, explained.shortfall)
    said = f"{action}{steps}."
    return said[:1].upper() + said[1:], _then(result, place, possible=1)


def _then(result: Scored, place: int, possible: int) -> str:
    """Say the count once the criterion is met; ``possible`` is by how much what is possible grows."""
    criteria, scores = result.criteria, result.scores
    met, could = int(scores.met[place]) + 1, int(scores.possible[place]) + possible
    band = criteria.band_of(met)
    titles = {each.id: each.title for each in bands(criteria)}
    rises = f", lên mức “{titles[band]}”" if band != scores.band_id(int(scores.band[place])) else ""
    return f"Khi tiêu chí này đạt: {figure_range(met, could, len(criteria.criteria))} tiêu chí{rises}."


# ------------------------------------------------------------------------------------------------- on record


def _on_record(board: Board, result: Scored, key: UnitKey, criterion: Criterion) -> tuple[Proof, tuple[Story, ...]]:
    """Read the documents of the criterion and the history of its figures; figures of a file have neither."""
    record, figures = board.data, result.scores.figures
    if not isinstance(record, Record):
        return Proof((), ""), ()
    used = dict.fromkeys(
        part
        for _, leaf in leaves(criterion.condition)
        for each in leaf.indicators
        for part in board.criteria.parts[each]
        if board.criteria.indicators[part].sum is None
    )
    with record.database.reading() as session:
        unit = number_of(session, key)
        found = proofs(session, board.criteria, unit, figures.period, figures.last_day, record.upto)
        stories = tuple(_story(session, board, record, unit, figures.period, each) for each in used)
    return found[criterion.id], stories


def _story(  # noqa: PLR0913, PLR0917 -- whose figure of what and when
    session: Session, board: Board, record: Record, unit: int | None, period: str, indicator: str
) -> Story:
    label = board.criteria.indicators[indicator].label
    rows = stored.history(session, board.criteria.set, unit, period, indicator) if unit is not None else ()
    entries = [each for each in rows if each.row.act <= record.upto]
    if not entries:
        return Story(label, "chưa nhập", (), 0)
    values = [_value(board, each) for each in entries]
    changes = [
        (_when(each.at), f"{each.actor}, {CHANNELS.get(each.channel, each.channel)}", _step(old, new))
        for each, old, new in zip(entries, ("", *values), values, strict=False)
    ]
    changes.reverse()
    return Story(label, values[-1], tuple(changes[:MOST_CHANGES]), max(0, len(changes) - MOST_CHANGES))


def _step(old: str, new: str) -> str:
    return f"từ {old} thành {new}" if old else f"ghi lần đầu: {new}"


def _value(board: Board, entry: Entry) -> str:
    row = entry.row
    if row.steps is None:
        return "chưa nhập (đã rút lại)"
    kind = Kind(row.kind)
    text = as_written(kind, row.steps)
    if kind in (Kind.COUNT, Kind.NUMBER):
        return amount(board.criteria.indicators[row.indicator], text)
    if kind is Kind.DOCUMENT:
        return f"văn bản ngày {day(date.fromisoformat(text))}" if row.steps else NO_DOCUMENT
    return text


def _when(at: str) -> str:
    moment = datetime.fromisoformat(at).astimezone(VIETNAM)
    return f"{day(moment.date())} {moment:%H:%M}"


def _document(row: Evidence) -> str:
    """Say a document that proves the criterion: what, of which day, by whom, where in it, until when."""
    pages = f", trang {row.pages}" if row.pages else ""
    until = f", có giá trị đến {day(row.expires_on)}" if row.expires_on else ""
    return f"{row.document} ngày {day(row.issued_on)}, {row.issuer}{pages}{until}"
