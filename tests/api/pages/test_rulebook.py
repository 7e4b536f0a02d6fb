from engine.wording.rules import lines
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import Node
from tests.builders import criteria_set


def rules(page: Node, section: str) -> list[Node]:
    """The parts of the page that read one rule aloud each."""
    return page.one("section", aria_labelledby=section).all("article")


def test_every_rule_is_read_aloud(site: Site) -> None:
    """Each of the 16 criteria has its sentences, basis, note and number of examples; each veto its rule."""
    page, law = site.page("/bo-tieu-chi"), site.board.criteria

    for part, each in zip(rules(page, "tieu-chi"), law.criteria, strict=True):
        assert part.one("h3").text == f"{each.id} {each.title}"
        spoken = "".join(text.casefold() for _, text in lines(law, each.condition)).replace(" ", "")
        assert part.one("div", "rule").text.casefold().replace(" ", "") == spoken
        source = part.one("p", "source").text
        assert source.startswith(
            f"Căn cứ: {each.basis}. Lời văn: dựng lại. Ghi chú: {' '.join((each.note or '').split())}"
        )
        assert source.endswith(f" {len(each.examples)} ví dụ được tính lại mỗi lần đọc tệp.")
    vetoes = rules(page, "loai-tru")
    assert [part.one("h3").text for part in vetoes] == [f"{each.id} {each.title}" for each in law.vetoes]
    assert "Chặn xét: mọi cấp." in vetoes[0].text
    assert "Chặn xét: Điển hình cấp huyện, Điển hình cấp tỉnh." in vetoes[2].text
    assert vetoes[0].one("div", "rule").text.endswith(": trên 0 vụ")


def test_every_indicator_has_its_unit(site: Site) -> None:
    """All that staff enter is listed with kind, unit and the rule that it obeys."""
    law = site.board.criteria
    table = site.page("/bo-tieu-chi").one("table", "indicators").one("tbody")
    found = {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.all("tr")}

    assert [row.one("th").text for row in table.all("tr")] == [each.label for each in law.indicators.values()]
    assert found["Số đơn vị đã đăng ký"] == ["số đếm", "đơn vị", "không được lớn hơn số đơn vị thuộc diện đăng ký"]
    assert found["Số vụ phạm pháp hình sự"] == ["số đếm", "vụ", "càng thấp càng tốt"]
    assert found["Số đơn vị thuộc diện đăng ký"][2].startswith("máy tự cộng: số khu dân cư")
    assert found["Đã đăng ký phấn đấu từ đầu năm"] == ["có/không", "", ""]


def test_basis_and_period(site: Site) -> None:
    """The documents that the set stands on are named with number, day and issuer."""
    text = site.page("/bo-tieu-chi").one("main").text

    assert "Căn cứ: 12-NQ/TU ngày 27/06/2022, Ban Thường vụ Tỉnh ủy Hòa Bình;" in text
    assert "Áp dụng cho: xã, thị trấn. Kỳ đánh giá: năm dương lịch." in text
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
    page = make_site(law, ["a"], []).page("/bo-tieu-chi")

    assert "Kỳ đánh giá: năm, bắt đầu từ 16/11 năm trước." in page.text
    assert "Tiêu chí không áp dụng thì tính là chưa đạt." in page.text
    (part,) = rules(page, "tieu-chi")
    assert "Việc có thể làm trong kỳ: Làm thêm (công sức mỗi bước: 0,5)." in part.text
    assert part.one("p", "source").text.startswith("Căn cứ: chưa ghi. Lời văn: đúng văn bản. 0 ví dụ")
