"""What a reader must know of how a draft was read: a text in another language, two drafts in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.drafts.clauses import ClauseKind
from corpus.numerals import parse_label
from review.draft import Draft
from review.model import Note

LEAST_CHINESE = 0.3
"""Share of Chinese among all letters below which the rules, which are written for Chinese, say little."""
SHORTEST = 20
_LETTER = re.compile(r"[^\W\d_]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def notes(draft: Draft) -> Iterator[Note]:
    """The notes on one draft."""
    letters = len(_LETTER.findall(draft.text))
    if letters >= SHORTEST and len(_CHINESE.findall(draft.text)) < LEAST_CHINESE * letters:
        yield Note("little_chinese", "文稿里汉字很少；规则和引用核验只适用于中文，没有问题不等于审查通过。")
    lines = [draft.text.count("\n", 0, each) + 1 for each in beginnings(draft)]
    if len(lines) > 1:
        named = "、".join(f"第 {each} 行" for each in lines)
        yield Note(
            "several_drafts",
            f"文件里像有 {len(lines)} 份文稿（{named}各有一个第一条），已经作为一份审查；"
            "标题、施行日可能取自另一份，请分开审查。",
        )


def beginnings(draft: Draft) -> list[int]:
    """Where articles begin anew with 第一条, in the draft itself and not in an attachment or a quotation."""
    found: list[int] = []
    attached = False
    for clause in draft.clauses:
        attached = attached or clause.kind == ClauseKind.ATTACHMENT_HEADING
        if clause.kind == ClauseKind.ARTICLE and parse_label(clause.label) == (1, 0) and not attached:
            found.append(clause.start)
    return found
