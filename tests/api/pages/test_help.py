"""The guide inside: its pages, anchors, links and search, and the way to it from every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.pages.help.guide import anchor_of, guide_folder, read_guide, search
from api.pages.help.places import GUIDE, PLACES, help_for
from tests.api.pages.conftest import Site
from tests.api.pages.heats import Room
from tests.api.pages.html import read
from tests.api.pages.sample_office import sample_office

GUIDES = Path(__file__).parents[3] / "docs" / "huong-dan"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The pages of the sample as the provincial officer meets them."""
    with sample_office(tmp_path_factory.mktemp("tro-giup")) as found:
        yield Room(found)


def addresses(app: FastAPI) -> set[str]:
    """The addresses of pages that can be opened, without their blanks."""
    found = set[str]()
    waiting = list(app.routes)
    while waiting:
        each = waiting.pop()
        waiting += list(getattr(getattr(each, "original_router", None), "routes", ()))
        if isinstance(each, APIRoute) and "GET" in (each.methods or ()):
            found.add(each.path)
    return {each for each in found if not each.startswith(("/api/", "/static/"))}


def test_every_room_has_its_section(room: Room) -> None:
    """Each page among the links, and each page behind it, leads to a section of the guide that is there."""
    guide = read_guide(GUIDES).values()
    known = {page.key for page in guide} | {f"{page.key}#{each.anchor}" for page in guide for each in page.sections}
    nav = room.page("/").one("nav", aria_label="Các trang")

    for link in (each.attributes["href"] for each in nav.all("a")):
        place = help_for(link).removeprefix(f"{GUIDE}/")
        assert place in known or link == GUIDE, f"{link} has no help: add it to PLACES of help_places.py"
    assert set(PLACES.values()) <= known


def test_every_address_of_places_is_a_page(room: Room) -> None:
    """Nothing in the list of places is the address of a page that is no more."""
    app = room.client.app
    assert isinstance(app, FastAPI)
    opened = addresses(app)

    assert {each for each in PLACES if not any(one == each or one.startswith(f"{each}/") for one in opened)} == set()


def test_the_link_stands_beside_the_heading(site: Site, room: Room) -> None:
    """Each page has the link, and it opens; within the guide there is none."""
    for address in ("/", "/tong-quan", "/bang-diem", "/xa/04831", "/bo-tieu-chi/nq12-tu/2022-06-27", "/khong-co"):
        link = room.client.get(address).text
        target = read(link).one("p", "help").one("a").attributes["href"]
        page, _, anchor = target.removeprefix(GUIDE).partition("#")
        answer = room.page(f"{GUIDE}{page}")
        assert not anchor or len(answer.all(id=anchor)) == 1, target
    assert site.page(GUIDE).all("p", "help") == []
    assert site.page("/").one("p", "help").one("a").attributes["href"] == f"{GUIDE}/bat-dau#trang-dau"


