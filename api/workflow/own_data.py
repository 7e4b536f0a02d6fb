"""All that the service holds of one person: their account, rights, sessions, keys, failed logins, and their acts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlmodel import Session, col, select

from api.store import accounts as stored
from api.store import audit
from api.store.account_tables import Account, Failure, LoginSession, Token
from api.workflow.office import Office
from api.workflow.presence import Present

ACTS_AT_A_TIME = 500
Json = dict[str, object]


def own_data(office: Office, present: Present) -> Json:
    """Return what is held of who asks, for them to read and keep; secrets only as whether they are set."""
    with office.database.reading() as session:
        account = session.get_one(Account, present.account_id)
        failures = session.exec(select(Failure).where(col(Failure.login) == account.login)).all()
        return {
            "account": {
                "login": account.login,
                "title": account.title,
                "created": account.created,
                "password": bool(account.password),
                "second_factor": bool(account.totp),
                "recovery_codes_left": len(account.recovery.split()),
                "tour_put_away": account.toured,
            },
            "grants": [
                {
                    "role": each.role,
                    "place": each.place,
                    "first_day": _day(each.first_day),
                    "last_day": _day(each.last_day),
                }
                for each in stored.grants_of(session, present.account_id)
            ],
            "sessions": [_session(each) for each in stored.sessions_of(session, present.account_id)],
            "tokens": [_token(each) for each in stored.tokens_of(session, present.account_id)],
            "failed_logins": [
                {"address": each.address, "failures": each.failures, "last": each.last, "succeeded": each.succeeded}
                for each in failures
            ],
            "acts": list(_acts(session, present.account_id)),
        }


def _day(value: object) -> str | None:
    return str(value) if value is not None else None


def _session(each: LoginSession) -> Json:
    return {"address": each.address, "browser": each.agent, "begun": each.created, "last_used": each.seen}


def _token(each: Token) -> Json:
    return {
        "prefix": each.prefix,
        "name": each.name,
        "actions": each.actions.split(),
        "created": each.created,
        "expires_on": _day(each.expires_on),
        "ended": each.ended,
        "last_used": each.seen,
    }


def _acts(session: Session, account_id: int) -> Iterator[Json]:
    """Yield what the person did, the newest first."""
    before: int | None = None
    while found := audit.acts(session, audit.Wanted(account_id=account_id), ACTS_AT_A_TIME, before):
        for each in found:
            act = each.act
            unit = each.unit[0] if each.unit else None
            yield {
                "seq": act.seq,
                "at": act.at,
                "action": act.action,
                "channel": act.channel,
                "unit": unit,
                "period": act.period,
                "content": json.loads(act.content),
            }
        before = found[-1].act.seq
