"""A version read aloud: the page has every line of the annex, the Word document too, for drafts as for the rest."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from api.access.deciding import NOBODY, Role
from api.reports.annex import annex_document
from engine.wording.reading_aloud import annex
from tests.api.pages.heats import Room, somebody
from tests.api.pages.html import Node
from tests.offices import Opened, opened

SETS = (("nq12-tu", "2022-06-27"), ("tt124-xa", "2022-02-10"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office without any figure: rules are read all the same."""
    folder: Path = tmp_path_factory.mktemp("doc")
    with opened(f"sqlite+pysqlite:///{folder / 'thu.sqlite3'}", requests_per_minute=1_000_000) as found:
        yield found


def expected(office: Opened, set_id: str, day: str) -> list[str]:
    """The lines of the annex with their numbers."""
    versions = office.office.folder.books().versions[set_id]
    (found,) = (each.criteria for each in versions if each.criteria.effective_from.isoformat() == day)
    return [f"{line.number} {line.text}".strip() for line in annex(found).lines]


@pytest.mark.parametrize(("set_id", "day"), SETS)
def test_the_page_has_every_line(office: Opened, set_id: str, day: str) -> None:
    """Under the title of the set, in order, with the digest of the file and the way to the document and back."""
    page = Room(office).page(f"/bo-tieu-chi/{set_id}/{day}/doc-thanh-loi")
    article = page.one("article", "annex")
    lines = [each.text for each in article.inside if isinstance(each, Node) and each.tag in ("h3", "h4", "p")]

    assert lines[:-1] == [" ".join(line.split()) for line in expected(office, set_id, day)]
    assert lines[-1].startswith("Mã kiểm tra tệp: sha256:")
    links = [each.attributes["href"] for each in page.one("main").all("a")]
    address = f"/bo-tieu-chi/{set_id}/{day}"
    assert [each for each in links if each.startswith(address)] == [address, f"{address}/doc-thanh-loi.docx"]


@pytest.mark.parametrize(("set_id", "day"), SETS)
def test_the_document_has_every_line(office: Opened, set_id: str, day: str) -> None:
    """Word opens it; every line stands in it, sections and rules as headings; made twice it is the same to the byte."""
    answer = Room(office).get(f"/bo-tieu-chi/{set_id}/{day}/doc-thanh-loi.docx")
    document = docx.Document(io.BytesIO(answer.content))
    texts = [" ".join(each.text.split()) for each in document.paragraphs]

    assert answer.headers["content-disposition"] == f'attachment; filename="phu-luc-{set_id}-{day}.docx"'
    wanted = [" ".join(line.split()) for line in expected(office, set_id, day)]
    assert [line for line in wanted if line not in texts and f"{line}" not in texts] == []
    assert texts.index("BỘ TIÊU CHÍ") < texts.index("I. QUY ĐỊNH CHUNG")
    heads = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert heads == [line for line in wanted if line.isupper()]
    versions = office.office.folder.books().versions[set_id]
    (found,) = (each.criteria for each in versions if each.criteria.effective_from.isoformat() == day)
    assert annex_document(annex(found), found.effective_from) == answer.content


def test_drafts_are_marked(office: Opened) -> None:
    """A draft says that it is one at the top of the page."""
    drafts = [each for found in office.office.folder.books().versions.values() for each in found
              if each.criteria.status == "draft"]  # fmt: skip
    for each in drafts:
        page = Room(office).page(f"/bo-tieu-chi/{each.criteria.set}/{each.criteria.effective_from}/doc-thanh-loi")
        assert page.all("p", "stamp")[0].text == "DỰ THẢO"


def test_who_may_read_and_what_there_is(office: Opened) -> None:
    """Rules are read by every account, by nobody without one; a version that is not there is not found."""
    path = "/bo-tieu-chi/nq12-tu/2022-06-27/doc-thanh-loi"

    assert Room(office, somebody(Role.ADMINISTRATOR, "all")).get(path).status_code == 200
    assert Room(office, NOBODY).get(f"{path}.docx").status_code == 303
    for wrong in ("/bo-tieu-chi/nq12-tu/2022-06-28/doc-thanh-loi", "/bo-tieu-chi/khac/2022-06-27/doc-thanh-loi.docx"):
        assert Room(office).get(wrong).status_code == 404
