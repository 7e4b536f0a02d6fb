"""The bundle of a period: what it holds, the same bytes for the same, read back to the same score."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlmodel import select

from api.answers.score_lines import score_bytes
from api.cli import main
from api.exchange.dataset.files import DatasetError, is_dataset, opened_bundle
from api.exchange.dataset.shape import LINES, FigureLine, steps_of
from api.store.acts import head
from api.store.database import Actor
from api.store.tables import Act, Evidence, Figure, Sealed, Step, Waiver
from api.store.units import number_of, numbered
from api.workflow.exporting.dataset import Dataset
from api.workflow.exporting.going import hand_out
from api.workflow.exporting.restoring import import_dataset
from api.workflow.office import board_of_period
from api.workflow.recognising import revoke
from api.workflow.recording import Change, record
from api.workflow.registering import register
from engine.figures import MAX_STEPS, as_written
from engine.indicators import Kind
from tests.api.pages.heats import CLERK
from tests.api.pages.sample_office import DA_BAC, hand_in, plan, sample_office, watched
from tests.offices import Opened, opened

SET = "nq12-tu"
NEWCOMER = Actor("người nhập gói", "command")
Bundle = dict[str, bytes]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample with all that can be known of a period: documents cited, a waiver, steps, a figure taken back."""
    with sample_office(tmp_path_factory.mktemp("goi")) as found:
        plan(found, closes=date(2025, 12, 31))
        watched(found)
        hand_in(found, "04834")
        office = found.office
        with office.database.reading() as session:
            number = number_of(session, DA_BAC)
            rows = {
                row.indicator: row
                for row in session.exec(select(Figure).where(Figure.unit_id == number, Figure.period == "2024"))
            }
            seen = {key: (row.id, row.steps) for key, row in rows.items()}
        villages, hotline = seen["villages"], seen["hotline"]
        record(
            office.database,
            CLERK,
            SET,
            [
                Change(DA_BAC, "2024", "villages", Kind.COUNT, villages[1], villages[0], evidence=1, note="=1+1 «thử»"),
                Change(DA_BAC, "2024", "hotline", Kind.FLAG, None, hotline[0]),
            ],
        )
        with office.database.writing(CLERK, "waiver.record", set_id=SET, period="2024") as write:
            write.add(
                Waiver(
                    set_id=SET, unit_id=numbered(write, DA_BAC), period="2024", criterion="TC06", reason="Đang thay",
                    decision="112/QĐ", last_day=date(2025, 6, 30),
                )
            )  # fmt: skip
            write.add(
                Sealed(
                    set_id=SET, unit_id=numbered(write, DA_BAC), period="2024", edition=1,
                    digest=office.version_of_period(SET, "2024").digest, inputs="{}", score="{}", items="{}",
                )
            )  # fmt: skip
        criteria = office.version_of_period(SET, "2024").criteria
        unit = office.register.version(*DA_BAC)
        assert unit is not None
        register(office, CLERK, criteria, unit, period="2024", level="commune", day=date(2024, 2, 1), by_province=True)
        revoke(office.database, CLERK, SET, 1, "9/QĐ", date(2025, 1, 5))
        yield found


def taken(found: Opened, path: Path, period: str = "2024") -> Path:
    """Write the bundle of a period."""
    board = board_of_period(found.office, SET, period)
    Dataset(found.office, board, period, found.office.known_now(), score_bytes).write(path)
    return path


def scores(found: Opened, period: str = "2024") -> bytes:
    """Return the bytes of a score."""
    return score_bytes(board_of_period(found.office, SET, period).scored(period))


