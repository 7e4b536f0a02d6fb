"""The one file a person runs: it makes .venv beside itself, installs, and starts what was asked for.

Standard library only, for Linux and Windows, with no rights but those of the person who runs it. In a
checkout the libraries come from the network, pinned by constraints.txt; in a bundle (a folder `wheels`
beside this file, made by `run.py bundle`) everything comes from that folder and no network is touched.
The lines down to the version check must stay readable to Python 3.6, whose owner is to read its message.
"""

import hashlib
import importlib.util
import io
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig

if sys.version_info < (3, 11):  # noqa: UP036 - the message is for those who do run an older Python
    sys.stderr.buffer.write(
        (
            "Lỗi: máy đang dùng Python {}.{}, chương trình cần Python 3.11 trở lên, bản 64-bit.\n"
            "Cách xử lý: cài Python 3.13 (cách cài: docs/huong-dan/cai-dat.md; Python cũ vẫn giữ được), rồi "
            "chạy lại bằng nó: python3.13 run.py trên Linux, py -3.13 run.py trên Windows.\n"
        )
        .format(*sys.version_info[:2])
        .encode("utf-8")
    )
    sys.exit(3)

import tomllib
from pathlib import Path

ROOT = Path(__file__).absolute().parent  # absolute, not resolve: a Windows drive letter must stay one
VENV = ROOT / ".venv"
STAMP = VENV / "dienhinh.json"
LOG = VENV / "cai-dat.log"
WHEELS = ROOT / "wheels"
CONSTRAINTS = ROOT / "constraints.txt"

HELP = """Cách dùng:
  python3 run.py [--port N]       cài đặt nếu cần, rồi mở trang số liệu mẫu trên máy này
  python3 run.py test [...]       chạy các phép thử (phần sau chuyển cho pytest; -n 0 để chạy lần lượt)
  python3 run.py check            kiểm tra mã nguồn: cách viết, kiểu, chiều phụ thuộc
  python3 run.py bundle [...]     đóng gói để cài trên máy không có mạng (--help để xem thêm)
Trên Windows, thay python3 bằng py. Hướng dẫn cho người không lập trình: docs/huong-dan/cai-dat.md"""

CHECKS = (
    ("cách viết", ("ruff", "check", ".")),
    ("trình bày", ("ruff", "format", "--check", ".")),
    ("kiểu dữ liệu", ("mypy",)),
    ("chiều phụ thuộc", ("lint-imports", "--no-logo")),
)

# What pip and venv say when the machine is at fault, what that means and what to do; the first match is told.
TROUBLES = (
    (
        r"No space left on device|Errno 28\b|WinError 112\b|not enough space",
        """Đĩa đã đầy.
Dọn đĩa cho trống ít nhất 2 GB, hoặc chép cả thư mục sang đĩa khác, rồi chạy lại.""",
    ),
    (
        r"Permission denied|Errno 13\b|Errno 30\b|WinError (?:5|32)\b|Access is denied",
        """Không ghi được vào thư mục này, hoặc tệp đang bị chương trình khác giữ.
Tắt cửa sổ dienhinh đang chạy (nếu có). Nếu vẫn lỗi, chép cả thư mục vào nơi mình có quyền ghi
(Tài liệu, thư mục cá nhân) rồi chạy lại từ đó; không cần quyền quản trị.""",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        """Có mạng nhưng máy này không tin chứng thư của máy chủ.
Đặt lại ngày giờ của máy cho đúng. Nếu cơ quan có tường lửa kiểm tra nội dung, nhờ quản trị mạng cấp tệp
chứng thư và đặt biến PIP_CERT, hoặc dùng gói cài không cần mạng (python3 run.py bundle).""",
    ),
    (
        r"(?:NewConnection|NameResolution|ConnectTimeout|ReadTimeout|Proxy|ConnectionReset)Error|timed out",
        """Không vào được mạng nên không tải được thư viện.
Kiểm tra mạng rồi chạy lại; nếu cơ quan dùng proxy thì đặt biến HTTPS_PROXY. Máy không có mạng thì dùng
gói cài làm sẵn trên một máy có mạng (python3 run.py bundle).""",
    ),
    (
        r"BadZipFile|is invalid\b|[Bb]ad CRC|[Bb]ad magic number",
        """Tệp thư viện bị hỏng, thường do chép chưa trọn.
Giải nén lại từ tệp .zip gốc vào một thư mục mới rồi chạy lại.""",
    ),
    (
        r"[Nn]o matching distribution|is not a supported wheel",
        """Không có thư viện dựng sẵn cho Python của máy này.
Cài Python 3.13 bản 64-bit (Python cũ vẫn giữ được), rồi chạy lại bằng nó: py -3.13 run.py trên Windows,
python3.13 run.py trên Linux. Nếu đang dùng gói cài không cần mạng, giải nén lại từ tệp .zip gốc.""",
    ),
)


