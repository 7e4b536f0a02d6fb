"""The register of models in a real browser: without fault to axe, on paper, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from api.app import create_app
from api.demo import OFFICER
from api.store.database import Actor
from api.workflow.schedule import plan_period, proposed
from tests.api.pages.movement_register import DA_BAC, REGISTER, fill
from tests.browser.conftest import PHONE, SCREEN, Visit, too_wide
from tests.browser.paper import pages_of
from tests.browser.test_every_page import violations
from tests.browsers import served
from tests.offices import opened

pytestmark = pytest.mark.browser
MANY = 60
PAGES = (
    "/mo-hinh",
    "/mo-hinh?tim=khong+co",
    "/mo-hinh/MH000001",
    "/mo-hinh/tong-hop",
    "/mo-hinh/can-xem",
    f"/mo-hinh/chot-so?ky=2024&don-vi={DA_BAC}",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office with the period 2024 open, the small register, and sixty more in one village."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('mo-hinh') / 'thu.sqlite3'}") as found:
        office = found.office
        fill(office)
        fill(office, *(replace(REGISTER[2], title=f"Tổ liên gia số {number}") for number in range(2, MANY + 2)))
        criteria = office.version_of_period("nq12-tu", "2024").criteria
        plan_period(office, Actor("tinh", "form"), criteria, "2024", proposed(criteria, "2024"), 0)
        with served(create_app(office, guest=OFFICER)) as address:
            yield address


@pytest.mark.parametrize("address", PAGES)
def test_a_page_with_models(visit: Visit, address: str) -> None:
    """Without fault to axe on a wide screen and on a telephone, quiet, and no wider than any window."""
    visit.go(address)
    for width in (SCREEN, PHONE):
        visit.page.set_viewport_size({"width": width, "height": 900})
        assert violations(visit.page) == []
    assert too_wide(visit.page) == []
    assert [each for each in visit.complaints if "400" not in each] == []


def test_the_list_on_paper(visit: Visit) -> None:
    """Fifty models take more than one sheet, and every sheet has the heads of the columns and the banner of the set."""
    visit.go("/mo-hinh?xa=04831&xep=ten")
    sheets = pages_of(visit.page.pdf(prefer_css_page_size=True, print_background=True))

    assert len(sheets) > 1
    for sheet in sheets[:-1]:
        assert "Tổ chức phụ trách" in sheet
        assert "Bộ tiêu chí dựng lại" in sheet
    assert "Lọc" not in sheets[0]


def test_a_year_of_a_model_without_scripts(browser: Browser, base: str) -> None:
    """Searched, opened, rated, paused, taken back; a new one put on record; then the register of its unit is closed."""
    window = browser.new_context(java_script_enabled=False, viewport={"width": SCREEN, "height": 900})
    page = window.new_page()
    page.goto(f"{base}/mo-hinh")
    page.get_by_label("Tìm theo tên").fill("trong buoi")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("#so-luong")).to_have_text("1 mô hình, tính đến hết ngày 10/11/2024")
    page.get_by_role("link", name="Tổ hợp tác trồng bưởi").click()

    page.get_by_text("Ghi xếp loại một năm").click()
    page.get_by_label("Năm", exact=True).select_option("2023")
    page.get_by_label("Xếp loại", exact=True).select_option("Khá")
    page.get_by_role("button", name="Ghi xếp loại").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi xếp loại.")
    expect(page.locator("table.reviews")).to_contain_text("Khá")
    page.get_by_text("Ghi tạm dừng, hoạt động lại").click()
    page.get_by_label("Từ ngày", exact=True).fill("01/06/2024")
    page.get_by_label("Trạng thái từ ngày ấy").select_option("đang hoạt động")
    page.get_by_role("button", name="Ghi diễn biến").click()
    expect(page.locator("dl.summary")).to_contain_text("Đang hoạt động")
    page.get_by_role("button", name="Hoàn tác lần ghi này").click()
    expect(page.locator("dl.summary")).to_contain_text("Tạm dừng từ 01/03/2024")

    page.goto(f"{base}/mo-hinh/them?xa={DA_BAC}")
    page.get_by_label("Tên mô hình").fill("Camera xóm Mát")
    page.get_by_label("Loại", exact=True).select_option("Camera an ninh")
    page.get_by_label("Lĩnh vực").select_option("Giữ gìn an ninh trật tự")
    page.get_by_label("Tổ chức phụ trách").select_option("Công an")
    page.get_by_label("Ngày thành lập").fill("5/2/2024")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi mô hình vào sổ.")

    page.goto(f"{base}/mo-hinh/chot-so?ky=2024&don-vi={DA_BAC}")
    page.get_by_role("button", name="Chốt sổ của Thị trấn Đà Bắc, kỳ 2024").click()
    expect(page.get_by_role("status")).to_contain_text("Đã chốt sổ")
    page.goto(f"{base}/nhap/{DA_BAC}?ky=2024")
    note = page.locator("#TC05 .fed-note").first
    expect(note).to_contain_text("Sổ mô hình đã chốt nhưng còn chưa rõ")
    note.get_by_role("link").click()
    expect(page.locator("#so-luong")).to_contain_text("mô hình chưa rõ có được tính hay không")
    window.close()
