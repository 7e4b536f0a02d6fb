"""``--on spark`` on the command: what it is refused with, and what it says where there is no Spark."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api.cli import main
from api.workflow.spark import session
from api.workflow.spark.session import SparkError, is_master, spark_session
from tests.spark.conftest import write_figures

CRITERIA = Path(__file__).parents[2] / "criteria" / "nq12-tu" / "2022-06-27.yaml"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--on", "dask"], "--on: «dask» chưa có; chỉ ghi được spark, không ghi là tính trên máy này."),
        (["--on", "spark", "--master", "máy:7077"], "--master: «máy:7077» không phải địa chỉ của Spark; viết spark://"),
        (["--master", "local[2]"], "--master chỉ dùng cùng --on spark."),
        (["--on", "spark", "--json"], "--on spark chấm từ tệp .parquet ra tệp .parquet: --data và --out phải"),
        (["--on", "spark", "--out", "ra.csv"], "--on spark chấm từ tệp .parquet ra tệp .parquet: --data và --out phải"),
    ],
)
def test_refused(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What Spark does not do is said before anything is read."""
    assert main(["score", "--criteria", str(CRITERIA), "--data", "so.parquet", *options]) == 2
    assert said in capsys.readouterr().err


def test_masters() -> None:
    """Addresses are told from slips; one machine is let try again too."""
    for address in ("local", "local[2]", "local[*]", "local[2,1]", "local-cluster[2,1,1024]", "yarn"):
        assert is_master(address)
    for address in ("spark://may-chu:7077", "spark://a:7077,b:7077", "k8s://https://may:6443"):
        assert is_master(address)
    for address in ("", "locall", "local[x]", "spark://may-chu", "http://may:7077", "10.0.0.1:7077"):
        assert not is_master(address)
    assert [session._with_tries(each) for each in ("local", "local[2]", "local[*]", "local[2,1]", "yarn")] == [
        "local[1,4]", "local[2,4]", "local[*,4]", "local[2,1]", "yarn",
    ]  # fmt: skip


@pytest.mark.parametrize("command", [["score", "--out"], ["progress", "--as-of", "2025-12-31"]])
def test_without_pyspark(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the extra is not installed the cure is said, and the status is that of the environment."""
    monkeypatch.setattr(session, "find_spec", lambda _name: None)
    monkeypatch.chdir(tmp_path)
    source = write_figures(tmp_path / "so.parquet", 1)
    out = ["ra.parquet"] if command[-1] == "--out" else []
    assert main([*command, *out, "--criteria", str(CRITERIA), "--data", str(source), "--on", "spark"]) == 3
    assert capsys.readouterr().err == (
        'Máy này chưa cài thư viện Spark — cài bằng lệnh: pip install "dienhinh[spark]", rồi chạy lại; '
        "hoặc bỏ --on spark để tính trên máy này, kết quả như nhau.\n"
    )
    assert not Path("ra.parquet").exists()


@pytest.mark.parametrize("home", ["", "/khong/co"])
def test_without_java(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Java, or JAVA_HOME points past it, the cure is said."""
    monkeypatch.setattr(session, "find_spec", lambda _name: object())
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("JAVA_HOME", home)
    said = f"JAVA_HOME đang chỉ vào {home}, trong đó không có bin/java" if home else "chưa có lệnh java"
    with pytest.raises(SparkError, match=f"Spark cần Java 17 trở lên; {said} — cài Java"), spark_session("local"):
        raise AssertionError


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("FileNotFoundError: [Errno 2] No such file or directory: '/so/a.parquet'", "không mở được tệp /so/a.parquet"),
        ("[JAVA_GATEWAY_EXITED] Java gateway process exited", "cần Java 17 trở lên"),
        ("ModuleNotFoundError: No module named 'api'", "chưa cài dienhinh"),
        ("All masters are unresponsive! Giving up.", "Không nối được, hoặc mất liên lạc với Spark ở yarn"),
        ("một dòng\nJob aborted\n", "Spark ở yarn không làm được: Job aborted"),
    ],
)
def test_failures(said: str, told: str) -> None:
    """Each way to fail has its cure."""
    assert told in session._failure(said, "yarn")


@pytest.mark.usefixtures("spark")
def test_as_it_is_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command writes the same file and says the same of faults, on Spark and here; so does strict."""
    source = write_figures(tmp_path / "so.parquet", 50)
    call = ["score", "--criteria", str(CRITERIA), "--data", str(source), "--out"]
    statuses, said = [], []
    for out, more in (("here", []), ("there", ["--on", "spark", "--master", "local[2]"])):
        statuses.append(main([*call, str(tmp_path / f"{out}.parquet"), *more]))
        lines = capsys.readouterr().err.splitlines()
        said.append([line for line in lines if not line.startswith(("Đang mở", "Đã ghi"))])
    assert statuses == [1, 1]
    assert said[0] == said[1]
    assert pq.read_metadata(tmp_path / "there.parquet").num_rows > 50
    assert (tmp_path / "there.parquet").read_bytes() == (tmp_path / "here.parquet").read_bytes()
    assert main([*call, str(tmp_path / "c.parquet"), "--strict", "--on", "spark", "--master", "local[2]"]) == 1
    assert "Chưa chấm vì có lỗi (--strict)" in capsys.readouterr().err
    assert not [each for each in tmp_path.iterdir() if each.name.endswith("unfinished") or each.name == "c.parquet"]
