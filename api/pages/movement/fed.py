"""Figures that come from the register, as the pages of one unit say them, with the way to the models behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.movement.asking import LIST
from api.workflow.movement.feeding import FedFigure, fed
from api.workflow.office import Office
from engine.criteria import CriteriaSet
from engine.units import UnitKey
from engine.wording.movement import amount
from engine.wording.numbers import number


@dataclass(frozen=True, slots=True)
class FedNote:
    """What the register says of one figure; ``amiss`` where it is not what was typed, or settles nothing."""

    label: str
    said: str
    link: str
    amiss: bool


def fed_notes(office: Office, criteria: CriteriaSet, unit: UnitKey, period: str) -> Mapping[str, FedNote]:
    """Return by indicator what the register says of the figures of a unit in a period."""
    found = fed(office, criteria, period, office.known_now(), [unit])
    return {
        rule.indicator: note(criteria, each)
        for rule in found.rules
        if (each := found.cells.get((unit, rule.indicator))) is not None and worth_saying(each)
    }


def worth_saying(each: FedFigure) -> bool:
    """Tell whether the register says anything of a figure: it is closed, or it has a model to count."""
    return each.closed or bool(each.counted.models or each.counted.maybe)


def note(criteria: CriteriaSet, each: FedFigure) -> FedNote:
    """Say what the register says of a figure."""
    counted = amount(each.counted.sure, each.counted.possible)
    typed = number(each.typed) if each.typed is not None else ""
    if each.closed and each.value is not None:
        said = f"lấy từ sổ mô hình: {counted}"
        if each.disagrees:
            said += f". Số gõ tay {typed} khác sổ nên không dùng; sửa số gõ tay, hoặc ghi thêm vào sổ"
    elif each.closed:
        said = f"sổ mô hình đã chốt nhưng còn chưa rõ ({counted}), nên số liệu này là chưa rõ"
    elif each.disagrees:
        said = f"số gõ tay {typed} khác sổ mô hình, sổ đang đếm {counted} và chưa chốt"
    else:
        said = f"sổ mô hình đang đếm {counted}, chưa chốt nên chưa thay số gõ tay"
    amiss = each.disagrees or (each.closed and each.value is None)
    return FedNote(criteria.indicators[each.rule.indicator].label, said, list_of(each), amiss)


def list_of(each: FedFigure) -> str:
    """Return where the models that a figure counts are listed."""
    return f"{LIST}?ky={each.period}&xa={each.unit[0]}&dem={each.rule.id}"
