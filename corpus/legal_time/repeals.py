"""Repeal clauses: which texts a text ends (同时废止, 即行废止, 予以废止 with a list, 决定废止《…》)."""

from __future__ import annotations

import re

from corpus.legal_time.clause import Clause, ClauseKind, When
from corpus.legal_time.folded import DAY, Folded, parse_day

_VERB = (
    "(?:(?:本|该|上述)?[^,。;《》]{0,6}?(?:自|从)(?P<from>[^,。;《》]{2,24}?)起,?)?"
    "(?:均|也|亦|都|即|全部|一律|相应|届时|随之|同时|即行|予以|一并|自行|宣布|现予|现|明令){0,4}"
    "(?:废止|失效|停止(?:执行|施行|适用)|不再(?:执行|施行|适用))"
)
_ENDING = re.compile(rf"[,、]?(?:以上[^,。;]{{0,12}},?|等[^,。;《》]{{0,16}}?)?{_VERB}(?=[。;,\n)]|$)")
_TITLE_END = "(?:法典?|条例|办法|规定|规则|细则|决定|决议|通则|通知|解释|总则|守则|章程|意见|批复|制度|规程)"
_NO_LAW = re.compile("(?:证|证书|证明|执照|合同|协议|报告|名单|表)$")
"""What else stands in 《》 and can be void: certificates, contracts, forms (采矿许可证)."""
_IS_TITLE = re.compile(rf"{_TITLE_END}(?:\([^()]{{1,12}}\))?$")
_BARE = re.compile(
    rf"(?:^|[。;,\n]|(?:发布|公布|颁布|通过|批准|颁发|施行|制定)的)(?P<name>[^,。;、《》\n]{{2,40}}?{_TITLE_END}"
    rf"(?:\([^()]{{1,12}}\))?)(?:,)?(?:同时|即行|一并|即)(?:废止|失效|作废)"
)
_LED = re.compile(".*(?:发布|公布|颁布|通过|批准|颁发|施行|制定)的")
_NOT_A_NAME = re.compile(
    "^(?:其他|其它|有关|以前|以往|过去|原有?|凡|本|上述|现行|之前|此前|以上|同类|各|我[省市区县院]|全[省市])|"
    "有关(?:规定|文件)|抵触|不一致|不符|相应|暂行规定中"
)
_DIRECT = re.compile(r"(?:^|[。;,:\n、]|决定|现予?|予以|同时|起)废止(?=《)")
_LIST_HEAD = re.compile(
    r"(?:下列|以下|列入|列于)[^。\n]{0,120}?(?:废止|失效)[^。\n]{0,20}?:?(?=\n|$)|"
    r"(?:废止|失效)(?:下列|以下|的)[^。\n]{0,60}?:?(?=\n|$)"
)
_MARK = re.compile(r"^(?:[0-9]{1,3}[.、,)]|\([0-9一二三四五六七八九十]{1,4}\)|[一二三四五六七八九十]{1,4}、)")
_DOC_NUMBER = re.compile(r"^\([^()]*(?:\([^()]*\)[^()]*)*\)")
_MODIFIED = re.compile(
    r"^(?:,?(?:进行|作出|所作)?(?:第[一二三四五六七八九十]次)?(?:修订|修正|修改|修补)|的(?!决定|通知))"
)
_PART = re.compile("^(?:中|内|里|(?:的)?第[^,。;]{1,12}[条款项章节]|的?有关|关于|的(?:附件|规定|部分))")
_SEPARATORS = re.compile(r"^(?:和|及|与|以及|、|,|;|并|还有|同时|\n)+")
_PROMULGATED = re.compile(
    rf"^(?:{DAY})?$|^[^《》。;]{{0,200}}(?:发布|公布|颁布|通过|批准|印发|制定|施行|实施|修订|修正|修改|颁发|转发|作出|下发)"
    rf"[^《》。;]{{0,30}}?(?:的|过的)?$|^[^《》。;]{{0,60}}(?:院|部|委|局|署|厅|会|府|行|省|市|办公室|根据)(?:的)?$"
)
_CONTRARY = re.compile("不一致|抵触|为准|依照|适用|继续|保留")


def repeal_clauses(body: Folded, unit_key: str) -> list[Clause]:
    """The repeal clauses of one unit."""
    text = body.text
    if "废止" not in text and "失效" not in text and "停止" not in text and "不再" not in text:
        return []
    found: list[Clause] = []
    place = 0
    while place < len(text):
        start, end = body.sentence(place, place)
        end = max(end, place + 1)
        found += _sentence(body, max(start, place), end, unit_key)
        place = end
    found += _lists(body, unit_key)
    return found


Span = tuple[int, int]


def _clause(
    quote: str, unit_key: str, targets: list[str], start_text: str = "", *, part: bool = False
) -> Clause:
    day = parse_day(start_text)
    when = When.DAY if day is not None else When.COMMENCEMENT
    return Clause(ClauseKind.REPEAL, quote, unit_key, when, day, targets=tuple(targets), partial=part)


def _printed(body: Folded, span: Span) -> str:
    """A name as printed, without the spaces that PDF leaves in it."""
    return re.sub(r"\s+", "", body.quote(*span))


