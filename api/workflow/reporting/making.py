"""Documents handed out: drafted, set as Word or PDF, and put on record with the digest of the file.

What is asked is the same from a page, a program and the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from api.reports.document import Report
from api.reports.typesetting import pdf_of
from api.reports.word import word_of
from api.store.acts import head
from api.store.database import Actor, Database
from api.store.units import number_of
from api.workflow.board import Board
from api.workflow.office import Office
from api.workflow.record import Record
from api.workflow.reporting.case import Case, case_of, case_on_record
from api.workflow.reporting.dossier import dossier_report
from api.workflow.reporting.issuing import Issuing, issuing_of, proposed
from api.workflow.reporting.progress import progress_report
from api.workflow.reporting.sheet import sheet_report
from engine.planning import Plan
from engine.units import UnitKey


class Kind(StrEnum):
    """What can be drafted."""

    PROGRESS = "progress"
    SHEET = "sheet"
    DOSSIER = "dossier"


TITLES = {
    Kind.PROGRESS: "Báo cáo tiến độ các mục tiêu",
    Kind.SHEET: "Phiếu đánh giá của một xã, thị trấn",
    Kind.DOSSIER: "Hồ sơ đề nghị công nhận một xã, thị trấn",
}
FILES = {Kind.PROGRESS: "bao-cao-tien-do", Kind.SHEET: "phieu-danh-gia", Kind.DOSSIER: "ho-so-cong-nhan"}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""Endings and what they are sent as."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document, the name of its file without ending, and what it is about."""

    kind: Kind
    report: Report
    name: str
    digest: str
    """Of the criteria file."""
    set_id: str
    known: int | None
    unit: UnitKey | None = None
    period: str | None = None

    def body(self, ending: str) -> bytes:
        """Set it; KeyError for another ending than those of ``TYPES``."""
        return {"docx": word_of, "pdf": pdf_of}[ending](self.report)


def draft_progress(board: Board, as_of: date, issuing: Issuing, plan: Plan | None = None) -> Drafted:
    """Draft the report on every target of a board, with the steps of a plan where one is given."""
    report = progress_report(board, as_of, issuing, plan)
    name = f"{FILES[Kind.PROGRESS]}-{as_of.isoformat()}"
    return Drafted(Kind.PROGRESS, report, name, board.digest, board.criteria.set, _known(board))


def draft_on_unit(kind: Kind, case: Case, issuing: Issuing, level: str | None = None) -> Drafted:
    """Draft the sheet or the dossier of a unit; NoCaseError when there is no such level."""
    report = sheet_report(case) if kind is Kind.SHEET else dossier_report(case, issuing, level)
    name = f"{FILES[kind]}-{case.unit.code}-{case.period}"
    criteria = case.criteria
    return Drafted(kind, report, name, case.result.digest, criteria.set, case.known, case.unit.key, case.period)


def case_for(board: Board, code: str, period: str, office: Office | None = None, *, texts: bool = False) -> Case:
    """Gather what is known of a unit: of the database where there is an office, else of files; NoCaseError."""
    if office is None:
        return case_of(board, code, period)
    return case_on_record(office, board, code, period, texts=texts)


def issuing_for(board: Board, on: date, database: Database | None = None) -> Issuing:
    """Return in whose name a document of a board is drafted; without a database what is proposed."""
    if database is None:
        return proposed(board.criteria, board.register, on)
    return issuing_of(database, board.criteria, board.register, on)


def hand_out(database: Database, actor: Actor, drafted: Drafted, ending: str, chosen: Mapping[str, str]) -> bytes:
    """Set a document and put on record that it was handed out: the digest of the file and the end of the chain.

    ``chosen`` says what it was asked by.
    """
    body = drafted.body(ending)
    content: dict[str, object] = {
        "kind": str(drafted.kind),
        "file": f"{drafted.name}.{ending}",
        "sha256": sha256(body).hexdigest(),
        "criteria": drafted.digest,
        "known": drafted.known,
        "chosen": dict(chosen),
    }
    with database.writing(
        actor, "report.make", set_id=drafted.set_id, period=drafted.period, content=content, bare=True
    ) as write:
        if drafted.unit is not None:
            write.unit_id = number_of(write.session, drafted.unit)
        end = head(write.session)
        content |= {"head": end.seq, "head_hash": end.hash}
    return body


def _known(board: Board) -> int | None:
    return board.data.upto if isinstance(board.data, Record) else None