@pytest.fixture(scope="module")
def bundle(filled: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of 2024."""
    return taken(filled, tmp_path_factory.mktemp("goi-2024") / "goi.zip")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of one unit: some figures, one of them with a document, and three waivers."""
    folder = tmp_path_factory.mktemp("goi-nho")
    with opened(f"sqlite:///{folder / 'a.sqlite3'}") as found:
        database = found.office.database
        with database.writing(CLERK, "evidence.record", set_id=SET, period="2024") as write:
            unit = numbered(write, DA_BAC)
            said: dict[str, Any] = {"set_id": SET, "unit_id": unit, "period": "2024"}
            write.add(Evidence(**said, criterion="TC05", document="1/BC", issued_on=date(2024, 5, 2), issuer="Đảng ủy"))
            for criterion in ("TC06", "TC07", "TC12"):
                write.add(Waiver(**said, criterion=criterion, reason="Đang thay", decision="112/QĐ"))
        record(
            database,
            CLERK,
            SET,
            [
                Change(DA_BAC, "2024", "villages", Kind.COUNT, 12, 0, evidence=1),
                Change(DA_BAC, "2024", "villages_with_broadcast", Kind.COUNT, 10, 0),
                Change(DA_BAC, "2024", "hotline", Kind.FLAG, 1, 0),
            ],
        )
        return taken(found, folder / "goi.zip")


def read(bundle: Path) -> Bundle:
    """Return the files of a bundle."""
    with ZipFile(bundle) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def lines(found: Bundle, name: str) -> list[dict[str, object]]:
    """Return the rows of a file."""
    return [json.loads(line) for line in found[name].splitlines()]


def test_what_a_bundle_holds(filled: Opened, bundle: Path) -> None:
    """Rules and register as they are, the rows of every kind, and a manifest that names each file by its digest."""
    found = read(bundle)
    manifest = json.loads(found.pop("manifest.json"))
    version = filled.office.version_of_period(SET, "2024")

    assert found.pop("criteria/nq12-tu/2022-06-27.yaml") == version.text.encode()
    assert {each for each in found if each.startswith("units/")} == {
        "units/units.csv", "units/lineage.csv", "units/districts.csv",
    }  # fmt: skip
    counts = {name: len(lines(found, name)) for name in LINES}
    assert counts | {"figures.jsonl": 0} == {
        "period.jsonl": 1, "evidence.jsonl": 5, "figures.jsonl": 0, "waivers.jsonl": 3, "registrations.jsonl": 1,
        "steps.jsonl": 2, "sealed.jsonl": 1, "recognitions.jsonl": 14, "shares.jsonl": 0, "inheritances.jsonl": 0,
        "models.jsonl": 0, "turns.jsonl": 0, "reviews.jsonl": 0, "registers.jsonl": 0,
    }  # fmt: skip
    assert {each["file"]: (each["bytes"], each["sha256"]) for each in manifest["files"]} == {
        name: (len(body), sha256(body).hexdigest()) for name, body in read(bundle).items() if name != "manifest.json"
    }
    assert (manifest["set"], manifest["period"], manifest["criteria"], manifest["sample"]) == (
        SET, "2024", version.digest, True,
    )  # fmt: skip
    assert manifest["score_sha256"] == sha256(scores(filled)).hexdigest()
    assert is_dataset(bundle)


def test_figures_as_they_are_entered(bundle: Path) -> None:
    """A figure stands with its document and note, one taken back without a value; of the year before what counts."""
    found = read(bundle)
    rows = {(each["unit"], each["period"], each["indicator"]): each for each in lines(found, "figures.jsonl")}
    document = lines(found, "evidence.jsonl")[0]

    assert rows["04831", "2024", "villages"] | {"value": "26"} == {
        "unit": "04831", "first_day": "2020-01-01", "period": "2024", "indicator": "villages", "kind": "count",
        "value": "26", "evidence": 1, "note": "=1+1 «thử»",
    }  # fmt: skip
    assert (document["number"], document["document"], document["issuer"]) == (1, "1/BC", "Đảng ủy")
    assert rows["04831", "2024", "hotline"]["value"] is None
    assert {period for _, period, _ in rows} == {"2023", "2024"}
    before = {indicator for _, period, indicator in rows if period == "2023"}
    assert 0 < len(before) < len({indicator for _, _, indicator in rows}) / 2


def test_a_bundle_names_nobody(filled: Opened, bundle: Path) -> None:
    """No account, no name of who entered, handed in or decided anything stands in it."""
    with filled.office.database.reading() as session:
        actors = {each for each in session.exec(select(Act.actor)) if each}
    body = b"\n".join(body for name, body in read(bundle).items() if not name.startswith(("units/", "criteria/")))

    assert actors
    assert [each for each in actors if each.encode() in body] == []


def test_the_same_content_gives_the_same_bytes(filled: Opened, bundle: Path, tmp_path: Path) -> None:
    """When it is made leaves no trace: another day gives the same bundle, to the byte."""
    filled.clock.move(days=3)

    assert taken(filled, tmp_path / "lai.zip").read_bytes() == bundle.read_bytes()


def test_back_into_an_empty_database(opened_office: Opened, filled: Opened, bundle: Path, tmp_path: Path) -> None:
    """Read into an empty database of either kind, the period gives the same score and the same bundle, to the byte."""
    opened_office.clock.at = filled.clock.at
    done = import_dataset(opened_office.office, NEWCOMER, bundle, score_bytes)

    assert scores(opened_office) == scores(filled)
    assert taken(opened_office, tmp_path / "lai.zip").read_bytes() == bundle.read_bytes()
    assert (done.set_id, done.period) == (SET, "2024")
    assert done.rows == {each["file"]: each["rows"] for each in _manifest(bundle)["files"] if each["rows"] is not None}
    with opened_office.office.database.reading() as session:
        act = session.get_one(Act, done.act)
        courses = session.exec(select(Step.kind).order_by(Step.id)).all()  # type: ignore[arg-type]  # SQLModel's columns
    said = json.loads(act.content)
    assert (act.action, act.actor, act.period) == ("dataset.import", NEWCOMER.name, "2024")
    assert said["sha256"] == sha256(bundle.read_bytes()).hexdigest()
    assert courses == ["self_assessed", "submitted"]


def test_a_look_at_a_bundle_writes_nothing(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--dry-run examines the bundle whole, its score too, and leaves the database as it was; then it goes in."""
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{tmp_path / 'b.sqlite3'}")
    for arguments, rows in ((["--dry-run"], 0), ([], 3)):
        assert main(["import", *arguments, str(small)]) == 0
        with opened(f"sqlite:///{tmp_path / 'b.sqlite3'}") as found, found.office.database.reading() as session:
            assert len(session.exec(select(Figure)).all()) == rows


def test_only_into_an_empty_database(filled: Opened, bundle: Path, tmp_path: Path) -> None:
    """Where something of the programme is known nothing is written, and the cure is said."""
    before = _end(filled)
    with pytest.raises(DatasetError, match=r"đã có dữ liệu của bộ «nq12-tu».*DIENHINH_DATABASE"):
        import_dataset(filled.office, NEWCOMER, bundle, score_bytes)
    assert _end(filled) == before

    with opened(f"sqlite:///{tmp_path / 'trong.sqlite3'}") as empty:
        import_dataset(empty.office, NEWCOMER, bundle, score_bytes)
        with pytest.raises(DatasetError, match="đã có dữ liệu"):
            import_dataset(empty.office, NEWCOMER, bundle, score_bytes)


def test_whole_programme_of_invented_figures(tmp_path: Path) -> None:
    """Where the sample stands in another period alone, its mark still goes along: the score says it, here and there."""
    with opened(f"sqlite:///{tmp_path / 'a.sqlite3'}") as found, opened(f"sqlite:///{tmp_path / 'b.sqlite3'}") as other:
        database = found.office.database
        record(database, CLERK, SET, [Change(DA_BAC, "2024", "villages", Kind.COUNT, 9, 0)])
        with database.writing(CLERK, "figures.import", set_id=SET, period="2020") as write:
            row = {"set_id": SET, "unit_id": numbered(write, DA_BAC), "period": "2020", "indicator": "villages"}
            write.add_many(Figure, [{**row, "kind": "count", "steps": 8, "sample": True}])
        path = taken(found, tmp_path / "goi.zip")
        import_dataset(other.office, NEWCOMER, path, score_bytes)

        assert b'"sample":true' in scores(found)
        assert scores(other) == scores(found)


# -------------------------------------------------------------------------------------------------- what is refused


def _manifest(bundle: Path) -> dict[str, Any]:
    found = json.loads(read(bundle)["manifest.json"])
    assert isinstance(found, dict)
    return found


def _end(found: Opened) -> int:
    with found.office.database.reading() as session:
        return head(session).seq


def _written(path: Path, found: Bundle, *, honest: bool = True) -> Path:
    """Write the files of a bundle; an honest manifest says of them what is there."""
    if honest:
        manifest = json.loads(found["manifest.json"])
        manifest["files"] = [
            {
                "file": name,
                "rows": len(body.splitlines()) if name.endswith(".jsonl") else None,
                "bytes": len(body),
                "sha256": sha256(body).hexdigest(),
            }
            for name, body in found.items()
            if name != "manifest.json"
        ]
        found = {**found, "manifest.json": json.dumps(manifest).encode()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, body in found.items():
            archive.writestr(name, body)
    return path


def _swap(name: str, old: bytes, new: bytes) -> Callable[[Bundle], Bundle]:
    def change(found: Bundle) -> Bundle:
        assert old in found[name]
        return {**found, name: found[name].replace(old, new, 1)}

    return change


def _without(name: str) -> Callable[[Bundle], Bundle]:
    return lambda found: {key: body for key, body in found.items() if key != name}


def _twice(found: Bundle) -> Bundle:
    body = found["figures.jsonl"]
    return {**found, "figures.jsonl": body + body.splitlines(keepends=True)[0]}


def _of_manifest(key: str, value: object) -> Callable[[Bundle], Bundle]:
    return lambda found: {
        **found,
        "manifest.json": json.dumps({**json.loads(found["manifest.json"]), key: value}).encode(),
    }


BAD: dict[str, tuple[Callable[[Bundle], Bundle], bool, str]] = {
    "a changed figure": (_swap("figures.jsonl", b'"value":"1', b'"value":"2'), False, "không còn đúng như khi xuất"),
    "a value of another kind": (_swap("figures.jsonl", b'"kind":"count"', b'"kind":"flag"'), True, "dòng [0-9]+"),
    "a field that names somebody": (_swap("figures.jsonl", b"{", b'{"actor":"x",'), True, "dòng 1, actor: không dùng"),
    "a document that is not there": (
        _swap("figures.jsonl", b'"evidence":1,', b'"evidence":99,'),
        True,
        "minh chứng 99",
    ),
    "a figure given twice": (_twice, True, "trùng nhau"),
    "another score": (_swap("figures.jsonl", b'"value":"1', b'"value":"2'), True, "Điểm tính lại khác điểm ghi"),
    "a file that is missing": (_without("waivers.jsonl"), True, "không khớp bản kê"),
    "no manifest": (_without("manifest.json"), False, "không có manifest.json"),
    "another programme": (_of_manifest("set", "khac"), True, "không có bộ tiêu chí «khac».*DIENHINH_CRITERIA"),
    "another criteria file": (_of_manifest("criteria", f"sha256:{'0' * 64}"), True, "gói dùng tệp sha256:0000"),
    "a newer edition": (_of_manifest("edition", 2), True, "bản dienhinh mới hơn"),
    "sizes that are not true": (_of_manifest("files", []), False, "không khớp bản kê"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_bundle_leaves_nothing(small: Path, tmp_path: Path, name: str) -> None:
    """Whatever is wrong with a bundle is said with its place and cure, and the database stays as it was."""
    change, honest, said = BAD[name]
    bad = _written(tmp_path / "xau.zip", change(read(small)), honest=honest)
    with opened(f"sqlite:///{tmp_path / 'trong.sqlite3'}") as empty:
        empty.office.version_of_period(SET, "2024")  # which the record holds from then on
        before = _end(empty)
        with pytest.raises(DatasetError) as error:
            import_dataset(empty.office, NEWCOMER, bad, score_bytes)

        assert _end(empty) == before
    assert re.search(said, " ".join(error.value.faults))


def test_every_fault_at_once(small: Path, tmp_path: Path) -> None:
    """Two rows that can't be used are two faults."""
    found = read(small)
    found["waivers.jsonl"] = found["waivers.jsonl"].replace(b'"criterion":"', b'"criterion":"?')
    bad = _written(tmp_path / "xau.zip", found)
    with opened(f"sqlite:///{tmp_path / 'trong.sqlite3'}") as empty, pytest.raises(DatasetError) as error:
        import_dataset(empty.office, NEWCOMER, bad, score_bytes)

    assert [each.partition(":")[0] for each in error.value.faults] == [
        f"waivers.jsonl, dòng {number}, criterion" for number in (1, 2, 3)
    ]


def test_another_register_that_scores_the_same(small: Path, tmp_path: Path) -> None:
    """A register that differs where nothing is scored by it is no hindrance; one that names a unit otherwise is."""
    found, name = read(small), "units/units.csv"
    same = _written(tmp_path / "a.zip", {**found, name: found[name] + b"\n"})
    other = {**found, name: found[name].replace("Thị trấn Đà Bắc".encode(), "Thị trấn Đà Bạc".encode())}
    units = tmp_path / "units"
    units.mkdir()
    for file in ("units.csv", "lineage.csv", "districts.csv"):
        (units / file).write_bytes(other[f"units/{file}"])
    with opened(f"sqlite:///{tmp_path / 'a.sqlite3'}") as empty:
        assert import_dataset(empty.office, NEWCOMER, same, score_bytes).period == "2024"
    with (
        opened(f"sqlite:///{tmp_path / 'b.sqlite3'}", units=units) as empty,
        pytest.raises(DatasetError, match=r"Danh mục đơn vị của gói khác.*DIENHINH_UNITS"),
    ):
        import_dataset(empty.office, NEWCOMER, small, score_bytes)


def test_no_bundle_at_all(tmp_path: Path) -> None:
    """A file that is none is told from one, and refused in words."""
    (tmp_path / "x.zip").write_bytes(b"PK khong phai zip")
    with ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("manifest.json", "{}")

    assert [is_dataset(tmp_path / each) for each in ("x.zip", "y.zip")] == [False, False]
    with (
        opened(f"sqlite:///{tmp_path / 'a.sqlite3'}") as empty,
        pytest.raises(DatasetError, match=r"không phải tệp \.zip"),
    ):
        import_dataset(empty.office, NEWCOMER, tmp_path / "x.zip", score_bytes)


def test_a_bomb_is_not_unpacked(small: Path, tmp_path: Path) -> None:
    """A file that unpacks to hundreds of times its size is refused before it is."""
    bad = _written(tmp_path / "bom.zip", {**read(small), "waivers.jsonl": b" " * 50_000_000})
    with (
        opened(f"sqlite:///{tmp_path / 'a.sqlite3'}") as empty,
        pytest.raises(DatasetError, match=r"waivers\.jsonl: cỡ không khớp bản kê, hoặc lớn bất thường"),
    ):
        import_dataset(empty.office, NEWCOMER, bad, score_bytes)


def test_handing_out_is_an_act(filled: Opened) -> None:
    """Who takes a bundle along is on record with its digest and the end of the chain before."""
    office, before = filled.office, _end(filled)
    board = board_of_period(office, SET, "2024")
    name, body = hand_out(
        office.database, NEWCOMER, Dataset(office, board, "2024", office.known_now(), score_bytes).going(), ".zip"
    )
    with office.database.reading() as session:
        act = session.get_one(Act, before + 1)
    said = json.loads(act.content)

    assert name == "bo-so-lieu-nq12-tu-2024.zip"
    assert (act.action, act.moves_data, act.period, said["file"]) == ("dataset.export", False, "2024", name)
    assert (said["sha256"], said["head"]) == (sha256(body).hexdigest(), before)


# ------------------------------------------------------------------------------------------------------- figures


@given(st.sampled_from(Kind), st.data())
def test_every_figure_is_read_as_it_is_written(kind: Kind, data: st.DataObject) -> None:
    """Whole steps of a kind, written for a bundle and read again, are the same steps."""
    steps = data.draw(st.integers(0, MAX_STEPS[kind]))

    assert steps_of(kind, as_written(kind, steps)) == steps


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.COUNT, "1.5"), (Kind.COUNT, "-1"), (Kind.COUNT, "1e3"), (Kind.COUNT, "NaN"), (Kind.COUNT, "٣"),
        (Kind.NUMBER, "Infinity"),
        (Kind.NUMBER, "1.00001"), (Kind.NUMBER, "98,5"), (Kind.NUMBER, "1.50"), (Kind.FLAG, "1"), (Kind.FLAG, "yes"),
        (Kind.DOCUMENT, "20240101"), (Kind.DOCUMENT, "2024-02-30"), (Kind.DOCUMENT, "có"), (Kind.COUNT, "9" * 12),
    ],
)  # fmt: skip
def test_figures_have_one_spelling(kind: Kind, value: str) -> None:
    """A figure that is written otherwise than the bundle writes it is refused, so equal figures are equal bytes."""
    with pytest.raises(ValidationError):
        FigureLine(unit="04831", first_day=date(2020, 1, 1), period="2024", indicator="a", kind=kind, value=value)


def test_a_bundle_whose_contents_point_anywhere_is_refused_in_words(bundle: Path, tmp_path: Path) -> None:
    """Any byte changed at the end of zip's table of contents is refused in words, or changes nothing."""
    body, refused = bundle.read_bytes(), 0
    for place in range(len(body) - 22, len(body)):
        bad = tmp_path / f"{place}.zip"
        bad.write_bytes(body[:place] + bytes([body[place] ^ 0x41]) + body[place + 1 :])
        known = is_dataset(bad)
        try:
            with opened_bundle(bad):
                assert known
        except DatasetError:
            refused += 1
    assert refused > 10
