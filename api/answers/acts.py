"""What was done, in the words of the log."""

from __future__ import annotations

DEEDS = {
    "account.change": "Sửa tài khoản",
    "account.close": "Đóng tài khoản",
    "account.code": "Cấp mã dùng một lần",
    "account.create": "Tạo tài khoản",
    "account.reopen": "Mở lại tài khoản",
    "accounts.import": "Tạo nhiều tài khoản từ tệp",
    "assessment.appraise": "Thẩm định",
    "assessment.reopen": "Mở lại phiếu đã chốt",
    "assessment.return": "Trả lại để giải trình",
    "assessment.seal": "Chốt phiếu",
    "assessment.self_assess": "Tự chấm",
    "assessment.submit": "Gửi thẩm định",
    "backup.make": "Sao lưu",
    "backup.restore": "Khôi phục từ bản sao lưu",
    "criteria.by_hand": "Tệp tiêu chí đổi ngoài trang soạn",
    "criteria.create_draft": "Tạo bản nháp bộ tiêu chí",
    "criteria.drop_draft": "Bỏ bản nháp bộ tiêu chí",
    "criteria.first_used": "Dùng tệp tiêu chí lần đầu",
    "criteria.publish": "Ban hành bộ tiêu chí",
    "criteria.save_draft": "Sửa bản nháp bộ tiêu chí",
    "dataset.export": "Kết xuất bộ số liệu một kỳ",
    "dataset.import": "Nhập bộ số liệu một kỳ",
    "evidence.record": "Ghi minh chứng",
    "evidence.withdraw": "Rút minh chứng",
    "figures.import": "Nhập số liệu từ tệp",
    "figures.record": "Ghi số liệu",
    "figures.undo": "Hoàn tác số liệu",
    "inheritance.decide": "Quyết định công nhận sau sáp nhập",
    "issuing.set": "Đặt cơ quan ban hành, lời văn của báo cáo",
    "password.change": "Đổi mật khẩu",
    "password.wrong": "Nhập sai mật khẩu cũ",
    "period.plan": "Mở kỳ, đặt hạn",
    "recognition.decide": "Ghi quyết định công nhận",
    "recognition.revoke": "Ghi quyết định thu hồi",
    "recognitions.import": "Nhập quyết định từ tệp",
    "registration.record": "Đăng ký phấn đấu",
    "registration.withdraw": "Rút đăng ký",
    "report.make": "Lập báo cáo, phiếu, hồ sơ",
    "scores.export": "Kết xuất điểm",
    "session.end": "Đăng xuất",
    "session.end_others": "Kết thúc các phiên khác",
    "session.fail": "Đăng nhập sai",
    "session.first_factor": "Đăng nhập, chờ mã xác thực",
    "session.start": "Đăng nhập",
    "share.record": "Nhập phần chia của đơn vị bị tách",
    "share.withdraw": "Rút phần chia của đơn vị bị tách",
    "table.export": "Kết xuất bảng",
    "token.create": "Cấp mã truy cập",
    "token.end": "Kết thúc mã truy cập",
    "totp.begin": "Bắt đầu đặt xác thực hai lớp",
    "totp.off": "Tắt xác thực hai lớp",
    "totp.on": "Bật xác thực hai lớp",
    "totp.recovery": "Cấp mã dự phòng",
    "waiver.record": "Ghi tiêu chí không áp dụng",
    "waiver.withdraw": "Rút ghi không áp dụng",
}
"""Every action that an act can be, and its name."""
CHANNELS = {"form": "trang", "file": "tệp", "api": "API", "command": "lệnh", "service": "dịch vụ"}


def deed(action: str) -> str:
    """Return the name of an action; an action of a newer program is named as it is written."""
    return DEEDS.get(action, action)
