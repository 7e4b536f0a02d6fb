"""Whom a set is for, in words: the kinds of unit, and the province where it names one."""

from __future__ import annotations

from engine.criteria import CriteriaSet
from engine.units import Register


def scope(criteria: CriteriaSet, register: Register | None = None) -> str:
    """Say which units a set scores; a register tells the name of the province."""
    kinds = ", ".join(criteria.applies_to)
    if criteria.province is None:
        return kinds
    name = register.province_name(criteria.province) if register is not None else None
    where = f"{name[:1].lower()}{name[1:]} (mã {criteria.province})" if name else f"tỉnh mã {criteria.province}"
    return f"{kinds} của {where}, kể cả đơn vị mới lập từ đó"
