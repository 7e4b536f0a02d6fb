"""The bundle for offices without a network: which wheels, which texts, which words when asked wrongly."""

import zipfile
from pathlib import Path

import pytest

from tools import bundle


def make_wheel(folder: Path, name: str, version: str, *needs: str) -> Path:
    """A wheel with nothing but its metadata."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(
            f"{name}-{version}.dist-info/METADATA",
            "\n".join([*lines, *(f"Requires-Dist: {need}" for need in needs)]),
        )
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A registry of four small wheels; the list tells which were fetched, in order."""
    fetched: list[str] = []
    shelf = {
        "alpha": ("1.0", "beta[fast]", 'gamma; extra == "never"'),
        "beta": ("2.0", 'colorama; sys_platform == "win32"', 'gamma>=3; extra == "fast"'),
        "gamma": ("3.0",),
        "colorama": ("0.4",),
        "pip": ("26.0",),
    }

    def download(*arguments: str | Path) -> None:
        folder = Path(arguments[arguments.index("--dest") + 1])
        folder.mkdir(exist_ok=True)
        for name, (version, *needs) in shelf.items():
            if f"{name}=={version}" in arguments:
                fetched.append(name)
                make_wheel(folder, name, version, *needs)

    pinned = tmp_path / "constraints.txt"
    pinned.write_text("".join(f"{name}=={shelf[name][0]}\n" for name in shelf), encoding="utf-8")
    monkeypatch.setattr(bundle, "CONSTRAINTS", pinned)
    monkeypatch.setattr(bundle, "pip", download)
    return fetched


class TestWhichWheels:
    def test_every_need_is_followed(self, tmp_path: Path, index: list[str]) -> None:
        """Needs of needs come along, an extra's too when it is asked for; each is fetched once."""
        own = make_wheel(tmp_path, "dienhinh", "0.1.0", "alpha", 'pytest; extra == "test"')
        bundle.collect(own, "linux_x86_64", "3.11", tmp_path / "wheels")

        assert index == ["alpha", "pip", "beta", "gamma"]

    def test_markers_are_those_of_the_other_machine(self, tmp_path: Path, index: list[str]) -> None:
        """A bundle for Windows holds what only Windows needs, also when it is made on Linux."""
        own = make_wheel(tmp_path, "dienhinh", "0.1.0", "alpha")
        bundle.collect(own, "win_amd64", "3.12", tmp_path / "wheels")

        assert "colorama" in index

    def test_a_library_that_is_not_pinned(self, tmp_path: Path, index: list[str]) -> None:
        """What constraints.txt does not name is not fetched in any version; the bundle fails and says so."""
        own = make_wheel(tmp_path, "dienhinh", "0.1.0", "delta")

        with pytest.raises(bundle.BundleError, match=r"constraints\.txt thiếu delta"):
            bundle.collect(own, "linux_x86_64", "3.11", tmp_path / "wheels")
        assert index == []


class TestTheZip:
    @pytest.fixture
    def packed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> zipfile.ZipFile:
        """A bundle for Windows with one wheel and one criteria file in it."""
        for name in ("run.py", "LICENSE", "CHANGELOG.md", "constraints.txt"):
            (tmp_path / name).touch()
        for name in ("docs/huong-dan/cai-dat.md", "criteria/a/2026-01-01.yaml", "criteria/__init__.py"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        monkeypatch.setattr(bundle, "ROOT", tmp_path)
        monkeypatch.setattr(bundle, "CONSTRAINTS", tmp_path / "constraints.txt")
        wheel = make_wheel(tmp_path, "dienhinh", "0.1.0")
        output = tmp_path / "ra" / "gói.zip"
        bundle.pack(output, "0.1.0", bundle.texts("0.1.0", "win_amd64", ["3.11", "3.13"]), {wheel.name: wheel})
        return zipfile.ZipFile(output)

    def test_all_lies_in_one_folder(self, packed: zipfile.ZipFile) -> None:
        """Unpacking makes one folder: what to read and click, run.py, guides, criteria, wheels; no code."""
        names = {name.removeprefix("dienhinh-0.1.0/") for name in packed.namelist()}

        assert names == {
            "DOC-TRUOC.txt",
            "khoi-dong.bat",
            "dienhinh.bat",
            "constraints.txt",
            "run.py",
            "LICENSE",
            "CHANGELOG.md",
            "docs/huong-dan/cai-dat.md",
            "criteria/a/2026-01-01.yaml",
            "wheels/dienhinh-0.1.0-py3-none-any.whl",
        }

    @pytest.mark.parametrize("name", ["khoi-dong.bat", "dienhinh.bat"])
    def test_the_start_files_suit_cmd(self, packed: zipfile.ZipFile, name: str) -> None:
        """A .bat is plain ASCII with CRLF line ends: cmd.exe reads it in the code page of the machine."""
        script = packed.read(f"dienhinh-0.1.0/{name}")

        assert script.isascii()
        assert script.count(b"\n") == script.count(b"\r\n") > 2

    def test_the_newest_python_is_tried_first(self, packed: zipfile.ZipFile) -> None:
        """The start file looks for the Pythons the bundle has wheels for, the newest first."""
        assert b"for %%V in (3.13 3.11) do" in packed.read("dienhinh-0.1.0/khoi-dong.bat")

    def test_the_text_suits_notepad(self, packed: zipfile.ZipFile) -> None:
        """DOC-TRUOC.txt has a mark and CRLF for any Notepad; every blank in it is filled."""
        raw = packed.read("dienhinh-0.1.0/DOC-TRUOC.txt")
        text = raw.decode("utf-8")

        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\n") == raw.count(b"\r\n")
        assert "Python 3.11, 3.13" in text
        assert "bấm đúp vào khoi-dong.bat" in text
        assert "{" not in text

    def test_on_linux(self) -> None:
        """For Linux the files have plain line ends, and the text names what to type and the system asked."""
        made = bundle.texts("0.1.0", "linux_x86_64", ["3.12"])

        assert made.keys() == {"DOC-TRUOC.txt", "khoi-dong.sh", "dienhinh"}
        assert not any(b"\r" in content or content.startswith(b"\xef") for content in made.values())
        assert "gõ: sh khoi-dong.sh" in made["DOC-TRUOC.txt"].decode("utf-8")
        assert "glibc 2.28" in made["DOC-TRUOC.txt"].decode("utf-8")


class TestAsked:
    def test_pythons_in_order(self) -> None:
        """Several Pythons are separated by commas; they are put in order, without doubles."""
        assert bundle.asked_for(["--python", "3.13,3.11,3.13"]).python == ["3.11", "3.13"]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--python", "3.9"], "--python 3.9: chỉ có 3.11, 3.12, 3.13"),
            (["--platform", "macosx"], "--platform macosx: chỉ có win_amd64, linux_x86_64"),
        ],
    )
    def test_what_there_is_none_of(self, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
        """A platform or Python we have no bundle for ends with 2 and lists those there are."""
        with pytest.raises(SystemExit) as end:
            bundle.asked_for(arguments)

        assert end.value.code == 2
        assert words in capsys.readouterr().err
