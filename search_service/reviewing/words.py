"""The words of a review that people read."""

from __future__ import annotations

from review.model import Basis, Severity

SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
GAPS = {"duty": "增加义务", "right": "减损权利"}
NOT_HELD = "本库未收录，所引是概括，请载入原文后核对"
DISCLAIMER = "本结果由法据按已载入的文本和规则包推定，供审查人参考，不代替合法性审核和公平竞争审查。"


def basis_line(each: Basis) -> str:
    """A basis with its words on one line."""
    quote = " ".join(each.quote.split())
    mark = "" if each.held else f"（{NOT_HELD}）"
    return f"{each.citation}{mark}" + (f"：{quote}" if quote else "")
