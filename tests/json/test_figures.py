"""``/figures``: written over what was seen and nothing else, refused with every fault, read with their history."""

import unicodedata
from datetime import date
from typing import Any

import pytest

from api.access.deciding import Role
from api.workflow.recording import Change, record
from engine.indicators import Kind
from tests.json.conftest import CLERK, SET, STILL, V1, Desk, desk, refused, somebody
from tests.offices import Opened

JSON = {"Content-Type": "application/json", "If-Match": '"0"'}
OLD, MERGED = date(2020, 1, 1), date(2025, 7, 1)


def faults_of(desk_: Desk, unit: str, indicator: str, body: bytes | str) -> list[dict[str, Any]]:
    """Send a body that can't be used, letter for letter; return its faults, having seen that nothing was written."""
    before = desk_.head
    answer = desk_.client.put(f"{V1}/figures/{unit}/2024/{indicator}", content=body, headers=JSON)
    found: list[dict[str, Any]] = refused(answer, 422, "not_usable")["faults"]
    assert desk_.head == before
    return found


# ------------------------------------------------------------------------------------------------------- written


def test_the_first_figure(officer: Desk, unit: str) -> None:
    """A figure over nothing is a row with its number as ETag; read back it says who, when and through what."""
    answer = officer.figure(unit, "villages", "12", note="Theo báo cáo tháng 10")
    row = answer.json()

    assert answer.headers["ETag"] == f'"{row["id"]}"'
    assert row == {
        "unit": unit,
        "period": "2024",
        "indicator": "villages",
        "kind": "count",
        "value": "12",
        "evidence": None,
        "note": "Theo báo cáo tháng 10",
        "cell": "",
        "id": row["id"],
        "replaces": None,
        "act": officer.head.seq,
    }
    read = officer.get(f"/figures/{unit}/2024/villages")
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert read.json()["history"] == [
        row
        | {
            "by": "cán bộ tỉnh (dùng thử)",
            "at": officer.head.at,
            "channel": "api",
            "action": "figures.record",
        }
    ]


@pytest.mark.parametrize(
    ("indicator", "value", "read"),
    [
        ("villages", "5", "5"),
        ("villages", 5, "5"),
        ("villages", " 007\u200b", "7"),
        ("villages", "5.0", "5"),
        ("villages", 0, "0"),
        ("households", 1_000_000_000, "1000000000"),
        ("waste_collected", "98.5", "98.5"),
        ("waste_collected", "98,5", "98.5"),
        ("waste_collected", "0.0001", "0.0001"),
        ("raised_fund", "1.000", "1"),
        ("registered", True, "có"),
        ("registered", "có", "có"),
        ("registered", unicodedata.normalize("NFD", "CÓ"), "có"),
        ("registered", 1, "có"),
        ("registered", "không", "không"),
        ("registered", False, "không"),
        ("resolution", "2024-03-15", "2024-03-15"),
        ("resolution", "15/03/2024", "2024-03-15"),
        ("resolution", "không", "không"),
    ],
)
def test_the_forms_of_a_value(officer: Desk, unit: str, indicator: str, value: object, read: str) -> None:
    """Numbers as text or whole, commas, truth values, days of both habits: read back in one form."""
    assert officer.figure(unit, indicator, value).json()["value"] == read


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_value_over_nothing(officer: Desk, value: object) -> None:
    """To take back what was never entered changes nothing: no row, no act."""
    before = officer.head
    answer = officer.figure(STILL, "villages", value)

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"0"')
    assert answer.json() == {"unit": STILL, "period": "2024", "indicator": "villages", "value": None, "id": 0}
    assert officer.head == before


def test_a_correction_names_what_it_replaces(officer: Desk, unit: str) -> None:
    """A correction over the row that was seen is a new row; the history holds both, oldest first."""
    first = officer.figure(unit, "villages", "12").json()
    second = officer.figure(unit, "villages", "13", first["id"]).json()

    assert (second["value"], second["replaces"]) == ("13", first["id"])
    history = officer.get(f"/figures/{unit}/2024/villages").json()["history"]
    assert [(each["id"], each["value"]) for each in history] == [(first["id"], "12"), (second["id"], "13")]


