"""The pages of the editor: a bound raised, parts added and retired, two who write at once, a second who publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.pages.editor.fields import part_at
from engine.editing import value_of
from tests.api.pages.html import Node, read
from tests.drafts import office_with_folder, raised
from tests.offices import Opened

FOLDER = "/soan-tieu-chi"
DRAFT = f"{FOLDER}/nq12-tu/2025-01-01"
BOUND = "criteria.TC08.all.#1:so1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office with its own folder, without figures."""
    with office_with_folder(f"sqlite:///{tmp_path / 'thu.sqlite3'}", tmp_path) as found:
        yield found


def client(office: Opened, name: str = "soạn A", role: Role = Role.EDITOR) -> TestClient:
    """Open the pages to somebody."""
    who = Who(name, None, (Granted(role, Place("all"), date(2020, 1, 1)),))
    return TestClient(create_app(office.office, guest=who), base_url="http://tieuchi.test", follow_redirects=False)


def post(desk: TestClient, address: str, data: dict[str, str]) -> Response:
    """Send a form."""
    return desk.post(address, data={"csrf": ""} | data, headers={"Origin": "http://tieuchi.test"})


def start(desk: TestClient, day: str = "01/01/2025") -> None:
    """Make a draft."""
    answer = post(desk, FOLDER, {"bo": "nq12-tu", "goc": "2022-06-27", "ngay": day})
    assert answer.status_code == 303, answer.text[:500]


def opened(desk: TestClient, part: str = "", status: int = 200) -> Node:
    """Open the draft at a part."""
    answer = desk.get(f"{DRAFT}?muc={part}")
    assert answer.status_code == status, answer.text[:800]
    return read(answer.text)


def fields_of(page: Node) -> dict[str, str]:
    """Return what a browser would send of the form."""
    whole = page.one("form", id="soan")
    found = {
        each.attributes["name"]: each.attributes.get("value", "")
        for each in whole.all("input")
        if each.attributes.get("type") != "checkbox"
    }
    for each in whole.all("input", type="checkbox", checked=""):  # a browser sends each; the page reads them joined
        name = each.attributes["name"]
        found[name] = ", ".join(filter(None, (found[name], each.attributes["value"])))
    for each in whole.all("textarea"):
        found[each.attributes["name"]] = "".join(part for part in each.inside if isinstance(part, str)).removeprefix(
            "\n"
        )
    for each in whole.all("select"):
        chosen = each.all("option", selected="") or each.all("option")[:1]
        found[each.attributes["name"]] = chosen[0].attributes["value"]
    return found


def press(desk: TestClient, page: Node, deed: str, **typed: str) -> Response:
    """Press a button of the form."""
    names = {key.replace("_", "-"): value for key, value in typed.items()}
    return post(desk, DRAFT, fields_of(page) | names | {"viec": deed})


def file_of(office: Opened) -> str:
    """Return the draft's file."""
    return (office.office.folder.root / "nq12-tu/2025-01-01.yaml").read_text(encoding="utf-8")


def test_a_bound_is_raised_through_the_form(office: Opened) -> None:
    """Saving one field changes one line; the failing examples are said at the part, and taken over one by one."""
    desk = client(office)
    start(desk)
    before = file_of(office)
    page = opened(desk, "TC08")
    assert press(desk, page, "luu", **{"o." + BOUND: "85"}).status_code == 303

    changed_lines = [
        (old, new) for old, new in zip(before.splitlines(), file_of(office).splitlines(), strict=True) if old != new
    ]
    assert [new.strip() for _, new in changed_lines] == ["- {share: [bodies_recognised, bodies], at_least: 85}"]
    for left in range(4, 0, -1):
        page = opened(desk, "TC08")
        buttons = [each for each in page.all("button", name="viec") if each.attributes["value"].startswith("nhan:")]
        assert len(buttons) == left
        assert press(desk, page, buttons[0].attributes["value"]).status_code == 303
    assert "không có lỗi" in opened(desk).one("p", cls="lead").text
    assert "verdict: unmet\n        shortfall: {bodies_recognised: 3}" in file_of(office)


