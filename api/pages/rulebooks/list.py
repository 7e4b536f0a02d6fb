"""The list of criteria sets: every version with what it is today, and the files that can't be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.exchange.rulebooks import Rulebooks, Version
from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.impact import changes
from engine.wording.changes import change_sentence
from engine.wording.faults import cure, message
from engine.wording.numbers import day, number

RULEBOOK = "/bo-tieu-chi"
WORDINGS = {"official": "đúng văn bản", "reconstructed": "dựng lại"}
IN_FORCE, COMING, PAST, DRAFT = "dang", "sap", "cu", "du-thao"
STATES = {IN_FORCE: "đang có hiệu lực", COMING: "sắp có hiệu lực", PAST: "đã hết hiệu lực", DRAFT: "dự thảo"}
DIGEST_SHOWN = 19
"""Signs of a digest that are shown: its method and twelve digits."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: what it is today, from when until when, where it is read."""

    name: str
    link: str
    state: str
    word: str
    days: str
    wording: str
    size: str
    changed: str
    digest: str


@dataclass(frozen=True, slots=True)
class SetView:
    """One set with its versions, the newest first."""

    id: str
    title: str
    main: bool
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file of the folder that can't be used as it is."""

    name: str
    faults: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SetsPage:
    """The whole page."""

    title: str
    sets: tuple[SetView, ...]
    faulty: tuple[FaultyFile, ...]
    styles: tuple[str, ...] = ("rulebook.css",)


MOST_FAULTS = 10
"""Faults of a file that the list names; the command ``check`` names all."""


def sets_page(books: Rulebooks, main: str, today: date) -> SetsPage:
    """List every set of the folder, the main one first."""
    faulty = tuple(_faulty(name, faults) for name, faults in sorted(books.faults.items()))
    return SetsPage("Bộ tiêu chí", sets_of(books, main, today), faulty)


def sets_of(books: Rulebooks, main: str, today: date) -> tuple[SetView, ...]:
    """Return the sets with their versions."""
    found = []
    for key in sorted(books.versions, key=lambda each: (each != main, each)):
        versions = books.versions[key]
        shown = tuple(version_view(books, each, today) for each in reversed(versions))
        title = (books.in_force(key, today) or versions[-1]).criteria.title
        found.append(SetView(key, title, key == main, shown))
    return tuple(found)


def version_view(books: Rulebooks, version: Version, today: date) -> VersionView:
    """Say what a version is today."""
    criteria = version.criteria
    state = state_of(books, version, today)
    return VersionView(
        name=f"Bản từ {day(criteria.effective_from)}",
        link=link_of(criteria),
        state=state,
        word=STATES[state],
        days=days_of(books, version),
        wording=WORDINGS[criteria.wording],
        size=_size(criteria),
        changed=_changed(version_before(books, version), criteria),
        digest=version.digest[:DIGEST_SHOWN],
    )


def state_of(books: Rulebooks, version: Version, today: date) -> str:
    """Tell whether a version is in force, coming, past or a draft."""
    if version.criteria.status != "published":
        return DRAFT
    if books.in_force(version.criteria.set, today) is version:
        return IN_FORCE
    return COMING if version.criteria.effective_from > today else PAST


def days_of(books: Rulebooks, version: Version) -> str:
    """Say from when until when a version holds: until the day before the next one, unless its file says sooner."""
    criteria = version.criteria
    if criteria.status != "published":
        return f"dự kiến từ {day(criteria.effective_from)}"
    following = (
        each.criteria.effective_from - timedelta(days=1)
        for each in books.versions.get(criteria.set, ())
        if each.criteria.status == "published" and each.criteria.effective_from > criteria.effective_from
    )
    ends = [each for each in (criteria.effective_to, *following) if each is not None]
    return f"từ {day(criteria.effective_from)}" + (f" đến hết {day(min(ends))}" if ends else "")


def version_before(books: Rulebooks, version: Version) -> Version | None:
    """Return the published version that a version takes the place of; None when it is the first."""
    older = [
        each
        for each in books.versions.get(version.criteria.set, ())
        if each.criteria.status == "published" and each.criteria.effective_from < version.criteria.effective_from
    ]
    return older[-1] if older else None


def changes_of(before: CriteriaSet, criteria: CriteriaSet) -> tuple[str, ...]:
    """Say each change of the rules since the version before."""
    return tuple(f"{change_sentence(each, before, criteria)}." for each in changes(before, criteria))


def link_of(criteria: CriteriaSet) -> str:
    """Return the address of a version."""
    return f"{RULEBOOK}/{criteria.set}/{criteria.effective_from.isoformat()}"


def of_one(criteria: CriteriaSet, digest: str) -> Rulebooks:
    """Make the folder of a set that stands alone, as where files are shown and no folder is."""
    version = Version(f"{criteria.set}/{criteria.effective_from}.yaml", "", digest, criteria)
    return Rulebooks({criteria.set: (version,)}, {})


def _size(criteria: CriteriaSet) -> str:
    vetoes = f", {number(len(criteria.vetoes))} điều kiện loại trừ" if criteria.vetoes else ""
    return f"{number(len(criteria.criteria))} tiêu chí{vetoes}, {number(len(criteria.indicators))} chỉ tiêu"


def _changed(before: Version | None, criteria: CriteriaSet) -> str:
    if before is None:
        return "bản đầu"
    many = len(changes(before.criteria, criteria))
    since = day(before.criteria.effective_from)
    return f"{number(many)} chỗ khác bản từ {since}" if many else f"không khác bản từ {since}"


def _faulty(name: str, faults: Sequence[Fault]) -> FaultyFile:
    errors = [fault for fault in faults if fault.severity == "error"]
    said = tuple(_words(fault) for fault in errors[:MOST_FAULTS])
    return FaultyFile(name, said, len(errors) - len(said))


def _words(fault: Fault) -> str:
    return f"Dòng {fault.mark.line}: {message(fault)}. Cách sửa: {cure(fault)}."
