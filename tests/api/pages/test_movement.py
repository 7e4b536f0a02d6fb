"""The register of models to be read: the list, sums, what to look at, one model; of units that may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.access.deciding import Role
from api.pages.movement.asking import LIST, Asked
from api.pages.movement.paging import paged
from api.store.database import Actor
from api.workflow.recording import Change, record
from engine.indicators import Kind
from tests.api.pages.html import Node
from tests.api.pages.movement_register import CAO_SON, DA_BAC, Visit, fill, shown
from tests.offices import Opened, opened


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The small register on 10 November 2024, for tests that write nothing."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('movement') / 'thu.sqlite3'}") as found:
        fill(found.office)
        yield found


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The small register on 18 July 2025, after the merger."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('merged') / 'thu.sqlite3'}") as found:
        fill(found.office)
        found.clock.move(days=250)
        yield found


def row_of(page: Node, title: str) -> list[str]:
    """Return the figures of a line of sums, the picture left out."""
    line = next(each for each in page.all("tr") if each.all("th") and each.all("th")[0].text == title)
    return [each.text for each in line.all("td", "num")]


def test_the_list_holds_what_has_not_ended(known: Opened) -> None:
    """Six models by name in Vietnamese order, how many they are, and what they hold with what is missing."""
    page = Visit(known).page("/mo-hinh")

    assert shown(page) == [1, 2, 7, 6, 4, 3]
    assert page.one("p", id="so-luong").text == "6 mô hình, tính đến hết ngày 10/11/2024"
    assert "32 thành viên ở 2 mô hình có số, 4 chưa có" in page.text
    assert "40 hộ tham gia ở 1 mô hình có số, 5 chưa có" in page.text
    first = next(each for each in page.all("tr") if "Camera an ninh xóm Bưng" in each.text)
    assert "Thị trấn Đà Bắc" in first.text
    assert "Tốt" in first.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tim=xom+bung", [1, 2]),
        ("tim=MH000006", [6]),
        ("huyen=150", [1, 2, 3]),
        ("xa=05017", [6, 4]),
        ("linh-vuc=economy", [4]),
        ("loai=camera", [1, 2]),
        ("to-chuc=cong-an", [1]),
        ("trang-thai=ended", [5]),
        ("trang-thai=tat-ca", [1, 2, 7, 6, 4, 3, 5]),
        ("xep-loai=weak", [2]),
        ("xep-loai=chua-xep", [7, 6, 4, 3]),
        ("ngay=01/01/2020", [1, 7, 3]),
        ("xep=-ngay-lap", [6, 4, 2, 1, 7, 3]),
        ("xep=-thanh-vien", [4, 1, 2, 3, 6, 7]),
        ("tim=khong+co", []),
    ],
)
def test_filters_and_orders_stand_in_the_address(known: Opened, query: str, found: list[int]) -> None:
    """Each filter alone gives exactly its models; an order brings them into it; the form keeps what was asked."""
    page = Visit(known).page(f"/mo-hinh?{query}")

    assert shown(page) == found
    key, _, value = query.partition("=")
    if key in ("huyen", "xa", "linh-vuc", "loai", "to-chuc", "trang-thai", "xep-loai"):
        (chosen,) = [each for each in page.one("select", id=key).all("option") if "selected" in each.attributes]
        assert chosen.attributes["value"] == value


def test_wrong_addresses_are_told(known: Opened) -> None:
    """What can't be used is said with the cure, the rest is shown; a day to come is none to count to."""
    page = Visit(known).page("/mo-hinh?loai=zz&xep=zz&ngay=31/02/2024", 400)

    assert len(page.one("div", "problems").all("li")) == 3
    assert shown(page) == [1, 2, 7, 6, 4, 3]
    later = Visit(known).page("/mo-hinh?ngay=2025-01-01", 400)
    assert "ở sau hôm nay" in later.one("div", "problems").text


def test_a_long_list_comes_fifty_at_a_time() -> None:
    """Of 120 the third page has the last twenty; a page too far is the last; the first needs no number."""
    asked = Asked(LIST, date(2024, 11, 10), {"loai": "camera"}, (), page=3)
    third = paged(asked, range(120))

    assert list(third.rows) == list(range(100, 120))
    assert (third.said, third.following) == ("Trang 3 / 3", "")
    assert third.previous == "/mo-hinh?loai=camera&trang=2"
    assert paged(Asked(LIST, asked.day, {}, (), page=99), range(120)) == paged(
        Asked(LIST, asked.day, {}, (), page=3), range(120)
    )
    assert paged(Asked(LIST, asked.day, {}, (), page=2), range(60)).previous == "/mo-hinh"


