from engine.wording.rules import lines
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import Node
from tests.builders import criteria_set

SHIPPED = "/bo-tieu-chi/nq12-tu/2022-06-27"


def rules(page: Node, section: str) -> list[Node]:
    """The parts of the page that read one rule aloud each."""
    return page.one("section", aria_labelledby=section).all("article")


def test_every_rule_is_read_aloud(site: Site) -> None:
    """Each of the 16 criteria has its sentences, basis, note and examples, all green; each veto its rule."""
    page, law = site.page(SHIPPED), site.board.criteria

    for part, each in zip(rules(page, "tieu-chi"), law.criteria, strict=True):
        assert part.one("h3").text == f"{each.id} {each.title}"
        spoken = "".join(text.casefold() for _, text in lines(law, each.condition)).replace(" ", "")
        assert part.one("div", "rule").text.casefold().replace(" ", "") == spoken
        source = part.one("p", "source").text
        assert source.startswith(
            f"Căn cứ: {each.basis}. Lời văn: dựng lại. Ghi chú: {' '.join((each.note or '').split())}"
        )
        examples = part.one("details", "examples")
        assert examples.one("summary").text.startswith(f"{len(each.examples)} ví dụ, tính lại đều đúng")
        assert [line.one("span", "verdict").text for line in examples.all("li")] == ["✓ đúng"] * len(each.examples)
    vetoes = rules(page, "loai-tru")
    assert [part.one("h3").text for part in vetoes] == [f"{each.id} {each.title}" for each in law.vetoes]
    assert "Chặn xét: mọi cấp." in vetoes[0].text
    assert "Chặn xét: Điển hình cấp huyện, Điển hình cấp tỉnh." in vetoes[2].text
    assert vetoes[0].one("div", "rule").text.endswith(": trên 0 vụ")


def test_every_indicator_has_its_unit(site: Site) -> None:
    """All that staff enter is listed with kind, unit and the rule that it obeys."""
    law = site.board.criteria
    table = site.page(SHIPPED).one("table", "indicators").one("tbody")
    found = {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.all("tr")}

    assert [row.one("th").text for row in table.all("tr")] == [each.label for each in law.indicators.values()]
    assert found["Số đơn vị đã đăng ký"] == ["số đếm", "đơn vị", "không được lớn hơn số đơn vị thuộc diện đăng ký"]
    assert found["Số vụ phạm pháp hình sự"] == ["số đếm", "vụ", "càng thấp càng tốt"]
    assert found["Số đơn vị thuộc diện đăng ký"][2].startswith("máy tự cộng: số khu dân cư")
    assert found["Đã đăng ký phấn đấu từ đầu năm"] == ["có/không", "", ""]


def test_basis_and_period(site: Site) -> None:
    """The documents that the set stands on are named with number, day and issuer."""
    text = site.page(SHIPPED).one("main").text

    assert "Căn cứ: 12-NQ/TU ngày 27/06/2022, Ban Thường vụ Tỉnh ủy Hòa Bình;" in text
    assert "Áp dụng cho: xã, thị trấn của tỉnh mã 17, kể cả đơn vị mới lập từ đó. Kỳ đánh giá: năm dương lịch." in text
    assert "Tiêu chí không áp dụng thì tính là đạt." in text
    assert "Các mức: Đạt 16/16 tiêu chí; Đạt từ 13 tiêu chí;" in text


def test_a_differently_shaped_set(make_site: MakeSite) -> None:
    """A set without bands, basis, vetoes or examples, with periods from 16/11, is read aloud as well."""
    law = criteria_set(
        {"a": "count"},
        [{"all": [{"count": "a", "at_least": 1}], "action": {"title": "Làm thêm", "effort": 0.5}}],
        period={"kind": "year", "starts_on": "11-16"},
        not_applicable_counts_as="unmet",
        wording="official",
    )
    page = make_site(law, ["a"], []).page(f"/bo-tieu-chi/{law.set}/{law.effective_from}")

    assert "Kỳ đánh giá: năm, bắt đầu từ 16/11 năm trước." in page.text
    assert "Tiêu chí không áp dụng thì tính là chưa đạt." in page.text
    (part,) = rules(page, "tieu-chi")
    assert "Việc có thể làm trong kỳ: Làm thêm (công sức mỗi bước: 0,5)." in part.text
    assert part.one("p", "source").text == "Căn cứ: chưa ghi. Lời văn: đúng văn bản."
    assert part.all("details") == []
    assert "Kiểm tra: không có ví dụ." in page.text
    assert "chưa phải văn bản chính thức" not in page.text


def test_an_example_read_aloud(site: Site) -> None:
    """An example says its figures with their names and units, its verdict, and what is lacking."""
    (part,) = (each for each in rules(site.page(SHIPPED), "tieu-chi") if each.attributes["id"] == "TC08")

    assert part.one("details").all("li")[2].text == (
        "Số khu dân cư (xóm, thôn, bản, tổ dân phố): 20 khu dân cư, số cơ quan, doanh nghiệp, nhà trường thuộc xã quản "
        "lý: 5 đơn vị, số đơn vị đã đăng ký: 25 đơn vị, số đơn vị được công nhận: 16 đơn vị → chưa đạt; cần thêm 2 đơn "
        "vị (số đơn vị được công nhận). ✓ đúng"
    )


def test_an_example_that_does_not_hold(make_site: MakeSite) -> None:
    """An example that the rules no longer give is marked in word and sign, beside the rule and above."""
    rule = {"all": [{"count": "a", "at_least": 3}]}
    examples = [{"given": {"a": 3}, "verdict": "met"}, {"given": {"a": 2}, "verdict": "unmet", "shortfall": {"a": 2}}]
    law = criteria_set({"a": "count"}, [{**rule, "examples": examples}])
    page = make_site(law, ["a"], []).page(f"/bo-tieu-chi/{law.set}/{law.effective_from}")

    (part,) = rules(page, "tieu-chi")
    assert [each.text for each in part.one("details").all("span", "verdict")] == ["✓ đúng", "✕ ra kết quả khác"]
    assert part.one("summary").text.startswith("1 trong 2 ví dụ ra kết quả khác")
    assert "Kiểm tra: 1 trong 2 ví dụ ra kết quả khác." in page.text


def test_levels_and_targets(site: Site) -> None:
    """The levels say what they ask and until when they exist; the targets their goals, due day and basis."""
    page = site.page(SHIPPED)
    levels = [each.text for each in page.one("section", aria_labelledby="cap-cong-nhan").all("li")]

    assert levels[0] == "Điển hình cấp xã: Đạt 16/16 tiêu chí."
    assert "đã được công nhận “Điển hình cấp xã”" in levels[1]
    assert "đến hết 30/06/2025" in levels[1]
    targets = page.one("section", aria_labelledby="cac-muc-tieu")
    assert [each.text for each in targets.all("h3")][1] == "Mục tiêu 2025, hạn 31/12/2025"
    assert "Đạt từ 10 tiêu chí: ít nhất 50 đơn vị" in targets.text