def test_parts_are_added_moved_and_retired(office: Opened) -> None:
    """Each button of the form changes the file as it says and shows the part that it made."""
    desk = client(office)
    start(desk)
    new = {"moi:ma": "TC17", "moi:ten": "Tập huấn", "moi:tieu-chi:chi-tieu": "cameras"}
    answer = press(desk, opened(desk), "them-tieu-chi", **new)
    assert answer.headers["location"].endswith("?muc=TC17&xong=them#TC17")
    press(desk, opened(desk, "TC17"), "len:criteria.TC17")
    ratio = {
        "moi:criteria.TC17.all:chi-tieu": "villages",
        "moi:criteria.TC17.all:dang": "ty-le",
        "moi:criteria.TC17.all:tren": "bodies",
    }
    press(desk, opened(desk, "TC17"), "them-dieu-kien:criteria.TC17.all", **ratio)
    press(desk, opened(desk, "TC17"), "them-vi-du:criteria.TC17")
    press(desk, opened(desk), "bo:criteria.TC16")
    figure = {
        "moi:ma-chi-tieu": "trainings",
        "moi:ten-chi-tieu": "Số lớp tập huấn",
        "moi:loai": "count",
        "moi:don-vi": "lớp",
    }
    press(desk, opened(desk), "them-chi-tieu", **figure)

    said = value_of(file_of(office))
    ids = [each["id"] for each in part_at(said, ("criteria",))]  # type: ignore[union-attr, index, call-overload]
    assert ids == [*(f"TC{number:02}" for number in range(1, 16)), "TC17"]
    assert part_at(said, ("criteria", "TC17", "all")) == [
        {"count": "cameras", "at_least": 1},
        {"share": ["villages", "bodies"], "at_least": 100},
    ]
    assert part_at(said, ("criteria", "TC17", "examples", 0, "given")) == {"cameras": 0, "villages": 0, "bodies": 0}
    assert part_at(said, ("indicators", "trainings")) == {"label": "Số lớp tập huấn", "kind": "count", "unit": "lớp"}
    answer = press(desk, opened(desk), "bo:indicators.bodies_registered")
    assert answer.status_code == 422
    assert "đang được dùng ở TC08" in read(answer.text).one("div", cls="problems").text


def test_a_target_is_changed_and_another_added(office: Opened) -> None:
    """A goal, a day and an id change their own lines; what was renamed stays open; the review says what is new."""
    desk = client(office)
    start(desk)
    before = file_of(office)
    page = opened(desk, "targets.2025")
    typed = {
        "o.targets.2025.id": "2026",
        "o.targets.2025.due": "31/12/2026",
        "o.targets.2025.goals.#1.at_least": "25",
    }
    answer = post(desk, DRAFT, fields_of(page) | typed | {"viec": "luu"})
    assert answer.headers["location"].endswith("?muc=targets.2026&xong=luu#targets.2026")
    new = {"moi:muc-tieu:ma": "2028", "moi:muc-tieu:han": "31/12/2028"}
    new |= {"moi:muc-tieu:bac": "band.b13", "moi:muc-tieu:so": "40"}
    answer = press(desk, opened(desk, "targets.2026"), "them-muc-tieu", **new)
    assert answer.headers["location"].endswith("?muc=targets.2028&xong=them#targets.2028")

    gone = [line for line in before.splitlines() if line not in file_of(office).splitlines()]
    assert [line.strip() for line in gone] == ['- id: "2025"', "due: 2025-12-31", "- {level: commune, at_least: 20}"]
    changes = read(desk.get(f"{DRAFT}/ban-hanh").text).one("ol").text
    assert "mục tiêu 2028, hạn 31/12/2028" in changes
    assert "mục tiêu 2026, hạn 31/12/2026" in changes


def test_a_refused_deed_changes_nothing(office: Opened) -> None:
    """A band that a goal names stays, a target without a day is not added: file and typed words are as they were."""
    desk = client(office)
    start(desk)
    before = file_of(office)
    answer = press(desk, opened(desk, "cac-muc"), "bo:bands.#1", **{"o.bands.#1.title": "Tên khác"})
    assert answer.status_code == 422
    assert "mục tiêu 2025" in read(answer.text).one("div", cls="problems").text
    assert fields_of(read(answer.text))["o.bands.#1.title"] == "Tên khác"
    answer = press(desk, opened(desk), "them-muc-tieu", **{"moi:muc-tieu:ma": "2027", "moi:muc-tieu:han": "x"})
    assert answer.status_code == 422
    again = read(answer.text)
    assert fields_of(again)["moi:muc-tieu:ma"] == "2027"
    assert len(again.all("details", cls="more", open="")) == 1
    assert file_of(office) == before


def test_nothing_typed_is_lost(office: Opened) -> None:
    """A field that can't be read, a text that YAML can't, an id that is taken: all that was sent is there again."""
    desk = client(office)
    start(desk)
    page = opened(desk, "TC08")
    text = fields_of(page)["van-ban"] + "# ghi thêm\n"
    answer = press(desk, page, "luu", van_ban=text, **{"o." + BOUND: "85%"})

    assert answer.status_code == 422
    again = fields_of(read(answer.text))
    assert (again["van-ban"], again["o." + BOUND]) == (text, "85%")
    assert "# ghi thêm" not in file_of(office)
    broken = "criteria: [\n"
    assert press(desk, page, "luu", van_ban=broken).status_code == 303
    page = opened(desk)
    assert fields_of(page)["van-ban"] == broken
    assert len(page.all("span", cls="error")) == 1


