"""Procedure: what a text says of the steps that were taken, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from corpus.drafts.clauses import ClauseKind
from corpus.numerals import to_int
from review.draft import Piece, day_of
from review.judge import Judge
from review.model import Finding
from review.pack import Rule

_N = r"(?P<n>[0-9一二三四五六七八九十两]{1,4})"
_CONSULT = re.compile(
    rf"(?:公开征求(?:社会|公众)?意见|公开征集意见|征求(?:社会|公众)意见|公示征求意见|网上征求意见)(?:的)?"
    rf"(?P<gap>[^。；\n]{{0,16}}?)(?P<span>{_N}(?:个)?(?P<unit>日|天|工作日|周|个?月))"
)
_BETWEEN = re.compile(
    r"(?:自|从)?(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日?(?:起)?(?:至|到|-|—)(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月"
    r"(?P<d2>\d{1,2})日[^。；\n]{0,16}(?:公开征求|公开征集|征求(?:社会|公众)意见)"
)
_EXCUSED = re.compile(r"紧急|情况特殊|说明(?:了)?理由|已说明|予以说明|不少于|不得少于|以上|保密|缩短")
_LISTED = re.compile(
    r"(?:已|均已|现已)?(?:履行|完成|经过?)(?:了|的)?(?:法定|下列|以下|相关|决策)?(?:程序|步骤)?|已(?:征求|公开征求|经)|履行情况"
)
_STEPS = ("征求", "公众参与", "专家论证", "风险评估", "会签", "听证", "合法性审", "集体讨论")
_SUBMIT = re.compile(
    r"(?:拟|现|特|一并)?(?:提交|提请|报请|报|上报|呈报)[^，。；]{0,24}(?:讨论|审议|审定|研究决定|决定|研究|批准|会议)"
)
_PRESCRIBING = re.compile(r"应当|必须|不得|须")
_REVIEWED = re.compile(r"合法性(?:审查|审核)|法律审查|法制审核|合法性论证")
_FAIR = re.compile(r"公平竞争审查")
_MARKET = re.compile(r"企业|经营|收费|价格|补贴|奖补|市场|采购|招标|特许|产业|招商|商户|准入|物业")
_REPLACED = re.compile(
    r"(?:(?:代替|替代|代|取代|视同|视为|等同于?|视作)[^，。；]{0,10}合法性审[查核]|合法性审[查核](?:由|以|用)[^，。；]{0,16}(?:代替|替代))"
)
_NOT = re.compile(r"不得|不能|不应|不可|禁止|严禁")
_DONE = re.compile(r"已|完成|履行|经过|自\d|至|情况说明")
_WORKDAYS_A_WEEK = 5
_LEAST = 30


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family."""
    for rule in judge.pack.active("procedure", judge.profile):
        yield from _CHECKS[rule.check](judge, rule)


# consultation


def _consult(judge: Judge, rule: Rule) -> Iterator[Finding]:
    decision = str(judge.profile.doc_type) == "重大行政决策"
    for piece in judge.draft.pieces:
        if _EXCUSED.search(piece.sentence):
            continue
        if not decision and (_PRESCRIBING.search(piece.text) or not _DONE.search(piece.text)):
            continue
        match = _CONSULT.search(piece.text)
        days = _days(match) if match else None
        between = _BETWEEN.search(piece.text) if days is None else None
        if between:
            match, days = between, _between(between)
        if match is not None and days is not None and days < _LEAST:
            start, end = judge.draft.excerpt(piece, match.start(), match.end())
            yield judge.finding(
                rule, start, end, message=f"公开征求意见{days}日，一般不少于三十日；缩短的，应当说明理由。"
            )


def _days(match: re.Match[str]) -> int | None:
    count = to_int(match["n"])
    if count is None:
        return None
    unit = match["unit"]
    if unit == "工作日":
        return count * 7 // _WORKDAYS_A_WEEK
    return count * (7 if unit == "周" else 30 if unit.endswith("月") else 1)


def _between(match: re.Match[str]) -> int | None:
    first = day_of(match["y"], match["m"], match["d"])
    last = day_of(match["y2"] or match["y"], match["m2"], match["d2"])
    return (last - first).days + 1 if first and last and last >= first else None


# steps that were taken


def _steps(judge: Judge) -> Piece | None:
    """The piece that lists steps already taken (two at least); None where the text lists none."""
    for piece in judge.draft.pieces:
        text = piece.sentence
        named = sum(each in text for each in _STEPS)
        if named >= 2 and _LISTED.search(text) and not _PRESCRIBING.search(text):
            return piece
    return None


def _submission(judge: Judge, after: Piece) -> tuple[Piece, re.Match[str]] | None:
    for piece in judge.draft.pieces:
        match = _SUBMIT.search(piece.text)
        if match and piece.end >= after.start and not _PRESCRIBING.search(piece.text):
            return piece, match
    return None


def _legality(judge: Judge, rule: Rule) -> Iterator[Finding]:
    listed = _steps(judge)
    if listed is None or _REVIEWED.search(judge.draft.plain):
        return
    submitted = _submission(judge, listed)
    if submitted is None and str(judge.profile.doc_type) != "重大行政决策":
        return
    piece, match = submitted or (listed, None)
    span = match.span() if match else (0, len(piece.text))
    yield judge.finding(rule, *judge.draft.excerpt(piece, *span))


