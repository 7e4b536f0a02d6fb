"""The second factor of one's own account: set up in two steps, used with every login, turned off."""

from __future__ import annotations

from api.access.totp import address, new_recovery_codes, new_secret, recovery_digest, step_used
from api.store.account_tables import Account
from api.workflow.office import Office
from api.workflow.own_account import writing_own
from api.workflow.presence import DeniedError, Present, Visit


def begin_totp(office: Office, visit: Visit, present: Present) -> tuple[str, str]:
    """Draw a secret for the telephone; it counts once a code of it was given. Return it and its address."""
    if present.second_factor:
        raise DeniedError("state_forbids", "Xác thực hai lớp đang bật; tắt trước rồi mới cài lại điện thoại khác.")
    secret = new_secret()
    with writing_own(office, visit, present, "totp.begin") as (_, held):
        held.totp_next = secret
    return secret, address(secret, present.login)


def awaited_totp(office: Office, present: Present) -> tuple[str, str] | None:
    """Return the secret that awaits its first code, and its address."""
    with office.database.reading() as session:
        held = session.get(Account, present.account_id)
    secret = held.totp_next if held else ""
    return (secret, address(secret, present.login)) if secret else None


def confirm_totp(office: Office, visit: Visit, present: Present, code: str) -> tuple[str, ...]:
    """Turn the second factor on, by a code of the secret that was drawn; return the recovery codes, shown once."""
    codes = new_recovery_codes()
    with writing_own(office, visit, present, "totp.on") as (_, held):
        if not held.totp_next:
            raise DeniedError(
                "state_forbids", "Chưa có mã cài đặt nào đang chờ; bắt đầu lại việc bật xác thực hai lớp."
            )
        step = step_used(held.totp_next, code, office.now(), None)
        if step is None:
            raise DeniedError(
                "second_factor", "Mã không khớp; kiểm tra giờ của điện thoại rồi nhập mã đang hiện, gồm 6 chữ số."
            )
        held.totp, held.totp_next, held.totp_step = held.totp_next, "", step
        held.recovery = " ".join(map(recovery_digest, codes))
    return codes


def renew_recovery(office: Office, visit: Visit, present: Present) -> tuple[str, ...]:
    """Draw new recovery codes; the old ones open nothing any more."""
    codes = new_recovery_codes()
    with writing_own(office, visit, present, "totp.recovery") as (_, held):
        if not held.totp:
            raise DeniedError("state_forbids", "Chưa bật xác thực hai lớp nên không có mã dự phòng.")
        held.recovery = " ".join(map(recovery_digest, codes))
    return codes


def remove_totp(office: Office, visit: Visit, present: Present) -> None:
    """Turn the second factor off; off already it stays off."""
    if not present.second_factor:
        return
    with writing_own(office, visit, present, "totp.off") as (_, held):
        held.totp = held.totp_next = held.recovery = ""
        held.totp_step = 0


def recovery_left(office: Office, present: Present) -> int:
    """Return how many recovery codes are left."""
    with office.database.reading() as session:
        held = session.get(Account, present.account_id)
    return len(held.recovery.split()) if held else 0
