"""``--on spark``: the commands that a cluster can carry out, and how it is named on the command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from api import console
from api.commands.files import NO_CRITERIA, NO_RECOGNITIONS, beside_figures, check_target
from api.commands.words import DONE, ENVIRONMENT, FAULTY
from api.exchange.streaming import Progress, Standard, Streamed, score_parquet
from api.workflow.spark.scoring import score_parquet_on
from api.workflow.spark.session import HERE, SparkError, check_installed, is_master, spark_session
from api.workflow.spark.standing import Measured, progress_on
from engine.criteria import CriteriaSet
from engine.targets import Recognition
from engine.units import Register
from engine.wording.banners import SAMPLE_BANNER

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Engine(click.ParamType[str]):
    """What computes: Spark, or when unsaid this process."""

    name = "nơi tính"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 -- click's own signature
        """Read the name; click's BadParameter when there is no such."""
        if value != "spark":
            self.fail(f"«{value}» chưa có; chỉ ghi được spark, không ghi là tính trên máy này", param, ctx)
        return str(value)


class Master(click.ParamType[str]):
    """The address of a master of Spark."""

    name = "địa chỉ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 -- click's own signature
        """Read the address; click's BadParameter when it is none."""
        if not is_master(str(value)):
            wants = "viết spark://máy-chủ:7077, yarn, k8s://…, hoặc local[2] là 2 nhân của máy này"
            self.fail(f"«{value}» không phải địa chỉ của Spark; {wants}", param, ctx)
        return str(value)


on_option = click.option(
    "--on", "engine", type=Engine(), metavar="spark", help="Tính trên cụm máy Spark; không ghi là trên máy này."
)
master_option = click.option(
    "--master",
    type=Master(),
    metavar="ĐỊA_CHỈ",
    help="Spark nào: spark://máy:7077, yarn, local[2]…; không ghi là mọi nhân của máy này.",
)


def check_master(engine: str | None, master: str | None) -> None:
    """Make sure that a master is named only where Spark is asked for."""
    if master is not None and engine is None:
        raise click.UsageError("--master chỉ dùng cùng --on spark")


def scorer(
    engine: str | None, master: str | None, data: Path | None, out: Path | None, *, as_json: bool
) -> Callable[..., Streamed]:
    """Return what scores a Parquet file to another: this process, or Spark when asked for; click's errors otherwise."""
    check_master(engine, master)
    if engine is None:
        return score_parquet
    endings = {"" if each is None else each.suffix.lower() for each in (data, out)}
    if endings != {".parquet"} or as_json:
        raise click.UsageError(
            "--on spark chấm từ tệp .parquet ra tệp .parquet: --data và --out phải có đuôi .parquet, không dùng --json"
        )

    def score(  # noqa: PLR0913 -- as score_parquet
        source: Path,
        out: Path,
        criteria: CriteriaSet,
        register: Register,
        *,
        period: str | None,
        recognitions: Sequence[Recognition] | None,
        progress: Progress,
    ) -> Streamed:
        with opened(master) as spark:
            done = score_parquet_on(
                spark, source, out, criteria, register, period=period, recognitions=recognitions, progress=progress
            )
        say_again(done.again)
        return done.streamed

    return score


@contextmanager
def opened(master: str | None) -> Iterator[SparkSession]:
    """Open Spark for a command; when it can't be used, that is said and the call ends."""
    address = master or HERE
    try:
        check_installed()
        console.say(f"Đang mở Spark ở {address}…")
        with spark_session(address) as spark:
            yield spark
    except SparkError as error:
        console.say(str(error))
        raise click.exceptions.Exit(ENVIRONMENT) from error


def say_again(tasks: int) -> None:
    """Say that Spark lost something on the way and did it again."""
    if tasks:
        console.say(f"Spark đã làm lại {tasks} phần việc hỏng giữa chừng; kết quả không bị ảnh hưởng.")


class OnSpark(NamedTuple):
    """Targets measured on Spark, by which set, and the exit status."""

    criteria: CriteriaSet
    found: Measured
    status: int


def measured_on(  # noqa: PLR0913, PLR0917 -- the options of the command
    master: str | None,
    as_of: date,
    target: str | None,
    criteria: Path | None,
    data: Path | None,
    recognitions: Path | None,
    units: Path | None,
) -> OnSpark:
    """Measure targets on Spark from files, and say what is wrong with these."""
    if criteria is None:
        raise click.UsageError(NO_CRITERIA)
    if data is None or data.suffix.lower() != ".parquet":
        raise click.UsageError("--on spark đọc tệp .parquet: ghi --data có đuôi .parquet")
    checked, register, decisions, faults = beside_figures(criteria, recognitions, units)
    assert checked.criteria is not None  # noqa: S101 -- usable() said so
    check_target(checked.criteria, target)
    data.open("rb").close()  # what can't be opened is told before Spark is opened
    standard = Standard(checked.criteria, register, decisions)
    with opened(master) as spark, console.progress_bar("Đo mục tiêu") as bar:
        found = progress_on(spark, data, standard, as_of, only=target, progress=bar)
    say_again(found.again)
    if found.sample:
        console.say(SAMPLE_BANNER)
    for fault in (*found.faults, *faults):
        console.say(str(fault))
    if decisions is None:
        console.say(NO_RECOGNITIONS)
    return OnSpark(checked.criteria, found, FAULTY if faults or found.faults or checked.has_errors else DONE)
