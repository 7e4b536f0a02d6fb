"""Who may do what where: every route, for every role, inside and outside its place. A new route must be added here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.access.deciding import NOBODY, Action, Granted, Place, Role, Who
from api.app import create_app
from api.json.asking import Needs
from api.json.door import Door
from tests.offices import Opened, opened_with_sample

HERE, THERE = "04831", "05293"
"""Thị trấn Đà Bắc of district 150, in everybody's place; a commune of another district, in the province's alone."""
OFFICERS = {Role.COMMUNE, Role.APPRAISER, Role.PROVINCE, Role.EDITOR, Role.VIEWER}
EVERYBODY = set(Role)
MAY: dict[Action, set[Role]] = {
    Action.SIGN_IN: EVERYBODY,
    Action.OWN: EVERYBODY,
    Action.READ_CRITERIA: EVERYBODY,
    Action.READ_UNITS: EVERYBODY - {Role.STATISTICIAN},
    Action.READ: OFFICERS,
    Action.SUMS: OFFICERS | {Role.STATISTICIAN},
    Action.COUNTS: OFFICERS | {Role.STATISTICIAN},
    Action.PROGRESS: OFFICERS,
    Action.CHECK: {Role.PROVINCE, Role.EDITOR, Role.ADMINISTRATOR},
    Action.DRAFT: {Role.EDITOR},
    Action.PUBLISH: {Role.PROVINCE, Role.EDITOR},
    Action.RECORD: {Role.COMMUNE, Role.PROVINCE},
    Action.WAIVE: {Role.APPRAISER, Role.PROVINCE},
    Action.REGISTER: {Role.COMMUNE, Role.PROVINCE},
    Action.SELF_ASSESS: {Role.COMMUNE},
    Action.APPRAISE: {Role.APPRAISER, Role.PROVINCE},
    Action.REOPEN: {Role.PROVINCE},
    Action.RECOGNISE: {Role.PROVINCE},
    Action.PLAN_PERIOD: {Role.PROVINCE},
    Action.SET_ISSUER: {Role.PROVINCE},
    Action.APPORTION: {Role.PROVINCE},
    Action.EXPORT: OFFICERS,
    Action.READ_AUDIT: {Role.PROVINCE, Role.ADMINISTRATOR},
    Action.MANAGE_ACCOUNTS: {Role.ADMINISTRATOR},
}
"""Written down once more, apart from the program: a change of who may do what is to be meant."""
DAYS = {
    "opens": "2024-01-01", "closes": "2025-01-31", "self_assessed_by": "2024-11-20", "submitted_by": "2024-11-30",
    "appraised_by": "2024-12-15", "review_6": "2024-07-01", "review_9": "2024-10-01",
}  # fmt: skip
DOCUMENT = {
    "unit": HERE,
    "period": "2024",
    "criterion": "TC01",
    "document": "15-NQ/ĐU",
    "issued_on": "2024-01-10",
    "issuer": "Đảng ủy",
}
WAIVER = {"unit": HERE, "period": "2024", "criterion": "TC06", "reason": "Đang thay camera", "decision": "112/QĐ-BCĐ"}
MODEL = {
    "kind": "camera", "field": "security", "title": "Camera an ninh", "body": "cong-an", "unit": HERE,
    "village": "Tiểu khu Thạch Lý", "founded_on": "2019-05-12",
}  # fmt: skip
OVER_NOTHING = {"headers": {"If-Match": '"0"'}}
YAML = {"content": "set: x", "headers": {"Content-Type": "application/yaml"}}
SHEET = f"nq12-tu.2024.{HERE}"


@dataclass(frozen=True)
class Call:
    """How a route is called about the unit of everybody's place; ``place``: whether it is about a unit at all."""

    action: Action
    path: str = ""
    place: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    whole: bool = False
    """Whether it is about every unit of the province, so that a part of it is not enough."""
    also: Action | None = None
    """Another action for which one is let in, with less to do."""


def sent(**body: object) -> dict[str, Any]:
    """Send JSON over what nobody has changed."""
    return {"json": body, "headers": {"If-Match": '"0"'}}


