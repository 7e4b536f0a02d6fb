"""``/criteria``: the sets and their versions as the folder has them, and a file examined without being kept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.deciding import Role
from api.answers.checks import checked
from api.exchange.criteria_files import read_for_check
from tests.api.conftest import SHIPPED, SMALL
from tests.json.conftest import V1, Desk, desk, refused, somebody
from tests.offices import Opened, opened

BROKEN = Path(__file__).parents[1] / "broken"
NEWER = SMALL.replace("effective_from: 2022-01-01", "effective_from: 2025-01-01").replace("Bộ thử", "Bộ thử mới")
YAML = {"Content-Type": "application/yaml"}


@pytest.fixture(scope="module")
def reader(filled_sqlite: Opened) -> Desk:
    """Somebody who reads the shipped sets."""
    return desk(filled_sqlite)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Desk]:
    """An office whose folder holds two versions of a small set and a broken file."""
    folder = tmp_path / "bo"
    for name, text in (
        ("thu/2022-01-01.yaml", SMALL),
        ("thu/2025-01-01.yaml", NEWER),
        ("thu/2026-01-01.yaml", "set: thu\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    with opened(f"sqlite:///{tmp_path / 'a.sqlite3'}", criteria=folder, main_set="thu") as office:
        yield desk(office)


def examine(asker: Desk, text: str | bytes, **query: str) -> list[dict[str, object]]:
    """Have a file examined."""
    answer = asker.client.post(f"{V1}/criteria/check", content=text, params=query, headers=YAML)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()
    return found


def test_the_shipped_sets(reader: Desk) -> None:
    """Seven sets, a version of each in force and one a draft, all reconstructed; no file is faulty."""
    body = reader.get("/criteria").json()

    assert [(each["set"], [one["effective_from"] for one in each["versions"]]) for each in body["sets"]] == [
        ("bach-thong", ["2017-06-21"]),
        ("ct22-tu", ["2016-01-01"]),
        ("ho-an-toan", ["2018-07-01"]),
        ("nq12-tu", ["2022-06-27", "2025-07-01"]),
        ("phuong-kieu-mau", ["2022-06-27"]),
        ("to-dan-van", ["2014-10-14"]),
        ("tt124-xa", ["2022-02-10"]),
    ]
    shown = [(one["status"], one["in_force"]) for each in body["sets"] for one in each["versions"]]
    assert shown == [("published", True)] * 4 + [("draft", False)] + [("published", True)] * 3
    assert {one["wording"] for each in body["sets"] for one in each["versions"]} == {"reconstructed"}
    assert body["faulty"] == []
    main = body["sets"][3]["versions"][0]
    assert (main["criteria"], main["file"]) == (16, "nq12-tu/2022-06-27.yaml")


def test_the_version_in_force_and_the_faulty_file(own: Desk) -> None:
    """In November 2024 the version of 2022 is in force, that of 2025 not yet; the broken file says every fault."""
    body = own.get("/criteria").json()

    assert [(each["effective_from"], each["in_force"]) for each in body["sets"][0]["versions"]] == [
        ("2022-01-01", True),
        ("2025-01-01", False),
    ]
    assert {(each["file"], each["severity"]) for each in body["faulty"]} == {("thu/2026-01-01.yaml", "error")}
    own.opened.clock.move(days=60)
    assert [each["in_force"] for each in own.get("/criteria").json()["sets"][0]["versions"]] == [False, True]


def test_a_version_in_parts_and_as_text(reader: Desk) -> None:
    """A version gives its indicators, criteria and targets, or its file letter for letter."""
    body = reader.get("/criteria/nq12-tu/2022-06-27").json()
    text = reader.get("/criteria/nq12-tu/2022-06-27", text="true")

    assert len(body["content"]["criteria"]) == 16
    assert body["content"]["targets"][1]["goals"][1] == {"level": "commune", "at_least": 20, "rest": False}
    assert text.content == SHIPPED.read_bytes()
    assert text.headers["Content-Type"] == "application/yaml; charset=utf-8"


@pytest.mark.parametrize("query", [{}, {"text": "true"}])
def test_the_tag_of_a_version(reader: Desk, query: dict[str, str]) -> None:
    """A version that is known already is not sent again: 304."""
    tag = reader.get("/criteria/nq12-tu/2022-06-27", **query).headers["ETag"]

    assert reader.get("/criteria/nq12-tu/2022-06-27", known_tag=tag, **query).status_code == 304
    assert reader.get("/criteria/tt124-xa/2022-02-10", known_tag=tag, **query).status_code == 200


@pytest.mark.parametrize("path", ["nq12-tu/2022-06-28", "khac/2022-06-27", "nq12-tu/hôm-nay"])
def test_a_version_that_is_none(reader: Desk, path: str) -> None:
    """Neither a set nor a day that is not there leads anywhere: 404."""
    refused(reader.get(f"/criteria/{path}"), 404, "not_found")


@pytest.mark.parametrize("name", ["no_basis", "syntax", "personal_data", "example_fails", "sound"])
def test_examined_as_by_the_command(reader: Desk, name: str) -> None:
    """The faults of a file are those that the command `check` prints for it, but for its name."""
    file = BROKEN / f"{name}.yaml"
    wanted = json.loads(json.dumps(checked("-", read_for_check(file).faults)))

    found = examine(reader, file.read_bytes())
    told_by_name = {"FILE_NAME", "FOLDER_NAME"}
    assert [each for each in found if each["code"] not in told_by_name] == [
        each for each in wanted if each["code"] not in told_by_name
    ]


def test_a_name_brings_the_rules_of_names(reader: Desk) -> None:
    """With the name of the file its day and folder are held against the content; without it they are not."""
    text = SHIPPED.read_bytes()

    found = [
        {each["code"] for each in examine(reader, text, **query)}
        for query in ({}, {"name": "nq12-tu/2022-06-27.yaml"}, {"name": "khac/2027-01-01.yaml"})
    ]
    assert found[0] == found[1] == {"GOALS_AGAINST_BASE"}
    assert found[2] == {"GOALS_AGAINST_BASE", "FILE_NAME", "FOLDER_NAME"}


def test_nothing_is_kept(reader: Desk) -> None:
    """Examining writes nothing: the chain ends where it did."""
    before = reader.head
    examine(reader, SMALL)

    assert reader.head == before


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"", b"a" * 1_200_000])
def test_no_text(reader: Desk, body: bytes) -> None:
    """What is no UTF-8, nothing at all, or longer than any file may be: 422 with the place and a cure."""
    answer = reader.client.post(f"{V1}/criteria/check", content=body, headers=YAML)
    fault = refused(answer, 422, "not_usable")["faults"][0]

    assert fault["place"] == "nội dung"
    assert fault["cure"]


def test_who_may_examine(filled_sqlite: Opened) -> None:
    """Someone of a commune may read the sets but not have files examined: 403."""
    commune = desk(filled_sqlite, somebody(Role.COMMUNE, "unit:04831:2020-01-01"))

    assert commune.get("/criteria").status_code == 200
    refused(commune.client.post(f"{V1}/criteria/check", content=SMALL, headers=YAML), 403, "not_your_role")
