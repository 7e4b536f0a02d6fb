"""A unit says that its register is complete for a period, or opens it again: from then on its counts are figures."""

from __future__ import annotations

from api.store import movement as stored
from api.store.database import Write
from api.store.movement_tables import RegisterClosed
from api.store.units import numbered
from api.workflow.movement.changing import replace_row
from api.workflow.movement.guarding import fed_sets, forbidden, is_sealed
from api.workflow.movement.writer import MovementError, Writer
from api.workflow.office import Office
from engine.units import UnitKey


def close_register(office: Office, writer: Writer, code: str, period: str) -> RegisterClosed:
    """Say that the register of a unit is complete for a period; the same again adds nothing.

    MovementError: ``not_found`` without such a unit or period, ``state_forbids`` once a sheet that it feeds is handed
    in (to the province, once it is sealed).
    """
    return _set(office, writer, code, period, withdrawn=False)


def open_register(office: Office, writer: Writer, code: str, period: str) -> RegisterClosed:
    """Open it again: typed figures stand again. MovementError as of :func:`close_register`."""
    return _set(office, writer, code, period, withdrawn=True)


def unit_of(office: Office, code: str, period: str) -> UnitKey:
    """Return the unit that bears a code on the last day of a period that has begun; MovementError."""
    try:
        sets = tuple(fed_sets(office, period))
    except ValueError:  # it is no year
        sets = ()
    if not sets:
        raise MovementError("not_found", f"Kỳ {period[:20]} không có chỉ tiêu nào lấy từ sổ mô hình.")
    first, last = sets[0][0].period.bounds(period)
    if first > office.today:
        raise MovementError(
            "state_forbids", f"Kỳ {period} chưa bắt đầu; chốt sổ từ ngày {first:%d/%m/%Y}, khi đã ghi đủ mô hình."
        )
    unit = office.register.version(code, last)
    if unit is None:
        raise MovementError("not_found", f"Không có đơn vị mã «{code[:20]}» trên bản đồ ngày {last:%d/%m/%Y}.")
    return unit.key


def _set(office: Office, writer: Writer, code: str, period: str, *, withdrawn: bool) -> RegisterClosed:
    unit = unit_of(office, code, period)
    writer.must([unit])
    action = "model.open" if withdrawn else "model.close"
    with office.database.writing(writer.actor, action, period=period, content={"unit": code}) as write:
        write.unit_id = numbered(write, unit)
        held = stored.closing(write.session, write.unit_id, period)
        wanted = RegisterClosed(unit_id=write.unit_id, period=period, withdrawn=withdrawn)
        if held is None and withdrawn:
            raise MovementError("not_found", f"Sổ của đơn vị {code} kỳ {period} chưa chốt, không có gì để mở lại.")
        if held is not None and held.withdrawn == withdrawn:
            return held
        _must_be_open(office, write, writer, unit, period)
        found: RegisterClosed = write.add(wanted) if held is None else replace_row(write, held, wanted, held.id)
        return found


def _must_be_open(office: Office, write: Write, writer: Writer, unit: UnitKey, period: str) -> None:
    for criteria, rules in fed_sets(office, period):
        if is_sealed(write.session, criteria.set, write.unit_id, period):
            raise MovementError(
                "state_forbids", f"Phiếu kỳ {period} đã chốt; chỉ chốt hay mở sổ sau khi cấp tỉnh mở lại phiếu."
            )
        why = forbidden(office, write.session, writer, criteria, rules, write.unit_id, unit, period)
        if why is not None:
            raise MovementError("state_forbids", why)
