"""One running text that tells a whole case → measure, finding, outcome; nothing is lost.

Bulletins are written to a pattern: what was done (经查，…), what that is held to be (…认为，…；，违反《…》), what
was done about it (调查期间，…；处理情况：…). The first sign of each later part begins it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = r"(?:^|(?<=[。；\n]))\s*"
_FINDING = re.compile(
    r"【(?:审查解析|违规分析|认定意见|认定|分析)】"
    rf"|{_SENTENCE}[^。；\n“”]{{2,40}}(?:认为|认定|指出)[，,：:]"
    rf"|{_SENTENCE}(?:上述|该|此|其|当事人|相关|有关|违规)[^。；\n“”]{{0,40}}?(?:违反|违背|不符合|属于|构成|违规|妨碍|导致)"
    r"|(?<=[，,；。”\"])(?:上述(?:规定|行为|做法))?(?:涉嫌|明显)?(?:违反|违背)(?:了)?(?=《|\(|（|修改前|市场准入|公平竞争)"
)
_OUTCOME = re.compile(
    r"【(?:处理结果|整改情况|处理情况|整改结果)】"
    r"|(?:处理|整改|办理)(?:情况|结果)[：:]"
    rf"|{_SENTENCE}(?:在)?(?:调查|核查|督查|整改)(?:期间|过程中|后)[，,]"
    rf"|{_SENTENCE}(?:目前|现已|截至目前|随后|之后)[，,]?"
    rf"|{_SENTENCE}(?:经[^。；\n]{{2,30}}(?:督促|指导|约谈|建议|协调|核查)|根据[^。；\n]{{2,60}}建议)"
)
_MENDED = re.compile(
    rf"{_SENTENCE}\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?[，,][^。；\n“”]{{2,40}}(?:修订|废止|解除|撤销|停止|取消)"
)
"""A dated sentence of this kind is an outcome behind the finding; before it, it may be the measure's history."""

_MARK = re.compile(r"【(?:文件名称|违规内容|违规情况|基本案情|案情|问题)】")


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts; those not told are empty. Joined they are the text, apart from spaces."""

    measure: str
    finding: str = ""
    outcome: str = ""


def divide(text: str) -> Parts:
    """The parts of a narrative. A text without any sign is a measure as a whole."""
    outcome_at = _start(_OUTCOME, text, 1)
    finding_at = _start(_FINDING, text[:outcome_at], 1)
    mended = _MENDED.search(text, finding_at, outcome_at)
    if mended is not None and mended.start() > finding_at:
        outcome_at = mended.start()
    return Parts(
        measure=text[:finding_at].strip(" \n，,"),
        finding=text[finding_at:outcome_at].strip(),
        outcome=text[outcome_at:].strip(),
    )


def _start(sign: re.Pattern[str], text: str, least: int) -> int:
    """Where a part begins: not at the very start of the text, where there would be nothing before it."""
    for match in sign.finditer(text):
        if match.start() >= least and text[: match.start()].strip():
            return match.start()
    return len(text)


def core(measure: str) -> str:
    """A measure without the marks of a form, for comparing."""
    return _MARK.sub("", measure)