class SetupError(Exception):
    """The machine stands in the way; two parts: what is wrong, and what the person can do about it."""

    def __str__(self) -> str:
        trouble, cure = self.args
        return f"Lỗi: {trouble}\nCách xử lý: {cure}"


def diagnose(output: str) -> SetupError:
    """Turn the output of a failed pip or venv into what a person can act on."""
    for pattern, words in TROUBLES:
        if re.search(pattern, output):
            return SetupError(*words.split("\n", 1))
    last = "\n".join(output.strip().splitlines()[-12:])
    return SetupError(f"Cài đặt không thành. Những dòng cuối:\n{last}", f"Gửi tệp {LOG} cho người hỗ trợ.")


def tool(name: str) -> Path:
    """The place of a command inside .venv, on this system."""
    scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(VENV)}))
    return scripts / (f"{name}.exe" if os.name == "nt" else name)


def environment() -> dict[str, str]:
    """What child processes inherit: UTF-8 everywhere, and nothing of another Python's set-up."""
    inherited = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    return inherited | {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def fingerprint() -> dict[str, str]:
    """What .venv was made from; when any of it changes, the set-up is done again."""
    digest = hashlib.sha256()
    sources = sorted(WHEELS.glob("*.whl")) if WHEELS.is_dir() else [ROOT / "pyproject.toml"]
    for path in [CONSTRAINTS, *sources]:
        ours = path.suffix != ".whl" or path.name.startswith("dienhinh-")
        digest.update(path.name.encode() + (path.read_bytes() if ours else b""))
    return {
        "digest": digest.hexdigest(),
        "python": "{}.{}".format(*sys.version_info),
        "place": str(VENV),  # commands inside .venv hold this path, so a moved folder needs a new one
    }


def runs() -> bool:
    """Whether .venv is whole: its command is there, and the Python it was made from still starts."""
    if not tool("dienhinh").is_file():
        return False
    try:
        return subprocess.run([tool("python"), "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def installed() -> dict[str, object]:
    """The stamp of a whole set-up, or {} when there is none or .venv no longer runs."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and runs() else {}


def requirements(extras: set[str]) -> list[str]:
    """What pyproject.toml asks for: to run, to build, and for the extras named."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    chosen = [entry for name in sorted(extras) for entry in project["optional-dependencies"][name]]
    return [*declared["build-system"]["requires"], *project["dependencies"], *chosen]


def progress(line: str) -> str:
    """One line of pip as a line for a person; empty when it tells them nothing."""
    fetched = re.match(r"\s*Downloading ([A-Za-z0-9_.]+)-\S+\.whl \(([\d.]+ \w+)\)", line)
    if fetched:
        return f"  · tải {fetched[1]} ({fetched[2]})"
    if line.startswith("Installing collected packages:") and "," in line:
        return f"  · chép {line.count(',') + 1} thư viện vào .venv, xin chờ…"
    return ""


def install(command: list[str | Path]) -> None:
    """Run one step of the set-up, telling the person how it goes; the whole output goes to LOG."""
    lines = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as step:
        for line in step.stdout or ():
            lines.append(line)
            if progress(line):
                print(progress(line), flush=True)
    output = "".join(lines)
    if VENV.is_dir():
        with LOG.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(map(str, command))}\n{output}")
    if step.returncode:
        raise diagnose(output)


def make_venv(*, offline: bool) -> None:
    """Lay a fresh .venv; a bundle brings its own pip, so there ensurepip may be missing."""
    if not offline and importlib.util.find_spec("ensurepip") is None:
        package = "python{}.{}-venv".format(*sys.version_info)
        raise SetupError(
            "Python trên máy này thiếu phần venv (ensurepip).",
            f"Nhờ quản trị máy cài gói {package} (Debian, Ubuntu: sudo apt install {package}), rồi chạy lại; "
            "hoặc dùng gói cài không cần mạng, gói đó không cần phần này.",
        )
    print("Tạo môi trường riêng trong thư mục .venv…", flush=True)
    options = ["--clear", "--without-pip"] if offline else ["--clear"]
    install([sys.executable, "-m", "venv", *options, VENV])


def bundled_pip() -> Path:
    """The wheel of pip in a bundle, which runs as it is; checks that the bundle suits this Python."""
    names = " ".join(path.name for path in WHEELS.glob("*.whl"))
    minors = sorted({int(minor) for minor in re.findall(r"-cp3(\d+)-cp3", names)})
    pip = max(WHEELS.glob("pip-*.whl"), default=None)
    if pip is None:
        raise SetupError("Thư mục wheels thiếu tệp, gói chép chưa trọn.", "Giải nén lại từ tệp .zip gốc.")
    if minors and sys.version_info.minor not in minors:
        fit = ", ".join(f"3.{minor}" for minor in minors)
        raise SetupError(
            "Gói này có thư viện cho Python {}, máy đang dùng Python {}.{}.".format(fit, *sys.version_info),
            f"Cài Python 3.{minors[-1]} bản 64-bit (Python cũ vẫn giữ được), rồi chạy lại bằng nó: "
            f"py -3.{minors[-1]} run.py trên Windows, python3.{minors[-1]} run.py trên Linux.",
        )
    return pip


def install_bundle(pip: Path) -> None:
    """Install from the wheels beside this file alone."""
    print("Cài từ thư mục wheels, không dùng mạng (khoảng một phút)…", flush=True)
    place: list[str | Path] = ["--no-index", "--find-links", WHEELS, "--only-binary", ":all:"]
    install([tool("python"), pip / "pip", "install", *place, "-c", CONSTRAINTS, "dienhinh"])


def install_checkout(extras: set[str]) -> None:
    """Install the pinned libraries from the network and this folder as an editable project."""
    print("Tải và cài thư viện (lần đầu cần mạng, chừng 1 đến 3 phút)…", flush=True)
    pip: list[str | Path] = [tool("python"), "-m", "pip", "install"]
    install([*pip, "--only-binary", ":all:", "-c", CONSTRAINTS, *requirements(extras)])
    install([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT])
    library = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    for pointer in library.glob("*dienhinh*.pth"):
        # Python 3.11 reads this file in the code page of Windows, which has no Vietnamese folder names.
        pointer.write_text(os.path.relpath(ROOT, library) + "\n", encoding="ascii")


def ensure(*extras: str) -> None:
    """Bring .venv to what is asked; does nothing when it is there already."""
    offline = WHEELS.is_dir()
    wanted, stamp = fingerprint(), installed()
    before = stamp.pop("extras", [])
    have = set(before) if isinstance(before, list) else set()
    if stamp == wanted and have >= set(extras):
        return
    if sys.maxsize < 2**32:
        raise SetupError("Python trên máy này là bản 32-bit.", "Cài Python 3.13 bản 64-bit rồi chạy lại.")
    pip = bundled_pip() if offline else None
    moved = any(stamp.get(key) != wanted[key] for key in ("python", "place"))
    STAMP.unlink(missing_ok=True)
    if pip or moved:
        make_venv(offline=offline)
        have = set()
    have |= set(extras)
    if pip:
        install_bundle(pip)
    else:
        install_checkout(have)
    STAMP.write_text(json.dumps(wanted | {"extras": sorted(have)}), encoding="utf-8")
    print("Đã cài xong.", flush=True)


def call(command: list[str | Path]) -> int:
    """Run a command in this terminal to its end and give its exit code, 128 + n when signal n ended it."""
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                code = child.wait()
                break
            except KeyboardInterrupt:  # the child was told by the same keys and is closing; wait for it
                print("\nĐang dừng…", flush=True)
    return 128 - code if code < 0 else code


def demo(arguments: list[str]) -> int:
    """Serve the sample figures; the command itself prints the address."""
    ensure()
    print("Mở trang số liệu mẫu…", flush=True)
    return call([tool("dienhinh"), "demo", *arguments])


def test(arguments: list[str]) -> int:
    """Run pytest on this checkout, on every core up to four unless the arguments say how."""
    ensure("test")
    said = any(each.startswith(("-n", "--numprocesses", "-p", "--pdb")) for each in arguments)
    spread = [] if said else ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    return call([tool("python"), "-m", "pytest", *spread, *arguments])


def check(arguments: list[str]) -> int:
    """Run every check, also after one has failed; 1 when any did."""
    if arguments:
        print("Lệnh check không có phần nào theo sau.", file=sys.stderr)
        return 2
    ensure("test", "check")
    failed = []
    for title, (name, *options) in CHECKS:
        print(f"── {title}: {name}", flush=True)
        if call([tool(name), *options]):
            failed.append(title)
    print(f"Chưa đạt: {', '.join(failed)}." if failed else "Đạt tất cả.", flush=True)
    return 1 if failed else 0


def bundle(arguments: list[str]) -> int:
    """Make the zip for offices without a network."""
    ensure("bundle")
    return call([tool("python"), ROOT / "tools" / "bundle.py", *arguments])


def main(arguments: list[str]) -> int:
    """Do what the first word says; its exit code is the answer, 3 when the machine stands in the way."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    word, rest = (arguments[0], arguments[1:]) if arguments else ("demo", [])
    if word in {"-h", "--help"}:
        print(HELP)
        return 0
    if word.startswith("-"):
        word, rest = "demo", arguments
    commands = {"demo": demo, "test": test, "check": check, "bundle": bundle}
    if word not in commands:
        print(f"Không có lệnh “{word}”.\n{HELP}", file=sys.stderr)
        return 2
    if WHEELS.is_dir() and word != "demo":
        print(f"Gói cài này chỉ để chạy chương trình; lệnh {word} cần mã nguồn.", file=sys.stderr)
        return 2
    try:
        return commands[word](rest)
    except KeyboardInterrupt:
        print("\nĐã dừng theo yêu cầu; chạy lại lệnh này sẽ làm lại từ chỗ cần thiết.", file=sys.stderr)
        return 130
    except SetupError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(diagnose(str(error)), file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
