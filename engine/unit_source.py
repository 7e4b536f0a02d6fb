"""CSV text -> Register, or every fault of it.

The three files and their columns are described in ``criteria/units/README.md``. A faulty row is left out and
reported; rows that lean on it are not reported a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, TypeVar, cast

from engine.unit_rows import RegisterFault, Row, Table, read_table
from engine.units import DISTRICT_KINDS, KINDS, District, Extent, Lineage, Register, UnitKey, UnitVersion

UNITS = "units.csv"
LINEAGE = "lineage.csv"
DISTRICTS = "districts.csv"
_FILES = (UNITS, LINEAGE, DISTRICTS)
_VALIDITY = ("first_day", "first_day_exact", "last_day")
_UNIT_COLUMNS = ("code", "name", "kind", "district", "province", "province_name", *_VALIDITY, "alt_names")
_LINEAGE_COLUMNS = ("old_code", "new_code", "extent", "effective", "legal_basis")
_DISTRICT_COLUMNS = ("code", "name", "kind", "province", *_VALIDITY)
_ONE_DAY = timedelta(days=1)

_Version = TypeVar("_Version", UnitVersion, District)


@dataclass(frozen=True, slots=True)
class _Versions(Generic[_Version]):
    """What one file gave: versions by code, oldest first, their rows, and the codes in doubt by faults."""

    complete: bool
    by_code: defaultdict[str, list[_Version]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[UnitKey, Row] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def all(self) -> tuple[_Version, ...]:
        return tuple(each for code in sorted(self.by_code) for each in self.by_code[code])

    def sure_of(self, code: str) -> bool:
        """Say whether every version of the code could be read."""
        return self.complete and _bare(code) not in self.doubtful


def read_register(units_csv: str, lineage_csv: str, districts_csv: str) -> tuple[Register, tuple[RegisterFault, ...]]:
    """Read the three files of a register; give what could be read, and every fault in the order of places."""
    faults: list[RegisterFault] = []
    districts = _versions(read_table(DISTRICTS, districts_csv, _DISTRICT_COLUMNS, faults), _district)
    units = _versions(read_table(UNITS, units_csv, _UNIT_COLUMNS, faults), lambda row: _unit(row, districts))
    lineage_table = read_table(LINEAGE, lineage_csv, _LINEAGE_COLUMNS, faults)
    lineage, doubtful = _lineage(lineage_table.rows, units)
    if units.complete and lineage_table.complete:
        _check_ends(units, lineage, doubtful)
    faults.sort(key=lambda each: (_FILES.index(each.file), each.line))
    return Register(units.all(), lineage, districts.all()), tuple(faults)


def _versions(table: Table, read: Callable[[Row], _Version | None]) -> _Versions[_Version]:
    """Read rows into versions; of two that share days under one code the later one is left out."""
    found: _Versions[_Version] = _Versions(table.complete)
    pairs: list[tuple[_Version, Row]] = []
    for row in table.rows:
        version = None if row.torn else read(row)
        if version is None:
            found.doubtful.add(_bare(row.cells.get("code", "")))
        else:
            pairs.append((version, row))
    pairs.sort(key=lambda pair: (pair[0].code, pair[0].first_day, pair[1].line))
    for version, row in pairs:
        same_code = found.by_code[version.code]
        if same_code and _clashes(version, row, same_code[-1], found.rows):
            found.doubtful.add(_bare(version.code))
        else:
            same_code.append(version)
            found.rows[version.code, version.first_day] = row
    return found


def _clashes(version: _Version, row: Row, before: _Version, rows: dict[UnitKey, Row]) -> bool:
    """Report a version that begins before the one ahead of it under its code has ended."""
    line = rows[before.code, before.first_day].line
    if before.first_day == version.first_day:
        cure = "xóa bớt một dòng; hiện chỉ dùng dòng đứng trước"
        row.fault("code", f"trùng mã và ngày đầu với dòng {line}", cure)
        return True
    if before.last_day is None or before.last_day >= version.first_day:
        until = f"đến hết {before.last_day}" if before.last_day else "và chưa có ngày cuối"
        cure = f"ghi ngày cuối của dòng {line} trước ngày này, hoặc sửa ngày này; hiện bỏ qua dòng này"
        row.fault("first_day", f"mã {version.code} còn thuộc đơn vị ở dòng {line} {until}", cure)
        return True
    return False


def _district(row: Row) -> District | None:
    known = len(row.faults)
    code = row.digits("code", "148")
    kind = row.one_of("kind", DISTRICT_KINDS)
    if kind in DISTRICT_KINDS:
        row.short_name(kind)
    province = row.digits("province", "17")
    exact = row.yes("first_day_exact")
    days = row.validity()
    if days is None or len(row.faults) > known:
        return None
    return District(code, row.cells["name"], kind, province, *days, first_day_exact=exact)


def _unit(row: Row, districts: _Versions[District]) -> UnitVersion | None:
    known = len(row.faults)
    code = row.digits("code", "04789")
    kind = row.one_of("kind", KINDS)
    short_name = row.short_name(kind) if kind in KINDS else ""
    province = row.digits("province", "17")
    exact = row.yes("first_day_exact")
    days = row.validity()
    district = _district_of(row, days, districts) if days and row.cells["district"] else None
    if days is None or len(row.faults) > known:
        return None
    return UnitVersion(
        code=code,
        name=row.cells["name"],
        short_name=short_name,
        kind=kind,
        district=row.cells["district"] or None,
        district_name=district.name if district else None,
        province=province,
        province_name=row.cells["province_name"],
        first_day=days[0],
        last_day=days[1],
        alt_names=tuple(name.strip() for name in row.cells["alt_names"].split("|") if name.strip()),
        first_day_exact=exact,
    )


def _district_of(row: Row, days: tuple[date, date | None], districts: _Versions[District]) -> District | None:
    """Find the district of a unit on its first day; there must be one on its last day too."""
    code, (first, last) = row.cells["district"], days
    same_code = districts.by_code.get(code, [])
    found = next((each for each in same_code if each.exists_on(first)), None)
    throughout = found is not None and any(each.exists_on(last or date.max) for each in same_code)
    if not throughout and districts.sure_of(code):
        what = "huyện không tồn tại suốt thời gian của đơn vị" if same_code else "không có huyện mang mã này"
        row.fault(
            "district",
            what,
            f"sửa mã hoặc ngày ở đây, hoặc ở {DISTRICTS}; để trống nếu không thuộc huyện nào",
        )
    return found


def _lineage(rows: Sequence[Row], units: _Versions[UnitVersion]) -> tuple[tuple[Lineage, ...], Collection[str]]:
    """Read the lineage; also give the codes of rows that could not be read."""
    found: dict[tuple[UnitKey, UnitKey], tuple[Lineage, Row]] = {}
    doubtful: set[str] = set()
    for row in rows:
        each = None if row.torn else _lineage_row(row, units)
        if each is None:
            doubtful.update(_bare(row.cells.get(column, "")) for column in ("old_code", "new_code"))
        elif (twin := found.get((each.old, each.new))) is not None:
            row.fault(
                "old_code",
                f"trùng với dòng {twin[1].line}",
                "xóa bớt một dòng; hiện chỉ dùng dòng đứng trước",
            )
        else:
            found[each.old, each.new] = each, row
    _check_extents(found.values(), doubtful)
    return tuple(each for each, _ in found.values()), doubtful


def _lineage_row(row: Row, units: _Versions[UnitVersion]) -> Lineage | None:
    known = len(row.faults)
    old_code = row.digits("old_code", "04789")
    new_code = row.digits("new_code", "04789")
    extent = row.one_of("extent", ("whole", "part"))
    effective = row.day("effective")
    if effective is None or len(row.faults) > known:
        return None
    eve = _eve(effective)
    old = next((each for each in units.by_code.get(old_code, []) if each.last_day == eve), None)
    new = next((each for each in units.by_code.get(new_code, []) if each.first_day == effective), None)
    if old is None:
        _report_end(row, "old_code", units, f"có ngày cuối {eve}")
    if new is None:
        _report_end(row, "new_code", units, f"có ngày đầu {effective}")
    if old is None or new is None:
        return None
    return Lineage(old.key, new.key, cast("Extent", extent), effective, row.cells["legal_basis"])


@lru_cache(maxsize=4096)
def _eve(day: date) -> date:
    return day - _ONE_DAY


def _report_end(row: Row, column: str, units: _Versions[UnitVersion], wanted: str) -> None:
    """Report an end of a lineage row that hits no version, unless a faulty unit may be the cause."""
    code = row.cells[column]
    if not units.sure_of(code):
        return
    if code in units.by_code:
        cure = f"sửa ngày ở đây hoặc ngày của đơn vị trong {UNITS}"
        row.fault("effective", f"không có đơn vị mang mã {code} {wanted}", cure)
    else:
        side = "cũ" if column == "old_code" else "mới"
        row.fault(column, f"không có đơn vị {side} mang mã này", f"sửa mã, hoặc thêm đơn vị vào {UNITS}")


def _check_extents(found: Collection[tuple[Lineage, Row]], doubtful: Collection[str]) -> None:
    """Report an old unit that went whole to several new ones, or in part to a single one."""
    parts: defaultdict[UnitKey, list[tuple[Lineage, Row]]] = defaultdict(list)
    for each, row in found:
        parts[each.old].append((each, row))
    for old, pairs in parts.items():
        for each, row in pairs:
            if each.extent == "whole" and len(pairs) > 1:
                what = f"đơn vị cũ {old[0]} nhập toàn bộ mà có {len(pairs)} dòng"
                row.fault("extent", what, "ghi part ở mọi dòng nếu bị chia, hoặc xóa dòng thừa")
            elif each.extent == "part" and len(pairs) == 1 and _bare(old[0]) not in doubtful:
                what = f"đơn vị cũ {old[0]} bị chia mà chỉ có một dòng"
                row.fault("extent", what, "thêm dòng cho phần còn lại, hoặc ghi whole")


def _check_ends(units: _Versions[UnitVersion], lineage: Collection[Lineage], doubtful: Collection[str]) -> None:
    """Report units that end in nothing, and units that come from nothing after the register's first day."""
    versions = units.all()
    start = min((each.first_day for each in versions), default=date.min)
    have_new = {each.old for each in lineage}
    have_old = {each.new for each in lineage}
    for unit in versions:
        if _bare(unit.code) in doubtful:
            continue
        row = units.rows[unit.key]
        if unit.last_day is not None and unit.key not in have_new:
            what = f"đơn vị kết thúc mà {LINEAGE} không cho biết nhập vào đâu"
            cure = f"thêm vào {LINEAGE} dòng có old_code {unit.code}, effective {unit.last_day + _ONE_DAY}"
            row.fault("last_day", what, cure)
        if unit.first_day_exact and unit.first_day > start and unit.key not in have_old:
            what = f"đơn vị mới mà {LINEAGE} không cho biết từ đâu ra"
            cure = f"thêm vào {LINEAGE} dòng có new_code {unit.code}, effective {unit.first_day}"
            row.fault("first_day", what, f"{cure}; nếu đã có từ trước, ghi first_day_exact là không")


def _bare(code: str) -> str:
    """Drop leading zeros, so that a code that lost them still casts doubt on the right one."""
    return code.lstrip("0")
