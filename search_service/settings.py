"""Typed settings, every limit in one place. Read from the environment (`FAJU_…`), checked at start.

`docs/settings.md` lists each of them; a test fails when one is missing there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsConfigDict

from indexer.vectors.choose import Choice
from search_service.access_settings import RATE_OF_ADDRESSES, AccessSettings
from search_service.cluster_settings import ClusterSettings, EngineName
from search_service.workflow_settings import WorkflowSettings

MIB = 1024 * 1024
LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


def _threads(given: Mapping[str, Any]) -> int:
    """A search of the embedded engine computes, one of a cluster waits for half of its time (docs/decisions/0016)."""
    cores = max(1, min(8, os.cpu_count() or 1))
    return cores if given.get("engine") is not EngineName.ELASTICSEARCH else 2 * cores


class Settings(AccessSettings, WorkflowSettings, ClusterSettings):
    """All that can be set. The docstring of a field is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="FAJU_", use_attribute_docstrings=True, extra="ignore", env_ignore_empty=True
    )

    home: Path = Field(default_factory=lambda: user_data_path("faju", appauthor=False))
    """数据目录：法规库、索引与锁都在这里。"""

    store_url: SecretStr = SecretStr("")
    """法规库所在的 PostgreSQL 数据库（postgresql+psycopg://用户:密码@主机/数据库）；空：数据目录里的文件。"""

    host: str = "127.0.0.1"
    """服务监听地址；默认只对本机开放。"""

    port: int = Field(default=8000, ge=0, le=65535)
    """服务监听端口；0 表示由系统挑选空闲端口。"""

    search_threads: int = Field(default_factory=_threads, ge=1, le=64)
    """检索线程数；默认与处理器核数相同，使用集群时是它的两倍：一半的时间在等待答复。"""

    window: int = Field(default=300, ge=100, le=2000)
    """排序窗口：一次检索从引擎取回并去重、统计、翻页的最多条文数。"""

    max_query_chars: int = Field(default=2000, ge=50, le=20000)
    """检索词的最大长度（字符）。"""

    max_body_bytes: int = Field(default=5 * MIB, ge=1024, le=200 * MIB)
    """一次请求正文的最大字节数。"""

    max_upload_bytes: int = Field(default=512 * MIB, ge=1024, le=4096 * MIB)
    """一次上传载入的文件合计的最大字节数。"""

    max_check_chars: int = Field(default=1_000_000, ge=1000, le=10_000_000)
    """引用核验一次接受的最大文本长度（字符）。"""

    max_basis_clauses: int = Field(default=200, ge=1, le=2000)
    """逐条查找依据时一次最多查找的条数；其余的在 coverage.skipped 里列出。"""

    rules: Path | None = None
    """本单位的审查规则（TOML 文件）：停用规则、改变级别、增加词语；写法见 docs/rules.md。"""

    poll_seconds: float = Field(default=1.0, gt=0, le=60)
    """多久查看一次是否有新的索引（秒）。"""

    vectors: bool = True
    """是否使用语义向量；没有安装模型时只按文字检索。"""

    embeddings_url: str = ""
    """内网语义向量服务的地址（OpenAI 接口，如 http://10.0.0.5:8080/v1）；空：用本机安装的模型。"""

    embeddings_model: str = ""
    """语义向量服务的模型名。"""

    embeddings_api_key: SecretStr = SecretStr("")
    """语义向量服务的密钥。"""

    embeddings_query_prefix: str = ""
    """检索词前加的文字；E5 一类的模型用“query: ”。"""

    embeddings_passage_prefix: str = ""
    """条文前加的文字；E5 一类的模型用“passage: ”。"""

    log_level: str = "info"
    """日志级别：debug、info、warning、error。"""

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("必须是 debug、info、warning、error 之一")
        return value.lower()

    @field_validator("store_url")
    @classmethod
    def _usable_store(cls, value: SecretStr) -> SecretStr:
        """Only checked here: the store reads the variable itself (decision 0021)."""
        if url := value.get_secret_value().strip():
            from corpus.store.dialects.choosing import check_url  # SQLAlchemy, only where it is needed
            from corpus.store.errors import StoreError

            try:
                check_url(url)
            except StoreError as error:
                raise ValueError(error.message_zh) from None
        return value

    @field_validator("embeddings_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("应为 http:// 或 https:// 开头的地址")
        return value

    @model_validator(mode="after")
    def _model_named(self) -> Self:
        if self.embeddings_url and not self.embeddings_model:
            raise ValueError("设置了 FAJU_EMBEDDINGS_URL，也要用 FAJU_EMBEDDINGS_MODEL 写明模型名")
        return self

    @property
    def embedding(self) -> Choice:
        """The settings of dense vectors together."""
        return Choice(
            self.vectors,
            self.embeddings_url,
            self.embeddings_model,
            self.embeddings_api_key.get_secret_value(),
            self.embeddings_query_prefix,
            self.embeddings_passage_prefix,
        )

    @field_validator("rules")
    @classmethod
    def _usable_rules(cls, value: Path | None) -> Path | None:
        if value is not None:
            from search_service.reviewing.own_rules import own_rules  # the rule pack, only where it is needed

            value = value.expanduser().absolute()
            own_rules(value)
        return value

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        try:
            return value.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError("没有这个用户的主目录") from error

    @property
    def rate_of_addresses(self) -> int:
        """Requests a minute of one address without a key, 0: no limit, as on a service that only this machine
        reaches."""
        if self.anonymous_rate is not None:
            return self.anonymous_rate
        return 0 if self.host in LOCAL_HOSTS else RATE_OF_ADDRESSES


# Types of errors: docs.pydantic.dev/latest/errors/validation_errors
_KINDS = {
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数字",
    "path_type": "应为路径",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
}


class SettingsError(Exception):
    """Settings have unusable values. `reasons` maps each setting to a Chinese reason; the message names all."""

    code = "bad_setting"

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        named = "；".join(f"FAJU_{name.upper()} {reason}" for name, reason in self.reasons.items())
        super().__init__(f"设置有误：{named}。")


def load_settings(**overrides: object) -> Settings:
    """The settings of this process; `overrides` (from the command line) win over the environment.

    Raises SettingsError, which names every wrong variable.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = {
            "_".join(map(str, each["loc"])): _reason(each)
            for each in error.errors()
            if each["type"] != "default_factory_not_called"  # it only follows from another
        }
        raise SettingsError(wrong) from error


def _reason(error: ErrorDetails) -> str:
    """Pydantic's complaint in Chinese; a validator of our own is Chinese already."""
    sentence = _KINDS.get(error["type"])
    if sentence is not None:
        return sentence.format(**error.get("ctx", {}))
    return error["msg"].removeprefix("Value error, ")


@lru_cache(maxsize=1)
def settings_names() -> tuple[str, ...]:
    """The environment variables that exist, for `docs/settings.md` and its test."""
    parts = (
        AccessSettings,
        WorkflowSettings,
        ClusterSettings,
    )  # each after the general ones, as in the document
    names = sorted(
        Settings.model_fields, key=lambda name: [name in part.model_fields for part in parts][::-1]
    )
    return tuple(f"FAJU_{name.upper()}" for name in names)
