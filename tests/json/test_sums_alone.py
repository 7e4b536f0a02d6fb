"""Somebody who works with sums: what they are told, and that no unit stands in anything that they can reach."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.access.deciding import Action, Granted, Place, Role, Who
from tests.api.pages.heats import Room
from tests.json.conftest import Desk, desk, refused, somebody
from tests.offices import Opened

OPEN = {
    "/", "/gioi-thieu", "/tong-hop", "/muc-tieu", "/bo-tieu-chi", "/bo-tieu-chi/{set_id}/{effective_from}",
    "/bo-tieu-chi/{set_id}/{effective_from}/doc-thanh-loi", "/bo-tieu-chi/{set_id}/{effective_from}/doc-thanh-loi.docx",
    "/doi-chieu", "/tai-khoan", "/tai-khoan/du-lieu.json", "/dang-nhap", "/doi-mat-khau",
}  # fmt: skip
"""The pages of this role: its own account, the rules, what is published, sums and counts."""
FOR_ANYBODY = {
    "/docs", "/docs/{name}", "/tai-lieu-api", "/tai-lieu-api/{key}", "/huong-dan", "/huong-dan/{key}",
    "/static/{name}", "/healthz", "/readyz", "/metrics",
}  # fmt: skip
WALKED = re.compile(r"^/($|gioi-thieu|tong-hop|muc-tieu|bo-tieu-chi$|bo-tieu-chi/(nq12-tu|ct22-tu)/)")
"""The pages that are walked; the rules themselves may name a unit, as «thí điểm ở Phường …» does, figures may not."""


@pytest.fixture(name="room")
def _room(filled_sqlite: Opened) -> Room:
    """The sample before somebody who sees sums everywhere."""
    return Room(filled_sqlite, somebody(Role.STATISTICIAN, "all"))


def sums(office: Opened, *places: str, reads: tuple[str, ...] = (), only: frozenset[Action] | None = None) -> Desk:
    """Let in somebody who sees the sums of some places, and the units of others."""
    first = somebody(Role.VIEWER, "all").granted[0].first_day
    granted = [Granted(Role.STATISTICIAN, Place.read(each), first) for each in places]
    granted += [Granted(Role.VIEWER, Place.read(each), first) for each in reads]
    return desk(office, Who("tổng hợp", 7, tuple(granted), only))


def pages(app: FastAPI) -> set[str]:
    """Return the addresses that are no API."""
    found = (each for each in iter_route_contexts(app.routes) if getattr(each, "dependant", None) is not None)
    return {str(each.path) for each in found if "GET" in (each.methods or ()) and "/api/" not in str(each.path)}


def test_every_page_is_decided(room: Room) -> None:
    """Each page is named here, or is closed: to whoever sees sums no page about a unit opens, be there one or not."""
    app: Any = room.client.app
    every = pages(app)
    asked = {each: room.get(re.sub(r"\{[a-z_]+\}", "04831", each)).status_code for each in every - OPEN - FOR_ANYBODY}
    assert every >= OPEN | FOR_ANYBODY
    assert {each: status for each, status in asked.items() if status != 403} == {}
    assert {each for each in OPEN if room.get(each).status_code == 403} == set()


def test_no_unit_is_named_and_no_way_is_shut(room: Room) -> None:
    """Whatever leads on from the first page opens, and beside figures stands neither name nor code of a commune."""
    units = "|".join(re.escape(each.name) for each in room.opened.office.register.versions)
    named = re.compile(rf"\b(?:{units}|0[45]\d{{3}})\b")
    seen, left = {"/"}, ["/"]
    while left:
        address = left.pop()
        answer = room.get(address)
        assert answer.status_code == 200, address
        if not address.startswith("/bo-tieu-chi"):
            assert named.findall(answer.text) == [], address
        for link in re.findall(r'href="(/[^"#]*)', answer.text):
            path = link.replace("&amp;", "&")
            key = re.sub("=[^&]*", "=", path)  # one figure, period or district is as good as another
            if key not in seen and WALKED.match(path.partition("?")[0]):
                seen.add(key)
                left.append(path)
    assert {"/tong-hop", "/muc-tieu", "/bo-tieu-chi"} <= seen


def test_the_first_page_counts_targets(room: Room) -> None:
    """The work of this role is the counts: how many units gave figures, each goal with its bar; the tour fits it."""
    page = room.page("/")
    section = page.one("section", aria_labelledby="so-tong-hop")
    assert section.all("p")[0].text.startswith("Kỳ 2024: 139 trong 139 đơn vị thuộc diện chấm đã có số liệu.")
    assert [each.text for each in section.all("h3")][1] == "Mục tiêu 2025 – hạn 31/12/2025"
    assert len(section.all("li", "goal")) > 5
    assert {each.text for each in page.one("nav", aria_label="Các trang").all("a")} == {
        "Việc của tôi", "Tổng hợp", "Mục tiêu", "Bộ tiêu chí", "Đối chiếu", "Trợ giúp",
    }  # fmt: skip
    tour = [each.text.partition(":")[0] for each in room.page("/gioi-thieu").one("main").all("li")]
    assert tour == ["Việc của tôi", "Tổng hợp", "Mục tiêu", "Bộ tiêu chí", "Trợ giúp"]


def test_targets_in_counts(room: Room) -> None:
    """Every goal with its figures and its pace; nobody who stands there, no plan, no document."""
    page, whole = room.page("/muc-tieu"), Room(room.opened).page("/muc-tieu")
    assert len(page.all("article", "whole-goal")) == len(whole.all("article", "whole-goal"))
    assert [page.all(tag, name) for tag, name in (("ul", "standers"), ("p", "to-plan"), ("details", "below"))] == [
        [], [], [],
    ]  # fmt: skip
    assert "Còn thiếu" in page.text
    counts = desk(room.opened, room.who).get("/progress").json()
    assert counts == desk(room.opened).get("/progress").json()


def test_who_has_two_roles_sees_what_each_shows(filled_sqlite: Opened) -> None:
    """Sums of everything beside the units of one's own district."""
    both = sums(filled_sqlite, "all", reads=("district:150",))
    assert both.get("/scores/04831", period="2024").status_code == 200
    refused(both.get("/scores/05293", period="2024"), 403, "not_your_place")
    assert both.get("/totals", period="2024").json()["places"][0]["units"] == 139
    assert "Bảng điểm" in both.client.get("/tong-hop").text


