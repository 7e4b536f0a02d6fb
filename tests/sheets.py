"""The pages of sheets as a person without JavaScript meets them: read, filled in, sent."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.testclient import TestClient

from api.access.deciding import Who
from api.app import create_app
from api.workflow.office import Office
from tests.api.pages.html import Node, read

SHEET = "/phieu/nq12-tu.2024.04831"
Fields = dict[str, str | list[str]]


@dataclass
class Reader:
    """Somebody at the pages."""

    client: TestClient

    @classmethod
    def of(cls, office: Office, guest: Who) -> Reader:
        """Seat somebody."""
        return cls(TestClient(create_app(office, guest=guest), raise_server_exceptions=False, follow_redirects=False))

    def page(self, address: str = SHEET, status: int = 200) -> Node:
        """Ask for a page of that status."""
        answer = self.client.get(address)
        assert answer.status_code == status, (answer.status_code, answer.text[:300])
        return read(answer.text)

    def send(self, fields: Fields, status: int = 303, address: str = SHEET) -> Node:
        """Send a form; return the page that is answered, or the one that is led to."""
        answer = self.client.post(address, data=fields)
        assert answer.status_code == status, (answer.status_code, read(answer.text).one("main").text[:600])
        return self.page(answer.headers["Location"]) if status == 303 else read(answer.text)


def filled(page: Node, deed: str, **changes: str) -> Fields:
    """Return what the form of a sheet sends as it stands, with some answers changed: TC01="met", why_TC01="…"."""
    form = page.one("form", "sheet")
    fields: Fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input", type="hidden")}
    for each in form.all("input", type="radio"):
        if "checked" in each.attributes:
            fields[each.attributes["name"]] = each.attributes["value"]
    fields |= {each.attributes["name"]: each.text for each in form.all("textarea")}
    for key, value in changes.items():
        fields[f"ly-do-{key[4:]}" if key.startswith("why_") else f"ket-qua-{key}"] = value
    return fields | {"viec": deed}


def item(page: Node, key: str) -> Node:
    """Return the part of a page about one criterion."""
    return page.one("article", id=key)


def side(page: Node, key: str, who: str) -> str:
    """Return what stands at somebody's side of a criterion."""
    return next(each.one("dd").text for each in item(page, key).all("div", "side") if each.one("dt").text == who)
