"""The room of recognitions over the sample: decisions, what the scores say beside them, and the forms of a decider."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.store import recognitions as stored
from api.store.recognitions import Decision
from tests.api.pages.html import Node, read
from tests.offices import Opened, opened_with_sample

BY_NAME = "Hãy chọn trong gợi ý hoặc ghi mã 5 chữ số."
PAPER = {"csrf": "", "viec": "ghi", "cap": "commune", "quyet-dinh": "77/QĐ-UBND", "ngay-qd": "05/11/2024"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample on record, for tests that write nothing."""
    with opened_with_sample(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('recognitions') / 'thu.sqlite3'}") as found:
        yield found


@pytest.fixture
def office(opened_sample: Opened) -> Opened:
    """The sample on record."""
    return opened_sample


def client(office: Opened, role: Role = Role.PROVINCE, place: str = "all") -> TestClient:
    """Open the pages to somebody."""
    who = Who("thử", None, (Granted(role, Place.read(place), date(2020, 1, 1)),))
    return TestClient(create_app(office.office, guest=who), base_url="http://tieuchi.test", follow_redirects=False)


def page_of(client: TestClient, query: str = "", status: int = 200) -> Node:
    """Open the room."""
    answer = client.get(f"/cong-nhan{query}")
    assert answer.status_code == status, answer.text[:500]
    return read(answer.text)


def send(client: TestClient, **changed: str) -> Response:
    """Send the form of a decision with some fields changed; underscores of a name are hyphens."""
    data = PAPER | {key.replace("_", "-"): value for key, value in changed.items()}
    return client.post("/cong-nhan", data=data, headers={"Origin": "http://tieuchi.test"})


def held(office: Opened) -> tuple[Decision, ...]:
    """Return what is on record."""
    with office.office.database.reading() as session:
        return stored.decisions(session, "nq12-tu")


def rows(page: Node) -> list[int]:
    """Return the numbers of the decisions shown."""
    return [int(each.attributes["id"].removeprefix("so-")) for each in page.all("tr") if "id" in each.attributes]


def fault(answer: Response) -> str:
    """Return what is said to be wrong."""
    return read(answer.text).one("div", "problems").one("li").text


def free(office: Opened) -> str:
    """Return the code of a unit that nothing was decided about."""
    return min(set(office.office.register.on(date(2024, 11, 5))) - {each.code for each in held(office)})


def test_every_decision_stands_there_newest_first(sample: Opened) -> None:
    """All are shown with unit, level, decision and day; the scores of the newest period stand beside them."""
    found = page_of(client(sample))
    newest = max(held(sample), key=lambda each: (each.decided_on, each.id))
    line = found.one("tr", id=f"so-{newest.id}")

    assert sorted(rows(found)) == sorted(each.id for each in held(sample))
    assert rows(found)[0] == newest.id
    assert newest.decision in line.text
    assert f"{newest.decided_on:%d/%m/%Y}" in line.text
    assert line.all("span", "verdict")


@pytest.mark.parametrize("view", ["hieu-luc", "het"])
def test_filters_are_in_the_address(sample: Opened, view: str) -> None:
    """In force or not on the day that is asked for; level; unit by name without diacritics."""
    there, on = client(sample), date(2023, 6, 1)
    holds = {e.id for e in held(sample) if e.decided_on <= on and (e.revoked_on is None or on < e.revoked_on)}
    wanted = holds if view == "hieu-luc" else {each.id for each in held(sample)} - holds
    assert holds
    assert set(rows(page_of(there, f"?xem={view}&ngay={on}"))) == wanted
    assert set(rows(page_of(there, "?cap=commune"))) == {each.id for each in held(sample) if each.level == "commune"}
    one = held(sample)[0]
    unit = sample.office.register.version(one.code, one.first_day)
    assert unit is not None
    assert one.id in rows(page_of(there, f"?tim={unit.name.upper()}"))
    assert rows(page_of(there, "?tim=khong+co+xa+nay")) == []


def test_what_is_up_for_review_is_what_is_marked_so(sample: Opened) -> None:
    """The view of reviews holds exactly the decisions that the whole list marks «cần xem xét lại»."""
    there = client(sample)
    marked = [
        int(each.attributes["id"].removeprefix("so-"))
        for each in page_of(there).all("tr")
        if "! cần xem xét lại" in [mark.text for mark in each.all("span", "verdict")]
    ]

    assert marked
    assert rows(page_of(there, "?xem=xem-lai")) == marked


def test_wrong_addresses_are_told(sample: Opened) -> None:
    """A day that is none and a period without figures are said, and today and the newest period are shown."""
    found = page_of(client(sample), "?ngay=2024-02-31&ky=1999", 400)

    assert len(found.one("div", "problems").all("li")) == 2
    assert "theo điểm kỳ 2024" in found.one("p", "count").text


