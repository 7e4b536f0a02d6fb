"""What is said of a text that may hold something personal; its writer is to look at it again."""

from __future__ import annotations

from engine.privacy import looks_like_an_id, personal_word


def about_text(text: str) -> tuple[str, str] | None:
    """Return the code and the sentence about a text that looks as if it spoke of a person; None: it does not."""
    if looks_like_an_id(text):
        return (
            "PERSONAL_NUMBER",
            "Giống số căn cước hoặc số điện thoại; nếu đúng vậy, hãy xóa đi: hệ thống không giữ dữ liệu cá nhân.",
        )
    word = personal_word(text)
    if word is None:
        return None
    return "PERSONAL_WORD", f"Có chữ «{word}»; không ghi thông tin về từng người, chỉ ghi về đơn vị và văn bản."
