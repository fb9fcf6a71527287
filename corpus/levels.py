"""效力位阶, issuer and region of a text, from what its source prints (names of levels: 立法法 chapters 2–5).

Evidence is used in this order, the first that speaks decides:

1. the source's own category, then its folders (`corpus/data/levels.toml`, `[category]`);
2. the title where it names its issuer or its kind beyond doubt (…法, 最高人民法院…, 某省…条例);
3. the issuer the source states, then the header lines of the text (令 numbers, sessions);
4. the title's ending alone: 条例 is a State Council regulation (规章制定程序条例 7), other rules are
   departmental, everything else a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from corpus import datafile
from corpus.model import Level
from corpus.normalize import fold, plain_title
from corpus.regions import region_of, region_of_folder, region_of_short

_NATIONAL_CONGRESS = "全国人民代表大会"
_STANDING_COMMITTEE = "全国人民代表大会常务委员会"
_CONSTITUTION = re.compile(r"宪法(?:修正案.{0,9})?$")
_NPC_INTERPRETATION = re.compile(_NATIONAL_CONGRESS + r"(?:常务委员会)?关于.*的解释$")
_LAW_NAME = re.compile(r"(?<!办)法(?:修正案)?$|法典$|(?<!办)法修正案\([^()]*\)$")
_PARTY = re.compile(r"中国共产党|中共|党")
_COURTS = re.compile(r"最高人民(?:法院|检察院)|人民(?:法院|检察院)(?!组织法)")
_CONGRESS = re.compile(r"人民代表大会|人大常委会")
_APPLIES_LAW = re.compile(r"(?:适用|应用)法律.*(?:解释|规定)")
_MILITARY = re.compile(r"中国人民解放军|中国人民武装警察部队")
_COUNCIL = re.compile(r"国务院(?!.*厅)|中央军事委员会|中央军委")
_SUFFIX = re.compile(r"(?:\([^()]*\)|试行|草案)+$")
_IMPLEMENTS_LAW = re.compile(r"实施.*(?<!办)法(?:的)?(?:若干)?(?:办法|规定)$")
REGIONAL = frozenset(
    {
        Level.LOCAL_REGULATION,
        Level.LOCAL_GOVERNMENT_RULE,
        Level.AUTONOMOUS_REGULATION,
        Level.NORMATIVE_DOCUMENT,
        Level.PARTY_REGULATION,
    }
)

# Header lines: the body whose act published a text. What the State Council approved or published (批准,
# 发布), alone or with 中央军委, is an administrative regulation also where a department issued it (usage
# before 立法法 2000).
_HEAD = (
    (re.compile(r"审判委员会|检察委员会|最高人民(?:法院|检察院)公告"), Level.JUDICIAL_INTERPRETATION),
    (
        re.compile(r"(?:国务院|中央军(?:事委员会|委))[^,。;()]{0,9}(?:令|批准|发布|公布|常务会议)"),
        Level.ADMINISTRATIVE_REGULATION,
    ),
    (re.compile(r"人民政府(?:令|[^,。;()]{0,9}常务会议)"), Level.LOCAL_GOVERNMENT_RULE),
    (re.compile(r"全国人民代表大会(?:常务委员会)?(?:第|公布|令|批准|关于)"), Level.LAW),
    (re.compile(r"人民代表大会(?:常务委员会)?(?:第|公告)"), Level.LOCAL_REGULATION),
    (re.compile(r"(?:部|总局|委员会|局|署|总署|银行)(?:联合)?令"), Level.DEPARTMENT_RULE),
)


@dataclass(frozen=True, slots=True)
class Classified:
    """`issuer` is as the source prints it, else what title, folder or level imply; None when open."""

    level: Level
    issuer: str | None
    region: str | None


class _Tables(NamedTuple):
    category: dict[str, Level]
    laws: frozenset[str]
    kinds: dict[str, str]
    endings: re.Pattern[str]
    departments: dict[str, str]
    department: re.Pattern[str]


@cache
def _tables() -> _Tables:
    data = datafile.load("levels.toml")
    kinds = {word: kind for kind, words in data["endings"].items() for word in words}
    departments = {}
    for each in datafile.load("departments.toml")["department"]:
        departments.update(dict.fromkeys((each["name"], *each["also"]), each["name"]))
    return _Tables(
        {word: Level(level) for word, level in data["category"].items()},
        frozenset(data["laws"]["titles"]),
        kinds,
        re.compile("(?:" + "|".join(sorted(kinds, key=len, reverse=True)) + ")$"),
        departments,
        re.compile("|".join(sorted(departments, key=len, reverse=True))),
    )


def classify(
    title: str,
    *,
    category: str | None = None,
    issuer: str | None = None,
    path: str | None = None,
    text_head: str | None = None,
) -> Classified:
    """Level, issuer and region of a text. `path` is its place in the source: folders, and its own name last.

    `text_head` is what stands before the body (acts, dates). Level is always answered; where nothing
    speaks, it is 规范性文件, the lowest.
    """
    name = plain_title(title)
    folders = [each for each in re.split(r"[/\\]", path or "")[:-1] if each.strip()]
    labels = [*folders, *re.split(r"[/\\]", category or "")]
    level = (
        _miscalled_law(labels, name, plain_title(issuer or ""))
        or _labelled(labels, name)
        or _certain(name)
        or _by_issuer(issuer or "", name)
        or _by_head(text_head or "", name)
        or _by_ending(name)
    )
    region = _region(name, issuer or "", labels) if level in REGIONAL else None
    printed = re.sub(r"\s+", " ", issuer).strip() if issuer else None
    return Classified(level, printed or _likely_issuer(level, name, region, labels, text_head or ""), region)


def _labelled(labels: list[str], name: str) -> Level | None:
    """The level by category and folders, the innermost first; a department's folder holds its rules."""
    tables = _tables()
    for label in reversed(labels):
        word = plain_title(label)
        level = tables.category.get(word)
        if level is None and region_of_folder(label) and word.endswith("法规"):
            level = Level.LOCAL_REGULATION
        if level is not None:
            return _refined(level, name)
    if any(plain_title(label) in tables.departments for label in labels):
        return Level.DEPARTMENT_RULE
    return None


