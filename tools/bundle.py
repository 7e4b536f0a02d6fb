"""Pack dienhinh for an office without a network: one zip from which `python3 run.py` sets up by itself.

`run.py bundle` starts this inside .venv. The wheels are those constraints.txt names, for the platform and
the Pythons asked for, followed from one requirement to the next with the markers of that platform: pip
itself weighs markers on the machine it runs on, and would leave out what only Windows needs.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).absolute().parent.parent
START = Path(__file__).absolute().parent / "start"
CONSTRAINTS = ROOT / "constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13")

# Tags of wheels each platform takes. Linux: glibc 2.28 (Debian 10, Ubuntu 20.04, RHEL 8) and newer.
TAGS = {
    "win_amd64": ("win_amd64",),
    "linux_x86_64": (
        *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
        "manylinux2014_x86_64",
        "manylinux2010_x86_64",
        "manylinux1_x86_64",
    ),
}
STARTERS = {"win_amd64": ("khoi-dong.bat", "dienhinh.bat"), "linux_x86_64": ("khoi-dong.sh", "dienhinh")}


class BundleError(Exception):
    """The bundle cannot be made; the text says why and what to do."""


def markers(platform: str, python: str) -> dict[str, str]:
    """What environment markers see on the machine the bundle is for."""
    windows = platform == "win_amd64"
    return {
        "extra": "",
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt" if windows else "posix",
        "platform_machine": "AMD64" if windows else "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Windows" if windows else "Linux",
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32" if windows else "linux",
    }


def pins(text: str, machine: dict[str, str]) -> dict[str, str]:
    """The version constraints.txt names for each library on that machine."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    wanted = [Requirement(line) for line in lines if line]
    return {
        canonicalize_name(entry.name): str(entry.specifier).removeprefix("==")
        for entry in wanted
        if entry.marker is None or entry.marker.evaluate(machine)
    }


def needs(wheel: Path, machine: dict[str, str], extras: set[str]) -> list[Requirement]:
    """What a wheel says it needs on that machine, with the extras asked of it."""
    with zipfile.ZipFile(wheel) as parts:
        name = next(name for name in parts.namelist() if name.endswith(".dist-info/METADATA"))
        declared = parse_email(parts.read(name))[0].get("requires_dist", [])
    found = [Requirement(entry) for entry in declared]
    return [
        entry
        for entry in found
        if entry.marker is None or any(entry.marker.evaluate(machine | {"extra": extra}) for extra in extras | {""})
    ]


