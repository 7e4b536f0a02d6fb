"""The page of tables of models: a file is looked at, its faults told, written as one act, and undone."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from sqlmodel import col, select

from api.access.deciding import Role
from api.store.tables import Act
from tests.api.pages.html import Node
from tests.api.pages.movement_register import DA_BAC, Visit, faults, fill
from tests.movement_tables import edited, rows_of
from tests.offices import Opened, opened

ROOM = "/mo-hinh/tu-excel"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A provincial officer at the small register; what a test writes, another does not look at."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('so') / 'thu.sqlite3'}") as office:
        fill(office.office)
        yield Visit(office)


def handed_in(visit: Visit, content: bytes, name: str = "so.xlsx") -> str:
    """Send a file; return where it is looked at."""
    answer = visit.client.post(ROOM, data={"csrf": ""}, files={"tep": (name, content)}, headers=_ours())
    assert answer.status_code == 303, answer.text[-500:]
    return answer.headers["location"]


def _ours() -> dict[str, str]:
    return {"Origin": "http://tieuchi.test"}


def taken(visit: Visit, address: str) -> bytes:
    """Take a file out."""
    answer: Response = visit.client.get(address)
    assert answer.status_code == 200, answer.text[-500:]
    return answer.content


def counts(page: Node) -> dict[str, str]:
    """Return what a look counts."""
    boxes = page.one("dl", "summary").all("div")
    return {each.one("dt").text: each.one("dd").text for each in boxes}


def acts(office: Opened) -> list[str]:
    """Return the acts that wrote to the register from files, oldest first."""
    with office.office.database.reading() as session:
        found = [act.action for act in session.exec(select(Act).order_by(col(Act.seq)))]
    return [each for each in found if each in ("model.import", "model.undo")]


def test_out_edited_in_and_undone(visit: Visit) -> None:
    """What the list shows leaves with its filter, comes back edited, is written as one act, and can be undone whole."""
    files = visit.page("/mo-hinh?loai=camera").one("p", "files").all("a")
    assert [each.attributes["href"] for each in files] == [
        f"/mo-hinh/xuat.{end}?loai=camera" for end in ("xlsx", "csv")
    ]
    content = taken(visit, "/mo-hinh/xuat.xlsx?loai=camera")
    assert [row[0] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=8, values_only=True)][
        -2:
    ] == ["MH000001", "MH000002"]
    way = handed_in(visit, edited(content, lambda book: book.put("MH000002", Tên_mô_hình="Camera 2", Loại="x")))
    look = visit.page(way)
    assert counts(look) == {"Mới": "0", "Sửa": "0", "Xung đột": "0", "Như cũ": "1", "Có lỗi": "1"}
    assert "so.xlsx[Mô hình!C" in look.text

    way = handed_in(visit, edited(content, lambda book: book.put("MH000002", Tên_mô_hình="Camera 2")))
    look = visit.page(way)
    edition = next(each.attributes["value"] for each in look.all("input") if each.attributes.get("name") == "ban")
    before = acts(visit.office)
    assert visit.send(way, "ghi", ban="khac").status_code == 409
    assert acts(visit.office) == before
    assert visit.send(way, "ghi", ban=str(edition)).status_code == 303
    assert (acts(visit.office), "Camera 2" in visit.page("/mo-hinh/MH000002").text) == ([*before, "model.import"], True)
    assert "Đã ghi vào sổ: 1 sửa" in visit.page(way).text
    assert visit.send(way, "hoan-tac").status_code == 303
    assert acts(visit.office)[-2:] == ["model.import", "model.undo"]
    assert "Camera 2" not in visit.page("/mo-hinh/MH000002").one("h1").text
    assert "đã được hoàn tác" in visit.page(way).text
    assert "đã ghi, lần ghi số" in visit.page(ROOM).text
    assert visit.send(way, "bo").status_code == 303
    visit.page(way, 404)


def test_an_empty_table_is_filled_in(visit: Visit) -> None:
    """The empty table offers the units that may be written to; a row of it is a new model."""
    content = taken(visit, f"{ROOM}/mau.xlsx")
    row = {"Tên_mô_hình": "Tổ tự quản xóm Mát", "Loại": "Tổ tự quản về an ninh trật tự", "Lĩnh_vực": "security"}
    row |= {"Tổ_chức_phụ_trách": "Công an", "Mã_đơn_vị": DA_BAC}
    way = handed_in(visit, edited(content, lambda book: book.put("", Ngày_thành_lập="01/03/2024", **row)))
    look = visit.page(way)
    assert counts(look) == {"Mới": "1", "Sửa": "0", "Xung đột": "0", "Như cũ": "0", "Có lỗi": "0"}
    edition = next(each.attributes["value"] for each in look.all("input") if each.attributes.get("name") == "ban")
    visit.send(way, "ghi", ban=str(edition))
    assert visit.page("/mo-hinh/MH000008").one("h1").text == "Tổ tự quản xóm Mát"


def test_who_may_what(visit: Visit) -> None:
    """A commune takes out and offers its own units alone; who only reads is not let in; a file is its sender's."""
    fellow = Visit(visit.office, Role.COMMUNE, f"unit:{DA_BAC}:2020-01-01")
    assert {each["unit"] for each in rows_of(taken(fellow, "/mo-hinh/xuat.csv"))} == {DA_BAC}
    units = load_workbook(io.BytesIO(taken(fellow, f"{ROOM}/mau.xlsx")))["Đơn vị"]
    assert [row[0] for row in units.iter_rows(values_only=True)][-1] == DA_BAC
    reader = Visit(visit.office, Role.VIEWER)
    assert (reader.client.get(ROOM).status_code, reader.client.get(f"{ROOM}/mau.xlsx").status_code) == (403, 403)
    way = handed_in(visit, taken(visit, "/mo-hinh/xuat.xlsx?loai=zalo&trang-thai=ended"))
    assert counts(visit.page(way))["Như cũ"] == "1"
    assert visit.client.get(f"/nhap/tu-excel/{way.rpartition('/')[2]}").status_code == 404


def test_nothing_sent(visit: Visit) -> None:
    """Without a file the page says what to do."""
    answer = visit.client.post(ROOM, data={"csrf": ""}, headers=_ours())
    assert (answer.status_code, len(faults(answer))) == (422, 1)
