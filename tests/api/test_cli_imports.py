"""A command loads what it needs and nobody else's libraries: on an old computer these are most of its time."""

import json
import subprocess
import sys
from pathlib import Path

from tests.api.conftest import Folder

ROOT = Path(__file__).parents[2]
HEAVY = (
    "alembic", "docx", "fastapi", "highspy", "jinja2", "numpy", "openpyxl", "pyarrow", "pydantic", "sqlalchemy",
    "typst", "uvicorn", "xlsxwriter",
)  # fmt: skip
SCRIPT = """
import json, sys
from api.cli import main
lines, heavy = json.loads(sys.argv[1])
found = []
for line in lines:
    status = main(line)
    found.append([status, [each for each in heavy if each in sys.modules]])
print("\\n" + json.dumps(found))
"""


def test_what_a_command_loads(office: Folder) -> None:
    """Help loads nothing; check its rules; score of a .csv neither a database nor a workbook nor the service."""
    office.write("bang.csv", "unit,period,bodies,recognised\n04831,2024,26,25\n")
    score = ["score", "--criteria", str(office.criteria), "--data", str(office.path / "bang.csv"), "--json"]
    lines = [["--help"], ["check", str(office.criteria)], ["schema"], score]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps([lines, HEAVY])], cwd=ROOT, capture_output=True, check=True
    )

    rules = ["numpy", "pydantic"]
    assert json.loads(done.stdout.splitlines()[-1]) == [
        [0, []],
        [0, rules],
        [0, rules],
        [0, ["numpy", "pyarrow", "pydantic"]],
    ]
