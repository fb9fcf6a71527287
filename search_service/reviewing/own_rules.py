"""The unit's own rules (`FAJU_RULES`, a TOML file): read once, checked at start."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from review.pack import Overrides, PackError, load

LARGEST = 1024 * 1024


@lru_cache(maxsize=4)
def own_rules(path: Path | None) -> Overrides | None:
    """The changes that a file makes to the rule pack; None without a file.

    A file is read once in a process: a review under way and the next one are judged by the same rules.
    ValueError with a Chinese sentence when it cannot be read or is wrong.
    """
    if path is None:
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"规则文件 {path} 超过 {LARGEST // 1024} KiB")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"规则文件 {path} 不是 UTF-8 编码") from error
    except OSError as error:
        raise ValueError(f"读不了规则文件 {path}") from error
    try:
        found = Overrides.from_toml(text)
        load(found)
    except PackError as error:
        raise ValueError(f"规则文件 {path} 有误：{error.message}") from error
    for name, words in found.terms.items():
        if not all(map(str.strip, words)):  # it would stand everywhere
            raise ValueError(f"规则文件 {path} 有误：词表“{name}”里有空的词语")
    return found