DRAFT = "/api/v1/drafts/nq12-tu/2099-01-01"
JOB = f"/api/v1/jobs/{32 * '0'}"
MODELS_SENT = f"/api/v1/models/imports/{32 * '0'}"


def of_draft(**body: object) -> dict[str, Any]:
    """Send JSON over a draft that has been read."""
    return {"json": body, "headers": {"If-Match": f'"sha256:{"0" * 64}"'}}


CALLS: dict[tuple[str, str], Call] = {
    ("GET", "/api/v1/units"): Call(Action.READ_UNITS),
    ("GET", "/api/v1/units/{code}"): Call(Action.READ_UNITS, f"/api/v1/units/{HERE}"),
    ("GET", "/api/v1/criteria"): Call(Action.READ_CRITERIA),
    ("GET", "/api/v1/criteria/{set_id}/{effective_from}"): Call(
        Action.READ_CRITERIA, "/api/v1/criteria/nq12-tu/2022-06-27"
    ),
    ("GET", "/api/v1/totals"): Call(Action.SUMS),
    ("GET", "/api/v1/order"): Call(Action.READ),
    ("GET", "/api/v1/statements"): Call(Action.READ_CRITERIA),
    ("POST", "/api/v1/criteria/check"): Call(Action.CHECK, more=YAML),
    ("GET", "/api/v1/drafts"): Call(Action.CHECK),
    ("POST", "/api/v1/drafts"): Call(Action.DRAFT, more={"json": {"set": "nq12-tu", "base": "2022-06-27"}}),
    ("GET", "/api/v1/drafts/{set_id}/{effective_from}"): Call(Action.CHECK, DRAFT),
    ("PUT", "/api/v1/drafts/{set_id}/{effective_from}"): Call(Action.DRAFT, DRAFT, more=of_draft(text="set: x")),
    ("PATCH", "/api/v1/drafts/{set_id}/{effective_from}"): Call(
        Action.DRAFT, DRAFT, more=of_draft(op="put", path=["title"], yaml="x")
    ),
    ("DELETE", "/api/v1/drafts/{set_id}/{effective_from}"): Call(Action.DRAFT, DRAFT, more=of_draft()),
    ("GET", "/api/v1/drafts/{set_id}/{effective_from}/check"): Call(Action.CHECK, f"{DRAFT}/check"),
    ("POST", "/api/v1/drafts/{set_id}/{effective_from}/publish"): Call(
        Action.PUBLISH, f"{DRAFT}/publish", more=of_draft()
    ),
    ("GET", "/api/v1/scores"): Call(Action.READ, "/api/v1/scores?period=2024"),
    ("GET", "/api/v1/scores/{unit}"): Call(Action.READ, f"/api/v1/scores/{HERE}?period=2024", place=True),
    ("GET", "/api/v1/explanations/{unit}"): Call(Action.READ, f"/api/v1/explanations/{HERE}?period=2024", place=True),
    ("GET", "/api/v1/progress"): Call(Action.COUNTS, whole=True),
    ("GET", "/api/v1/impact"): Call(
        Action.PROGRESS, "/api/v1/impact?period=2024&old={digest}&new={digest}", whole=True
    ),
    ("POST", "/api/v1/impact"): Call(Action.PROGRESS, more=YAML),
    ("GET", "/api/v1/plan"): Call(Action.PROGRESS, "/api/v1/plan?target=2022", whole=True),
    ("GET", "/api/v1/plan/{unit}"): Call(Action.READ, f"/api/v1/plan/{HERE}?period=2024", place=True),
    ("GET", "/api/v1/sweep"): Call(Action.PROGRESS, "/api/v1/sweep?period=2024&bound=TC08:all.1.at_least", whole=True),
    ("GET", "/api/v1/figures"): Call(Action.READ, f"/api/v1/figures?unit={HERE}", place=True),
    ("POST", "/api/v1/figures"): Call(
        Action.RECORD,
        place=True,
        more=sent(figures=[{"unit": HERE, "period": "2024", "indicator": "villages", "value": "20", "if_match": 0}]),
    ),
    ("POST", "/api/v1/trial"): Call(
        Action.READ, place=True, more=sent(period="2024", units=[{"unit": HERE, "values": {"villages": "20"}}])
    ),
    ("POST", "/api/v1/figures/undo"): Call(Action.RECORD, more=sent(act=10**9)),
    ("GET", "/api/v1/figures/{unit}/{period}/{indicator}"): Call(
        Action.READ, f"/api/v1/figures/{HERE}/2024/villages", place=True
    ),
    ("PUT", "/api/v1/figures/{unit}/{period}/{indicator}"): Call(
        Action.RECORD, f"/api/v1/figures/{HERE}/2024/villages", place=True, more=sent(value="20")
    ),
    ("DELETE", "/api/v1/figures/{unit}/{period}/{indicator}"): Call(
        Action.RECORD, f"/api/v1/figures/{HERE}/2024/villages", place=True, more={"headers": {"If-Match": '"0"'}}
    ),
    ("GET", "/api/v1/template"): Call(Action.RECORD, f"/api/v1/template?period=2024&unit={HERE}"),
    ("GET", "/api/v1/imports"): Call(Action.RECORD, also=Action.WAIVE),
    ("POST", "/api/v1/imports"): Call(
        Action.RECORD, more={"files": {"file": ("a.csv", b"unit,period\n")}}, also=Action.WAIVE
    ),
    ("GET", "/api/v1/imports/{key}"): Call(Action.RECORD, f"/api/v1/imports/{32 * '0'}", also=Action.WAIVE),
    ("DELETE", "/api/v1/imports/{key}"): Call(Action.RECORD, f"/api/v1/imports/{32 * '0'}", also=Action.WAIVE),
    ("POST", "/api/v1/imports/{key}/confirm"): Call(
        Action.RECORD, f"/api/v1/imports/{32 * '0'}/confirm", more=sent(), also=Action.WAIVE
    ),
    ("GET", "/api/v1/imports/{key}/corrected"): Call(
        Action.RECORD, f"/api/v1/imports/{32 * '0'}/corrected", also=Action.WAIVE
    ),
    ("GET", "/api/v1/jobs"): Call(Action.READ),
    ("POST", "/api/v1/jobs/imports"): Call(Action.RECORD, more={"files": {"file": ("a.csv", b"unit,period\n")}}),
    ("POST", "/api/v1/jobs/reports"): Call(Action.EXPORT, more={"json": {"kind": "sheet", "period": "1900"}}),
    ("GET", "/api/v1/jobs/{key}"): Call(Action.READ, JOB),
    ("POST", "/api/v1/jobs/{key}/confirm"): Call(Action.RECORD, f"{JOB}/confirm"),
    ("POST", "/api/v1/jobs/{key}/cancel"): Call(Action.READ, f"{JOB}/cancel"),
    ("POST", "/api/v1/jobs/{key}/retry"): Call(Action.READ, f"{JOB}/retry"),
    ("GET", "/api/v1/jobs/{key}/file"): Call(Action.EXPORT, f"{JOB}/file"),
    ("GET", "/api/v1/evidence"): Call(Action.READ),
    ("POST", "/api/v1/evidence"): Call(Action.RECORD, place=True, more=sent(**DOCUMENT)),
    ("PUT", "/api/v1/evidence/{number}"): Call(Action.RECORD, "/api/v1/evidence/999999", more=sent(**DOCUMENT)),
    ("DELETE", "/api/v1/evidence/{number}"): Call(Action.RECORD, "/api/v1/evidence/999999"),
    ("GET", "/api/v1/waivers"): Call(Action.READ),
    ("POST", "/api/v1/waivers"): Call(Action.WAIVE, place=True, more=sent(**WAIVER)),
    ("PUT", "/api/v1/waivers/{number}"): Call(Action.WAIVE, "/api/v1/waivers/999999", more=sent(**WAIVER)),
    ("DELETE", "/api/v1/waivers/{number}"): Call(Action.WAIVE, "/api/v1/waivers/999999"),
    ("GET", "/api/v1/recognitions"): Call(Action.READ),
    ("POST", "/api/v1/recognitions"): Call(
        Action.RECOGNISE,
        place=True,
        more=sent(unit=HERE, level="commune", decision="1/QĐ", decided_on="2024-06-01"),
    ),
    ("POST", "/api/v1/recognitions/{number}/revoke"): Call(
        Action.RECOGNISE, "/api/v1/recognitions/999999/revoke", more=sent(decision="1/QĐ", revoked_on="2024-06-01")
    ),
    ("GET", "/api/v1/assessments"): Call(Action.READ, "/api/v1/assessments?period=2024"),
    ("GET", "/api/v1/assessments/{assessment_id}"): Call(Action.READ, f"/api/v1/assessments/{SHEET}", place=True),
    ("POST", "/api/v1/assessments/{assessment_id}/self-assess"): Call(
        Action.SELF_ASSESS, f"/api/v1/assessments/{SHEET}/self-assess", place=True, more=sent(items={})
    ),
    ("POST", "/api/v1/assessments/{assessment_id}/submit"): Call(
        Action.SELF_ASSESS, f"/api/v1/assessments/{SHEET}/submit", place=True, more=sent()
    ),
    ("POST", "/api/v1/assessments/{assessment_id}/return"): Call(
        Action.APPRAISE,
        f"/api/v1/assessments/{SHEET}/return",
        place=True,
        more=sent(items={"TC01": {"reason": "Thiếu văn bản"}}),
    ),
    ("POST", "/api/v1/assessments/{assessment_id}/appraise"): Call(
        Action.APPRAISE,
        f"/api/v1/assessments/{SHEET}/appraise",
        place=True,
        more=sent(items={"TC01": {"verdict": "met"}}),
    ),
    ("POST", "/api/v1/assessments/{assessment_id}/seal"): Call(
        Action.APPRAISE, f"/api/v1/assessments/{SHEET}/seal", place=True, more=sent()
    ),
    ("POST", "/api/v1/assessments/{assessment_id}/reopen"): Call(
        Action.REOPEN, f"/api/v1/assessments/{SHEET}/reopen", place=True, more=sent(decision="1/QĐ", reason="Sửa sai")
    ),
    ("GET", "/api/v1/assessments/{assessment_id}/sealed"): Call(
        Action.READ, f"/api/v1/assessments/{SHEET}/sealed", place=True
    ),
    ("GET", "/api/v1/assessments/{assessment_id}/sealed/{edition}"): Call(
        Action.READ, f"/api/v1/assessments/{SHEET}/sealed/1", place=True
    ),
    ("GET", "/api/v1/assessments/{assessment_id}/sealed/{edition}/recomputed"): Call(
        Action.READ, f"/api/v1/assessments/{SHEET}/sealed/1/recomputed", place=True
    ),
    ("GET", "/api/v1/periods"): Call(Action.READ),
    ("GET", "/api/v1/periods/{period}"): Call(Action.READ, "/api/v1/periods/2024"),
    ("PUT", "/api/v1/periods/{period}"): Call(Action.PLAN_PERIOD, "/api/v1/periods/2024", more=sent(**DAYS)),
    ("GET", "/api/v1/registrations"): Call(Action.READ, "/api/v1/registrations?period=2024"),
    ("POST", "/api/v1/registrations"): Call(
        Action.REGISTER,
        place=True,
        more=sent(unit=HERE, period="2024", level="commune", day="2024-02-01"),
    ),
    ("POST", "/api/v1/registrations/{number}/withdraw"): Call(
        Action.REGISTER, "/api/v1/registrations/999999/withdraw", more=sent()
    ),
    ("GET", "/api/v1/reports/settings"): Call(Action.SET_ISSUER),
    ("PUT", "/api/v1/reports/settings"): Call(Action.SET_ISSUER, more=sent(place="Hòa Bình")),
    ("GET", "/api/v1/reports/{kind}.{ending}"): Call(
        Action.EXPORT, f"/api/v1/reports/sheet.docx?unit={HERE}&period=2024", place=True
    ),
    ("GET", "/api/v1/progress/maps"): Call(Action.PROGRESS, whole=True),
    ("GET", "/api/v1/units/{code}/carried"): Call(
        Action.READ, f"/api/v1/units/{HERE}/carried?period=2024&on=2024-12-31", place=True
    ),
    ("GET", "/api/v1/shares"): Call(Action.READ),
    ("PUT", "/api/v1/shares"): Call(
        Action.APPORTION,
        place=True,
        more=sent(unit=HERE, on="2024-12-31", reason="Biên bản", parts=[{"unit": HERE, "share": "1/2"}]),
    ),
    ("POST", "/api/v1/shares/withdraw"): Call(
        Action.APPORTION, place=True, more=sent(unit=HERE, on="2024-12-31", reason="Biên bản")
    ),
    ("GET", "/api/v1/inheritances"): Call(Action.READ),
    ("POST", "/api/v1/inheritances"): Call(
        Action.RECOGNISE, place=True, more=sent(unit=HERE, rule="none", decision="1/QĐ", decided_on="2024-06-01")
    ),
    ("GET", "/api/v1/models"): Call(Action.READ),
    ("POST", "/api/v1/models"): Call(Action.RECORD, place=True, more=sent(**MODEL)),
    ("GET", "/api/v1/models/book"): Call(Action.READ_CRITERIA),
    ("GET", "/api/v1/models/totals"): Call(Action.READ),
    ("GET", "/api/v1/models/trend"): Call(Action.READ, "/api/v1/models/trend?first=2020"),
    ("GET", "/api/v1/models/overlaps"): Call(Action.READ),
    ("GET", "/api/v1/models/unrated"): Call(Action.READ, "/api/v1/models/unrated?year=2023"),
    ("GET", "/api/v1/models/fed"): Call(Action.READ, f"/api/v1/models/fed?unit={HERE}&period=2024", place=True),
    ("GET", "/api/v1/models/closed"): Call(Action.READ),
    ("PUT", "/api/v1/models/closed/{unit}"): Call(
        Action.RECORD, f"/api/v1/models/closed/{HERE}?period=2024", place=True
    ),
    ("DELETE", "/api/v1/models/closed/{unit}"): Call(
        Action.RECORD, f"/api/v1/models/closed/{HERE}?period=2024", place=True
    ),
    ("GET", "/api/v1/models/imports"): Call(Action.RECORD),
    ("POST", "/api/v1/models/imports"): Call(Action.RECORD, more={"files": {"file": ("a.csv", b"x")}}),
    ("GET", "/api/v1/models/imports/{key}"): Call(Action.RECORD, MODELS_SENT),
    ("POST", "/api/v1/models/imports/{key}/confirm"): Call(Action.RECORD, f"{MODELS_SENT}/confirm", more=OVER_NOTHING),
    ("DELETE", "/api/v1/models/imports/{key}"): Call(Action.RECORD, MODELS_SENT),
    ("POST", "/api/v1/models/undo"): Call(Action.RECORD, more=sent(act=10**9)),
    ("GET", "/api/v1/models/{key}"): Call(Action.READ, "/api/v1/models/MH999999"),
    ("PUT", "/api/v1/models/{key}"): Call(Action.RECORD, "/api/v1/models/MH999999", more=sent(**MODEL)),
    ("DELETE", "/api/v1/models/{key}"): Call(Action.RECORD, "/api/v1/models/MH999999", more=OVER_NOTHING),
    ("POST", "/api/v1/models/{key}/restore"): Call(Action.RECORD, "/api/v1/models/MH999999/restore", more=OVER_NOTHING),
    ("POST", "/api/v1/models/{key}/turns"): Call(
        Action.RECORD, "/api/v1/models/MH999999/turns", more=sent(since="2024-06-01", standing="paused")
    ),
    ("DELETE", "/api/v1/models/{key}/turns/{since}"): Call(
        Action.RECORD, "/api/v1/models/MH999999/turns/2024-06-01", more=OVER_NOTHING
    ),
    ("PUT", "/api/v1/models/{key}/reviews/{year}"): Call(
        Action.RECORD, "/api/v1/models/MH999999/reviews/2023", more=sent(rating="good")
    ),
    ("DELETE", "/api/v1/models/{key}/reviews/{year}"): Call(
        Action.RECORD, "/api/v1/models/MH999999/reviews/2023", more=OVER_NOTHING
    ),
    ("GET", "/api/v1/audit"): Call(Action.READ_AUDIT),
    ("GET", "/api/v1/audit/verify"): Call(Action.READ_AUDIT),
    ("GET", "/api/v1/exports/units.{ending}"): Call(Action.READ_UNITS, "/api/v1/exports/units.csv"),
    ("GET", "/api/v1/exports/audit.{ending}"): Call(Action.READ_AUDIT, "/api/v1/exports/audit.csv"),
    ("GET", "/api/v1/exports/accounts.{ending}"): Call(Action.MANAGE_ACCOUNTS, "/api/v1/exports/accounts.csv"),
    ("GET", "/api/v1/exports/{table}.{ending}"): Call(Action.EXPORT, "/api/v1/exports/overview.csv?ky=2024"),
    ("GET", "/api/v1/dataset"): Call(Action.EXPORT, "/api/v1/dataset?period=2024", whole=True),
    ("GET", "/api/v1/session"): Call(Action.SIGN_IN),
    ("POST", "/api/v1/session"): Call(Action.SIGN_IN, more={"json": {}}),
    ("DELETE", "/api/v1/session"): Call(Action.SIGN_IN),
    ("POST", "/api/v1/session/second-factor"): Call(Action.SIGN_IN, more={"json": {}}),
    ("GET", "/api/v1/me"): Call(Action.OWN),
    ("PUT", "/api/v1/me/password"): Call(Action.OWN, more={"json": {}}),
    ("GET", "/api/v1/me/sessions"): Call(Action.OWN),
    ("DELETE", "/api/v1/me/sessions"): Call(Action.OWN),
    ("DELETE", "/api/v1/me/sessions/{number}"): Call(Action.OWN, "/api/v1/me/sessions/999999"),
    ("GET", "/api/v1/me/tokens"): Call(Action.OWN),
    ("POST", "/api/v1/me/tokens"): Call(Action.OWN, more={"json": {}}),
    ("DELETE", "/api/v1/me/tokens/{prefix}"): Call(Action.OWN, "/api/v1/me/tokens/khongco"),
    ("PUT", "/api/v1/me/totp"): Call(Action.OWN, more={"json": {}}),
    ("POST", "/api/v1/me/totp"): Call(Action.OWN, more={"json": {}}),
    ("POST", "/api/v1/me/totp/recovery"): Call(Action.OWN, more={"json": {}}),
    ("POST", "/api/v1/me/totp/remove"): Call(Action.OWN, more={"json": {}}),
    ("GET", "/api/v1/accounts"): Call(Action.MANAGE_ACCOUNTS),
    ("POST", "/api/v1/accounts"): Call(Action.MANAGE_ACCOUNTS, more={"json": {}}),
    ("POST", "/api/v1/accounts/import"): Call(Action.MANAGE_ACCOUNTS),
    ("GET", "/api/v1/accounts/{login}"): Call(Action.MANAGE_ACCOUNTS, "/api/v1/accounts/khong.co"),
    ("PUT", "/api/v1/accounts/{login}"): Call(Action.MANAGE_ACCOUNTS, "/api/v1/accounts/khong.co", more={"json": {}}),
    ("POST", "/api/v1/accounts/{login}/close"): Call(Action.MANAGE_ACCOUNTS, "/api/v1/accounts/khong.co/close"),
    ("POST", "/api/v1/accounts/{login}/reopen"): Call(Action.MANAGE_ACCOUNTS, "/api/v1/accounts/khong.co/reopen"),
    ("POST", "/api/v1/accounts/{login}/code"): Call(Action.MANAGE_ACCOUNTS, "/api/v1/accounts/khong.co/code"),
    ("GET", "/healthz"): Call(Action.SIGN_IN),
    ("GET", "/readyz"): Call(Action.SIGN_IN),
    ("GET", "/metrics"): Call(Action.SIGN_IN),
}
NOT_ALLOWED = {
    "sign_in_first",
    "not_your_role",
    "not_your_place",
    "not_the_appraiser",
    "not_this_token",
    "password_first",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, TestClient, Opened]]:
    """An office with the sample, in November 2024: districts appraise."""
    folder: Path = tmp_path_factory.mktemp("quyen")
    with opened_with_sample(f"sqlite:///{folder / 'thu.sqlite3'}", requests_per_minute=1_000_000) as found:
        app = create_app(found.office)
        with TestClient(app) as client:
            yield app, client, found