def test_taken_back_and_entered_anew(officer: Desk, unit: str) -> None:
    """Taking back is a row without a value; over it a figure can be entered again."""
    first = officer.figure(unit, "villages", "12").json()
    gone = officer.delete(f"/figures/{unit}/2024/villages", first["id"])
    again = officer.figure(unit, "villages", "12", gone.json()["id"])

    assert (gone.json()["value"], gone.json()["replaces"]) == (None, first["id"])
    assert (again.json()["value"], again.json()["replaces"]) == ("12", gone.json()["id"])
    assert len(officer.get(f"/figures/{unit}/2024/villages").json()["history"]) == 3


@pytest.mark.parametrize("seen", ["first", "now"])
def test_the_same_again(officer: Desk, unit: str, seen: str) -> None:
    """What is written already is answered as before, whatever was seen, and adds neither row nor act."""
    first = officer.figure(unit, "villages", "12", note="a")
    before = officer.head
    again = officer.figure(unit, "villages", "12", 0 if seen == "first" else first.json()["id"], note="a")

    assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, first.headers["ETag"])
    assert officer.head == before


def test_taking_back_twice(officer: Desk, unit: str) -> None:
    """The second time finds it taken back: the same answer, no new act."""
    first = officer.figure(unit, "villages", "12").json()["id"]
    gone = officer.delete(f"/figures/{unit}/2024/villages", first)
    before = officer.head

    assert officer.delete(f"/figures/{unit}/2024/villages", first).content == gone.content
    assert officer.head == before


def test_another_note_is_another_row(officer: Desk, unit: str) -> None:
    """The same value with another note is news, so it needs what was seen."""
    first = officer.figure(unit, "villages", "12", note="a").json()["id"]

    refused(officer.figure(unit, "villages", "12", 0, note="b"), 412, "stale")
    assert officer.figure(unit, "villages", "12", first, note="b").json()["note"] == "b"


def test_over_something_older(officer: Desk, unit: str) -> None:
    """Who did not see the newest row is told what it says and its tag; nothing is written."""
    first = officer.figure(unit, "villages", "12").json()["id"]
    second = officer.figure(unit, "villages", "13", first)
    before = officer.head

    for answer in (officer.figure(unit, "villages", "14", first), officer.delete(f"/figures/{unit}/2024/villages", 0)):
        problem = refused(answer, 412, "stale")
        assert problem["newer"] == [second.json()]
        assert answer.headers["ETag"] == second.headers["ETag"]
    assert officer.head == before


def test_over_what_is_not_there(officer: Desk) -> None:
    """A row was claimed to be seen where there is none: 412 with nothing as the newer value."""
    answer = officer.figure(STILL, "villages", "14", 999_999)

    assert refused(answer, 412, "stale")["newer"] == [{"indicator": "villages", "value": None, "id": 0}]
    assert answer.headers["ETag"] == '"0"'


@pytest.mark.parametrize("weak", ['W/"{}"', '"{}"', "{}", ' "{}" '])
def test_the_forms_of_if_match(officer: Desk, unit: str, weak: str) -> None:
    """A tag is taken strong, weak as a proxy may make it, or bare."""
    first = officer.figure(unit, "villages", "12").json()["id"]

    assert officer.figure(unit, "villages", "13", weak.format(first)).status_code == 200


def test_without_if_match(officer: Desk) -> None:
    """What was seen must be said: 428 with how."""
    for answer in (
        officer.put(f"/figures/{STILL}/2024/villages", {"value": "5"}),
        officer.delete(f"/figures/{STILL}/2024/villages"),
    ):
        assert '"0" nếu chưa có' in refused(answer, 428, "precondition_missing")["detail"]


@pytest.mark.parametrize("tag", ["*", "abc", '"-1"', '"1.5"', '"1", "2"', f'"{"9" * 19}"', '"\u0661"', ""])
def test_a_tag_that_is_none(officer: Desk, tag: str) -> None:
    """What was never given as an ETag is refused with 400, and nothing is written."""
    before = officer.head
    answer = officer.client.put(
        f"{V1}/figures/{STILL}/2024/villages", json={"value": "5"}, headers={b"If-Match": tag.encode()}
    )
    refused(answer, 400, "bad_request")
    assert officer.head == before


# ------------------------------------------------------------------------------------------------- what can't be


