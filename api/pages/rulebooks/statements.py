"""The page of published figures: what was said where, and whether it adds up."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.exchange.statement_files import StatementFile, statement_files
from api.pages.gate import Gate
from api.pages.marks import Mark
from api.pages.routes import Pages, Room
from engine.statements import Finding, Outcome, Source
from engine.wording.faults import cure, message
from engine.wording.numbers import day
from engine.wording.statements import OUTCOMES, finding_sentence

PATH = "/doi-chieu"
MARKS = {
    Outcome.AGREES: Mark("✓", OUTCOMES[Outcome.AGREES], "met"),
    Outcome.DIFFERS: Mark("✕", OUTCOMES[Outcome.DIFFERS], "unmet"),
    Outcome.PARTIAL: Mark("?", OUTCOMES[Outcome.PARTIAL], "unknown"),
    Outcome.UNCHECKED: Mark("–", OUTCOMES[Outcome.UNCHECKED], "not_applicable"),
}


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement with its arithmetic and its sources: title, address or nothing, days in words."""

    id: str
    title: str
    mark: Mark
    sentence: str
    note: str
    sources: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """The whole page."""

    counts: str
    groups: tuple[tuple[str, str, tuple[StatementView, ...]], ...]
    """Anchor, heading and statements: what does not add up first."""
    faults: tuple[str, ...]
    title: str = "Đối chiếu số liệu đã công bố"


class StatementPages:
    """The address of the page."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(Room("Đối chiếu", PATH, Action.READ_CRITERIA))

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(Action.READ_CRITERIA))]
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    def page(self, request: Request) -> Response:
        """Show every statement."""
        read = statement_files(self._gate.office.folder.root)
        return self._pages.show(request, "statements.html", statements_page(read))


def statements_page(read: tuple[StatementFile, ...]) -> StatementsPage:
    """Gather the page: what does not add up stands first, for that is what a reader must know."""
    every = [found for each in read for found in each.findings]
    groups = [
        (str(outcome), _heading(outcome), tuple(_view(each) for each in every if each.outcome is outcome))
        for outcome in (Outcome.DIFFERS, Outcome.PARTIAL, Outcome.AGREES, Outcome.UNCHECKED)
    ]
    return StatementsPage(
        counts="; ".join(f"{len(found)} {OUTCOMES[Outcome(key)]}" for key, _, found in groups),
        groups=tuple(each for each in groups if each[2]),
        faults=tuple(
            f"{each.name}, dòng {fault.mark.line}: {message(fault)} — {cure(fault)}."
            for each in read
            for fault in each.faults
        ),
    )


def _heading(outcome: Outcome) -> str:
    word = OUTCOMES[outcome]
    return f"{word[:1].upper()}{word[1:]}"


def _view(found: Finding) -> StatementView:
    return StatementView(
        id=found.statement.id,
        title=found.statement.title,
        mark=MARKS[found.outcome],
        sentence=finding_sentence(found),
        note=found.statement.note or "",
        sources=tuple((each.title, each.address or "", _days(each)) for each in found.statement.told_by),
    )


def _days(source: Source) -> str:
    said = [f"ngày {day(source.day)}"] if source.day else []
    return ", ".join([*said, *([f"đọc ngày {day(source.read_on)}"] if source.read_on else [])])
