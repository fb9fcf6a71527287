"""What every output carries, so that a review can be run again: day, library, rule pack, the unit's changes."""

from __future__ import annotations

from pathlib import PurePath

from review.model import Severity
from search_service.reviewing.run import Bases, Reviewed
from search_service.reviewing.words import DISCLAIMER, SEVERITIES


def facts(found: Reviewed) -> list[tuple[str, str]]:
    """Name and value of each fact, in the order in which they are shown."""
    profile, pack = found.profile, found.report.rule_pack
    pairs = [
        ("文稿", called(found)),
        ("文种", str(profile.doc_type)),
        ("制定机关层级", str(profile.issuer_level or "未说明")),
        ("审查日", profile.day.isoformat()),
        ("引用判断日", found.report.judged_on.isoformat()),
        (
            "法规库",
            f"{found.library['works']} 部、{found.library['units']} 条，版本 {found.library['version']}",
        ),
        ("规则包", f"{pack.version}（{pack.digest}），适用 {found.report.coverage.rules} 条规则"),
    ]
    if pack.changed:
        pairs.append(("本单位规则", "；".join(pack.changed)))
    return pairs


def stamp(found: Reviewed) -> list[str]:
    """The facts as lines, with what was not looked at and the disclaimer."""
    return [f"{name}：{value}" for name, value in facts(found)] + [*unseen(found), DISCLAIMER]


def summary(found: Reviewed) -> str:
    """错误 2 个，警告 1 个，提示 3 个。"""
    return "，".join(f"{name} {found.count(severity)} 个" for severity, name in SEVERITIES.items()) + "。"


def called(found: Reviewed) -> str:
    """What a draft is called: its title as given, its file, or simply 文稿."""
    return found.profile.title or PurePath(found.name).stem or "文稿"


def unseen(found: Reviewed) -> list[str]:
    """What was not checked, one sentence each; empty when all was."""
    coverage, looked = found.report.coverage, found.looked
    lines = [each.message for each in coverage.notes]
    if missed := coverage.extracted - coverage.verified:
        lines.append(f"{missed} 处引用本库没有收录或者所指不明，没有核验。")
    if coverage.skipped:
        lines.append(f"{len(coverage.skipped)} 处名称像引用而不是法规，没有核验。")
    if looked.mode == Bases.OFF:
        lines.append("没有逐条查找依据。")
    elif looked.left_out:
        lines.append(f"{looked.left_out} 条没有查找依据。")
    if found.parents_left_out:
        lines.append(f"{found.parents_left_out} 个分句没有检索上位法。")
    return lines


def grave(found: Reviewed) -> bool:
    """Is there anything that must be mended?"""
    return found.count(Severity.ERROR) > 0
