"""``/explanations/{unit}``: the score of a unit in sentences, line by line, and nothing that the score does not say."""

from datetime import date
from typing import Any

import pytest

from api.access.deciding import Role
from tests.json.conftest import Desk, desk, refused, somebody
from tests.offices import Opened


@pytest.fixture(scope="module")
def reader(filled_sqlite: Opened) -> Desk:
    """Somebody who reads the sample."""
    return desk(filled_sqlite)


def explained(asker: Desk, unit: str, **query: str) -> dict[str, Any]:
    """Return the explanation of a unit in 2024."""
    answer = asker.get(f"/explanations/{unit}", period="2024", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_words_of_the_founder(officer: Desk, unit: str) -> None:
    """16 of 25 bodies: the sentence says what there is, what is asked, what is needed and what lacks."""
    officer.entered(unit, villages="20", offices="5", bodies_registered="25", bodies_recognised="16")
    said = next(each for each in explained(officer, unit)["criteria"] if each["id"] == "TC08")

    assert said["verdict"] == "unmet"
    assert said["title"] == "Tỷ lệ đơn vị được công nhận “An toàn về an ninh, trật tự”"
    assert said["basis"] == "124/2021/TT-BCA, Điều 5 khoản 4"
    assert [(each["path"], each["sentence"]) for each in said["conditions"]][1] == (
        "all.1",
        "Chưa đạt: số đơn vị được công nhận 16/25 đơn vị (64 %), yêu cầu từ 70 % trở lên, cần 18, còn thiếu 2 đơn vị.",
    )
    assert len(said["rule"]) == 4
    assert said["reason"] is None


def test_every_unit_as_it_is_scored(reader: Desk) -> None:
    """The counts, bands, levels, verdicts and paths are those of the score; every line has a sentence."""
    scores = {each["unit"]: each for each in reader.get("/scores", period="2024").json()["units"]}
    for unit in list(scores)[::10]:
        said, score = explained(reader, unit), scores[unit]
        for key in ("unit", "name", "met", "possible", "of", "band", "possible_band", "eligible"):
            assert said[key] == score[key]
        assert [(each["id"], each["verdict"]) for each in said["vetoes"]] == [
            (each["id"], each["verdict"]) for each in score["vetoes"]
        ]
        assert [
            (each["id"], each["verdict"], [one["path"] for one in each["conditions"]]) for each in said["criteria"]
        ] == [(each["id"], each["verdict"], [one["path"] for one in each["conditions"]]) for each in score["criteria"]]
        assert all(each["sentence"] and each["rule"] for each in said["criteria"])
        assert all(one["sentence"] for each in said["criteria"] for one in each["conditions"])


def test_a_waiver_of_the_sample(reader: Desk) -> None:
    """Where a criterion does not apply the reason is given, and the criterion has no condition."""
    waivers = reader.items("/waivers", period="2024")
    assert [each["criterion"] for each in waivers] == ["TC13", "TC13"]
    said = next(each for each in explained(reader, waivers[0]["unit"])["criteria"] if each["id"] == "TC13")

    assert (said["verdict"], said["conditions"]) == ("not_applicable", [])
    assert said["reason"] == "Đang kiện toàn tổ bảo vệ an ninh, trật tự từ ngày 01/7/2024"


def test_the_tag_of_an_explanation(reader: Desk) -> None:
    """An explanation that the asker has is not sent again; that of another day of documents is."""
    tag = reader.get("/explanations/04834", period="2024").headers["ETag"]

    assert reader.get("/explanations/04834", period="2024", known_tag=tag).status_code == 304
    assert reader.get("/explanations/04840", period="2024", known_tag=tag).status_code == 200


def test_the_newest_period_unless_told(reader: Desk) -> None:
    """Without a period the newest with figures is explained."""
    newest = reader.get("/explanations/04834")

    assert newest.content == reader.get("/explanations/04834", period="2024").content
    assert newest.content != reader.get("/explanations/04834", period="2023").content


@pytest.mark.parametrize("day", ["31/12/2024", "2024-13-01", "hôm nay"])
def test_a_day_of_documents_that_is_none(reader: Desk, day: str) -> None:
    """422 that names the place."""
    fault = refused(reader.get("/explanations/04834", on=day), 422, "not_usable")["faults"][0]

    assert fault["place"] == "tham số on"


def test_days_at_the_ends_of_time(reader: Desk) -> None:
    """The first and the last day that can be written are days like others."""
    for day in (date.min, date.max):
        assert reader.get("/explanations/04834", period="2024", on=day.isoformat()).status_code == 200


def test_an_officer_of_a_commune(filled: Opened) -> None:
    """An officer of Thị trấn Đà Bắc has its explanation explained and no other's."""
    own = desk(filled, somebody(Role.COMMUNE, "unit:04831:2020-01-01"))

    assert explained(own, "04831")["name"] == "Thị trấn Đà Bắc"
    refused(own.get("/explanations/04834", period="2024"), 403, "not_your_place")