def _miscalled_law(labels: list[str], name: str, issuer: str) -> Level | None:
    """A source's 法律 that is no …法 and whose stated issuer is 国务院 or 中央军委: a regulation."""
    if _labelled(labels, name) is Level.LAW and _COUNCIL.match(issuer) and not _LAW_NAME.search(name):
        return Level.ADMINISTRATIVE_REGULATION
    return None


def _refined(level: Level, name: str) -> Level:
    """What the title says within a category: 宪法, 立法解释 among laws; 自治条例 among local acts."""
    if level in (Level.LAW, Level.CONSTITUTION):
        if _CONSTITUTION.match(name):
            return Level.CONSTITUTION
        return Level.LEGISLATIVE_INTERPRETATION if _NPC_INTERPRETATION.match(name) else Level.LAW
    if level is Level.LOCAL_REGULATION and name.endswith(("自治条例", "单行条例")):
        return Level.AUTONOMOUS_REGULATION
    return level


def _certain(name: str) -> Level | None:
    """The level where the title names its issuer or its kind; None where the title alone is a guess."""
    for rule in (_party, _congress_act, _supervision, _local_act, _court_act, _government_act):
        level = rule(name)
        if level is not None:
            return level
    return None


def _party(name: str) -> Level | None:
    """党内法规制定条例 5: 党章, 准则, 条例, 规定, 办法, 规则, 细则."""
    if not _PARTY.match(name):
        return None
    return Level.PARTY_REGULATION if _is_rule(name) else Level.NORMATIVE_DOCUMENT


def _congress_act(name: str) -> Level | None:
    if name.startswith(_NATIONAL_CONGRESS) or _LAW_NAME.search(name) or name in _tables().laws:
        return _refined(Level.LAW, name)
    return Level.CONSTITUTION if _CONSTITUTION.match(name) else None


def _supervision(name: str) -> Level | None:
    if not name.startswith("国家监察委员会"):
        return None
    return Level.SUPERVISION_REGULATION if _is_rule(name) else Level.NORMATIVE_DOCUMENT


def _local_act(name: str) -> Level | None:
    """A title that begins with a region: by the body it names, then by its ending (立法法 80-93).

    规定 and 办法 are open: congresses and governments both use them.
    """
    region = region_of(name)
    if region is None:
        return Level.LOCAL_REGULATION if region_of_short(name) and _kind(name) == "regulation" else None
    regulation = _kind(name) == "regulation"
    if name.endswith(("自治条例", "单行条例")) or (region.endswith(("自治县", "自治旗")) and regulation):
        return Level.AUTONOMOUS_REGULATION
    if regulation or _CONGRESS.search(name) or _IMPLEMENTS_LAW.search(name) or name.endswith("若干规定"):
        return Level.LOCAL_REGULATION
    return None if _is_rule(name) else Level.NORMATIVE_DOCUMENT


def _court_act(name: str) -> Level | None:
    known = _COURTS.match(name) or ("案件" in name and _APPLIES_LAW.search(name))
    return Level.JUDICIAL_INTERPRETATION if known else None


def _government_act(name: str) -> Level | None:
    if name.startswith("国务院"):
        if _is_rule(name) and not name.startswith("国务院办公厅"):
            return Level.ADMINISTRATIVE_REGULATION
        if re.search(r"关于(?:修改|废止).*决定$", name):
            return Level.ADMINISTRATIVE_REGULATION  # published by decree as regulations are
        return Level.STATE_COUNCIL_DECISION if name.endswith("决定") else Level.NORMATIVE_DOCUMENT
    if _tables().department.match(name) and _kind(name):
        return Level.DEPARTMENT_RULE if _is_rule(name) else Level.NORMATIVE_DOCUMENT
    return None