def pip(*arguments: str | Path) -> None:
    """Run the pip of this .venv; its words are shown only when it fails."""
    command = [sys.executable, "-m", "pip", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise BundleError(
            f"{done.stderr.strip()}\nKhông lấy được thư viện. Kiểm tra mạng; nếu một thư viện không có "
            "bản dựng sẵn cho Python hay hệ điều hành này thì chọn Python khác (--python)."
        )


def collect(project: Path, platform: str, python: str, wheels: Path) -> None:
    """Bring what the project's wheel and pip need on that platform and Python into the folder `wheels`."""
    machine = markers(platform, python)
    versions = pins(CONSTRAINTS.read_text(encoding="utf-8"), machine)
    tags = [word for tag in TAGS[platform] for word in ("--platform", tag)]
    target = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", python, *tags]
    have: dict[str, Path] = {}
    seen: set[str] = set()
    asked = {"pip", *map(str, needs(project, machine, set()))}
    while asked:
        entries = [Requirement(text) for text in asked]
        names = {canonicalize_name(entry.name) for entry in entries}
        if missing := sorted(names - versions.keys()):
            raise BundleError(f"constraints.txt thiếu {', '.join(missing)}; xem CONTRIBUTING.md.")
        if fresh := [f"{name}=={versions[name]}" for name in sorted(names - have.keys())]:
            pip("download", "--quiet", "--no-deps", "--dest", wheels, *target, *fresh)
        have = {parse_wheel_filename(path.name)[0]: path for path in wheels.glob("*.whl")}
        seen |= asked
        found = [
            need for entry in entries for need in needs(have[canonicalize_name(entry.name)], machine, entry.extras)
        ]
        asked = set(map(str, found)) - seen


def texts(version: str, platform: str, pythons: list[str]) -> dict[str, bytes]:
    """The files a person reads and clicks, filled in for this bundle, as their system wants them."""
    windows = platform == "win_amd64"
    blanks = {
        "{version}": version,
        "{pythons}": ", ".join(pythons),
        "{newest}": pythons[-1],
        "{system}": "Windows 64-bit" if windows else "Linux 64-bit (x86_64, glibc 2.28 trở lên)",
        "{start}": "bấm đúp vào khoi-dong.bat" if windows else "gõ: sh khoi-dong.sh",
        "{newest first}": " ".join(reversed(pythons)),
    }
    made = {}
    for name in ("DOC-TRUOC.txt", *STARTERS[platform]):
        text = (START / name).read_text(encoding="utf-8")
        for blank, word in blanks.items():
            text = text.replace(blank, word)
        if windows and name.endswith(".txt"):
            text = "\ufeff" + text  # for the older Notepad
        made[name] = (text.replace("\n", "\r\n") if windows else text).encode("utf-8")
    return made


def copies() -> dict[str, Path]:
    """The files that go in as they are: the set-up, the guides, and the criteria to read and copy."""
    criteria = [path for path in (ROOT / "criteria").rglob("*") if path.is_file() and ".py" not in path.suffix]
    guides = [*(ROOT / "docs" / "huong-dan").glob("*.md"), *(ROOT / "docs" / "huong-dan").glob("*.png")]
    files = [CONSTRAINTS, ROOT / "run.py", ROOT / "LICENSE", ROOT / "CHANGELOG.md", *guides, *criteria]
    return {path.relative_to(ROOT).as_posix(): path for path in sorted(files)}


def pack(output: Path, version: str, made: dict[str, bytes], wheels: dict[str, Path]) -> None:
    """Write the zip: one folder with what to read and click, run.py, the guides, the criteria, the wheels."""
    top = f"dienhinh-{version}"
    output.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in made.items():
            entry = zipfile.ZipInfo(f"{top}/{name}", time.localtime()[:6])
            entry.external_attr = (0o100644 if name.endswith(".txt") else 0o100755) << 16
            bundle.writestr(entry, content, zipfile.ZIP_DEFLATED)
        for name, path in copies().items():
            bundle.write(path, f"{top}/{name}")
        for name, path in sorted(wheels.items()):
            bundle.write(path, f"{top}/wheels/{name}", zipfile.ZIP_STORED)  # wheels are compressed already


def asked_for(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; a wrong platform or Python is told in Vietnamese."""
    parser = argparse.ArgumentParser(prog="run.py bundle", description="Đóng gói để cài trên máy không có mạng.")
    here = "win_amd64" if sys.platform == "win32" else "linux_x86_64"
    parser.add_argument("--platform", default=here, help=f"{' hoặc '.join(TAGS)}; bỏ trống là {here}")
    parser.add_argument("--python", default=",".join(PYTHONS), help=f"các bản Python, bỏ trống là {','.join(PYTHONS)}")
    parser.add_argument("--output", type=Path, help="tệp .zip làm ra; bỏ trống là dist/dienhinh-….zip")
    asked = parser.parse_args(arguments)
    if asked.platform not in TAGS:
        parser.exit(2, f"--platform {asked.platform}: chỉ có {', '.join(TAGS)}.\n")
    pythons = set(asked.python.split(","))
    for python in sorted(pythons):
        if python not in PYTHONS:
            parser.exit(2, f"--python {python}: chỉ có {', '.join(PYTHONS)}, cách nhau dấu phẩy.\n")
    asked.python = sorted(pythons, key=PYTHONS.index)
    return asked


def main(arguments: list[str]) -> None:
    """Make the bundle and say where it lies and how big it is."""
    asked = asked_for(arguments)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    output = asked.output or ROOT / "dist" / f"dienhinh-{version}-{asked.platform}.zip"
    with tempfile.TemporaryDirectory() as scratch:
        own = Path(scratch) / "own"
        print("Đóng gói chương trình…", flush=True)
        pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", own, ROOT)
        project = next(own.glob("dienhinh-*.whl"))
        wheels = {project.name: project}
        for python in asked.python:
            print(f"Lấy thư viện cho {asked.platform}, Python {python}…", flush=True)
            collect(project, asked.platform, python, Path(scratch) / python)
            wheels |= {path.name: path for path in (Path(scratch) / python).glob("*.whl")}
        pack(output, version, texts(version, asked.platform, asked.python), wheels)
    size = output.stat().st_size / 2**20
    print(f"Đã đóng gói: {output.absolute()} ({size:.0f} MB, {len(wheels)} thư viện).")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BundleError as error:
        print(f"Lỗi: {error}", file=sys.stderr)
        sys.exit(3)
