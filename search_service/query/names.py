"""Does a piece of a query look like the name of a law, known or not?"""

from __future__ import annotations

import re

_HAN = r"[\u4e00-\u9fff·、,()《》〈〉0-9—-]"
_NOT_A_LAW = "违执司立合非方看做说想用守枉普书手语算疗办犯伏变修依设宪位新旧本该此同母软恶"
"""Characters that make another word with 法 (执法, 合法, 方法, 上位法 …): what ends so is no law's name."""

_KINDS_OF_LAW = frozenset(
    [
        "实体法",
        "程序法",
        "部门法",
        "特别法",
        "普通法",
        "一般法",
        "成文法",
        "判例法",
        "习惯法",
        "国内法",
        "国际法",
        "自然法",
        "大陆法",
        "私法",
        "公法",
    ]
)
"""Words of legal theory that name no text."""

_LAW = re.compile(rf"{_HAN}{{2,58}}(?<![{_NOT_A_LAW}])法(?:\((?:试行|草案|暂行)\))?")
_REGULATION = re.compile(
    rf"{_HAN}{{2,58}}(?:条例|法典|实施细则|暂行规定|暂行办法|若干规定)(?:\((?:试行|草案|暂行)\))?"
)
_RULE = re.compile(
    rf"{_HAN}{{2,48}}(?:管理|实施|监督|处罚|试行|工作|程序|检查|保护|保障|补偿|审批|登记|评估|考核|监察)"
    r"(?:的)?(?:办法|规定|规则|规范|准则|规程)(?:\((?:试行|草案|暂行)\))?"
)
_DOCUMENT = re.compile(
    rf"{_HAN}{{0,30}}关于{_HAN}{{4,80}}的?(?:决定|规定|解释|意见|通知|批复|办法|决议|方案|公告|指导意见)(?:\(试行\))?"
)
_INTERPRETATION = re.compile(
    rf"{_HAN}{{1,30}}(?<![{_NOT_A_LAW}])(?:法|法典)(?:的)?(?:司法)?解释(?:\(?[一二三四五六七八九十]\)?)?"
)
_SHORTEST_RULE = 8
_LEAD = re.compile(r"(?:根据|依据|依照|按照|参照|违反|适用|我国|中国|最新|新的|现行|请问|查询|查找|查)+")


def without_lead(name: str) -> str:
    """`name` without the words that people put before a law's name (根据, 违反, 我国 …)."""
    lead = _LEAD.match(name)
    return name[lead.end() :] if lead else name


def looks_like_title(name: str) -> bool:
    """Is the whole of a folded, unbracketed piece built like a printed title? Errs on the side of no.

    办法, 规定 and the like count only behind a word that titles have there (…管理办法) and from eight
    characters on, because 计算办法 or 处罚规定 are topics.
    """
    if name in _KINDS_OF_LAW:
        return False
    if any(kind.fullmatch(name) for kind in (_LAW, _REGULATION, _DOCUMENT, _INTERPRETATION)):
        return True
    return len(name) >= _SHORTEST_RULE and _RULE.fullmatch(name) is not None
