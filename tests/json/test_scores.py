"""``/scores`` and ``/progress``: the bytes of the command, what was known on a day, what each may see."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from api.access.deciding import Role
from api.cli import main
from api.demo import BY_SAMPLE
from api.exchange.criteria_files import read_shipped
from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from api.sample import FAULTS, Table, sample_recognitions, sample_table
from api.workflow.filing import file_figures, file_recognitions
from api.workflow.recording import Change, record
from engine.indicators import Kind
from engine.units import UnitKey
from tests.api.conftest import SHIPPED
from tests.json.conftest import CLERK, SET, desk, open_period, refused, somebody
from tests.offices import Opened

PERIODS = ["2023", "2024"]
OLD = date(2020, 1, 1)
MERGED = date(2025, 7, 1)


@dataclass(frozen=True)
class Files:
    """The sample as files: all of it, one district without the planted faults, and the recognitions."""

    whole: Path
    clean: Path
    recognitions: Path

    def options(self, data: Path) -> list[str]:
        """Return what the command reads when it works on files."""
        return ["--criteria", str(SHIPPED), "--data", str(data), "--recognitions", str(self.recognitions)]


def table(path: Path, heading: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Path:
    """Write a table, sorted by code."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *sorted(rows)])
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, filled_sqlite: Opened) -> Files:
    """The files, written once."""
    folder = tmp_path_factory.mktemp("tep")
    heading, rows = sample_table()
    in_150 = {each.code for each in filled_sqlite.office.register.versions if each.district == "150"}
    planted = {unit for unit, _, _ in FAULTS}
    clean = [row for row in rows if row[0] in in_150 - planted]
    decisions: Table = sample_recognitions()
    return Files(
        table(folder / "mau.csv", heading, rows),
        table(folder / "sach.csv", heading, clean),
        table(folder / "cong-nhan.csv", *decisions),
    )


Command = Callable[..., bytes]


