"""What stands above the criteria, edited by fields and buttons: what is asked for changes, every other line stays."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange.register import load_register
from api.pages.editor.deeds import deed_of
from api.pages.editor.fields import Field, part_at, path_of
from api.pages.editor.forms import form_of
from api.pages.editor.ladder_forms import BANDS, REVIEW
from api.pages.editor.reading import read_fields
from api.pages.editor.units import Units
from api.pages.posting import Sent
from api.workflow.sheets import FaultyError
from engine.checking import check
from engine.editing import changed, value_of
from tests.api.pages.test_editor_forms import other, sent_of
from tests.drafts import SHIPPED

NAMES = ("nq12-tu/2022-06-27", "bach-thong/2017-06-21", "phuong-kieu-mau/2022-06-27")
TEXTS = {name: (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}
NQ12, BACH_THONG, WARDS = (TEXTS[name] for name in NAMES)
KEYS = {
    NAMES[0]: (
        *("dau-tep", BANDS, REVIEW, "LT3", "targets.2022", "targets.2025", "targets.2030", "lists.pilot"),
        *("recognition.commune", "recognition.district", "recognition.province"),
    ),
    NAMES[1]: ("dau-tep", BANDS, REVIEW, "first.#0", "first.#1", "examples.#0"),
    NAMES[2]: ("dau-tep", BANDS, "recognition.pilot", "targets.thi-diem", "examples.#0"),
}
REGISTER = load_register()[0]


def said(text: str) -> Any:  # noqa: ANN401 -- whatever a file says
    """Return what a text says."""
    return value_of(text)


def fields_of(name: str, key: str) -> list[Field]:
    """Return the fields of a part that a text field, a number or a choice changes alone."""
    form = form_of(said(TEXTS[name]), key)
    assert form is not None, key
    grouped = (":nhom", ":n", ":dau1", ":dau2", ":so2")
    fields = [each for each in form.all_fields() if not each.name.endswith((*grouped, ".id"))]
    return [each for each in fields if each.kind != "choice" or len(each.choices) > 1]


FIELDS = [(name, key, each) for name, keys in KEYS.items() for key in keys for each in fields_of(name, key)]


def touched(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came."""
    was, now = old.splitlines(), new.splitlines()
    codes = [each for each in SequenceMatcher(None, was, now, autojunk=False).get_opcodes() if each[0] != "equal"]
    return [line for _, a, b, _, _ in codes for line in was[a:b]], [
        line for _, _, _, c, d in codes for line in now[c:d]
    ]


@settings(max_examples=40)
@given(st.sampled_from(FIELDS))
def test_a_field_changes_its_own_characters(found: tuple[str, str, Field]) -> None:
    """A field typed anew is shown so when the file is read again; no other field and no comment has changed."""
    name, key, each = found
    text, typed = TEXTS[name], other(each)
    form = form_of(said(text), key)
    assert form is not None
    read = read_fields(sent_of(form, **{each.name: typed}), said(text), form)
    assert read.faults == {}
    new = changed(text, *read.edits)

    after = form_of(said(new), key)
    assert after is not None
    before = {one.name: one.value for one in form.all_fields()}
    told = {one.name: one.value for one in after.all_fields() if before.get(one.name, "") != one.value}
    assert told in ({each.name: typed}, {})  # {}: a choice that is the default is not written
    gone, come = touched(text, new)
    assert len(gone) <= 2
    assert len(come) <= 2
    assert [line for line in gone if line.strip().startswith("#")] == []
    assert [line for line in gone if "   #" in line and line.partition("   #")[2] not in "".join(come)] == []


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in KEYS.items() for key in keys])
def test_a_form_that_nobody_touched_changes_nothing(name: str, key: str) -> None:
    """What is sent back as it was shown means no change."""
    form = form_of(said(TEXTS[name]), key)

    assert form is not None
    assert read_fields(sent_of(form), said(TEXTS[name]), form).edits == []
    assert form.fields or form.groups


