"""The room of the log: what was done, filtered and turned over like a book, and its chain proved by a button."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.access.deciding import Granted, Place, Role, Who
from api.answers.acts import DEEDS
from api.app import create_app
from api.pages.audit.rows import NOUNS
from api.store.acts import head
from api.store.database import Actor
from api.store.units import numbered
from tests.api.pages.html import Node, read
from tests.offices import Opened
from tests.people import SERVER, new_account

DA_BAC, HOA_BINH = ("04831", date(2020, 1, 1)), ("04825", date(2020, 1, 1))
BY_NAME = "Hãy ghi mã 5 chữ số hoặc tên, không cần dấu, ví dụ da bac."
ORIGIN = {"Origin": "http://tieuchi.test"}


def client(opened: Opened, role: Role = Role.PROVINCE, place: str = "all") -> TestClient:
    """Open the pages to somebody."""
    who = Who("thử", None, (Granted(role, Place.read(place), date(2020, 1, 1)),))
    return TestClient(create_app(opened.office, guest=who), base_url="http://tieuchi.test")


@pytest.fixture
def filled(opened_office: Opened) -> Opened:
    """Seven acts on three days: a set used, an account, units named, a figure of each of two, a file, a login."""
    opened_office.office.version_on("nq12-tu", opened_office.office.today)
    new_account(opened_office, "xa.dabac")
    database, clock = opened_office.office.database, opened_office.clock
    with database.writing(SERVER, "units.note") as write:
        numbers = [numbered(write, each) for each in (DA_BAC, HOA_BINH)]
    for place, account in enumerate((1, 8)):
        clock.move(days=1)
        said = {"indicator": "villages", "sample": True, "digest": "sha256:abc", "reasons": ["một", {"level": "xã"}]}
        with database.writing(
            Actor("xa.dabac", "form", account, "7f3a"),
            "figures.record",
            set_id="nq12-tu",
            unit_id=numbers[place],
            period="2024",
            content=said,
            bare=True,
        ):
            pass
    with database.writing(SERVER, "figures.import", bare=True):
        pass
    clock.move(days=1)
    with database.writing(Actor("xa.dabac", "api", 1), "session.start", bare=True):
        pass
    return opened_office


def page_of(client: TestClient, address: str, status: int = 200) -> Node:
    """Open the log at an address."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return read(answer.text)


def seqs(page: Node) -> list[int]:
    """Return the numbers of the acts shown."""
    return [int(each.attributes["id"].removeprefix("so-")) for each in page.all("tr") if "id" in each.attributes]


def test_acts_stand_newest_first_and_say_what_was_done(filled: Opened) -> None:
    """The newest act is on top; a line says when in Vietnam, who through what, what, of which unit, and the rest."""
    page = page_of(client(filled), "/nhat-ky")

    assert seqs(page) == [7, 6, 5, 4, 3, 2, 1]
    line = page.one("tr", id="so-4")
    cells = [node.text for node in line.inside if isinstance(node, Node)]
    assert cells[:6] == [
        "4",
        "11/11/2024 09:00",
        "xa.dabac trên trang",
        "Ghi số liệu",
        "Thị trấn Đà Bắc (04831)",
        "2024",
    ]
    said = [node.text for node in line.all("span", "pair")]
    assert said[:3] == ["chỉ tiêu: villages", "reasons: một; (cấp xã)", "số liệu mẫu: có"]
    assert said[3:6] == ["bộ tiêu chí: nq12-tu", "mã kiểm tra: sha256:abc", "yêu cầu số: 7f3a"]
    assert page.one("a", aria_current="page").text == "Nhật ký"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("viec=figures", [6, 5, 4]),
        ("viec=figures.record", [5, 4]),
        ("tai-khoan=xa.dabac", [7, 4]),
        ("don-vi=04831", [4]),
        ("don-vi=da%20bac", [4]),
        ("tu=2024-11-12", [7, 6, 5]),
        ("den=11/11/2024", [4, 3, 2, 1]),
        ("viec=figures&tu=2024-11-12&den=2024-11-12&don-vi=04825", [5]),
        ("truoc=3", [2, 1]),
    ],
)
def test_filters_stand_in_the_address(filled: Opened, query: str, shown: list[int]) -> None:
    """Deed or what it is about, account, unit by code or bare name, days of Vietnam and the place in the book."""
    page = page_of(client(filled), f"/nhat-ky?{query}")

    assert seqs(page) == shown


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("viec=xoa", "Không có loại việc «xoa»; đang hiện mọi việc. Hãy chọn trong danh sách."),
        (
            "tai-khoan=ai.do",
            "Không có tài khoản «ai.do»; đang hiện mọi tài khoản. Hãy ghi đúng tên đăng nhập.",
        ),
        (
            "don-vi=99999",
            f"Không có đơn vị nào «99999»; đang hiện mọi đơn vị. {BY_NAME}",
        ),
        (
            "tu=31/02/2024",
            "Ô «Từ ngày»: ngày «31/02/2024» không có thật hoặc viết sai. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2024.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_left_out(filled: Opened, query: str, fault: str) -> None:
    """A filter that nothing bears is told with its cure; everything is shown then."""
    page = page_of(client(filled), f"/nhat-ky?{query}", 400)

    assert [node.text for node in page.one("div", "problems").all("li")] == [fault]
    assert seqs(page) == [7, 6, 5, 4, 3, 2, 1]


def test_pages_of_the_log_follow_each_other_without_gap(filled: Opened) -> None:
    """Fifty acts stand on a page; the older ones follow the last of them, and the filter goes along."""
    for _ in range(51):
        with filled.office.database.writing(SERVER, "figures.import", bare=True):
            pass
    with client(filled) as there:
        first = page_of(there, "/nhat-ky?viec=figures")
        older = first.one("a", rel="next").attributes["href"]
        second = page_of(there, older)

    assert seqs(first) == list(range(58, 8, -1))
    assert older == "/nhat-ky?viec=figures&truoc=9"
    assert seqs(second) == [8, 6, 5, 4]
    assert [node.text for node in second.one("nav", "trail").all("a")] == ["Về mới nhất"]


def test_of_other_places_nothing_is_shown(filled: Opened) -> None:
    """Who may read the log of one district sees its units' acts and those about no unit, whatever is asked."""
    there = client(filled, place="district:150")

    assert seqs(page_of(there, "/nhat-ky")) == [7, 6, 4, 3, 2, 1]
    assert seqs(page_of(there, "/nhat-ky?don-vi=04825")) == []


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.APPRAISER, Role.EDITOR, Role.VIEWER])
def test_only_those_who_may_read_the_log_find_it(opened_office: Opened, role: Role) -> None:
    """Others get 403, for the page and for the check, and no link leads them there."""
    there = client(opened_office, role)

    assert there.get("/nhat-ky").status_code == 403
    assert there.post("/nhat-ky", headers=ORIGIN).status_code == 403
    assert "/nhat-ky" not in [node.attributes.get("href") for node in read(there.get("/bo-tieu-chi").text).all("a")]