def test_a_figure_opens_on_the_models_that_it_counts(known: Opened) -> None:
    """Good or fair in 2023 at the end of that year: one surely, four whom nobody rated perhaps."""
    page = Visit(known).page("/mo-hinh?ky=2023&dem=nq12-working-models")

    assert shown(page) == [1, 7, 4, 3]
    assert page.one("p", id="so-luong").text == (
        "1 mô hình được tính vào số liệu, tính đến hết ngày 31/12/2023; 3 mô hình chưa rõ có được tính hay không"
    )


def test_sums_come_to_the_whole(known: Opened) -> None:
    """By field 1 + 3 + 2 = 6 with shares; what the named kinds come to; on an earlier day fewer; with links."""
    page = Visit(known).page("/mo-hinh/tong-hop")

    assert [row_of(page, each)[:2] for each in ("Phát triển kinh tế", "Giữ gìn an ninh trật tự", "Tất cả")] == [
        ["1", "16,7 %"],
        ["3", "50 %"],
        ["6", "100 %"],
    ]
    assert row_of(page, "Văn hóa, xã hội và môi trường")[0] == "2"
    assert "/mo-hinh?linh-vuc=economy" in [each.attributes["href"] for each in page.all("a")]
    kinds = Visit(known).page("/mo-hinh/tong-hop?theo=loai")
    assert "Các loại được kể tên cộng lại 1 + 2 = 3 trên tổng 6: còn 3 không được kể tên." in kinds.text
    assert "Chưa kể loại chỉ giữ số đếm: tổ theo Chỉ thị 22-CT/TU" in kinds.text
    earlier = Visit(known).page("/mo-hinh/tong-hop?ngay=2020-01-01&theo=don-vi")
    assert row_of(earlier, "Thị trấn Đà Bắc")[0] == "2"
    assert row_of(earlier, "Tất cả")[0] == "3"


