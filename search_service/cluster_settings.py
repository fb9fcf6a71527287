"""The settings of the engine: the embedded one, or a cluster. A part of `search_service.settings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.elastic.cluster import DEFAULT_PREFIX, Cluster
from indexer.elastic.names import PREFIX

_ADDRESS = re.compile(r"https?://[^/\s]+(/\S*)?")
_BETWEEN = re.compile(r"[\s,，]+")

# A node that is away is passed over for the next one; a single one is asked twice.
_MOST_RETRIES = 3

# As many as search threads at most (`Settings.search_threads`); they are opened when they are needed.
_CONNECTIONS = 64


class EngineName(StrEnum):
    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"


def _engine_of(given: Mapping[str, Any]) -> EngineName:
    """An address says enough."""
    return EngineName.ELASTICSEARCH if given.get("elasticsearch_url") else EngineName.EMBEDDED


class ClusterSettings(BaseSettings):
    """Which engine, and how a cluster is reached and used."""

    model_config = SettingsConfigDict(
        env_prefix="FAJU_", use_attribute_docstrings=True, extra="ignore", env_ignore_empty=True
    )

    elasticsearch_url: str = ""
    """集群的地址，几个节点用逗号隔开。"""

    engine: EngineName = Field(default_factory=_engine_of)
    """检索引擎：embedded（内嵌）或 elasticsearch。"""

    elasticsearch_api_key: SecretStr = SecretStr("")
    """API 密钥（Elasticsearch 给出的编码形式）；优先于用户名和密码。"""

    elasticsearch_user: str = ""
    """用户名。"""

    elasticsearch_password: SecretStr = Field(default=SecretStr(""), validate_default=True)
    """密码。"""

    elasticsearch_ca_certs: Path | None = None
    """签发集群证书的 CA 证书文件（PEM）；空：用系统信任的。"""

    elasticsearch_prefix: str = DEFAULT_PREFIX
    """索引和别名的名称前缀；一个法规库用一个。"""

    elasticsearch_shards: int = Field(default=1, ge=1, le=64)
    """主分片数。"""

    elasticsearch_replicas: int = Field(default=1, ge=0, le=8)
    """副本数；节点不够时自动减少。"""

    elasticsearch_timeout_seconds: float = Field(default=10.0, gt=0, le=300)
    """一次请求等待多久（秒）。"""

    @field_validator("elasticsearch_url")
    @classmethod
    def _addresses(cls, value: str) -> str:
        urls = split(value)
        if not all(map(_usable, urls)):
            raise ValueError("应为 http:// 或 https:// 开头的地址，几个用逗号隔开；端口在 1 到 65535 之间")
        return ",".join(urls)

    @field_validator("engine", mode="before")
    @classmethod
    def _known_engine(cls, value: object, given: ValidationInfo) -> object:
        if value not in set(EngineName):
            raise ValueError("必须是 embedded、elasticsearch 之一")
        if value == EngineName.ELASTICSEARCH and given.data.get("elasticsearch_url") == "":
            raise ValueError("设为 elasticsearch 时，要用 FAJU_ELASTICSEARCH_URL 写明集群的地址")
        return value

    @field_validator("elasticsearch_password")
    @classmethod
    def _both_or_none(cls, value: SecretStr, given: ValidationInfo) -> SecretStr:
        if bool(value.get_secret_value()) != bool(given.data.get("elasticsearch_user")):
            raise ValueError("与 FAJU_ELASTICSEARCH_USER 要一起设置")
        return value

    @field_validator("elasticsearch_prefix")
    @classmethod
    def _usable_prefix(cls, value: str) -> str:
        if not PREFIX.fullmatch(value):
            raise ValueError("只能有小写字母、数字、- 和 _，以字母或数字开头，至多 100 个字符")
        return value

    @property
    def cluster(self) -> Cluster | None:
        """The cluster that holds the index; None: the home holds it."""
        if self.engine is EngineName.EMBEDDED:
            return None
        from indexer.elastic.client import Connection

        urls = tuple(split(self.elasticsearch_url))
        password = self.elasticsearch_password.get_secret_value()
        connection = Connection(
            urls,
            api_key=self.elasticsearch_api_key.get_secret_value() or None,
            basic_auth=(self.elasticsearch_user, password) if self.elasticsearch_user else None,
            ca_certs=self.elasticsearch_ca_certs,
            timeout_s=self.elasticsearch_timeout_seconds,
            retries=min(len(urls), _MOST_RETRIES),
            connections_per_node=_CONNECTIONS,
        )
        return Cluster(
            connection, self.elasticsearch_prefix, self.elasticsearch_shards, self.elasticsearch_replicas
        )


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(_ADDRESS.fullmatch(url) and parts.hostname) and parts.port != 0
    except ValueError:  # an unfinished [IPv6], a port beyond 65535
        return False


def split(listed: str) -> list[str]:
    """The parts of a setting that lists several."""
    return [each for each in _BETWEEN.split(listed) if each]
