"""What kind of page a file is: a law's text, a case report, or neither. By form, never by a list of names."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ARTICLE = re.compile(r"^\s*#*\s*第\s*[0-9０-９零〇○一二三四五六七八九十百千]+\s*条", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$", re.MULTILINE)

# Printed names of laws and documents end in one of these (立法法; 行政法规制定程序条例 5; 规章制定程序条例 7;
# 党政机关公文处理工作条例 8; 最高人民法院关于司法解释工作的规定 6), and 〈问题〉〈标准〉 in old replies.
_TYPE = (
    "法|法典|法律|条例|规定|办法|细则|规则|规范|准则|守则|制度|程序|规程|章程|公约|议定书|"
    "决定|决议|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|复函|纪要|"
    "解释|解答|答复|安排|问题|说明|修正案|方案|规划|计划|纲要|要点|标准|目录|清单|指南|指引|措施|基准"
)
_TITLE_END = re.compile(rf"(?:{_TYPE})(?:[（(〔\[][^（）()〔〕\[\]]*[）)〕\]])*$")
_GUIDE = re.compile(r"(?:攻略|教程|秘籍|模版|模板|范文|问答|解读)$")

# The headings of published cases (最高人民法院关于案例指导工作的规定 实施细则 3, and the bulletins' own).
_CASE_HEADING = re.compile(
    r"(?:基本|简要|主要)?案情(?:回顾|简介|介绍|概要)?|案例(?:分析|评析|解读)|典型意义|相关案情"
    r"|(?:裁判|裁决|仲裁|处理)(?:要点|要旨|结果|理由|观点)|(?:法官|专家)(?:解读|点评|说法|提示)"
)


def has_han(text: str) -> bool:
    """True when there is any Chinese in it."""
    return _HAN.search(text) is not None


def has_articles(text: str) -> bool:
    """True when a line opens with 第…条."""
    return _ARTICLE.search(text) is not None


def is_law_title(title: str) -> bool:
    """True when the name ends as the names of laws and official documents do."""
    return _TITLE_END.search(title) is not None


def is_guide(title: str) -> bool:
    """True for the names of aids that are no official documents: 攻略, 教程, 问答, 解读, 模板."""
    return _GUIDE.search(title) is not None


def is_case_report(text: str) -> bool:
    """True for a published case: it has a heading 基本案情, 裁判要旨, 典型意义 … of its own."""
    return any(_CASE_HEADING.fullmatch(match["text"].strip()) for match in _HEADING.finditer(text))
