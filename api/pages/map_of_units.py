"""The room of administrative units: the map on a day, and every unit that ever bore a code with its lineage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.days import not_a_day, read_day
from api.pages.gate import Gate
from api.pages.problems import Problem
from api.pages.routes import BAD_REQUEST, NOT_FOUND, OK, Pages, Room
from engine.names import search_key, sort_key
from engine.units import KINDS, Lineage, Register, UnitKey, UnitVersion
from engine.wording.numbers import day

UNITS = "/don-vi"
ROOM = Room("Đơn vị hành chính", UNITS, Action.READ_UNITS)
EXTENTS = {"whole": "toàn bộ", "part": "một phần"}
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the map."""

    code: str
    name: str
    district: str
    since: str
    link: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """The units of a day that are asked for."""

    on: str
    on_words: str
    search: str
    kind: str
    district: str
    kinds: tuple[str, ...]
    districts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    of: int
    problems: tuple[str, ...]
    title: str = "Đơn vị hành chính"
    styles: tuple[str, ...] = ("map_of_units.css",)


@dataclass(frozen=True, slots=True)
class End:
    """The other end of a lineage: which unit, how much of it went where, and by what law."""

    name: str
    code: str
    link: str
    extent: str
    basis: str
    day: str


@dataclass(frozen=True, slots=True)
class Version:
    """One unit that bore the code, while it stayed as it was."""

    anchor: str
    name: str
    days: str
    facts: tuple[tuple[str, str], ...]
    made_of: tuple[End, ...]
    became: tuple[End, ...]
    figures: tuple[tuple[str, str], ...]
    """Periods with figures of this unit, with where they are shown."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """Every unit that bore a code, the newest first."""

    code: str
    title: str
    warning: str
    versions: tuple[Version, ...]
    styles: tuple[str, ...] = ("map_of_units.css",)


@dataclass(frozen=True, slots=True)
class MapAsked:
    """What an address asks of the map, judged, and the units that it means, by district and name."""

    on: date
    search: str
    kind: str
    district: str
    units: tuple[UnitVersion, ...]
    problems: tuple[str, ...]


Near = Callable[[Iterable[UnitVersion]], list[UnitVersion]]
"""Picks the units that somebody may look up."""


def units_asked(register: Register, query: Mapping[str, str], today: date, near: Near = list) -> MapAsked:
    """Judge a query; what can't be used is said and left out."""
    raw, problems = query.get("ngay", "").strip(), list[str]()
    on = read_day(raw) if raw else today
    if on is None:
        problems.append(not_a_day("Bản đồ ngày", raw, "đang hiện bản đồ hôm nay"))
    on = on or today
    search, kind, district = (" ".join(query.get(key, "").split())[:LONGEST] for key in ("tim", "loai", "huyen"))
    if district and district not in {each.code for each in register.districts_on(on).values()}:
        problems.append(f"Không có huyện mã «{district[:20]}» vào ngày {day(on)}; đang hiện mọi huyện.")
        district = ""
    words = search_key(search).split()
    found = [
        each
        for each in near(register.on(on).values())
        if kind in ("", each.kind)
        and district in ("", each.district)
        and all(word in search_key(" ".join((each.name, *each.alt_names, each.code))) for word in words)
    ]
    found.sort(key=lambda each: (sort_key(each.district_name or ""), sort_key(each.short_name), each.code))
    return MapAsked(on, search, kind, district, tuple(found), tuple(problems))