def _kind(name: str) -> str:
    """The kind of name a title ends with: regulation, rule, document; empty for another ending."""
    found = _tables().endings.search(_SUFFIX.sub("", name))
    return _tables().kinds[found.group()] if found else ""


def _is_rule(name: str) -> bool:
    return _kind(name) in ("regulation", "rule")


# Bodies by their printed name: the level of their rules, and of their other papers.
_ISSUERS = (
    (re.compile(_NATIONAL_CONGRESS + "|全国人大"), Level.LAW, Level.LAW),
    (_PARTY, Level.PARTY_REGULATION, Level.NORMATIVE_DOCUMENT),
    (_COURTS, Level.JUDICIAL_INTERPRETATION, Level.JUDICIAL_INTERPRETATION),
    (re.compile("国务院$"), Level.ADMINISTRATIVE_REGULATION, Level.NORMATIVE_DOCUMENT),
    (re.compile("国家监察委员会"), Level.SUPERVISION_REGULATION, Level.NORMATIVE_DOCUMENT),
    (re.compile(".*(?:人民代表大会|人大(?:常委会)?$)"), Level.LOCAL_REGULATION, Level.LOCAL_REGULATION),
    (re.compile(".*人民政府$"), Level.LOCAL_GOVERNMENT_RULE, Level.NORMATIVE_DOCUMENT),
)


def _by_issuer(issuer: str, name: str) -> Level | None:
    body = plain_title(issuer)
    if not body:
        return None
    for pattern, rule, paper in _ISSUERS:
        if pattern.match(body):
            return _refined(rule if _is_rule(name) or rule is Level.LAW else paper, name)
    if _tables().department.match(body) and _is_rule(name):
        return Level.DEPARTMENT_RULE
    return Level.NORMATIVE_DOCUMENT


def _by_head(head: str, name: str) -> Level | None:
    """The body of the header's first act; later lines speak of approvals and amendments."""
    text = re.sub(r"\s+", "", fold(head)).replace("中华人民共和国", "")
    found = [(match.start(), level) for pattern, level in _HEAD if (match := pattern.search(text))]
    if not found or _kind(name) == "document":
        return None
    return _refined(min(found, key=lambda each: each[0])[1], name)


def _by_ending(name: str) -> Level:
    kind = _kind(name)
    if kind == "rule" and (region_of(name) or region_of_short(name)):
        return Level.LOCAL_GOVERNMENT_RULE
    if kind == "rule" and _MILITARY.match(name):
        return Level.ADMINISTRATIVE_REGULATION
    if kind == "regulation" or re.search(r"(?<!办)法实施(?:细则|办法)$", name):
        return Level.ADMINISTRATIVE_REGULATION
    return Level.DEPARTMENT_RULE if kind == "rule" else Level.NORMATIVE_DOCUMENT


def _region(name: str, issuer: str, labels: list[str]) -> str | None:
    """By the title, the issuer, the title's short name, the innermost folder."""
    folders = [region for label in labels if (region := region_of_folder(label))]
    return (
        region_of(name.removeprefix("中共"))
        or region_of(issuer)
        or region_of_short(name)
        or (folders[-1] if folders else None)
    )


def _likely_issuer(level: Level, name: str, region: str | None, labels: list[str], head: str) -> str | None:
    tables = _tables()
    if level is Level.ADMINISTRATIVE_REGULATION or level is Level.STATE_COUNCIL_DECISION:
        return "国务院"
    if level in (Level.CONSTITUTION, Level.LAW, Level.LEGISLATIVE_INTERPRETATION):
        return _congress(level, f"{name}\n{fold(head)}")
    if level is Level.JUDICIAL_INTERPRETATION:
        courts = [each for each in ("最高人民法院", "最高人民检察院") if each[2:] in f"{name}{head}"]
        return "、".join(courts) or None
    if level is Level.LOCAL_REGULATION and region:
        return f"{region}人民代表大会常务委员会"
    if level is Level.LOCAL_GOVERNMENT_RULE and region:
        return f"{region}人民政府"
    named = [plain_title(each) for each in reversed(labels)] + [name]
    found = next((match for each in named if (match := tables.department.match(each))), None)
    return tables.departments[found.group()] if found else None


def _congress(level: Level, text: str) -> str | None:
    if level is Level.CONSTITUTION:
        return _NATIONAL_CONGRESS
    if level is Level.LEGISLATIVE_INTERPRETATION or _STANDING_COMMITTEE in text:
        return _STANDING_COMMITTEE
    return _NATIONAL_CONGRESS if _NATIONAL_CONGRESS in text else None
