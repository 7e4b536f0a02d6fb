from datetime import date

import pytest

from engine.explaining import Explanations
from engine.planning import smallest_lift
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Verdict
from engine.targets import Recognition
from engine.wording.numbers import figure_range
from engine.wording.verdicts import MARKS, WORDS, condition_sentence, criterion_sentence
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import Node
from tests.builders import criteria_set


def criteria(page: Node) -> list[Node]:
    """The parts of the page that are about one criterion each."""
    return page.one("section", aria_labelledby="tung-tieu-chi").all("article")


def unit_where(site: Site, row: str, index: int, code: int, period: str = "2024") -> tuple[str, int]:
    """The code and place of the first unit whose criterion or veto of that index has that verdict."""
    scored = site.board.scored(period)
    place = int((getattr(scored.scores, row)[index] == code).argmax())
    assert getattr(scored.scores, row)[index, place] == code
    return scored.codes[place], place


@pytest.mark.parametrize("code", ["04831", "04849", "05173"])
def test_every_criterion_and_condition_is_explained(site: Site, code: str) -> None:
    """Each criterion has its mark with the word, each condition its rule and the sentence of its verdict."""
    page = site.page(f"/xa/{code}?ky=2024")
    scored = site.board.scored("2024")
    place, law = scored.codes.index(code), site.board.criteria
    explained = Explanations(scored.scores).of(place)

    for part, result, criterion in zip(criteria(page), explained, law.criteria, strict=True):
        heading = part.one("h3").text
        assert heading == f"{MARKS[result.verdict]} {WORDS[result.verdict]} {criterion.id} {criterion.title}"
        assert [each.text for each in part.all("span", "sentence")] == [
            condition_sentence(law, scored.scores.figures, place, leaf) for leaf in result.conditions
        ]
        marks = [each.attributes["class"] for each in part.all("span", "said")]
        assert marks == [f"said {leaf.verdict}" for leaf in result.conditions]
        assert f"Căn cứ: {criterion.basis}." in part.one("p", "source").text
        if result.verdict == "unmet":
            assert part.one("p", "shortfall").text.startswith(criterion_sentence(law, result))
        elif result.verdict in ("met", "unknown"):
            assert part.all("p", "shortfall") == []


def test_head_of_the_page(site: Site) -> None:
    """Name, district, code, period, count, band and bands of all periods stand on top."""
    page = site.page("/xa/04831?ky=2024")
    scored = site.board.scored("2024")
    place = scored.codes.index("04831")

    assert page.one("h1").text == "Thị trấn Đà Bắc"
    assert page.one("p", "lead").text == "Huyện Đà Bắc · mã 04831 · kỳ 2024, từ 01/01/2024 đến 31/12/2024"
    assert page.one("dd", "big").text == figure_range(
        int(scored.scores.met[place]), int(scored.scores.possible[place]), 16
    )
    cells = page.one("ol", "trend").all("li")
    for cell, period in zip(cells, ("2021", "2022", "2023", "2024"), strict=True):
        then = site.board.scored(period)
        at = then.codes.index("04831")
        assert cell.text == f"Kỳ {period}{figure_range(int(then.scores.met[at]), int(then.scores.possible[at]), 16)}"
    assert page.one("ol", "trend").one("a", aria_current="page").attributes["href"] == "/xa/04831?ky=2024"


def test_an_action_is_named_with_the_shortfall(site: Site) -> None:
    """A criterion that can still be cured says what to do; a deadline that has passed names no action."""
    index = next(place for place, each in enumerate(site.board.criteria.criteria) if each.id == "TC02")
    code, _ = unit_where(site, "criteria", index, UNMET)
    page = site.page(f"/xa/{code}")

    assert "Việc cần làm: Tổ chức quán triệt cho các đơn vị còn lại." in criteria(page)[index].text
    late, _ = unit_where(site, "criteria", 0, UNMET)
    assert "Việc cần làm" not in criteria(site.page(f"/xa/{late}"))[0].text


