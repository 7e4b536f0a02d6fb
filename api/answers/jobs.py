"""Jobs as JSON."""

from __future__ import annotations

import json
from typing import Any

from api.answers.json import Json
from api.store.jobs import Item, ItemState, State
from api.workflow.jobs.finding import Told


def job_json(told: Told) -> Json:
    """Say how a job stands, without its items."""
    row, (done, total) = told.row, told.done
    return {
        "id": row.key,
        "kind": row.kind,
        "set": row.set_id,
        "period": row.period or None,
        "phase": told.chosen.get("phase"),
        "state": "stopping" if row.stops and row.state == State.RUNNING else row.state,
        "created": row.created,
        "ended": row.ended or None,
        "done": done,
        "total": total,
        "counts": {str(state): told.count(state) for state in ItemState},
        "said": row.said or None,
        "may": {"confirm": told.can_confirm, "cancel": told.can_cancel, "retry": told.can_retry},
        "file": told.has_file,
    }


def job_whole(told: Told) -> Json:
    """Say how a job stands, with what came of each of its items."""
    return job_json(told) | {"items": [_item(each) for each in told.items]}


def zip_headers(name: str) -> dict[str, str]:
    """Return the headers of a zip that a browser is to save, kept nowhere else."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _item(item: Item) -> Json:
    said: dict[str, Any] = json.loads(item.said) if item.said else {}
    return {"number": item.number, "name": item.name, "state": str(item.state), "said": said}
