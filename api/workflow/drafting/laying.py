"""Where texts of criteria files are put: into the installation's own folder, and on PostgreSQL into the record.

On PostgreSQL the record alone is enough: a host whose folder is the program's own writes no file, and the others find
there what was done here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from api.exchange.criteria_writing import CannotWriteError, put_bytes, remove, restored_on_error
from api.exchange.last_words import JUST_BEFORE
from api.exchange.rulebooks import Rulebooks
from api.store.chains import standing
from api.store.database import Write
from api.store.draft_tables import DraftText
from api.workflow.arriving import take_in
from api.workflow.drafting.files import digest_of, keeps_files
from api.workflow.drafting.trail import nanoseconds
from api.workflow.office import Office
from api.workflow.sheets import ForbiddenError


@contextmanager
def laying(office: Office, *names: str) -> Iterator[None]:
    """Let files be written: put back as they were when what follows fails.

    What the folder refuses is a refusal of the state of things.
    """
    paths = [office.folder.root / name for name in names] if keeps_files(office) else []
    try:
        with restored_on_error(*paths):
            yield
    except CannotWriteError as error:
        raise ForbiddenError(str(error)) from error


def lay(office: Office, write: Write, name: str, text: str) -> None:
    """Write a file of the folder; CannotWriteError."""
    if not keeps_files(office):
        return
    path = office.folder.root / name
    with suppress(OSError):  # what follows tells
        path.parent.mkdir(exist_ok=True)
    put_bytes(path, text.encode())
    if not office.database.is_sqlite:
        moment = nanoseconds(write.at) - JUST_BEFORE
        with suppress(OSError):
            os.utime(path, ns=(moment, moment))


def lift(office: Office, name: str) -> None:
    """Take a file out of the folder; CannotWriteError."""
    if keeps_files(office):
        remove(office.folder.root / name)


def is_kept(office: Office, write: Write, text: str) -> bool:
    """Tell whether the other hosts know the text of a draft, or there are none."""
    return office.database.is_sqlite or bool(standing(write.session, DraftText, DraftText.digest == digest_of(text)))


def keep(office: Office, write: Write, text: str) -> None:
    """Put the text of a draft into the record, once, where other hosts are to know it."""
    if not is_kept(office, write, text):
        write.add(DraftText(digest=digest_of(text), text=text))


def seen_again(office: Office, *names: str) -> Rulebooks:
    """Look at files that were just written, and take in the acts that say so; return what there is now."""
    if not office.database.is_sqlite:
        with suppress(SQLAlchemyError), office.database.reading() as session:  # done all the same: it is asked again
            take_in(session, office.folder)
    return office.folder.look_at(*(names if keeps_files(office) else ()))
