"""What the pages of jobs show, as people read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.pages.choosing import Choice
from api.pages.sheets.words import when
from api.store.jobs import Item, ItemState, State
from api.workflow.jobs.finding import Told
from api.workflow.jobs.kinds import TITLES, Kind
from api.workflow.jobs.running import WRITE
from api.workflow.reporting.making import Kind as Document
from engine.wording.numbers import number

PATH = "/viec-dang-chay"
STATES = {
    State.WAITING: "đang chờ đến lượt",
    State.RUNNING: "đang chạy",
    State.ASKING: "đã xem xong, chờ anh chị bấm Ghi",
    State.DONE: "đã xong",
    State.FAILED: "chưa xong, có lỗi",
    State.CANCELLED: "đã thôi",
}
ITEMS = {
    ItemState.NEW: "chờ",
    ItemState.READY: "sẵn sàng ghi",
    ItemState.EMPTY: "không có gì để ghi",
    ItemState.DONE: "xong",
    ItemState.FAILED: "hỏng",
}
DOCUMENTS = {Document.SHEET: "Phiếu đánh giá", Document.DOSSIER: "Hồ sơ đề nghị công nhận"}
REFRESH_SECONDS = 5
FAULTS_SHOWN = 5
"""Of one file; the rest is where the file is looked at."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job of the list."""

    key: str
    title: str
    begun: str
    state: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One thing of a job: what came of it, its faults, where more is to be seen."""

    name: str
    mark: str
    state: str
    said: str
    faults: tuple[str, ...]
    more_faults: int
    link: str


@dataclass(frozen=True)
class JobsPage:
    """The list of jobs, and what can be given."""

    token: str
    jobs: tuple[JobLine, ...]
    periods: tuple[Choice, ...]
    imports: bool
    reports: bool
    megabytes: int
    most_files: int
    problems: tuple[str, ...] = ()
    title: str = "Việc đang chạy"
    styles: tuple[str, ...] = ("jobs.css",)
    scripts: tuple[str, ...] = ("jobs.js",)


@dataclass(frozen=True)
class JobPage:
    """One job."""

    title: str
    token: str
    key: str
    state: str
    begun: str
    ended: str
    said: str
    summary: str
    done: int
    total: int
    moving: bool
    """Whether it moves by itself, so that the page is looked at again and again."""
    items: tuple[ItemLine, ...]
    confirms: int
    """Files that are written when somebody says so; 0: it doesn't ask."""
    cancels: bool
    retries: bool
    adds: bool
    file: bool
    megabytes: int
    problems: tuple[str, ...] = ()
    refresh: int = REFRESH_SECONDS
    styles: tuple[str, ...] = ("jobs.css",)
    scripts: tuple[str, ...] = ("jobs.js",)


def title_of(told: Told) -> str:
    """Name a job."""
    period = f", kỳ {told.row.period}" if told.row.period else ""
    if told.kind is Kind.REPORTS:
        return f"{DOCUMENTS[Document(told.chosen['kind'])]} của mọi xã{period} (.{told.chosen['ending']})"
    return f"{TITLES[told.kind]}: {number(len(told.items))} tệp{period}"


def state_of(told: Told) -> str:
    """Say how a job stands."""
    if told.row.stops and told.state is State.RUNNING:
        return "đang dừng sau phần đang làm"
    return STATES[told.state]


def sentence(text: str) -> str:
    """Begin a sentence with a text."""
    return f"{text[:1].upper()}{text[1:]}"


def line_of(told: Told) -> JobLine:
    """Show a job in the list."""
    done, total = told.done
    return JobLine(told.row.key, title_of(told), when(told.row.created), state_of(told), done, total)


def job_page(told: Told, token: str, megabytes: int, problems: tuple[str, ...] = ()) -> JobPage:
    """Show one job."""
    done, total = told.done
    looking = told.kind is Kind.IMPORTS and told.chosen["phase"] != WRITE
    return JobPage(
        title=title_of(told),
        token=token,
        key=told.row.key,
        state=sentence(state_of(told)),
        begun=when(told.row.created),
        ended=when(told.row.ended) if told.row.ended else "",
        said=told.row.said,
        summary="" if told.state in (State.WAITING, State.RUNNING) else _summary(told),
        done=done,
        total=total,
        moving=told.state in (State.WAITING, State.RUNNING),
        items=tuple(_items(told)),
        confirms=told.count(ItemState.READY) if told.can_confirm else 0,
        cancels=told.can_cancel,
        retries=told.can_retry,
        adds=looking and told.state in (State.ASKING, State.FAILED),
        file=told.has_file,
        megabytes=megabytes,
        problems=problems,
    )


def _summary(told: Told) -> str:
    counted = [(state, told.count(state)) for state in ItemState]
    return "; ".join(f"{ITEMS[state]}: {number(count)}" for state, count in counted if count)


def _items(told: Told) -> Iterator[ItemLine]:
    marks = {ItemState.DONE: "✓", ItemState.FAILED: "✕", ItemState.EMPTY: "–"}
    first = sorted(told.items, key=lambda each: (each.state is not ItemState.FAILED, each.number))
    for item in first:
        said: dict[str, Any] = json.loads(item.said) if item.said else {}
        faults = said.get("faults", ())
        yield ItemLine(
            name=item.name,
            mark=marks.get(item.state, ""),
            state=ITEMS[item.state],
            said=_said(told.kind, item, said),
            faults=tuple(f"{each['place']}: {each['message']}; {each['cure']}" for each in faults[:FAULTS_SHOWN]),
            more_faults=max(0, len(faults) - FAULTS_SHOWN),
            link=f"/nhap/tu-excel/{said['import']}" if said.get("import") else "",
        )


def _said(kind: Kind, item: Item, said: dict[str, Any]) -> str:
    if said.get("fault"):
        return str(said["fault"])
    if kind is Kind.REPORTS:
        return str(said.get("file", ""))
    if not said:
        return ""
    waivers = f", {number(said['waivers'])} tiêu chí không áp dụng" if said.get("waivers") else ""
    if item.state is ItemState.DONE:
        act = f"lần ghi số {number(said['act'])}" if said.get("act") else "không có gì mới"
        return f"đã ghi {number(said['figures'])} số liệu, {number(said['documents'])} minh chứng{waivers}: {act}"
    parts = [f"{number(said['figures'])} số liệu, {number(said['documents'])} minh chứng{waivers} sẽ ghi"]
    for key, words in (("same", "giống đã có"), ("conflicts", "xung đột, không ghi"), ("locked", "đang khóa")):
        if said.get(key):
            parts.append(f"{number(said[key])} {words}")
    return "; ".join(parts)
