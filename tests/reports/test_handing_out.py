"""Documents over the API and the pages: who may have which, what is put on record, the same bytes everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.deciding import Action, Granted, Place, Role, Who
from api.app import create_app
from api.demo import OFFICER
from api.json.door import Door
from api.store import audit
from api.store.acts import head
from api.workflow.reporting.issuing import FIELD_WORDS
from tests.api.pages.html import Node, read
from tests.papers import opened, texts, whole_text
from tests.reports.conftest import QUIET, SEALED, Demo

V1, WORD = "/api/v1/reports", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def site(demo: Demo) -> Iterator[tuple[FastAPI, TestClient]]:
    """The demonstration, served."""
    app = create_app(demo.office, guest=OFFICER)
    with TestClient(app) as client:
        yield app, client


def who(role: Role, place: str, only: frozenset[Action] | None = None) -> Who:
    """Make somebody with one grant."""
    return Who(f"{role}", 7, (Granted(role, Place.read(place), date(2020, 1, 1)),), only)


@contextmanager
def sitting(app: FastAPI, guest: Who) -> Iterator[None]:
    """Let somebody be the one who asks the API."""
    before = app.state.door
    app.state.door = Door(guest)
    try:
        yield
    finally:
        app.state.door = before


def newest(demo: Demo) -> Any:  # noqa: ANN401 -- an act
    """Return the newest act."""
    with demo.office.database.reading() as session:
        return audit.acts(session, audit.Wanted(), 1)[0].act


def page(client: TestClient, address: str, status: int = 200) -> Node:
    """Ask for a page of that status."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return read(answer.text)


# ------------------------------------------------------------------------------------------------------------ API


def test_a_file_is_an_act_with_its_digest(demo: Demo, site: tuple[FastAPI, TestClient]) -> None:
    """The log holds the kind, the name, the digest of the very bytes, what was asked, the end of the chain before."""
    with demo.office.database.reading() as session:
        before = head(session)
    answer = site[1].get(f"{V1}/progress.docx?as_of=2024-12-31&plan=2025")
    act = newest(demo)
    content = json.loads(act.content)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == WORD
    assert answer.headers["content-disposition"] == 'attachment; filename="bao-cao-tien-do-2024-12-31.docx"'
    assert (act.action, act.seq, act.moves_data) == ("report.make", before.seq + 1, False)
    assert content["sha256"] == sha256(answer.content).hexdigest()
    assert (content["head"], content["head_hash"]) == (before.seq, before.hash)
    assert content["chosen"] == {"as_of": "2024-12-31", "plan": "2025"}
    assert (content["kind"], content["file"]) == ("progress", "bao-cao-tien-do-2024-12-31.docx")


def test_page_and_api_give_the_same_bytes(demo: Demo, site: tuple[FastAPI, TestClient]) -> None:
    """Asked twice, in two ways, with acts in between: nothing in the file moves."""
    del demo
    for ways in (
        (f"{V1}/progress.pdf?as_of=2024-12-31", "/bao-cao.pdf?loai=tien-do&ngay=2024-12-31"),
        (f"{V1}/sheet.docx?unit={SEALED}&period=2024", f"/bao-cao.docx?loai=phieu&don-vi={SEALED}&ky=2024"),
        (f"{V1}/dossier.docx?unit={QUIET}&period=2024", f"/bao-cao.docx?loai=ho-so&don-vi={QUIET}&ky=2024"),
    ):
        one, other = (site[1].get(each) for each in ways)
        assert (one.status_code, other.status_code) == (200, 200)
        assert one.content == other.content


