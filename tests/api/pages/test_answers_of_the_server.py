from datetime import date

import pytest
from fastapi.testclient import TestClient

from api.app import pages_of
from api.pages.press import GUARDS
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import read
from tests.builders import criteria_set

PAGES = ("/", "/?xep=-dat&tim=xa", "/?ky=1", "/xa/04831", "/xa/1", "/bo-tieu-chi", "/khong-co")


@pytest.mark.parametrize("address", [*PAGES, "/healthz", "/static/pages.css", "/static/khong-co.css"])
def test_guarding_headers_are_on_every_answer(site: Site, address: str) -> None:
    """Every answer forbids scripts, foreign content, framing and guessing of types."""
    headers = site.get(address).headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_whole_and_lean_on_nothing_outside(site: Site, address: str) -> None:
    """A page nests properly, has one h1, a skip link, labelled fields, unique ids, no inline script or style."""
    page = read(site.get(address).text)

    assert len(page.all("h1")) == 1
    assert page.all("a")[0].attributes == {"class": "skip", "href": "#noi-dung"}
    assert page.one("main").attributes["id"] == "noi-dung"
    assert page.all("style") == page.all("img") == []
    for script in page.all("script"):
        assert script.attributes["src"].startswith("/static/")
        assert (script.attributes["type"], script.text) == ("module", "")
    ids = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    for each in page.walk():
        assert not {key for key in each.attributes if key == "style" or key.startswith("on")}
        for key in ("href", "src", "action"):
            assert each.attributes.get(key, "/").startswith(("/", "#"))
            assert not each.attributes.get(key, "/").startswith("//")
        for key in ("aria-labelledby", "for"):
            assert each.attributes.get(key, ids[0]) in ids
    labelled = {each.attributes["for"] for each in page.all("label")}
    for field in (*page.all("input"), *page.all("select")):
        assert field.attributes.get("type") == "hidden" or field.attributes["id"] in labelled


def test_links_lead_somewhere(site: Site) -> None:
    """Every address that the overview and a commune's page link to answers 200, down to the part that is meant."""
    seen: set[str] = set()
    for start in ("/?tim=da+bac", "/xa/04831"):
        for each in read(site.get(start).text).all("a"):
            seen.add(each.attributes["href"])
    for address in seen:
        path, _, part = address.partition("#")
        answer = site.get(path or "/")
        assert answer.status_code == 200, address
        assert not part or f'id="{part}"' in answer.text


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    """A page is checked each time and answered with 304 while nothing in it has changed."""
    first = site.get("/?ky=2023")
    again = site.client.get("/?ky=2023", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert site.get("/?ky=2022").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("address", ["/?ky=1", "/xa/1", "/khong-co"])
def test_faults_are_not_kept(site: Site, address: str) -> None:
    """What went wrong is not kept by a browser."""
    answer = site.get(address)

    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_static_files_are_kept_by_their_digest(site: Site) -> None:
    """The address of the style sheet holds its digest and may be kept for a year; any other may not."""
    page = site.page("/")
    address = page.one("link", rel="stylesheet").attributes["href"]  # one for all sheets: text waits for each
    kept, bare = site.get(address), site.get(f"{address.partition('?')[0]}?v=0")

    assert kept.headers["content-type"] == "text/css; charset=utf-8"
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert bare.headers["cache-control"] == "no-cache"
    assert kept.content == bare.content
    assert site.get("/static/pages.css").content in kept.content
    assert site.get(page.one("link", rel="icon").attributes["href"]).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "name",
    [
        "..%2Froutes.py",
        "%2e%2e/routes.py",
        "base.html",
        "pages.css+khong-co.css",
        "pages.css+heat.js",
        "+",
        "+".join(["pages.css"] * 6),
    ],
)
def test_only_static_files_are_given_out(site: Site, name: str) -> None:
    """Nothing but the files of the folder is given out."""
    assert site.get(f"/static/{name}").status_code == 404


def test_long_pages_are_packed(site: Site) -> None:
    """The overview travels packed to whoever takes it, at less than a quarter of its size."""
    answer = site.client.get("/", headers={"Accept-Encoding": "gzip"})
    plain = site.client.get("/", headers={"Accept-Encoding": "identity"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert answer.text == plain.text
    assert int(answer.headers["content-length"]) * 4 < int(plain.headers["content-length"])


def test_health(site: Site) -> None:
    """The process says that it answers."""
    assert site.get("/healthz").json() == {"status": "ok"}


def test_only_reading(site: Site) -> None:
    """HEAD answers like GET; anything that would write is refused in words."""
    assert site.client.head("/").status_code == 200
    refused = site.client.post("/", data={"tim": "x"})
    assert refused.status_code == 405
    assert sorted(refused.headers["allow"].split(", ")) == ["GET", "HEAD"]
    assert read(refused.text).one("h1").text == "Không làm được việc này"


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/openapi.json", "/khong-co"])
def test_no_such_page(site: Site, address: str) -> None:
    """There are no pages of a web framework; a wrong address gets a page with a search and a way home."""
    page = site.page(address, status=404)

    assert page.one("h1").text == "Không có trang này"
    assert len(page.all("form", "search")) == 1
    assert page.one(cls="banners").text.startswith("SỐ LIỆU MẪU")


def test_a_failure_is_a_page_without_details(site: Site) -> None:
    """When the program fails the person reads what to do, guarded as ever, and nothing of the inside."""

    def broken_clock() -> date:
        raise RuntimeError("bí mật bên trong")

    client = TestClient(pages_of(site.board, today=broken_clock), raise_server_exceptions=False)
    answer = client.get("/")
    page = read(answer.text)

    assert answer.status_code == 500
    assert page.one("h1").text == "Chương trình gặp lỗi"
    assert "bí mật" not in answer.text
    assert {key: answer.headers[key] for key in GUARDS} == dict(GUARDS)


def test_no_figures_yet(make_site: MakeSite) -> None:
    """Without a single row that counts, the page says what will be here, how to start, and what was wrong."""
    law = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    site = make_site(law, ["a"], [])
    page = site.page("/")

    assert page.one("h1").text == "Chưa có số liệu"
    assert "không có dòng số liệu nào tính được" in page.text
    way = page.one("main").one("ul").one("a").attributes["href"]
    assert way == f"/bo-tieu-chi/{law.set}/{law.effective_from}#chi-tieu"
    assert site.page("/xa/04831", status=404).one("h1").text == "Chưa có số liệu"
