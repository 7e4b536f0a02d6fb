"""The page of criteria that do not apply: whose one may see, filtered, as a file, and the way back in."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.access.deciding import Role, Who
from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.html import Node, read
from tests.json.conftest import filled_sqlite, somebody  # noqa: F401 -- a fixture that is asked for by its name
from tests.offices import Opened

PATH = "/khong-ap-dung"


@pytest.fixture(name="office")
def _office(filled_sqlite: Opened) -> Opened:  # noqa: F811 -- the fixture above
    return filled_sqlite


def page(office: Opened, query: str = "", person: Who = OFFICER, status: int = 200) -> Node:
    """Open the page as somebody."""
    answer = TestClient(create_app(office.office, guest=person)).get(f"{PATH}?{query}")
    assert answer.status_code == status, answer.text[:300]
    return read(answer.text)


def test_of_a_period_of_a_criterion_of_a_name(office: Opened) -> None:
    """The sample's two of 2024 with reason and decision; found without diacritics; no file of nothing."""
    whole = page(office, "ky=2024")
    rows = [row.text for row in whole.one("tbody").all("tr")]

    assert len(rows) == 2
    assert all(each in rows[0] for each in ("Xã Nam Thượng", "TC13", "không thời hạn"))
    assert "Nhập từ tệp" in whole.text
    assert len(page(office, "ky=2024&tim=nhan+my").one("tbody").all("tr")) == 1
    assert "Không có trường hợp nào khớp" in page(office, "ky=2024&tieu-chi=TC06").text
    assert "Không có tiêu chí" in page(office, "ky=2024&tieu-chi=TC99", status=400).text
    client = TestClient(create_app(office.office, guest=OFFICER))
    file = client.get(f"{PATH}/xuat.csv?ky=2024&tim=nhan+my")
    assert (file.status_code, file.text.count("\n"), "05182" in file.text) == (200, 2, True)
    assert client.get(f"{PATH}/xuat.csv?ky=2024&tieu-chi=TC06").status_code == 404


def test_only_what_may_be_seen(office: Opened) -> None:
    """A viewer of one district sees none of another's, and no way to import."""
    viewer = page(office, "ky=2024", somebody(Role.VIEWER, "district:150"))

    assert "chưa có tiêu chí nào được ghi không áp dụng" in viewer.text
    assert "Nhập từ tệp" not in viewer.text


def test_an_appraiser_is_let_in_to_import(office: Opened) -> None:
    """Who may only say that a criterion does not apply opens the page of imports; a viewer does not."""
    for role, status in ((Role.APPRAISER, 200), (Role.VIEWER, 403)):
        client = TestClient(create_app(office.office, guest=somebody(role, "district:150")))
        assert client.get("/nhap/tu-excel").status_code == status
