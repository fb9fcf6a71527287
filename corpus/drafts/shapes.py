"""What single lines of an official document are by their shape: dates, signatures, addressees, titles.

The parts of an official document and their order: 党政机关公文格式 GB/T 9704—2012, 7.
"""

from __future__ import annotations

import re

_DIGIT = "0-9０-９〇零○一二三四五六七八九十"
_DATE = re.compile(
    rf"[（(]?\s*[{_DIGIT}]{{4}}\s*年\s*[{_DIGIT}]{{1,3}}\s*月\s*[{_DIGIT}]{{1,3}}\s*日?\s*[)）]?"
)
_SIGNED_WITH_DATE = re.compile(
    rf"[^。；，,]{{4,60}}\s+[{_DIGIT}]{{4}}\s*年\s*[{_DIGIT}]{{1,3}}\s*月\s*[{_DIGIT}]{{1,3}}\s*日"
)
_PRINTED = re.compile(r".{0,60}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:印发|印制)")
_END_WORD = re.compile(
    r"特此[一-鿿]{2,4}[。．.!！]?|(?:以上|此|现予)[^。]{0,12}(?:公告|通知|公布|函复|函告|批复)[。]?"
    r"|[（(]\s*(?:此件|本件|公开|主动公开|信息公开|此页无正文)[^）)]{0,30}[)）]"
    r"|(?:抄送|抄报|主送|印发|分送)[：:].{0,2000}",
    re.DOTALL,
)
_ORGAN = re.compile(
    r"[^。；，,：:！？]{2,45}(?:人民政府|办公[厅室]|委员会|管委会|常委会|代表大会|人民法院|人民检察院|总局|中心|公司|协会|小组|支行|分行"
    r"|[厅局部委会院署处所社]|大队|支队)(?:[（(][^（）()]{1,20}[)）])?"
)
_TO = re.compile(
    r"(?:政府|部门|单位|[局厅委部会院办处区县市州镇乡]|街道|机构|机关|公司|中心|企业|职工|员工|银行|学校|组织|办公室|人员|个人|同志|缴存人|代表|支队)$"
)
_ASIDE = re.compile(r"[（(][^（()）]*[)）]|[：:\s]+$")
_PARTS = re.compile(r"[，、,和]")
_NORM = re.compile("应当|应|可以|不得|认定|符合|规定|之一|是否|包括|如下|下列|以下|是指")
_NUMBER = re.compile(r"[^\s。；，,：:《]{1,20}[〔\[（(【„﹝]\s*\d{4}\s*[〕\])）】‟﹞]\s*第?\s*\d{1,5}\s*号")
_HISTORY = re.compile(r"[（(].*(?:通过|公布|施行|修[正订改]|批准|发布|制定|印发).*[)）]", re.DOTALL)
_ATTACHED = re.compile(
    r"附\s*(?:件|录|表|图)?\s*(?P<no>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?\s*(?P<colon>[：:.．、])?\s*(?P<rest>.*)",
    re.DOTALL,
)
_COMMENCES = re.compile(r"本[^，。,；]{1,12}自[^，。,；]{1,40}起(?:正式|开始)?(?:施行|实施|执行|生效)")
_LISTS = re.compile("(?:[如以]下|下列)[^。；]{0,12}(?:条件|情形|材料|要求|事项|内容|程序|标准|规定|资料)")
_TAIL = 200
_SENTENCE = re.compile("[。；！？;!?]")
_LONGEST_TITLE = 80
_LONGEST_SIGNATURE = 60
_LONGEST_ADDRESSEE = 400
_REASON = re.compile(
    "为|根据|按照|依照|依据|经[^，。,；]{0,30}(?:同意|批准|研究|审议|决定)|现(?:将|就|对|予|印发|通知)"
)
_PAGE = re.compile(
    r"(?:发[布文](?:日期|时间|机关|机构|字号)|成文日期|公开方式|来源|信息来源|浏览|索引号|文号|作者|字体)[^。]{0,80}"
)
_NAMED = re.compile(
    r"(?:办法|细则|规定|方案|条例|意见|措施|规则|规程|决定|通知|通告|公告|制度|标准|指南|目录|清单|预案|章程|准则|协议书?|计划|要点)"
    r"(?:[（(][^（()）]{1,20}[)）])*》?$"
)
_WHITE = re.compile(r"\s+")


