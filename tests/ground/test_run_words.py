"""run.py: what it passes on, which exit code it gives, and what it tells a person."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import run

RETRYING = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NameResolutionError(…)'"


class TestWords:
    @pytest.mark.parametrize(
        ("output", "trouble"),
        [
            (
                "OSError: [Errno 28] No space left on device",
                "Đĩa đã đầy",
            ),
            ("OSError: [WinError 112] There is not enough space on the disk", "Đĩa đã đầy"),
            ("PermissionError: [Errno 13] Permission denied: '/srv/.venv'", "Không ghi được"),
            ("OSError: [Errno 30] Read-only file system: '/media/usb/.venv'", "Không ghi được"),
            ("[WinError 5] Access is denied: 'C:\\\\dienhinh\\\\.venv'", "Không ghi được"),
            (f"{RETRYING}\nERROR: No matching distribution found for numpy", "Không vào được mạng"),
            ("'ConnectTimeoutError(Connection to proxy timed out.)'", "Không vào được mạng"),
            ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "không tin chứng thư"),
            ("ERROR: Wheel 'numpy' located at /x/numpy.whl is invalid.", "bị hỏng"),
            ("zipfile.BadZipFile: File is not a zip file", "bị hỏng"),
            ("ERROR: No matching distribution found for numpy==2.4.6", "Không có thư viện dựng sẵn"),
            ("some packages have no matching distributions available", "Không có thư viện dựng sẵn"),
        ],
    )
    def test_troubles_are_told_apart(self, output: str, trouble: str) -> None:
        """What pip says becomes a trouble in Vietnamese with its cure; no network goes before no wheel."""
        said = str(run.diagnose(output))

        assert trouble in said
        assert "\nCách xử lý: " in said
        assert len(said.split("\nCách xử lý: ")[1]) > 20

    def test_an_unknown_trouble_shows_the_end(self) -> None:
        """What is not known is shown, its last lines, with the log to send."""
        said = str(run.diagnose("\n".join(f"line {n}" for n in range(40))))

        assert "line 39" in said
        assert "line 27" not in said
        assert "cai-dat.log" in said

    @pytest.mark.usefixtures("stage")
    def test_debian_without_venv(self, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Where ensurepip is missing, the package to ask for is named, and nothing is half done."""
        monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

        with pytest.raises(run.SetupError, match=r"sudo apt install python3\.\d+-venv"):
            run.ensure()
        assert steps == []

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("  Downloading pyarrow-26.0.1-cp311-cp311-win_amd64.whl (29.0 MB)", "  · tải pyarrow (29.0 MB)"),
            ("  Downloading pyarrow-26.0.1-cp311-cp311-win_amd64.whl.metadata (3 kB)", ""),
            ("Installing collected packages: a, b, c", "  · chép 3 thư viện vào .venv, xin chờ…"),
            ("Requirement already satisfied: numpy", ""),
        ],
    )
    def test_progress(self, line: str, told: str) -> None:
        """Of all pip says, a person sees what is fetched and that files are being copied."""
        assert run.progress(line) == told


