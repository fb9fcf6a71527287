"""The settings of the review workflow. A part of `search_service.settings`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 16


class WorkflowSettings(BaseSettings):
    """Procedures, holidays, single sign-on."""

    model_config = SettingsConfigDict(
        env_prefix="FAJU_", use_attribute_docstrings=True, extra="ignore", env_ignore_empty=True
    )

    procedures: Path | None = None
    """本单位的送审程序：一个文件夹，里面每个 .toml 是一种程序；编号相同的代替自带的。"""

    holidays: Path | None = None
    """放假与调休安排（CSV 文件：日期,类型,名称）；写到的年份以它为准。"""

    sso_header: str = ""
    """单点登录：反向代理写入用户名的请求头，例如 X-Remote-User。"""

    sso_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)
    """单点登录：反向代理在 X-Faju-Proxy 里出示的密语，至少 16 个字符；不符的不信任。"""

    public_url: str = ""
    """通知里的链接用的地址，例如 http://faju.example.gov.cn；空：链接只有路径。"""

    smtp_url: SecretStr = SecretStr("")
    """发通知的邮件服务器：smtp://、smtp+tls://（STARTTLS）或 smtps:// 开头，可以带用户名和密码。"""

    smtp_from: str = "faju@localhost"
    """发通知的邮箱。"""

    webhook_url: SecretStr = SecretStr("")
    """接收通知的地址（http:// 或 https://）：每条通知 POST 一个 JSON。"""

    @field_validator("smtp_url", "webhook_url", "public_url")
    @classmethod
    def _known_address(cls, value: SecretStr | str, info: ValidationInfo) -> SecretStr | str:
        text = value if isinstance(value, str) else value.get_secret_value()
        known = (
            ("smtp://", "smtp+tls://", "smtps://")
            if info.field_name == "smtp_url"
            else ("http://", "https://")
        )
        if text and not text.startswith(known):
            raise ValueError(f"应以 {'、'.join(known)} 开头")
        return value

    @field_validator("procedures")
    @classmethod
    def _usable_procedures(cls, value: Path | None) -> Path | None:
        if value is None:
            return None
        from workflow.errors import WorkflowError
        from workflow.matters.procedure import procedures

        value = value.expanduser().absolute()
        if not value.is_dir():
            raise ValueError("不是文件夹")
        try:
            procedures(value)
        except WorkflowError as error:
            raise ValueError(error.message_zh) from None
        return value

    @field_validator("holidays")
    @classmethod
    def _usable_holidays(cls, value: Path | None) -> Path | None:
        if value is None:
            return None
        from workflow.errors import WorkflowError
        from workflow.workdays import read_days

        value = value.expanduser().absolute()
        try:
            read_days(value.read_text("utf-8-sig").splitlines())
        except WorkflowError as error:
            raise ValueError(error.message_zh) from None
        except (OSError, UnicodeDecodeError):
            raise ValueError("读不出这个文件；应是 UTF-8 的 CSV") from None
        return value

    @field_validator("sso_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.data.get("sso_header") and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"设了 FAJU_SSO_HEADER 就要设它，至少 {SHORTEST_SECRET} 个字符")
        return value