def test_a_decision_is_put_on_record_once(office: Opened) -> None:
    """A code or a name is enough; the address keeps its filter, the same again adds nothing."""
    there, code, before = client(office), free(office), len(held(office))
    unit = office.office.register.version(code, date(2024, 11, 5))
    assert unit is not None
    first = send(there, don_vi=code)
    again = send(there, don_vi=f"{unit.name} ({code})")

    assert (first.status_code, first.headers["location"]) == (303, "/cong-nhan?xong=ghi")
    assert again.status_code == 303
    (new,) = [each for each in held(office) if each.code == code]
    assert len(held(office)) == before + 1
    assert (new.code, new.level, new.decision, new.decided_on) == (code, "commune", "77/QĐ-UBND", date(2024, 11, 5))
    assert page_of(there, "?xong=ghi").one("p", "note").text == "Đã ghi quyết định công nhận."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ngay_qd": ""}, "Ô «Ngày quyết định»: chưa ghi ngày. Hãy ghi ngày/tháng/năm, ví dụ 20/11/2024."),
        ({"ngay_qd": "2024-11-11"}, "Ngày ở sau hôm nay; sửa lại ngày."),
        ({"quyet_dinh": " "}, "Ghi số và ký hiệu quyết định, nhiều nhất 100 ký tự, ví dụ 45/QĐ-UBND."),
        ({"cap": "khong"}, "Chọn cấp công nhận trong danh sách."),
        (
            {"don_vi": "Xã Tú Lý (04831)"},
            f"Đơn vị «Xã Tú Lý (04831)» không có trên bản đồ ngày 05/11/2024. {BY_NAME}",
        ),
        ({"ngay_qd": "2021-05-05"}, "Ngày 05/05/2021 chưa có bộ tiêu chí nào có hiệu lực; sửa lại ngày."),
    ],
)
def test_what_was_typed_stays_beside_its_fault(sample: Opened, changed: dict[str, str], said: str) -> None:
    """Nothing is put on record, what is wrong is told, and what was typed is in its fields."""
    before = held(sample)
    answer = send(client(sample), **({"don_vi": "04831"} | changed))

    assert (answer.status_code, fault(answer)) == (422, said)
    assert read(answer.text).one("input", id="don-vi").attributes["value"] == changed.get("don_vi", "04831")
    assert held(sample) == before


def test_a_recognition_is_revoked_and_stays_in_the_history(office: Opened) -> None:
    """From its day it is not in force; the history of the unit tells both; a second revocation is refused."""
    there, code = client(office), free(office)
    send(there, don_vi=code)
    new = next(each for each in held(office) if each.code == code)
    paper = {"viec": "thu-hoi", "so": str(new.id), "quyet_dinh": "9/QĐ-UBND"}
    early = send(there, **paper, ngay_qd="2024-11-04")
    assert early.status_code == 409
    assert read(early.text).one("input", id=f"qd-{new.id}").attributes["value"] == "9/QĐ-UBND"
    assert send(there, **paper, ngay_qd="2024-11-08").headers["location"] == "/cong-nhan?xong=thu-hoi"
    assert send(there, **(paper | {"quyet_dinh": "10/QĐ-UBND"}), ngay_qd="2024-11-08").status_code == 409
    found = page_of(there, f"?don-vi={new.code}:{new.first_day}")

    assert rows(found) == [new.id]
    title = office.office.version_on("nq12-tu", date(2024, 11, 5)).criteria.levels["commune"].title
    assert [each.text for each in found.one("ol", "history").all("li")] == [
        f"05/11/2024: công nhận {title}, quyết định 77/QĐ-UBND.",
        f"08/11/2024: thu hồi công nhận {title}, quyết định 9/QĐ-UBND.",
    ]
    assert "không có hiệu lực thu hồi từ 08/11/2024, quyết định 9/QĐ-UBND" in found.one("tr", id=f"so-{new.id}").text


def test_a_number_that_looks_like_a_persons_is_told(office: Opened) -> None:
    """It is kept as it was sent, and the page says to look again."""
    answer = send(client(office), don_vi=free(office), quyet_dinh="0912345678")
    assert answer.headers["location"] == "/cong-nhan?xong=ghi&luu-y=1"
    assert "không giữ dữ liệu cá nhân" in page_of(client(office), "?xong=ghi&luu-y=1").one("p", "note").text


def test_of_other_places_nothing_is_shown_or_done(sample: Opened) -> None:
    """A viewer of a district sees its units' decisions alone and no form; a decider decides about no other."""
    inside = {
        each.id
        for each in held(sample)
        if (unit := sample.office.register.version(each.code, each.first_day)) and unit.district == "150"
    }
    found = page_of(client(sample, Role.VIEWER, "district:150"))
    other = next(each for each in held(sample) if each.id not in inside and each.revoked_on is None)
    decider, before = client(sample, Role.PROVINCE, "district:150"), held(sample)

    assert set(rows(found)) == inside
    assert not found.all("form", "account")
    assert send(client(sample, Role.VIEWER), don_vi="04831").status_code == 403
    assert send(decider, don_vi=other.code).status_code == 403
    assert send(decider, viec="thu-hoi", so=str(other.id)).status_code == 403
    assert held(sample) == before
    assert client(sample, Role.ADMINISTRATOR).get("/cong-nhan").status_code == 403
