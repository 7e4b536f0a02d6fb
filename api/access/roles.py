"""Roles and actions, and the table that says which role may do what."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for."""

    COMMUNE = "commune_officer"
    APPRAISER = "appraiser"
    PROVINCE = "provincial_officer"
    EDITOR = "policy_editor"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"
    STATISTICIAN = "statistician"
    """Sums and counts, and no unit."""


ROLE_TITLES = {
    Role.COMMUNE: "Cán bộ cấp xã",
    Role.APPRAISER: "Người thẩm định",
    Role.PROVINCE: "Cán bộ cấp tỉnh",
    Role.EDITOR: "Người soạn chính sách",
    Role.ADMINISTRATOR: "Quản trị",
    Role.VIEWER: "Người xem",
    Role.STATISTICIAN: "Cán bộ tổng hợp số liệu",
}


class Action(StrEnum):
    """What can be done. Each address of the service asks for one."""

    SIGN_IN = "sign_in"
    OWN = "own_account"
    READ_CRITERIA = "read_criteria"
    READ_UNITS = "read_units"
    READ = "read"
    """Figures, scores, assessments, recognitions of a unit."""
    SUMS = "read_sums"
    """Figures added up over places."""
    COUNTS = "read_counts"
    """How many units stand where in a target: no unit's name."""
    PROGRESS = "progress"
    """Targets, impact, plan: of everything that a target counts."""
    CHECK = "check_criteria"
    DRAFT = "draft_criteria"
    PUBLISH = "publish_criteria"
    RECORD = "record"
    """Figures and evidence."""
    WAIVE = "waive"
    REGISTER = "register"
    SELF_ASSESS = "self_assess"
    APPRAISE = "appraise"
    REOPEN = "reopen"
    RECOGNISE = "recognise"
    PLAN_PERIOD = "plan_period"
    SET_ISSUER = "set_issuer"
    """In whose name documents are drafted, and with which words."""
    APPORTION = "apportion"
    """What part of a split unit's counts went where: it moves the figures of more than one unit."""
    EXPORT = "export"
    READ_AUDIT = "read_audit"
    MANAGE_ACCOUNTS = "manage_accounts"


WITHIN = {Action.SUMS: Action.READ, Action.COUNTS: Action.PROGRESS}
"""What is told to whoever may do the wider thing, a token made before the narrower one had a name among them."""
_EVERYBODY = frozenset({Action.OWN, Action.READ_CRITERIA, Action.READ_UNITS})
_READER = _EVERYBODY | {Action.READ, Action.SUMS, Action.PROGRESS, Action.COUNTS, Action.EXPORT}
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.COMMUNE: _READER | {Action.RECORD, Action.REGISTER, Action.SELF_ASSESS},
    Role.APPRAISER: _READER | {Action.WAIVE, Action.APPRAISE},
    Role.PROVINCE: _READER
    | {
        Action.CHECK,
        Action.PUBLISH,
        Action.RECORD,
        Action.WAIVE,
        Action.REGISTER,
        Action.APPRAISE,
        Action.REOPEN,
        Action.RECOGNISE,
        Action.PLAN_PERIOD,
        Action.SET_ISSUER,
        Action.APPORTION,
        Action.READ_AUDIT,
    },
    Role.EDITOR: _READER | {Action.CHECK, Action.DRAFT, Action.PUBLISH},
    Role.ADMINISTRATOR: _EVERYBODY | {Action.CHECK, Action.READ_AUDIT, Action.MANAGE_ACCOUNTS},
    Role.VIEWER: _READER,
    Role.STATISTICIAN: frozenset({Action.OWN, Action.READ_CRITERIA, Action.SUMS, Action.COUNTS}),
}
"""What each role may do within its place. An administrator runs the service and sees no figures by that; who works
with sums sees none of a unit, nor which units there are."""