def test_a_criterion_that_does_not_apply(site: Site) -> None:
    """A waived criterion says the reason that was given, and what it counts as."""
    index = next(place for place, each in enumerate(site.board.criteria.criteria) if each.id == "TC13")
    code, _ = unit_where(site, "criteria", index, NOT_APPLICABLE)
    part = criteria(site.page(f"/xa/{code}"))[index]

    assert part.one("h3").text.startswith("– không áp dụng TC13")
    reason = site.board.data.reasons("2024")[code]["TC13"]
    assert reason
    assert part.one("p", "shortfall").text == f"Không áp dụng: {reason}. Tính là đạt."
    assert part.all("span", "sentence") == []


@pytest.mark.parametrize(
    ("verdict", "heading", "sentence"),
    [
        (MET, "✕ vướng LT1", "Vướng: số liệu trong kỳ là 1 vụ."),
        (UNMET, "✓ không vướng LT1", "Không vướng: số liệu trong kỳ là 0 vụ."),
        (
            UNKNOWN,
            "? chưa rõ LT1",
            "Chưa rõ: chưa nhập «Số vụ việc thuộc khoản 3 Điều 4 Thông tư 124/2021/TT-BCA».",
        ),
    ],
)
def test_vetoes_are_not_said_the_wrong_way_round(site: Site, verdict: int, heading: str, sentence: str) -> None:
    """A veto that bites is never called «đạt», one that does not never «còn thiếu»."""
    code, _ = unit_where(site, "vetoes", 0, verdict)
    part = site.page(f"/xa/{code}").one("section", aria_labelledby="loai-tru").all("article")[0]

    assert part.one("h3").text.startswith(heading)
    assert part.one("span", "sentence").text == sentence
    assert "còn thiếu" not in part.text
    assert part.one("p", "source").text == "Chặn xét ở mọi cấp."


def test_vetoes_over_other_figures(make_site: MakeSite) -> None:
    """Vetoes over a share, a change, a flag and a document say the figure in its own form."""
    law = criteria_set(
        {"a": "count", "b": "count", "c": "flag", "d": "document"},
        [{"all": [{"count": "a", "at_least": 0}]}],
        vetoes=[
            {"id": "LT1", "title": "Loại trừ", "when": {"share": ["a", "b"], "at_least": 30}},
            {"id": "LT2", "title": "Loại trừ", "when": {"change": "a", "more_than": 0}},
            {"id": "LT3", "title": "Loại trừ", "when": {"any": [{"flag": "c"}, {"document": "d"}]}},
        ],
    )
    rows = [["04831", "2023", "0", "4", "", ""], ["04831", "2024", "1", "3", "có", "2024-02-05"]]
    page = make_site(law, ["a", "b", "c", "d"], rows).page("/xa/04831")

    assert [each.text for each in page.one("section", aria_labelledby="loai-tru").all("span", "sentence")] == [
        "Vướng: số liệu trong kỳ là 33,3333 %.",
        "Vướng: số liệu trong kỳ là tăng từ không có.",
        "Vướng: số liệu trong kỳ là có.",
        "Vướng: số liệu trong kỳ là ban hành ngày 05/02/2024.",
    ]


def test_eligibility_for_each_level(site: Site) -> None:
    """Each level in force says whether the unit may be considered, in words beside the mark."""
    words = {"met": "✓ đủ điều kiện xét", "unmet": "✕ chưa đủ điều kiện xét", "unknown": "? chưa rõ"}
    scored = site.board.scored("2024")
    seen = set()
    for place in range(0, 139, 6):
        lines = site.page(f"/xa/{scored.codes[place]}").one("ul", "levels").all("li")
        for line, (level, codes) in zip(lines, scored.scores.eligible.items(), strict=True):
            verdict = str(Verdict.of(int(codes[place])))
            seen.add(verdict)
            assert line.text.startswith(f"{site.board.criteria.levels[level].title}: {words[verdict]}")
    assert seen >= {"met", "unmet"}


