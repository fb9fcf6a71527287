"""What a text says about legal time: when it begins, what it repeals, what it amends (沿革).

Pure: titles and units in, clauses out; nothing here knows the library. A clause quotes the words that say
so and names their unit. Only clauses about the text itself count (本法自…起施行), never those about others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.legal_time.amendments import amendment_clauses
from corpus.legal_time.clause import Clause, ClauseKind, Extraction, When
from corpus.legal_time.folded import DAY, Folded, folded, parse_day
from corpus.legal_time.repeals import repeal_clauses
from corpus.model import Unit
from corpus.normalize import fold, plain_title
from corpus.numerals import NUMBER_CLASS, to_int

_TRIGGER = re.compile(
    r"[起日后年月]\W*(?:开始|正式|试|予以)?\W*(?:施行|实施|生效|执行|实行)|废止|失效|停止[执施适]|不再[执施适]"
)
_MENTION = re.compile(r"《([^《》]{2,60})》")
_BARE_MENTION = re.compile(
    "(?:依照|按照|根据|违反|符合|适用|具有|中华人民共和国)(?:中华人民共和国)?([\u4e00-\u9fff]{2,18}?(?:法|条例))(?=的?规定|的有关|第|[，、。]|和)"
)
_KINDS = (
    "法典|法|条例|规定|办法|规则|细则|决定|决议|解释|修正案|安排|守则|规范|通则|规程|命令|令|批复|意见|通知|准则|标准|"
    "制度|方案|章程|程序|指引|目录|纲要|规划|协定|公告|答复|暂行办法|修改文本"
)
_DELAY = f"(?:起?满?(?P<delay>[{NUMBER_CLASS}]{{1,5}})(?P<measure>个?工作日|日|天|个月|年)后?)?"
_WHEN = (
    f"(?:(?P<day>{DAY})|(?P<publication>(?:[^,。;]{{0,12}}?)(?:公布|发布|颁布|通过|印发|颁发|签署|批准)"
    f"(?:之日|后)){_DELAY})"
)
_COMMENCEMENT = re.compile(
    rf"(?:^|[。;,:\n、)])(?P<self>本《?(?:[^,。;:《》\n第本]{{0,12}}?)(?:{_KINDS})》?(?:\([^()]{{0,40}}\))?)"
    rf"(?:(?:由|经)[^。;\n]{{0,60}}?,|,)?(?:自|从|于|由){_WHEN}(?:起|开始)?(?:正式|试|予以)?(?:施行|实施|生效|执行|实行)",
    re.MULTILINE,
)
_TITLE_TAIL = re.compile(r"\([^()]*\)$")
_LAW_TITLE = re.compile("(?<!办)法$|法典$")
_OF_A_LAW = re.compile(r"^[^本]{0,12}本(?:法|修改|修正|决定)")
_MEASURES = {"日": "day", "天": "day", "工作日": "day", "个工作日": "day", "个月": "month", "年": "year"}


def extract_version(title: str, units: Iterable[Unit]) -> Extraction:
    """Every clause of one text. `title` decides whether it is an amending act (修正案, 关于修改…的决定)."""
    kept = tuple(units)
    clauses: list[Clause] = []
    mentions: set[str] = set()
    for unit in kept:
        text = unit.text
        if "《" in text:
            mentions.update(_MENTION.findall(text))
        if "法" in text:
            mentions.update(_BARE_MENTION.findall(text))
        if _TRIGGER.search(text):
            body = folded(text)
            clauses += [each for each in commencement_clauses(body, unit.key) if _own(each, title)]
            clauses += repeal_clauses(body, unit.key)
    clauses += amendment_clauses(title, kept)
    return Extraction(tuple(clauses), frozenset(map(plain_title, mentions)))


def _own(clause: Clause, title: str) -> bool:
    """Does a clause of a law (…法) speak of the law, not of an annexed measure (本办法自…)?"""
    plain = _TITLE_TAIL.sub("", plain_title(title))
    return not _LAW_TITLE.search(plain) or bool(_OF_A_LAW.match(fold(clause.quote).replace(" ", "")))


def commencement_clauses(body: Folded, unit_key: str) -> list[Clause]:
    """本法自…起施行, 本条例自公布之日起30日后施行, 本规定于…起执行 in one unit."""
    found = []
    for match in _COMMENCEMENT.finditer(body.text):
        start, end = body.sentence(match.start("self"), match.end())
        quote = body.quote(start, end)
        if match["day"]:
            day = parse_day(match["day"])
            if day is not None:
                found.append(Clause(ClauseKind.COMMENCEMENT, quote, unit_key, When.DAY, day))
        else:
            amount = to_int(match["delay"]) if match["delay"] else None
            delay = (amount, _MEASURES[match["measure"]]) if amount else None
            found.append(Clause(ClauseKind.COMMENCEMENT, quote, unit_key, When.PUBLICATION, delay=delay))
    return found
