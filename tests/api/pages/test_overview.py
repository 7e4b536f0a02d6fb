from datetime import date

import numpy as np

from engine.explaining import Explanations
from engine.rules import UNKNOWN
from engine.wording.numbers import figure_range
from engine.wording.verdicts import shortfall_words
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.rows import codes, names, place_of, units
from tests.builders import criteria_set

SAMPLE = "SỐ LIỆU MẪU — không phải số liệu thật"
RECONSTRUCTED = "Bộ tiêu chí dựng lại từ nguồn công khai, chưa phải văn bản chính thức"
OFFICIAL = {"wording": "official", "bands": [{"id": "full", "title": "Đạt 1/1", "criteria_met": 1}]}


def test_banners(site: Site) -> None:
    """Sample figures and a reconstructed set are announced, word for word, before anything else."""
    page = site.page("/")

    assert [line.text for line in page.one(cls="banners").all("p")] == [SAMPLE, RECONSTRUCTED]
    assert page.one("html").attributes["lang"] == "vi"
    assert page.one("body").text.index(SAMPLE) < page.one("body").text.index("Tổng quan")


def test_no_banner_without_cause(make_site: MakeSite) -> None:
    """Real figures under an official set carry no banner."""
    criteria = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}], **OFFICIAL)
    page = make_site(criteria, ["a"], [["04831", "2024", "1"]]).page("/")

    assert page.all(cls="banners") == []
    assert SAMPLE not in page.text
    assert RECONSTRUCTED not in page.text


def test_which_set_is_said(site: Site) -> None:
    """The page names the set, its first day and the first digits of its digest."""
    lead = site.page("/").one("p", "lead").text

    assert "nq12-tu, có hiệu lực từ 27/06/2022" in lead
    assert f"sha256:{site.board.digest.removeprefix('sha256:')[:12]}" in lead


def test_every_unit_has_the_figures_of_the_board(site: Site) -> None:
    """All 139 rows say the same range, bands and vetoes as the board."""
    scored = site.board.scored("2024")
    scores, titles = scored.scores, [*(band.title for band in site.board.criteria.bands), "Dưới 9 tiêu chí"]
    page = site.page("/")
    rows = dict(zip(codes(page), units(page), strict=True))

    assert len(rows) == 139
    for place, code in enumerate(scored.codes):
        row = rows[code]
        assert row.one("th").text == scored.names[place]
        assert row.one("td", "dat").text == figure_range(int(scores.met[place]), int(scores.possible[place]), 16)
        sure, could = (titles[column[place]] for column in (scores.band, scores.possible_band))
        assert row.one("td", "muc").text == (sure if sure == could else f"{sure}có thể: {could}")
        bites = [
            f"{veto.id} {'✕ vướng' if scores.vetoes[index, place] > UNKNOWN else '? chưa rõ'}"
            for index, veto in enumerate(site.board.criteria.vetoes)
            if scores.vetoes[index, place]
        ]
        assert row.one("td", "loai-tru").text == ("".join(bites) or "không")


def test_what_a_unit_lacks(site: Site) -> None:
    """The last cell names each unmet criterion with its shortfall in whole units, then the unknown ones."""
    scored = site.board.scored("2024")
    place = place_of(scored, "04831")
    explanations = Explanations(scored.scores)
    page = site.page("/?tim=da+bac")
    (row,) = units(page)

    lacks = [
        f"{each.id} {shortfall_words(site.board.criteria, each.shortfall)}"
        for each in explanations.of(place)
        if each.verdict == "unmet"
    ]
    assert len(lacks) == 4
    assert row.one("span", "unmet-ones").text == f"Chưa đạt {'; '.join(lacks)}."
    assert row.one("span", "unknown-ones").text == "Chưa rõ TC11."


def test_a_unit_that_lacks_nothing(site: Site) -> None:
    """A unit that meets all 16 lacks nothing, and says so."""
    full = units(site.page("/?muc=full"))

    assert len(full) == int((site.board.scored("2024").scores.band == 0).sum())
    assert {row.one("td", "dat").text for row in full} == {"16 / 16"}
    assert {row.one("td", "thieu").text.split(".")[0] for row in full} <= {"Không thiếu gì", "Không áp dụng TC13"}


def test_bands_count_all_units(site: Site) -> None:
    """Each band says how many units stand in it for sure and possibly; each column adds up to all units."""
    scores = site.board.scored("2024").scores
    lines = [
        [cell.text for cell in row.all("td", "num")]
        for row in site.page("/").one("table", "bands").one("tbody").all("tr")
    ]

    assert [int(line[0]) for line in lines] == np.bincount(scores.band, minlength=5).tolist()
    assert [int(line[1]) for line in lines] == np.bincount(scores.possible_band, minlength=5).tolist()
    assert sum(int(line[0]) for line in lines) == sum(int(line[1]) for line in lines) == 139
    assert lines[1][2] == figure_range(int((scores.met >= 13).sum()), int((scores.possible >= 13).sum()), 139)


