"""A sheet as it is on record now: its course, its documents, and the score of its unit."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.unit_record import UnitRecord, unit_record
from api.workflow import Scored
from api.workflow.locks import WITH_COMMUNE
from api.workflow.office import Office
from api.workflow.sealing import scored_now
from api.workflow.sheets import Assessment
from engine.explaining import CriterionResult
from engine.rules import Verdict


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is on record now, with the score of its unit."""

    of: Assessment
    record: UnitRecord
    result: Scored
    place: int
    reasons: dict[str, str]

    @property
    def number(self) -> int:
        """The number of its last step."""
        return self.record.course.number

    def computed(self) -> dict[str, CriterionResult]:
        """Return what the figures say of each criterion."""
        return {each.id: each for each in self.result.explanations.of(self.place)}


def sheet_of(office: Office, of: Assessment, *, texts: bool) -> Sheet:
    """Read a sheet; ``texts`` lets justifications and reasons be seen."""
    record = unit_record(office, of.criteria, of.unit.key, of.period, texts=texts, on=office.today)
    with office.database.reading() as session:
        upto = office.database.stamp(session)
        board = office.board(of.version, upto, (of.unit.code,), keep=False)
        result = board.scored(of.period)
        if of.unit.code in result.codes:
            reasons = board.data.reasons(of.period).get(of.unit.code, {})
            return Sheet(of, record, result, result.codes.index(of.unit.code), reasons)
        return Sheet(of, record, *scored_now(session, office, of, upto), {})


def agreeing(sheet: Sheet) -> tuple[str, ...]:
    """Return the items that nobody has to think about long: not appraised, judged as computed, with their documents."""
    course, computed = sheet.record.course, sheet.computed()
    return tuple(
        key
        for key in sheet.of.ids
        if key not in course.appraised
        and computed[key].verdict is not Verdict.UNKNOWN
        and course.self_assessed.get(key, {}).get("verdict") == computed[key].verdict
        and not sheet.record.proofs[key].amiss
    )


def is_with_commune(sheet: Sheet) -> bool:
    """Tell whether the sheet is the commune's to change."""
    return sheet.record.course.state in WITH_COMMUNE
