"""The words and shapes of the grammar (see README.md beside this file), as compiled expressions.

All of them run on folded text (`corpus.normalize`): half-width brackets, commas and digits, one quote mark,
one dash, simplified characters. Every repetition is bounded or unambiguous: a scan stays linear on any text.
"""

from __future__ import annotations

import re

W = r" {0,3}\n? {0,3}"
"""A gap inside one citation: a few spaces and at most one line break, never a blank line."""

_DIGIT = "[0-9〇零一二三四五六七八九十百千]"
NUM = rf"{_DIGIT}(?:{W}{_DIGIT}){{0,11}}"
_BRACKETED = rf"\({W}{NUM}{W}\)"
_SUB = rf"(?:{W}之{W}[0-9〇零一二三四五六七八九十]{{1,4}})"

# What may not follow the unit's character, because it is another word: 条例, 款项, 项目, 章程, 节目 …
_NOT = {
    "条": "[例件款目理纹幅形]|约(?![定束])|道路|生产线|线路|措施|建议",
    "款": "[式待额]",
    "项": "[目链]",
    "目": "[标的录前光]",
    "编": "[号制码辑者排写入组队]",
    "章": "[程鱼]",
    "节": "[目日点假能约课水]",
}
UNITS = "|".join(["分编", *(f"{unit}(?!{bad})" for unit, bad in _NOT.items())])

JOIN = "(?:,?(?:以及|或者|和|与|及|或|并|暨)|[、,;])"
RANGE = "(?:至|到|[-~])"
_MEMBER = rf"(?:{_BRACKETED}|{NUM})"
_MORE = rf"(?:{W}(?:{JOIN}|{RANGE}){W}(?:第{W})?{_MEMBER}{_SUB}?|{W}{_BRACKETED}){{0,40}}"
STEP = re.compile(
    rf"第{W}(?P<list>{_MEMBER}{_SUB}?{_MORE}){W}(?:(?<=\))[两二三四五六])?(?P<unit>{UNITS})(?P<sub>{_SUB})?"
)
"""One numbered step: 第十三条之一, 第十三、十四条, 第（四）、（五）项, 第一至三款."""

LOOSE_ITEMS = re.compile(
    rf"(?P<list>{_BRACKETED}(?:{W}(?:(?:{JOIN}|{RANGE}){W})?{_BRACKETED}){{0,40}}){W}[两二三四五六]?(?P<unit>项(?!目)|目(?![标的录前]))(?P<sub>)"
)
"""Items without 第: （三）项, （一）、（二）项."""

NAKED_ARTICLE = re.compile(rf"(?P<list>{NUM}){W}(?P<unit>条)(?!{_NOT['条']})(?P<sub>{_SUB})?")
"""An article without 第, right after a name only: 《民法典》1254条."""

MEMBER = re.compile(
    rf"(?P<join>{W}(?:(?:(?P<range>{RANGE})|{JOIN}){W})?(?:第{W})?)\(?{W}(?P<no>{NUM}){W}\)?(?P<sub>{_SUB})?"
)
GAP = re.compile(W)
JOINER = re.compile(rf"{W}(?:(?P<range>{RANGE})|{JOIN}){W}(?=[第(]|{NUM}{W}条(?!{_NOT['条']}))")
OF_IT = re.compile(r" ?(?:所?(?:规定|列|列举|称)的?|中的?|的)? ?")
"""前款规定的第（一）项: between a place and what lies in it."""

TO_STEP = re.compile(
    rf"{W}(?:\"{W})?(?:(?:规定中?的?|之中的|中的|[的中之]){W})?"
    rf"(?P<book>(?:总则|分则|附则|(?!第)[一-鿿]{{2,6}}?编)(?:的|中的)?{W})?(?=[第(0-9一二三四五六七八九])"
)
"""What may stand between a name and its first step: 《民法典》物权编第…, 《刑法》中第…, “民法典”第…"""

