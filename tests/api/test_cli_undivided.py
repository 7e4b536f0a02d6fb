"""A file of figures holds no shares of split units: the command says whose figures stay unknown by that."""

from pathlib import Path

from api.sample_merged import write_whole_sample
from tests.api.conftest import Run

SETS = Path(__file__).parents[2] / "criteria" / "nq12-tu"


def test_the_split_units_are_named(run: Run, tmp_path: Path) -> None:
    """Across July 2025 the three that were split and their six heirs are said; of a period before nothing is."""
    data = tmp_path / "ca-hai.csv"
    write_whole_sample(data)
    after = run("score", "--criteria", SETS / "2025-07-01.yaml", "--data", data, "--json")
    before = run("score", "--criteria", SETS / "2022-06-27.yaml", "--data", data, "--period", "2024", "--json")

    said = next(line for line in after.err.splitlines() if "phần chia" in line)
    assert "Xã Vầy Nưa (04891), Xã Cao Sơn (04957), Xã Đồng Tân (05221)" in said
    assert "Số kỳ 2024 của 6 đơn vị" in said
    assert "phần chia" not in before.err
