"""Which rows of a file may be imported by whoever hands it in, and why the others not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.exchange.filled.faults import Faults
from api.exchange.filled.files import Filled
from engine.names import search_key
from engine.units import UnitVersion

if TYPE_CHECKING:  # it reads files by this
    from api.workflow.importing.importer import Importer


class Theirs:
    """Which rows of a file may be imported by whoever hands it in; why not is said of each."""

    def __init__(self, importer: Importer, filled: Filled, faults: Faults) -> None:
        self._importer, self._filled, self._faults = importer, filled, faults
        self._waived = {(each.unit, each.period) for each in filled.waivers}
        self._others = {(each.unit, each.period) for each in filled.figures}
        self._others |= {(each.unit, each.period) for each in filled.documents}

    def kept(self) -> Filled:
        """Return what of the file they may import."""
        importer, filled = self._importer, self._filled
        found = {row[:2]: unit for row in filled.rows if (unit := self._unit(*row)) is not None}
        keys = [unit.key for unit in found.values()]
        mine, waivable = importer.may(keys), importer.may_waive(keys)
        for row in filled.rows:
            unit = found.get(row[:2])
            alone = row[:2] in self._waived and row[:2] not in self._others
            if unit is not None and unit.key not in mine and not (alone and unit.key in waivable):
                values = {"seen": row[0], "name": unit.name if importer.near([unit]) else "đơn vị của tỉnh khác"}
                self._faults.add("NOT_YOUR_UNIT", values, **_where(*row))
        recorded = {key for key, unit in found.items() if unit.key in mine}
        waived = {key for key, unit in found.items() if unit.key in waivable}
        for each in filled.waivers:
            key = (each.unit, each.period)
            if key in recorded - waived:
                values = {"seen": each.unit, "name": found[key].name}
                self._faults.add("NOT_YOURS_TO_WAIVE", values, **_where(*key, each.place))
        return replace(
            filled,
            figures=tuple(each for each in filled.figures if (each.unit, each.period) in recorded),
            documents=tuple(each for each in filled.documents if (each.unit, each.period) in recorded),
            waivers=tuple(each for each in filled.waivers if (each.unit, each.period) in waived),
            rows=tuple(each for each in filled.rows if each[:2] in recorded | (waived & self._waived)),
        )

    def _unit(self, code: str, period: str, place: str) -> UnitVersion | None:
        """Return the unit of a row; None, and why, when it is of another period, or of no unit that is scored."""
        wanted = self._importer.wanted
        if wanted and period != wanted:
            self._faults.add("OTHER_PERIOD", {"seen": period, "period": wanted}, **_where(code, period, place))
            return None
        unit = self._importer.unit(code, period)
        if unit is None:
            values = {"seen": code, "period": period, "hint": _hint(self._importer, self._filled, code, period)}
            self._faults.add("NO_SUCH_UNIT", values, **_where(code, period, place))
        return unit


def _where(code: str, period: str, place: str) -> dict[str, Any]:
    sheet, _, cell = place.rpartition("!")
    return {"sheet": sheet or None, "cell": cell, "unit": code, "period": period}


def _hint(importer: Importer, filled: Filled, code: str, period: str) -> str:
    """Say which code may have been meant: that of the unit whose name stands beside it."""
    named = search_key(dict(filled.names).get(code, ""))
    criteria = importer.rules(period)
    if named and criteria is not None:
        day = criteria.period.bounds(period)[1]
        alike = [
            each
            for each in importer.near(importer.office.register.covered(criteria, day))
            if named in (search_key(each.name), search_key(each.short_name))
        ]
        if len(alike) == 1:
            return f"{alike[0].name} mang mã {alike[0].code}; sửa mã nếu đúng là đơn vị này"
    return "kiểm tra lại mã và kỳ; sau sáp nhập, một số mã đã đổi"
