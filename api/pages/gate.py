"""The gate before the pages: who is let in, who is shown the way to sign in, and what a form must prove."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException

from api.access.browsers import form_token, form_token_fits
from api.access.deciding import Action, Refusal, Role, Who
from api.answers.sessions import from_here, present_at
from api.pages.frame import Visitor
from api.pages.help.places import help_for
from api.pages.problems import Problem
from api.store.database import Actor
from api.workflow.office import Office
from api.workflow.presence import Present
from engine.units import UnitKey, UnitVersion

SIGN_IN, PASSWORD, ACCOUNT = "/dang-nhap", "/doi-mat-khau", "/tai-khoan"
WITH_A_DESK = frozenset((Role.COMMUNE, Role.APPRAISER, Role.EDITOR, Role.ADMINISTRATOR, Role.STATISTICIAN))
"""The roles whose first page is their own work; that of the others is the overview."""


def not_in_the_demonstration(path: str) -> Problem:
    """The guest of the demonstration asks for what only people with an account have."""
    return Problem(
        "Bản dùng thử không mở trang này",
        (
            "Ai mở bản dùng thử cũng vào được ngay, nên ở đây không có tài khoản riêng và không có người quản trị.",
            "Ở hệ thống thật, trang này mở cho người có vai trò ấy; hướng dẫn nói trang làm gì.",
        ),
        (("Hướng dẫn về trang này", help_for(path)),),
        search=False,
    )


def forged() -> Problem:
    """A form does not prove that a page of ours was filled in."""
    return Problem(
        "Trang đã cũ",
        (
            "Chưa có gì thay đổi: trang mở từ trước khi đăng nhập lại, hoặc được gửi từ nơi khác.",
            "Hãy mở lại trang rồi làm lại.",
        ),
        search=False,
    )


def not_for_you() -> Problem:
    """Somebody signed in may not see a page."""
    return Problem(
        "Tài khoản này không xem được trang này",
        (
            "Vai trò hoặc phạm vi của tài khoản không có quyền xem; quyền của mình ghi ở trang Tài khoản của tôi.",
            "Cần xem thì nhờ người quản trị cấp thêm.",
        ),
        (("Tài khoản của tôi", ACCOUNT), ("Bộ tiêu chí", "/bo-tieu-chi")),
        search=False,
    )


@dataclass(frozen=True)
class Gate:
    """Stands before the pages of an office; ``guest`` is who comes unnamed."""

    office: Office
    guest: Who

    def lets(self, action: Action) -> Callable[[Request], None]:
        """Make what stands before the pages of an action: HTTPException 303 or 403 sends a request elsewhere.

        The page finds who it is in the state of its request.
        """

        def let_in(request: Request) -> None:
            present, who = present_at(request), self.who(request)
            if who.account_id is None and not who.granted and action is not Action.SIGN_IN:
                path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                raise _elsewhere(SIGN_IN if path == "/" else f"{SIGN_IN}?ve={quote(path, safe='/')}")
            if present is not None and present.must_choose:
                raise _elsewhere(PASSWORD)
            request.state.visitor = self.visitor(request)
            if not self.may(request, action):
                raise HTTPException(403)

        return let_in

    def may(self, request: Request, action: Action, unit: UnitKey | None = None) -> bool:
        """Tell whether who asks may do that, to a unit or to nothing in particular."""
        return self._decide(self.who(request), action, unit) is None

    def neighbours(self, request: Request, units: Iterable[UnitVersion]) -> list[UnitVersion]:
        """Return those of the units that lie in a province where who asks works, or came from one."""
        return self.office.access.neighbours(self.who(request), units, self.office.today)

    def token(self, request: Request) -> str:
        """Return the token for the forms and scripts of a page; the guest of the demonstration has none."""
        present = present_at(request)
        return token_of(request, present) if present is not None and present.confirmed else ""

    def is_ours(self, request: Request, token: str) -> bool:
        """Tell whether a form that was sent is one of our pages, made for who sends it."""
        present = present_at(request)
        if present is None or not present.confirmed:
            return bool(self.guest.granted) and from_here(request)
        return is_ours(request, present, token)

    def actor(self, request: Request) -> Actor:
        """Return who the audit log names for what a form does."""
        who = self.who(request)
        return Actor(who.name, "form", who.account_id, str(getattr(request.state, "request_id", "")))

    def who(self, request: Request) -> Who:
        """Return who asks for a page."""
        present = present_at(request)
        return present.who if present is not None and present.confirmed else self.guest

    def roles(self, request: Request) -> tuple[Role, ...]:
        """Return the roles that who asks has today."""
        return self.who(request).roles(self.office.today)

    def has_desk(self, request: Request) -> bool:
        """Tell whether the first page of who asks is their own work; a province has all of it in the overview."""
        roles = frozenset(self.roles(request))
        return not roles or (Role.PROVINCE not in roles and not roles.isdisjoint(WITH_A_DESK))

    def is_guest(self, request: Request) -> bool:
        """Tell whether who asks is the guest of the demonstration, who has no account."""
        return bool(self.guest.granted) and present_at(request) is None

    def visitor(self, request: Request) -> Visitor | None:
        """Return what the frame says of who is there."""
        present = present_at(request)
        if present is not None and present.confirmed:
            request.state.account = present.account_id
            return Visitor(present.login, present.title, token_of(request, present))
        return Visitor(self.guest.name) if self.guest.granted else None

    def seen(self, request: Request, units: Iterable[UnitKey]) -> frozenset[UnitKey]:
        """Return those of the units whose figures may be shown to who asks."""
        return self.office.access.visible(self.who(request), Action.READ, units, self.office.today)

    def _decide(self, who: Who, action: Action, unit: UnitKey | None) -> Refusal | None:
        return self.office.access.decide(who, action, unit, self.office.today)


def token_of(request: Request, present: Present) -> str:
    """Return the token for the forms of the page that is asked for."""
    return form_token(present.secret, f"{request.url.path}?{request.url.query}")


def is_ours(request: Request, present: Present, token: str) -> bool:
    """Tell whether a form that was sent is one of our pages, made for this session."""
    return from_here(request) and form_token_fits(present.secret, token)


def _elsewhere(path: str) -> HTTPException:
    return HTTPException(303, headers={"Location": path, "Cache-Control": "no-store"})
