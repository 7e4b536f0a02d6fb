"""A sealed assessment: what was decided, the figures that it stands on, and whether it comes out the same again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.answers.score_lines import unit_bytes
from api.pages.marks import Mark, of_verdict
from api.pages.paper import telling
from api.pages.sheets.record import Sheet
from api.pages.sheets.words import when
from api.store.tables import Act, Sealed
from api.workflow import Scored
from api.workflow.office import NoVersionError, Office
from api.workflow.sealing import scored_again
from engine.criteria import CriteriaSet
from engine.indicators import Kind
from engine.rules import Verdict
from engine.wording.numbers import day, figure_range
from engine.wording.rules import amount
from engine.wording.verdicts import condition_sentence


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One criterion as it was decided; texts are empty for who may not read them."""

    id: str
    title: str
    sentences: tuple[str, ...]
    computed: Mark
    theirs: Mark | None
    theirs_text: str
    ours: Mark
    ours_text: str


@dataclass(frozen=True, slots=True)
class SealedPage:
    """One edition; ``again`` says whether it was computed again to the byte, ``same`` is None where it can't be."""

    title: str
    name: str
    where: str
    back: str
    edition: int
    sealed: str
    digest: str
    of: str
    counted: str
    same: bool | None
    again: str
    items: tuple[SealedItem, ...]
    figures: tuple[tuple[str, str], ...]
    before: tuple[tuple[str, str], ...]
    waivers: tuple[str, ...]
    recognitions: tuple[str, ...]
    size: int
    styles: tuple[str, ...] = ("sheet.css",)


def sealed_page(office: Office, sheet: Sheet, row: Sealed, act: Act) -> SealedPage:
    """Lay out an edition."""
    inputs, score, of = json.loads(row.inputs), json.loads(row.score), sheet.of
    again, same = None, None
    said = "Không tính lại được: không đọc được văn bản bộ tiêu chí đã lưu. Hãy báo người quản trị."
    try:
        again = scored_again(office, row)
    except NoVersionError:
        pass  # said above
    else:
        same = unit_bytes(again, 0) == row.score.encode()
        said = "trùng từng byte" if same else "KHÔNG trùng — hãy báo người quản trị"
    criteria = again.criteria if again else of.criteria
    return SealedPage(
        title=f"Bản chốt lần {row.edition} của {inputs['unit']['name']}, kỳ {of.period}",
        name=inputs["unit"]["name"],
        where=f"mã {of.unit.code} · kỳ {of.period}",
        back=f"/phieu/{of.id}",
        edition=row.edition,
        sealed=f"{when(act.at)}, {act.actor}",
        digest=row.digest,
        of=f"{criteria.set}, hiệu lực từ {day(criteria.effective_from)}",
        counted=figure_range(score["met"], score["possible"], score["of"]),
        same=same,
        again=said,
        items=tuple(_items(criteria, json.loads(row.items), again, texts=sheet.record.texts)),
        figures=_figures(criteria, inputs["figures"]),
        before=_figures(criteria, inputs["before"]),
        waivers=tuple(
            f"{key}{': ' + each['reason'] if sheet.record.texts else ''} (quyết định {each['decision']})"
            for key, each in inputs["waivers"].items()
        ),
        recognitions=tuple(_recognition(criteria, each) for each in inputs["recognitions"]),
        size=len(row.score.encode()),
    )


def _items(criteria: CriteriaSet, items: Mapping[str, Any], again: Scored | None, *, texts: bool) -> list[SealedItem]:
    titles = {each.id: each.title for each in criteria.criteria}
    said: dict[str, tuple[str, ...]] = {}
    if again is not None:
        figures = again.scores.figures
        said = {
            each.id: tuple(condition_sentence(criteria, figures, 0, leaf) for leaf in telling(each))
            for each in again.explanations.of(0)
        }
    return [
        SealedItem(
            id=key,
            title=titles.get(key, ""),
            sentences=said.get(key, ()),
            computed=of_verdict(Verdict(each["computed"])),
            theirs=of_verdict(Verdict(each["self_assessed"]["verdict"])) if each["self_assessed"] else None,
            theirs_text=each["self_assessed"].get("justification", "") if texts and each["self_assessed"] else "",
            ours=of_verdict(Verdict(each["appraised"]["verdict"])),
            ours_text=each["appraised"].get("reason", "") if texts else "",
        )
        for key, each in items.items()
    ]


def _figures(criteria: CriteriaSet, figures: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    found = []
    for key, each in figures.items():
        indicator, value = criteria.indicators.get(key), each["value"]
        if indicator is None:
            continue
        if indicator.kind in (Kind.COUNT, Kind.NUMBER):
            value = amount(indicator, value)
        elif indicator.kind is Kind.DOCUMENT and value != "không":
            value = f"văn bản ngày {day(date.fromisoformat(value))}"
        found.append((indicator.label, value))
    return tuple(found)


def _recognition(criteria: CriteriaSet, each: Mapping[str, str]) -> str:
    level = criteria.levels[each["level"]].title if each["level"] in criteria.levels else each["level"]
    return f"{level}: quyết định {each['decision']} ngày {day(date.fromisoformat(each['decided_on']))}"