def test_kinds_that_only_a_set_counts_are_named_with_the_rest(tmp_path: Path) -> None:
    """What a criteria set alone counts is added to the named kinds, and so what nobody named is told without it."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        fill(found.office)
        change = Change((DA_BAC, date(2020, 1, 1)), "2023", "count_only", Kind.COUNT, 2, 0)
        record(found.office.database, Actor("canbo1", "form"), "ct22-tu", [change])
        path, said = (
            "/mo-hinh/tong-hop?theo=loai",
            "1 + 2 + 2 = 5 (trong đó 2 chỉ giữ số đếm, không ghi vào sổ theo loại)",
        )
        assert f"{said} trên tổng 6: còn 1 không được kể tên." in Visit(found).page(path).text
        found.clock.move(days=250)
        assert f"{said} trên tổng 6" in Visit(found).page(path).text
        other = Visit(found, Role.COMMUNE, "unit:04834:2020-01-01").page(path).text
        assert "chỉ giữ số đếm, không ghi" not in other


def test_sums_are_drawn(known: Opened) -> None:
    """A tile a unit with its number, linked to its list; a bar a year with its figure and the same in a table."""
    page = Visit(known).page("/mo-hinh/tong-hop")
    tiles = page.one("svg", "map").all("a")

    assert len(tiles) == len(known.office.register.on(date(2024, 11, 10)))
    mine = next(each for each in tiles if each.attributes["href"] == "/mo-hinh?xa=04831")
    assert mine.attributes["aria-label"] == "Thị trấn Đà Bắc, Huyện Đà Bắc: 3 mô hình"
    bars = page.one("svg", "model-years")
    # 2017 has the team of 2016 alone; 2023 all but the one of 2024 and the one that ended
    assert [each.text for each in bars.all("text", "count")] == ["1", "2", "3", "4", "5", "6", "5", "6"]
    assert row_of(page, "2023") == ["1", "3", "1", "5"]


def test_after_a_split_counts_are_ranges(merged: Opened) -> None:
    """The model of a split commune is in neither part surely, in each perhaps, and listed as one to be placed."""
    visit = Visit(merged)
    units = visit.page("/mo-hinh/tong-hop?theo=don-vi")

    assert row_of(units, "Xã Lương Sơn")[0] == row_of(units, "Xã Liên Sơn")[0] == "0 – 1"
    assert row_of(units, "Chưa rõ thuộc đơn vị nào")[0] == "1"
    assert row_of(units, "Xã Đà Bắc")[0] == "3"
    assert shown(visit.page("/mo-hinh/can-xem?xem=chua-ro")) == [7]
    line = next(each for each in visit.page("/mo-hinh").all("tr") if "Tiếng kẻng" in each.text)
    assert "Xã Lương Sơn hoặc Xã Liên Sơn chưa rõ thuộc đơn vị nào" in line.text
    assert visit.page("/mo-hinh?xa=04924").one("p", id="so-luong").text.startswith("0 – 1 mô hình")


def test_what_to_look_at(known: Opened) -> None:
    """Two cameras by two bodies in one village; three that nobody rated for 2023; the weak one."""
    visit = Visit(known)
    page = visit.page("/mo-hinh/can-xem")

    assert [each.text for each in page.one("nav", aria_label="Chọn điều cần xem").all("a")] == [
        "chồng chéo (1)",
        "chưa xếp loại (3)",
        "xếp loại yếu (1)",
        "chưa rõ đơn vị (0)",
    ]
    (line,) = page.one("tbody").all("tr")
    assert "Xóm Bưng" in line.text
    assert "2 mô hình cùng loại do 2 tổ chức phụ trách" in line.text
    assert {each.attributes["href"] for each in line.all("a")} == {"/mo-hinh/MH000001", "/mo-hinh/MH000002"}
    assert shown(visit.page("/mo-hinh/can-xem?xem=chua-xep")) == [7, 4, 3]
    assert shown(visit.page("/mo-hinh/can-xem?xem=yeu")) == [2]


def test_one_model_tells_all_of_it(known: Opened) -> None:
    """Facts with what is not known, how it stands, its years, its turns, who wrote it, and its twin in the village."""
    visit = Visit(known)
    page = visit.page("/mo-hinh/MH000001")

    facts = {each.one("dt").text: each.one("dd").text for each in page.one("dl", "facts").all("div")}
    assert facts["Tổ chức phụ trách"] == "Công an"
    assert facts["Quy chế, quy ước bằng văn bản"] == "chưa rõ"
    assert facts["Hộ tham gia khi thành lập"] == "40"
    assert "Mắt thần xóm Bưng" in page.one("p", "notice-line").text
    assert [each.text for each in page.one("table", "reviews").all("td")][:2] == ["Tốt", "–"]
    told = page.one("section", aria_labelledby="lich-su").all("li")
    assert [each.text for each in told] == [
        "10/11/2024 09:00 canbo1, trên trang: ghi xếp loại năm 2023: Tốt",
        "10/11/2024 09:00 canbo1, trên trang: ghi vào sổ",
    ]
    paused = visit.page("/mo-hinh/MH000004?ngay=2024-02-29")
    assert "Đang hoạt động" in paused.one("dl", "summary").text
    assert "Tạm dừng từ 01/03/2024" in visit.page("/mo-hinh/MH000004").one("dl", "summary").text
    assert "MH999999" in visit.page("/mo-hinh/MH999999", 404).text


def test_a_unit_without_rights_shows_nothing_of_it(known: Opened) -> None:
    """A viewer of district 150 meets three models, in list, sums and lists to look at, and no name of another unit."""
    viewer = Visit(known, Role.VIEWER, "district:150")

    assert shown(viewer.page("/mo-hinh")) == [1, 2, 3]
    assert shown(viewer.page("/mo-hinh?xa=05017", 400)) == [1, 2, 3]
    assert shown(viewer.page("/mo-hinh?ky=2023&dem=nq12-working-models")) == [1, 3]
    assert row_of(viewer.page("/mo-hinh/tong-hop"), "Tất cả")[0] == "3"
    assert shown(viewer.page("/mo-hinh/can-xem?xem=chua-xep")) == [3]
    viewer.page("/mo-hinh/MH000004", 404)
    for path in ("/mo-hinh", "/mo-hinh/tong-hop", "/mo-hinh/can-xem?xem=chua-xep", "/mo-hinh/chot-so?ky=2024"):
        text = viewer.client.get(path).text
        assert "05017" not in text
        assert "Tổ hợp tác trồng bưởi" not in text
    assert not viewer.page("/mo-hinh/MH000001").all("form", "wide")
    assert "Ghi mô hình mới" not in viewer.page("/mo-hinh").one("main").text
    viewer.page("/mo-hinh/them", 403)
    Visit(known, Role.ADMINISTRATOR).page("/mo-hinh", 403)


def test_an_empty_register_says_how_to_begin(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Who may write is led to the form; who may only read is told what will be here."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('empty') / 'thu.sqlite3'}") as found:
        page = Visit(found).page("/mo-hinh")
        assert "/mo-hinh/them" in [each.attributes["href"] for each in page.one("p", "empty").all("a")]
        assert "Chưa có mô hình nào" in Visit(found, Role.VIEWER).page("/mo-hinh/tong-hop").one("p", "empty").text


def test_the_split_commune_is_what_the_tests_say(known: Opened) -> None:
    """Cao Sơn of Lương Sơn went in part to two communes: else the tests above prove nothing."""
    lines = known.office.register.successors((CAO_SON, date(2020, 1, 1)))
    assert [each.extent for each in lines] == ["part", "part"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/mo-hinh/can-xem?ngay=0001-01-01&xem=chua-xep", 400), ("/mo-hinh?ky=9999&dem=nq12-working-models", 200)],
)
def test_days_beyond_all_records_are_told(known: Opened, path: str, status: int) -> None:
    """A day before 1900 is refused in words, a period that has not begun is none: neither breaks the page."""
    page = Visit(known).page(path, status)
    assert status == 200 or "quá xa; ghi năm từ 1900 trở đi" in page.text
