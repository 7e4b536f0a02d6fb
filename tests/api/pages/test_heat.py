"""The heat table over the sample on record: its rows, what filters and sorts them, and what a bad address says."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from api.pages.heat.rows import short
from engine.names import search_key, sort_key
from tests.api.pages.heats import Room, cells, codes, heat_office, table_rows
from tests.api.pages.html import Node

Unit = dict[str, Any]
Scores = dict[str, Unit]
IDS = [f"TC{number:02}" for number in range(1, 17)]
LAST_DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The room as the provincial officer of the demonstration meets it."""
    with heat_office(tmp_path_factory.mktemp("bang-diem")) as found:
        yield Room(found)


@pytest.fixture(scope="module")
def scores(room: Room) -> Scores:
    """What the service for programs says of every unit in 2024."""
    return room.scores("2024")


def district(room: Room, code: str) -> str | None:
    """Return the district of a unit at the end of 2024."""
    unit = room.opened.office.register.version(code, LAST_DAY)
    return unit.district if unit else None


def verdict(unit: dict[str, Any], criterion: str) -> str:
    """Return the verdict of a criterion of a unit."""
    return str(next(each["verdict"] for each in unit["criteria"] if each["id"] == criterion))


# -------------------------------------------------------------------------------------------------------- figures


def test_cells_are_the_scores(room: Room, scores: Scores) -> None:
    """Every cell of the 139 × 16 shows the verdict of the API, by mark, word and class; rows have count and band."""
    page = room.page("/bang-diem")
    signs = {"met": "✓", "unmet": "✕", "unknown": "?", "not_applicable": "–"}
    words = {"met": "đạt", "unmet": "chưa đạt", "unknown": "chưa rõ", "not_applicable": "không áp dụng"}
    titles = {"full": "Đạt 16/16 tiêu chí", "below": "Dưới 9 tiêu chí"}
    titles |= {f"b{count:02}": f"Đạt từ {count} tiêu chí" for count in (9, 10, 13)}

    assert sorted(codes(page)) == sorted(scores)
    for row in table_rows(page):
        unit = scores[row.attributes["data-ma"]]
        expected = [verdict(unit, each) for each in IDS]
        shown = cells(row)
        assert [cell.attributes["class"] for cell in shown] == expected
        assert [cell.text for cell in shown] == [signs[each] for each in expected]
        assert [cell.one("a").attributes["aria-label"] for cell in shown] == [words[each] for each in expected]
        span = str(unit["met"]) if unit["met"] == unit["possible"] else f"{unit['met']} – {unit['possible']}"
        assert row.one("td", "dat").text == f"{span} / 16"
        assert row.one("span", "band").text == titles[unit["band"]]
        could = [each.text for each in row.all("span", "could") if each.text.startswith("có thể")]
        assert could == ([f"có thể: {titles[unit['possible_band']]}"] if unit["possible_band"] != unit["band"] else [])


def test_foot_counts_each_column(room: Room, scores: Scores) -> None:
    """Under each column stands how many of the rows meet it, from sure to possible; together they are the counts."""
    foot = room.page("/bang-diem").one("tfoot")
    assert foot.one("th").text == "Số đơn vị đạt"
    counts = [each.text for each in foot.all("td", "num")]
    sure = [sum(verdict(unit, each) in ("met", "not_applicable") for unit in scores.values()) for each in IDS]
    possible = [sum(verdict(unit, each) != "unmet" for unit in scores.values()) for each in IDS]

    assert counts == [str(low) if low == high else f"{low} – {high}" for low, high in zip(sure, possible, strict=True)]
    assert sum(sure) == sum(unit["met"] for unit in scores.values())
    assert sum(possible) == sum(unit["possible"] for unit in scores.values())


def test_foot_counts_what_is_shown(room: Room, scores: Scores) -> None:
    """With a filter the foot counts the rows that are left."""
    foot = room.page("/bang-diem?huyen=150").one("tfoot")
    of_district = [unit for code, unit in scores.items() if district(room, code) == "150"]

    assert foot.all("td")[0].text == "trong 17"
    sure, possible = (
        sum(verdict(unit, "TC01") in kinds for unit in of_district) for kinds in (["met"], ["met", "unknown"])
    )
    assert foot.all("td", "num")[0].text == f"{sure} – {possible}" == "9 – 10"


