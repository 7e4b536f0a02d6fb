"""Pages across the merger: a code on a day, what a unit was made of, shares of split units, recognitions to decide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.access.deciding import Role
from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.html import Node, read
from tests.api.pages.merged_office import merged_office
from tests.json.conftest import somebody
from tests.offices import Opened

ORIGIN = {"Origin": "http://tieuchi.test"}
ENTER = {"csrf": "", "viec": "ghi", "don-vi": "04891", "chi-tieu": "", "da-thay": "0", "ly-do": "Biên bản bàn giao"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample after the merger."""
    with merged_office(tmp_path_factory.mktemp("sap-nhap")) as found:
        yield found


@pytest.fixture
def client(office: Opened) -> TestClient:
    """A provincial officer."""
    app = create_app(office.office, guest=OFFICER)
    return TestClient(app, base_url="http://tieuchi.test", follow_redirects=False)


def page(client: TestClient, address: str, status: int = 200) -> Node:
    """Open a page."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return read(answer.text)


@pytest.mark.parametrize(
    ("on", "name", "period"),
    [
        ("2025-06-30", "Xã Vầy Nưa", "2024"),
        ("2023-12-31", "Xã Vầy Nưa", "2023"),
        ("2026-01-15", "Xã Tiền Phong", "2025"),
    ],
)
def test_a_code_on_a_day(client: TestClient, on: str, name: str, period: str) -> None:
    """The page of a code shows the unit that bears it on the day, in the newest period that had ended by then."""
    found = page(client, f"/xa/04891?ngay={on}")
    assert found.one("h1").text == name
    assert f"kỳ {period}" in found.one("p", "lead").text


def test_a_unit_too_young_to_have_figures(client: TestClient) -> None:
    """In August 2025 the code is Xã Tiền Phong's, which has no figures yet; Xã Vầy Nưa's are offered by that name."""
    found = page(client, "/xa/04891?ngay=2025-08-01", 404)
    assert found.one("h1").text == "Xã Tiền Phong chưa có số liệu đến ngày 01/08/2025"
    links = {each.text: each.attributes["href"] for each in found.one("main").all("a")}
    assert links["Xem Xã Vầy Nưa, kỳ 2024"] == "/xa/04891?ky=2024"
    assert links["Xem kỳ 2025"] == "/xa/04891?ky=2025"


def test_the_table_of_a_day(client: TestClient) -> None:
    """The table of criteria on a day is that of the newest period that had ended, on its map."""
    assert "Xã Vầy Nưa" in page(client, "/bang-diem?ngay=2025-07-15").text
    assert "Xã Vầy Nưa" not in page(client, "/bang-diem?ngay=2026-01-15").text


def test_one_code_is_said_to_be_two_units(client: TestClient) -> None:
    """Both pages name the other bearer of the code and lead there; a ward outside the 139 leads to the register."""
    old, new = (page(client, f"/xa/04891?ky={period}") for period in ("2024", "2025"))
    note = old.one("p", "note")
    assert note.text.startswith("Mã 04891 cũng là mã của Xã Tiền Phong (từ 01/07/2025): đó là đơn vị khác")
    assert new.one("p", "note").one("a").attributes["href"] == "/xa/04891?ky=2024"
    became = old.one("section", aria_labelledby="nguon-goc").all("li")
    assert [(each.text, each.one("a").attributes["href"]) for each in became] == [
        ("Phường Thống Nhất, mã 04828 (một phần)", "/xa/04828?ky=2025"),
        ("Xã Tiền Phong, mã 04891 (một phần)", "/xa/04891?ky=2025"),
    ]
    made_of = page(client, "/xa/04828?ky=2025").one("section", aria_labelledby="nguon-goc").all("li")
    ward = next(each for each in made_of if each.text.startswith("Phường Thái Bình"))
    assert ward.text == "Phường Thái Bình, mã 04789 – chưa có số liệu"
    assert ward.one("a").attributes["href"] == "/don-vi/04789#tu-2020-01-01"


def test_what_a_change_is_measured_from(client: TestClient) -> None:
    """A merged unit says of each figure of the year before what it was made of, and leads to all the others."""
    section = page(client, "/xa/04831?ky=2025").one("section", aria_labelledby="mang-sang")
    assert [each.text.split(":")[0] for each in section.all("li")] == [
        "Số vụ phạm pháp hình sự", "Số vụ tệ nạn xã hội bị phát hiện", "Số vụ tai nạn giao thông", "Số vụ cháy, nổ",
    ]  # fmt: skip
    assert " = Thị trấn Đà Bắc " in section.all("li")[0].text
    link = section.all("a")[0].attributes["href"]
    assert link == "/don-vi/04831/mang-sang?ky=2024&ngay=2025-12-31"
    rows = {each.attributes["id"]: each.text for each in page(client, link).one("tbody").all("tr")}
    assert "phải ban hành mới" in rows["resolution"]
    assert len(rows) == 45
    assert page(client, "/xa/04831?ky=2024").all("section", aria_labelledby="mang-sang") == []


def test_figures_of_its_own_are_not_carried(client: TestClient) -> None:
    """A unit of the old map has nothing to carry; a code or a day that is none is said."""
    assert "không có gì phải mang sang" in page(client, "/don-vi/04831/mang-sang?ky=2024&ngay=2024-12-31").text
    page(client, "/don-vi/00000/mang-sang", 404)
    assert "không có thật" in page(client, "/don-vi/04831/mang-sang?ngay=2025-02-30", 400).text


def test_shares_are_entered_and_taken_back(client: TestClient) -> None:
    """Too much is refused with what was typed; what fits is kept with its reason; the stale are told; it can go."""
    assert "Chưa ai nhập phần nào" in page(client, "/don-vi-bi-chia").one(id="dv-04891").text
    parts = {"phan-04828": "2/9", "phan-04891": "8/9"}
    refused = client.post("/don-vi-bi-chia", data=ENTER | parts, headers=ORIGIN)
    assert refused.status_code == 422
    section = read(refused.text).one(id="dv-04891")
    assert "cộng lại là 10/9, lớn hơn cả đơn vị" in section.one(role="alert").text
    assert section.one("input", name="phan-04891").attributes["value"] == "8/9"
    good = ENTER | parts | {"phan-04891": "7/9"}
    done = client.post("/don-vi-bi-chia", data=good, headers=ORIGIN)
    assert (done.status_code, done.headers["Location"]) == (303, "/don-vi-bi-chia?xong=ghi#dv-04891")
    row = page(client, "/don-vi-bi-chia?xong=ghi").one(id="dv-04891").one("tbody").one("tr")
    cells = [row.one("th").text, *(each.text for each in row.all("td")[:2])]
    assert cells == [
        "mọi chỉ tiêu chưa có phần riêng", "Phường Thống Nhất: 2/9; Xã Tiền Phong: 7/9", "Biên bản bàn giao",
    ]  # fmt: skip
    carried = page(client, "/don-vi/04891/mang-sang?ky=2024").one(id="villages")
    assert "7/9 của Xã Vầy Nưa" in carried.text
    assert client.post("/don-vi-bi-chia", data=good | {"phan-04891": "1/9"}, headers=ORIGIN).status_code == 409
    seen = row.one("input", name="da-thay").attributes["value"]
    away = ENTER | {"viec": "rut", "da-thay": seen, "ly-do": "Biên bản bị thay"}
    assert client.post("/don-vi-bi-chia", data=away, headers=ORIGIN).status_code == 303
    assert "Chưa ai nhập phần nào" in page(client, "/don-vi-bi-chia").one(id="dv-04891").text


def test_who_may_not_divide_sees_no_form(office: Opened) -> None:
    """A commune officer sees the split unit of their own place and no form; a form sent all the same is refused."""
    app = create_app(office.office, guest=somebody(Role.COMMUNE, "unit:04891:2025-07-01"))
    clerk = TestClient(app, base_url="http://tieuchi.test", follow_redirects=False)
    found = page(clerk, "/don-vi-bi-chia")
    assert [each.attributes["id"] for each in found.all("section", "split")] == ["dv-04891"]
    assert found.one("main").all("form") == []
    parts = {"phan-04828": "2/9", "phan-04891": "7/9"}
    assert clerk.post("/don-vi-bi-chia", data=ENTER | parts, headers=ORIGIN).status_code == 403


def test_recognitions_ask_until_somebody_decides(client: TestClient) -> None:
    """«Chưa quyết định» stands by the old decision, up for review, and by the new unit, until it is decided."""
    found = page(client, "/cong-nhan?xem=xem-lai")
    row = next(each for each in found.one("tbody").all("tr") if "Từ 01/07/2025 là" in each.text)
    assert "chưa quyết định" in row.text
    item = next(each for each in found.all("li") if each.attributes.get("id", "").startswith("moi-"))
    code = item.attributes["id"].removeprefix("moi-")
    assert "chưa quyết định" in item.text
    form = {"csrf": "", "viec": "mang-sang", "don-vi": code, "quyet-dinh": "9/QĐ-UBND", "ngay-qd": "15/09/2025"}
    refused = client.post("/cong-nhan", data=form | {"cach": "majority"}, headers=ORIGIN)
    assert refused.status_code == 409
    assert "không cộng được; chọn một số đếm" in refused.text
    assert client.post("/cong-nhan", data=form | {"cach": "none"}, headers=ORIGIN).status_code == 303
    said = page(client, "/cong-nhan").one(id=f"moi-{code}").text
    assert "không mang sang, quyết định 9/QĐ-UBND ngày 15/09/2025" in said


def test_periods_of_different_maps_are_not_compared_in_silence(client: TestClient) -> None:
    """Where the bands of five years stand side by side, the change of the map is said."""
    said = [each.text for each in page(client, "/").one("section", aria_labelledby="dien-bien").all("p", "warning")]
    assert len(said) == 1
    assert "Kỳ 2025 đếm trên bản đồ khác: 151 đơn vị thành 46 trên địa bàn" in said[0]


def test_targets_on_both_maps(client: TestClient) -> None:
    """The target of 2025 has two figures and says why; the goal of each district is void beside its nearest reading."""
    found = page(client, "/muc-tieu?ngay=2026-01-15")
    both = found.one("section", aria_labelledby="muc-tieu-2025").one("details", "across")
    assert both.one("summary").text == "Hai bản đồ: 139 đơn vị của văn bản, 42 đơn vị đến hạn"
    assert "Phường Tân Hòa, Phường Thống Nhất và Phường Kỳ Sơn gộp cả đơn vị được tính" in both.text
    assert len(both.one("tbody").all("tr")) == 5
    district = found.one("article", aria_labelledby="bac-2030-2").text
    assert "không còn áp dụng" in district
    assert "Cách đọc gần nhất, không phải chỉ tiêu của văn bản" in district
    assert page(client, "/muc-tieu?ngay=2025-06-30").all("details", "across") == []


def test_why_a_cell_of_a_merged_unit_stands_as_it_does(client: TestClient) -> None:
    """Beside the figures of the year the panel says what those of the year before were made of, where a change asks."""
    told = page(client, "/bang-diem/vi-sao/04831/TC10?ky=2025")
    assert "Số kỳ trước mang sang" in [each.text for each in told.all("h3")]
    assert "Số vụ phạm pháp hình sự: " in told.text
    assert "Thị trấn Đà Bắc" in told.text
    assert "Số kỳ trước mang sang" not in page(client, "/bang-diem/vi-sao/04831/TC04?ky=2025").text
