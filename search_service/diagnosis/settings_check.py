"""The settings: each wrong variable by name; the rest keeps its default, so that the diagnosis can go on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from search_service.diagnosis.findings import Finding, error, fine, warning

if TYPE_CHECKING:
    from search_service.settings import Settings

_PREFIX = "FAJU_"

# Never shown: a diagnosis is passed on. An address may hold a password.
_SECRET = frozenset(
    {"elasticsearch_api_key", "elasticsearch_password", "elasticsearch_url", "embeddings_api_key"}
)

# What can only be wrong together, by what is named.
_WITH = {"elasticsearch_user": "elasticsearch_password"}


def read_settings(home: Path | None) -> tuple[Settings, list[Finding]]:
    """Settings to go on with, and what is wrong with those given."""
    from search_service.settings import Settings, SettingsError, load_settings

    reasons: dict[str, str] = {}
    while True:  # without one value, another may be wrong that goes with it
        defaults = {
            name: field.get_default(call_default_factory=True, validated_data={})
            for name, field in Settings.model_fields.items()
            if {name, _WITH.get(name)} & reasons.keys()
        }
        try:
            settings = load_settings(**{"home": home, **defaults})
            break
        except SettingsError as wrong:
            if not wrong.reasons.keys() - reasons.keys():
                raise
            reasons |= wrong.reasons
    problems = [_wrong(name, why) for name, why in reasons.items()]
    problems += _unknown(os.environ)
    given = sorted(name for name in os.environ if name in _known())
    if not problems:
        message = f"设置来自环境变量：{'、'.join(given)}" if given else "设置均为默认值"
        problems = [fine("settings", message, given=given)]
    return settings, problems


def _wrong(name: str, why: str) -> Finding:
    variable = _PREFIX + name.upper()
    shown = os.environ.get(variable)
    value = f"的值“{shown}”" if shown is not None and name not in _SECRET else "的值"
    hint = f"请改正或去掉环境变量 {variable}；可用的值见 docs/settings.md。"
    return error("settings", "bad_setting", f"设置 {variable} {value}不能用：{why}", hint, variable=variable)


def _unknown(environment: Mapping[str, str]) -> list[Finding]:
    """Variables of ours by their prefix that are no setting: most often a typing error."""
    found = []
    for name in sorted(environment):
        if name.upper().startswith(_PREFIX) and name.upper() not in _known():
            close = get_close_matches(name.upper(), _known(), n=1)
            hint = f"是否要写 {close[0]}？" if close else "全部设置见 docs/settings.md。"
            message = f"没有名为 {name} 的设置，它不起作用"
            found.append(warning("settings", "unknown_setting", message, hint, variable=name))
    return found


def _known() -> tuple[str, ...]:
    from search_service.settings import settings_names

    return settings_names()
