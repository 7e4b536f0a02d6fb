"""The pages of the further programmes: what is assumed, who comes first, and the published figures computed anew."""

from __future__ import annotations

import pytest

from engine.wording.reading_aloud import annex
from tests.api.pages.conftest import MakeSite
from tests.api.pages.html import Node
from tests.programmes import SETS


def page_of(make_site: MakeSite, name: str) -> Node:
    """Open the page of a set of which nobody has entered anything."""
    law = SETS[name]
    page: Node = make_site(law, [next(iter(law.indicators))], []).page(f"/bo-tieu-chi/{law.set}/{law.effective_from}")
    return page


@pytest.mark.parametrize("name", SETS)
def test_every_example_holds_on_the_page(make_site: MakeSite, name: str) -> None:
    """Each example, of one unit or of several, is green, and as many are counted as the file has."""
    page, law = page_of(make_site, name), SETS[name]
    marks = [each.text for each in page.one("main").all("span", "verdict")]
    results = sum(len(each.gives) for each in law.examples)
    examples = sum(len(each.examples) for each in law.criteria)

    assert marks == ["✓ đúng"] * (examples + results)
    assert f"Kiểm tra: {examples + len(law.examples)} ví dụ, tính lại đều đúng." in page.text
    assert f"Ghi chú: {' '.join((law.note or '').split())}" in page.text


def test_who_comes_first_and_what_was_published(make_site: MakeSite) -> None:
    """The order is said with its rule and that it moves no score; 64.6565 % and 108 communes with the source."""
    page = page_of(make_site, "ho-an-toan")
    first = page.one("section", aria_labelledby="lam-truoc").text
    published = page.one("section", aria_labelledby="vi-du-chung").text

    assert "Xếp trước khi: Xã sắp về đích nông thôn mới: có" in first
    assert "Thứ tự này không đổi kết quả chấm." in first
    assert "108 đơn vị cùng lúc:" in published
    assert "trên số thôn, bản, tổ dân phố: 64,6565 %. ✓ đúng" in published
    assert "Cách chia cho 108 xã là giả định" in published


def test_a_document_of_an_unknown_day(make_site: MakeSite) -> None:
    """The page and the annex say of the directive that its day is not known."""
    assert "22-CT/TU, Tỉnh ủy Hòa Bình (Ngày ban hành chưa rõ)" in page_of(make_site, "ct22-tu").text
    read = [each.text for each in annex(SETS["ct22-tu"]).lines]
    assert "Về 22-CT/TU: Ngày ban hành chưa rõ." in read
    assert any(each.startswith("Ghi chú: Ngày 01/01/2016 là giả định") for each in read)
