"""What the page of one's own account shows: rights, second factor, sessions, keys for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import segno
from markupsafe import Markup

from api.access.deciding import ROLE_TITLES, Action, Granted, Place
from api.store.account_tables import LoginSession, Token
from api.workflow import own_account, second_factor
from api.workflow.office import VIETNAM, Office
from api.workflow.presence import Present
from engine.units import Register
from engine.wording.numbers import day

ACTION_TITLES = {
    Action.READ_CRITERIA: "Đọc bộ tiêu chí",
    Action.READ_UNITS: "Đọc danh mục đơn vị hành chính",
    Action.READ: "Xem số liệu, điểm, phiếu chấm, công nhận",
    Action.SUMS: "Xem số tổng hợp, không xem số của từng đơn vị",
    Action.COUNTS: "Xem tiến độ mục tiêu bằng số đếm, không có tên đơn vị",
    Action.PROGRESS: "Xem tiến độ mục tiêu, tác động, kế hoạch",
    Action.CHECK: "Kiểm tra tệp bộ tiêu chí",
    Action.DRAFT: "Soạn bộ tiêu chí",
    Action.PUBLISH: "Ban hành bộ tiêu chí",
    Action.RECORD: "Ghi số liệu và minh chứng",
    Action.WAIVE: "Ghi tiêu chí không áp dụng",
    Action.REGISTER: "Đăng ký phấn đấu",
    Action.SELF_ASSESS: "Tự chấm",
    Action.APPRAISE: "Thẩm định",
    Action.REOPEN: "Mở lại phiếu đã chốt",
    Action.RECOGNISE: "Ghi quyết định công nhận, thu hồi",
    Action.PLAN_PERIOD: "Đặt kỳ và hạn",
    Action.SET_ISSUER: "Đặt cơ quan ban hành, lời văn của báo cáo",
    Action.APPORTION: "Nhập phần chia của đơn vị bị tách",
    Action.EXPORT: "Xuất tệp",
    Action.READ_AUDIT: "Đọc nhật ký",
}
BROWSERS = (("Edg", "Edge"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that is shown once, right after it was made."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last deed went."""

    faults: tuple[str, ...] = ()
    done: str = ""
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a program as a line of the table."""

    prefix: str
    name: str
    actions: str
    expires: str
    seen: str
    state: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything of an account that its owner sees."""

    present: Present
    token: str
    grants: tuple[tuple[str, str, str], ...]
    sessions: tuple[tuple[str, str, str, str, bool], ...]
    """Id, where from, begun, last used, whether it is this one."""
    keys: tuple[Key, ...]
    choices: tuple[tuple[str, str], ...]
    """What a key can be for: value and words."""
    last_day: str
    first_day: str
    awaited: tuple[str, str, Markup] | None
    """The secret for the telephone in groups, its address, and that as a picture, while it awaits its first code."""
    recovery_left: int
    outcome: Outcome
    title: str = "Tài khoản của tôi"


def account_page(office: Office, present: Present, token: str, outcome: Outcome) -> AccountPage:
    """Gather what the page shows."""
    today = office.today
    awaited = second_factor.awaited_totp(office, present)
    secret = awaited[0] if awaited else ""
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return AccountPage(
        present=present,
        token=token,
        grants=tuple(_grant(office.register, each) for each in present.granted),
        sessions=tuple(_session(each, present.key) for each in own_account.sessions(office, present)),
        keys=tuple(_key(each, today) for each in own_account.tokens(office, present)),
        choices=tuple((str(each), ACTION_TITLES[each]) for each in own_account.may_grant(present, today)),
        first_day=today.isoformat(),
        last_day=(today + own_account.LONGEST).isoformat(),
        awaited=(groups, awaited[1], _picture(awaited[1])) if awaited else None,
        recovery_left=second_factor.recovery_left(office, present),
        outcome=outcome,
    )


def _picture(address: str) -> Markup:
    """Draw an address as a QR code: an SVG without a size of its own, dark on white in every theme."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, light="#fff", title="Mã QR để cài đặt")
    return Markup(drawn)  # noqa: S704 -- drawn by the library from squares; the address is in it only as squares


def _grant(register: Register, each: Granted) -> tuple[str, str, str]:
    until = f" đến {day(each.last_day)}" if each.last_day else ", không thời hạn"
    return ROLE_TITLES[each.role], place_title(register, each.place), f"từ {day(each.first_day)}{until}"


def place_title(register: Register, place: Place) -> str:
    """Return a place in words."""
    if place.kind == "all":
        return "Tất cả các đơn vị"
    if place.kind == "district":
        found = next((each.name for each in register.districts if each.code == place.code), None)
    else:
        held = (each for each in register.versions if place.holds(each))
        found = next((each.name if place.kind == "unit" else each.province_name for each in held), None)
    return f"{found or 'Mã'} ({place.code})"


def _session(row: LoginSession, mine: str) -> tuple[str, str, str, str, bool]:
    return row.key[: own_account.KEY_SHOWN], _browser(row), _when(row.created), _when(row.seen), row.key == mine


def _browser(row: LoginSession) -> str:
    names = [next((name for sign, name in each if sign in row.agent), "") for each in (BROWSERS, SYSTEMS)]
    said = " trên ".join(each for each in names if each) or "Phần mềm khác"
    return f"{said}, địa chỉ {row.address}"


def _key(row: Token, today: date) -> Key:
    state = "đã dừng" if row.ended else "hết hạn" if row.expires_on < today else "đang dùng"
    actions = "; ".join(ACTION_TITLES[Action(each)] for each in row.actions.split())
    seen = _when(row.seen) if row.seen else "chưa dùng"
    return Key(row.prefix, row.name, actions, day(row.expires_on), seen, state)


def _when(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(VIETNAM)
    return f"{day(at.date())} {at:%H:%M}"