def test_decisions_about_a_unit(site: Site) -> None:
    """Recognitions are listed with number and day, a revoked one with the day of its end."""
    revoked = next(each for each in site.board.recognitions or () if each.revoked_on)
    text = site.page(f"/xa/{revoked.unit}").one("section", aria_labelledby="cong-nhan").text

    assert f"Điển hình cấp xã: quyết định {revoked.decision} ngày {revoked.decided_on:%d/%m/%Y}" in text
    assert f", thu hồi từ ngày {revoked.revoked_on:%d/%m/%Y}." in text
    assert "Chưa có quyết định công nhận nào." in site.page("/xa/04831").text


def test_a_unit_off_the_map(make_site: MakeSite) -> None:
    """A unit that no map knows is shown with its figures, without district, and with the fault of its row."""
    law = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    given = (Recognition("99999", "commune", "QĐ-1", date(2024, 5, 1)),)
    page = make_site(law, ["a"], [["99999", "2024", "1"]], given).page("/xa/99999")

    assert page.one("h1").text == "Đơn vị 99999"
    assert page.one("p", "lead").text.startswith("mã 99999 · kỳ 2024")
    assert "99999" in page.one("details", "faults").text


def test_neighbours(site: Site) -> None:
    """Previous and next lead through all units in the order of the table, the first has no previous."""
    address, seen = "", []
    first = site.page("/").one("table", "units").one("tbody").all("a")[0].attributes["href"]
    address = first
    assert site.page(first).all("a", rel="prev") == []
    while address:
        seen.append(address)
        following = site.page(address).all("a", rel="next")
        address = following[0].attributes["href"] if following else ""
    assert len(seen) == len(set(seen)) == 139


def test_a_code_that_nobody_bears(site: Site) -> None:
    """An unknown code gets a page in Vietnamese with a search, not a bare error."""
    page = site.page("/xa/12345", status=404)

    assert page.one("h1").text == "Không có xã này"
    assert "«12345»" in page.text
    assert page.one("form", "search").attributes["action"] == "/"
    assert page.one("form", "search").one("input", type="search").attributes["name"] == "tim"


def test_a_unit_without_figures_in_the_period(make_site: MakeSite) -> None:
    """A unit that has figures in another period only says so and leads there; one that has none says that."""
    law = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    site = make_site(law, ["a"], [["04831", "2023", "1"], ["04849", "2024", "1"]])
    page = site.page("/xa/04831?ky=2024", status=404)

    assert page.one("h1").text == "Thị trấn Đà Bắc chưa có số liệu kỳ 2024"
    assert [each.attributes["href"] for each in page.one("main").one("ul").all("a")] == ["/xa/04831?ky=2023"]
    none = site.page("/xa/04852", status=404)
    assert "Khi có số liệu, kết quả chấm sẽ hiện ở đây." in none.text
    trend = site.page("/xa/04831?ky=2023").one("ol", "trend")
    assert [each.text for each in trend.all("li")] == ["Kỳ 20231 / 1", "Kỳ 2024chưa có số liệu"]


def test_a_code_given_to_another_unit(make_site: MakeSite) -> None:
    """The years of the unit that bore the code before are not shown as those of the one that bears it now."""
    law = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    rows = [["04831", "2024", "1"], ["04831", "2025", "0"]]
    page = make_site(law, ["a"], rows, today=date(2026, 2, 1)).page("/xa/04831?ky=2025")

    assert page.one("h1").text == "Xã Đà Bắc"
    assert [each.text for each in page.one("ol", "trend").all("li")] == ["Kỳ 2024chưa có số liệu", "Kỳ 20250 / 1"]


def test_an_unknown_period(site: Site) -> None:
    """An unknown period is said, and the newest is shown."""
    page = site.page("/xa/04831?ky=1999", status=400)

    assert page.one("div", "problems").one("li").text.startswith("Không có số liệu kỳ «1999»; đang hiện kỳ 2024.")
    assert len(criteria(page)) == 16


