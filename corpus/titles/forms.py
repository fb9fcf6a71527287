"""The forms of a title: what people write for it, by rules that hold for the kind.

A form is compared by its *key*: `corpus.normalize.plain_title`, that is folded, without 中华人民共和国,
《》〈〉 and spaces. Names that no rule makes (民诉法) stand in `corpus/data/aliases.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.normalize import fold, plain_title
from corpus.numerals import to_int

# Marks around a name that are no part of it: quotes, and the punctuation a name is pasted with.
_AROUND = " \t\n\"'。.,、;:!?…"
_TRIAL = re.compile(r"\((?:试行|暂行|试用)\)$|(?<=.{3})试行$")
_INTERIM = re.compile(r"暂行(?=(?:条例|规定|办法|细则|规则)$)|试行(?=(?:条例|规定|办法)$)")
_NUMBERED = re.compile(r"^(?P<name>.*?)\((?P<number>[一二三四五六七八九十]{1,3})\)$")
_YEAR = re.compile(r"^(?P<name>.*)\((?P<year>\d{4})年?\)$")
# What a library or a writer adds to say which text is meant: (2023修订), (2018年10月26日修正), (2021年版).
_VERSION_NOTE = re.compile(
    r"\((?:\d{4}年?(?:\d{1,2}月\d{1,2}日)?)?(?:第.次)?(?:修正|修订|修改|公布|通过|施行|年?版|文本)*本?\)$"
)
_COURT_ACT = re.compile(
    r"^(?P<court>最高人民法院[、和]?(?:最高人民检察院)?(?:[、和]?(?:公安部|司法部))*|最高人民检察院[、和]?(?:最高人民法院)?)"
    r"关于(?P<rest>.*)$"
)
_COMMITTEE = "全国人民代表大会常务委员会"
_ISSUED = re.compile(
    rf"^(?P<issuer>(?:第.届)?(?:{_COMMITTEE}|全国人民代表大会)|国务院(?:办公厅)?)(?P<rest>关于.*)$"
)
"""An authority whose acts are also named without it, from their 关于 on."""
_COURT_NAME = re.compile(
    r"^(?P<body>.*?)(?:具体)?(?:适用法律|应用法律|法律适用|适用)?的?(?:若干|几个|有关)?(?:问题)?的?"
    r"(?P<kind>解释|规定)(?P<number>\([一二三四五六七八九十]{1,3}\))?$"
)
_APPLIES = re.compile(
    r"^(?:适用|执行|贯彻执行)《?(?:中华人民共和国)?(?P<law>[^《》]*?(?:法典|(?<!办)法(?!律)))》?(?P<part>.*)$"
)
_HEARS = re.compile(r"^(?:审理|办理)(?:涉及)?(?P<matter>.*?)(?:纠纷)?(?:民事|刑事|行政)?(?:纠纷)?案件$")

_OPEN_NAMES = 10
_SPEAKING = 4  # a part of a law that names its interpretation alone has so many characters (担保制度)

LawNames = Callable[[str], Sequence[str]]


def key(name: str) -> str:
    """The form in which names are compared; empty when nothing is left of the name."""
    return plain_title(fold(name).strip(_AROUND)).strip(_AROUND)


def without_version_note(name_key: str) -> str:
    """The key without a note of its version at the end: 公司法(2023修订) → 公司法."""
    return _VERSION_NOTE.sub("", name_key)


def short(title: str) -> str:
    """The printed title without a leading 中华人民共和国, for suggestions."""
    return re.sub(r"^\s*中华人民共和国\s*", "", title).strip()


def derived(title_key: str, law_names: LawNames) -> Iterator[str]:
    """Keys of the forms that rules make of a title's key, without the key itself.

    `law_names` gives the short names of a law, for the names of its judicial interpretations.
    """
    yield from _numerals(title_key)
    without_trial = _TRIAL.sub("", title_key)
    for each in {without_trial, _INTERIM.sub("", without_trial), title_key.replace("、", "")} - {title_key}:
        yield each
        yield from _numerals(each)
    court = _COURT_ACT.match(title_key)
    if court:
        yield from _court_forms(court.group("rest"), law_names)
        return
    issued = _ISSUED.match(title_key)
    if issued:
        yield issued.group("rest")
        if issued.group("issuer").endswith(_COMMITTEE):
            yield f"全国人大常委会{issued.group('rest')}"


def is_generic(name_key: str) -> bool:
    """A made form that may be ordinary words too (工资支付规定, 社会救助办法): a name only in 《》."""
    return len(name_key) < _OPEN_NAMES and name_key.endswith(("规定", "办法", "条例", "细则", "规则"))


def _numerals(name: str) -> Iterator[str]:
    """修正案(十二) is written 修正案十二, 修正案12, 修正案(12) too; 宪法修正案(2018年) 2018年宪法修正案.

    Without its year the name speaks of all acts that bear it.
    """
    numbered = _NUMBERED.match(name)
    if numbered:
        base, number = numbered.group("name"), numbered.group("number")
        yield base + number
        value = to_int(number)
        if value is not None:
            yield f"{base}{value}"
            yield f"{base}({value})"
    dated = _YEAR.match(name)
    if dated:
        base, year = dated.group("name"), dated.group("year")
        yield base
        yield f"{year}年{base}"
        yield f"{base}({year})"


def _court_forms(rest: str, law_names: LawNames) -> Iterator[str]:
    """Short names of a judicial interpretation, of what stands behind its issuer and 关于.

    适用《公司法》若干问题的规定(三) → 公司法解释(三), 公司法司法解释三; 适用《民法典》婚姻家庭编的解释(一) →
    民法典婚姻家庭编解释(一), 婚姻家庭编解释一; 审理劳动争议案件适用法律问题的解释(一) → 劳动争议司法解释一.
    """
    yield "关于" + rest
    yield rest
    named = _COURT_NAME.match(rest)
    if named is None:
        return
    number = named.group("number") or ""
    for stem, is_part in _court_stems(named.group("body"), law_names):
        yield from _with_numerals(f"{stem}解释{number}")
        yield from _with_numerals(f"{stem}司法解释{number}")
        if named.group("kind") == "规定" and is_part:
            yield from _with_numerals(f"{stem}规定{number}")


def _with_numerals(name: str) -> Iterator[str]:
    yield name
    yield from _numerals(name)


def _court_stems(body: str, law_names: LawNames) -> Iterator[tuple[str, bool]]:
    """What the short name begins with, and whether that is a part of a law (民法典时间效力).

    Only behind a part is 规定 a name: 公司法规定 and 票据规定 speak of what is provided.
    """
    applies = _APPLIES.match(body)
    if applies:
        law = applies.group("law")
        part = re.sub(r"^(?:有关|中)", "", applies.group("part")).removesuffix("的")
        for name in (law, *law_names(law)):
            yield name + part, bool(part)
        if len(part) >= _SPEAKING and not part.startswith("第"):
            yield part, True
    hears = _HEARS.match(body)
    if hears and len(hears.group("matter")) > 1:
        case = re.sub(r"^(?:审理|办理)(?:涉及)?", "", body)
        for stem in dict.fromkeys((hears.group("matter"), case.removesuffix("案件"), case)):
            yield stem, False
