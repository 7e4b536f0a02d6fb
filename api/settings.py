"""What an installation chooses, read from the environment once; every setting has a safe default."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "DIENHINH_"
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The two databases, and the driver that is meant whatever the address says."""


class SettingError(ValueError):
    """A setting that can't be used; its message names the variable and the cure."""


def _database(address: str) -> str:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ValueError("không phải địa chỉ cơ sở dữ liệu") from error
    kind = url.drivername.partition("+")[0]
    if kind not in DRIVERS:
        raise ValueError("chỉ dùng được sqlite hoặc postgresql")
    return url.set(drivername=DRIVERS[kind]).render_as_string(hide_password=False)


def _codes(text: str) -> str:
    found = [each.strip() for each in text.split(",") if each.strip()]
    if any(len(each) != 2 or not each.isascii() or not each.isdigit() for each in found):  # noqa: PLR2004 -- as 06
        raise ValueError("mỗi mã tỉnh là hai chữ số")
    return ",".join(found)


class Settings(BaseModel):
    """The settings by their names in lower case; in the environment each is DIENHINH_ and the name in capitals."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///du-lieu/dienhinh.sqlite3", validate_default=True, description="Địa chỉ cơ sở dữ liệu."
    )
    criteria: Path | None = Field(None, description="Thư mục các bộ tiêu chí; không ghi là bản kèm theo.")
    units: Path | None = Field(None, description="Thư mục danh mục đơn vị; không ghi là bản kèm theo.")
    provinces: Annotated[str, AfterValidator(_codes)] = Field(
        "", description="Mã các tỉnh dùng thêm, cách nhau bằng dấu phẩy; mỗi mã là một thư mục con của danh mục."
    )
    main_set: str = Field("nq12-tu", description="Bộ tiêu chí dùng khi không nói rõ bộ nào.")
    idle_minutes: int = Field(60, ge=5, le=24 * 60, description="Phiên làm việc tự đóng sau chừng này phút không dùng.")
    session_hours: int = Field(12, ge=1, le=24 * 7, description="Phiên làm việc kéo dài nhiều nhất chừng này giờ.")
    body_megabytes: int = Field(5, ge=1, le=100, description="Nội dung gửi lên lớn nhất, MB.")
    requests_per_minute: int = Field(600, ge=10, description="Số yêu cầu mỗi phút của một tài khoản hay địa chỉ.")
    trusted_proxies: str = Field("127.0.0.1", description="Máy chủ trung gian được tin, cách nhau bằng dấu phẩy.")
    drain_seconds: int = Field(
        0, ge=0, le=300, description="Khi dừng, còn nhận thêm chừng này giây để máy chia tải kịp chuyển đi."
    )
    metrics_token: str = Field("", description="Mã để đọc /metrics từ máy khác; không ghi là chỉ máy này đọc được.")

    @property
    def beside(self) -> tuple[str, ...]:
        """The codes of the provinces that are worked with beside the register's own."""
        return tuple(each for each in self.provinces.split(",") if each)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings; SettingError names the variable that can't be used. Empty ones count as not given."""
        given: dict[str, Any] = {
            key.removeprefix(PREFIX).lower(): text.strip()
            for key, text in environment.items()
            if key.startswith(PREFIX) and key.removeprefix(PREFIX).lower() in cls.model_fields and text.strip()
        }
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = f"{PREFIX}{first['loc'][0]}".upper()
            meaning = cls.model_fields[str(first["loc"][0])].description
            seen = str(given.get(str(first["loc"][0]), ""))
            shown = "" if "database" in name.lower() else f" «{seen}»"  # an address may hold a password
            raise SettingError(
                f"biến môi trường {name}{shown} không dùng được ({meaning}) — sửa hoặc bỏ biến này"
            ) from error
