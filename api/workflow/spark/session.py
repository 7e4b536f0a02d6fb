"""A session of Spark for one command: started quietly, and its failures told in Vietnamese."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TRIES = 4
"""How often a task is tried; Spark's own number on a cluster, which it does not use on one machine."""
HERE = "local[*]"
"""All cores of this machine."""
_LOCAL = re.compile(r"local(?:\[(\d+|\*)\])?")
_MASTER = re.compile(
    r"local|local\[(\d+|\*)(,\s*\d+)?\]|local-cluster\[\d+,\s*\d+,\s*\d+\]|spark://[^/\s]+:\d+(,[^/\s]+:\d+)*|yarn|k8s://\S+"
)
SET_UP = "SPARK_CONF_DIR"
"""Where somebody who has set Spark up on this machine keeps its settings, what it logs among them."""
_UNSEEN = re.compile(r"(FileNotFoundError|PermissionError): \[Errno \d+\] [^:]+: '([^']+)'")


class SparkError(Exception):
    """Spark can't be used, or has failed; the text says so in Vietnamese, with the cure."""


def is_master(address: str) -> bool:
    """Tell whether it is written as the address of a master."""
    return _MASTER.fullmatch(address) is not None


@contextmanager
def spark_session(master: str) -> Iterator[SparkSession]:
    """Open a session on a master and close it in the end; SparkError when there is none to be had, or it fails.

    One that this process has open already is used as it is, and stays open.
    """
    check_installed()
    from py4j.protocol import Py4JError  # noqa: PLC0415 -- an extra that most installations do without
    from pyspark.errors import PySparkException  # noqa: PLC0415 -- as above
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- as above

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("dienhinh").master(_with_tries(master))
    for key, value in _settings(master).items():
        builder = builder.config(key, value)
    with TemporaryFile() as said:
        try:
            had = SparkSession.getActiveSession()
            with _stderr_into(said):
                session = builder.getOrCreate()
            try:
                yield session
            finally:
                if had is None:
                    session.stop()
        except (PySparkException, Py4JError) as error:
            said.seek(0)
            raise SparkError(_failure(f"{said.read().decode(errors='replace')}\n{error}", master)) from error


@contextmanager
def _stderr_into(file: IO[bytes]) -> Iterator[None]:
    """Let a process that is started meanwhile speak into a file: Java greets with warnings that mean nothing here.

    Where somebody has set Spark up, it speaks as that says.
    """
    if SET_UP in os.environ:
        yield
        return
    sys.stderr.flush()
    here = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(here, 2)
        os.close(here)


def check_installed() -> None:
    """Make sure that there is what Spark needs on this machine; SparkError when not."""
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        raise SparkError(
            'Máy này chưa cài thư viện Spark — cài bằng lệnh: pip install "dienhinh[spark]", rồi chạy lại; '
            "hoặc bỏ --on spark để tính trên máy này, kết quả như nhau."
        )
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=os.path.join(home, "bin") if home else None) is None:  # noqa: PTH118 -- a search path, as text
        where = f"JAVA_HOME đang chỉ vào {home}, trong đó không có bin/java" if home else "chưa có lệnh java"
        raise SparkError(
            f"Spark cần Java 17 trở lên; {where} — cài Java (Debian, Ubuntu: apt install default-jre-headless), "
            "rồi chạy lại; hoặc bỏ --on spark để tính trên máy này, kết quả như nhau."
        )


def _with_tries(master: str) -> str:
    """Let Spark try a task again on one machine too."""
    found = _LOCAL.fullmatch(master)
    return f"local[{found[1] or 1},{TRIES}]" if found else master


def _settings(master: str) -> dict[str, str]:
    settings = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1",  # a record is a parcel of up to some ten MB
        "spark.sql.adaptive.enabled": "false",  # it would join the partitions that tasks count on
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.python.worker.faulthandler.enabled": "false",
    }
    if SET_UP not in os.environ:
        quiet = files("api.workflow.spark") / "log4j2.properties"
        settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={quiet}"
    if master.startswith("local"):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _failure(said: str, master: str) -> str:
    """Say why Spark has failed, and what to do."""
    if unseen := _UNSEEN.search(said):
        return (
            f"Một máy của Spark không mở được tệp {unseen[2]} — đặt tệp vào thư mục chung mà mọi máy của cụm đều đọc "
            "được ở cùng đường dẫn."
        )
    if "JAVA_GATEWAY_EXITED" in said or "UnsupportedClassVersionError" in said:
        return "Java trên máy này không chạy được Spark — cần Java 17 trở lên; kiểm tra bằng lệnh: java -version."
    if "ModuleNotFoundError" in said:
        return (
            'Một máy của Spark chưa cài dienhinh — cài cùng phiên bản (pip install "dienhinh[spark]") trên mọi máy của '
            "cụm, và chỉ đường cho Spark bằng biến PYSPARK_PYTHON."
        )
    if "PYTHON_VERSION_MISMATCH" in said or "different minor version" in said:
        return "Python trên máy của cụm khác phiên bản với máy này — đặt PYSPARK_PYTHON chỉ vào cùng phiên bản Python."
    if any(each in said for each in ("All masters are unresponsive", "stopped SparkContext", "UnknownHost")):
        return f"Không nối được, hoặc mất liên lạc với Spark ở {master} — kiểm tra địa chỉ và cụm máy, rồi chạy lại."
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "không rõ lý do")
    return f"Spark ở {master} không làm được: {last[:300]} — xem nhật ký của Spark, rồi chạy lại."
