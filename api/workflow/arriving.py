"""Criteria files published on another host: taken from the database, where the folder is not shared.

The folder on disk is the source. A host whose folder lacks a file that was published through the service, or holds an
older state of it, uses the text that the database keeps; nothing is written into its folder.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from api.exchange.criteria_folder import CriteriaFolder, Published, Version
from api.store.chains import standing
from api.store.database import Database
from api.store.tables import Act, CriteriaText
from engine.checking import check

SECONDS_BETWEEN = 2.0
"""The database is asked no more often."""
PUBLISH = "criteria.publish"
DEEDS = ("criteria.create_draft", "criteria.save_draft", "criteria.drop_draft", PUBLISH, "criteria.by_hand")
"""What the log says of files; the last deed decides whether a file counts as published through the service."""


class Arrivals:
    """Looks for files that were published elsewhere; of SQLite, which has one host, never."""

    def __init__(self, database: Database, folder: CriteriaFolder, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._folder, self._clock = database, folder, clock
        self._known: int | None = None
        self._next = float("-inf")

    @property
    def is_due(self) -> bool:
        """Whether it is time to look again."""
        return not self._database.is_sqlite and self._clock() >= self._next

    def look(self) -> None:
        """Look, and hand the folder what has arrived; a database that is away is asked again later."""
        if not self.is_due:
            return
        self._next = self._clock() + SECONDS_BETWEEN
        try:
            with self._database.reading() as session:
                newest = session.execute(select(func.max(col(Act.seq))).where(col(Act.action).in_(DEEDS))).scalar()
                if newest is None or newest == self._known:
                    return
                found = tuple(_published(session))
        except SQLAlchemyError:
            return
        self._folder.lay_over(found)
        self._folder.look_at(*(each.version.name for each in found if (self._folder.root / each.version.name).exists()))
        self._known = newest


def _published(session: Session) -> Iterator[Published]:
    """Yield the files of which the log has it last that they were published."""
    last: dict[str, tuple[str, str, str]] = {}
    rows = select(col(Act.action), col(Act.at), col(Act.content)).where(col(Act.action).in_(DEEDS))
    for action, at, content in session.execute(rows.order_by(col(Act.seq))):
        said = json.loads(content)
        last[str(said["file"])] = (action, at, str(said.get("digest", "")))
    for name, (action, at, digest) in last.items():
        kept = standing(session, CriteriaText, CriteriaText.digest == digest) if action == PUBLISH else ()
        checked = check(kept[0].text) if kept else None
        if checked is not None and checked.criteria is not None:
            version = Version(name, kept[0].text, digest, checked.criteria)
            yield Published(version, datetime.fromisoformat(at).timestamp())
