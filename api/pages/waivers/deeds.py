"""What the forms of criteria that do not apply ask for: judged, and put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import Request

from api.access.deciding import Action
from api.pages.days import not_a_day
from api.pages.gate import Gate
from api.pages.named_unit import NoUnitError, unit_named
from api.pages.posting import LONGEST, Sent
from api.pages.routes import FORBIDDEN
from api.pages.sheets.room import CONFLICT, NOT_USABLE
from api.store.tables import Waiver
from api.workflow.replacing import ReplacedError, located
from api.workflow.sheets import ForbiddenError
from api.workflow.waiving import Exemption, waive
from engine.criteria import CriteriaSet
from engine.units import UnitKey, UnitVersion

LONGEST_DOCUMENT = 100
"""Signs of the number and sign of a document, as in ``/api/v1``."""
FIELDS = ("so", "don-vi", "tieu-chi", "ly-do", "quyet-dinh", "den-ngay")
_NOT_THERE = "Không có trường hợp này trong phạm vi của tài khoản; chưa ghi gì."


class WaiverError(Exception):
    """What was sent can't be put on record; the message says why, and the cure."""

    def __init__(self, said: str, status: int = NOT_USABLE) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True, slots=True)
class Waiving:
    """Where something is put on record: a set in a period, for who asks."""

    gate: Gate
    request: Request
    criteria: CriteriaSet
    period: str

    @property
    def last_day(self) -> date:
        """The day whose map the period counts by."""
        return self.criteria.period.bounds(self.period)[1]

    def units(self) -> dict[str, UnitVersion]:
        """Return the units of the period about which who asks may decide, by code."""
        held = self.gate.office.register.covered(self.criteria, self.last_day)
        return {each.code: each for each in held if self._may(each.key)}

    def row(self, number: int) -> tuple[Waiver, UnitKey]:
        """Return what stands or stood under a number, of this set and period; WaiverError."""
        held = located(self.gate.office.database, Waiver, number)
        if held is None or not self._may(held[1]):
            raise WaiverError(_NOT_THERE, FORBIDDEN)
        row, key = held
        if (row.set_id, row.period) != (self.criteria.set, self.period):
            raise WaiverError("Trường hợp này thuộc kỳ khác; mở kỳ đó rồi sửa.")
        return row, key

    def record(self, sent: Sent) -> Waiver:
        """Put on record what a form says, new or in the place of the row that it names; WaiverError."""
        if sent.one("so"):
            seen, key = self.row(sent.number("so"))
            criterion = seen.criterion
        else:
            seen, key, criterion = None, self._unit(sent.text("don-vi")), sent.one("tieu-chi")
        if criterion not in {each.id for each in self.criteria.criteria}:
            raise WaiverError("Chọn tiêu chí trong danh sách.")
        until = sent.text("den-ngay")
        if until and sent.day("den-ngay") is None:
            raise WaiverError(not_a_day("Đến hết ngày", until))
        given = Exemption(
            criterion,
            _text(sent, "ly-do", "Lý do", LONGEST, "Đang thay toàn bộ hệ thống camera"),
            _text(sent, "quyet-dinh", "Số, ký hiệu quyết định", LONGEST_DOCUMENT, "112/QĐ-BCĐ"),
            sent.day("den-ngay"),
        )
        return self._write(key, given, seen, withdrawn=False)

    def withdraw(self, sent: Sent) -> Waiver:
        """Withdraw the row that a form names; return the row that says so. WaiverError."""
        seen, key = self.row(sent.number("so"))
        given = Exemption(seen.criterion, seen.reason, seen.decision, seen.last_day)
        return self._write(key, given, seen, withdrawn=True)

    def _write(self, key: UnitKey, given: Exemption, seen: Waiver | None, *, withdrawn: bool) -> Waiver:
        actor, office = self.gate.actor(self.request), self.gate.office
        try:
            return waive(office, actor, self.criteria, key, self.period, given, seen=seen, withdrawn=withdrawn)
        except ForbiddenError as error:
            raise WaiverError(str(error), CONFLICT) from error
        except ReplacedError as error:
            said = "Trường hợp này đã có trên hồ sơ hoặc người khác vừa sửa; xem bảng, rồi sửa ở dòng đó."
            raise WaiverError(said, CONFLICT) from error

    def _unit(self, text: str) -> UnitKey:
        every = {each.code: each for each in self.gate.office.register.covered(self.criteria, self.last_day)}
        try:
            key = unit_named(text, every, self.last_day).key
        except NoUnitError as error:
            raise WaiverError(str(error)) from error
        if not self._may(key):
            raise WaiverError("Đơn vị này ngoài phạm vi của tài khoản; chưa ghi gì.", FORBIDDEN)
        return key

    def _may(self, key: UnitKey) -> bool:
        return self.gate.may(self.request, Action.WAIVE, key)


def _text(sent: Sent, name: str, label: str, most: int, example: str) -> str:
    text = sent.text(name)
    if not text:
        raise WaiverError(f"Ô «{label}»: chưa ghi gì. Hãy ghi ngắn gọn, ví dụ {example}.")
    if len(text) > most:
        raise WaiverError(f"Ô «{label}»: dài {len(text)} ký tự, nhiều nhất {most}; viết gọn lại.")
    return text