@pytest.mark.parametrize("key", sorted(path.stem for path in GUIDES.glob("*.md")))
def test_a_page_of_the_guide(site: Site, key: str) -> None:
    """Each page opens without anybody signed in, with one h1, anchors used once, and links that lead somewhere."""
    page = site.page(f"{GUIDE}/{key}")
    main = page.one("main")

    assert len(main.all("h1")) == 1
    ids = [node.attributes["id"] for node in main.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for link in (each.attributes["href"] for each in main.all("a")):
        path, _, anchor = link.partition("#")
        if path.startswith(GUIDE):
            there = site.page(path)
            assert not anchor or there.all(id=anchor), link
        elif not path:
            assert anchor in ids, link
        else:
            assert path.startswith("/"), link


def test_the_list_of_the_guide(site: Site) -> None:
    """The list names every page in its order, with its sections."""
    page = site.page(GUIDE)
    titles = [each.text for each in page.one("div", "contents").all("h2")]

    assert titles[0] == "Bắt đầu"
    assert len(titles) == len(list(GUIDES.glob("*.md")))
    assert f"{GUIDE}/bat-dau#doc-ket-qua" in [each.attributes["href"] for each in page.all("a")]


@pytest.mark.parametrize(
    ("words", "first"), [("trang dau", "Trang đầu"), ("BỊ TRẢ", "Bị trả lại"), ("mã dự phòng", "Tài khoản của tôi")]
)
def test_searched_without_diacritics(site: Site, words: str, first: str) -> None:
    """Sections are found by their headings first, then by their text, whatever the case and the diacritics."""
    page = site.page(f"{GUIDE}?tim={words}")

    assert page.one("ol", "found").all("a")[0].text == first
    assert page.one("p", "count").text.endswith(f"mục có «{words}».")


def test_nothing_found_and_too_much_asked(site: Site) -> None:
    """Nothing found is said with what to try; words that are too long are refused in words."""
    assert "Hãy thử một chữ khác" in site.page(f"{GUIDE}?tim=xyzzy").one("p", "empty").text
    assert "dài quá 100 ký tự" in site.page(f"{GUIDE}?tim={'a' * 101}", status=400).text
    assert site.page(f"{GUIDE}/khong-co", status=404).one("h1").text == "Không có trang này"


def test_what_a_file_may_not_do(tmp_path: Path) -> None:
    """HTML in a file is text, links that lead off the site are text, and two headings of one name differ."""
    (tmp_path / "a.md").write_text(
        "# Một\n\n<script>alert(1)</script>\n\n[ra ngoài](https://ke-gian.test/) [tệp](../../criteria/README.md) "
        "[kia](b.md#hai-ba) [trang](/nhap)\n\n## Hai, ba\n\n[trên](#một)\n\n## Hai, ba\n\n| a |\n|---|\n| b |\n",
        encoding="utf-8",
    )
    (tmp_path / "b.md").write_text("# Khác\n\n## Hai ba\n", encoding="utf-8")
    page = read_guide(tmp_path)["a"]

    assert "&lt;script&gt;" in page.body
    assert "https://" not in page.body
    assert "README" not in page.body
    assert [each.attributes["href"] for each in read(page.body).all("a")] == [f"{GUIDE}/b#hai-ba", "/nhap", "#mot"]
    assert [each.anchor for each in page.sections] == ["mot", "hai-ba", "hai-ba-1"]
    assert read(page.body).one("div", "scroll").one("table").text == "a b"


def test_what_is_wide_scrolls_by_keyboard(tmp_path: Path) -> None:
    """Tables and lines of code can be reached by Tab; a table whose head says nothing has none."""
    (tmp_path / "a.md").write_text("# Một\n\n| | |\n|---|---|\n| b | c |\n\n```\ndienhinh\n```\n", encoding="utf-8")
    body = read(read_guide(tmp_path)["a"].body)

    assert body.all("thead") == []
    assert [each.tag for each in body.all(tabindex="0")] == ["div", "pre"]
    assert all(each.attributes["aria-label"] for each in body.all(tabindex="0"))


def test_an_excerpt_is_cut_around_the_words(tmp_path: Path) -> None:
    """What is shown of a long section holds the word that was searched for, cut at words on both sides."""
    text = " ".join(["trước"] * 60 + ["Mốc"] + ["sau"] * 60)
    (tmp_path / "a.md").write_text(f"# Một\n\n## Hai\n\n{text}\n", encoding="utf-8")
    (found,) = search(read_guide(tmp_path), "moc")

    assert found.excerpt.startswith("… trước")
    assert "Mốc" in found.excerpt
    assert found.excerpt.endswith("sau …")
    assert len(found.excerpt) < 200


def test_anchors_and_the_folder() -> None:
    """Anchors are plain small letters; in a checkout the guide is read where it is written."""
    assert anchor_of("4. Mở, dừng, đổi cổng") == "4-mo-dung-doi-cong"
    assert (guide_folder() / "bat-dau.md").is_file()