BRACKET = re.compile(rf"{W}\((?P<inner>(?:[^()\n]|\n(?!\s*\n)|\([^()\n]{{0,60}}\)){{1,120}})\)")
EDITION = re.compile(
    rf"^{W}(?P<year>(?:19|20)\d\d)[ 年]*(?:\d{{1,2}}月\d{{1,2}}日)?[^,;]{{0,12}}?"
    r"(?:修正|修订|修改|公布|通过|施行|年版|年|版|文本|本)*$|^(?P<year2>(?:19|20)\d\d)$"
)
EDITION_BEFORE = re.compile(r"(?P<year>(?:19|20)\d\d) ?年(?:修正|修订|修改|版|颁布|公布)?的?$")
DEFINED = re.compile(
    r"(?:以下|下|以上)?(?:简称|统称|合称|称)(?:为|作|:)?\s*[\"'《]{0,2}(?P<alias>[^\"'《》()\n,;]{1,30}?)[\"'》]{0,2}(?=$|[,;)])"
)
DEFINITION = re.compile(
    rf"《(?P<name>(?:[^《》\n]|\n(?!\s*\n)){{2,120}})》{W}(?:\((?P<extra>[^()《》\n]{{1,60}})\){W})?"
    r"\((?P<inner>[^()\n]{0,60}?(?:简称|统称|合称|下称|称为)[^()\n]{1,40})\)"
)

_HARD_BREAK = (
    r"(?<=[>〉条、])\s{2,6}(?=[<〈第])|(?<=[一-鿿])\s{2,6}(?=(?!第|[一二三四五六七八九十]+、)[一-鿿])"
)
_TITLE_CHAR = rf"(?:[^《》。\n]|\n(?!\s*\n)|{_HARD_BREAK})"
"""A title has no full stop; a blank line only in the middle of its words (headings set line by line)."""

TITLE = rf"《(?:{_TITLE_CHAR}|《{_TITLE_CHAR}{{1,120}}》){{1,400}}》"
INNER_TITLE = r"〈[^〈〉《》\n]{2,80}〉"

OWN_NOUNS = (
    "法典|法(?![律院人规制治定庭警医官令案])|条例|规定|办法|细则|规则|决定|解释|意见|通知|章程|规程|规范|通则|准则|"
    "方案|纲要|安排|公约|修正案|标准|指引|批复|纪要|决议|税则|守则|指南|公告|协定"
)
# Each begins with its character and looks back behind it: an expression whose branches all begin with a
# literal is searched several times faster.
_PRONOUN = rf"本(?<![基根资样版文课剧脚书原单]本)(?:实施|暂行|若干|补充)?(?P<own>{OWN_NOUNS})"
_SAME = (
    r"[该同](?<![合共不相等][该同])"
    r"(?P<same>法典|法|条例|规定|办法|细则|规则|决定|解释|意见|通知|章程|规程|公约|协定|安排)"
)
_RELATIVE = (
    r"前(?<![提之]前)(?P<count>[两二三四五六])?(?P<before>[款条项])(?![例件目约式])"
    r"|本(?<![基根资成样版文课剧日]本)(?P<here>条(?![例件约目理款])|款(?![项额])|项(?!目)|章(?!程)|"
    r"节(?!目|能|水|约)|编(?!号|制|码))"
)
_YEAR = r"(?:19|20)\d{2}"
_NUMBER_SIGN = (
    rf"[〔\[【(<〈]{W}(?P<year>{_YEAR}){W}(?:年{W})?[〕\]】)>〉]{W}(?:第{W})?(?P<serial>\d{{1,6}}){W}号"
)
_ORDER = rf"(?P<word>令|公告){W}(?:\(?(?P<order_year>{_YEAR})年?\)?{W})?(?:第{W})?(?P<order_no>{NUM}){W}号"
TOKEN = re.compile(
    rf"(?P<title>{TITLE}|{INNER_TITLE})|(?P<open>《(?!》))|(?P<step>第(?={W}[(0-9〇零一二三四五六七八九十百千]))|"
    rf"(?P<pronoun>{_PRONOUN})|(?P<samelaw>{_SAME})|(?P<relative>{_RELATIVE})|"
    rf"(?P<items>\((?={W}{NUM}{W}\)(?:{W}(?:(?:{JOIN}|{RANGE}){W})?{_BRACKETED}){{0,24}}{W}[两二三四五六]?[项目]))|"
    rf"(?P<number>{_NUMBER_SIGN})|(?P<order>{_ORDER})"
)
"""Everything at which a citation may begin, one alternative for each kind."""

