"""The command as people run it: arguments in, status and streams out; a small set, and the sample as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

SHIPPED = Path(__file__).parents[2] / "criteria" / "nq12-tu" / "2022-06-27.yaml"
SAMPLE = "SỐ LIỆU MẪU — không phải số liệu thật"
RECONSTRUCTED = "Bộ tiêu chí dựng lại từ nguồn công khai, chưa phải văn bản chính thức"

SMALL = """\
set: thu
title: Bộ thử
effective_from: 2022-01-01
status: published
wording: official
applies_to: [xã, thị trấn]
not_applicable_counts_as: met
indicators:
  bodies: {label: Số đơn vị, kind: count, unit: đơn vị}
  recognised: {label: Số đơn vị được công nhận, kind: count, unit: đơn vị, at_most: bodies}
  fund: {label: Quỹ, kind: number, unit: triệu đồng}
  hotline: {label: Có đường dây nóng, kind: flag}
  serious: {label: Số vụ nghiêm trọng, kind: count, unit: vụ, lower_is_better: true}
criteria:
  - id: TC01
    title: Tỷ lệ đơn vị được công nhận
    basis: Quy định thử, Điều 1
    any:
      - {share: [recognised, bodies], at_least: 70}
      - {count: bodies, equals: 0}
    examples:
      - {given: {bodies: 25, recognised: 16}, verdict: unmet, shortfall: {recognised: 2}}
  - id: TC02
    title: Nguồn lực
    basis: Quy định thử, Điều 2
    all:
      - {number: fund, at_least: 10}
      - {flag: hotline}
    examples:
      - {given: {fund: 10, hotline: có}, verdict: met}
vetoes:
  - {id: LT1, title: Để xảy ra vụ nghiêm trọng, when: {count: serious, more_than: 0}}
bands:
  - {id: full, title: Đạt 2/2 tiêu chí, criteria_met: 2}
  - {id: b01, title: Đạt từ 1 tiêu chí, criteria_met: 1}
recognition:
  - {level: commune, title: Điển hình cấp xã, requires: {band: full}}
  - {level: province, title: Điển hình cấp tỉnh, requires: {recognised: commune}}
targets:
  - id: "2025"
    due: 2025-12-31
    population: units_of_document
    goals: [{level: commune, at_least: 2}, {band: b01, at_least: 3}]
  - id: "2030"
    due: 2030-12-31
    goals: [{level: province, at_least: 1}, {band: full, at_least: 2}]
"""
HEADING = "unit,period,bodies,recognised,fund,hotline,serious"
FIGURES = f"""\
{HEADING}
04831,2024,25,16,9.75,không,0
04834,2024,20,18,12,có,0
04813,2024,20,18,12,có,1
04825,2024,,,30,có,
"""
"""Thị trấn Đà Bắc lacks two bodies, 0.25 and the line; Nánh Nghê has all, Yên Mông too but for a veto; of Hòa Bình
half is known."""


@dataclass(frozen=True)
class Answer:
    """What the command gave back."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 -- whatever was printed
        """The standard output, which holds JSON and nothing else."""
        return json.loads(self.out)

    @property
    def said(self) -> list[str]:
        """The lines of the standard error."""
        return self.err.splitlines()


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command inside this process."""

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        status = main([str(each) for each in arguments])
        return Answer(status, *capsys.readouterr())

    return call


@dataclass(frozen=True)
class Folder:
    """A folder of an office: a small set of criteria in it, files of figures beside it."""

    path: Path

    @property
    def criteria(self) -> Path:
        """The small set, under its proper name."""
        return self.path / "thu" / "2022-01-01.yaml"

    def write(self, name: str, text: str) -> Path:
        """Write a file, its folders too."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def table(self, name: str, rows: Sequence[Sequence[str]]) -> Path:
        """Write a CSV of cells that need no quotes."""
        return self.write(name, "".join(f"{','.join(row)}\n" for row in rows))


@pytest.fixture
def office(tmp_path: Path) -> Folder:
    """An office with the small set and its figures, ``so-lieu.csv``."""
    folder = Folder(tmp_path)
    folder.write("thu/2022-01-01.yaml", SMALL)
    folder.write("so-lieu.csv", FIGURES)
    return folder


@dataclass(frozen=True)
class Sample:
    """The shipped set with the sample as ``demo`` writes it."""

    criteria: Path
    figures: Path
    workbook: Path
    recognitions: Path


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample, written once."""
    folder = tmp_path_factory.mktemp("mau")
    names = [folder / name for name in ("so-lieu.csv", "so-lieu.xlsx", "cong-nhan.csv")]
    assert main(["demo", "--figures", str(names[0]), "--recognitions", str(names[2])]) == 0
    assert main(["demo", "--figures", str(names[1])]) == 0
    return Sample(SHIPPED, *names)