def test_vetoes_stand_with_the_band(room: Room, scores: Scores) -> None:
    """A veto that bites, or may, is named beside the band."""
    page = room.page("/bang-diem")
    found = {row.attributes["data-ma"]: row.one("td", "muc").text for row in table_rows(page)}
    bitten = {code for code, unit in scores.items() if any(each["verdict"] == "met" for each in unit["vetoes"])}

    assert bitten
    assert {code for code, text in found.items() if "vướng LT" in text} == bitten


def test_state_of_the_sheet(room: Room) -> None:
    """The state of each assessment stands in its row."""
    states = {row.attributes["data-ma"]: row.one("td", "phieu").text for row in table_rows(room.page("/bang-diem"))}

    assert states["04831"] == "đã nộp, chờ thẩm định"
    assert states["04834"] == "đã tự chấm, chưa nộp"
    assert [states.pop(code) for code in ("04831", "04834")]
    assert set(states.values()) == {"chưa bắt đầu"}


def test_other_periods(room: Room) -> None:
    """Another period shows its own scores, and every link stays in it."""
    page = room.page("/bang-diem?ky=2023&huyen=150")
    of_2023 = room.scores("2023")

    for row in table_rows(page):
        unit = of_2023[row.attributes["data-ma"]]
        assert [cell.attributes["class"] for cell in cells(row)] == [verdict(unit, each) for each in IDS]
    links = [node.attributes["href"] for node in page.one("table").all("a")]
    assert [link for link in links if "ky=2023" not in link] == []
    assert room.page("/bang-diem?ky=2021").one("h1").text == "Bảng điểm kỳ 2021"


def test_columns_say_what_they_are(room: Room) -> None:
    """A column has a short title upright, its id, and its whole name for whoever asks."""
    page = room.page("/bang-diem")
    heads = page.one("table", "heat-table").one("thead").all("th", "tc")
    wholes = {node.one("strong").text: node.text for node in page.one("details", "key").all("li")}

    assert [head.one("b").text for head in heads] == IDS
    assert heads[3].one("span", "upright").text == "Truyền thanh đến mọi khu dân cư"
    assert heads[7].one("span", "upright").text == "Tỷ lệ đơn vị được công nhận…"
    assert heads[7].attributes["title"] == "Tỷ lệ đơn vị được công nhận “An toàn về an ninh, trật tự”"
    assert wholes["TC08"] == "TC08 Tỷ lệ đơn vị được công nhận “An toàn về an ninh, trật tự”"


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("Ngắn", "Ngắn"),
        ("a" * 42, "a" * 42),
        ("Không để xảy ra vụ việc thuộc khoản 3, Điều 4 Thông tư", "Không để xảy ra vụ việc thuộc khoản 3…"),
        ("Đạt “An toàn” và “An toàn về an ninh, trật tự” luôn", "Đạt “An toàn” và…"),
    ],
)
def test_short_titles(title: str, cut: str) -> None:
    """A title is cut at a word, without the sign before it, and never inside quotes."""
    assert short(title) == cut


# -------------------------------------------------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("muc=b13", lambda unit: unit["band"] == "b13"),
        ("muc=below", lambda unit: unit["band"] == "below"),
        ("tieu-chi=TC08&ket-qua=unmet", lambda unit: verdict(unit, "TC08") == "unmet"),
        ("tieu-chi=TC08&ket-qua=unknown", lambda unit: verdict(unit, "TC08") == "unknown"),
        ("tieu-chi=TC13&ket-qua=not_applicable", lambda unit: verdict(unit, "TC13") == "not_applicable"),
        ("ket-qua=unknown", lambda unit: any(each["verdict"] == "unknown" for each in unit["criteria"])),
        ("tieu-chi=TC08", bool),
        ("trang-thai=submitted", lambda unit: unit["unit"] == "04831"),
        ("trang-thai=self_assessed", lambda unit: unit["unit"] == "04834"),
        ("trang-thai=not_started", lambda unit: unit["unit"] not in ("04831", "04834")),
        ("tim=hoa+son", lambda unit: "hoa son" in search_key(unit["name"])),
        ("tim=HÒA++Sơn", lambda unit: "hoa son" in search_key(unit["name"])),
        ("tim=04831", lambda unit: unit["unit"] == "04831"),
        ("tieu-chi=TC01&ket-qua=met&muc=b10", lambda unit: verdict(unit, "TC01") == "met" and unit["band"] == "b10"),
    ],
)
def test_filters(room: Room, scores: Scores, query: str, wanted: Callable[[Unit], bool]) -> None:
    """A filter leaves exactly the units that it says, by the API's own words."""
    expected = {code for code, unit in scores.items() if wanted(unit)}
    page = room.page(f"/bang-diem?{query}")

    assert expected
    assert set(codes(page)) == expected
    assert page.one("p", "count").text.startswith(f"Đang xem {len(expected)} trong 139 đơn vị")
    of_district = {code for code in expected if district(room, code) == "150"}
    both = room.page(f"/bang-diem?{query}&huyen=150")
    assert {row.attributes["data-ma"] for row in both.all("tr") if "data-ma" in row.attributes} == of_district