class TestCommands:
    @pytest.mark.parametrize(
        ("arguments", "name", "rest"),
        [
            ([], "demo", []),
            (["--port", "9000"], "demo", ["--port", "9000"]),
            (["demo", "--port", "9000"], "demo", ["--port", "9000"]),
            (["test"], "pytest", ["-n", "4", "--dist", "worksteal"]),
            (
                ["test", "-k", "xã or phường", "tests/ground"],
                "pytest",
                ["-n", "4", "--dist", "worksteal", "-k", "xã or phường", "tests/ground"],
            ),
            (["test", "-n", "0", "tests/ground"], "pytest", ["-n", "0", "tests/ground"]),
            (["bundle", "--platform", "win_amd64"], "bundle.py", ["--platform", "win_amd64"]),
        ],
    )
    def test_arguments_are_passed_on(
        self,
        steps: list[str],
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        name: str,
        rest: list[str],
    ) -> None:
        """Each command gets the rest of the line as it was, and its exit code becomes ours.

        Of eight cores the tests take four, unless they are told.
        """
        monkeypatch.setattr(os, "cpu_count", lambda: 8)
        called: list[list[str]] = []

        def record(command: list[str | Path]) -> int:
            called.append([Path(part).name if isinstance(part, Path) else part for part in command])
            return 5

        monkeypatch.setattr(run, "call", record)

        assert run.main(arguments) == 5
        assert steps
        assert name in called[0]
        assert called[0][called[0].index(name) + 1 :] == rest

    @pytest.mark.usefixtures("steps")
    def test_check_goes_on_after_a_failure(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """All four checks run although the first fails; the answer is 1 and names what failed."""
        called: list[str] = []

        def fail_ruff(command: list[str | Path]) -> int:
            called.append(Path(command[0]).stem)
            return 1 if called[-1] == "ruff" else 0

        monkeypatch.setattr(run, "call", fail_ruff)

        assert run.main(["check"]) == 1
        assert called == ["ruff", "ruff", "mypy", "lint-imports"]
        assert "Chưa đạt: cách viết, trình bày." in capsys.readouterr().out

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--help names every command and ends with 0."""
        assert run.main(["--help"]) == 0
        said = capsys.readouterr().out
        assert [word for word in ("[--port N]", "test", "check", "bundle") if f"run.py {word}" not in said] == []

    def test_an_unknown_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A word that is no command ends with 2, is repeated, and the commands are listed."""
        assert run.main(["chay"]) == 2
        said = capsys.readouterr().err
        assert "Không có lệnh “chay”." in said
        assert "python3 run.py bundle" in said

    @pytest.mark.parametrize(
        ("raised", "code", "words"),
        [
            (KeyboardInterrupt(), 130, "Đã dừng theo yêu cầu"),
            (OSError(28, "No space left on device"), 3, "Đĩa đã đầy"),
            (PermissionError(13, "Permission denied"), 3, "Không ghi được"),
            (run.SetupError("hỏng", "chữa"), 3, "Lỗi: hỏng\nCách xử lý: chữa"),
        ],
    )
    def test_what_stops_a_set_up(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        raised: BaseException,
        code: int,
        words: str,
    ) -> None:
        """Ctrl+C gives 130 and a machine in the way 3, each in words and without a traceback."""

        def ensure(*_extras: str) -> None:
            raise raised

        monkeypatch.setattr(run, "ensure", ensure)

        assert run.main([]) == code
        assert words in capsys.readouterr().err


@pytest.fixture
def _own_sigterm() -> Iterator[None]:
    """run.call() forwards SIGTERM to its child; pytest must get its own handler back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_own_sigterm")
class TestCall:
    def test_exit_code(self) -> None:
        """The exit code of the command is the answer."""
        assert run.call([sys.executable, "-c", "raise SystemExit(7)"]) == 7

    @pytest.mark.skipif(os.name == "nt", reason="Windows ends processes without signals")
    def test_signal(self) -> None:
        """A command ended by signal n answers 128 + n, as in a shell."""
        code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

        assert run.call([sys.executable, "-c", code]) == 128 + signal.SIGKILL

    def test_children_see_utf8_and_no_foreign_python(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """PYTHONPATH and PYTHONHOME of another program are left out; UTF-8 is on."""
        monkeypatch.setenv("PYTHONPATH", "/elsewhere")
        monkeypatch.setenv("PYTHONHOME", "/elsewhere")
        seen = run.environment()

        assert "PYTHONPATH" not in seen
        assert "PYTHONHOME" not in seen
        assert seen["PYTHONUTF8"] == "1"

    def test_a_failed_step_is_told_and_logged(self, stage: Path) -> None:
        """The whole output of a failed step stands in the log; the person is told its meaning."""
        (stage / ".venv").mkdir()
        code = "print('[Errno 28] No space left on device'); raise SystemExit(1)"

        with pytest.raises(run.SetupError, match="Đĩa đã đầy"):
            run.install([sys.executable, "-c", code])
        assert "No space left on device" in run.LOG.read_text(encoding="utf-8")
