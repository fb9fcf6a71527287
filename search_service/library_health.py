"""The health report of a library (库体检), as the interface and the command line give it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import asdict
from datetime import date
from typing import Any

from corpus.citations.graph import Graph, mentions_for_health
from corpus.legal_time.health import health
from corpus.legal_time.timeline import Timeline
from corpus.library import Library

CODES = {
    "dead_reference": "引用已废止的法规",
    "status_contradiction": "来源标注与条文、日期矛盾",
    "status_without_source": "来源标注没有条文印证",
    "sources_disagree": "各来源说法不一",
    "sources_disagree_text": "各来源的文本相差较大",
    "sources_disagree_date": "各来源所注公布日期不一",
    "stale_text": "文本未反映已知的修改",
    "text_not_held": "两个文本之间缺少文本",
    "effective_date_unknown": "施行日期不能确定",
    "version_undated": "文本没有公布日期",
    "version_date_conflict": "公布日期前后不一",
    "duplicate_work": "同名法规",
    "number_gap": "缺条文",
    "number_start": "不从第一条开始",
    "number_order": "条号次序颠倒",
    "number_repeated": "条号重复",
    "article_glued": "条文粘连，已拆开",
    "unit_empty": "只有条号，没有正文",
    "unit_unnumbered": "没有条号",
    "rows_are_citations": "条号是所引文件的条号",
    "text_broken": "文句在中间断开",
    "replacement_character": "有无法识别的字符",
    "front_matter_broken": "文件头部格式有误",
    "date_unreadable": "表里的日期读不出来",
    "cell_full": "单元格写满，后面可能被截断",
    "notes_left_out": "脚注、尾注没有收入",
    "macros_ignored": "文件带有宏，没有运行",
}
"""The kinds of issues, in Chinese; the codes are stable."""


def health_report(
    library: Library, timeline: Timeline, graph: Graph | None, day: date, codes: Container[str] | None = None
) -> dict[str, Any]:
    """Everything odd on `day`, counted by code and listed; of `codes` only, where given.

    Dead references come from the citation graph; without one (`citations_complete` false) only from what
    stands in 《》.
    """
    mentions = mentions_for_health(graph, day) if graph is not None else None
    issues = health(library, timeline, day, mentions)
    shown = [each for each in issues if codes is None or each.code in codes]
    return {
        "counts": dict(sorted(Counter(each.code for each in shown).items())),
        "issues": [asdict(each) for each in shown],
        "citations_complete": graph is not None,
        "as_of": day.isoformat(),
    }
