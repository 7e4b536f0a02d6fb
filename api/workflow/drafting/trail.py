"""What the log says of the drafts in the folder: who wrote them, what they were copied from, which text was saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from api.store.database import Actor
from api.store.tables import Act

CREATE, SAVE, DROP = "criteria.create_draft", "criteria.save_draft", "criteria.drop_draft"
PUBLISH, BY_HAND = "criteria.publish", "criteria.by_hand"
DEEDS = (CREATE, SAVE, DROP, PUBLISH, BY_HAND)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who wrote in a draft."""

    account_id: int | None
    name: str

    def is_(self, actor: Actor) -> bool:
        """Tell whether that is who acts; without an account, as in the demonstration, by name."""
        if self.account_id is None or actor.account_id is None:
            return self.name == actor.name
        return self.account_id == actor.account_id


@dataclass(frozen=True, slots=True)
class Known:
    """What the log says last of a file: its digest, empty for one that was taken away, and since when (nanoseconds)."""

    digest: str
    since: int


@dataclass(frozen=True, slots=True)
class Trail:
    """What happened to a draft: the digest that was saved last, by whom and when; everybody who ever saved it."""

    digest: str
    saved_at: str
    saved_by: Author
    authors: tuple[Author, ...]
    base: str = ""
    """The file that it was copied from; empty when it came into the folder by hand."""
    base_digest: str = ""


def trails(session: Session) -> Mapping[str, Trail]:
    """Return the trail of every draft that was written through the service, by its file."""
    found: dict[str, Trail] = {}
    for act, said in deeds(session):
        name, was = str(said["file"]), str(said.get("was") or said["file"])
        before = found.pop(was, None)
        if act.action in (CREATE, SAVE):
            author = Author(act.account_id, act.actor)
            others = before.authors if before and act.action == SAVE else ()
            trail = Trail(
                digest=str(said["digest"]),
                saved_at=act.at,
                saved_by=author,
                authors=(*others, *([] if author in others else [author])),
            )
            if act.action == CREATE:
                trail = replace(trail, base=str(said["base"]), base_digest=str(said["base_digest"]))
            elif before is not None:
                trail = replace(trail, base=before.base, base_digest=before.base_digest)
            found[name] = trail
        elif act.action == BY_HAND and before is not None:
            # Also while the file is away: whoever wrote in it has written in it when it comes back.
            found[name] = before if said["digest"] else replace(before, digest="")
    return found


def known_files(session: Session) -> Mapping[str, Known]:
    """Return each file as the log has it last."""
    found: dict[str, Known] = {}
    for act, said in deeds(session):
        since = nanoseconds(act.at)
        if said.get("was"):
            found[str(said["was"])] = Known("", since)
        found[str(said["file"])] = Known("" if act.action == DROP else str(said["digest"]), since)
    return found


def nanoseconds(at: str) -> int:
    """Return a moment of the record as files have it, in nanoseconds since 1970."""
    return (datetime.fromisoformat(at) - _EPOCH) // timedelta(microseconds=1) * 1000


def deeds(session: Session) -> list[tuple[Act, dict[str, Any]]]:
    """Return every act about files of the folder with what it says, oldest first."""
    wanted = select(Act).where(col(Act.action).in_(DEEDS)).order_by(col(Act.seq))
    return [(act, json.loads(act.content)) for act in session.exec(wanted)]
