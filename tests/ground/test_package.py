"""What the project declares and ships: the wheel's contents and the pinned libraries."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.bundle import PYTHONS, TAGS, markers, pins

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
GIT = shutil.which("git")
COMES_WITH_ANOTHER = {"anyio", "markupsafe", "psycopg-pool", "pydantic-core", "sqlalchemy", "starlette"}
"""Imported, but its release is fixed by what brings it: pydantic, fastapi, jinja2, procrastinate, sqlmodel."""
USED_UNSEEN = {"python-multipart", "fastapi-offline"}
"""Never imported here: FastAPI reads forms with the first; of the second only the files that it carries are used."""
OF_THE_CODE = ("postgresql", "spark")
"""Extras with libraries that rooms of the code import only where they are installed."""
MADE = {"__pycache__"}  # what Python itself leaves in a folder of code


def declared() -> list[Requirement]:
    """Every requirement pyproject.toml names: to build, to run, and of each extra."""
    project = PROJECT["project"]
    extras = [entry for extra in project["optional-dependencies"].values() for entry in extra]
    return [Requirement(text) for text in [*PROJECT["build-system"]["requires"], *project["dependencies"], *extras]]


def imports(path: Path) -> Iterator[str]:
    """The names a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout, built by the backend that is installed; no network is used."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("dienhinh-*.whl")))


class TestWheel:
    def test_holds_every_file_of_the_three_packages(self, wheel: zipfile.ZipFile) -> None:
        """Code, criteria, units, templates and styles: nothing of engine, api and criteria is left behind."""
        here = {
            path.relative_to(ROOT).as_posix()
            for package in ("engine", "api", "criteria")
            for path in (ROOT / package).rglob("*")
            if path.is_file() and not MADE.intersection(path.parts)
        }
        data = {Path(name).suffix for name in here}

        assert here - set(wheel.namelist()) == set()
        assert {".py", ".yaml", ".csv", ".html"} <= data

    def test_holds_nothing_else(self, wheel: zipfile.ZipFile) -> None:
        """Tests, tools and run.py stay in the checkout."""
        tops = {name.split("/")[0] for name in wheel.namelist()}

        assert {top for top in tops if not top.endswith(".dist-info")} == {"engine", "api", "criteria"}

    def test_carries_the_guide(self, wheel: zipfile.ZipFile) -> None:
        """Every page of the guide travels within the pages that show it, sign for sign."""
        guides = sorted((ROOT / "docs" / "huong-dan").glob("*.md"))

        assert guides
        for path in guides:
            assert wheel.read(f"api/pages/guide/{path.name}") == path.read_bytes()

    def test_brings_the_command(self, wheel: zipfile.ZipFile) -> None:
        """Installing the wheel gives the command dienhinh, which is api.cli's run."""
        name = next(name for name in wheel.namelist() if name.endswith("/entry_points.txt"))

        assert "dienhinh = api.cli:run" in wheel.read(name).decode("utf-8").splitlines()

    def test_carries_its_licence(self, wheel: zipfile.ZipFile) -> None:
        """The MIT licence travels inside the wheel, as text and in its metadata."""
        folder = next(name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name)

        assert b"License-Expression: MIT" in wheel.read(f"{folder}/METADATA")
        assert wheel.read(f"{folder}/licenses/LICENSE").decode("utf-8").startswith("MIT License")


class TestDependencies:
    def test_are_what_the_code_imports(self) -> None:
        """Every library engine and api import is declared, and no declared one is left unused."""
        names = {
            name.split(".")[0]
            for package in ("engine", "api")
            for path in (ROOT / package).rglob("*.py")
            for name in imports(path)
        }
        owners = packages_distributions()
        used = {canonicalize_name(owners[name][0]) for name in names if name in owners}
        asked = {canonicalize_name(Requirement(entry).name) for entry in PROJECT["project"]["dependencies"]}
        extras = PROJECT["project"]["optional-dependencies"]
        more = {canonicalize_name(Requirement(entry).name) for each in OF_THE_CODE for entry in extras[each]}

        assert used - {"dienhinh"} - COMES_WITH_ANOTHER - more == asked - USED_UNSEEN


class TestConstraints:
    def test_only_exact_versions(self) -> None:
        """Each line is name==version, with a marker at most: no address, no path, no option, no hash."""
        lines = [line for line in CONSTRAINTS.splitlines() if line and not line.startswith("#")]
        exact = re.compile(r"[a-z0-9-]+==[0-9][0-9A-Za-z.]*( ; [a-z_]+ .+)?")

        assert [line for line in lines if not exact.fullmatch(line)] == []
        assert "://" not in CONSTRAINTS

    @pytest.mark.parametrize("python", PYTHONS)
    @pytest.mark.parametrize("platform", TAGS)
    def test_pins_what_pyproject_names(self, platform: str, python: str) -> None:
        """On each platform and Python every named requirement has one version, and one it allows."""
        pinned = pins(CONSTRAINTS, markers(platform, python))
        named = {canonicalize_name(entry.name): entry.specifier for entry in declared()}

        assert named.keys() - pinned.keys() == set()
        assert [name for name, allowed in named.items() if not allowed.contains(pinned[name])] == []

    @pytest.mark.skipif(not (ROOT / ".git").exists() or GIT is None, reason="no git checkout here")
    def test_no_lock_file_is_committed(self) -> None:
        """Lock files record where their maker fetched from; none is in the repository."""
        listed = subprocess.run([str(GIT), "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)

        assert [name for name in listed.stdout.splitlines() if name.endswith((".lock", "lock.json"))] == []
