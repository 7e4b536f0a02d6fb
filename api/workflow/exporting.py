"""Scores handed out as a file: an act of the audit chain, with the end of the chain that the file belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from api.exchange.tables import write_scores
from api.store.acts import head
from api.store.database import Actor, Database
from api.workflow.board import Scored


def export_scores(  # noqa: PLR0913, PLR0917 -- who takes what out, as which file, chosen how
    database: Database,
    actor: Actor,
    result: Scored,
    known: int,
    places: Sequence[int],
    name: str,
    chosen: Mapping[str, str],
) -> bytes:
    """Write the scores of the units at some places, in that order, and put on record that they were handed out.

    ``known`` is the last act that the scores take in, ``chosen`` says by which filters the units were found; the
    ending of ``name`` says the kind of file. ValueError as of :func:`write_scores`.
    """
    with TemporaryDirectory(prefix="dienhinh-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / name
        write_scores(result, path, places)
        body = path.read_bytes()
    content: dict[str, object] = {
        "file": name,
        "sha256": sha256(body).hexdigest(),
        "criteria": result.digest,
        "known": known,
        "units": len(places),
        "chosen": dict(chosen),
    }
    figures = result.scores.figures
    with database.writing(
        actor, "scores.export", set_id=result.criteria.set, period=figures.period, content=content, bare=True
    ) as write:
        end = head(write.session)
        content |= {"head": end.seq, "head_hash": end.hash}
    return body
