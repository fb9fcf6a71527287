"""The settings of who may ask (`search_service.access`). A part of `search_service.settings`."""

from __future__ import annotations

import re

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from search_service.access.scopes import Scope
from search_service.cluster_settings import split

_ORIGIN = re.compile(r"https?://[a-z0-9._-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_NOTHING = "none"
RATE_OF_ADDRESSES = 6000
"""A minute: a hundred a second, more than an office types, less than what keeps one core from answering others."""


class AccessSettings(BaseSettings):
    """Who may ask without a key, how often, and from pages of which other hosts."""

    model_config = SettingsConfigDict(
        env_prefix="FAJU_", use_attribute_docstrings=True, extra="ignore", env_ignore_empty=True
    )

    allowed_origins: str = ""
    """可以嵌入法据的其他网站的来源，几个用逗号隔开。"""

    anonymous: str = f"{Scope.SEARCH},{Scope.CHECK}"
    """没有密钥也可以做的事：search、check，几个用逗号隔开；none：什么都要密钥。"""

    anonymous_rate: int | None = Field(default=None, ge=0, le=1_000_000)
    """没有密钥时，一个地址每分钟最多的请求数；0：不限。"""

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        found = [each.lower().removesuffix("/") for each in split(value)]
        wrong = [each for each in found if not _ORIGIN.fullmatch(each)]
        if wrong:
            raise ValueError(
                f"“{wrong[0][:60]}”不是来源，应写作 https://主机 或 http://主机:端口，几个用逗号隔开"
            )
        return ",".join(dict.fromkeys(map(_without_port, found)))

    @field_validator("anonymous")
    @classmethod
    def _rights(cls, value: str) -> str:
        found = dict.fromkeys(split(value.lower()))
        if list(found) == [_NOTHING]:
            return _NOTHING
        if not found or not found.keys() <= {Scope.SEARCH, Scope.CHECK}:
            raise ValueError("应为 search、check 或两者（用逗号隔开），或 none；写入（load）一定要密钥")
        return ",".join(found)

    @property
    def origins(self) -> tuple[str, ...]:
        """The allowed origins, as browsers write them."""
        return tuple(split(self.allowed_origins))

    @property
    def anonymous_scopes(self) -> frozenset[Scope]:
        """What nobody in particular may do."""
        return frozenset(Scope(each) for each in split(self.anonymous) if each != _NOTHING)


def _without_port(origin: str) -> str:
    """Browsers leave the usual port out."""
    usual = ":443" if origin.startswith("https:") else ":80"
    return origin.removesuffix(usual)