def pressed(text: str, deed: str, **typed: str) -> str:
    """Press a button, what is typed for something new beside it; names have «_» for «:» and a leading «moi»."""
    sent = Sent({"viec": (deed,)} | {f"moi:{name}": (value,) for name, value in typed.items()})
    return changed(text, *deed_of(sent, text, Units(REGISTER, said(text))).edits)


GOAL = {"targets.2025:bac": "band.b13", "targets.2025:so": "25"}
DEEDS: tuple[tuple[str, str, dict[str, str], list[str], list[str]], ...] = (
    (
        NQ12,
        "them-muc-tieu",
        {"muc-tieu:ma": "2026", "muc-tieu:han": "31/12/2026", "muc-tieu:bac": "level.commune", "muc-tieu:so": "25"},
        [],
        ['  - id: "2026"', "    due: 2026-12-31", "    goals:", "      - {level: commune, at_least: 25}", ""],
    ),
    (NQ12, "them-bac:targets.2025", GOAL, [], ["      - {band: b13, at_least: 25}"]),
    (NQ12, "bo:targets.2025.goals.#1", {}, ["      - {level: commune, at_least: 20}"], []),
    (
        NQ12,
        "them-muc",
        {"muc:ten": "Đạt từ 11 tiêu chí", "muc:so": "11"},
        [],
        ['  - {id: b11, title: "Đạt từ 11 tiêu chí", criteria_met: 11}'],
    ),
    (
        NQ12,
        "them-don-vi:lists.pilot",
        {"lists.pilot:don-vi": "Xã Mai Hịch\n04831"},
        ["  pilot: {size: 9}                      # 9 xã làm điểm; biết tên thì thay bằng danh sách mã đơn vị"],
        [f'  pilot: ["05257", "04831"]{" " * 22}# 9 xã làm điểm; biết tên thì thay bằng danh sách mã đơn vị'],
    ),
    (
        NQ12,
        "them-danh-sach",
        {"danh-sach:ma": "border", "danh-sach:so": "4"},
        [],
        ["  border: {size: 4}"],
    ),
    (
        NQ12,
        "them-can-cu",
        {"can-cu:so": "15-NQ/TU", "can-cu:ngay": "01/01/2027", "can-cu:noi": "Ban Thường vụ Tỉnh ủy Phú Thọ"},
        [],
        ['  - {document: "15-NQ/TU", issued_on: 2027-01-01, issuer: "Ban Thường vụ Tỉnh ủy Phú Thọ"}'],
    ),
    (
        NQ12,
        "them-cap",
        {"cap:ma": "region", "cap:ten": "Điển hình cấp vùng"},
        [],
        ["  - level: region", '    title: "Điển hình cấp vùng"', ""],
    ),
    (
        BACH_THONG,
        "them-lam-truoc",
        {"lam-truoc:ten": "Xã chưa có mô hình", "lam-truoc:chi-tieu": "models"},
        [],
        ['  - title: "Xã chưa có mô hình"', "    when: {count: models, at_least: 1}"],
    ),
    (
        BACH_THONG,
        "them-so-lieu:examples.#0",
        {"examples.#0:so-lieu": "villages"},
        [
            "      - {units: 2, given: {models: 14, overlaps: 0, models_unrated: 0}, before: {models: 1}}",
            "      - {units: 8, given: {models: 14, overlaps: 0, models_unrated: 0}, before: {models: 0}}",
            "      - {units: 4, given: {models: 13, overlaps: 0, models_unrated: 0}, before: {models: 0}}",
        ],
        [
            "      - {units: 2, given: {models: 14, overlaps: 0, models_unrated: 0, villages: 0}, before: {models: 1}}",
            "      - {units: 8, given: {models: 14, overlaps: 0, models_unrated: 0, villages: 0}, before: {models: 0}}",
            "      - {units: 4, given: {models: 13, overlaps: 0, models_unrated: 0, villages: 0}, before: {models: 0}}",
        ],
    ),
    (BACH_THONG, "them-ket-qua:examples.#0", {"examples.#0:ket-qua": "met.MH01"}, [], ["      - {met: MH01, is: 0}"]),
)


