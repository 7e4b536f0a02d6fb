"""Why a cell of the heat table stands as it does: its rule, figures and their history, documents, what would help."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.marks import Mark, bands, of_verdict
from api.pages.merging.carried import CarriedLine, carried_lines, period_before
from api.pages.reading import Line, read_aloud
from api.pages.sheets.words import document_words
from api.pages.unit_history import Story, entered_for, not_entered, stories
from api.pages.verdict_views import asked_documents, said_of, waived_sentence
from api.store.units import number_of
from api.workflow import Board, Scored
from api.workflow.proving import Proof, proofs
from api.workflow.record import Record
from engine.conditions import ChangeCondition, leaves
from engine.criteria import Criterion
from engine.explaining import CriterionResult
from engine.planning.unknowns import lacking
from engine.rules import Verdict
from engine.units import UnitKey
from engine.wording.numbers import figure_range
from engine.wording.verdicts import criterion_sentence, shortfall_sentence


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
    carried: tuple[CarriedLine, ...]
    """What figures of the period before were made of that changes are measured from."""
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
    close, entry = links
    return Why(
        title=f"{criterion.id} {criterion.title}",
        unit=result.names[place],
        where=f"{district.name + ' · ' if district else ''}mã {code} · kỳ {period}",
        criterion=criterion.id,
        mark=of_verdict(explained.verdict),
        sentence=_sentence(board, result, place, explained),
        rule=read_aloud(board.criteria, criterion.condition, said_of(result, place, explained)),
        lift=_lift(result, place, index, explained),
        basis=criterion.basis or "",
        evidence=proof.amiss or ("" if proof.documents else asked_documents(criterion)),
        is_amiss=bool(proof.amiss),
        documents=tuple(map(document_words, proof.documents)),
        stories=stories,
        carried=_carried(board, key, criterion, period),
        links=(
            ("Xem cả phiếu của đơn vị", f"/xa/{code}?ky={period}#{criterion.id}"),
            *((("Nhập số liệu của tiêu chí này", entry),) if entry else ()),
        ),
        close=close,
    )


def _carried(board: Board, key: UnitKey, criterion: Criterion, period: str) -> tuple[CarriedLine, ...]:
    changes = {leaf.change for _, leaf in leaves(criterion.condition) if isinstance(leaf, ChangeCondition)}
    parts = {part for each in changes for part in board.criteria.parts[each]}
    return carried_lines(board, key, period_before(period), parts) if parts else ()


def _sentence(board: Board, result: Scored, place: int, explained: CriterionResult) -> str:
    """Say what the mark does not say: what is lacking, or why the criterion does not apply."""
    if explained.verdict is not Verdict.NOT_APPLICABLE:
        return criterion_sentence(result.criteria, explained) if explained.verdict is Verdict.UNMET else ""
    reason = board.data.reasons(result.scores.figures.period).get(result.codes[place], {}).get(explained.id, "")
    return waived_sentence(result.criteria, reason)


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
    record, figures, criteria = board.data, result.scores.figures, board.criteria
    if not isinstance(record, Record):
        return Proof((), ""), ()
    used = entered_for(criteria, criterion)
    with record.database.reading() as session:
        unit = number_of(session, key)
        found = proofs(session, criteria, unit, figures.period, figures.last_day, record.upto)
        told = stories(session, criteria, unit, figures.period, only=used, upto=record.upto)
    return found[criterion.id], tuple(told.get(each) or not_entered(criteria, each) for each in used)
