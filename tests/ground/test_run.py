"""run.py: what it installs, from where, and when it installs again."""

import ast
import io
import os
import runpy
import sys
import sysconfig
from pathlib import Path

import pytest

import run

SOURCE = Path(run.__file__)


class TestAnyPython:
    def test_needs_the_standard_library_alone(self) -> None:
        """Every import of run.py is part of Python itself."""
        tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
        imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        origins = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

        assert {name.split(".")[0] for name in imports | origins} <= sys.stdlib_module_names

    def test_an_old_python_can_read_the_file(self) -> None:
        """Python 3.6 parses run.py, so its owner sees the message and not a SyntaxError."""
        assert ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6)).body

    def test_an_old_python_is_told_the_cure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """On Python 3.8 run.py ends with 3, naming the version it found and the one to install."""
        said = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
        monkeypatch.setattr(sys, "stderr", said)

        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SOURCE))

        assert end.value.code == 3
        text = said.buffer.getvalue().decode("utf-8")
        assert "đang dùng Python 3.8, chương trình cần Python 3.11" in text
        assert "Cách xử lý: cài Python 3.13" in text


class TestSetUp:
    def test_a_fresh_checkout(self, stage: Path, steps: list[str]) -> None:
        """The first start makes .venv, installs the pinned libraries, then the project as editable."""
        run.ensure()

        python = run.tool("python").relative_to(stage)
        assert steps == [
            f"{sys.executable} -m venv --clear ./.venv",
            f"./{python} -m pip install --only-binary :all: -c ./constraints.txt hatchling numpy",
            f"./{python} -m pip install --no-deps --no-build-isolation --editable .",
        ]

    def test_the_editable_install_is_a_relative_path(self, stage: Path, steps: list[str]) -> None:
        """The .pth file that leads to this folder is plain ASCII, whatever letters the folder's name has."""
        library = Path(sysconfig.get_path("purelib", "venv", {"base": str(stage / ".venv")}))
        library.mkdir(parents=True)
        pointer = library / "_dienhinh.pth"
        pointer.write_text(f"{stage}\n", encoding="utf-8")
        run.ensure()

        assert steps
        assert (library / pointer.read_text(encoding="ascii").strip()).resolve() == stage.resolve()

    @pytest.mark.usefixtures("stage")
    def test_nothing_is_done_twice(self, steps: list[str]) -> None:
        """A second start with the same files and Python runs no step at all."""
        run.ensure("test")
        steps.clear()
        run.ensure("test")
        run.ensure()

        assert steps == []

    @pytest.mark.usefixtures("stage")
    def test_an_extra_is_added(self, steps: list[str]) -> None:
        """A new extra is installed into the .venv there is, together with the earlier ones."""
        run.ensure("test")
        steps.clear()
        run.ensure("check")

        assert len(steps) == 2
        assert steps[0].endswith("hatchling numpy ruff pytest")

    @pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
    def test_changed_requirements(self, stage: Path, steps: list[str], name: str) -> None:
        """When what is asked changes, the libraries are installed again into the same .venv."""
        run.ensure()
        steps.clear()
        with (stage / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        run.ensure()

        assert len(steps) == 2
        assert not any(" venv " in step for step in steps)

    def test_changed_code(self, stage: Path, steps: list[str]) -> None:
        """A change of the code alone installs nothing: the install is editable."""
        run.ensure()
        steps.clear()
        (stage / "engine").mkdir()
        (stage / "engine" / "rules.py").write_text("RULES = 1\n", encoding="utf-8")
        run.ensure()

        assert steps == []

    @pytest.mark.usefixtures("stage")
    def test_a_moved_folder(self, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Commands inside .venv hold its path, so in another place it is made anew."""
        run.ensure()
        steps.clear()
        monkeypatch.setattr(run, "fingerprint", lambda: {"digest": "", "python": "3.11", "place": "elsewhere"})
        run.ensure()

        assert steps[0] == f"{sys.executable} -m venv --clear ./.venv"

    @pytest.mark.parametrize("stamp", [b"", b"{", b"[]", b'{"digest": "', b"\xff"])
    def test_a_broken_stamp(self, stage: Path, steps: list[str], stamp: bytes) -> None:
        """A stamp that cannot be read counts as none: .venv is made anew."""
        (stage / ".venv").mkdir()
        run.STAMP.write_bytes(stamp)
        run.ensure()

        assert steps[0] == f"{sys.executable} -m venv --clear ./.venv"

    @pytest.mark.skipif(os.name == "nt", reason="a Python cannot be stood in for by a link there")
    @pytest.mark.parametrize(("gone", "whole"), [("", True), ("python", False), ("dienhinh", False)])
    @pytest.mark.usefixtures("stage")
    def test_a_broken_venv(self, gone: str, whole: bool) -> None:  # noqa: FBT001 - a column of the table
        """When the Python behind .venv or the command in it is gone, the stamp is not believed."""
        run.tool("python").parent.mkdir(parents=True)
        run.tool("python").symlink_to("/nowhere/python" if gone == "python" else sys.executable)
        if gone != "dienhinh":
            run.tool("dienhinh").touch()
        run.STAMP.write_text('{"python": "3.11"}', encoding="utf-8")

        assert run.installed() == ({"python": "3.11"} if whole else {})

    def test_a_failed_step_leaves_no_stamp(self, stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """After a failed set-up the next start tries again."""
        (stage / ".venv").mkdir()
        run.STAMP.write_text("{}", encoding="utf-8")

        def fail(_command: list[str | Path]) -> None:
            raise run.SetupError("hỏng", "thử lại")

        monkeypatch.setattr(run, "install", fail)

        with pytest.raises(run.SetupError, match="hỏng"):
            run.ensure()
        assert not run.STAMP.exists()


class TestBundle:
    def test_uses_its_wheels_alone(self, stage: Path, steps: list[str]) -> None:
        """Beside a folder of wheels nothing comes from the network, not even pip."""
        (stage / "wheels").mkdir()
        for name in ("dienhinh-0.1.0-py3-none-any.whl", "pip-26.3-py3-none-any.whl"):
            (stage / "wheels" / name).write_bytes(b"")
        run.ensure()

        assert steps[0] == f"{sys.executable} -m venv --clear --without-pip ./.venv"
        assert steps[1].endswith(
            " ./wheels/pip-26.3-py3-none-any.whl/pip install --no-index --find-links ./wheels"
            " --only-binary :all: -c ./constraints.txt dienhinh".replace("/", os.sep)
        )

    def test_without_pip_the_copy_is_incomplete(self, stage: Path, steps: list[str]) -> None:
        """A folder of wheels without pip is a copy that broke off; the person is told to unpack again."""
        (stage / "wheels").mkdir()

        with pytest.raises(run.SetupError, match="Giải nén lại"):
            run.ensure()
        assert steps == []

    def test_another_python(self, stage: Path, steps: list[str]) -> None:
        """A bundle without wheels for this Python names the Pythons it has, and nothing is begun."""
        (stage / "wheels").mkdir()
        for name in ("pip-26.3-py3-none-any.whl", "numpy-2.4.6-cp398-cp398-win_amd64.whl"):
            (stage / "wheels" / name).write_bytes(b"")

        with pytest.raises(run.SetupError, match=r"thư viện cho Python 3\.98, máy đang dùng Python 3\.1"):
            run.ensure()
        assert steps == []

    def test_a_new_wheel_is_noticed(self, stage: Path) -> None:
        """A newer build of the project under the same name gives another fingerprint."""
        (stage / "wheels").mkdir()
        wheel = stage / "wheels" / "dienhinh-0.1.0-py3-none-any.whl"
        wheel.write_bytes(b"one")
        before = run.fingerprint()
        wheel.write_bytes(b"two")

        assert run.fingerprint() != before

    @pytest.mark.parametrize("word", ["test", "check", "bundle"])
    def test_developers_commands_are_refused(self, stage: Path, word: str, capsys: pytest.CaptureFixture[str]) -> None:
        """A bundle holds what runs, not what tests: the other commands say so and end with 2."""
        (stage / "wheels").mkdir()

        assert run.main([word]) == 2
        assert f"lệnh {word} cần mã nguồn" in capsys.readouterr().err