def who(role: Role) -> Who:
    """Return an account of a role: in the commune, in the province, or in district 150."""
    place = {Role.COMMUNE: f"unit:{HERE}:2020-01-01", Role.PROVINCE: "province:17"}.get(role, "district:150")
    return Who(str(role), 7, (Granted(role, Place.read(place), date(2024, 1, 1)),))


@contextmanager
def sitting(app: FastAPI, guest: Who) -> Iterator[None]:
    """Let somebody be the one who asks."""
    before = app.state.door
    app.state.door = Door(guest)
    try:
        yield
    finally:
        app.state.door = before


def ask(client: TestClient, found: Opened, key: tuple[str, str], unit: str = HERE) -> tuple[int, str]:
    """Call a route; return the status and the code of the refusal."""
    call = CALLS[key]
    digest = found.office.version_of_period("nq12-tu", "2024").digest
    path = (call.path or key[1]).replace("{digest}", digest).replace(HERE, unit)
    more = dict(call.more)
    if "json" in more:
        more["json"] = _about(more["json"], unit)
    answer = client.request(key[0], path, **more)
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json()["code"] if is_problem else ""


def _about(body: Any, unit: str) -> Any:  # noqa: ANN401 -- JSON
    if isinstance(body, dict):
        return {key: _about(each, unit) for key, each in body.items()}
    if isinstance(body, list):
        return [_about(each, unit) for each in body]
    return unit if body == HERE else body


