"""`dienhinh check`: every fault of every file, one a line; exit 1 when there is an error."""

from pathlib import Path
from shutil import copytree

import pytest

from api.commands import checking
from api.exchange.criteria_files import read_for_check
from tests.api.conftest import SHIPPED, SMALL, Folder, Run

SEVERITIES = {"error": "lỗi", "warning": "cảnh báo"}
Place = tuple[int, int, str]
"""Line, column and code of a fault."""


def checked(run: Run, *files: Path) -> tuple[int, list[Place], list[str]]:
    """Check files: status, places and messages of the faults, whose printed lines are made of the parts in the JSON."""
    answer, as_json = run("check", *files), run("check", *files, "--json")
    assert answer.status == as_json.status
    assert answer.out.splitlines() == [
        "{file}:{line}:{column}: {code} {word}: {message} — {cure}".format(word=SEVERITIES[fault["severity"]], **fault)
        for fault in as_json.json
    ]
    places = [(fault["line"], fault["column"], fault["code"]) for fault in as_json.json]
    return answer.status, places, [fault["message"] for fault in as_json.json]


def test_a_sound_file(run: Run, office: Folder) -> None:
    """A file without a fault prints nothing, is called usable beside, and the status is 0."""
    answer = run("check", office.criteria)

    assert (answer.status, answer.out) == (0, "")
    assert answer.said == [f"{office.criteria}: dùng được."]


def test_warnings_alone(run: Run, office: Folder) -> None:
    """A warning is printed with place, code, figures and cure, and leaves the status at 0."""
    based = SMALL.replace("    due: 2025-12-31\n", "    due: 2025-12-31\n    base: 9\n")
    rest = based.replace("{band: b01, at_least: 3}", "{band: b01, at_least: 3, rest: true}")
    file = office.write("thu/2022-01-01.yaml", rest)

    assert checked(run, file) == (
        0,
        [(42, 11, "GOALS_AGAINST_BASE")],
        ["mục tiêu 2025: các dòng cộng lại là 5, văn bản ghi 9"],
    )
    assert run("check", file).said == [f"{file}: dùng được, 1 cảnh báo."]


def test_errors_in_their_lines(run: Run, office: Folder) -> None:
    """Errors are printed one a line with place, value seen and the nearest known key; the status is 1."""
    file = office.write("thu/2022-01-01.yaml", SMALL.replace("title: Nguồn lực", "tittle: Nguồn lực"))
    status, places, messages = checked(run, file)

    assert (status, places) == (1, [(23, 5, "MISSING_KEY"), (24, 5, "UNKNOWN_KEY")])
    assert "«tittle»" in messages[1]
    assert "có phải «title»?" in messages[1]
    assert run("check", file).said == [f"{file}: 2 lỗi, 0 cảnh báo. Sửa từ trên xuống rồi kiểm tra lại."]


def test_several_files_in_one_call(run: Run, office: Folder) -> None:
    """Files are checked in their order; a broken, a missing and a folder stop none; the gravest status is given."""
    broken = office.write("hong.yaml", "set: [\n")
    missing = office.path / "khong-co.yaml"
    files = [broken, missing, office.path, office.criteria]
    answer = run("check", *files)

    assert answer.status == 2
    assert [line.split(":")[0] for line in answer.out.splitlines()] == [str(broken)]
    assert answer.said == [
        f"{broken}: 1 lỗi, 0 cảnh báo. Sửa từ trên xuống rồi kiểm tra lại.",
        f"{missing}: không có tệp này — kiểm tra lại đường dẫn và tên tệp.",
        f"{office.path}: đây là thư mục — ghi tên một tệp trong thư mục.",
        f"{office.criteria}: dùng được.",
    ]


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["thu/2022-01-01.yaml"], 0),
        (["hong.yaml", "thu/2022-01-01.yaml"], 1),
        (["khong-co.yaml"], 2),
        (["khong-co.yaml", "hong.yaml"], 2),
        (["."], 2),
        (["khong/co/tep.yaml"], 2),
    ],
)
def test_the_status_of_a_call(run: Run, office: Folder, names: list[str], status: int) -> None:
    """Sound is 0, faulty 1, a name that is no file 2, whatever stands beside it."""
    office.write("hong.yaml", "set: [\n")

    assert run("check", *(office.path / name for name in names)).status == status


