"""The shipped register of Hòa Bình, held against ``reference`` figures and the acts themselves."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import yaml

from api.exchange.register import load_boundaries, load_register, load_tiles
from engine.names import match_key
from engine.units import Register

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = files("criteria") / "units"
RESOLUTION = date(2022, 6, 27)
LAST_OLD = date(2025, 6, 30)
FIRST_NEW = date(2025, 7, 1)


@pytest.fixture(scope="module")
def register() -> Register:
    """Give the shipped register, which must have no fault."""
    found, faults = load_register()
    assert [str(fault) for fault in faults] == []
    return found


def kinds(register: Register, day: date) -> Counter[str]:
    """Count the units of a day by kind."""
    return Counter(version.kind for version in register.on(day).values())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 12, 31), {}),
        (date(2020, 1, 1), {"xã": 131, "phường": 10, "thị trấn": 10}),
        (date(2020, 6, 15), {"xã": 131, "phường": 10, "thị trấn": 10}),
        (date(2021, 1, 31), {"xã": 131, "phường": 10, "thị trấn": 10}),
        (date(2021, 2, 1), {"xã": 129, "phường": 12, "thị trấn": 10}),
        (RESOLUTION, {"xã": 129, "phường": 12, "thị trấn": 10}),
        (date(2025, 6, 16), {"xã": 129, "phường": 12, "thị trấn": 10}),
        (LAST_OLD, {"xã": 129, "phường": 12, "thị trấn": 10}),
        (FIRST_NEW, {"xã": 42, "phường": 4}),
        (date(2026, 11, 22), {"xã": 42, "phường": 4}),
    ],
)
def test_units_by_kind(register: Register, day: date, expected: dict[str, int]) -> None:
    """The map changes on 1/1/2020, 1/2/2021 and 1/7/2025, and on no other day."""
    assert kinds(register, day) == expected


def test_the_139_of_the_resolution(register: Register) -> None:
    """The 139 of Resolution 12-NQ/TU are the xã and thị trấn of that day."""
    assert len(register.of_kinds(RESOLUTION, ("xã", "thị trấn"))) == 139
    assert len(register.on(RESOLUTION)) == 151
    assert len(register.on(FIRST_NEW)) == 46
    assert {version.province_name for version in register.on(LAST_OLD).values()} == {"Tỉnh Hòa Bình"}
    assert {version.province for version in register.on(FIRST_NEW).values()} == {"25"}


def test_units_by_district(register: Register) -> None:
    """Ten districts on the day of the resolution, with these numbers of xã, phường and thị trấn."""
    counts = Counter((each.district_name, each.kind) for each in register.on(RESOLUTION).values())
    table = {
        name: tuple(counts[name, kind] for kind in ("xã", "phường", "thị trấn"))
        for name in sorted({name for name, _ in counts if name})
    }
    assert table == {
        "Thành phố Hòa Bình": (7, 12, 0),
        "Huyện Đà Bắc": (16, 0, 1),
        "Huyện Lương Sơn": (10, 0, 1),
        "Huyện Kim Bôi": (16, 0, 1),
        "Huyện Cao Phong": (9, 0, 1),
        "Huyện Tân Lạc": (15, 0, 1),
        "Huyện Mai Châu": (15, 0, 1),
        "Huyện Lạc Sơn": (23, 0, 1),
        "Huyện Yên Thủy": (10, 0, 1),
        "Huyện Lạc Thủy": (8, 0, 2),
    }
    assert list(register.districts_on(RESOLUTION)) == [
        "148", "150", "152", "153", "154", "155", "156", "157", "158", "159",
    ]  # fmt: skip
    assert register.districts_on(FIRST_NEW) == {}
    assert {version.district for version in register.on(FIRST_NEW).values()} == {None}


def test_first_days_say_what_is_known(register: Register) -> None:
    """Of the 151, 34 began on 1/1/2020 and 2 on 1/2/2021; the other 115 are older than the register."""
    counts = Counter((each.first_day, each.first_day_exact) for each in register.on(RESOLUTION).values())
    assert counts == {
        (date(2020, 1, 1), True): 34,
        (date(2020, 1, 1), False): 115,
        (date(2021, 2, 1), True): 2,
    }
    assert {each.last_day for each in register.on(RESOLUTION).values()} == {LAST_OLD}
    assert {(each.first_day, each.last_day) for each in register.on(FIRST_NEW).values()} == {(FIRST_NEW, None)}


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [("04816", "Xã Sủ Ngòi", "Phường Quỳnh Lâm"), ("04918", "Xã Trung Minh", "Phường Trung Minh")],
)
def test_two_xa_became_phuong_in_2021(register: Register, code: str, before: str, after: str) -> None:
    """Resolution 1189 of 2021 made two xã of the city phường under their old codes."""
    old, new = (register.version(code, day) for day in (date(2021, 1, 31), date(2021, 2, 1)))
    assert old is not None
    assert new is not None
    assert (old.name, new.name) == (before, after)
    assert [(row.old, row.extent, row.legal_basis) for row in register.predecessors(new.key)] == [
        (old.key, "whole", "1189/NQ-UBTVQH14")
    ]


def test_new_codes_are_old_codes(register: Register) -> None:
    """All 46 codes had been in use the day before, 29 of them under another short name."""
    before, after = register.on(LAST_OLD), register.on(FIRST_NEW)
    assert set(after) <= set(before)
    renamed = {code for code in after if match_key(before[code].short_name) != match_key(after[code].short_name)}
    assert len(renamed) == 29
    assert {"04891", "05206", "04795", "05134"} <= renamed
    assert (before["04891"].name, after["04891"].name) == ("Xã Vầy Nưa", "Xã Tiền Phong")


def test_lineage_of_2025(register: Register) -> None:
    """154 rows lead from all 151 to all 46: 148 whole, 6 part."""
    rows = [row for row in register.lineage if row.effective == FIRST_NEW]
    assert len(rows) == 154
    assert Counter(row.extent for row in rows) == {"whole": 148, "part": 6}
    assert {row.old for row in rows} == {version.key for version in register.on(LAST_OLD).values()}
    assert {row.new for row in rows} == {version.key for version in register.on(FIRST_NEW).values()}
    made_of = Counter(len(register.predecessors(each.key)) for each in register.on(FIRST_NEW).values())
    assert made_of == {2: 5, 3: 27, 4: 10, 5: 2, 6: 1, 7: 1}
    clauses = {row.legal_basis.removeprefix("1676/NQ-UBTVQH15, Điều 1 khoản ") for row in rows}
    assert clauses == {str(clause) for clause in (*range(90, 132), *range(143, 147))}


def test_the_three_split_units(register: Register) -> None:
    """Vầy Nưa, Cao Sơn (Lương Sơn) and Đồng Tân each went to two new units."""
    split = {row.old[0] for row in register.lineage if row.extent == "part"}
    after = register.on(FIRST_NEW)
    targets = {
        register.on(LAST_OLD)[code].name: sorted(
            after[row.new[0]].name for row in register.successors((code, register.on(LAST_OLD)[code].first_day))
        )
        for code in split
    }
    assert targets == {
        "Xã Vầy Nưa": ["Phường Thống Nhất", "Xã Tiền Phong"],
        "Xã Cao Sơn": ["Xã Liên Sơn", "Xã Lương Sơn"],
        "Xã Đồng Tân": ["Xã Mai Châu", "Xã Pà Cò"],
    }


def test_names_do_not_identify(register: Register) -> None:
    """Three short names stand twice on the old map, none on the new one."""
    old = Counter(match_key(version.short_name) for version in register.on(RESOLUTION).values())
    doubled = {match_key(name) for name in ("Thống Nhất", "Đoàn Kết", "Cao Sơn")}
    assert {name for name, count in old.items() if count > 1} == doubled
    assert all(old[name] == 2 for name in doubled)
    assert len({match_key(version.short_name) for version in register.on(FIRST_NEW).values()}) == 46
    assert {version.name: version.alt_names for version in register.on(RESOLUTION).values() if version.alt_names} == {
        "Xã Mi Hòa": ("Xã Mỵ Hòa",),
        "Xã Săm Khóe": ("Xã Xăm Khòe",),
        "Xã Sơn Thủy": ("Xã Sơn Thuỷ",),
    }


@pytest.mark.parametrize(
    ("day", "cols", "rows"), [(date(2020, 6, 15), 19, 16), (RESOLUTION, 19, 16), (FIRST_NEW, 11, 9)]
)
def test_tile_maps(register: Register, day: date, cols: int, rows: int) -> None:
    """Every unit of a map has a tile of its own, and the tiles fill a frame of this size."""
    tiles = load_tiles()
    places = [tiles[version.key] for version in register.on(day).values()]
    assert len(set(places)) == len(places) == len(register.on(day))
    assert {place.col for place in places} == set(range(cols))
    assert {place.row for place in places} == set(range(rows))
    assert set(tiles) == {version.key for version in register.versions}


@pytest.mark.parametrize(
    ("day", "cols", "rows"), [(date(2022, 6, 27), 13, 15), (date(2024, 1, 1), 13, 15), (FIRST_NEW, 8, 9)]
)
def test_tile_maps_of_bac_kan(day: date, cols: int, rows: int) -> None:
    """Each of the 108, then 37 units has a tile of its own; they fill a frame, and a district is one block of sides."""
    tiles, register = load_tiles("06"), load_register(beside=("06",))[0]
    units = [each for each in register.on(day).values() if "06" in register.provinces_of(each)]
    places = {(tiles[each.key].col, tiles[each.key].row): each.district for each in units}
    assert len(places) == len(units) == (37 if day == FIRST_NEW else 108)
    assert ({col for col, _ in places}, {row for _, row in places}) == (set(range(cols)), set(range(rows)))
    assert set(tiles) == {each.key for each in register.versions if "06" in register.provinces_of(each)}
    for district in set(places.values()):
        left = {place for place, held in places.items() if held == district}
        reached = [left.pop()]
        while reached:
            col, row = reached.pop()
            near = {(col + 1, row), (col - 1, row), (col, row + 1), (col, row - 1)} & left
            left -= near
            reached.extend(near)
        assert not left, district


def test_each_district_is_one_block(register: Register) -> None:
    """The tiles of a district hang together, corners included."""
    tiles = load_tiles()
    for district in register.districts_on(RESOLUTION):
        left = {
            (tiles[each.key].col, tiles[each.key].row)
            for each in register.on(RESOLUTION).values()
            if each.district == district
        }
        reached = [left.pop()]
        while reached:
            col, row = reached.pop()
            near = {(col + dc, row + dr) for dc in (-1, 0, 1) for dr in (-1, 0, 1)} & left
            left -= near
            reached.extend(near)
        assert left == set()


def test_boundaries(register: Register) -> None:
    """The 46 outlines are closed rings inside the province, of 4,585 km² together, with their source."""
    boundaries = load_boundaries()
    assert set(boundaries) == {version.key for version in register.on(FIRST_NEW).values()}
    assert {each.attribution for each in boundaries.values()} == {
        "Ranh giới 2025: thanglequoc/vietnamese-provinces-database (giấy phép MIT), theo sapnhap.bando.com.vn"
    }
    area = 0.0
    for boundary in boundaries.values():
        for ring in boundary.rings:
            assert ring[0] == ring[-1]
            assert all(104.8 < lon < 105.9 and 20.3 < lat < 21.2 for lon, lat in ring)
            area += abs(sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))) / 2
    square_km_a_square_degree = 111.32 * 0.9357 * 110.7  # at 20.7° north
    assert area * square_km_a_square_degree == pytest.approx(4585, rel=0.01)


@pytest.mark.parametrize("name", ["units.csv", "lineage.csv", "districts.csv", "tiles.csv"])
def test_csv_files_are_plain(name: str) -> None:
    """UTF-8 without BOM, LF, NFC, no blank around a cell, no row twice."""
    raw = (FOLDER / name).read_bytes()
    content = raw.decode("utf-8")
    assert not content.startswith("\ufeff")
    assert b"\r" not in raw
    assert content == unicodedata.normalize("NFC", content)
    rows = list(csv.reader(content.splitlines()))
    assert len({tuple(row) for row in rows}) == len(rows)
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_every_file_names_its_source() -> None:
    """Each data file has an entry, each source named exists and has a licence."""
    provenance = yaml.safe_load((FOLDER / "sources.yaml").read_text(encoding="utf-8"))
    data = {file.name for file in FOLDER.iterdir()} - {"sources.yaml", "README.md", "LICENSE-MIT.txt"}
    data = (data - {"06"}) | {f"06/{file.name}" for file in (FOLDER / "06").iterdir()}
    assert set(provenance["files"]) == data
    assert all(set(source) == {"what", "licence"} for source in provenance["sources"].values())
    named = str(provenance["files"])
    assert [source for source in provenance["sources"] if source not in named] == []
    assert provenance["attribution"] in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_a_register_from_a_directory(tmp_path: Path, register: Register) -> None:
    """A directory with the three files, saved with a BOM, gives the same register."""
    for name in ("units.csv", "lineage.csv", "districts.csv"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (FOLDER / name).read_bytes())
    assert load_register(tmp_path) == (register, ())


def test_a_directory_with_unreadable_files(tmp_path: Path) -> None:
    """A file that lacks and one that is not UTF-8 are faults, told together."""
    (tmp_path / "units.csv").write_bytes("code,name\n04789,Phường Thái Bình".encode("utf-16-le"))
    (tmp_path / "districts.csv").write_bytes(b"code\n\x80")
    register, faults = load_register(tmp_path)
    assert register == Register()
    assert [str(fault).replace(str(tmp_path), "DIR") for fault in faults] == [
        "units.csv:2: chữ không phải mã UTF-8 — lưu lại tệp dạng CSV UTF-8",
        "lineage.csv:1: không mở được tệp trong DIR — đặt đủ units.csv, lineage.csv, districts.csv vào đó",
        "districts.csv:2: chữ không phải mã UTF-8 — lưu lại tệp dạng CSV UTF-8",
    ]