@pytest.mark.parametrize(
    ("indicator", "body", "code"),
    [
        ("villages", '"-5"', "NEGATIVE"),
        ("villages", "-5", "NEGATIVE"),
        ("villages", '"5.5"', "NOT_WHOLE"),
        ("villages", '"5,5"', "NOT_WHOLE"),
        ("villages", '"1,000"', "TWO_READINGS"),
        ("villages", '"1.000.000"', "THOUSANDS"),
        ("villages", '"1000000001"', "TOO_LARGE"),
        ("villages", "9007199254740991", "TOO_LARGE"),
        ("villages", f'"{"9" * 31}"', "NOT_A_NUMBER"),
        ("villages", "true", "NOT_A_NUMBER"),
        ("villages", '"có"', "NOT_A_NUMBER"),
        ("villages", '"1e3"', "NOT_A_NUMBER"),
        ("villages", '"NaN"', "NOT_A_NUMBER"),
        ("villages", '"\u0665"', "NOT_A_NUMBER"),
        ("villages", '"2024-03-15"', "NOT_A_NUMBER"),
        ("waste_collected", '"1.23456"', "TOO_MANY_PLACES"),
        ("waste_collected", '"Infinity"', "NOT_A_NUMBER"),
        ("registered", '"chắc có"', "NOT_A_FLAG"),
        ("registered", "2", "NOT_A_FLAG"),
        ("resolution", '"2024-02-30"', "NO_SUCH_DAY"),
        ("resolution", '"15/3/24"', "SHORT_YEAR"),
        ("resolution", '"1776-07-04"', "YEAR_OUT_OF_RANGE"),
        ("resolution", "5", "NOT_A_DAY"),
        ("resolution", "true", "NOT_A_DAY"),
        ("resolution", '"có"', "NOT_A_DAY"),
    ],
)
def test_a_value_of_the_wrong_kind(officer: Desk, indicator: str, body: str, code: str) -> None:
    """A value that the indicator can't have: 422 with place, indicator, what is wrong and the cure; nothing written."""
    (fault,) = faults_of(officer, STILL, indicator, f'{{"value": {body}}}')

    assert (fault["place"], fault["unit"], fault["period"], fault["indicator"]) == ("value", STILL, "2024", indicator)
    assert fault["code"] == code
    assert fault["message"]
    assert fault["cure"]


@pytest.mark.parametrize(
    "body", ["98.5", "1e400", "-0.0", "NaN", "-Infinity", "[5]", "{}", "9007199254740992", "1" * 4000]
)
def test_a_value_that_is_not_exact(officer: Desk, body: str) -> None:
    """Binary numbers, no numbers, lists and numbers beyond all measure are refused: an exact one is written as text."""
    (fault,) = faults_of(officer, STILL, "waste_collected", f'{{"value": {body}}}')

    assert fault["place"] == "nội dung value"
    assert fault["cure"] == 'viết số thành chữ trong dấu nháy kép, ví dụ "98.5"'


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("{}", "nội dung value"),
        ('{"value": "5", "full_name": "x"}', "nội dung full_name"),
        ('{"value": "5", "note": 7}', "nội dung note"),
        ('{"value": "5", "note": "' + "a" * 301 + '"}', "nội dung note"),
        (b'{"value": "5", "note": "\\ud800"}', "nội dung note"),
        ('{"value": "5", "evidence": 0}', "nội dung evidence"),
        ('{"value": "5", "evidence": 1000000000000000000000}', "nội dung evidence"),
        ('{"value": "5", "evidence": "một"}', "nội dung evidence"),
        ("[]", "nội dung"),
        ('"5"', "nội dung"),
        ("null", "nội dung"),
    ],
)
def test_a_body_of_the_wrong_shape(officer: Desk, body: bytes | str, place: str) -> None:
    """A field too many, too few, too long or of the wrong kind: 422 that names it and the cure."""
    found = faults_of(officer, STILL, "villages", body)

    assert [each["place"] for each in found] == [place]
    assert found[0]["cure"]


def test_a_field_with_half_a_character(officer: Desk) -> None:
    """Even a field named by half a surrogate pair is refused with words that can be sent."""
    assert faults_of(officer, STILL, "villages", b'{"value": "5", "\\udcff": 1}')[0]["code"] == "string_unicode"