def test_a_whole_chain_is_said_to_be_whole(filled: Opened) -> None:
    """The button walks the chain; the end that was kept before is said to be still in it. Nothing is written."""
    there = client(filled)
    with filled.office.database.reading() as session:
        end = head(session)
    page = read(there.post("/nhat-ky", data={"csrf": "", "dau-chuoi": ""}, headers=ORIGIN).text)
    kept = read(there.post("/nhat-ky", data={"csrf": "", "dau-chuoi": f"7:{end.hash}"}, headers=ORIGIN).text)

    whole = "✓ nguyên vẹn Chuỗi nguyên vẹn: đã đi hết 7 lần ghi, lần nào cũng khớp mã băm và dữ liệu của nó."
    assert page.one("p", "note").text == whole
    assert kept.one("p", "note").text == f"{whole} Đầu chuỗi đã giữ từ trước vẫn nằm trong chuỗi."
    assert page.one("code", "chain-end").text == f"7:{end.hash}"
    assert seqs(kept)[0] == 7


def test_a_broken_chain_is_told_break_by_break(filled: Opened) -> None:
    """An act altered behind the service is named; an end of the chain that never was is said to be lost."""
    with filled.office.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in found:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE act DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE act SET actor = 'khác' WHERE seq = 4"))
    answer = client(filled).post("/nhat-ky", data={"csrf": "", "dau-chuoi": f"2:{'a' * 64}"}, headers=ORIGIN)
    page = read(answer.text)

    assert answer.status_code == 200
    assert [node.text for node in page.one("div", "problems").all("li")] == [
        "Không còn lần ghi số 2 với mã băm đã giữ: nhật ký đã bị cắt hoặc viết lại từ trước đó.",
        "Lần ghi số 4 đã bị sửa: nội dung không còn khớp mã băm của nó.",
    ]


def test_a_mistyped_end_of_the_chain_stays_in_its_field(filled: Opened) -> None:
    """What was typed is kept beside what is wrong with it; a form from elsewhere is turned away."""
    there = client(filled)
    answer = there.post("/nhat-ky", data={"csrf": "", "dau-chuoi": "6:xyz"}, headers=ORIGIN)
    page = read(answer.text)

    assert answer.status_code == 422
    assert page.one("input", id="dau-chuoi").attributes["value"] == "6:xyz"
    assert page.one("span", "fault").text.startswith("Đầu chuỗi gồm số lần ghi, dấu hai chấm và 64 chữ số")
    assert there.post("/nhat-ky", data={"csrf": ""}, headers={"Origin": "http://noi.khac"}).status_code == 403


def test_every_deed_can_be_chosen() -> None:
    """Each action that an act can be is about something that the filter names."""
    assert {action.partition(".")[0] for action in DEEDS} == set(NOUNS)