def _fair(judge: Judge, rule: Rule) -> Iterator[Finding]:
    listed = _steps(judge)
    if listed is None or _FAIR.search(judge.draft.plain) or not _MARKET.search(judge.draft.plain):
        return
    yield judge.finding(rule, *judge.draft.excerpt(listed, 0, len(listed.text)))


def _replaced(judge: Judge, rule: Rule) -> Iterator[Finding]:
    for piece in judge.draft.pieces:
        match = _REPLACED.search(piece.text)
        if match and not _NOT.search(piece.text[: match.end()]):
            yield judge.finding(rule, *judge.draft.excerpt(piece, *match.span()))


# names, days, validity

_OWN = (
    r"本(?:办法|规定|细则|通知|意见|条例|措施|方案|规范|规则|决定|文件|政策|制度|通告|公告"
    r"|实施意见|实施细则|实施方案|实施办法|若干措施)"
)
_AT_ONCE = re.compile(rf"{_OWN}[^，。；]{{0,6}}自(?:公布|发布|印发)之日起(?:施行|实施|生效|执行)")
_IN_FORCE = re.compile(
    rf"{_OWN}[^，。；]{{0,8}}自[^，。；]{{1,24}}(?:起|日)(?:开始|正式)?(?:施行|实施|生效|执行|试行)"
)
_VALIDITY = re.compile(
    r"有效期|试行期|执行(?:期|至)|施行(?:期|至)|截止|为期|暂行|至\d{4}年|有效(?:至|时间)|年\d{1,2}月\d{1,2}日止"
)
_BACK = re.compile(
    r"(?:(?:施行|实施|生效|公布|发布)(?:以|之)?前[^。；]{0,40}(?:适用本|按照?本|依照本|依本|根据本)(?:办法|规定|条例|细则)?"
    r"[^，。；]{0,20}(?:处理|处罚|补缴|执行|办理)?|追溯(?:适用|至|到|执行)|(?:具有|有)溯及力|溯及(?:以前|既往的行为))"
)
_MILDER = re.compile(
    r"之日起[^，。；]{0,10}(?:日|月|年)内|申请登记|补办|换发|重新登记|较轻|鼓励|可以|从轻|有利|更好地保护|不再|不溯及|不具有|免予|不适用|从旧"
)
_CREDIT = re.compile(
    r"列入[^，。；]{0,10}黑名单|(?:联合|失信)惩戒(?:对象|措施)?"
    r"|(?:纳入|列入)[^，。；]{0,8}失信[^，。；]{0,6}(?:名单|黑名单|记录|联合惩戒)"
)
_CREDIT_BASED = re.compile(r"依法|依规|法律|法规|清单|目录|国家|规定|不得|修复|退出|移出|体系建设|机制")
_SCOPE = re.compile(
    r"城|乡|建设|规划|市容|环境|绿化|园林|停车|交通|道路|电梯|物业|供水|排水|污水|燃气|供热|垃圾|生态|湿地|水|河|湖|林|山|草|大气|污染|扬尘|"
    r"噪声|历史|文化|文物|古|遗|传统|名城|名镇|街区|治理|社区|村|养犬|文明|志愿|调解|网格|消防|安全|住房|房屋|公园|公厕|地下|管线|违法建|户外|"
    r"广告|照明|轨道|公交|出租|电动|自行车|殡葬|烟花|秸秆|节水|土|矿|海|岛|航道|养老|立法"
)


def _named(judge: Judge, rule: Rule) -> Iterator[Finding]:
    title = re.sub(r"《[^》]*》|（[^（）]*）|[\s。]", "", judge.draft.title or "")
    if title.endswith("条例"):
        yield judge.finding(rule, *_title_span(judge))


def _title_span(judge: Judge) -> tuple[int, int]:
    first = next((each for each in judge.draft.clauses if each.kind == ClauseKind.TITLE), None)
    return (first.start, first.end) if first else (0, 0)


def _at_once(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _pieces(judge, rule, _AT_ONCE)


def _validity(judge: Judge, rule: Rule) -> Iterator[Finding]:
    if not _VALIDITY.search(judge.draft.plain):
        yield from _pieces(judge, rule, _IN_FORCE)


def _retroactive(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _pieces(judge, rule, _BACK, unless=_MILDER)


def _credit(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _pieces(judge, rule, _CREDIT, unless=_CREDIT_BASED)


def _pieces(
    judge: Judge, rule: Rule, pattern: re.Pattern[str], unless: re.Pattern[str] | None = None
) -> Iterator[Finding]:
    for piece in judge.draft.pieces:
        match = pattern.search(piece.text)
        if match and not (unless and unless.search(piece.text)):
            message = rule.message.replace("{hit}", match.group())
            yield judge.finding(rule, *judge.draft.excerpt(piece, *match.span()), message=message)


def _scope(judge: Judge, rule: Rule) -> Iterator[Finding]:
    title = re.sub(r"^[^市]{1,8}市", "", judge.draft.title or "")
    if title and not _SCOPE.search(title):
        yield judge.finding(rule, *_title_span(judge))


_CHECKS: dict[str, Callable[[Judge, Rule], Iterator[Finding]]] = {
    "consult": _consult,
    "legality": _legality,
    "replaced": _replaced,
    "fair_review": _fair,
    "named": _named,
    "at_once": _at_once,
    "validity": _validity,
    "retroactive": _retroactive,
    "credit": _credit,
    "scope": _scope,
}
