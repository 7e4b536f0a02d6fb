"""Where the guide speaks of each page: the link «Trợ giúp» beside its heading leads there."""

from __future__ import annotations

from collections.abc import Mapping

GUIDE = "/huong-dan"
PLACES: Mapping[str, str] = {
    "/": "bat-dau#trang-dau",
    "/tong-quan": "xem-ket-qua#tong-quan",
    "/theo-doi": "xem-ket-qua#viec-can-theo-doi",
    "/tong-hop": "xem-ket-qua#tong-hop",
    "/lam-truoc": "cac-chuong-trinh#xem-mot-bo",
    "/bao-cao": "bao-cao#lap-mot-van-ban",
    "/bang-diem": "xem-ket-qua#bang-diem",
    "/xa": "xem-ket-qua#mot-xa",
    "/don-vi": "don-vi-hanh-chinh#xem-mot-don-vi-mot-ngay",
    "/don-vi-bi-chia": "don-vi-hanh-chinh#xa-bi-chia",
    "/muc-tieu": "muc-tieu#doc-trang-muc-tieu",
    "/ke-hoach": "tac-dong-va-ke-hoach#ke-hoach",
    "/bao-cao/cau-hinh": "bao-cao#cau-hinh-bao-cao",
    "/nhap": "nhap-va-nop#nhap-so-lieu",
    "/nhap/tu-excel": "nhap-tu-excel#tai-mau",
    "/mo-hinh": "to-tu-quan-mo-hinh#danh-sach",
    "/mo-hinh/them": "to-tu-quan-mo-hinh#ghi-mot-mo-hinh",
    "/mo-hinh/tong-hop": "to-tu-quan-mo-hinh#tong-hop",
    "/mo-hinh/can-xem": "to-tu-quan-mo-hinh#can-xem",
    "/mo-hinh/chot-so": "to-tu-quan-mo-hinh#chot-so",
    "/mo-hinh/tu-excel": "to-tu-quan-mo-hinh#ra-excel-va-tro-lai",
    "/viec-dang-chay": "viec-chay-nen#viec-dang-chay",
    "/phieu": "nhap-va-nop#tu-cham-va-nop",
    "/khong-ap-dung": "nhap-tu-excel#tieu-chi-khong-ap-dung",
    "/tham-dinh": "tham-dinh#hop-viec",
    "/cong-nhan": "tham-dinh#cong-nhan",
    "/ky-danh-gia": "tham-dinh#ky-danh-gia",
    "/bo-tieu-chi": "bo-tieu-chi#xem-bo-tieu-chi",
    "/soan-tieu-chi": "sua-tieu-chi",
    "/anh-huong": "tac-dong-va-ke-hoach#tac-dong-cua-mot-du-thao",
    "/do-nguong": "tac-dong-va-ke-hoach#do-mot-nguong",
    "/doi-chieu": "bo-tieu-chi#doi-chieu-so-lieu-da-cong-bo",
    "/nguoi-dung": "tai-khoan#nguoi-dung",
    "/nhat-ky": "tai-khoan#nhat-ky",
    "/tai-khoan": "tai-khoan#tai-khoan-cua-toi",
    "/doi-mat-khau": "tai-khoan#mat-khau",
    "/dang-nhap": "tai-khoan#dang-nhap",
    "/gioi-thieu": "bat-dau#trang-dau",
}
"""By the first part of an address, or more of it: the page of the guide and its section."""


def help_for(path: str) -> str:
    """Return where the guide speaks of an address: its list where it says nothing of it, nothing within the guide."""
    if path == GUIDE or path.startswith(f"{GUIDE}/"):
        return ""
    parts = path.rstrip("/").split("/")
    found = (PLACES.get("/".join(parts[:length]) or "/") for length in range(len(parts), 1, -1))
    place = PLACES["/"] if path == "/" else next(filter(None, found), "")
    return f"{GUIDE}/{place}" if place else GUIDE
