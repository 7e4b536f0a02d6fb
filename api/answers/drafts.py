"""Drafts of criteria files as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from api.answers.checks import checked
from api.answers.json import Json
from api.workflow.drafting.files import Draft


def draft_line(draft: Draft) -> Json:
    """Give a draft as a line of a list."""
    trail = draft.trail
    return {
        "set": draft.set_id,
        "effective_from": draft.day.isoformat(),
        "file": draft.name,
        "digest": draft.digest,
        "errors": sum(fault.severity == "error" for fault in draft.checked.faults),
        "warnings": sum(fault.severity == "warning" for fault in draft.checked.faults),
        "base": trail.base if trail and trail.base else None,
        "authors": [each.name for each in trail.authors] if trail else [],
        "saved_at": trail.saved_at if trail else None,
        "as_saved": draft.is_as_saved,
    }


def draft_whole(draft: Draft, changes: Sequence[str], stale: str, obstacles: Sequence[str]) -> Json:
    """Give a draft with its text, its faults, what it changes and what keeps the asker from publishing it."""
    return {
        **draft_line(draft),
        "text": draft.text,
        "faults": checked(draft.name, draft.checked.faults),
        "compared_with": draft.previous.name if draft.previous else None,
        "changes": list(changes),
        "stale_base": stale or None,
        "obstacles": list(obstacles),
    }