def routes(app: FastAPI) -> dict[tuple[str, str], list[Action]]:
    """Return every route for programs with the actions that it names."""
    found: dict[tuple[str, str], list[Action]] = {}
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        path = str(context.path)
        if dependant is None or not (path.startswith("/api/") or path in ("/healthz", "/readyz", "/metrics")):
            continue
        actions = [each.call.action for each in dependant.dependencies if isinstance(each.call, Needs)]
        found |= {(method, path): actions for method in context.methods or () if method != "HEAD"}
    return found


def test_every_route_is_known_here(site: tuple[FastAPI, TestClient, Opened]) -> None:
    """Each route names exactly one action, the one that is expected of it; none is missing here or left over."""
    assert routes(site[0]) == {key: [call.action] for key, call in CALLS.items()}


@pytest.mark.parametrize("key", CALLS, ids=" ".join)
def test_nobody_gets_in_without_signing_in(site: tuple[FastAPI, TestClient, Opened], key: tuple[str, str]) -> None:
    """Without an account only signing in and the health of the service answer."""
    app, client, found = site
    with sitting(app, NOBODY):
        status, code = ask(client, found, key)

    assert (code == "sign_in_first") == (CALLS[key].action is not Action.SIGN_IN)
    assert status != 500


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("key", CALLS, ids=" ".join)
def test_each_role_does_what_it_is_for(
    site: tuple[FastAPI, TestClient, Opened], key: tuple[str, str], role: Role
) -> None:
    """In its own place a role is let in where the table says so, and turned away everywhere else."""
    app, client, found = site
    call = CALLS[key]
    with sitting(app, who(role)):
        status, code = ask(client, found, key)

    assert status < 500
    if role not in MAY[call.action] | (MAY[call.also] if call.also else set()):
        assert code == "not_your_role"
    elif call.action is Action.APPRAISE and role is Role.PROVINCE:
        assert code == "not_the_appraiser"
    elif call.whole and role is not Role.PROVINCE:
        assert code == "not_your_place"
    elif call.action is Action.OWN:  # of the account that sits there, and this one came without a session
        assert code not in NOT_ALLOWED - {"sign_in_first"}
    else:
        assert code not in NOT_ALLOWED


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("key", [key for key, call in CALLS.items() if call.place], ids=" ".join)
def test_no_role_reaches_beyond_its_place(
    site: tuple[FastAPI, TestClient, Opened], key: tuple[str, str], role: Role
) -> None:
    """About a unit of another district only the province is answered; nobody else learns or changes anything."""
    app, client, found = site
    with sitting(app, who(role)):
        _, code = ask(client, found, key, THERE)

    if role not in MAY[CALLS[key].action]:
        assert code == "not_your_role"
    elif role is not Role.PROVINCE:
        assert code == "not_your_place"
    elif CALLS[key].action is Action.APPRAISE:
        assert code == "not_the_appraiser"
    else:
        assert code not in NOT_ALLOWED