def test_a_file_that_cannot_be_read(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be opened is said with its cure, the next is still checked, and the status is 3."""

    def refuse(file: Path) -> object:
        if file.name == "khoa.yaml":
            raise PermissionError(13, "Permission denied", str(file))
        return read_for_check(file)

    monkeypatch.setattr(checking, "read_for_check", refuse)
    answer = run("check", office.path / "khoa.yaml", office.criteria)

    assert answer.status == 3
    assert answer.said == [
        f"{office.path / 'khoa.yaml'}: không được phép mở — đóng tệp nếu đang mở trong Excel, hoặc xin quyền đọc, ghi.",
        f"{office.criteria}: dùng được.",
    ]


def test_name_and_folder(run: Run, office: Folder) -> None:
    """A file whose name is not its first day, in a folder that is not its set, has two errors, each with both names."""
    status, places, messages = checked(run, office.write("khac/2023-01-01.yaml", SMALL))

    assert (status, places) == (1, [(1, 6, "FOLDER_NAME"), (3, 17, "FILE_NAME")])
    assert ["khac" in messages[0], "thu" in messages[0]] == [True, True]
    assert ["2023-01-01" in messages[1], "2022-01-01" in messages[1]] == [True, True]


def test_a_bound_looser_than_before(run: Run, office: Folder) -> None:
    """The version before in the same folder is looked up: a lower bound is warned of with both figures."""
    newer = SMALL.replace("2022-01-01", "2024-01-01").replace("at_least: 70", "at_least: 65")
    file = office.write("thu/2024-01-01.yaml", newer.replace("{recognised: 2}", "{recognised: 1}"))
    status, places, messages = checked(run, file)

    assert (status, places) == (0, [(19, 49, "LOOSER")])
    assert ["65" in messages[0], "70" in messages[0]] == [True, True]
    assert checked(run, office.criteria) == (0, [], [])


def test_json(run: Run, office: Folder) -> None:
    """`--json` prints one list over all files, a fault an entry, and nothing else on the standard output."""
    broken = office.write("hong.yaml", "set: thu\nset: thu\n")
    answer = run("check", broken, office.criteria, office.path / "khong-co.yaml", "--json")

    assert answer.status == 2
    assert {fault["file"] for fault in answer.json} == {str(broken)}
    doubled = next(fault for fault in answer.json if fault["code"] == "DOUBLED_KEY")
    assert doubled == {
        "file": str(broken),
        "line": 2,
        "column": 1,
        "code": "DOUBLED_KEY",
        "severity": "error",
        "message": "khóa «set» viết hai lần (lần đầu ở dòng 1)",
        "cure": "giữ một, xóa một",
    }
    assert answer.said == [f"{office.path / 'khong-co.yaml'}: không có tệp này — kiểm tra lại đường dẫn và tên tệp."]


def test_json_of_a_sound_file(run: Run, office: Folder) -> None:
    """A sound file gives the empty list."""
    answer = run("check", "--json", office.criteria)

    assert (answer.status, answer.json, answer.err) == (0, [], "")


def test_more_than_a_hundred_of_one_code(run: Run, office: Folder) -> None:
    """After 100 faults of a code one line says how many more there are; the summary counts them all, as errors."""
    many = "".join(f"thua{number}: 1\n" for number in range(130))
    file = office.write("thu/2022-01-01.yaml", SMALL + many)
    answer = run("check", file)

    lines = answer.out.splitlines()
    assert len(lines) == 101
    assert "MORE_OF_THIS lỗi: còn 30 chỗ nữa cùng mã UNKNOWN_KEY" in lines[-1]
    assert answer.said == [f"{file}: 130 lỗi, 0 cảnh báo. Sửa từ trên xuống rồi kiểm tra lại."]


def test_the_shipped_sets(run: Run, tmp_path: Path) -> None:
    """The shipped files have no error; of the goals of 2025 the command says that 134 are asked over a base of 139."""
    copytree(SHIPPED.parents[1], tmp_path / "criteria")
    files = [tmp_path / "criteria" / name for name in ("nq12-tu/2022-06-27.yaml", "tt124-xa/2022-02-10.yaml")]
    answer = run("check", *files, "--json")

    assert answer.status == 0
    assert [(fault["code"], fault["severity"], fault["message"]) for fault in answer.json] == [
        ("GOALS_AGAINST_BASE", "warning", "mục tiêu 2025: các dòng cộng lại là 134, văn bản ghi 139")
    ]