@pytest.mark.parametrize(
    ("query", "status", "code", "said"),
    [
        ("sheet.docx", 400, "bad_request", "Thiếu «unit»"),
        ("sheet.docx?unit=99999&period=2024", 404, "not_found", "Không có đơn vị mã «99999»"),
        ("sheet.docx?unit=04789&period=2024", 422, "not_usable", "bộ tiêu chí này chỉ chấm xã, thị trấn"),
        ("sheet.docx?unit=05275&period=1999", 404, "not_found", "có hiệu lực vào ngày cuối kỳ 1999"),
        ("dossier.pdf?unit=05275&period=2024&level=nation", 404, "not_found", "các cấp: commune, district, province"),
        ("progress.pdf?plan=1999&as_of=2024-12-31", 404, "not_found", "các mục tiêu: 2022, 2025, 2030"),
        ("progress.odt", 422, "not_usable", "ending"),
        ("letter.pdf", 422, "not_usable", "kind"),
    ],
)
def test_what_cannot_be_drafted_is_refused(
    site: tuple[FastAPI, TestClient], query: str, status: int, code: str, said: str
) -> None:
    """The answer names the place and the cure."""
    answer = site[1].get(f"{V1}/{query}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert said in answer.json()["detail"]


def test_a_place_bounds_what_one_may_take(site: tuple[FastAPI, TestClient]) -> None:
    """A commune has its own sheet, no other, and no report of the province; texts are for who works on the sheet."""
    app, client = site
    with sitting(app, who(Role.COMMUNE, f"unit:{SEALED}:2020-01-01")):
        own = client.get(f"{V1}/sheet.docx?unit={SEALED}&period=2024")
        other = client.get(f"{V1}/sheet.docx?unit={QUIET}&period=2024")
        whole = client.get(f"{V1}/progress.docx?as_of=2024-12-31")
    with sitting(app, who(Role.VIEWER, "all")):
        viewed = client.get(f"{V1}/sheet.docx?unit={SEALED}&period=2024")

    assert (own.status_code, other.json()["code"], whole.json()["code"]) == (200, "not_your_place", "not_your_place")
    assert "Chưa có tài liệu kiểm chứng trong kỳ" in whole_text(opened(own.content))
    assert "Chưa có tài liệu kiểm chứng trong kỳ" not in whole_text(opened(viewed.content))


@pytest.mark.parametrize("only", [Action.READ, Action.EXPORT])
def test_a_key_needs_both_rights(site: tuple[FastAPI, TestClient], only: Action) -> None:
    """To take figures along is to read them and to take them: a key for one of the two is not enough."""
    app, client = site
    with sitting(app, who(Role.PROVINCE, "all", frozenset({only}))):
        answers = [client.get(f"{V1}/{each}") for each in (f"sheet.pdf?unit={QUIET}&period=2024", "progress.pdf")]

    assert {each.json()["code"] for each in answers} == {"not_this_token"}


# ---------------------------------------------------------------------------------------------------------- pages


def test_the_page_offers_what_there_is(site: tuple[FastAPI, TestClient]) -> None:
    """Three kinds; the province's has a day and the targets, the others the 139 units and the periods."""
    of_province, sheet, dossier = (page(site[1], f"/bao-cao{each}") for each in ("", "?loai=phieu", "?loai=ho-so"))

    assert [each.text for each in of_province.one("select", id="ke-hoach").all("option")][1:] == [
        "Mục tiêu 2022, hạn 31/12/2022", "Mục tiêu 2025, hạn 31/12/2025", "Mục tiêu 2030, hạn 31/12/2030",
    ]  # fmt: skip
    assert len(sheet.one("select", id="don-vi").all("option")) == 140
    assert len(dossier.one("select", id="cap").all("option")) == 4
    assert not sheet.all("select", id="cap")
    assert not of_province.all("article")


def test_the_preview_says_what_the_file_says(site: tuple[FastAPI, TestClient]) -> None:
    """Every paragraph and cell of the Word file stands on the page; charts are pictures with their words."""
    query = "loai=tien-do&ngay=2024-12-31&ke-hoach=2025"
    shown = page(site[1], f"/bao-cao?{query}&xem=1")
    document = opened(site[1].get(f"/bao-cao.docx?{query}").content)
    seen = "".join("".join(each.text for each in shown.all("article")).split())

    for said in texts(document):
        assert "".join(said.rstrip(";.").split()) in seen, said
    assert [each.attributes["alt"] for each in shown.all("img")] == [
        each._inline.docPr.get("descr") for each in document.inline_shapes
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("loai=thu", "Không có loại văn bản «thu»"),
        ("loai=phieu&don-vi=99999", "mang mã «99999»"),
        ("loai=ho-so&cap=nuoc", "Không có cấp «nuoc»"),
        ("ngay=2024-02-31", "không có thật"),
        ("ke-hoach=1999", "Không có mục tiêu «1999»"),
    ],
)
def test_what_the_address_gets_wrong_is_said(
    demo: Demo, site: tuple[FastAPI, TestClient], query: str, said: str
) -> None:
    """The page and the file answer 400 with the fault in words, and no act is written."""
    before = newest(demo).seq
    for path in ("/bao-cao", "/bao-cao.docx"):
        (fault,) = page(site[1], f"{path}?{query}", 400).one("div", "problems").all("li")
        assert said in fault.text

    assert newest(demo).seq == before