@pytest.mark.parametrize(("text", "deed", "typed", "gone", "come"), DEEDS, ids=[each[1] for each in DEEDS])
def test_a_button_writes_its_own_lines(
    text: str, deed: str, typed: dict[str, str], gone: list[str], come: list[str]
) -> None:
    """What is added or taken out is written as its neighbours are, in its place; every other line is as it was."""
    found = touched(text, pressed(text, deed, **typed))

    assert (found[0], sorted(found[1])) == (gone, sorted(come))


def saved(text: str, key: str, **typed: str) -> str:
    """Save fields of a part; names have «_» for the path of the part."""
    form = form_of(said(text), key)
    assert form is not None
    read = read_fields(sent_of(form, **typed), said(text), form)
    assert read.faults == {}
    return changed(text, *read.edits)


def test_a_policy_change_in_four_forms() -> None:
    """«25 communes by 2026, not 20; from 1/1/2027; band 13 is 14»: just those values, and the file is sound."""
    goal = "targets.2025.goals.#1"
    text = saved(NQ12, "targets.2025", **{f"{goal}.at_least": "25", "targets.2025.due": "31/12/2026"})
    text = saved(text, "targets.2025", **{"targets.2025.id": "2026"})
    text = saved(text, BANDS, **{"bands.#1.title": "Đạt từ 14 tiêu chí", "bands.#1.criteria_met": "14"})
    text = saved(text, "dau-tep", effective_from="01/01/2027", effective_to="31/12/2030")
    text = saved(text, "dau-tep", **{"legal_basis.#0.issuer": "Ban Thường vụ Tỉnh ủy Phú Thọ"})

    gone, come = touched(NQ12, text)
    assert gone == [
        "effective_from: 2022-06-27",
        '  - {document: "12-NQ/TU", issued_on: 2022-06-27, issuer: "Ban Thường vụ Tỉnh ủy Hòa Bình"}',
        '  - {id: b13, title: "Đạt từ 13 tiêu chí", criteria_met: 13}',
        '  - id: "2025"',
        "    due: 2025-12-31",
        "      - {level: commune, at_least: 20}",
    ]
    assert come == [
        "effective_from: 2027-01-01",
        "effective_to: 2030-12-31",
        '  - {document: "12-NQ/TU", issued_on: 2022-06-27, issuer: "Ban Thường vụ Tỉnh ủy Phú Thọ"}',
        '  - {id: b13, title: "Đạt từ 14 tiêu chí", criteria_met: 14}',
        '  - id: "2026"',
        "    due: 2026-12-31",
        "      - {level: commune, at_least: 25}",
    ]
    assert not check(text).has_errors


@pytest.mark.parametrize(
    ("key", "typed", "come"),
    [
        ("targets.2025", {"targets.2025.goals.#1:bac": "band.full"}, ["      - {band: full, at_least: 20}"]),
        ("LT3", {"vetoes.LT3.blocks": "commune, province"}, ["    blocks: [commune, province]"]),
        ("LT3", {"vetoes.LT3.blocks": ""}, []),
        (
            REVIEW,
            {"revocation.or_unmet": "TC01, TC09"},
            ["revocation: {unmet_share_at_least: 50, or_unmet: [TC01, TC09]}"],
        ),
        (REVIEW, {"revocation.or_unmet": "", "revocation.unmet_share_at_least": ""}, []),
        ("recognition.commune", {"recognition.commune.requires.band": ""}, []),
        (
            "dau-tep",
            {"stands_on.set": "tt124-xa", "stands_on.effective_from": "10/02/2022"},
            ["stands_on: {set: tt124-xa, effective_from: 2022-02-10}"],
        ),
        (
            "dau-tep",
            {"period.starts_on": "16/11"},
            [f'period: {{kind: year, starts_on: "11-16"}}{" " * 20}# năm dương lịch'],
        ),
    ],
)
def test_lists_of_ids_and_parts_that_come_and_go(key: str, typed: dict[str, str], come: list[str]) -> None:
    """What is ticked more or less, a part that is begun or loses its last key: the rest keeps its characters."""
    gone, found = touched(NQ12, saved(NQ12, key, **typed))

    assert found == come
    assert len(gone) <= 1