@pytest.mark.parametrize(
    "body", ["", "{", '{"value": }', "value=5", '{"value": "5"} {}', b'{"value": "\xff"}', "[" * 90_000]
)
def test_what_is_no_json(officer: Desk, body: bytes | str) -> None:
    """Text that is no JSON, or no text, is refused with 4xx; nothing is written."""
    before = officer.head
    answer = officer.client.put(f"{V1}/figures/{STILL}/2024/villages", content=body, headers=JSON)

    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("not_json", "bad_request", "not_usable")
    assert officer.head == before


def test_a_sum_is_not_entered(officer: Desk) -> None:
    """A sum is refused with the indicators that it is added up from."""
    detail = refused(officer.figure(STILL, "bodies", "5"), 422, "not_usable")["detail"]

    assert detail == "«Số đơn vị thuộc diện đăng ký» là số cộng ra, không nhập; hãy nhập: villages, offices."


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("{unit}/2024/khong_co", 404, "not_found"),
        ("{unit}/2020/villages", 404, "not_found"),
        ("99999/2024/villages", 404, "not_found"),
        ("{unit}/0000/villages", 400, "bad_request"),
        ("{unit}/24/villages", 422, "not_usable"),
        ("{unit}/2024-/villages", 422, "not_usable"),
        ("4831/2024/villages", 422, "not_usable"),
        ("0483a/2024/villages", 422, "not_usable"),
        ("{unit}/2024/" + "a" * 65, 422, "not_usable"),
        ("04891/2025/villages", 409, "state_forbids"),
    ],
)
def test_where_no_figure_is_kept(officer: Desk, path: str, status: int, code: str) -> None:
    """No such indicator, period or unit, a period not open: refused with the reason; nothing is written."""
    before = officer.head
    address = "/figures/" + path.format(unit=STILL)

    refused(officer.put(address, {"value": "5"}, 0), status, code)
    refused(officer.delete(address, 0), status, code) if code != "state_forbids" else None
    assert officer.head == before


# ------------------------------------------------------------------------------------------------------- personal


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("liên hệ 0912 345 678", "PERSONAL_NUMBER"),
        ("CCCD 017088001234", "PERSONAL_NUMBER"),
        ("tôn giáo: a", "PERSONAL_WORD"),
    ],
)
def test_a_note_about_somebody(officer: Desk, unit: str, note: str, code: str) -> None:
    """A note that looks as if it held personal data is answered with a warning that names the field."""
    warnings = officer.figure(unit, "villages", "5", note=note).json()["warnings"]

    assert [(each["field"], each["code"]) for each in warnings] == [("note", code)]
    assert warnings[0]["message"]


def test_a_plain_note(officer: Desk, unit: str) -> None:
    """A note is kept in NFC on one line, without signs that nobody sees, and gives no warning."""
    body = officer.figure(unit, "villages", "5", note="  " + unicodedata.normalize("NFD", "Đủ\nhồ sơ\0\u200b ")).json()

    assert body["note"] == "Đủ hồ sơ"
    assert "warnings" not in body


# ---------------------------------------------------------------------------------------------------- many at once


def one(unit: str, indicator: str, value: object, if_match: int = 0, **more: object) -> dict[str, object]:
    """Make one of several figures."""
    return {"unit": unit, "period": "2024", "indicator": indicator, "value": value, "if_match": if_match, **more}


def test_many_are_one_act(officer: Desk, unit: str) -> None:
    """Several figures are one act with a row each, in the order in which they were sent; the same again adds none."""
    sent = {"figures": [one(unit, "villages", "5"), one(unit, "registered", "có"), one(unit, "hotline", None)]}
    before = officer.head.seq
    first, again = officer.post("/figures", sent).json(), officer.post("/figures", sent).json()

    assert first["act"] == officer.head.seq == before + 1
    assert [(each["indicator"], each["value"]) for each in first["figures"]] == [
        ("villages", "5"),
        ("registered", "có"),
        ("hotline", None),
    ]
    assert again == first | {"act": None}


