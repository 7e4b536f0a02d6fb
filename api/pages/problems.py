"""Pages that say what went wrong, what is still there, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.pages.rulebooks.list import link_of
from api.workflow import Board
from api.workflow.record import Record
from engine.wording.numbers import day


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, sentence by sentence, with links that lead on."""

    title: str
    sentences: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    """Text and address."""
    search: bool = True
    """Whether a search for a unit can lead on."""


def no_such_page() -> Problem:
    """Nothing stands at the address."""
    return Problem("Không có trang này", ("Địa chỉ gõ sai hoặc trang đã chuyển đi.", "Hãy tìm xã theo tên ở dưới."))


def not_that_way() -> Problem:
    """The address does not take what was sent."""
    return Problem(
        "Không làm được việc này",
        ("Trang này chỉ để xem, không nhận dữ liệu gửi lên. Không có gì bị thay đổi.",),
    )


def broken() -> Problem:
    """The program failed."""
    return Problem(
        "Chương trình gặp lỗi",
        (
            "Trang này chưa hiện được vì chương trình có lỗi. Số liệu không bị thay đổi.",
            "Hãy tải lại trang; nếu vẫn lỗi, báo cho người quản trị kèm giờ xảy ra và địa chỉ trang.",
        ),
    )


def no_figures(board: Board, here: str = "tiến độ các mục tiêu và kết quả chấm từng xã, thị trấn") -> Problem:
    """Nothing can be scored yet; say what will be ``here``, how to begin, and what is wrong, fault by fault."""
    faults = tuple(f"{fault.message} — {fault.cure}." for fault in board.data.faults)
    if isinstance(board.data, Record):
        return Problem(
            "Chưa có số liệu",
            (
                f"Ở đây sẽ có {here}.",
                "Bắt đầu: cán bộ cấp tỉnh mở kỳ ở trang Kỳ đánh giá.",
                "Sau đó các xã nhập số liệu, hoặc huyện, tỉnh gửi một tệp Excel cho nhiều xã.",
                *faults,
            ),
            (
                ("Kỳ đánh giá: mở kỳ", "/ky-danh-gia"),
                ("Nhập số liệu", "/nhap"),
                ("Nhập từ Excel", "/nhap/tu-excel"),
                ("Các chỉ tiêu cần ghi", f"{link_of(board.criteria)}#chi-tieu"),
            ),
            search=False,
        )
    return Problem(
        "Chưa có số liệu",
        (
            f"Ở đây sẽ có {here}.",
            "Bắt đầu: ghi số liệu vào tệp .csv hoặc .xlsx, mỗi xã mỗi kỳ một dòng, rồi mở lại bằng tệp đó.",
            *faults,
        ),
        (("Các chỉ tiêu cần ghi", f"{link_of(board.criteria)}#chi-tieu"),),
        search=False,
    )


def no_such_unit(board: Board, code: str, period: str, on: date | None = None) -> Problem:
    """No unit of that code has figures in the period (or by the day); say whether it is known, and where it has some.

    A code is another unit's after a merger: each link names the unit that it leads to.
    """
    shown = code if len(code) <= 20 else f"{code[:20]}…"  # noqa: PLR2004 -- a code has five digits
    bounds = board.criteria.period.bounds
    known = board.register.version(code, on or bounds(period)[1])
    elsewhere = [each for each in sorted(board.data.periods) if code in board.scored(each).codes]
    if known is None and not elsewhere:
        return Problem(
            "Không có xã này",
            (
                f"Không có đơn vị mã «{shown}» trong số liệu. Mã đơn vị gồm 5 chữ số, ví dụ 04831.",
                "Hãy tìm theo tên ở dưới; không cần gõ dấu.",
            ),
        )
    name = known.name if known else f"Đơn vị mã {shown}"
    cure = "Hãy chọn kỳ khác." if elsewhere else "Khi có số liệu, kết quả chấm sẽ hiện ở đây."
    links = []
    for each in elsewhere:
        then = board.register.version(code, bounds(each)[1])
        other = f"{then.name}, " if then and then != known else ""
        links.append((f"Xem {other}kỳ {each}", f"/xa/{code}?ky={each}"))
    if on is not None:
        said = f"Đến ngày {day(on)} chưa có kỳ nào đã kết thúc mà {name} có số liệu. {cure}"
        return Problem(f"{name} chưa có số liệu đến ngày {day(on)}", (said,), tuple(links))
    return Problem(
        f"{name} chưa có số liệu kỳ {period}",
        (f"Tệp số liệu không có dòng nào của đơn vị này trong kỳ {period}. {cure}",),
        tuple(links),
    )
