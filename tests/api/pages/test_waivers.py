"""The page of criteria that do not apply: whose one may see, filtered, as a file, and the way back in."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.access.deciding import Role, Who
from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.html import Node, read
from tests.json.conftest import filled_sqlite, open_period, somebody  # noqa: F401 -- a fixture that is asked for by its name
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
    assert "Nhập nhiều trường hợp từ tệp" in whole.text
    assert len(page(office, "ky=2024&tim=nhan+my").one("tbody").all("tr")) == 1
    assert "Không có trường hợp nào khớp" in page(office, "ky=2024&tieu-chi=TC06").text
    assert "Không có tiêu chí" in page(office, "ky=2024&tieu-chi=TC99", status=400).text
    client = TestClient(create_app(office.office, guest=OFFICER))
    file = client.get(f"{PATH}/xuat.csv?ky=2024&tim=nhan+my")
    assert (file.status_code, file.text.count("\n"), "05182" in file.text) == (200, 2, True)
    assert client.get(f"{PATH}/xuat.csv?ky=2024&tieu-chi=TC06").status_code == 404


def test_only_what_may_be_seen(office: Opened) -> None:
    """A viewer of one district sees none of another's, no way to import and no form."""
    viewer = page(office, "ky=2024", somebody(Role.VIEWER, "district:150"))

    assert "chưa có tiêu chí nào được ghi không áp dụng" in viewer.text
    assert "từ tệp" not in viewer.text
    assert not viewer.all("datalist")


def test_an_appraiser_is_let_in_to_import(office: Opened) -> None:
    """Who may only say that a criterion does not apply opens the page of imports; a viewer does not."""
    for role, status in ((Role.APPRAISER, 200), (Role.VIEWER, 403)):
        client = TestClient(create_app(office.office, guest=somebody(role, "district:150")))
        assert client.get("/nhap/tu-excel").status_code == status


def send(office: Opened, fields: dict[str, str], person: Who = OFFICER) -> tuple[int, str]:
    """Send a form of the page as somebody; return the status and where it leads, or what the page says."""
    client = TestClient(create_app(office.office, guest=person), headers={"Origin": "http://testserver"})
    given = {key.replace("_", "-"): value for key, value in fields.items()}
    answer = client.post(PATH, data={"viec": "ghi", "ky": "2024", **given}, follow_redirects=False)
    return answer.status_code, answer.headers.get("location") or read(answer.text).text


GOOD = {"don_vi": "Xã Giáp Đắt (04840)", "tieu_chi": "TC06", "ly_do": "Đang sửa trụ sở", "quyet_dinh": "1/QĐ-BCĐ"}
BETTER = {"ly_do": "Đã sửa một nửa", "quyet_dinh": "2/QĐ-BCĐ"}


def test_put_on_record_corrected_withdrawn_and_again(opened_sample: Opened) -> None:
    """By the form alone: each step is on the page, an overtaken one is refused, and the withdrawn can come back."""
    assert send(opened_sample, GOOD)[0] == 409  # nobody has opened the period
    open_period(opened_sample, "2024")
    status, where = send(opened_sample, GOOD | {"den_ngay": "31/3/2025"})
    first = where.rpartition("=")[2]
    assert (status, where) == (303, f"{PATH}?ky=2024&xong=ghi&so={first}")
    rows = page(opened_sample, "ky=2024&tim=giap+dat").one("tbody").all("tr")
    assert [all(each in row.text for each in ("TC06", "1/QĐ-BCĐ", "đến hết 31/03/2025")) for row in rows] == [True]
    assert send(opened_sample, GOOD | {"ly_do": "Khác"})[0] == 409

    form = page(opened_sample, f"ky=2024&sua={first}").text
    assert "Sửa: TC06, Xã Giáp Đắt, kỳ 2024" in form
    second = send(opened_sample, BETTER | {"so": first})[1].rpartition("=")[2]
    assert send(opened_sample, {"viec": "rut", "so": first})[0] == 409
    status, where = send(opened_sample, {"viec": "rut", "so": second})
    after = page(opened_sample, where.partition("?")[2])
    assert (status, "Giáp Đắt" in after.one("table").text) == (303, False)
    assert "Ghi lại như cũ" in after.text

    third = where.rpartition("=")[2]
    assert "Đã sửa một nửa" in str(page(opened_sample, f"ky=2024&sua={third}").one(id="ly-do").attributes["value"])
    assert send(opened_sample, BETTER | {"so": third})[0] == 303
    assert "Giáp Đắt" in page(opened_sample, "ky=2024").one("table").text


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"don_vi": "Xã Không Có"}, 422, "«Xã Không Có» không có trên bản đồ ngày 31/12/2024"),
        ({"tieu_chi": "TC17"}, 422, "Chọn tiêu chí trong danh sách"),
        ({"ly_do": " "}, 422, "Ô «Lý do»: chưa ghi gì"),
        ({"ly_do": "a" * 301}, 422, "dài 301 ký tự, nhiều nhất 300"),
        ({"quyet_dinh": "b" * 101}, 422, "dài 101 ký tự, nhiều nhất 100"),
        ({"den_ngay": "31/2/2025"}, 422, "ngày «31/2/2025» không có thật"),
        ({"so": "999999"}, 403, "Không có trường hợp này trong phạm vi"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_lost(
    office: Opened, wrong: dict[str, str], status: int, said: str
) -> None:
    """The fault names the field and the cure, and what was typed stands in the form still."""
    found = send(office, GOOD | wrong)

    assert found[0] == status
    assert said in found[1]
    assert len(page(office, "ky=2024").one("tbody").all("tr")) == 2  # the sample's: nothing was written


def test_only_who_may_decides_there(office: Opened) -> None:
    """An appraiser of one district decides about its communes alone; a commune's officer about none."""
    status, said = send(office, GOOD, somebody(Role.APPRAISER, "district:148"))
    assert (status, "ngoài phạm vi của tài khoản" in said) == (403, True)
    assert send(office, GOOD, somebody(Role.COMMUNE, "unit:04840:2020-01-01"))[0] == 403


def test_a_reason_like_a_telephone_number_is_pointed_at(opened_sample: Opened) -> None:
    """It is kept, since it may be none, and the writer is asked to look again."""
    open_period(opened_sample, "2024")
    where = send(opened_sample, GOOD | {"ly_do": "Gọi 0912345678"})[1]
    assert "xem lại, hệ thống không giữ dữ liệu cá nhân" in page(opened_sample, where.partition("?")[2]).text
