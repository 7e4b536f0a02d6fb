"""Many files of figures as a job: each is an import of its own, so that it can be seen, written and undone alone.

A file is written only if what was seen still holds: where two files of a job say different things of one figure, the
second is left for somebody to look at once more, as when a person had changed it meanwhile.
"""

from __future__ import annotations

import json
from typing import Any

from api.exchange.filled.told import ToldDocument, ToldWaiver
from api.store import imports
from api.store import jobs as stored
from api.store.acts import moment
from api.store.import_tables import ImportPreview
from api.store.jobs import Item, ItemState
from api.workflow.importing import importer as importing
from api.workflow.importing.importer import Importer, NoImportError
from api.workflow.importing.lines import State
from api.workflow.importing.writing import Preview, confirm, previewed
from api.workflow.jobs.kinds import Outcome, Work
from api.workflow.sheets import OvertakenError

MOST_FAULTS = 50
"""Faults of a file that are kept with the job; all of them are with its import."""
MOVED = (
    "Chưa ghi: số liệu đã đổi từ lúc xem, do người khác sửa hoặc do một tệp khác của việc này nói khác. "
    "Bấm «Làm lại» để xem lại tệp này rồi ghi."
)

GIVEN_UP = "Tệp này đã bị bỏ ở trang nhập của nó nên không còn; gửi lại tệp vào việc này hoặc thành việc mới."


def look(work: Work, item: Item) -> Outcome:
    """Read a file and lay it beside the record; nothing is written of it."""
    importer, office = _importer(work), work.office
    with office.database.changing() as session:
        body = stored.body_of(session, work.job.key, item.number)
        if imports.preview(session, item.about) is None:
            if body is None:
                return Outcome(ItemState.FAILED, {"fault": GIVEN_UP})
            imports.add_preview(session, _preview_row(work, item))
    if body is not None:
        importing.add_file(importer, item.about, body, item.name)
    preview = previewed(importer, importing.waiting(importer, item.about).files)
    usual = preview.usual
    said: dict[str, Any] = {
        "import": item.about,
        "edition": preview.edition,
        "rows": sum(len(each.rows) for each in preview.files),
        "figures": sum(line.key in usual and line.told is None for line in preview.lines),
        "documents": sum(line.key in usual and isinstance(line.told, ToldDocument) for line in preview.lines),
        "waivers": sum(line.key in usual and isinstance(line.told, ToldWaiver) for line in preview.lines),
        "same": preview.counts[State.SAME],
        "conflicts": preview.counts[State.CONFLICT],
        "locked": preview.counts[State.LOCKED],
        "errors": sum(each.is_error for each in preview.faults),
        "faults": _faults(preview),
    }
    return Outcome(ItemState.READY if usual else ItemState.EMPTY, said, done_with=True)


def write(work: Work, item: Item) -> Outcome:
    """Write a file as one act, once: an import that was written already only says so."""
    seen = json.loads(item.said)
    importer = _importer(work)
    try:
        held = importing.waiting(importer, item.about)
    except NoImportError:
        return Outcome(ItemState.FAILED, {"fault": GIVEN_UP})
    if held.row.act is not None:
        return Outcome(ItemState.DONE, seen | {"act": held.row.act})
    preview = previewed(importer, held.files)
    try:
        recorded = confirm(importer, preview, preview.usual, key=item.about, sure=seen["edition"])
    except OvertakenError:
        return Outcome(ItemState.FAILED, seen | {"fault": MOVED})
    return Outcome(ItemState.DONE, seen | {"act": recorded.act})


def _importer(work: Work) -> Importer:
    return Importer(work.office, work.actor, work.job.set_id, work.who, work.job.period)


def _preview_row(work: Work, item: Item) -> ImportPreview:
    job = work.job
    return ImportPreview(
        key=item.about,
        account_id=job.account_id,
        actor=job.actor,
        set_id=job.set_id,
        period=job.period,
        created=moment(work.office.now()),
    )


def _faults(preview: Preview) -> list[dict[str, str]]:
    return [{"place": each.place, "message": each.message, "cure": each.cure} for each in preview.faults[:MOST_FAULTS]]
