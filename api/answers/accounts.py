"""Accounts as JSON: the same from the command and from the service. No secret is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.access.deciding import ROLE_TITLES, Granted
from api.answers.json import Json
from api.store.account_tables import Account, Grant, LoginSession, Token
from api.workflow.making_accounts import Made
from api.workflow.own_account import KEY_SHOWN
from api.workflow.presence import granted_of


def account(row: Account, grants: Sequence[Grant], today: date) -> Json:
    """Give an account; ``state`` is open, code (a one-time code is out), no_password or closed."""
    state = "closed" if row.closed else "open" if row.password else "code" if row.code else "no_password"
    return {
        "login": row.login,
        "title": row.title,
        "state": state,
        "code_until": row.code_until or None,
        "second_factor": bool(row.totp),
        "created": row.created,
        "closed": row.closed or None,
        "grants": [granted(each, today) for each in granted_of(tuple(grants))],
    }


def granted(each: Granted, today: date) -> Json:
    """Give a grant."""
    return {
        "role": str(each.role),
        "role_title": ROLE_TITLES[each.role],
        "place": str(each.place),
        "first_day": each.first_day.isoformat(),
        "last_day": each.last_day.isoformat() if each.last_day else None,
        "in_force": each.holds_on(today),
    }


def made(each: Made) -> Json:
    """Give an account just made, with its code."""
    return {"login": each.login, "title": each.title, "code": each.code, "code_until": each.code_until}


def session(row: LoginSession, mine: str) -> Json:
    """Give a session; ``mine`` is the key of the one that asks."""
    return {
        "id": row.key[:KEY_SHOWN],
        "current": row.key == mine,
        "created": row.created,
        "seen": row.seen,
        "address": row.address,
        "agent": row.agent,
        "confirmed": row.confirmed,
    }


def token(row: Token, today: date) -> Json:
    """Give a key of a program, without what opens."""
    return {
        "prefix": row.prefix,
        "name": row.name,
        "actions": row.actions.split(),
        "created": row.created,
        "expires_on": row.expires_on.isoformat(),
        "ended": row.ended or None,
        "seen": row.seen or None,
        "usable": not row.ended and row.expires_on >= today,
    }
