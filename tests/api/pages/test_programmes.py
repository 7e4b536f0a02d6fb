"""Every room of every programme behind ``/bo/<set>``: the same pages over another set, the main one untouched."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.html import read
from tests.json.conftest import desk, filled_sqlite  # noqa: F401 -- a fixture that is asked for by its name
from tests.offices import Opened

OTHER = "/bo/tt124-xa"
ROOMS = ("/tong-quan", "/bang-diem", "/muc-tieu", "/nhap", "/phieu", "/tong-hop", "/ky-danh-gia", "/cong-nhan")


@pytest.fixture(name="client")
def _client(filled_sqlite: Opened) -> TestClient:  # noqa: F811 -- the fixture above
    return TestClient(create_app(filled_sqlite.office, guest=OFFICER), follow_redirects=False)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_shows_the_set_that_its_address_names(client: TestClient, room: str) -> None:
    """The frame names the set, and every link but those to files and to other sets stays with it."""
    page = client.get(OTHER + room)

    assert page.status_code == 200
    assert 'href="/bo-tieu-chi/tt124-xa/' not in page.text
    assert f'href="{OTHER}/bo-tieu-chi/tt124-xa/' in page.text
    leads = [each.attributes.get("href", "") for each in read(page.text).all("a")]
    assert [each for each in leads if each.startswith("/") and not each.startswith("/bo/")] == []


def test_the_main_set_needs_no_address_of_its_own(client: TestClient) -> None:
    """Behind its id it is the page without; its links are the plain ones."""
    assert client.get("/bo/nq12-tu/bang-diem").text == client.get("/bang-diem").text
    assert client.get("/bo/khong-co/bang-diem").status_code == 404
    assert client.get("/bo/tt124-xa").text == client.get("/bo/tt124-xa/").text


def test_every_page_leads_to_every_set_with_its_title(client: TestClient) -> None:
    """The list stands in the head of each page, the main set first, with the one that is shown marked."""
    for address, here in (("/bang-diem", "/bo/nq12-tu/"), (f"{OTHER}/bang-diem", f"{OTHER}/")):
        links = read(client.get(address).text).one("details", "programmes").all("a")
        assert [each.attributes["href"] for each in links if "aria-current" in each.attributes] == [here]
        assert links[0].attributes["href"] == "/bo/nq12-tu/"
        assert len(links) == len({each.text for each in links}) == 7


def test_a_figure_entered_for_a_set_is_of_that_set_alone(filled_sqlite: Opened, client: TestClient) -> None:  # noqa: F811
    """What the page's script sends behind the address goes to that programme, and the main one knows nothing of it."""
    officer = desk(filled_sqlite)
    before = officer.get("/scores", period="2024").content
    ours = {"Origin": "http://testserver"}
    api = f"{OTHER}/api/v1"
    figure = {"unit": "04831", "period": "2024", "indicator": "villages", "value": "21", "if_match": 0}
    shut = client.post(f"{api}/figures", json={"figures": [figure]}, headers=ours)
    assert (shut.status_code, shut.json()["code"]) == (409, "state_forbids")

    client.put(f"{api}/periods/2024", json={}, headers={**ours, "If-Match": '"0"'}).raise_for_status()
    client.post(f"{api}/figures", json={"figures": [figure]}, headers=ours).raise_for_status()

    assert officer.get("/figures/04831/2024/villages", set="tt124-xa").json()["value"] == "21"
    assert officer.get("/scores", period="2024").content == before
