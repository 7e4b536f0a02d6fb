"""A version of a criteria set read aloud: every rule as a sentence with its basis and examples, and what changed."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.frame import Link
from api.pages.reading import Line, read_aloud
from api.pages.rulebooks.list import WORDINGS, VersionView
from api.pages.rulebooks.wholes import WholeView, source_of, whole_view
from engine.checking import example_result
from engine.criteria import CriteriaSet, Criterion, First, LegalBasis, Level, Requirement, Target, Veto
from engine.impact import bounds_of
from engine.indicators import Indicator, Kind
from engine.standing_on import standing
from engine.trying import figures_hold
from engine.units import Register
from engine.wording.examples import example_sentence
from engine.wording.goals import goal_title
from engine.wording.numbers import day, number, percent
from engine.wording.rules import due, label
from engine.wording.scope import scope
from engine.wording.standing_on import standing_words

KINDS = {
    Kind.COUNT: "số đếm",
    Kind.NUMBER: "số thập phân",
    Kind.FLAG: "có/không",
    Kind.DOCUMENT: "ngày ban hành văn bản",
}


@dataclass(frozen=True, slots=True)
class RuleView:
    """A criterion or a veto read aloud; each example with whether the rules still give what it says."""

    id: str
    title: str
    group: str
    basis: str
    wording: str
    note: str
    rule: Line
    action: str
    examples: tuple[tuple[str, bool], ...]
    green: str
    blocks: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One figure that staff enter, or a sum of them."""

    label: str
    kind: str
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole page; ``before`` names the version that this one takes the place of, with the way to it."""

    title: str
    set_id: str
    version: VersionView
    digest: str
    basis: tuple[str, ...]
    applies_to: str
    period: str
    waived: str
    green: str
    before: tuple[str, str] | None
    changes: tuple[str, ...]
    criteria: tuple[RuleView, ...]
    vetoes: tuple[RuleView, ...]
    bands: tuple[str, ...]
    levels: tuple[str, ...]
    revocation: str
    targets: tuple[tuple[str, tuple[str, ...], str], ...]
    """Of each: what it is, its goals, its basis and note."""
    indicators: tuple[IndicatorView, ...]
    links: tuple[Link, ...]
    bounded: frozenset[str]
    """The criteria and vetoes with a bound in figures."""
    note: str
    first: tuple[tuple[str, Line, str], ...]
    """Of each rule that says who comes first: its title, itself, its basis and note."""
    wholes: tuple[WholeView, ...]
    standing: tuple[str, ...]
    """What the set carries on of the one that it stands on, and what it adds; empty where it names none."""
    styles: tuple[str, ...] = ("rulebook.css",)


def rulebook(  # noqa: PLR0913 -- a version, and what stands around it
    criteria: CriteriaSet,
    version: VersionView,
    digest: str,
    *,
    before: tuple[str, str] | None = None,
    changes: tuple[str, ...] = (),
    links: tuple[Link, ...] = (),
    base: CriteriaSet | None = None,
    register: Register | None = None,
) -> Rulebook:
    """Read a criteria set aloud."""
    starts = criteria.period.starts_on
    rules = tuple(_rule(criteria, each, read_aloud(criteria, each.condition)) for each in criteria.criteria)
    wholes = tuple(whole_view(criteria, each) for each in criteria.examples)
    judged = [green for rule in rules for _, green in rule.examples]
    judged += [all(green for _, green in each.results) for each in wholes]
    return Rulebook(
        title=criteria.title,
        set_id=criteria.set,
        version=version,
        digest=digest,
        basis=tuple(_document(each) for each in criteria.legal_basis),
        applies_to=scope(criteria, register),
        period="năm dương lịch" if starts == "01-01" else f"năm, bắt đầu từ {due(starts)} năm trước",
        waived=f"tính là {_COUNTED[criteria.not_applicable_counts_as]}",
        green=_green(judged),
        before=before,
        changes=changes,
        criteria=rules,
        vetoes=tuple(_rule(criteria, each, read_aloud(criteria, each.when)) for each in criteria.vetoes),
        bands=tuple(band.title for band in criteria.bands),
        levels=tuple(_level(criteria, each) for each in criteria.levels.values()),
        revocation=_revocation(criteria),
        targets=tuple(_target(criteria, each) for each in criteria.targets),
        indicators=tuple(_indicator(criteria, each) for each in criteria.indicators.values()),
        links=links,
        bounded=frozenset(each.place.rule for each in bounds_of(criteria)),
        note=criteria.note or "",
        first=tuple(_first(criteria, each) for each in criteria.first),
        wholes=wholes,
        standing=standing_words(criteria, standing(criteria, base)) if base is not None else (),
    )


_COUNTED = {"met": "đạt", "unmet": "chưa đạt"}


def _document(each: LegalBasis) -> str:
    issued = f" ngày {day(each.issued_on)}" if each.issued_on else ""
    noted = f" ({each.note.rstrip('.')})" if each.note else ""
    return f"{each.document}{issued}{f', {each.issuer}' if each.issuer else ''}{noted}"


def _first(criteria: CriteriaSet, each: First) -> tuple[str, Line, str]:
    return each.title, read_aloud(criteria, each.when), source_of(each.basis, each.note)


def _green(judged: list[bool]) -> str:
    """Say how many examples hold."""
    if not judged:
        return "không có ví dụ"
    wrong = judged.count(False)
    many = number(len(judged))
    return f"{number(wrong)} trong {many} ví dụ ra kết quả khác" if wrong else f"{many} ví dụ, tính lại đều đúng"


def _rule(criteria: CriteriaSet, rule: Criterion | Veto, line: Line) -> RuleView:
    group = action = ""
    blocks, examples = "mọi cấp", tuple[tuple[str, bool], ...]()
    if isinstance(rule, Criterion):
        group, examples = rule.group or "", _examples(criteria, rule)
        if rule.action:
            action = f"{rule.action.title} (công sức mỗi bước: {number(rule.action.effort)})"
    elif rule.blocks:
        blocks = ", ".join(criteria.levels[each].title for each in rule.blocks)
    return RuleView(
        id=rule.id,
        title=rule.title,
        group=group,
        basis=rule.basis or "",
        wording=WORDINGS[rule.wording or criteria.wording],
        note=rule.note or "",
        rule=line,
        action=action,
        examples=examples,
        green=_green([green for _, green in examples]),
        blocks=blocks,
    )


def _examples(criteria: CriteriaSet, criterion: Criterion) -> tuple[tuple[str, bool], ...]:
    """Read the examples of a criterion aloud, each judged anew."""
    found = []
    for each in criterion.examples:
        verdict, lacking = example_result(criteria, criterion, each)
        holds = verdict == each.verdict and (each.shortfall is None or dict(each.shortfall) == dict(lacking))
        holds = holds and figures_hold(criteria, criterion, each)
        found.append((example_sentence(criteria, each), holds))
    return tuple(found)


def _level(criteria: CriteriaSet, level: Level) -> str:
    asked = _asked(criteria, level.requires)
    since = f"; có từ {day(level.effective_from)}" if level.effective_from else ""
    until = f"; đến hết {day(level.effective_to)}" if level.effective_to else ""
    return f"{level.title}: {asked}{since}{until}"


def _asked(criteria: CriteriaSet, requires: Requirement) -> str:
    bands = {band.id: band.title for band in criteria.bands}
    found = [bands[requires.band]] if requires.band else []
    found += [f"đã được công nhận “{criteria.levels[requires.recognised].title}”"] if requires.recognised else []
    return " và ".join(found) or "không đặt điều kiện về điểm"


def _revocation(criteria: CriteriaSet) -> str:
    rule = criteria.revocation
    if rule is None:
        return ""
    asked = [f"từ {percent(rule.unmet_share_at_least)} tiêu chí chưa đạt"] if rule.unmet_share_at_least else []
    asked += [f"chưa đạt {' hoặc '.join(rule.or_unmet)}"] if rule.or_unmet else []
    return " hoặc ".join(asked)


def _target(criteria: CriteriaSet, target: Target) -> tuple[str, tuple[str, ...], str]:
    goals = tuple(goal_title(criteria, goal) for goal in target.goals)
    return f"Mục tiêu {target.id}, hạn {day(target.due)}", goals, source_of(target.basis, target.note)


def _indicator(criteria: CriteriaSet, indicator: Indicator) -> IndicatorView:
    rules = []
    if indicator.sum:
        rules.append(f"máy tự cộng: {' + '.join(label(criteria, each) for each in indicator.sum)}")
    if indicator.at_most:
        rules.append(f"không được lớn hơn {label(criteria, indicator.at_most)}")
    if indicator.lower_is_better:
        rules.append("càng thấp càng tốt")
    return IndicatorView(indicator.label, KINDS[indicator.kind], indicator.unit or "", "; ".join(rules))
