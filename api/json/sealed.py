"""``/assessments/…/sealed``: what was decided, as it was, and computed again."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import assessments as answers
from api.answers.json import Json
from api.json.answering import plain
from api.json.asking import Asked, ToRead
from api.json.assessments import Id, found_by, sees_texts
from api.json.problems import RefusedError
from api.store import assessments as stored
from api.store.tables import Act, Sealed
from api.store.units import number_of
from api.workflow.office import NoVersionError
from api.workflow.sheets import Assessment

router = APIRouter(tags=["Phiếu chấm"])
Edition = Annotated[int, Path(ge=1, le=10_000, description="Lần chốt: 1, rồi 2 sau khi mở lại.")]


@router.get("/assessments/{assessment_id}/sealed", summary="Bản chốt mới nhất")
def sealed(asked: ToRead, assessment_id: Id) -> Response:
    """Trả về bản chốt mới nhất: điểm đúng từng byte, từng mục tự chấm và thẩm định, mọi số liệu đã dùng."""
    of = found_by(asked, assessment_id)
    return plain(asked.request, _shown(asked, of, *_sealed(asked, of, None)))


@router.get("/assessments/{assessment_id}/sealed/{edition}", summary="Một bản chốt")
def sealed_edition(asked: ToRead, assessment_id: Id, edition: Edition) -> Response:
    """Trả về như trên, một lần chốt."""
    of = found_by(asked, assessment_id)
    return plain(asked.request, _shown(asked, of, *_sealed(asked, of, edition)))


@router.get("/assessments/{assessment_id}/sealed/{edition}/recomputed", summary="Tính lại một bản chốt")
def recomputed(asked: ToRead, assessment_id: Id, edition: Edition) -> Response:
    """Tính lại điểm chỉ từ những gì bản chốt đã giữ; «same» cho biết có đúng từng byte không."""
    of = found_by(asked, assessment_id)
    row, _ = _sealed(asked, of, edition)
    try:
        again = answers.recomputed(asked.office, row)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}; báo người quản trị.") from error
    body = {
        "id": of.id,
        "edition": row.edition,
        "digest": row.digest,
        "same": again == row.score.encode(),
        "score": json.loads(again),
    }
    return plain(asked.request, body | ({"sample": True} if json.loads(row.inputs)["sample"] else {}))


def _sealed(asked: Asked, of: Assessment, edition: int | None) -> tuple[Sealed, Act]:
    """Return a sealed edition, the newest when None; refused when there is none."""
    with asked.office.database.reading() as session:
        rows = stored.sealed(session, of.criteria.set, number_of(session, of.unit.key), of.period)
    found = [each for each in rows if edition in (None, each[0].edition)]
    if not found:
        choice = ", ".join(str(row.edition) for row, _ in rows) or "chưa có lần nào"
        raise RefusedError("not_found", f"Không có bản chốt này; các lần chốt: {choice}.")
    return found[-1]


def _shown(asked: Asked, of: Assessment, row: Sealed, act: Act) -> Json:
    return answers.shown(of, row, act, texts=sees_texts(asked, of))