NUMBER_SIGN = re.compile(_NUMBER_SIGN)
ORDER_SIGN = re.compile(_ORDER)
AGENCY = re.compile(r"[一-鿿]{1,24}$")
LEADING = re.compile(
    r"^(?:.*(?:根据|依据|依照|按照|遵照|参照|印发|转发|文件|废止|执行|落实|贯彻|我院|作出|人民政府|的|(?<!共)和|与|及|按|见|即|于|号|以)(?=[一-鿿])|[年月日])"
)
LINE_BEFORE = re.compile(r"\n[( #*]*\Z")
LINE_AFTER = re.compile(r"[) *]*\n")
PROVENANCE = re.compile(
    rf"{W}(?:文件)?{W}(?:第[一二三四五六七八九十]次)?(?:公布|发布|颁布|修订|修正|通知印发)|、[^。、\n]{{2,20}}令第?\d+号(?:公布|发布)"
)

CUE_AFTER = re.compile(
    rf"{W}(?:规定|所[列规称述]|的|之规定|情形|[、,;。:)\"]|和|与|及|或|至|中|内|第|修改|改为|修正|增加|作为|删去|删除|"
    r"要求|条件|行为|以外|除外|罪|等|各项|$)"
)
CUE_BEFORE = re.compile(
    r"(?:违反|依照|按照|根据|依据|符合|属于|适用|参照|触犯|具有|作出|以及|或者|将|删去|删除|除|在|有|按|依|以|"
    r"和|与|及|或|对|从|于|为|是|至|原|[、,;:(。\"])\s*$"
)
SENTENCE_END = re.compile(r"[。!?\n]")
BLANK_LINE = re.compile(r"\n\s*\n")

HEAD = re.compile(rf"第{W}(?P<no>{NUM}) {{0,3}}条(?P<sub>{_SUB})?(?P<rest>[ :*]|(?=.)|$)", re.MULTILINE)
BEFORE_HEAD = re.compile(
    r"(?:^[ #>*\t]{0,8}(?P<quote>[\"(]?)[*]{0,2}|(?<=[。;:])(?P<glued> {0,4}))\Z", re.MULTILINE
)
NOT_HEAD = re.compile(
    rf"(?:规定|所[列称规述]|第{W}[\d(一二三四五六七八九十]|,第|[和至或与及]第|之规定|中的|修改|改为|作为|的规定|、|"
    rf"[和至或与及]{NUM}条)"
)
DIVISION = re.compile(
    rf"^[ #>*\t]{{0,8}}第{W}{NUM}{W}(?:分编|编|章|节)|(?<=[。;]) {{0,4}}第{W}{NUM}{W}[编章节](?=[^\n。,;]{{2,20}}$)",
    re.MULTILINE,
)
HEADING_LAW = re.compile(
    rf"^[ #>*\t]*(?:[一二三四五六七八九十]{{1,3}}、|\({NUM}\)|\d{{1,2}}[.、])?[ ]*"
    rf"(?:关于|修改|修订|废止|对|将)?(?P<title>{TITLE})[ ]*(?:的修改)?[:]?[ ]*$",
    re.MULTILINE,
)
AMENDING = re.compile(
    r"[ ]*(?:\([^()\n]{0,40}\))?[ ]*(?:作出?(?:如下|以下)?(?:修改|修正|补充)|(?:作|做)(?:出)?(?:如下|以下)|"
    r"(?:进行)?(?:如下|以下)修[改正]|的?部分条文|第[^。\n]{1,60}?(?:修改|改|删去|删除|增加|作为|合并))"
)
