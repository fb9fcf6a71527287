"""Verdicts and currencies in the words that people read."""

from __future__ import annotations

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
