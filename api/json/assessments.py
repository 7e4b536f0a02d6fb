"""``/assessments``: every unit's sheet of a period, its steps, and what was sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from api.access.deciding import Action, Refusal
from api.answers import assessments as answers
from api.answers.json import Json
from api.answers.score_lines import unit_bytes
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToAppraise, ToRead, ToReopen, ToSelfAssess, period_bounds
from api.json.figure_writes import read_if_match
from api.json.periods import current_period, said
from api.json.problems import RefusedError
from api.json.scores import Known, PeriodOf, Set
from api.json.steps import AppraisedBody, ReopenedBody, ReturnedBody, SelfAssessedBody
from api.json.texts import warnings_of
from api.store import assessments as stored
from api.store.assessments import State
from api.store.units import number_of, numbers
from api.workflow import assessing
from api.workflow.assessing import Said
from api.workflow.proving import proofs
from api.workflow.schedule import units_of
from api.workflow.sealing import scored_now, verdicts
from api.workflow.sheets import Assessment
from engine.wording.scope import scope

router = APIRouter(tags=["Phiếu chấm"])
Id = Annotated[str, Path(max_length=80, description="Bộ tiêu chí, kỳ và mã đơn vị.", examples=["nq12-tu.2024.04831"])]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description='«step» đã thấy; "0" nếu phiếu chưa có bước nào.', examples=["0"])
]


# ---------------------------------------------------------------------------------------------------------- reads


@router.get("/assessments", summary="Phiếu chấm của mọi đơn vị trong một kỳ")
def assessments(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    period: PeriodOf = None,
    state: Annotated[State | None, Query(description="Chỉ những phiếu ở bước này.")] = None,
    late: Annotated[bool | None, Query(description="true: chỉ phiếu đang chậm; false: chỉ phiếu không chậm.")] = None,
    set_id: Set = None,
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về mọi đơn vị được xem thuộc diện đánh giá, kể cả chưa bắt đầu: đến bước nào, hạn tới, đang chậm bước nào."""
    office, of_set = asked.office, asked.set_id(set_id)
    of = period or current_period(asked, of_set)
    period_bounds(asked, of_set, of)
    version = office.version_of_period(of_set, of)
    units = units_of(office, version.criteria, of)
    visible = asked.visible(each.key for each in units)
    upto = asked.known(known)
    with office.database.reading() as session:
        numbered = numbers(session)
        taken = stored.courses(session, of_set, of, upto)
        plan = stored.plans(session, of_set, of, upto).get(of)
    found = [
        answers.listed(
            Assessment(version, of, unit), taken.get(numbered.get(unit.key, 0), stored.NO_STEPS), plan, office.today
        )
        for unit in units
        if unit.key in visible
    ]
    wanted = [each for each in found if state in (None, each["state"]) and late in (None, bool(each["late"]))]
    shown, following = page_of(wanted, lambda each: each["unit"], limit, cursor)
    return listed(asked.request, shown, following)


@router.get("/assessments/{assessment_id}", summary="Một phiếu chấm")
def assessment(asked: ToRead, assessment_id: Id) -> Response:
    """Trả về các bước và từng mục: máy chấm, xã tự chấm, thẩm định, khóa hay mở; «step» để gửi lại trong If-Match."""
    return plain(asked.request, _detail(asked, found_by(asked, assessment_id)))


def found_by(asked: Asked, assessment_id: str) -> Assessment:
    """Return what an id names, if they may do that to its unit."""
    set_id, period, code = ("", *assessment_id.rsplit(".", 2))[-3:] if assessment_id.count(".") > 1 else ("", "", "")
    if not set_id:
        raise RefusedError("not_found", f"Không có phiếu «{assessment_id[:80]}»; mã phiếu có dạng nq12-tu.2024.04831.")
    last = period_bounds(asked, set_id, period)[1]
    unit = asked.unit(code, last)
    version = asked.office.version_of_period(set_id, period)
    if not asked.office.register.covers(version.criteria, unit):
        whom = scope(version.criteria, asked.office.register)
        raise RefusedError("not_found", f"{unit.name} không thuộc diện đánh giá; bộ tiêu chí chỉ áp dụng cho {whom}.")
    return Assessment(version, period, unit)


def sees_texts(asked: Asked, of: Assessment) -> bool:
    """Tell whether they work on the items of that unit, be it that another level appraises today."""
    decide, today = asked.office.access.decide, asked.office.today
    found = [decide(asked.who, action, of.unit.key, today) for action in (Action.SELF_ASSESS, Action.APPRAISE)]
    return any(reason in (None, Refusal.NOT_THE_APPRAISER) for reason in found)


def _detail(asked: Asked, of: Assessment) -> Json:
    office, set_id = asked.office, of.criteria.set
    with office.database.reading() as session:
        number = number_of(session, of.unit.key)
        course = stored.course(session, set_id, number, of.period)
        plan = stored.plans(session, set_id, of.period).get(of.period)
        result, place = scored_now(session, office, of, office.database.stamp(session))
        sides = answers.Sides(
            verdicts(result, place),
            proofs(session, of.criteria, number, of.period, office.today),
            stored.sealed(session, set_id, number, of.period),
            result.sample,
        )
    texts = sees_texts(asked, of)
    return answers.listed(of, course, plan, office.today) | answers.detailed(of, course, sides, texts=texts)