def test_another_period(site: Site) -> None:
    """Every period is one link away, and shows its own scores."""
    page = site.page("/?tim=da+bac")
    links = {each.text: each.attributes["href"] for each in page.one("nav", "periods").all("a")}
    assert list(links) == ["2021", "2022", "2023", "2024"]
    assert page.one("nav", "periods").one("a", aria_current="page").text == "2024"

    (row,) = units(site.page(links["2022"]))
    scored = site.board.scored("2022")
    place = place_of(scored, "04831")
    assert row.one("td", "dat").text == figure_range(
        int(scored.scores.met[place]), int(scored.scores.possible[place]), 16
    )
    assert row.one("th").one("a").attributes["href"] == "/xa/04831?ky=2022"


def test_a_period_before_the_set_is_marked(site: Site) -> None:
    """Figures of a period that ended before the set was in force are shown for comparison only."""
    assert "kết thúc trước ngày bộ tiêu chí có hiệu lực (27/06/2022)" in site.page("/?ky=2021").one("p", "note").text
    assert site.page("/?ky=2022").all("p", "note") == []


def test_a_period_that_has_not_ended(make_site: MakeSite) -> None:
    """A running period says that its figures still move, and targets are measured today, not on its last day."""
    criteria = criteria_set(
        {"a": "count"},
        [{"all": [{"count": "a", "at_least": 1}]}],
        **OFFICIAL,
        targets=[{"id": "2025", "due": "2025-12-31", "goals": [{"band": "full", "at_least": 5}]}],
    )
    page = make_site(criteria, ["a"], [["04831", "2025", "1"], ["04831", "2024", "1"]]).page("/")

    assert page.one("p", "note").text == "Kỳ này đến 31/12/2025 mới kết thúc: số liệu còn thay đổi."
    assert "Tính đến ngày 01/03/2025" in page.one("p", "used").text
    assert "số liệu kỳ 2024" in page.one("p", "used").text


def test_faults_of_the_figures_are_listed(site: Site) -> None:
    """The two planted faults are named with unit, place and cure, and lead to the unit."""
    faults = site.page("/").one("details", "faults")

    assert faults.one("summary").text.startswith("Số liệu kỳ này có 2 chỗ phải sửa")
    for line, fault in zip(faults.all("li"), site.board.scored("2024").faults, strict=True):
        assert line.one("a").attributes["href"] == f"/xa/{fault.unit}?ky=2024"
        assert f"{fault.message}. Cách sửa: {fault.cure}." in line.text
        assert f"(so-lieu-mau.csv, dòng {fault.row}, cột " in line.text


def test_units_without_a_row_are_named(make_site: MakeSite) -> None:
    """Units of the map that have no row in the period are not passed over in silence."""
    criteria = criteria_set(
        {"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}], **OFFICIAL, applies_to=["thị trấn"]
    )
    page = make_site(criteria, ["a"], [["04831", "2024", "1"]]).page("/")

    (missing,) = (each for each in page.all("details") if "chưa có dòng số liệu nào" in each.text)
    assert missing.one("summary").text.startswith("9 đơn vị trên bản đồ")
    assert "Thị trấn Cao Phong" in missing.text
    assert "Đà Bắc" not in missing.text


def test_units_of_2025_have_no_district(make_site: MakeSite) -> None:
    """From 1/7/2025 there are no districts: no column, no filter, order by name."""
    criteria = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}], **OFFICIAL)
    rows = [["04792", "2025", "1"], ["04831", "2025", "1"], ["99999", "2025", ""]]
    page = make_site(criteria, ["a"], rows, today=date(2026, 2, 1)).page("/")

    assert page.all("th", "huyen") == page.all("select", id="huyen") == []
    assert names(page) == ["Xã Đà Bắc", "Đơn vị 99999", "Phường Tân Hòa"]


def test_names_are_escaped(make_site: MakeSite) -> None:
    """Text of a criteria file, of figures and of the address is shown as text, never as markup."""
    criteria = criteria_set(
        {"a": {"kind": "count", "unit": "<i>cái</i>", "label": "Số <b>việc</b>"}},
        [{"title": "<script>alert(1)</script>", "all": [{"count": "a", "at_least": 1}]}],
        title='Bộ "thử" <img src=x onerror=alert(1)>',
    )
    site = make_site(criteria, ["a"], [["04831", "2024", "0"]])
    for address in ("/?tim=<script>alert(1)</script>", "/xa/04831", "/bo-tieu-chi", "/xa/<script>", '/xa/"><img>'):
        answer = site.get(address)
        assert "<script>" not in answer.text
        assert "<img" not in answer.text
        assert "<b>việc" not in answer.text
        assert "<i>cái" not in answer.text
    assert site.page("/?tim=<script>x").one("input", id="tim").attributes["value"] == "<script>x"