@pytest.mark.parametrize(
    ("deed", "typed", "said_then"),
    [
        ("bo:bands.#1", {}, "mục tiêu 2025"),
        ("bo:recognition.district", {}, "mục tiêu 2025"),
        ("bo:lists.pilot", {}, "mục tiêu 2022"),
        ("bo:targets.2022.goals.#0", {}, "bậc duy nhất"),
        ("them-muc-tieu", {"muc-tieu:ma": "2025", "muc-tieu:han": "1/1/2027"}, "«2025» đã có"),
        ("them-muc-tieu", {"muc-tieu:ma": "2027", "muc-tieu:han": "cuối năm"}, "không phải ngày"),
        ("them-muc", {"muc:ten": "Mức", "muc:so": "13"}, "đã có mức từ 13"),
        ("them-muc", {"muc:ten": "Mức", "muc:so": "mười"}, "không phải số nguyên"),
        ("them-don-vi:lists.pilot", {"lists.pilot:don-vi": "Xã Không Có"}, "không có «Xã Không Có»"),
        ("them-don-vi:lists.pilot", {"lists.pilot:don-vi": "Cao Sơn"}, "«Cao Sơn» có 2 nơi"),
        ("them-danh-sach", {"danh-sach:ma": "sổ 1", "danh-sach:so": "3"}, "không dùng được"),
    ],
)
def test_what_cannot_be_done_is_refused(deed: str, typed: dict[str, str], said_then: str) -> None:
    """What others still name stays, a name that is none is said; nothing is changed then."""
    with pytest.raises(FaultyError, match=said_then):
        pressed(NQ12, deed, **typed)


def test_the_last_of_a_list_goes_with_it() -> None:
    """A set may be without targets, bands or lists: with the last one its key goes, and comes back in its place."""
    text = NQ12
    for deed in ("bo:targets.2022", "bo:targets.2025", "bo:targets.2030", "bo:lists.pilot"):
        text = pressed(text, deed)
    assert not {"targets", "lists"} & set(said(text))
    goal = {"muc-tieu:ma": "2030", "muc-tieu:han": "31/12/2030", "muc-tieu:bac": "band.b13", "muc-tieu:so": "40"}
    again = pressed(text, "them-muc-tieu", **goal)
    assert said(again)["targets"] == [
        {"id": "2030", "due": "2030-12-31", "goals": [{"band": "b13", "at_least": 40}]},
    ]
    assert not check(again).has_errors


def test_results_of_several_units_are_taken_over() -> None:
    """A figure of an example is changed; what the program computes then is written where it comes out otherwise."""
    text = saved(BACH_THONG, "examples.#0", **{"examples.#0.rows.#0.given.models": "15"})
    assert check(text).has_errors
    again = pressed(text, "nhan:examples.#0")

    assert [line.strip().partition(" ")[2] for line in touched(text, again)[1]] == [
        "{sum: models, is: 194, more: 192}               # 192 − 2"
    ]
    assert not check(again).has_errors


def test_a_new_id_and_a_button_in_one_go() -> None:
    """Who renames a target and presses a button of its form at once gets both."""
    form = form_of(said(NQ12), "targets.2025")
    assert form is not None
    read = read_fields(sent_of(form, **{"targets.2025.id": "2026"}), said(NQ12), form)
    text = changed(NQ12, *read.edits)
    sent = Sent({"viec": ("bo:targets.2025.goals.#1",)})
    done = deed_of(sent, text, Units(REGISTER, said(text)), ("targets.2025", "targets.2026"))

    assert len(part_at(said(changed(text, *done.edits)), ("targets", "2026", "goals"))) == 4  # type: ignore[arg-type]  # a list


def test_names_of_keys_with_a_point() -> None:
    """The way to a figure that a condition compares has a point in its key; a field's name keeps it apart."""
    form = form_of(said(BACH_THONG), "MH08")
    names = [each.name for each in form.all_fields() if ".actual." in each.name] if form else []

    assert path_of(names[0])[-1] == "all.0"
