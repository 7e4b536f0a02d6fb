"""A text that is not saved is held against the set it stands on: by the API, and by the editor's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.access.deciding import Role
from tests.api.conftest import SMALL
from tests.api.pages.html import read
from tests.json.conftest import V1, Desk, desk, somebody
from tests.offices import opened

STANDS = "stands_on: {set: thu, effective_from: 2022-01-01}\n"
PROVINCE = (
    SMALL.replace("set: thu\n", "set: tinh\n")
    .replace("status: published\n", "status: draft\n")
    .replace("indicators:\n", f"{STANDS}indicators:\n", 1)
)
LOOSER = PROVINCE.replace("    all:\n      - {number", "    any:\n      - {number")
"""One of the two questions of TC02 is enough, where the base asks for both."""
ADDRESS = "/soan-tieu-chi/tinh/2022-01-01"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A folder with the base and a province's draft over it, before somebody who drafts."""
    folder = tmp_path_factory.mktemp("dung-tren")
    for name, text in (("thu/2022-01-01.yaml", SMALL), ("tinh/2022-01-01.yaml", PROVINCE)):
        (folder / "bo" / name).parent.mkdir(parents=True)
        (folder / "bo" / name).write_text(text, "utf-8")
    with opened(f"sqlite:///{folder / 'a.sqlite3'}", criteria=folder / "bo", main_set="thu") as office:
        yield desk(office, somebody(Role.EDITOR, "all"))


def told(editor: Desk, text: str, **query: str) -> dict[str, str]:
    """Have a text checked; return the faults about its base, by code."""
    headers = {"Content-Type": "application/yaml"}
    answer = editor.client.post(f"{V1}/criteria/check", content=text, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return {each["code"]: each["message"] for each in answer.json() if "BASE" in each["code"]}


@pytest.mark.parametrize("query", [{}, {"name": "tinh/2022-01-01.yaml"}])
def test_the_api_holds_a_text_against_its_base(editor: Desk, query: dict[str, str]) -> None:
    """Named or not, a text is compared with the installed file: nothing where it asks as much, else what is looser."""
    assert told(editor, PROVINCE, **query) == {}
    assert told(editor, LOOSER, **query) == {
        "BASE_GROUP_LOOSER": "tiêu chí TC02 mang TC02 của bộ thu nhưng ghép điều kiện nhẹ hơn: xã không đạt «Quỹ» vẫn "
        "có thể đạt ở đây, ở bộ ấy thì chưa đạt"
    }
    looser_bound = PROVINCE.replace("at_least: 70", "at_least: 60")
    assert list(told(editor, looser_bound, **query)) == ["BASE_LOOSER"]


def test_a_base_that_is_not_installed(editor: Desk) -> None:
    """It is said which file is looked for; the text is not passed as if there were nothing to compare."""
    other = PROVINCE.replace(STANDS, "stands_on: {set: khac, effective_from: 2022-01-01}\n")
    assert told(editor, other) == {"NO_BASE_FILE": "không có tệp «khac/2022-01-01.yaml» mà bộ này đứng trên"}


def test_the_page_of_the_editor_says_both(editor: Desk) -> None:
    """What is carried and added stands beside the text, and a text that could not be saved is held against it too."""
    page = read(editor.client.get(ADDRESS).text)
    standing = page.one("details", "standing")
    assert standing.one("summary").text.endswith("mang 2/2 tiêu chí của bộ ấy, thêm 0 tiêu chí")
    assert [each.text for each in standing.all("li")] == [
        "TC01 Tỷ lệ đơn vị được công nhận: mang ở TC01", "TC02 Nguồn lực: mang ở TC02",
    ]  # fmt: skip
    form = {"csrf": "", "van-ban": LOOSER, "viec": "luu", "ma": "sha256:cu", "muc": ""}
    origin = str(editor.client.base_url)
    kept = editor.client.post(ADDRESS, data=form, headers={"Origin": origin}, follow_redirects=False)
    assert kept.status_code == 412
    said = read(kept.text)
    assert "ghép điều kiện nhẹ hơn" in said.one("ul", "text-faults").text
    assert "có thể đạt ở đây dù không đạt «quỹ: từ 10 triệu đồng trở lên»" in said.one("details", "standing").text