@pytest.fixture
def command(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command, on a database when an office is named, and return what it prints."""

    def call(*arguments: str, office: Opened | None = None, status: int = 0) -> bytes:
        if office is None:
            monkeypatch.delenv("DIENHINH_DATABASE", raising=False)
        else:
            monkeypatch.setenv("DIENHINH_DATABASE", office.address)
        capsysbinary.readouterr()
        assert main([*arguments, "--json"]) == status
        return capsysbinary.readouterr().out

    return call


def head_and_units(body: bytes) -> tuple[dict[str, Any], bytes]:
    """Take an answer apart: what stands around the units, and the units letter for letter."""
    before, key, units = body.partition(b'"units":[')
    assert key
    return json.loads(before + b'"units":[]}'), units


def lines(body: bytes) -> dict[str, bytes]:
    """Return the line of each unit."""
    found = [line.removesuffix(b",") for line in body.splitlines()[1:-1]]
    return {json.loads(line)["unit"]: line for line in found}


# ------------------------------------------------------------------------------------------------ the same bytes


@pytest.mark.parametrize("period", PERIODS)
def test_the_sample_in_three_ways(filled: Opened, files: Files, command: Command, period: str) -> None:
    """On files, on the database and through the API the 139 units score the same to the byte.

    Around them only the faults differ: a cell that could not be read never reached the database.
    """
    through_api = desk(filled).get("/scores", period=period).content
    on_database = command("score", "--period", period, office=filled, status=int(period == "2024"))
    on_files = command("score", "--period", period, *files.options(files.whole), status=1)

    assert on_database == through_api
    (head, units), (file_head, file_units) = head_and_units(through_api), head_and_units(on_files)
    assert units == file_units
    assert units.count(b'\n{"unit"') == 139
    faults, file_faults = head.pop("faults"), file_head.pop("faults")
    assert head == file_head
    read = [each["code"] for each in file_faults if each["code"] == "INCONSISTENT"] if period == "2024" else []
    assert [each["code"] for each in faults] == read


def test_sound_figures_in_three_ways(opened_office: Opened, files: Files, command: Command) -> None:
    """Where no figure is faulty, the three answers are the same from their first byte to their last."""
    office = opened_office.office
    checked = read_shipped()
    assert checked.criteria is not None
    data = read_data(files.clean, checked.criteria, office.register)
    assert file_figures(office.database, office.register, checked.criteria, data, BY_SAMPLE) > 0
    decisions = read_recognitions(files.recognitions, checked.criteria).recognitions
    file_recognitions(office.database, office.register, checked.criteria, decisions, BY_SAMPLE)

    for period in PERIODS:
        through_api = desk(opened_office).get("/scores", period=period).content
        assert command("score", "--period", period, *files.options(files.clean)) == through_api
        assert command("score", "--period", period, office=opened_office) == through_api


def test_the_line_of_one_unit(filled: Opened) -> None:
    """Asked for alone, a unit has the line that it has among the others."""
    reader = desk(filled)
    everything = lines(reader.get("/scores", period="2024").content)

    for unit in list(everything)[::9]:
        alone = reader.get(f"/scores/{unit}", period="2024").content
        assert lines(alone) == {unit: everything[unit]}


@pytest.mark.parametrize("as_of", ["2024-12-31", "2026-06-30"])
def test_progress_in_three_ways(filled: Opened, files: Files, command: Command, as_of: str) -> None:
    """The progress toward every target is the same on files, on the database and through the API."""
    through_api = desk(filled).get("/progress", as_of=as_of)
    on_files = command("progress", "--as-of", as_of, *files.options(files.whole), status=1)

    assert through_api.status_code == 200
    assert through_api.json() == json.loads(on_files)
    assert through_api.json() == json.loads(command("progress", "--as-of", as_of, office=filled, status=1))


def test_one_target(filled: Opened) -> None:
    """One target alone is what it is among the others; one that is none is refused with those that are."""
    reader = desk(filled)
    every = reader.get("/progress", as_of="2025-12-31").json()["targets"]

    alone = reader.get("/progress", as_of="2025-12-31", target="2025").json()["targets"]
    assert alone == [each for each in every if each["id"] == "2025"]
    problem = refused(reader.get("/progress", as_of="2025-12-31", target="2027"), 404, "not_found")
    assert problem["detail"].endswith("các mục tiêu: 2022, 2025, 2030.")


def test_the_digest_of_the_file_in_force(filled: Opened) -> None:
    """Naming the file that is in force anyway by its digest changes nothing in the answer."""
    reader = desk(filled)
    body = reader.get("/scores", period="2024").content
    digest = json.loads(body)["criteria"]["digest"]

    assert reader.get("/scores", period="2024", criteria=digest).content == body


def change(unit: UnitKey, period: str, indicator: str, steps: int) -> Change:
    """Make the first figure of a count."""
    return Change(unit, period, indicator, Kind.COUNT, steps, 0)


def test_a_merged_unit_alone(opened_office: Opened) -> None:
    """Xã Đà Bắc of 2025 is compared with the four units it was made of, also when it is asked for alone."""
    office = opened_office.office
    parts = [(code, OLD) for code in ("04831", "04867", "04879", "04885")]
    changes = [change(part, "2024", "offences", 5) for part in parts]
    record(office.database, CLERK, SET, [*changes, change(("04831", MERGED), "2025", "offences", 19)])
    reader = desk(opened_office)

    among = lines(reader.get("/scores", period="2025").content)["04831"]
    condition = next(each for each in json.loads(among)["criteria"] if each["id"] == "TC10")["conditions"][0]
    assert condition == {"path": "all.0.any.0", "verdict": "met", "actual": "-5", "shortfall": {}}
    assert lines(reader.get("/scores/04831", period="2025").content) == {"04831": among}


# ------------------------------------------------------------------------------------------------- known on a day


def test_a_correction_leaves_yesterday_as_it_was(opened_office: Opened) -> None:
    """Yesterday scores today as it did yesterday, byte for byte; a correction moves not even the tag of that answer."""
    open_period(opened_office, "2024")
    clerk = desk(opened_office)
    clerk.entered("04834", villages="10", offices="0", villages_with_broadcast="9")
    clerk.entered("04840", villages="3")
    yesterday = clerk.get("/scores", period="2024", known="2024-11-10")
    opened_office.clock.move(days=1)
    tag = clerk.get("/scores", period="2024", known="2024-11-10").headers["ETag"]
    assert clerk.figure("04834", "villages_with_broadcast", "10", 3).status_code == 200

    again = clerk.get("/scores", period="2024", known="2024-11-10")
    assert (again.content, again.headers["ETag"]) == (yesterday.content, tag)
    assert clerk.get("/scores", period="2024", known="2024-11-10", known_tag=tag).status_code == 304
    now = clerk.get("/scores", period="2024")
    assert now.content == clerk.get("/scores", period="2024", known="2024-11-11").content
    before, after = (json.loads(lines(each.content)["04834"])["criteria"][3]["verdict"] for each in (again, now))
    assert (before, after) == ("unmet", "met")


def test_taken_back_and_undone(opened_office: Opened) -> None:
    """A figure that is taken back is unknown from then on; undone, the scores are to the byte what they were."""
    open_period(opened_office, "2024")
    clerk = desk(opened_office)
    clerk.entered("04834", villages="10", villages_with_broadcast="9")
    first = clerk.get("/scores", period="2024").content
    opened_office.clock.move(days=1)
    gone = clerk.delete("/figures/04834/2024/villages_with_broadcast", 2)

    assert (gone.status_code, gone.json()["value"], gone.json()["replaces"]) == (200, None, 2)
    verdict = json.loads(lines(clerk.get("/scores", period="2024").content)["04834"])["criteria"][3]["verdict"]
    assert verdict == "unknown"
    assert clerk.get("/scores", period="2024", known="2024-11-10").content == first
    assert clerk.post("/figures/undo", {"act": gone.json()["act"]}).status_code == 200
    assert clerk.get("/scores", period="2024").content == first


def test_a_day_ends_in_vietnam(opened_office: Opened) -> None:
    """16:59 UTC is still the same day in Vietnam, 17:00 the next one."""
    clerk = desk(opened_office)
    open_period(opened_office, "2024")
    for at, value in ((datetime(2024, 11, 10, 16, 59, 59, tzinfo=UTC), 1), (datetime(2024, 11, 10, 17, tzinfo=UTC), 2)):
        opened_office.clock.at = at
        assert clerk.figure("04834", "serious_cases", value, value - 1).status_code == 200

    known = [clerk.get("/scores/04834", period="2024", known=f"2024-11-{day}").json() for day in ("10", "11")]
    assert [each["units"][0]["criteria"][8]["conditions"][0]["actual"] for each in known] == ["1", "2"]


def test_before_anything_was_known(opened_office: Opened) -> None:
    """On a day before the first figure there is no period to score: 404 that says so, not an empty answer."""
    open_period(opened_office, "2024")
    clerk = desk(opened_office)
    empty = refused(clerk.get("/scores"), 404, "not_found")
    clerk.entered("04834", villages="10")

    assert empty["detail"] == "Chưa có số liệu kỳ nào; chưa có số liệu kỳ nào, hãy nhập trước."
    refused(clerk.get("/scores", period="2024", known="2024-11-09"), 404, "not_found")
    refused(clerk.get("/scores", known="0001-01-01"), 404, "not_found")
    assert clerk.get("/scores", known="9999-12-31").status_code == 200


# ---------------------------------------------------------------------------------------------------------- tags


@pytest.mark.parametrize("path", ["/scores", "/scores/04840", "/progress"])
def test_a_tag_holds_until_something_moves(sqlite_only: Opened, path: str) -> None:
    """While nothing moves the asker is told so with 304; after any write the answer comes anew."""
    clerk = desk(sqlite_only)
    clerk.entered("04840", villages="3")
    tag = clerk.get(path).headers["ETag"]

    known = clerk.get(path, known_tag=tag)
    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", tag)
    assert known.headers["Cache-Control"] == "private, no-cache"
    assert clerk.get(path, known_tag='W/"other"').status_code == 200
    clerk.entered("04840", villages_with_broadcast="3")
    assert clerk.get(path, known_tag=tag).status_code == 200


def test_the_tag_of_somebody_else(filled_sqlite: Opened) -> None:
    """Who sees less is never told by a tag of who sees more that they have it already."""
    tag = desk(filled_sqlite).get("/scores", period="2024").headers["ETag"]
    viewer = desk(filled_sqlite, somebody(Role.VIEWER, "district:150"))

    assert viewer.get("/scores", period="2024", known_tag=tag).status_code == 200


# --------------------------------------------------------------------------------------------- what each may see


def test_a_district_sees_its_own_lines(filled: Opened) -> None:
    """A viewer of district 150 gets the lines of its units as everybody does, and nothing of any other."""
    everything = lines(desk(filled).get("/scores", period="2024").content)
    register = filled.office.register
    own = {code: line for code, line in everything.items() if _district(register, code) == "150"}
    viewer = desk(filled, somebody(Role.VIEWER, "district:150"))

    assert 0 < len(own) < len(everything)
    answer = viewer.get("/scores", period="2024")
    assert lines(answer.content) == own
    others = everything.keys() - own.keys()
    assert not [code for code in others if code.encode() in answer.content]


def _district(register: Any, code: str) -> str | None:  # noqa: ANN401 -- the register
    version = register.version(code, date(2024, 12, 31))
    return version.district if version else None


def test_faults_of_others_are_not_seen(filled_sqlite: Opened) -> None:
    """The planted fault stands in what its own district sees and not in what another does."""
    home = _district(filled_sqlite.office.register, "05173")
    assert home not in (None, "150")
    found = [
        desk(filled_sqlite, somebody(Role.VIEWER, place)).get("/scores", period="2024").json()["faults"]
        for place in ("district:150", f"district:{home}", "all")
    ]
    assert [[each["unit"] for each in faults] for faults in found] == [[], ["05173"], ["05173"]]


@pytest.mark.parametrize("path", ["/scores/05173", "/explanations/05173"])
def test_one_unit_of_another_district(filled: Opened, path: str) -> None:
    """Asked for by its code, a unit of another district is refused with 403 that holds no figure of it."""
    viewer = desk(filled, somebody(Role.VIEWER, "district:150"))
    problem = refused(viewer.get(path, period="2024"), 403, "not_your_place")

    assert problem.keys() == {"type", "title", "status", "code", "detail", "instance", "request_id"}


def test_progress_needs_to_see_all(filled: Opened) -> None:
    """Targets count all 139: a district is refused, both provinces are not, since the new one took the old one in."""
    for place, status in (("district:150", 403), ("province:17", 200), ("province:25", 200), ("province:24", 403)):
        answer = desk(filled, somebody(Role.VIEWER, place)).get("/progress", as_of="2024-12-31")
        assert answer.status_code == status, place
    refused(desk(filled, somebody(Role.VIEWER, "unit:04831:2020-01-01")).get("/progress"), 403, "not_your_place")


def test_the_old_province_does_not_see_the_new_one(filled_sqlite: Opened) -> None:
    """Where the map of 2026 is counted, its units are of province 25: who has only province 17 is refused."""
    old = desk(filled_sqlite, somebody(Role.VIEWER, "province:17"))
    nothing_known = {"as_of": "2026-06-30", "known": "2024-01-01"}

    refused(old.get("/progress", target="2030", **nothing_known), 403, "not_your_place")
    assert old.get("/progress", target="2025", **nothing_known).status_code == 200


# ---------------------------------------------------------------------------------------------- what can't be asked


@pytest.mark.parametrize(
    ("query", "status", "code", "said"),
    [
        ({"period": "2020"}, 404, "not_found", "hiệu lực vào ngày cuối kỳ 2020"),
        ({"period": "2025"}, 404, "not_found", "các kỳ có số liệu: 2021, 2022, 2023, 2024"),
        ({"period": "24"}, 400, "bad_request", "viết năm bốn chữ số"),
        ({"period": "0000"}, 400, "bad_request", "viết năm bốn chữ số"),
        ({"period": "٢٠٢٤"}, 400, "bad_request", "viết năm bốn chữ số"),
        ({"period": "2024-"}, 422, "not_usable", "tham số period"),
        ({"set": "khac"}, 404, "not_found", "«khac»"),
        ({"set": "a\0b"}, 422, "not_usable", "tham số set"),
        ({"set": "tt124-xa"}, 404, "not_found", "Chưa có số liệu"),
        ({"criteria": "sha256:" + "0" * 64}, 404, "not_found", "Chưa từng dùng"),
        ({"criteria": "\0"}, 422, "not_usable", "tham số criteria"),
        ({"known": "10/11/2024"}, 422, "not_usable", "viết năm-tháng-ngày"),
        ({"known": "2024-11-10T08:00"}, 422, "not_usable", "viết năm-tháng-ngày"),
    ],
)
def test_what_can_not_be_asked(filled: Opened, query: dict[str, str], status: int, code: str, said: str) -> None:
    """Every wrong question is answered with 4xx that names the place or the choice; never with 500."""
    for path in ("/scores", "/scores/04831", "/explanations/04831"):
        assert said in refused(desk(filled).get(path, **query), status, code)["detail"]


@pytest.mark.parametrize("path", ["/scores", "/explanations"])
@pytest.mark.parametrize(
    ("unit", "said"),
    [("99999", "/api/v1/units?on=2024-12-31"), ("4831", "Không có đơn vị"), ("04789", "chưa có số liệu")],
)
def test_a_unit_without_scores(filled_sqlite: Opened, path: str, unit: str, said: str) -> None:
    """No unit of that code on the map of the period, or none with figures (a phường): 404 with the way on."""
    assert said in refused(desk(filled_sqlite).get(f"{path}/{unit}", period="2024"), 404, "not_found")["detail"]
