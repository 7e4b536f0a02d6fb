"""The short tour of a first visit: by role what stands where, put away once it has been read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from api.access.deciding import Role

TOUR = "/gioi-thieu"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the tour: what is done there, and the way there."""

    said: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour of one role; ``token`` is for the button that puts it away, None where it can't be."""

    title: str
    stops: tuple[Stop, ...]
    token: str | None = None


_HELP = Stop("Không rõ chỗ nào, bấm «Trợ giúp» cạnh tên trang: mở đúng mục nói về trang ấy.", "Trợ giúp", "/huong-dan")
_TABLE = Stop("Mỗi xã một dòng, mỗi tiêu chí một cột; bấm một ô để biết vì sao.", "Bảng điểm", "/bang-diem")
STOPS: Mapping[Role, tuple[Stop, ...]] = {
    Role.PROVINCE: (
        Stop("Mục tiêu 2022, 2025, 2030: chắc chắn đạt bao nhiêu, có thể đạt bao nhiêu, còn thiếu.", "Tổng quan", "/"),
        _TABLE,
        Stop("Mở kỳ, đặt hạn nộp và hạn thẩm định; xem xã nào chậm.", "Kỳ đánh giá", "/ky-danh-gia"),
        Stop("Phiếu xã đã nộp, nộp trước đứng trước; thẩm định từng mục rồi chốt.", "Thẩm định", "/tham-dinh"),
        _HELP,
    ),
    Role.COMMUNE: (
        Stop("Trang đầu là việc của xã: đang ở bước nào, hạn ngày nào, mục nào bị trả lại.", "Việc của tôi", "/"),
        Stop("Ghi số liệu theo từng tiêu chí; rời ô là đã lưu, kết quả hiện ngay bên cạnh.", "Nhập số liệu", "/nhap"),
        Stop("Ghi kết quả tự chấm rồi nộp; được trả lại thì sửa đúng những mục bị trả.", "Phiếu chấm", "/phieu"),
        _HELP,
    ),
    Role.APPRAISER: (
        Stop("Trang đầu là các phiếu chờ thẩm định, nộp trước đứng trước.", "Việc của tôi", "/"),
        Stop(
            "Từng mục có số liệu, minh chứng, tự chấm, máy chấm: đồng ý, sửa hoặc trả lại.", "Thẩm định", "/tham-dinh"
        ),
        _TABLE,
        _HELP,
    ),
    Role.EDITOR: (
        Stop("Từng tiêu chí đọc thành câu, có căn cứ, ví dụ, chỗ khác bản trước.", "Bộ tiêu chí", "/bo-tieu-chi"),
        _TABLE,
        Stop("Sửa một tiêu chí từ đầu đến cuối, kiểm tra, chấm thử.", "Sửa tiêu chí", "/huong-dan/sua-tieu-chi"),
        _HELP,
    ),
    Role.ADMINISTRATOR: (
        Stop("Cấp tài khoản, vai trò, phạm vi; cấp mã mới cho người quên mật khẩu.", "Người dùng", "/nguoi-dung"),
        Stop("Ai làm gì, lúc nào; không dòng nào sửa hay xóa được.", "Nhật ký", "/nhat-ky"),
        Stop("Đặt lịch sao lưu và thử khôi phục.", "Sao lưu", "/huong-dan/sao-luu"),
        _HELP,
    ),
    Role.VIEWER: (
        Stop("Kết quả trong phạm vi của tài khoản.", "Tổng quan", "/"),
        _TABLE,
        Stop("Từng tiêu chí đọc thành câu, có căn cứ và ví dụ.", "Bộ tiêu chí", "/bo-tieu-chi"),
        _HELP,
    ),
    Role.STATISTICIAN: (
        Stop("Trang đầu đếm từng mục tiêu: đã đạt bao nhiêu, còn thiếu bao nhiêu.", "Việc của tôi", "/"),
        Stop("Từng chỉ tiêu cộng theo nơi, ghi riêng còn bao nhiêu đơn vị chưa có số.", "Tổng hợp", "/tong-hop"),
        Stop("Từng bậc của mục tiêu bằng số đếm, nhịp từng quý.", "Mục tiêu", "/muc-tieu"),
        Stop("Từng tiêu chí đọc thành câu, có căn cứ và ví dụ.", "Bộ tiêu chí", "/bo-tieu-chi"),
        _HELP,
    ),
}
"""The stops of each role. Who has several roles is shown those of the first."""


def tour_of(roles: Iterable[Role], shut: Callable[[str], bool], token: str | None = None) -> Tour | None:
    """Return the tour for somebody of these roles, without rooms that are ``shut``; None for who has no role yet."""
    role = next((each for each in STOPS if each in frozenset(roles)), None)
    if role is None:
        return None
    stops = tuple(each for each in STOPS[role] if not shut(each.link))
    return Tour(f"Lần đầu vào: {len(stops)} chỗ nên biết", stops, token)