# ---------------------------------------------------------------------------------------------------------- steps


def _taken(asked: Asked, of: Assessment, take: Callable[[], None], warnings: list[Json]) -> Response:
    """Take a step and answer with what the assessment is then."""
    with said(lambda: _detail(asked, of)):
        take()
    return plain(asked.request, _detail(asked, of) | ({"warnings": warnings} if warnings else {}))


def _warned(**texts: str) -> list[Json]:
    return list(warnings_of(**{name: text for name, text in texts.items() if text}))


@router.post("/assessments/{assessment_id}/self-assess", summary="Xã tự chấm")
def self_assess(
    asked: ToSelfAssess,
    assessment_id: Id,
    body: SelfAssessedBody,
    if_match: IfMatch = None,
) -> Response:
    """Ghi lời tự chấm của xã thay cho lần trước; mục không ghi lấy kết quả máy chấm; khác máy chấm thì phải giải trình.

    Phiếu được trả về thì chỉ chấm lại được những mục bị trả.
    """
    seen, of = read_if_match(if_match), found_by(asked, assessment_id)
    given = {key: Said(each.verdict, each.justification) for key, each in body.items.items()}
    warnings = _warned(**{f"items.{key}.justification": each.why for key, each in given.items()})
    return _taken(asked, of, lambda: assessing.self_assess(asked.office, asked.actor, of, seen, given), warnings)


@router.post("/assessments/{assessment_id}/submit", summary="Xã nộp phiếu")
def submit(asked: ToSelfAssess, assessment_id: Id, if_match: IfMatch = None) -> Response:
    """Nộp lên cấp thẩm định; còn số liệu chưa rõ thì vẫn nộp được, có cảnh báo."""
    seen, of = read_if_match(if_match), found_by(asked, assessment_id)
    with asked.office.database.reading() as session:
        result, place = scored_now(session, asked.office, of, asked.office.database.stamp(session))
    warnings = answers.unknown_figures(of, result, place)
    return _taken(asked, of, lambda: assessing.submit(asked.office, asked.actor, of, seen), warnings)


@router.post("/assessments/{assessment_id}/return", summary="Trả lại để giải trình")
def give_back(
    asked: ToAppraise,
    assessment_id: Id,
    body: ReturnedBody,
    if_match: IfMatch = None,
) -> Response:
    """Trả lại từng mục kèm lý do; xã chỉ sửa được những mục này và số liệu của chúng."""
    seen, of = read_if_match(if_match), found_by(asked, assessment_id)
    reasons = {key: each.reason for key, each in body.items.items()}
    warnings = _warned(**{f"items.{key}.reason": why for key, why in reasons.items()})
    return _taken(asked, of, lambda: assessing.give_back(asked.office, asked.actor, of, seen, reasons), warnings)


@router.post("/assessments/{assessment_id}/appraise", summary="Thẩm định")
def appraise(
    asked: ToAppraise,
    assessment_id: Id,
    body: AppraisedBody,
    if_match: IfMatch = None,
) -> Response:
    """Ghi kết quả thẩm định từng mục, giữ các mục đã có; khác xã tự chấm thì phải có lý do. Làm lại tới khi chốt."""
    seen, of = read_if_match(if_match), found_by(asked, assessment_id)
    given = {key: Said(each.verdict, each.reason) for key, each in body.items.items()}
    warnings = _warned(**{f"items.{key}.reason": each.why for key, each in given.items()})
    return _taken(asked, of, lambda: assessing.appraise(asked.office, asked.actor, of, seen, given), warnings)


@router.post("/assessments/{assessment_id}/seal", summary="Chốt phiếu")
def seal(asked: ToAppraise, assessment_id: Id, if_match: IfMatch = None) -> Response:
    """Chốt khi mọi mục đã thẩm định; số liệu, kết quả và bộ tiêu chí được giữ nguyên từ đây."""
    seen, of = read_if_match(if_match), found_by(asked, assessment_id)
    return _taken(asked, of, lambda: assessing.seal(asked.office, asked.actor, of, seen, unit_bytes), [])


@router.post("/assessments/{assessment_id}/reopen", summary="Mở lại phiếu đã chốt")
def reopen(
    asked: ToReopen,
    assessment_id: Id,
    body: ReopenedBody,
    if_match: IfMatch = None,
) -> Response:
    """Mở lại theo quyết định, thành lần chốt mới; bản đã chốt vẫn còn bên cạnh."""
    seen, of = read_if_match(if_match), found_by(asked, assessment_id)

    def take() -> None:
        assessing.reopen(
            asked.office, asked.actor, of, seen, decision=body.decision, reason=body.reason, items=body.items
        )

    return _taken(asked, of, take, _warned(decision=body.decision, reason=body.reason))
