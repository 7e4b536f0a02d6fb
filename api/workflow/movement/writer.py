"""Who writes to the register, where they may, and how a write of theirs is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.access.deciding import Action, Refusal, Role, Who
from api.store.database import Actor
from api.store.growing import Kept
from api.workflow.office import Office
from api.workflow.sheets import Fault
from engine.units import UnitKey


class MovementError(Exception):
    """Why something can't be put on record; ``said`` is Vietnamese and holds the cure.

    ``code`` is one of the API's refusals: ``stale`` (``newer`` is the row that stands now), ``not_usable`` (``faults``
    has every place), ``state_forbids``, ``not_found``, or why somebody may not.
    """

    def __init__(self, code: str, said: str, *, newer: Kept | None = None, faults: Iterable[Fault] = ()) -> None:
        super().__init__(said)
        self.code, self.said, self.newer, self.faults = code, said, newer, tuple(faults)


def unusable(faults: Iterable[Fault]) -> MovementError:
    """Make the refusal of what can't be used, from at least one fault."""
    found = tuple(faults)
    first = found[0]
    more = f" Còn {len(found) - 1} chỗ sai nữa." if len(found) > 1 else ""
    message = first.message[0].upper() + first.message[1:]
    return MovementError("not_usable", f"{message} — {first.cure}.{more}", faults=found)


def stale(newer: Kept | None) -> MovementError:
    """Make the refusal of a write over what somebody else has changed."""
    return MovementError("stale", "Người khác đã sửa trước; xem bản mới rồi sửa trên bản đó.", newer=newer)


_OUTSIDE = {
    Refusal.SIGN_IN_FIRST: "Phiên làm việc đã hết; đăng nhập lại.",
    Refusal.NOT_YOUR_PLACE: "Mô hình thuộc đơn vị ngoài phạm vi của tài khoản; nhờ cán bộ của đơn vị đó hoặc cấp tỉnh.",
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes: the name in the log, why they may not write to a unit, whether for the province."""

    actor: Actor
    refusal: Callable[[UnitKey], Refusal | None] = lambda _unit: None
    by_province: Callable[[UnitKey], bool] = lambda _unit: True

    @classmethod
    def of(cls, office: Office, who: Who, actor: Actor) -> Writer:
        """Take somebody who asks."""
        return cls(
            actor,
            lambda unit: office.access.decide(who, Action.RECORD, unit, office.today),
            lambda unit: office.access.holds(who, Role.PROVINCE, unit, office.today),
        )

    def must(self, units: Iterable[UnitKey]) -> None:
        """Refuse unless they may write to every one of the units."""
        for each in units:
            reason = self.refusal(each)
            if reason is not None:
                said = _OUTSIDE.get(reason, "Tài khoản không được ghi sổ mô hình; nhờ cán bộ cấp xã hoặc cấp tỉnh.")
                raise MovementError(str(reason), said)
