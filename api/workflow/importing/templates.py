"""A template for a unit, a district or the province: made from what is on record now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.exchange.templates.content import Template, UnitRow
from api.exchange.templates.layout import Document
from api.exchange.templates.workbook import write_template
from api.store import imports as stored
from api.store.figures import any_invented
from api.store.units import numbers
from api.workflow.importing.importer import Importer
from api.workflow.office import VIETNAM
from api.workflow.schedule import units_of
from api.workflow.trying import Ground, ground
from engine.criteria import CriteriaSet
from engine.names import sort_key
from engine.units import UnitVersion


class NoTemplateError(LookupError):
    """There is nothing to make a template of; the message is Vietnamese and holds the cure."""


@dataclass(frozen=True, slots=True)
class Made:
    """A template, and what its file is called."""

    name: str
    body: bytes
    units: int


def make_template(importer: Importer, period: str, unit: str = "", district: str = "") -> Made:
    """Make a template of what they may record: of a unit or a district by code, of everything when neither is named.

    NoTemplateError; NoVersionError, or ValueError when it is no period.
    """
    office = importer.office
    version = office.version_of_period(importer.set_id, period)
    scored = units_of(office, version.criteria, period)
    named = [each for each in scored if (not unit or each.code == unit) and (not district or each.district == district)]
    theirs = importer.may([each.key for each in named])
    units = sorted((each for each in named if each.key in theirs), key=_order)
    if not named:
        asked = f"đơn vị mã «{unit[:20]}»" if unit else f"huyện mã «{district[:20]}»" if district else "đơn vị nào"
        raise NoTemplateError(f"Kỳ {period} không chấm {asked}; kiểm tra lại mã và kỳ.")
    if not units:
        raise NoTemplateError("Tài khoản không nhập cho đơn vị nào trong phạm vi này; chọn đơn vị của mình.")
    on = ground(office, version, period, units)
    rows = _rows(importer, on, version.criteria, period)
    with office.database.reading() as session:
        sample = any_invented(session, importer.set_id)
    made_at = f"{office.now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    scope, tail = _scope(units, unit, district)
    template = Template(version.criteria, version.digest, period, scope, rows, sample, made_at)
    return Made(f"mau-nhap-{period}-{tail}.xlsx", write_template(template), len(units))


def _order(unit: UnitVersion) -> tuple[object, ...]:
    return not unit.district, unit.district or "", sort_key(unit.short_name)


def _scope(units: Sequence[UnitVersion], unit: str, district: str) -> tuple[str, str]:
    """Say whose the template is, in words and in the name of its file."""
    first = units[0]
    if unit or len(units) == 1:
        return first.name, first.code
    if district:
        return f"{first.district_name or district}, {len(units)} xã, thị trấn", f"huyen-{district}"
    return f"{first.province_name}, {len(units)} xã, thị trấn", "tinh"


def _rows(importer: Importer, on: Ground, criteria: CriteriaSet, period: str) -> list[UnitRow]:
    with importer.office.database.reading() as session:
        known = numbers(session)
        mine = {known[unit.key] for unit in on.units if unit.key in known}
        documents = stored.documents_held(session, criteria.set, period, mine)
    keys = [key for key, each in criteria.indicators.items() if each.sum is None]
    proved = [each.id for each in criteria.criteria if each.evidence == "required"]
    found = []
    for place, unit in enumerate(on.units):
        number = known.get(unit.key, 0)
        now = {key: steps for key in keys if (steps := on.now(key, place)) is not None}
        before = {key: steps for key in keys if (steps := on.before(key, place)) is not None}
        held = {
            key: Document(row.document, row.issued_on, row.issuer, row.pages)
            for key in proved
            if (row := documents.get((number, key))) is not None
        }
        found.append(UnitRow(unit.code, unit.name, now, before, held))
    return found
