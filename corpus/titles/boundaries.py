"""Where a known name in running text is the whole name, and where it is a part of another one.

A form found in text counts as a mention only when all of this holds.

*Brackets.* Directly behind 《 or 〈 the whole bracket content must equal the form (a version note such as
（2023修订） may follow it), and the bracket must not itself stand inside another title. A form that
begins in the middle of a title's brackets is a part of that title. Brackets inside the form are ignored,
but must close inside it.

*Left.* Free are: the start of the text, anything that is not an ideograph (punctuation, digits, spaces),
the full name 中华人民共和国…, and function words, verbs and adverbs that govern a law's name (根据 依照
违反 适用 与 和 的 现行 …). After other ideographs the name of a law of more than four characters stands
(遵守劳动合同法), unless they make it a known longer title (海洋|环境保护法), a local act (某市|…条例) or a
foreign law (德国|…法). Shorter names, and names of regulations and rules of less than ten characters,
whose naming space is open, do not (调解|仲裁法, 危险货物|道路运输条例).

*Right.* The name must not go on: …实施条例, …实施细则, …暂行规定, …解释, …修正案, …草案, （二） behind an
interpretation; and behind a final 法 no character that makes another word of it (消防法|律, 公司法|人,
刑法|学), while …法规定, …法的, …法第, …法解释为, …法人民法院 go on as sentences do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence

_OPEN, _CLOSE = "《〈", "》〉"
_BRACKET = re.compile("[《〈》〉]")
_TITLE_LIMIT = 150  # the longest printed title known has 108 characters
_REPUBLIC = re.compile(r"中华人民共和国\s*$")
_SHORT, _OPEN_NAMES = 4, 10

_FUNCTION_WORDS = """
构成 不构成 影响 讨论 删去 删除 涉嫌 维护 捍卫 监督 遵循 弘扬 保障 保证 忠于 履行 解释 主张 具备 超过
指定 受理 考虑 推动 开展 加强 配合 反对 超越 熟悉 掌握 协助 担负 进行 公布的 取消 突破 涉及 牵涉 触及
抵触 冲突 优先 后 前 了 就 犯 如果 相对 较之 不如 落入 确定 支付 提出 提起 认可 承认 选择 结合 针对 围绕
规避 根据 依据 依照 按照 遵照 参照 比照 对照 参考 违反 违背 触犯 符合 适用 援引 引用 引述 执行 施行 实施
贯彻 落实 遵守 恪守 学习 宣传 普及 解读 理解 修改 修订 修正 废止 制定 颁布 公布 发布 出台 通过 起草 审议
编纂 关于 对于 由于 基于 属于 至于 除了 除 依 按 据 照 遵 违 由 与 和 及 或 在 对 因 以 的 地 将 把 被
向 用 从 自 于 为 是 而 并 又 但 即 如 若 则 且 其 该 此 非 均 应 须 可 系 属 至 经 受 比 似 同 连 有 到
给 让 使 令 我国 中国 全国 现行 新 旧 原 老 见 查 详见 参见 称 叫 指 谓 简称 所称 包括 例如 比如 诸如
特别是 尤其是 以及 并非 不是 而非 没有 依循 认定 认为 说明 规范 完善 健全 凭 凭借 通 请 问 请问 什么是
何为 查询 检索 搜索 看 读 背 考
"""
_FREE_LEFT = re.compile("(?:" + "|".join(sorted(_FUNCTION_WORDS.split(), key=len, reverse=True)) + ")$")
# These end in a function word and are none: 共和, 各自, 反对, 更新, 中国 in 中华人民共和国.
_NOT_FREE = re.compile(
    r"(?:共和|各自|革新|行为|人为|作为|所有|国有|合同|共同|因为|经由|理由|自由|参与|给予|赋予|缘由"
    r"|[收票数证]据|[利使信食费商民军公征专]用|(?:道路|普通|流)?交通|普通|流通|税收|中国特色)$"
)
_PLACE = re.compile(
    r"(?:(?<![我中全各])国|欧盟|日本|香港|澳门|台湾|省|市|县|区|州|盟|旗|镇|乡|兵团|自由贸易港|自贸港)$"
)

_LONGER = re.compile(
    r"(?:(?:实施|施行|执行)(?:条例|细则|办法|规定|规则|意见|方案|纲要)"
    r"|(?:暂行|试行|补充|若干|具体)(?:条例|规定|办法|细则|规则)|若干问题的?(?:解释|规定|意见)"
    r"|条例|细则|办法(?!律)"
    r"|(?:司法|立法|法律)?解释(?!为|成|道|说|称|论|了|权|作|上|，)"
    r"|(?:修正|修订|修改)?草案|修正案|修订案|征求意见稿|送审稿|释义"
    r"|\((?:[^()]{0,6}草案[^()]{0,8}|征求意见稿|送审稿)\)|(?:和法律)?委员会"
    r"|[\u4e00-\u9fff]{2,8}?(?:编|制度|程序|效力)(?:通则)?的?(?:若干)?(?:司法)?(?:解释|规定)"
    r"(?=[(第一二三四五六七八九十\s》])"
    r")"
)
_NEXT_NUMBER = re.compile(r"\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十](?![一-鿿])")
_SERIES = ("解释", "规定", "修正案", "决定", "通知", "意见", "批复")
_OTHER_WORD = re.compile(
    r"律(?!师)|规(?!定)|制(?!定|订)|人(?!民)|定(?!罪|于|义)|典(?!型)|理(?!由|解|应)|治(?!安)|务(?!必)|案(?!件)"
    r"|[院官学令庭医警益术宝盲则](?!规|不)|系统"
)
_IMPLEMENTING = re.compile(r"(?:实施|贯彻|执行|施行)$")


class Brackets:
    """The title brackets of one text: pairs that look like titles, by where they open and close."""

    def __init__(self, text: str) -> None:
        self._text = text
        pairs: list[tuple[int, int]] = []
        stack: list[int] = []
        for found in _BRACKET.finditer(text):
            if found.group() in _OPEN:
                stack.append(found.start())
            elif stack:
                pairs.append((stack.pop(), found.start()))
        pairs = [pair for pair in pairs if self._is_title(*pair)]
        self._close = dict(pairs)
        self._top: list[tuple[int, int]] = []
        for start, end in sorted(pairs):
            if not self._top or start > self._top[-1][1]:
                self._top.append((start, end))
        self._starts = [start for start, _ in self._top]

    def _is_title(self, start: int, end: int) -> bool:
        return end - start <= _TITLE_LIMIT and not re.search(r"。|\n\s*\n", self._text[start:end])

    def close_of(self, opening: int) -> int | None:
        """Where the bracket that opens here closes; None when it is not a title's bracket."""
        return self._close.get(opening)

    def around(self, place: int) -> Span | None:
        """The outermost title bracket that holds `place`."""
        index = bisect_right(self._starts, place) - 1
        if index >= 0 and self._top[index][0] < place < self._top[index][1]:
            return self._top[index]
        return None