def values(one: Desk) -> dict[str, str | None]:
    """The villages by district, "" for all together."""
    places = one.get("/totals", period="2024").json()["places"]
    found = {each["district"] or "": each["totals"] for each in places}
    return {key: next(one["value"] for one in each if one["indicator"] == "villages") for key, each in found.items()}


def test_small_sums_are_withheld(filled_sqlite: Opened) -> None:
    """A sum over fewer than three units that may not be read is withheld; the known and the missing are told."""
    one_unit = sums(filled_sqlite, "unit:04831:2020-01-01")
    places = one_unit.get("/totals", period="2024").json()["places"]
    told = [total for each in places for total in each["totals"] if total["known"]]
    assert {(each["value"], each["known"], each["missing"], each["withheld"]) for each in told} == {(None, 1, 0, True)}
    assert "không hiện" in one_unit.client.get("/tong-hop?ky=2024").text
    whole = values(desk(filled_sqlite))
    assert values(sums(filled_sqlite, "all")) == whole
    assert values(sums(filled_sqlite, "unit:04831:2020-01-01", reads=("unit:04831:2020-01-01",)))[""] is not None
    two = values(sums(filled_sqlite, "district:150", "unit:05293:2020-01-01"))
    assert (two["150"], two[""] is not None) == (None, True)  # the one of the other district would be what is left


def test_sums_of_now_alone(filled_sqlite: Opened) -> None:
    """Two days, or two files, would differ by the figure of one unit: who sees sums alone can't ask for them."""
    digest = filled_sqlite.office.version_of_period("nq12-tu", "2024").digest
    day = filled_sqlite.office.today.isoformat()
    for query in ({"known": day}, {"digest": digest}):
        assert desk(filled_sqlite).get("/totals", period="2024", **query).status_code == 200
        problem = refused(sums(filled_sqlite, "all").get("/totals", period="2024", **query), 403, "not_your_place")
        assert "số của một đơn vị" in problem["detail"]


def test_a_token_made_before_the_narrower_right_had_a_name(filled_sqlite: Opened) -> None:
    """A token for reading still reads sums and one for progress still counts; neither does what the other is for."""
    viewer = somebody(Role.VIEWER, "all")
    for action, open_to_it, shut in (
        (Action.READ, "/totals", "/progress"), (Action.PROGRESS, "/progress", "/totals"),
        (Action.SUMS, "/totals", "/scores"), (Action.COUNTS, "/progress", "/plan"),
    ):  # fmt: skip
        one = desk(filled_sqlite, Who("máy", 7, viewer.granted, frozenset({action})))
        assert one.get(open_to_it).status_code == 200
        refused(one.get(shut), 403, "not_this_token")