def test_all_or_none_with_every_fault(officer: Desk) -> None:
    """One bad figure keeps all others out, and every fault is told at once with its place in the list."""
    before = officer.head
    sent = [
        one(STILL, "villages", "5"),
        one(STILL, "offices", "-1"),
        one(STILL, "khong_co", "1"),
        one(STILL, "bodies", "1"),
        one("99999", "villages", "1"),
        one(STILL, "registered", "chắc có"),
        one(STILL, "hotline", "có"),
        one(STILL, "hotline", "không"),
        one(STILL, "villages", "5") | {"period": "0000"},
    ]
    faults = refused(officer.post("/figures", {"figures": sent}), 422, "not_usable")["faults"]

    assert [(each["place"], each["code"]) for each in faults] == [
        ("figures.1.value", "NEGATIVE"),
        ("figures.2", "not_found"),
        ("figures.3", "not_usable"),
        ("figures.4", "not_found"),
        ("figures.5.value", "NOT_A_FLAG"),
        ("figures.6", "DOUBLED_FIGURE"),
        ("figures.7", "DOUBLED_FIGURE"),
        ("figures.8", "bad_request"),
    ]
    assert all(each["message"] and each["cure"] for each in faults)
    assert officer.head == before


def test_shapes_of_many(officer: Desk) -> None:
    """Faults of shape are told together too, each with its place in the list."""
    sent = [one(STILL, "villages", 1.5), one("4831", "villages", "1"), one(STILL, "offices", "1") | {"if_match": -1}]
    faults = refused(officer.post("/figures", {"figures": sent}), 422, "not_usable")["faults"]

    assert [each["place"] for each in faults] == [
        "nội dung figures.0.value",
        "nội dung figures.1.unit",
        "nội dung figures.2.if_match",
    ]


def test_many_over_something_older(officer: Desk, unit: str) -> None:
    """Where some were changed by others, nothing is written and every newer value is told."""
    officer.entered(unit, villages="5", offices="6", households="7")
    before = officer.head
    sent = [
        one(unit, "villages", "8"),
        one(unit, "households", "7"),
        one(unit, "offices", "9"),
        one(unit, "hotline", 1),
    ]
    newer = refused(officer.post("/figures", {"figures": sent}), 412, "stale")["newer"]

    assert [(each["indicator"], each["value"]) for each in newer] == [("villages", "5"), ("offices", "6")]
    assert officer.head == before


@pytest.mark.parametrize("count", [0, 10_001])
def test_none_and_too_many(sqlite_only: Opened, count: int) -> None:
    """A list holds 1 to 10,000 figures."""
    answer = desk(sqlite_only).post("/figures", {"figures": [one("04834", "villages", "5")] * count})

    assert refused(answer, 422, "not_usable")["faults"][0]["place"] == "nội dung figures"


def test_many_of_which_one_is_not_ours(officer: Desk, written: Opened, unit: str) -> None:
    """A unit outside one's place is no fault among others: 403, and nothing is written."""
    own = desk(written, somebody(Role.COMMUNE, f"unit:{unit}:2020-01-01"))
    before = officer.head
    other = "04834" if unit != "04834" else "04840"

    refused(
        own.post("/figures", {"figures": [one(unit, "villages", "5"), one(other, "villages", "5")]}),
        403,
        "not_your_place",
    )
    assert officer.head == before


# ---------------------------------------------------------------------------------------------------------- who may


def test_a_commune_writes_its_own(written: Opened, unit: str) -> None:
    """An officer of a commune writes its figures; somebody who only looks, or has another commune, does not."""
    own, other, viewer = (
        desk(written, somebody(role, place))
        for role, place in (
            (Role.COMMUNE, f"unit:{unit}:2020-01-01"),
            (Role.COMMUNE, "unit:05293:2020-01-01"),
            (Role.VIEWER, "all"),
        )
    )
    refused(other.figure(unit, "villages", "5"), 403, "not_your_place")
    refused(viewer.figure(unit, "villages", "5"), 403, "not_your_role")
    assert own.figure(unit, "villages", "5").status_code == 200


def test_the_two_bearers_of_a_code(written: Opened) -> None:
    """The officer of Vầy Nưa has 04891 until the merger and not after; that of Tiền Phong has both, as its own past."""
    old, new = (desk(written, somebody(Role.COMMUNE, f"unit:04891:{day}")) for day in ("2020-01-01", "2025-07-01"))

    assert new.figure("04891", "villages", "5").status_code == 200
    assert old.figure("04891", "villages", "5").status_code == 200
    refused(old.put("/figures/04891/2025/villages", {"value": "5"}, 0), 403, "not_your_place")
    refused(new.put("/figures/04891/2025/villages", {"value": "5"}, 0), 409, "state_forbids")