def test_two_editors_at_once(office: Opened) -> None:
    """Who saves second sees both texts, the own one with its field changes, and saves it then on purpose."""
    mine, theirs = client(office), client(office, "soạn B")
    start(mine)
    page = opened(mine, "TC08")
    press(theirs, opened(theirs), "luu", van_ban=raised(file_of(office)))
    saved = file_of(office)
    answer = press(mine, page, "luu", **{"o." + BOUND: "75"})

    assert answer.status_code == 412
    assert file_of(office) == saved
    both = read(answer.text)
    assert "at_least: 85}" in both.one("pre", cls="theirs").text
    assert "soạn B" in both.one("div", cls="problems").text
    assert "bodies_recognised, bodies], at_least: 75}" in fields_of(both)["van-ban"]
    assert press(mine, both, "luu").status_code == 303
    assert "bodies_recognised, bodies], at_least: 75}" in file_of(office)


def test_the_second_person_publishes(office: Opened) -> None:
    """The review says what changes; its author can't press, a colleague must say that they have looked."""
    mine, theirs = client(office), client(office, "soạn B")
    start(mine)
    press(mine, opened(mine), "luu", van_ban=raised(file_of(office)))
    review = read(mine.get(f"{DRAFT}/ban-hanh").text)
    assert "TC08: ngưỡng 70 % → 85 %" in review.one("ol").text
    assert "không tự ban hành" in review.text
    assert [each.text for each in review.all("button")] == ["Bỏ bản nháp"]
    digest = review.all("input", name="ma")[0].attributes["value"]
    end = {"viec": "ban-hanh", "ma": digest}

    assert post(mine, f"{DRAFT}/ban-hanh", end | {"chac": "1"}).status_code == 409
    assert post(theirs, f"{DRAFT}/ban-hanh", end).status_code == 422
    assert post(theirs, f"{DRAFT}/ban-hanh", end | {"chac": "1"}).status_code == 303
    assert "status: published" in file_of(office)
    assert theirs.get(DRAFT).status_code == 404
    assert post(theirs, f"{DRAFT}/ban-hanh", end | {"chac": "1"}).status_code == 404


def test_a_draft_is_dropped_on_purpose(office: Opened) -> None:
    """Without the mark nothing is dropped; with it the file is gone and the list says so."""
    desk = client(office)
    start(desk)
    digest = fields_of(opened(desk))["ma"]
    assert post(desk, f"{DRAFT}/ban-hanh", {"viec": "bo", "ma": digest}).status_code == 422
    answer = post(desk, f"{DRAFT}/ban-hanh", {"viec": "bo", "ma": digest, "chac": "1"})

    assert answer.status_code == 303
    assert "Đã bỏ bản nháp" in read(desk.get(answer.headers["location"]).text).text
    assert opened(desk, "", 404)


@pytest.mark.parametrize("deed", ["bo", "ban-hanh"])
def test_a_draft_that_goes_while_it_is_ended(office: Opened, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """Dropped elsewhere between the page's look and the lock: there is none any more, as for who comes later."""
    start(client(office))
    digest = fields_of(opened(client(office)))["ma"]

    def gone(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr("api.workflow.drafting.drafts.drop", gone)
    monkeypatch.setattr("api.workflow.drafting.publishing.publish", gone)
    answer = post(client(office, "soạn B"), f"{DRAFT}/ban-hanh", {"viec": deed, "ma": digest, "chac": "1"})

    assert answer.status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.PROVINCE, 403), (Role.ADMINISTRATOR, 403), (Role.VIEWER, 403)])
def test_who_may_not_draft(office: Opened, role: Role, status: int) -> None:
    """Others make no drafts; the province looks at them without fields, a viewer not at all."""
    start(client(office))
    desk = client(office, "khác", role)

    assert post(desk, FOLDER, {"bo": "nq12-tu", "goc": "2022-06-27", "ngay": ""}).status_code == status
    assert post(desk, DRAFT, {"viec": "luu", "van-ban": "x", "ma": ""}).status_code == status
    answer = desk.get(DRAFT)
    assert answer.status_code == (403 if role is Role.VIEWER else 200)
    assert not re.findall(r'name="(?:o\.|viec)', answer.text)


def test_where_no_draft_can_be_kept(opened_office: Opened) -> None:
    """Over the shipped folder the list says what to do instead of offering a form."""
    page = read(client(opened_office).get(FOLDER).text)

    if not opened_office.office.database.is_sqlite:  # there drafts are kept in the database
        assert page.all("p", cls="warning") == []
        return
    assert "DIENHINH_CRITERIA" in page.one("p", cls="warning").text
    assert page.one("main").all("button") == []