Span = tuple[int, int]


def whole_name(
    text: str, found: Span, form: str, extensions: Collection[str], brackets: Brackets
) -> Span | None:
    """The span of the name in `text` when the form found there is a whole name, else None.

    The span takes in 中华人民共和国 and brackets that close inside the name, not the outer 《》. `extensions`
    are the characters that stand before the form in longer known titles.
    """
    start, end = found
    republic = _REPUBLIC.search(text, max(0, start - 16), start)
    if republic:
        start = republic.start()
    span = _balanced(text, start, end)
    if span is None or re.search(r"\n\s*\n", text[slice(*span)]):
        return None
    start, end = span
    before = re.search(r"[《〈]\s*$", text[max(0, start - 4) : start])
    opening = max(0, start - 4) + before.start() if before else -1
    closing = brackets.close_of(opening) if before else None
    if closing is not None:
        return span if _is_all(text, (opening, closing), end, form, brackets) else None
    if brackets.around(start) is not None:
        return None
    left = bool(republic) or _left_is_free(text, start, form, extensions)
    return span if left and _right_is_free(text[end : end + 24], form) else None


def _is_all(text: str, pair: Span, end: int, form: str, brackets: Brackets) -> bool:
    """The bracket holds the form and no more, is no part of another title, and the title does not go on."""
    opening, closing = pair
    rest = text[end:closing].strip()
    if rest and not re.fullmatch(r"\((?:\d{4}|第.次|修[正订改])[^()]{0,14}\)", rest):
        return False
    if brackets.around(opening) is not None:
        return False
    after = text[closing + 1 : closing + 25]
    if _IMPLEMENTING.search(text[max(0, opening - 4) : opening]) and re.match(
        r"的?(?:若干)?(?:办法|细则|条例)", after
    ):
        return False
    return _LONGER.match(after) is None and _right_numeral_is_free(after, form)


def _balanced(text: str, start: int, end: int) -> Span | None:
    """The span widened by brackets that pair with those inside it; None when they cannot pair."""
    depth = missing = 0
    for found in _BRACKET.finditer(text, start, end):
        depth += 1 if found.group() in _OPEN else -1
        missing = min(missing, depth)
    while missing < 0 and start > 0 and text[start - 1] in _OPEN:
        start, missing, depth = start - 1, missing + 1, depth + 1
    while depth > 0 and end < len(text) and text[end] in _CLOSE:
        end, depth = end + 1, depth - 1
    return (start, end) if missing == 0 and depth == 0 else None


def _left_is_free(text: str, start: int, form: str, extensions: Collection[str]) -> bool:
    before = text[max(0, start - 12) : start]
    if not before or not _is_ideograph(before[-1]):
        return True
    if any(before.endswith(each[-2:]) for each in extensions):
        return False
    if _FREE_LEFT.search(before) and not _NOT_FREE.search(before):
        return True
    is_law = form.endswith(("法", "法典"))
    if len(form) <= _SHORT or (not is_law and len(form) < _OPEN_NAMES):
        return False
    return not _PLACE.search(before)


def _right_is_free(after: str, form: str) -> bool:
    if (form.endswith("法") and _OTHER_WORD.match(after)) or (form.endswith("典") and after.startswith("型")):
        return False
    return _LONGER.match(after.lstrip(" ")) is None and _right_numeral_is_free(after, form)


def _right_numeral_is_free(after: str, form: str) -> bool:
    return not (form.endswith(_SERIES) and _NEXT_NUMBER.match(after))


def _is_ideograph(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def known_extensions(forms: Sequence[str], suffixes_of: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """For each form that ends a longer one: what stands before it there (环境保护法: 海洋)."""
    found: dict[str, set[str]] = {}
    for form in forms:
        for suffix in suffixes_of.get(form, ()):
            found.setdefault(suffix, set()).add(form[: -len(suffix)])
    return {form: frozenset(before) for form, before in found.items()}