# ------------------------------------------------------------------------------------------------------------ read


def test_the_list_of_a_unit(officer: Desk, unit: str) -> None:
    """A unit's figures are listed by period and indicator, those taken back too; one indicator or period alone."""
    officer.entered(unit, villages="5", offices="6")
    officer.put(f"/figures/{unit}/2023/villages", {"value": "4"}, 0)
    officer.delete(f"/figures/{unit}/2024/offices", officer.get(f"/figures/{unit}/2024/offices").json()["id"])

    def said(**query: str) -> list[tuple[str, str, str | None]]:
        found = officer.items("/figures", unit=unit, **query)
        return [(each["period"], each["indicator"], each["value"]) for each in found]

    everything = [("2023", "villages", "4"), ("2024", "offices", None), ("2024", "villages", "5")]
    assert said() == everything
    assert said(period="2024") == everything[1:]
    assert said(indicator="villages") == [everything[0], everything[2]]
    assert said(known="2024-11-09") == []


def test_a_figure_that_is_not_there(officer: Desk, unit: str) -> None:
    """Read before it was entered, a figure is null with number 0, which is the tag to send; known, it is 304."""
    answer = officer.get(f"/figures/{unit}/2024/villages")

    assert answer.headers["ETag"] == '"0"'
    assert (answer.json()["value"], answer.json()["id"], answer.json()["history"]) == (None, 0, [])
    assert officer.get(f"/figures/{unit}/2024/villages", known_tag='"0"').status_code == 304
    officer.entered(unit, villages="5")
    assert officer.get(f"/figures/{unit}/2024/villages", known_tag='"0"').status_code == 200


def test_the_figures_of_two_bearers(opened_office: Opened) -> None:
    """Under 04891 stand the figures of two units: who has the old one alone sees none of the new one."""
    changes = [
        Change(("04891", day), period, "villages", Kind.COUNT, steps, 0)
        for day, period, steps in ((OLD, "2024", 5), (MERGED, "2025", 9))
    ]
    record(opened_office.office.database, CLERK, SET, changes)

    def seen(place: str) -> list[str]:
        reader = desk(opened_office, somebody(Role.VIEWER, place))
        return [each["value"] for each in reader.items("/figures", unit="04891")]

    assert seen("unit:04891:2020-01-01") == ["5"]
    assert seen("district:150") == ["5"]
    assert seen("province:25") == seen("unit:04891:2025-07-01") == ["5", "9"]
    refused(
        desk(opened_office, somebody(Role.VIEWER, "district:151")).get("/figures", unit="04891"), 403, "not_your_place"
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [({}, 422), ({"unit": "4831"}, 422), ({"unit": "99999"}, 404), ({"unit": "04831", "period": "24"}, 422)],
)
def test_lists_that_are_none(officer: Desk, query: dict[str, str], status: int) -> None:
    """A list needs a code that somebody bore: refused with the place or the way on."""
    refused(officer.get("/figures", **query), status, {422: "not_usable", 404: "not_found"}[status])


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_years_in_pages(officer: Desk, unit: str, limit: int) -> None:
    """The figures of all years are the same in pages of any size: nothing twice, nothing left out."""
    for year, indicators in (("2023", ("villages", "offices")), ("2024", ("bodies_recognised", "offices", "villages"))):
        for indicator in indicators:
            officer.put(f"/figures/{unit}/{year}/{indicator}", {"value": "5"}, 0)
    told: list[tuple[str, str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = officer.get("/figures", unit=unit, limit=str(limit), **cursor).json()
        told += [(each["period"], each["indicator"]) for each in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert told == [
        ("2023", "offices"),
        ("2023", "villages"),
        ("2024", "bodies_recognised"),
        ("2024", "offices"),
        ("2024", "villages"),
    ]


@pytest.mark.parametrize("cursor", ["W10", "WzEsMl0", "WyJhIl0", "Int9Ig"])
def test_a_cursor_of_another_list(officer: Desk, unit: str, cursor: str) -> None:
    """A cursor that is no place in this list is refused: [], [1,2], ["a"] and a text."""
    refused(officer.get("/figures", unit=unit, cursor=cursor), 400, "bad_request")
