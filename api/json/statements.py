"""``/statements``: published figures and whether they add up."""

from __future__ import annotations

from decimal import Decimal

from fastapi import APIRouter, Response

from api.answers.checks import checked
from api.answers.json import Json
from api.exchange.statement_files import statement_files
from api.json.answering import plain
from api.json.asking import ToReadCriteria
from engine.scalars import plain as written
from engine.statements import Finding, Source
from engine.wording.statements import finding_sentence

router = APIRouter(tags=["Bộ tiêu chí"])


@router.get("/statements", summary="Các con số đã công bố có khớp nhau không")
def statements(asked: ToReadCriteria) -> Response:
    """Trả về từng điều đã công bố với phép tính, chỗ chênh và nguồn; không số nào được sửa cho khớp."""
    read = statement_files(asked.office.folder.root)
    items = [_said(found) for each in read for found in each.findings]
    faulty = [fault for each in read for fault in checked(each.name, each.faults)]
    return plain(asked.request, {"items": items, "faulty": faulty})


def _said(found: Finding) -> Json:
    return {
        "id": found.statement.id,
        "title": found.statement.title,
        "unit": found.statement.unit,
        "outcome": str(found.outcome),
        "said": _exact(found.said),
        "difference": _exact(found.difference),
        "sentence": finding_sentence(found),
        "note": found.statement.note or "",
        "sources": [_source(each) for each in found.statement.told_by],
    }


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else written(value)


def _source(source: Source) -> Json:
    return {
        "title": source.title,
        "address": source.address,
        "day": source.day.isoformat() if source.day else None,
        "read_on": source.read_on.isoformat() if source.read_on else None,
    }
