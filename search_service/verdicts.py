"""Verdicts, currencies and warnings in the words that people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

VERDICTS = {
    "ok": "有效",
    "in_force": "有效",
    "repealed": "已废止",
    "not_yet_in_force": "尚未施行",
    "article_not_found": "没有这一条",
    "paragraph_not_found": "没有这一款",
    "item_not_found": "没有这一项",
    "law_not_in_corpus": "本库未收录，未核验",
    "corpus_gap": "本库缺这一条，未核验",
    "stale_text": "已被修改，本库文本未更新",
    "version_unknown": "当日文本未收录，未核验",
    "undetermined": "效力待核",
    "ambiguous": "名称对应多部法规",
    "unresolved_context": "所指不明，未核验",
    "quote_mismatch": "引文与条文不符",
}
STANDS = frozenset({"ok", "in_force"})
CURRENCIES = {
    "in_force": "有效",
    "upcoming": "尚未施行",
    "superseded": "旧文本",
    "repealed": "已废止",
    "undetermined": "效力待核",
}
WARNINGS = {
    "status_without_source": "来源标注已废止，但没有载入废止它的条款。",
    "sources_disagree": "各来源的说法不一致：{says}。",
    "effective_date_unknown": "施行日期未能由已载入的文本确定。",
    "upcoming_change": "将于 {value} 变更。",
    "amended_since": "自 {value} 起已有修改。",
    "other_edition": "所引为 {value} 年的文本，这里给出的是另一年的。",
    "quote_differs": "引文与条文个别字词不同。",
}


def warning(code: str, says: Sequence[Mapping[str, str]] = ()) -> str:
    """A warning of an answer (`upcoming_change:2027-01-01`) as a sentence; `says` as in the answer."""
    name, _, value = code.partition(":")
    words = "；".join(f"{each['source']} 称“{each['status']}”" for each in says) or "见版本列表"
    return WARNINGS[name].format(value=value, says=words) if name in WARNINGS else code


def circumstances(each: dict[str, Any]) -> list[str]:
    """What explains a verdict: since when, what amended it, how far the text goes."""
    lines = []
    if each["since"]:
        lines.append(f"自 {each['since']} 起" + ("废止" if each["verdict"] == "repealed" else ""))
    if each["amended_by"]:
        lines.append(f"已由《{each['amended_by']['title']}》自 {each['amended_since']} 起修改")
    if each["last_article"]:
        lines.append(f"最后一条是{each['last_article']}")
    if each["verdict"] == "paragraph_not_found" and each["paragraphs"]:
        lines.append(f"这一条有 {each['paragraphs']} 款")
    if each["verdict"] == "not_yet_in_force" and each["effective_date"]:
        lines.append(f"{each['effective_date']} 起施行")
    return lines


def details(each: dict[str, Any]) -> list[str]:
    """What a person needs beside the verdict: its circumstances, the successor, the proof, warnings."""
    lines = circumstances(each)
    if each["replaced_by"]:
        lines.append(f"现由《{each['replaced_by']['title']}》代替")
    lines += [f"依据 {basis['citation']}：{basis['quote']}" for basis in each["basis"]]
    lines += [f"注意：{warning(code, each['says'])}" for code in each["warnings"]]
    return lines