def is_date(text: str) -> bool:
    """A date alone: 2025年4月9日, 二〇二五年四月九日, in brackets or not."""
    return len(text) < 40 and _DATE.fullmatch(text) is not None


def ends_document(text: str) -> bool:
    """A line with which a document ends: 特此通知。 （此件公开发布） 抄送：… …印发, a signature with its date."""
    if len(text) > 2100:
        return False
    return any(each.fullmatch(text) for each in (_END_WORD, _PRINTED, _SIGNED_WITH_DATE))


def may_sign(text: str) -> bool:
    """Short and no sentence: may stand above a date as a signature."""
    return len(text) <= _LONGEST_SIGNATURE and not any(each in text for each in "。；：，,;:！？|")


def is_organ(text: str) -> bool:
    """The name of an authority, as it signs."""
    return len(text) <= _LONGEST_SIGNATURE and _ORGAN.fullmatch(_WHITE.sub("", text)) is not None


def is_addressee(text: str) -> bool:
    """各区人民政府，市政府各部门：— to whom a document goes: a list of authorities, and no norm."""
    if text[-1] not in "：:" or len(text) > _LONGEST_ADDRESSEE:
        return False
    if _SENTENCE.search(text) or _REASON.match(text) or _NORM.search(text):
        return False
    parts = _PARTS.split(_ASIDE.sub("", text))
    return 2 * sum(_TO.search(each.strip()) is not None for each in parts) >= len(parts)


def gives_reason(text: str) -> bool:
    """为…, 根据…: how the purpose and the basis of a document begin."""
    return _REASON.match(text) is not None


def is_document_number(text: str) -> bool:
    """市政发〔2025〕12号 on a line of its own."""
    return len(text) <= 40 and _NUMBER.fullmatch(text) is not None


def is_history(text: str) -> bool:
    """（2021年10月25日市政府常务会议通过 自2022年1月1日起施行）, a date below a title, a line of a web page."""
    return (
        is_date(text)
        or _PAGE.fullmatch(text) is not None
        or (len(text) <= 400 and _HISTORY.fullmatch(text) is not None)
    )


def is_title(text: str) -> bool:
    """Short and no sentence."""
    return (
        len(text) <= _LONGEST_TITLE
        and not any(each in text for each in "。；：！？;:!?|")
        and text[-1] not in "，,"
    )


def names_document(text: str) -> bool:
    """Does the line end as the title of a document does: …办法（试行）?"""
    return _NAMED.search(text) is not None


def is_commencement(text: str) -> bool:
    """本办法自2026年1月1日起施行 … at its beginning."""
    return _COMMENCES.match(text) is not None


def introduces(text: str) -> bool:
    """Does a list follow: a colon at the end, or 下列 …, 以下 …?"""
    return text[-1] in "：:" or _LISTS.search(text[-_TAIL:]) is not None


def attached(text: str) -> tuple[str, bool] | None:
    """(label, does a list of what is attached follow) of a line 附件1, 附件：1.…; None for any other line."""
    if text[0] != "附" or len(text) > 400:
        return None
    match = _ATTACHED.fullmatch(text)
    if match is None or _WHITE.sub("", text) == "附则":
        return None
    rest = match["rest"]
    if _SENTENCE.search(rest) and not re.match(r"\d", rest):
        return None
    gap = match.start("rest") > match.end("no") if match["no"] else False
    if rest and not match["colon"] and not gap and not match["no"]:
        return None
    label = _WHITE.sub("", text[: match.end("no") if match["no"] else match.start("rest")]).rstrip("：:.．、")
    return (label, bool(match["colon"] and rest)) if label in ("附",) or label[1:2] in "件录表图" else None