def _sentence(body: Folded, start: int, end: int, unit_key: str) -> list[Clause]:
    """What one sentence repeals: the names before its verb, or the bare name of an old text."""
    text = body.text
    names = _names(text, start, end)
    quote = body.quote(start, end)
    if not names:
        bare = _BARE.search(text, start, end)
        if bare is None:
            return []
        led = _LED.match(bare["name"])
        begin = bare.start("name") + (led.end() if led else 0)
        if _NOT_A_NAME.search(text[begin : bare.end("name")]):
            return []
        return [_clause(quote, unit_key, [_printed(body, (begin, bare.end("name")))])]
    direct = _DIRECT.search(text, start, end)
    if direct is not None and direct.end() == names[0][0]:
        return _both(body, quote, unit_key, _split(text, names, end, direct=True))
    found: list[Clause] = []
    pending: list[Span] = []
    for name in names:
        pending.append(name)
        ending = _ENDING.match(text, _after_number(text, name[1], end), end)
        if ending is None and not _part_repealed(text, name[1], end):
            continue
        split = _split(text, pending, end, direct=False)
        found += _both(body, quote, unit_key, split, (ending and ending["from"]) or "")
        pending = []
    return found


def _both(
    body: Folded, quote: str, unit_key: str, split: tuple[list[Span], list[Span]], start_text: str = ""
) -> list[Clause]:
    """The clause that ends whole works and the one that ends parts, as far as there are any."""
    found = []
    for spans, part in zip(split, (False, True), strict=True):
        titles = [_printed(body, (start + 1, stop - 1)) for start, stop in spans]
        titles = [each for each in titles if each and not _NO_LAW.search(each)]
        if titles:
            found.append(_clause(quote, unit_key, titles, start_text, part=part))
    return found


def _names(text: str, start: int, end: int) -> list[Span]:
    """Outermost 《…》 in [start, end), brackets included."""
    found, depth, opened = [], 0, start
    for place in range(start, end):
        if text[place] == "《":
            depth += 1
            opened = place if depth == 1 else opened
        elif text[place] == "》" and depth:
            depth -= 1
            if depth == 0:
                found.append((opened, place + 1))
    return found


def _after_number(text: str, place: int, end: int) -> int:
    """The place after a document number in brackets that follows a title."""
    match = _DOC_NUMBER.match(text[place:end])
    return place + match.end() if match else place


def _part_repealed(text: str, place: int, end: int) -> bool:
    """《甲》中关于乙的规定同时废止, 《甲》第三条同时废止: a part, no other title before the verb."""
    rest = text[_after_number(text, place, end) : end]
    before = rest.partition("《")[0]
    return bool(_PART.match(rest)) and bool(re.search(r"(?:同时|即行|予以|一并)(?:废止|失效)", before))


def _split(text: str, names: list[Span], end: int, *, direct: bool) -> tuple[list[Span], list[Span]]:
    """(titles ended as a whole, titles of which a part ends), without those that only describe another."""
    whole: list[Span] = []
    part: list[Span] = []
    for index, name in enumerate(names):
        last = index == len(names) - 1
        after = _after_number(text, name[1], end)
        following = text[after:end] if last else text[after : names[index + 1][0]]
        if _PART.match(following) and not (direct and last):
            part.append(name)
        elif last or (not _MODIFIED.match(following) and _joins(following)):
            whole.append(name)
    return whole, part


def _joins(between: str) -> bool:
    """Does `between` only lead from one title of a list to the next (、1995年5月1日国务院发布的)?"""
    rest = _SEPARATORS.sub("", between)
    return bool(_PROMULGATED.match(rest)) and not _CONTRARY.search(rest)


def _lists(body: Folded, unit_key: str) -> list[Clause]:
    """Lists over lines: 下列…予以废止: 1.… 2.… (刑法 452 and its 附件一)."""
    text = body.text
    head = _LIST_HEAD.search(text)
    place = -1 if head is None else text.find("\n", head.end())
    if head is None or place < 0:
        return []
    begin, _ = body.sentence(head.start(), head.start() + 1)
    quote = body.quote(begin, place)
    targets = []
    while place < len(text):
        end = text.find("\n", place + 1)
        end = len(text) if end < 0 else end
        span = _listed(text, place + 1, end)
        if span is None:
            break
        targets.append(_printed(body, span))
        place = end
    return [_clause(quote, unit_key, targets)] if targets else []


def _listed(text: str, start: int, end: int) -> Span | None:
    """The title on one line of a list; None when the line is no entry."""
    line = text[start:end]
    mark = _MARK.match(line)
    if mark is None and not line.startswith("《"):
        return None
    start += mark.end() if mark else 0
    names = _names(text, start, end)
    if names:
        opened, stop = names[-1] if not text[names[-1][1] : end].rstrip("。;,") else names[0]
        return opened + 1, stop - 1
    bare = re.sub(r"\([^()]*\)$", "", text[start:end].rstrip("。;,"))
    return (start, start + len(bare)) if _IS_TITLE.search(bare) else None
