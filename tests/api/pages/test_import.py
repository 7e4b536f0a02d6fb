"""The pages of imports as a browser without scripts meets them: files posted at once, ticks, one button, one undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.demo import OFFICER
from api.pages.imports import views as import_views
from tests.api.pages.html import Node, read
from tests.assessments import VIEWER, enter, prepared
from tests.filled import LABELS, filled_in, opened, table
from tests.importing import CODE, HEAD, OTHER, held, seen
from tests.offices import Opened
from tests.offices import opened as opened_over

ROOM = "/nhap/tu-excel"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office with the sample of one unit, 2024 open."""
    with opened_over(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        prepared(found)
        yield found


@pytest.fixture
def client(office: Opened) -> TestClient:
    """The officer of the demonstration."""
    return TestClient(create_app(office.office, guest=OFFICER), base_url="http://tieuchi.test", follow_redirects=False)


def sent(client: TestClient, *files: tuple[str, bytes]) -> str:
    """Send files with the form of the page; return where it leads."""
    answer = client.post(ROOM, data={"csrf": ""}, files=[("tep", each) for each in files])
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def shown(client: TestClient, address: str, status: int = 200) -> Node:
    """Open a page."""
    answer = client.get(address)
    assert answer.status_code == status
    return read(answer.text)


def ticked(page: Node) -> dict[str, list[str]]:
    """Return what the form would send: every tick that is set, and what it carries along."""
    boxes = [each.attributes for each in page.all("input") if each.attributes.get("type") == "checkbox"]
    hidden = {
        each.attributes["name"]: [each.attributes["value"]]
        for each in page.all("input")
        if each.attributes.get("type") == "hidden"
    }
    for each in boxes:
        if "checked" in each:
            hidden.setdefault(each["name"], []).append(each["value"])
    return hidden | {"viec": ["ghi"]}


def test_the_way_from_files_to_the_record_and_back(office: Opened, client: TestClient) -> None:
    """Two files; a conflict stays unticked; what was ticked is written, shown, and undone by one button."""
    was = held(office.office, "fires")
    made = client.get("/mau-nhap?ky=2024&don-vi=04831").content
    enter(office.office, "fires", 90, seen(office.office, "fires"))
    filled = filled_in(
        made, {(CODE, LABELS["fires"]): 91, (CODE, LABELS["offences"]): 3, (CODE, LABELS["villages"]): "1.000"}
    )
    address = sent(client, ("a.xlsx", filled), ("b.xlsx", table(HEAD, (OTHER, 2024, 8, None, None, None))))
    page = shown(client, address)
    text = page.text

    assert "đọc được hai cách: 1000 hoặc 1" in text
    assert f"{CODE}.2024.fires" not in ticked(page)["o"]
    assert "canbo1" in text  # who changed it meanwhile
    assert set(ticked(page)["o"]) == {f"{CODE}.2024.offences", f"{OTHER}.2024.villages"}
    marked = client.get(f"{address}/danh-dau-loi?tep=1")
    assert "Lỗi cần sửa" in opened(marked.content).sheetnames

    assert client.post(address, data=ticked(page)).headers["location"] == address
    assert (held(office.office, "offences"), held(office.office, "fires")) == (3, 90)
    after = shown(client, address)
    assert "Đã ghi 2 số liệu" in after.text
    assert client.post(address, data={"csrf": "", "viec": "hoan-tac"}).headers["location"] == f"{address}?hoan-tac=1"
    assert held(office.office, "offences") not in (3, was)
    assert "đã được hoàn tác" in shown(client, address).text


def test_what_moved_between_looking_and_writing_is_shown_again(office: Opened, client: TestClient) -> None:
    """Nothing is written; the page says so and shows the newer figures."""
    address = sent(client, ("a.xlsx", table(HEAD, (CODE, 2024, None, 3, None, None))))
    form = ticked(shown(client, address))
    enter(office.office, "offences", 50, seen(office.office, "offences"))
    answer = client.post(address, data=form)

    assert (answer.status_code, held(office.office, "offences")) == (409, 50)
    assert "có người vừa sửa cùng số liệu" in answer.text
    assert client.post(address, data=form | {"o": []}).status_code == 422


def test_a_large_import_is_ticked_by_units(office: Opened, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where cells are too many to be listed, units are; one of them can be looked into."""
    monkeypatch.setattr(import_views, "MOST_CELLS", 2)
    address = sent(client, ("a.xlsx", table(HEAD, (CODE, 2024, 30, 3, None, None), (OTHER, 2024, 8, 1, None, None))))
    page = shown(client, address)
    form = ticked(page)

    assert form["d"] == [f"{CODE}.2024", f"{OTHER}.2024"]
    assert "Số vụ phạm pháp hình sự" not in page.text
    assert "Số vụ phạm pháp hình sự" in shown(client, f"{address}?xem={OTHER}.2024").text
    client.post(address, data=form | {"d": [f"{OTHER}.2024"]})
    assert held(office.office, "villages") != 30
    assert "Đã ghi 2 số liệu" in shown(client, address).text


def test_where_nothing_was_chosen_or_nothing_is_there(office: Opened, client: TestClient) -> None:
    """No file is said with the cure; an address of nobody is not found; a page of elsewhere changes nothing."""
    empty = client.post(ROOM, data={"csrf": ""})
    forged = client.post(
        ROOM, data={"csrf": ""}, files=[("tep", ("a.csv", b"x"))], headers={"Origin": "http://khac.test"}
    )

    assert (empty.status_code, "Chưa chọn tệp nào" in empty.text) == (422, True)
    assert forged.status_code == 403
    shown(client, f"{ROOM}/{32 * '0'}", 404)
    assert client.get("/mau-nhap?ky=2024&don-vi=99999").status_code == 404
    viewer = TestClient(create_app(office.office, guest=VIEWER), base_url="http://tieuchi.test")
    assert viewer.get(ROOM).status_code == 403


def test_files_can_be_left_where_they_are_and_dropped(client: TestClient) -> None:
    """An import is in the list until it is dropped."""
    address = sent(client, ("a.xlsx", table(HEAD, (CODE, 2024, 30, 3, None, None))))
    assert address in client.get(ROOM).text
    client.post(address, data={"csrf": "", "viec": "bo"})

    assert address not in client.get(ROOM).text
    shown(client, address, 404)
