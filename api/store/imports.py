"""Imports that wait: kept, found by their owner, filled up with files, forgotten after some days."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from api.store.acts import canonical, table_of
from api.store.chains import outlasting, replacements, standing
from api.store.import_tables import ImportFile, ImportPreview
from api.store.tables import Act, Evidence, Figure, Waiver

MOST_FILES = 400
"""Of one import: a province of 151 units twice over."""
OF_MODELS = "mo-hinh"
"""What stands for a set where an import is of the register of models."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept; ``said`` is JSON."""

    number: int
    name: str
    said: str


def add_preview(session: Session, row: ImportPreview) -> None:
    """Keep a new import."""
    session.add(row)


def preview(session: Session, key: str) -> ImportPreview | None:
    """Return an import by its key."""
    found = session.get(ImportPreview, key)
    if found is not None:
        session.expunge(found)
    return found


def previews_of(
    session: Session, account_id: int | None, actor: str, most: int, *, models: bool = False
) -> Sequence[ImportPreview]:
    """Return somebody's imports of figures, or of the register of models, newest first."""
    mine = select(ImportPreview).where(col(ImportPreview.account_id) == account_id, col(ImportPreview.actor) == actor)
    of = col(ImportPreview.set_id)
    mine = mine.where(of == OF_MODELS if models else of != OF_MODELS)
    rows = session.execute(mine.order_by(col(ImportPreview.created).desc()).limit(most)).scalars().all()
    for row in rows:
        session.expunge(row)
    return rows


def add_file(session: Session, key: str, name: str, sha256: str, body: bytes, said: object) -> int:  # noqa: PLR0913, PLR0917 -- the columns
    """Keep a file of an import; return its number, or that of the same file sent before.

    LookupError when the import is full.
    """
    held = select(col(ImportFile.number)).where(
        col(ImportFile.preview) == key, col(ImportFile.sha256) == sha256, col(ImportFile.name) == name
    )
    same = session.execute(held).scalar()
    if same is not None:
        return int(same)
    last = session.execute(select(func.max(col(ImportFile.number))).where(col(ImportFile.preview) == key)).scalar()
    number = (last or 0) + 1
    if number > MOST_FILES:
        raise LookupError(key)
    text = canonical(said)
    session.add(ImportFile(preview=key, number=number, name=name, sha256=sha256, body=zlib.compress(body), said=text))
    return number


def files_of(session: Session, key: str) -> tuple[Kept, ...]:
    """Return the files of an import, in the order in which they came, without their content."""
    of = (col(ImportFile.number), col(ImportFile.name), col(ImportFile.said))
    rows = session.execute(select(*of).where(col(ImportFile.preview) == key).order_by(of[0]))
    return tuple(Kept(*row) for row in rows)


def content_of(session: Session, key: str, number: int) -> bytes | None:
    """Return the content of a file as it was sent."""
    wanted = select(col(ImportFile.body)).where(col(ImportFile.preview) == key, col(ImportFile.number) == number)
    packed = session.execute(wanted).scalar()
    return None if packed is None else zlib.decompress(packed)


def settle(session: Session, key: str, act: int, outcome: object) -> bool:
    """Mark an import as written by an act; False when it was already."""
    wanted = (
        update(ImportPreview)
        .where(col(ImportPreview.key) == key, col(ImportPreview.act).is_(None))
        .values(act=act, outcome=canonical(outcome))
    )
    return bool(session.execute(wanted).rowcount)  # type: ignore[attr-defined]  # of an UPDATE there is one


def forget(session: Session, before: str) -> None:
    """Forget the imports that were begun before a moment; what they wrote stays on record."""
    old = select(col(ImportPreview.key)).where(col(ImportPreview.created) < before)
    session.execute(delete(ImportFile).where(col(ImportFile.preview).in_(old)))
    session.execute(delete(ImportPreview).where(col(ImportPreview.created) < before))


def drop(session: Session, key: str) -> None:
    """Forget one import."""
    session.execute(delete(ImportFile).where(col(ImportFile.preview) == key))
    session.execute(delete(ImportPreview).where(col(ImportPreview.key) == key))


# --------------------------------------------------------------------------------------------- what it is laid over


@dataclass(frozen=True, slots=True)
class Held:
    """The row of a figure that holds: its number, what it says, what it cites."""

    id: int
    kind: str
    steps: int | None
    evidence_id: int | None
    note: str
    act: int


def figures_held(session: Session, set_id: str, period: str, units: Collection[int]) -> dict[tuple[int, str], Held]:
    """Return the rows that hold of the figures of some units in a period, by unit and indicator."""
    of = table_of(Figure).c
    wanted = (
        select(of.unit_id, of.indicator, of.id, of.kind, of.steps, of.evidence_id, of.note, of.act)
        .where(of.set_id == set_id, of.period == period)
        .order_by(of.act, of.id)  # of the rows of one figure the last one holds
    )
    return {(unit, key): Held(*row) for unit, key, *row in session.execute(wanted) if unit in units}


def documents_held(
    session: Session, set_id: str, period: str, units: Collection[int]
) -> dict[tuple[int, str], Evidence]:
    """Return the first document that stands for each criterion of some units in a period."""
    found: dict[tuple[int, str], Evidence] = {}
    for row in standing(session, Evidence, col(Evidence.set_id) == set_id, col(Evidence.period) == period):
        if row.unit_id in units and not row.withdrawn:
            found.setdefault((row.unit_id, row.criterion), row)
    return found


def waivers_held(session: Session, set_id: str, period: str, units: Collection[int]) -> dict[tuple[int, str], Waiver]:
    """Return what stands of the criteria that do not apply to some units in a period."""
    rows = standing(session, Waiver, col(Waiver.set_id) == set_id, col(Waiver.period) == period)
    return {(row.unit_id, row.criterion): row for row in rows if row.unit_id in units and not row.withdrawn}


def documents_cited(session: Session, set_id: str, numbers: Collection[int]) -> dict[int, Evidence]:
    """Return the documents by the numbers that figures cite: each as it stands now, without those withdrawn."""
    if not numbers:
        return {}
    newest = replacements(session, Evidence, table_of(Evidence).c.set_id == set_id)
    wanted = select(Evidence).where(col(Evidence.id).in_({newest.get(each, each) for each in numbers}))
    rows = {row.id: row for row in outlasting(session, session.execute(wanted).scalars()) if not row.withdrawn}
    return {each: rows[newest.get(each, each)] for each in numbers if newest.get(each, each) in rows}


def writers_of(session: Session, acts: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return who did some acts, and when."""
    wanted = select(col(Act.seq), col(Act.actor), col(Act.at)).where(col(Act.seq).in_(acts))
    return {seq: (actor, at) for seq, actor, at in session.execute(wanted)}


def undone_by(session: Session, act: int, action: str = "figures.undo") -> int | None:
    """Return the act that undid another; None when none did."""
    later = select(col(Act.seq), col(Act.content)).where(col(Act.action) == action, col(Act.seq) > act)
    return next((seq for seq, said in session.execute(later) if json.loads(said).get("undoes") == act), None)
