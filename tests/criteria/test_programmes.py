"""The five further programmes as criteria sets: every published figure comes out, nothing is personal or hidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pytest

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.examples import Example
from engine.explaining import written
from engine.privacy import looks_like_an_id, personal_word
from engine.trying import Together, actuals_of, asked_for
from engine.wording.faults import line
from tests.builders import result
from tests.programmes import FILES, FOLDER, SETS

EACH = pytest.mark.parametrize("criteria", SETS.values(), ids=SETS)


# ----------------------------------------------------------------------------------------- what holds of all of them


@EACH
def test_a_reconstruction_says_so_with_a_source_a_rule(criteria: CriteriaSet) -> None:
    """Reconstructed as a whole; each criterion has its basis, group, and a note of what is assumed; three verdicts."""
    assert (criteria.wording, criteria.status) == ("reconstructed", "published")
    assert "ĐÂY LÀ BẢN DỰNG LẠI" in FILES[criteria.set].read_text("utf-8")
    for each in criteria.criteria:
        assert each.basis, each.id
        assert each.group, each.id
        assert re.search("giả định|ựng lại", each.note or ""), each.id
        assert {example.verdict for example in each.examples} == {"met", "unmet", "unknown"}, each.id


@EACH
def test_a_day_that_is_not_known_is_said_to_be_assumed(criteria: CriteriaSet) -> None:
    """A set in force from the day of a document names that document; any other first day is said to be assumed."""
    known = {each.issued_on for each in criteria.legal_basis}
    assert criteria.effective_from in known or "giả định" in (criteria.note or "")
    assert all(each.issued_on or each.note for each in criteria.legal_basis)


@EACH
def test_the_text_is_plain_and_impersonal(criteria: CriteriaSet) -> None:
    """NFC, one kind of line end, 120 columns; no word of belief, origin or kinship, not even in a note."""
    text = FILES[criteria.set].read_bytes().decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search(r"\r|\t| $", text, re.MULTILINE)
    assert max(len(each) for each in text.splitlines()) <= 120
    said = [each for each in text.splitlines() if not each.lstrip().startswith("#")]
    assert [each for each in said if personal_word(each) or looks_like_an_id(each)] == []


def test_no_code_knows_a_programme() -> None:
    """The engine and the service name none of the five sets: they are data."""
    files = [file for part in ("engine", "api") for file in (FOLDER.parent / part).rglob("*.py")]
    named = [file.name for file in files if any(f'"{name}' in file.read_text("utf-8") for name in FILES)]
    assert len(files) > 100
    assert named == []


# ------------------------------------------------------------------------------------- published figures in the files

PUBLISHED: Mapping[str, Mapping[str, str]] = {
    "ct22-tu": {
        "sum groups": "4255", "sum inter_family": "1598", "sum count_only": "343", "sum border_clusters": "306",
        "sum culture_defence": "19", "sum defence_security": "2", "sum groups_named": "2268",
        "sum groups_other": "1987", "share [groups_economy, groups]": "10.1293",
        "share [groups_security, groups]": "64.7709",
        "share [groups_society, groups]": "25.0999",
        "sum villages_with_inter_family": "340 +50", "met TQ03": "69 +33", "districts TQ03": "4 +2",
        "districts TQ01": "11", "met TQ01": "11",
    },
    "bach-thong": {"sum models": "192 +190", "sum overlaps": "0", "sum models_unrated": "0", "met MH05": "14",
                   "met MH06": "14"},
    "ho-an-toan": {"sum villages": "1310", "sum villages_with_model": "847",
                   "share [villages_with_model, villages]": "64.6565", "sum households_in_model": "76303",
                   "met BY06": "108"},
    "to-dan-van": {
        "sum villages": "2071", "sum teams": "2071", "share [teams, villages]": "100", "sum members": "14589",
        "share [members, teams]": "704.4423", "sum security_models": "484", "sum land": "2477180",
        "sum labour_days": "1477602", "sum gifts": "109.402", "sum support": "252.43", "met DV01": "11",
    },
    "phuong-kieu-mau": {"sum registered": "1", "met KM01": "1"},
}  # fmt: skip
"""By set: what its examples over several units must come to, and by how much more than before."""


@EACH
def test_the_published_figures_are_computed(criteria: CriteriaSet) -> None:
    """What each example over several units gives, computed here from its rows and held against the documents."""
    found: dict[str, str] = {}
    for example in criteria.examples:
        together = Together.of(criteria, example)
        for asked in example.gives:
            value, more = together.gives(asked)
            found[asked_for(asked)] = f"{value}{f' +{more}' if asked.more is not None else ''}"

    assert found == PUBLISHED[criteria.set]


def example_of(name: str, criterion: str, place: int = 0) -> Example:
    """Return an example of a criterion; the set was read without a fault, so it holds."""
    return next(each for each in SETS[name].criteria if each.id == criterion).examples[place]


def test_directive_22_in_its_examples() -> None:
    """431 + 2,756 + 1,068 = 4,255; named kinds 2,268, the rest 1,987; 290 to 340 villages is 50 more."""
    fields = example_of("ct22-tu", "TQ02")
    assert list(fields.given.values()) == [431, 2756, 1068]
    assert written(fields.derived) == {"groups": "4255"}
    kinds = example_of("ct22-tu", "TQ05")
    assert [kinds.given[key] for key in SETS["ct22-tu"].indicators["groups_named"].sum or ()] == [1598, 343, 306, 19, 2]
    assert written(kinds.derived) == {"groups": "4255", "groups_named": "2268", "groups_by_kind": "4255"}
    assert written(example_of("ct22-tu", "TQ05", 1).shortfall or {}) == {"groups_by_kind": "1987"}
    assert example_of("ct22-tu", "TQ04").actual == {"all.0": "17.2414"}
    assert written(example_of("ct22-tu", "TQ04", 1).shortfall or {}) == {"villages_with_inter_family": "50"}


@pytest.mark.parametrize(
    ("name", "criterion", "actual"),
    [
        ("bach-thong", "MH08", {"all.0": "9500", "all.1": "192"}),
        ("ho-an-toan", "BY06", {"all.0": "64.6565", "all.1": "1310"}),
        ("to-dan-van", "DV01", {"all.0": "100", "all.1": "2071"}),
        ("to-dan-van", "DV02", {"all.0": "704.4423", "all.1": "2071"}),
        ("to-dan-van", "DV05", {"all.0": "484"}),
        ("to-dan-van", "DV06", {"any.0": "2477180", "any.1": "1477602", "any.2": "109.402", "any.3": "252.43"}),
    ],
)
def test_the_published_figures_as_a_score_gives_them(name: str, criterion: str, actual: dict[str, str]) -> None:
    """2 models to 192, 847 of 1,310, 2,071 of 2,071, 7.04 a team, 484, land, labour and money: as JSON carries them."""
    criteria = SETS[name]
    each = next(each for each in criteria.criteria if each.id == criterion)
    assert actuals_of(criteria, each, each.examples[0]) == actual
    assert each.examples[0].actual == actual


def test_households_without_their_total_stay_unknown() -> None:
    """76,303 households of an untold number: the share is unknown, not a guess."""
    index = [each.id for each in SETS["ho-an-toan"].criteria].index("BY07")
    assert result(SETS["ho-an-toan"], {"households_in_model": 76303}, index=index).verdict == "unknown"


def test_an_example_that_is_off_by_one_is_a_fault() -> None:
    """The examples bite: 4,254 for 4,255, 64.66 for 64.6565 and 68 communes for 69 are each told with both figures."""
    files = {
        "ct22-tu": (("derived: {groups: 4255}", "derived: {groups: 4254}"), ("TQ03, is: 69, more: 33", "TQ03, is: 68")),
        "ho-an-toan": (('{all.0: "64.6565"', '{all.0: "64.66"'),),
    }
    found = {}
    for name, changes in files.items():
        text = FILES[name].read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        found[name] = [line(fault, "").split(": ", 1)[1].split(" — ")[0] for fault in check(text).faults]

    assert found == {
        "ct22-tu": [
            "EXAMPLE_FIGURE lỗi: ví dụ 1 của TQ02: «groups» máy tính ra 4255, trong tệp ghi 4254",
            (
                "EXAMPLE_TOGETHER lỗi: ví dụ nhiều đơn vị «Cả tỉnh: 1.598 tổ liên gia ở 340 khu dân cư, 69 xã, "
                "4 huyện; tăng 50, 33 và 2 so với năm 2016»: met TQ03 máy tính ra 69, trong tệp ghi 68"
            ),
        ],
        "ho-an-toan": ["EXAMPLE_FIGURE lỗi: ví dụ 1 của BY06: «all.0» máy tính ra 64.6565, trong tệp ghi 64.66"],
    }