def test_filters_are_said_and_kept(room: Room) -> None:
    """The count names every filter, the form keeps it, links carry it, and one link drops all."""
    query = "ky=2024&tim=xa&huyen=150&muc=b10&tieu-chi=TC01&ket-qua=unmet&trang-thai=not_started&xep=-TC08"
    page = room.page(f"/bang-diem?{query}")

    assert page.one("p", "count").text.partition(": ")[2] == (
        "tên có “xa”, Huyện Đà Bắc, mức “Đạt từ 10 tiêu chí”, TC01 chưa đạt, phiếu chưa bắt đầu."
    )
    form = page.one("form", "filter")
    assert [option.text for option in form.all("option", selected="")] == [
        "Huyện Đà Bắc", "Đạt từ 10 tiêu chí", "TC01 Lãnh đạo, chỉ đạo và đăng ký từ quý I", "chưa đạt", "chưa bắt đầu",
    ]  # fmt: skip
    hidden = {node.attributes["name"]: node.attributes["value"] for node in form.all("input", type="hidden")}
    assert hidden == {"ky": "2024", "xep": "-TC08"}
    assert form.one("input", type="search").attributes["value"] == "xa"
    assert cells(table_rows(page)[0])[0].one("a").attributes["href"].startswith(f"?{query}&o=")
    assert page.one("p", "go").one("a").attributes["href"] == "/bang-diem?ky=2024&xep=-TC08"
    assert [node.attributes["href"] for node in page.one("p", "tools").all("a")] == [
        f"/bang-diem/xuat.xlsx?{query}",
        f"/bang-diem/xuat.csv?{query}",
    ]


def test_nothing_found(room: Room) -> None:
    """A filter that leaves nothing says so, how to get all back, and offers no file."""
    page = room.page("/bang-diem?tim=khong+co+xa+nao")

    assert page.all("table") == []
    assert page.one("p", "empty").one("a").attributes["href"] == "/bang-diem"
    assert page.one("p", "tools").all("a") == []


# ---------------------------------------------------------------------------------------------------------- order


def test_first_order_is_by_district_then_name(room: Room) -> None:
    """Unless asked otherwise rows stand under their district, in official order, inside it by name."""
    page = room.page("/bang-diem")
    register, day = room.opened.office.register, LAST_DAY
    found = [register.version(code, day) for code in codes(page)]
    groups = [body.one("tr", "group").one("th").text for body in page.one("table").all("tbody")]

    assert found == sorted(found, key=lambda unit: (unit.district, sort_key(unit.short_name)) if unit else ("", ()))
    assert len(groups) == 10
    assert groups[:2] == ["Thành phố Hòa Bình 7 đơn vị", "Huyện Đà Bắc 17 đơn vị"]
    turned = [
        body.one("tr", "group").one("th").text for body in room.page("/bang-diem?xep=-huyen").one("table").all("tbody")
    ]
    assert turned == groups[::-1]


@pytest.mark.parametrize("order", ["ten", "dat", "muc", "phieu", "TC08", "-ten", "-dat", "-muc", "-phieu", "-TC08"])
def test_every_column_sorts_and_equal_rows_stand_by_name(room: Room, scores: Scores, order: str) -> None:
    """Sorted by any column, either way round, rows that are equal there stand in Vietnamese order of names."""
    ranks = {"unmet": 0, "unknown": 1, "met": 2, "not_applicable": 3}
    bands = ["below", "b09", "b10", "b13", "full"]
    states = {"04834": 1, "04831": 2}
    keys: dict[str, Any] = {
        "ten": lambda _code, _unit: 0,
        "dat": lambda _code, unit: (unit["met"], unit["possible"]),
        "muc": lambda _code, unit: (bands.index(unit["band"]), bands.index(unit["possible_band"])),
        "phieu": lambda code, _unit: states.get(code, 0),
        "TC08": lambda _code, unit: ranks[verdict(unit, "TC08")],
    }
    register, day = room.opened.office.register, LAST_DAY
    by_name = {code: sort_key(unit.short_name) for code in scores if (unit := register.version(code, day))}
    key, falling = order.removeprefix("-"), order.startswith("-")
    page = room.page(f"/bang-diem?xep={order}")
    expected = sorted(scores, key=lambda code: by_name[code], reverse=order == "-ten")
    expected.sort(key=lambda code: keys[key](code, scores[code]), reverse=falling)

    assert [(keys[key](code, scores[code]), by_name[code][:3]) for code in codes(page)] == [
        (keys[key](code, scores[code]), by_name[code][:3]) for code in expected
    ]
    assert page.all("tr", "group") == []
    (head,) = [node for node in page.one("thead").all("th") if "aria-sort" in node.attributes]
    assert head.attributes["aria-sort"] == ("descending" if falling else "ascending")
    assert all(row.one("th").one("small").text for row in table_rows(page))


