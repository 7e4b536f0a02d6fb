"""What was done to criteria files on other hosts: taken from the database, where folders are not shared.

What the record says last of a file decides, be it a draft or published: its text counts where this host's folder has
no such file, or one that is older than the act. Nothing is written into the folder. A file that somebody changed by
hand after the act is what it is, and is logged (:mod:`api.workflow.drafting.by_hand`). Of SQLite, which has one host,
nothing is ever taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from api.exchange.criteria_folder import CriteriaFolder
from api.exchange.last_words import LastWord
from api.store.database import Database
from api.store.draft_tables import DraftText
from api.store.tables import Act, CriteriaText
from api.workflow.drafting.trail import BY_HAND, DEEDS, DROP, PUBLISH, deeds, nanoseconds

SECONDS_BETWEEN = 2.0
"""The database is asked no more often."""


class Arrivals:
    """Looks for what was done elsewhere; of SQLite never."""

    def __init__(self, database: Database, folder: CriteriaFolder, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._folder, self._clock = database, folder, clock
        self._next = float("-inf")

    @property
    def is_due(self) -> bool:
        """Whether it is time to look again."""
        return not self._database.is_sqlite and self._clock() >= self._next

    def look(self) -> None:
        """Look, and lay over the folder what has arrived; a database that is away is asked again later."""
        if not self.is_due:
            return
        self._next = self._clock() + SECONDS_BETWEEN
        try:
            with self._database.reading() as session:
                take_in(session, self._folder)
        except SQLAlchemyError:
            return


def take_in(session: Session, folder: CriteriaFolder) -> Mapping[str, LastWord]:
    """Return what the record says last of each file, as a session sees it; lay it over the folder if it is newer."""
    if session.get_bind().dialect.name == "sqlite":
        return {}
    newest = session.execute(select(func.max(col(Act.seq))).where(col(Act.action).in_(DEEDS))).scalar()
    upto, held = folder.words
    if newest is None or newest == upto:
        return held if newest else {}
    words = _with_texts(session, _last_words(session), held)
    folder.lay_over(newest, words)
    return words


def _last_words(session: Session) -> dict[str, LastWord]:
    """Return the last words without their texts. No word: each host goes by its own file."""
    kept = set(session.execute(select(col(DraftText.digest))).scalars())
    words: dict[str, LastWord] = {}
    for act, said in deeds(session):
        name, since = str(said["file"]), nanoseconds(act.at)
        if said.get("was"):
            words[str(said["was"])] = LastWord("", since)
        digest, before = "" if act.action == DROP else str(said["digest"]), words.get(name)
        if act.action == BY_HAND and before is not None and before.is_published:
            if not digest:
                del words[name]
        elif act.action != BY_HAND or before is not None or digest in kept:
            words[name] = LastWord(digest, since, is_published=act.action == PUBLISH)
    return words


def _with_texts(session: Session, words: Mapping[str, LastWord], held: Mapping[str, LastWord]) -> dict[str, LastWord]:
    """Put in the texts, those that were read before from there."""
    texts: dict[str, str | None] = {each.digest: each.text for each in held.values() if each.text is not None}
    for kind, is_published in ((CriteriaText, True), (DraftText, False)):
        wanted = {each.digest for each in words.values() if each.is_published is is_published} - texts.keys() - {""}
        texts |= _texts(session, kind, wanted)
    return {name: replace(each, text=texts.get(each.digest)) for name, each in words.items()}


def _texts(session: Session, kind: type[CriteriaText | DraftText], digests: Collection[str]) -> dict[str, str | None]:
    if not digests:
        return {}
    rows = session.execute(select(col(kind.digest), col(kind.text)).where(col(kind.digest).in_(digests)))
    return {str(digest): str(text) for digest, text in rows}
