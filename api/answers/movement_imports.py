"""JSON of tables of models: what each would do to the register, and those that wait to be confirmed."""

from __future__ import annotations

import json

from api.answers.json import Json
from api.store.import_tables import ImportPreview
from api.workflow.movement.plans import Plan
from api.workflow.movement.waiting import Waiting


def plan_json(plan: Plan, act: int | None) -> Json:
    """Say everything of a table of the register."""
    return {
        "file": plan.edits.file,
        "sha256": plan.edits.sha256,
        "state": "written" if act else "waiting",
        "act": act or None,
        "rows": plan.edits.rows,
        "gone": plan.edits.gone,
        "counts": plan.counts,
        "changes": [
            {
                "row": line.number,
                "state": str(line.state),
                "key": line.key or None,
                "title": line.title,
                "unit": line.unit,
                "cells": [{"column": name, "before": old, "after": new} for name, old, new in line.changes],
            }
            for line in plan.lines
        ],
        "faults": [each.as_json() for each in plan.faults],
    }


def waiting_json(held: Waiting, plan: Plan) -> Json:
    """Say everything of a table that was handed in; once it is written, what was written in place of what would be."""
    act = held.row.act
    said = {"id": held.key, "created": held.row.created, "undone_by": held.undone_by} | plan_json(plan, act)
    return said | ({"written": json.loads(held.row.outcome), "changes": []} if act else {})


def listed_json(row: ImportPreview) -> Json:
    """Say of a table that is kept when it was handed in and whether it is written."""
    return {
        "id": row.key,
        "created": row.created,
        "state": "written" if row.act else "waiting",
        "act": row.act,
        "written": json.loads(row.outcome) if row.act else None,
    }
