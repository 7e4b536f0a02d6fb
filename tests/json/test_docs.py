"""`/docs`: the description of the API, drawn from files of this server alone, under the policy of every page."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page

from api.app import create_app
from api.demo import OFFICER
from api.pages.press import POLICY
from tests.offices import Opened, opened


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office over an empty SQLite."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('docs') / 'a.sqlite3'}") as found:
        yield found


@pytest.fixture
def client(office: Opened) -> TestClient:
    """The service as somebody sees it who is not signed in."""
    return TestClient(create_app(office.office))


def test_the_page_needs_no_login_and_keeps_the_policy_of_all(client: TestClient) -> None:
    """The page is open to everybody; nothing is written into it that would need an exception from the strict policy."""
    page = client.get("/docs")

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.headers.get_list("Content-Security-Policy") == [POLICY]
    assert "unsafe" not in POLICY
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_its_files_are_kept_by_their_digests(client: TestClient) -> None:
    """Every file of the page comes from here and may be kept for good; asked for without its digest it is checked."""
    page = client.get("/docs").text
    files = re.findall(r'(?:href|src)="(/docs/[^"]+)"', page)

    assert len(files) == 4
    assert re.findall(r'(?:href|src)="(?!/)([^"]+)"', page) == ["data:,"]
    for file in files:
        found = client.get(file)
        assert found.status_code == 200
        assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert client.get(file, headers={"If-None-Match": found.headers["ETag"]}).status_code == 304
        assert client.get(file.partition("?")[0]).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["khac.js", "..%2fdocs.py", "docs.py"])
def test_no_other_file_is_given(client: TestClient, name: str) -> None:
    """Only the files of the page can be fetched."""
    answer = client.get(f"/docs/{name}")

    assert answer.status_code == 404


def test_the_page_is_no_part_of_the_description(client: TestClient) -> None:
    """The description names addresses for programs only."""
    assert [each for each in client.get("/api/v1/openapi.json").json()["paths"] if "docs" in each] == []


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application, and give its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page."""
    found = browser.new_page(viewport={"width": 1280, "height": 900})
    yield found
    found.close()


@pytest.mark.browser
def test_a_browser_draws_it_without_asking_elsewhere(page: Page, office: Opened) -> None:
    """Every operation is drawn and one can be tried, with nothing in the console and no request to anybody else."""
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    app = create_app(office.office, guest=OFFICER)
    operations = sum(len(each) for each in app.openapi()["paths"].values())
    with served(app) as base:
        page.goto(f"{base}/docs")
        page.wait_for_selector(".opblock")
        assert page.locator(".opblock").count() == operations
        block = page.locator(".opblock").filter(has_text="/api/v1/units").first
        block.locator(".opblock-summary").click()
        block.locator("button.try-out__btn").click()
        block.locator("button.execute").click()
        block.locator(".live-responses-table .response").wait_for()
        answered = block.locator(".live-responses-table .response-col_status").last.inner_text()

    assert answered.strip() == "200"
    assert complaints == []
    assert [url for url in asked if not url.startswith((f"{base}/", "data:"))] == []
    assert any("/api/v1/units?limit=200" in url for url in asked)


@pytest.mark.browser
def test_a_change_tried_in_the_page_proves_where_it_comes_from(page: Page, office: Opened) -> None:
    """Before a call that changes something the page asks for the token of the session, and sends it along."""
    app = create_app(office.office, guest=OFFICER)
    sent: list[str | None] = []
    page.on(
        "request",
        lambda request: sent.append(request.headers.get("x-csrf-token")) if request.method == "POST" else None,
    )
    page.route(
        "**/api/v1/session",
        lambda route: route.fulfill(status=200, content_type="application/json", body='{"csrf": "3f1c"}'),
    )
    with served(app) as base:
        page.goto(f"{base}/docs")
        page.wait_for_selector(".opblock")
        block = page.locator(".opblock").filter(has_text="/api/v1/criteria/check").first
        block.locator(".opblock-summary").click()
        block.locator("button.try-out__btn").click()
        block.locator("textarea").first.fill("set: thu")
        block.locator("button.execute").click()
        block.locator(".live-responses-table .response").wait_for()

    assert sent == ["3f1c"]
