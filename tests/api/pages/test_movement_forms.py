"""The forms of the register: a model put on record, corrected, rated, turned, withdrawn; a register closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.access.deciding import Role
from api.store import movement as stored
from api.store.database import Actor
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn
from api.workflow.movement.judging import GivenReview
from api.workflow.recording import Change, record
from api.workflow.schedule import plan_period, proposed
from engine.indicators import Kind
from tests.api.pages.html import Node, read
from tests.api.pages.movement_register import DA_BAC, REGISTER, Visit, faults, fill
from tests.offices import Opened, opened

SET = "nq12-tu"
HERE = f"{DA_BAC}:2020-01-01"
NEW = {
    "ten": "Tiếng kẻng xóm Bưng",
    "loai": "tieng-keng",
    "linh_vuc": "security",
    "xa": HERE,
    "thon": "Xóm Bưng",
    "to_chuc": "mttq",
    "ngay_lap": "05/02/2024",
    "quyet_dinh": "12/QĐ-UBND",
    "ngay_qd": "1/2/2024",
    "quy_che": "co",
    "thanh_vien": "25",
    "ho": "1.250",
}
FIRST = "/mo-hinh/MH000001"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office whose register is empty; what databases make of it is tested with the sequences."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        yield found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """One that no test writes to."""
    with opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('untouched') / 'thu.sqlite3'}") as found:
        yield found


def row_of(office: Opened, key: str) -> ModelRow:
    """Return the row of a model that stands."""
    with office.office.database.reading() as session:
        row = stored.model(session, key)
    assert row is not None
    return row


def correction(**changed: str) -> dict[str, str]:
    """Return the form of the first model of the register with some fields changed."""
    first = REGISTER[0]
    held = {
        "ten": first.title, "loai": first.kind, "linh_vuc": first.field, "xa": HERE, "thon": first.village,
        "to_chuc": first.body, "ngay_lap": "12/05/2019", "thanh_vien": "12", "ho": "40",
    }  # fmt: skip
    return held | changed


def test_a_model_is_put_on_record_once(office: Opened) -> None:
    """All that was typed stands there; the same again leads to the same model; undone, it is out of the register."""
    visit = Visit(office)
    sent = visit.send("/mo-hinh/them", "them", **NEW)
    row = row_of(office, "MH000001")

    assert (sent.status_code, sent.headers["location"]) == (303, f"{FIRST}?xong=them&luu={row.act}")
    assert (row.title, row.kind, row.field, row.body, row.village) == (
        "Tiếng kẻng xóm Bưng", "tieng-keng", "security", "mttq", "Xóm Bưng",
    )  # fmt: skip
    assert (row.founded_on.isoformat(), row.decision, row.regulations) == ("2024-02-05", "12/QĐ-UBND", True)
    assert (row.members, row.households, row.sample) == (25, 1250, False)
    assert visit.send("/mo-hinh/them", "them", **NEW).headers["location"] == f"{FIRST}?xong=them"
    on = visit.send("/mo-hinh/them", "them", **NEW, tiep="1")
    assert on.headers["location"] == "/mo-hinh/them?xa=04831&xong=1"
    form = visit.page(on.headers["location"])
    assert "Đã ghi mô hình vào sổ." in form.text
    assert [each.text for each in form.one("select", id="t-xa").all("option", selected="")] == ["Thị trấn Đà Bắc"]

    assert "Hoàn tác lần ghi này" in visit.page(sent.headers["location"]).text
    visit.send(FIRST, "hoan-tac", so=str(row.act))
    assert row_of(office, "MH000001").withdrawn


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ten": " "}, "Tên: chưa ghi tên"),
        ({"ten": "Tổ dòng họ tự quản"}, "«dòng họ»"),
        ({"loai": ""}, "Loại: chưa chọn"),
        ({"loai": "zz"}, "không có loại «zz»"),
        ({"xa": "04831:2019-01-01"}, "Đơn vị"),
        ({"ngay_lap": "31/02/2024"}, "Ô «Ngày thành lập»: ngày «31/02/2024» không có thật"),
        ({"ngay_lap": "11/11/2024"}, "ở sau hôm nay"),
        ({"ho": "nhiều"}, "Hộ tham gia khi thành lập: «nhiều» không phải số nguyên"),
        ({"ten": "Tổ tự quản 0912 345 678"}, "giống số căn cước hoặc số điện thoại"),
    ],
)
def test_what_cannot_be_recorded_is_told(untouched: Opened, changed: dict[str, str], said: str) -> None:
    """Nothing is written, what was typed stays in its fields, and the fault names the place and the cure."""
    answer = Visit(untouched).send("/mo-hinh/them", "them", **{**NEW, **changed})

    assert answer.status_code == 422
    assert any(said in each for each in faults(answer))
    assert 'value="12/QĐ-UBND"' in answer.text
    with untouched.office.database.reading() as session:
        assert stored.history(session, "MH000001") == ()


def test_a_doubtful_number_is_recorded_after_a_second_look(office: Opened) -> None:
    """A text that looks like a number of a person needs a tick, which the page then offers."""
    visit = Visit(office)
    doubtful = {**NEW, "quyet_dinh": "123456789/QĐ"}
    assert 'name="chac"' in visit.send("/mo-hinh/them", "them", **doubtful).text
    assert visit.send("/mo-hinh/them", "them", **doubtful, chac="1").status_code == 303


def test_a_correction_never_overwrites_another(office: Opened) -> None:
    """Over the row that was seen it is taken; over an older one both values are shown and nothing is written."""
    fill(office.office)
    visit, seen = Visit(office), str(row_of(office, "MH000001").id)
    taken = visit.send(FIRST, "sua", so=seen, **correction(thon="Xóm Bưng 1"))
    assert taken.status_code == 303

    late = visit.send(FIRST, "sua", so=seen, **correction(thon="Xóm Bưng 2", to_chuc="phu-nu"))
    assert late.status_code == 409
    lines = [[each.text for each in line.inside if not isinstance(each, str)] for line in read(late.text).all("tr")]
    assert ["Thôn, xóm, tổ dân phố", "Xóm Bưng 1", "Xóm Bưng 2"] in lines
    assert ["Tổ chức phụ trách", "Công an", "Hội Liên hiệp Phụ nữ"] in lines
    assert 'value="Xóm Bưng 2"' in late.text
    assert row_of(office, "MH000001").village == "Xóm Bưng 1"
    told = visit.page(FIRST).one("section", aria_labelledby="lich-su").all("li")[0].text
    assert told.endswith("sửa thông tin Thôn, xóm, tổ dân phố: Xóm Bưng → Xóm Bưng 1")


def test_a_model_is_rated_year_by_year(office: Opened) -> None:
    """A year is rated once, then only over what was seen; taken back, it is unrated again."""
    fill(office.office)
    visit = Visit(office)
    rate = {"nam": "2022", "xep_loai": "fair", "thanh_vien": "14", "van_ban": "3/BB"}
    assert visit.send(FIRST, "xep-loai", **rate).status_code == 303
    assert visit.send(FIRST, "xep-loai", **{**rate, "xep_loai": "good"}).status_code == 409
    page = visit.page(FIRST)
    held = {
        each.attributes["name"]: each.attributes["value"] for each in page.all("input") if "name" in each.attributes
    }
    again = visit.client.post(
        FIRST,
        data={"csrf": "", "viec": "xep-loai", "nam": "2022", "xep-loai": "good", "thay.2022": held["thay.2022"]},
        headers={"Origin": "http://tieuchi.test"},
    )
    assert again.status_code == 303
    assert [each.text for each in visit.page(FIRST).one("table", "reviews").all("th", scope="row")] == ["2023", "2022"]
    assert visit.send(FIRST, "xep-loai", nam="1990", xep_loai="good").status_code == 422
    with office.office.database.reading() as session:
        row = stored.review(session, "MH000001", 2022)
    assert row is not None
    assert row.rating == "good"
    visit.send(FIRST, "bo-xep-loai", so=str(row.id))
    with office.office.database.reading() as session:
        assert [each.withdrawn for each in stored.of_keys(session, ModelReview, ["MH000001"]) if each.year == 2022] == [
            True
        ]


def test_a_turn_moves_a_model_from_its_day(office: Opened) -> None:
    """Paused from a day, in another unit from another; a unit of another map is refused; a turn can be taken back."""
    fill(office.office)
    office.clock.move(days=250)
    visit = Visit(office)
    assert visit.send(FIRST, "dien-bien", tu_ngay="01/06/2024", trang_thai="paused").status_code == 303
    assert "Tạm dừng từ 01/06/2024" in visit.page(FIRST).one("dl", "summary").text
    wrong = visit.send(FIRST, "dien-bien", tu_ngay="01/06/2025", trang_thai="active", don_vi="04924:2025-07-01")
    assert faults(wrong) == [
        "Đơn vị: Xã Lương Sơn không có trên bản đồ ngày 01/06/2025; sửa ngày, hoặc chọn đơn vị khác."
    ]
    split = "/mo-hinh/MH000007"
    visit.send(split, "dien-bien", tu_ngay="01/07/2025", trang_thai="active", don_vi="04924:2025-07-01")
    assert visit.page(split).one("nav", "trail").all("a")[0].text == "Sổ mô hình của Xã Lương Sơn"
    with office.office.database.reading() as session:
        (turn,) = stored.of_keys(session, ModelTurn, ["MH000007"])
    visit.send(split, "bo-dien-bien", so=str(turn.id))
    assert "chưa rõ: Xã Lương Sơn hoặc Xã Liên Sơn" in visit.page(split).one("dl", "summary").text


def test_a_withdrawn_model_can_come_back(office: Opened) -> None:
    """It leaves every list, its page says who withdrew it, nothing more is written to it; then it is as it was."""
    fill(office.office)
    visit = Visit(office)
    visit.send(FIRST, "rut", so=str(row_of(office, "MH000001").id))
    assert visit.page("/mo-hinh").one("p", id="so-luong").text.startswith("5 mô hình")
    page = visit.page(FIRST)
    assert "Mô hình này đã được rút khỏi sổ. thử rút ngày 10/11/2024 09:00." in page.text
    assert not page.all("form", "wide")
    assert visit.send(FIRST, "xep-loai", nam="2023", xep_loai="good").status_code == 409
    visit.send(FIRST, "dua-lai", so=str(row_of(office, "MH000001").id))
    assert visit.page("/mo-hinh").one("p", id="so-luong").text.startswith("6 mô hình")


def test_only_who_may_write_here_writes(office: Opened) -> None:
    """A commune officer of another unit, a viewer, and a form of another site are turned away; nothing is written."""
    fill(office.office)
    Visit(office).page("/mo-hinh")  # the file of the set is remembered when it is first used
    before = office.office.known_now()
    other = Visit(office, Role.COMMUNE, "unit:05017:2020-01-01")
    assert other.send(FIRST, "rut", so="1").status_code == 404
    assert other.send("/mo-hinh/them", "them", **NEW).status_code == 409
    assert Visit(office, Role.VIEWER).send(FIRST, "rut", so="1").status_code == 403
    forged = Visit(office).client.post(FIRST, data={"viec": "rut", "so": "1"}, headers={"Origin": "http://ac.test"})
    assert forged.status_code == 403
    assert office.office.known_now() == before


def test_closing_says_first_what_it_changes(office: Opened) -> None:
    """Typed 5 beside 1 counted: before, after, and on every page of the unit; opened again, the typed one stands."""
    inside = office.office
    criteria = inside.version_of_period(SET, "2024").criteria
    plan_period(inside, Actor("tinh", "form"), criteria, "2024", proposed(criteria, "2024"), 0)
    fill(inside, replace(REGISTER[0], reviews=(GivenReview(2024, "good"),)))
    changes = [
        Change((DA_BAC, date(2020, 1, 1)), "2024", key, Kind.COUNT, value, 0)
        for key, value in (("villages", 9), ("working_models", 5), ("villages_in_models", 1))
    ]
    record(inside.database, Actor("canbo1", "form"), SET, changes)
    visit = Visit(office)
    closing = f"/mo-hinh/chot-so?ky=2024&don-vi={DA_BAC}"

    table = visit.page(closing).one("table", "fed")
    cells = [each.text for each in table.all("tr", "changes")[0].all("td")]
    assert cells == ["1", "5", "5", "1", "Số gõ tay khác sổ: ghi thêm mô hình còn thiếu, hoặc sửa số gõ tay."]
    assert "chưa chốt" in visit.page(f"/xa/{DA_BAC}?ky=2024").one("article", id="TC05").text

    done = visit.send("/mo-hinh/chot-so", "chot", don_vi=DA_BAC, ky="2024")
    assert (done.status_code, done.headers["location"]) == (303, f"{closing}&xong=chot")
    assert "Mở lại sổ của Thị trấn Đà Bắc" in visit.page(done.headers["location"]).text
    for path in (f"/xa/{DA_BAC}?ky=2024", f"/phieu/{SET}.2024.{DA_BAC}", f"/nhap/{DA_BAC}?ky=2024"):
        notes = visit.page(path).one(id="TC05").all("p", "amiss-note")
        assert re.search("[Ll]ấy từ sổ mô hình: 1. Số gõ tay 5 khác sổ", notes[0].text)
        assert notes[0].one("a").attributes["href"] == f"/mo-hinh?ky=2024&xa={DA_BAC}&dem=nq12-working-models"
    assert "khác sổ mô hình" in visit.page(f"/xa/{DA_BAC}?ky=2024").one("details", "faults").text

    visit.send("/mo-hinh/chot-so", "mo", don_vi=DA_BAC, ky="2024")
    assert "khác sổ mô hình" not in "".join(
        each.text for each in visit.page(f"/xa/{DA_BAC}?ky=2024").all("details", "faults")
    )
    assert Visit(office, Role.VIEWER).send("/mo-hinh/chot-so", "chot", don_vi=DA_BAC, ky="2024").status_code == 403


def test_what_stood_already_offers_nothing_to_take_back(office: Opened) -> None:
    """A rating sent again writes nothing, says so, and does not offer to undo what somebody wrote before."""
    fill(office.office, replace(REGISTER[0], reviews=()))
    visit = Visit(office)
    first = visit.send(FIRST, "xep-loai", nam="2023", xep_loai="good")
    assert "luu=" in first.headers["location"]
    row = stored_review(office, "MH000001", 2023)
    again = visit.send(FIRST, "xep-loai", nam="2023", xep_loai="good", **{"thay.2023": str(row.id)})
    assert again.headers["location"] == f"{FIRST}?xong=nhu-cu"
    page = visit.page(again.headers["location"])
    assert "Không có gì thay đổi, nên không ghi gì." in page.text
    assert "Hoàn tác" not in page.text


def stored_review(office: Opened, key: str, year: int) -> ModelReview:
    """Return the rating of a year that stands."""
    with office.office.database.reading() as session:
        row = stored.review(session, key, year)
    assert row is not None
    return row


def test_a_figure_of_a_period_under_way_lists_what_it_counts(office: Opened) -> None:
    """The list behind a figure of this year asks for this year's rating, as the figure does, on its next pages too."""
    fill(office.office, replace(REGISTER[0], reviews=(GivenReview(2023, "good"),)))
    visit, asked = Visit(office), f"xa={DA_BAC}&dem=nq12-working-models"
    said = visit.page(f"/mo-hinh?ky=2023&{asked}").one(id="so-luong").text
    assert said == "1 mô hình được tính vào số liệu, tính đến hết ngày 31/12/2023"
    page = visit.page(f"/mo-hinh?ky=2024&{asked}")
    assert page.one(id="so-luong").text == (
        "0 mô hình được tính vào số liệu, tính đến hết ngày 10/11/2024; 1 mô hình chưa rõ có được tính hay không"
    )
    order = next(each for each in page.all("a") if "xep=" in each.attributes["href"]).attributes["href"]
    assert order.startswith("/mo-hinh?ky=2024&")
    sent = visit.page(f"/mo-hinh?ky=2024&ngay=10/11/2024&{asked}").one(id="so-luong").text
    assert sent == page.one(id="so-luong").text


def ways(page: Node, label: str) -> list[Node]:
    """Return the links of a row of choices."""
    return next(each for each in page.all("nav") if each.attributes.get("aria-label") == label).all("a")


def test_closing_offers_what_can_be_closed(office: Opened) -> None:
    """Years without a plan are offered too; a programme that the register does not feed leads to the one it feeds."""
    visit = Visit(office)
    assert [each.text for each in ways(visit.page("/mo-hinh/chot-so"), "Chọn kỳ")] == ["2023", "2024"]
    other = visit.page("/bo/ct22-tu/mo-hinh/chot-so?ky=2024")
    assert "Chọn một chương trình ở trên" in other.text
    sets = [each.attributes["href"] for each in ways(other, "Chọn chương trình")]
    assert sets == ["/bo/nq12-tu/mo-hinh/chot-so?ky=2024"]
    assert ways(other, "Chọn kỳ")[0].attributes["href"].startswith("/bo/ct22-tu/mo-hinh/chot-so?ky=")
    visit.page("/mo-hinh/chot-so?ky=2025", 400)
