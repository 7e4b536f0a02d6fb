"""Imports as JSON, the same from the command and from the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from api.answers.json import Json
from api.exchange.filled.files import Filled
from api.exchange.filled.told import ToldWaiver
from api.store.import_tables import ImportPreview
from api.workflow.importing.effects import Effect
from api.workflow.importing.importer import Waiting
from api.workflow.importing.lines import Line, State
from api.workflow.importing.writing import Preview

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def saved_as(name: str) -> dict[str, str]:
    """Return the headers of a workbook that a browser is to save under a name (RFC 6266), kept nowhere else."""
    plain = name if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name else "tep.xlsx"
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": said, "Cache-Control": "no-store"}


def import_json(preview: Preview, held: Waiting | None = None, act: int | None = None) -> Json:
    """Say everything of an import; ``held`` is how it is kept, if it is, ``act`` what it wrote just now."""
    row = held.row if held is not None else None
    written = row.act if row is not None and row.act is not None else act
    done = json.loads(row.outcome) if row is not None and row.outcome else None
    return {
        "id": row.key if row is not None else None,
        "state": "waiting" if written is None else "undone" if held is not None and held.undone_by else "written",
        "act": written,
        "undone_by": held.undone_by if held is not None else None,
        "written": None if done is None else {key: done.get(key, 0) for key in ("figures", "documents", "waivers")},
        "edition": preview.edition,
        "files": [file_json(each, at) for at, each in enumerate(preview.files, start=1)],
        "counts": {str(state): preview.counts[state] for state in State},
        "changes": [_line(each, preview.effects.notices or {}) for each in preview.shown],
        "units": [_effect(each) for each in preview.effects.units],
        "faults": [each.as_json() for each in preview.faults],
    }


def file_json(filled: Filled, number: int) -> Json:
    """Say what was found in a file."""
    return {
        "number": number,
        "name": filled.file,
        "sha256": filled.sha256,
        "template": filled.origin is not None,
        "sample": filled.sample,
        "rows": len(filled.rows),
        "figures": len(filled.figures),
        "documents": len(filled.documents),
        "waivers": len(filled.waivers),
        "faults": len(filled.faults),
    }


def kept_json(row: ImportPreview, files: Sequence[Filled]) -> Json:
    """Say of an import that waits what its owner knows it by."""
    return {
        "id": row.key,
        "created": row.created,
        "period": row.period or None,
        "state": "waiting" if row.act is None else "written",
        "act": row.act,
        "files": [each.file for each in files],
    }


def _line(line: Line, notices: object) -> Json:
    found = notices.get(line.key, ()) if isinstance(notices, dict) else ()
    return {
        "key": line.key,
        "unit": line.unit.code,
        "name": line.unit.name,
        "period": line.period,
        "criterion" if line.told else "indicator": line.what,
        **({"waiver": True} if isinstance(line.told, ToldWaiver) else {}),
        "state": str(line.state),
        "value": line.given,
        "now": line.now,
        "made_from": line.made_from,
        "file": line.file,
        "place": line.place,
        "beside": line.beside or None,
        "why": line.why or None,
        "notices": list(found),
    }


def _effect(effect: Effect) -> Json:
    def changed(found: tuple[tuple[str, object, object], ...]) -> list[Json]:
        return [{"id": key, "from": str(old), "to": str(new)} for key, old, new in found]

    return {
        "unit": effect.unit.code,
        "name": effect.unit.name,
        "period": effect.period,
        "of": effect.of,
        "met": list(effect.met),
        "possible": list(effect.possible),
        "band": list(effect.band),
        "criteria": changed(effect.criteria),
        "vetoes": changed(effect.vetoes),
    }