def test_without_a_unit_the_file_is_the_page(site: tuple[FastAPI, TestClient]) -> None:
    """Nothing is chosen yet, so the form is shown again."""
    assert page(site[1], "/bao-cao.pdf?loai=phieu").one("select", id="don-vi")
    assert site[1].get("/bao-cao.odt").status_code == 404


def test_who_sees_a_part_is_offered_sheets(demo: Demo) -> None:
    """A commune lands on its own sheet's form, with itself in the list; the province's report tells it why not."""
    guest = who(Role.COMMUNE, f"unit:{SEALED}:2020-01-01")
    with TestClient(create_app(demo.office, guest=guest)) as client:
        first = page(client, "/bao-cao")
        refused = page(client, "/bao-cao?loai=tien-do", 403)
        settings = client.get("/bao-cao/cau-hinh")

    assert [each.attributes["value"] for each in first.one("select", id="don-vi").all("option")] == ["", SEALED]
    assert "chỉ thấy một phần" in refused.one("h1").text
    assert settings.status_code == 403


def test_pages_lead_to_their_document(site: tuple[FastAPI, TestClient]) -> None:
    """Targets, plan, commune and recognitions link to the report about what they show."""
    for address, wanted in (
        ("/muc-tieu?ngay=2024-12-31", "/bao-cao?loai=tien-do&ngay=2024-12-31"),
        ("/ke-hoach?muc-tieu=2025&ngay=2024-12-31", "/bao-cao?loai=tien-do&ngay=2024-12-31&ke-hoach=2025"),
        (f"/xa/{SEALED}?ky=2024", f"/bao-cao?loai=phieu&don-vi={SEALED}&ky=2024"),
        ("/cong-nhan?ky=2024", "/bao-cao?loai=ho-so&ky=2024"),
    ):
        assert wanted in [each.attributes.get("href") for each in page(site[1], address).all("a")], address


def test_the_office_says_in_whose_name(demo: Demo, site: tuple[FastAPI, TestClient]) -> None:
    """What is saved stands in the next document; what is wrong is said beside what was typed; NFD comes out as NFC."""
    client = site[1]
    form = page(client, "/bao-cao/cau-hinh").one("form", "settings")
    number = form.one("input", name="so").attributes["value"]
    typed = dict.fromkeys(FIELD_WORDS, "") | {
        "issuer": "Ban Chỉ đạo 09\r\nTỉnh Hoà Bi\u0300nh", "symbol": "BCĐ", "place": "Hòa Bình", "post": "Trưởng ban",
        "report_to": "Nơi một\r\nNơi hai", "recipients": "Như trên\r\nLưu: VT", "so": number, "csrf": "",
    }  # fmt: skip
    here = {"Origin": "http://testserver"}
    wrong = client.post("/bao-cao/cau-hinh", data={**typed, "issuer": ""}, headers=here, follow_redirects=False)
    saved = client.post("/bao-cao/cau-hinh", data=typed, headers=here, follow_redirects=False)
    stale = client.post("/bao-cao/cau-hinh", data={**typed, "place": "Khác"}, headers=here, follow_redirects=False)
    document = opened(client.get(f"{V1}/progress.docx?as_of=2024-12-31").content)

    assert (wrong.status_code, saved.status_code, stale.status_code) == (422, 303, 412)
    assert "Cơ quan ban hành: chưa ghi" in wrong.text
    assert "Trưởng ban" in wrong.text
    assert "khác ở: Địa danh" in stale.text
    assert {"BAN CHỈ ĐẠO 09\nTỈNH HOÀ BÌNH", "- Nơi một;", "- Nơi hai.", "TRƯỞNG BAN"} <= set(texts(document))
    with demo.office.database.reading() as session:
        acts = [each.act.action for each in audit.acts(session, audit.Wanted(), 3)]
    assert acts[:2] == ["report.make", "issuing.set"]