def test_the_way_up(site: Site) -> None:
    """The next band and the least work to it are said, step by step; who has the highest is told so."""
    section = site.page("/xa/04831?ky=2024").one("section", aria_labelledby="len-muc")
    scored = site.board.scored("2024")
    lift = smallest_lift(scored.scores, scored.codes.index("04831"))
    assert lift is not None
    assert section.one("p").text == (
        "Mức tiếp theo: “Đạt từ 13 tiêu chí”. Ít công sức nhất: 2 việc, từ 11 lên 13 tiêu chí (công sức 4,5)."
    )
    assert [each.text for each in section.one("ul", "steps").all("li")] == [
        "TC02: thêm 5 đơn vị (số đơn vị được quán triệt văn bản của cấp trên)",
        "TC06: thêm 1 điểm (số điểm lắp camera an ninh đang hoạt động)",
    ]
    best = scored.codes[int(scored.scores.band.argmin())]
    section = site.page(f"/xa/{best}?ky=2024").one("section", aria_labelledby="len-muc")
    assert section.one("p").text == "Đang ở mức cao nhất: Đạt 16/16 tiêu chí."


def test_the_figure_that_settles_the_band(make_site: MakeSite) -> None:
    """Where one missing figure decides the band whatever it is, the page names it."""
    law = criteria_set(
        {"a": "count", "b": "count"},
        [{"all": [{"count": "a", "at_least": 1}]}, {"all": [{"count": "b", "at_least": 1}]}],
        bands=[{"id": "two", "title": "Cả hai", "criteria_met": 2}],
    )
    page = make_site(law, ["a", "b"], [["04831", "2024", "1", ""]]).page("/xa/04831")
    said = page.one("section", aria_labelledby="len-muc").all("p")[-1].text
    assert said == f"Chỉ cần nhập số liệu sau là biết chắc đơn vị ở mức nào: “{law.indicators['b'].label}”."


def test_what_became_of_a_unit(make_site: MakeSite) -> None:
    """A merged unit leads to its heir under another code, and the heir back; a relative without figures has no link."""
    law = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    rows = [["04831", "2024", "1"], ["04831", "2025", "0"]]
    site = make_site(law, ["a"], rows, today=date(2026, 2, 1))

    old = site.page("/xa/04831?ky=2024").one("section", aria_labelledby="nguon-goc")
    assert old.one("p").text.startswith("Ngày 01/07/2025 trở thành (")
    assert old.one("li").one("a").attributes["href"] == "/xa/04831?ky=2025"
    assert old.one("li").text == "Xã Đà Bắc, mã 04831"
    new = site.page("/xa/04831?ky=2025").one("section", aria_labelledby="nguon-goc")
    assert new.one("p").text.startswith("Ngày 01/07/2025 thành lập từ")
    lines = [each.text for each in new.all("li")]
    assert "Thị trấn Đà Bắc, mã 04831" in lines
    assert any(each.endswith("– chưa có số liệu") for each in lines)


def test_the_printed_sheet(site: Site) -> None:
    """On paper each criterion has its title, figures, computed verdict and basis; the other verdicts are blank."""
    paper = site.page("/xa/04831?ky=2024").one("section", "paper")
    scored, law = site.board.scored("2024"), site.board.criteria
    explained = Explanations(scored.scores).of(scored.codes.index("04831"))

    for row, criterion, result in zip(paper.one("tbody").all("tr"), law.criteria, explained, strict=True):
        assert row.one("th").text == f"{criterion.id} {criterion.title}"
        figures, *verdicts, basis = row.all("td")
        shown = [leaf for leaf in result.conditions if result.verdict != "met" or leaf.verdict == "met"]
        assert len(figures.all("span", "figure")) == len(shown)
        assert [each.text for each in verdicts] == [f"{MARKS[result.verdict]} {WORDS[result.verdict]}", "", ""]
        assert basis.text == criterion.basis
    assert paper.one("p", "made").text.endswith("In ngày 01/03/2025.")