def test_a_heading_turns_its_order_round(room: Room) -> None:
    """A heading first brings to the top what people look for; asked again, it turns round."""

    def links(page: Node) -> dict[str, str]:
        return {
            node.one("a").text.split()[-1]: node.one("a").attributes["href"] for node in page.one("thead").all("th")[1:]
        }

    first = links(room.page("/bang-diem?huyen=150"))
    assert (first["Đạt"], first["TC08"]) == ("/bang-diem?huyen=150&xep=-dat", "/bang-diem?huyen=150&xep=TC08")
    assert "/bang-diem?huyen=150&xep=dat" in links(room.page("/bang-diem?huyen=150&xep=-dat")).values()
    assert "/bang-diem?huyen=150&xep=-TC08" in links(room.page("/bang-diem?huyen=150&xep=TC08")).values()


# ----------------------------------------------------------------------------------------------------- bad values


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ky=1999", "Không có số liệu kỳ «1999»; đang hiện kỳ 2024. Các kỳ có số liệu: 2021, 2022, 2023, 2024."),
        ("huyen=999", "Không có huyện «999»; đang hiện mọi huyện. Hãy chọn trong danh sách rồi bấm Lọc."),
        ("muc=b99", "Không có mức «b99»; đang hiện mọi mức."),
        ("tieu-chi=TC99", "Không có tiêu chí «TC99»; đang hiện mọi tiêu chí."),
        ("ket-qua=tot", "Không có kết quả «tot»; đang hiện mọi kết quả."),
        ("trang-thai=xong", "Không có trạng thái phiếu «xong»; đang hiện mọi trạng thái phiếu."),
        ("xep=TC99", "Không sắp xếp được theo «TC99»."),
        ("xep=--dat", "Không sắp xếp được theo «--dat»."),
        ("o=04831", "Không có ô «04831» trong bảng kỳ này. Hãy bấm vào một ô của bảng."),
        ("o=04831.TC99", "Không có ô «04831.TC99»"),
        ("o=99999.TC08", "Không có ô «99999.TC08»"),
        (f"o={'9' * 500}", f"Không có ô «{'9' * 40}…»"),
        (f"tim={'x' * 101}", "Chữ cần tìm dài quá 100 ký tự."),
    ],
)
def test_a_bad_value_is_said_and_the_rest_is_shown(room: Room, query: str, said: str) -> None:
    """A value that can't be used is answered in words, above the table without it."""
    page = room.page(f"/bang-diem?{query}", status=400)

    (problem,) = page.one("div", "problems").all("li")
    assert problem.text.startswith(said)
    assert len(table_rows(page)) == 139


def test_all_bad_values_at_once_and_blank_ones_never(room: Room) -> None:
    """Every bad value is named in one answer; a form sent with empty fields shows everything."""
    bad = "&".join(f"{key}=a" for key in ("ky", "huyen", "muc", "tieu-chi", "ket-qua", "trang-thai", "xep", "o"))
    blank = "ky=&tim=+&huyen=&muc=&tieu-chi=&ket-qua=&trang-thai=&xep=&o="

    assert len(room.page(f"/bang-diem?{bad}", status=400).one("div", "problems").all("li")) == 8
    assert len(table_rows(room.page(f"/bang-diem?{blank}"))) == 139


@pytest.mark.parametrize("key", ["tim", "huyen", "o", "xep", "ky"])
def test_hostile_text_stays_text(room: Room, key: str) -> None:
    """Markup in the address is shown or sent on as text, never as an element or an attribute."""
    evil = '"><script>alert(1)</script><a href="javascript:x'
    answer = room.get("/bang-diem", {"huyen": "150", key: evil})

    assert answer.status_code == (200 if key == "tim" else 400)
    assert "<script>alert" not in answer.text
    assert 'href="javascript' not in answer.text
    assert "&lt;script&gt;" in answer.text