class UnitPages:
    """The addresses of administrative units."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the map and its units their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ_UNITS))])
        router.add_api_route(UNITS, self.map, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(f"{UNITS}/{{code}}", self.code, methods=["GET", "HEAD"], response_model=None)
        return router

    def map(self, request: Request) -> Response:
        """Show the map on a day."""
        self._pages.board()
        register = self._office.register
        near = partial(self._gate.neighbours, request)
        asked = units_asked(register, request.query_params, self._office.today, near)
        units = near(register.on(asked.on).values())
        inside = {each.district for each in units}
        known = (each for each in register.districts_on(asked.on).values() if each.code in inside)
        districts = sorted(known, key=lambda each: sort_key(each.name))
        page = MapPage(
            on=asked.on.isoformat(),
            on_words=day(asked.on),
            search=asked.search,
            kind=asked.kind,
            district=asked.district,
            kinds=tuple(each for each in KINDS if any(unit.kind == each for unit in units)),
            districts=tuple((each.code, each.name) for each in districts),
            lines=tuple(map(_line, asked.units)),
            of=len(units),
            problems=asked.problems,
        )
        return self._pages.show(request, "map_of_units.html", page, BAD_REQUEST if asked.problems else OK)

    def code(self, request: Request, code: str) -> Response:
        """Show every unit that bore a code."""
        held = self._gate.neighbours(request, self._office.register.history(code))
        if not held:
            said = f"Không có đơn vị nào từng mang mã «{code[:20]}»; mã gồm 5 chữ số, ví dụ 04831."
            problem = Problem("Không có mã này", (said,), (("Tìm theo tên", UNITS),), search=False)
            return self._pages.problem(request, problem, NOT_FOUND)
        names = {each.short_name for each in held}
        warning = (
            f"Mã {code} đã được dùng cho {len(held)} đơn vị khác tên nhau: số liệu và công nhận của đơn vị này "
            "không phải của đơn vị kia."
            if len(names) > 1
            else ""
        )
        versions = tuple(self._version(request, each) for each in reversed(held))
        page = CodePage(code, f"{held[-1].name} — mã {code}", warning, versions)
        return self._pages.show(request, "unit_versions.html", page)

    def _version(self, request: Request, unit: UnitVersion) -> Version:
        register = self._office.register
        facts = (
            ("Loại", unit.kind),
            ("Huyện", unit.district_name or ""),
            ("Tỉnh", unit.province_name),
            ("Tên viết khác", ", ".join(unit.alt_names)),
        )
        return Version(
            anchor=f"tu-{unit.first_day.isoformat()}",
            name=unit.name,
            days=_days(unit),
            facts=tuple((name, text) for name, text in facts if text),
            made_of=_ends(register, ((each, each.old) for each in register.predecessors(unit.key))),
            became=_ends(register, ((each, each.new) for each in register.successors(unit.key))),
            figures=self._figures(request, unit),
        )

    def _figures(self, request: Request, unit: UnitVersion) -> tuple[tuple[str, str], ...]:
        """Return the periods in which this very unit has figures that may be seen."""
        if not self._gate.may(request, Action.READ, unit.key):
            return ()
        board, found = self._pages.board(), []
        for period in sorted(board.data.periods):
            result = board.scored(period)
            same = board.register.version(unit.code, result.scores.figures.last_day) == unit
            if same and unit.code in result.codes:
                found.append((period, f"/xa/{unit.code}?ky={period}"))
        return tuple(found)


def _line(unit: UnitVersion) -> Line:
    return Line(unit.code, unit.name, unit.district_name or "", _since(unit), _link(unit.key))


def _since(unit: UnitVersion) -> str:
    return f"từ {day(unit.first_day)}" if unit.first_day_exact else f"từ {day(unit.first_day)} hoặc trước đó"


def _days(unit: UnitVersion) -> str:
    return f"{_since(unit)} đến hết {day(unit.last_day)}" if unit.last_day else f"{_since(unit)}, đang tồn tại"


def _link(key: UnitKey) -> str:
    return f"{UNITS}/{key[0]}#tu-{key[1].isoformat()}"


def _ends(register: Register, lines: Iterable[tuple[Lineage, UnitKey]]) -> tuple[End, ...]:
    """Show the other ends of lineages by name."""
    found = []
    for line, key in lines:
        unit = next((each for each in register.history(key[0]) if each.key == key), None)
        name = unit.name if unit else f"Đơn vị {key[0]}"
        found.append(End(name, key[0], _link(key), EXTENTS[line.extent], line.legal_basis, day(line.effective)))
    return tuple(sorted(found, key=lambda each: (sort_key(each.name), each.code)))
