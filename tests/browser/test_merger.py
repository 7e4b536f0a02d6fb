"""The merger in a real browser: one code, two units, and the way between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.merged_office import merged_office
from tests.browser.conftest import Visit
from tests.browsers import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office after the merger."""
    with (
        merged_office(tmp_path_factory.mktemp("sap-nhap")) as office,
        served(create_app(office.office, guest=OFFICER)) as address,
    ):
        yield address


def test_from_vay_nua_into_its_two_heirs_and_back(visit: Visit) -> None:
    """From Xã Vầy Nưa (04891) to Phường Thống Nhất (04828) and to Xã Tiền Phong (04891), whose shares are entered."""
    page = visit.page
    heading, family = page.locator("h1"), page.locator("section[aria-labelledby=nguon-goc]")
    visit.go("/xa/04891?ky=2024")
    expect(heading).to_have_text("Xã Vầy Nưa")
    family.get_by_role("link", name="Phường Thống Nhất").click()
    expect(heading).to_have_text("Phường Thống Nhất")
    assert page.url.endswith("/xa/04828?ky=2025")
    family.get_by_role("link", name="Xã Vầy Nưa").click()
    expect(heading).to_have_text("Xã Vầy Nưa")
    family.get_by_role("listitem").get_by_role("link", name="Xã Tiền Phong").click()
    expect(heading).to_have_text("Xã Tiền Phong")
    assert page.url.endswith("/xa/04891?ky=2025")
    expect(family.get_by_role("link", name="Xã Vầy Nưa (đến hết 30/06/2025)")).to_be_visible()

    carried = page.locator("section[aria-labelledby=mang-sang]")
    expect(carried).to_contain_text("Xã Vầy Nưa bị chia, chưa ai nhập phần chuyển về đây")
    carried.get_by_role("link", name="Đơn vị bị chia").click()
    form = page.get_by_role("form", name="Nhập phần chia của Xã Vầy Nưa")
    form.get_by_label("Phần về Phường Thống Nhất").fill("2/9")
    form.get_by_label("Phần về Xã Tiền Phong").fill("7/9")
    form.get_by_label("Lý do").fill("Biên bản bàn giao")
    form.get_by_role("button", name="Ghi phần chia").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi phần chia")

    visit.go("/xa/04891?ky=2025")
    expect(carried).to_contain_text("7/9 của Xã Vầy Nưa")
    assert visit.complaints == []
