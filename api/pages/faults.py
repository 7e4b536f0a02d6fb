"""Faults of the figures as lines of a page: the unit, what is wrong, the cure."""

from __future__ import annotations

from dataclasses import dataclass

from api.workflow import Board, Scored

MOST = 100
"""Lines shown at once; the command lists them all."""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault; ``link`` leads to the unit where it is one of the table."""

    unit: str
    place: str
    message: str
    cure: str
    link: str


def fault_lines(board: Board, result: Scored, code: str | None = None) -> tuple[FaultLine, ...]:
    """Give the faults of a period, of all units or of one; at most :data:`MOST`."""
    period = result.scores.figures.period
    scored = set(result.codes)
    names = {unit.code: unit.name for unit in board.register.on(result.scores.figures.last_day).values()}
    names |= dict(zip(result.codes, result.names, strict=True))
    found = [fault for fault in result.faults if code in (None, fault.unit)]
    return tuple(
        FaultLine(
            unit=names.get(fault.unit or "", fault.unit or ""),
            place=", ".join(
                part
                for part in (
                    fault.file,
                    f"trang {fault.sheet}" if fault.sheet else "",
                    f"dòng {fault.row}" if fault.row is not None else "",
                    f"cột {fault.column}" if fault.column else "",
                )
                if part
            ),
            message=fault.message,
            cure=fault.cure,
            link=f"/xa/{fault.unit}?ky={period}" if fault.unit in scored else "",
        )
        for fault in found[:MOST]
    )
