"""JSON of figures, evidence, waivers and recognitions on record."""

from __future__ import annotations

from api.answers.json import Json
from api.store.figures import Entry
from api.store.recognitions import Decision
from api.store.tables import Evidence, Figure, Waiver
from engine.figures import as_written
from engine.indicators import Kind


def figure(code: str, row: Figure) -> Json:
    """Give the row of a figure; ``value`` is None when it was taken back."""
    return {
        "unit": code,
        "period": row.period,
        "indicator": row.indicator,
        "kind": row.kind,
        "value": None if row.steps is None else as_written(Kind(row.kind), row.steps),
        "evidence": row.evidence_id,
        "note": row.note,
        "cell": row.cell,
        "id": row.id,
        "replaces": row.replaces,
        "act": row.act,
    } | ({"sample": True} if row.sample else {})


def entry(code: str, each: Entry) -> Json:
    """Give the row of a figure with who wrote it, when and through what."""
    return figure(code, each.row) | {"by": each.actor, "at": each.at, "channel": each.channel, "action": each.action}


def evidence(code: str, row: Evidence) -> Json:
    """Give a reference to a document."""
    return {
        "id": row.id,
        "unit": code,
        "period": row.period,
        "criterion": row.criterion,
        "document": row.document,
        "issued_on": row.issued_on.isoformat(),
        "issuer": row.issuer,
        "pages": row.pages,
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
        "withdrawn": row.withdrawn,
        "act": row.act,
    }


def waiver(code: str, row: Waiver) -> Json:
    """Give a criterion that does not apply."""
    return {
        "id": row.id,
        "unit": code,
        "period": row.period,
        "criterion": row.criterion,
        "reason": row.reason,
        "decision": row.decision,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "withdrawn": row.withdrawn,
        "act": row.act,
    }


def recognition(row: Decision) -> Json:
    """Give a recognition."""
    return {
        "id": row.id,
        "unit": row.code,
        "first_day": row.first_day.isoformat(),
        "level": row.level,
        "decision": row.decision,
        "decided_on": row.decided_on.isoformat(),
        "revocation": row.revocation,
        "revoked_on": row.revoked_on.isoformat() if row.revoked_on else None,
    }
