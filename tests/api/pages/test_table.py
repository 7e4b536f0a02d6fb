from datetime import date

import pytest

from engine.names import sort_key
from tests.api.pages.conftest import Site
from tests.api.pages.rows import codes, names, place_of, units


def test_first_order_is_by_district_then_name(site: Site) -> None:
    """Unless asked otherwise, units stand by district in official order, inside it in Vietnamese order."""
    page = site.page("/")
    register, day = site.board.register, date(2024, 12, 31)
    found = [register.version(code, day) for code in codes(page)]

    assert found == sorted(found, key=lambda unit: (unit.district, sort_key(unit.short_name)) if unit else ("", ()))
    assert page.one("th", "huyen").attributes["aria-sort"] == "ascending"


def test_vietnamese_order_of_names(site: Site) -> None:
    """By name, Đ comes after every D, and the kind of unit does not count."""
    found = [name.removeprefix("Xã ").removeprefix("Thị trấn ") for name in names(site.page("/?xep=ten"))]

    assert found == sorted(found, key=sort_key)
    assert found.index("Dũng Phong") < found.index("Đà Bắc") < found.index("Gia Mô")
    assert names(site.page("/?xep=-ten"))[-1] == names(site.page("/?xep=ten"))[0]


def test_most_met_first(site: Site) -> None:
    """Turned round, the count of criteria falls from row to row, equal ones still by name."""
    scored = site.board.scored("2024")
    found = [place_of(scored, code) for code in codes(site.page("/?xep=-dat"))]
    counts = [(int(scored.scores.met[place]), int(scored.scores.possible[place])) for place in found]

    assert counts == sorted(counts, reverse=True)
    shorts = [sort_key(scored.names[place].split(" ", 1)[1]) for place in found if scored.scores.met[place] == 16]
    assert shorts == sorted(shorts)


@pytest.mark.parametrize(("order", "first"), [("-loai-tru", "vướng"), ("-muc", "Đạt 16/16"), ("muc", "Dưới 9")])
def test_other_orders(site: Site, order: str, first: str) -> None:
    """Vetoes that bite, and the highest or lowest band, can be brought to the top."""
    assert first in units(site.page(f"/?xep={order}"))[0].text


@pytest.mark.parametrize("words", ["da bac", "Đà Bắc", "ĐÀ  BẮC", "đà ba", "04831"])
def test_search_needs_no_diacritics(site: Site, words: str) -> None:
    """The township of Đà Bắc is found by its name in any spelling, by a part of it and by its code."""
    page = site.page(f"/?tim={words}")

    assert names(page) == ["Thị trấn Đà Bắc"]
    assert page.one("p", "count").text == f"Đang xem 1 trong 139 đơn vị: tên có “{' '.join(words.split())}”."


def test_filters_work_together(site: Site) -> None:
    """District and band leave the units that are both, and the form keeps what was asked."""
    page = site.page("/?ky=2023&ngay=2024-06-30&huyen=150&muc=b10&xep=-ten")
    scored = site.board.scored("2023")
    units_then = site.board.register.on(date(2023, 12, 31))
    expected = {
        code
        for place, code in enumerate(scored.codes)
        if units_then[code].district == "150" and scored.scores.band[place] == 2
    }

    assert expected
    assert set(codes(page)) == expected
    form = page.one("form", "filter")
    assert {each.attributes["name"]: each.attributes["value"] for each in form.all("input", type="hidden")} == {
        "ky": "2023",
        "ngay": "2024-06-30",
        "xep": "-ten",
    }
    chosen = [option.text for option in form.all("option", selected="")]
    assert chosen == ["Huyện Đà Bắc", "Đạt từ 10 tiêu chí"]
    assert page.one("p", "count").text.endswith("139 đơn vị: Huyện Đà Bắc, mức “Đạt từ 10 tiêu chí”.")
    assert page.one("th", "dat").one("a").attributes["href"] == (
        "/?ky=2023&ngay=2024-06-30&huyen=150&muc=b10&xep=-dat#cac-don-vi"
    )


def test_nothing_found(site: Site) -> None:
    """A filter that leaves nothing says so and how to get all back."""
    page = site.page("/?tim=kh%C3%B4ng+c%C3%B3+x%C3%A3+n%C3%A0y&ky=2023")

    assert page.all("table", "units") == []
    assert "Không có đơn vị nào khớp" in page.one("p", "empty").text
    assert page.one("p", "empty").one("a").attributes["href"] == "/?ky=2023#cac-don-vi"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ky=1999", "Không có số liệu kỳ «1999»; đang hiện kỳ 2024. Các kỳ có số liệu: 2021, 2022, 2023, 2024."),
        (
            "ngay=12%2F31%2F2024",
            "Ô «Tính đến hết ngày»: ngày «12/31/2024» không có thật hoặc viết sai. Hãy ghi ngày/tháng/năm",
        ),
        ("ngay=2024-02-30", "Ô «Tính đến hết ngày»: ngày «2024-02-30» không có thật"),
        ("ngay=20241231", "Ô «Tính đến hết ngày»: ngày «20241231» không có thật hoặc viết sai"),
        (
            "ngay=2031-01-01",
            "Ô «Tính đến hết ngày»: ngày 01/01/2031 ngoài khoảng xem được. Hãy chọn từ 01/01/2021 đến 31/12/2030.",
        ),
        ("huyen=999", "Không có huyện «999»; đang hiện mọi huyện."),
        ("muc=b99", "Không có mức «b99»; đang hiện mọi mức."),
        ("xep=mau", "Không sắp xếp được theo «mau»."),
        ("xep=--dat", "Không sắp xếp được theo «--dat»."),
        (f"tim={'x' * 101}", "Chữ cần tìm dài quá 100 ký tự."),
        (f"ky={'9' * 5000}", f"Không có số liệu kỳ «{'9' * 40}…»"),
    ],
)
def test_a_bad_value_is_said_and_the_rest_is_shown(site: Site, query: str, said: str) -> None:
    """A value that can't be used is answered in words, above the page with its default."""
    page = site.page(f"/?{query}", status=400)

    (problem,) = page.one("div", "problems").all("li")
    assert problem.text.startswith(said)
    assert len(units(page)) == 139


def test_all_bad_values_at_once(site: Site) -> None:
    """Every bad value of an address is named in one answer."""
    page = site.page("/?ky=a&ngay=b&huyen=c&muc=d&xep=e", status=400)

    assert len(page.one("div", "problems").all("li")) == 5


def test_blank_values_are_no_fault(site: Site) -> None:
    """A form sent with empty fields shows everything."""
    assert len(units(site.page("/?ky=&ngay=&tim=+&huyen=&muc=&xep="))) == 139
