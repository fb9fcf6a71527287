"""The organ that made a text, read from its printed history."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Act
from corpus.readers.header import find_dates

_SESSION = r"第?[0-9一二三四五六七八九十百]+(?:届|次)"
_NATIONAL_CONGRESS = re.compile(rf"{_SESSION}全国人民代表大会(?P<standing>常务委员会)?")
_LOCAL_CONGRESS = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{2,20}}?(?:省|自治区|市|自治州|自治县|州|盟)){_SESSION}?人民代表大会(?P<standing>常务委员会)?"
)
_COURTS = re.compile(r"最高人民法院|最高人民检察院")
_PUBLISHER = re.compile(
    r"^(?:中华人民共和国)?(?P<name>国务院|[\u4e00-\u9fff]{2,30}?(?:人民政府|委员会|总局|总署|[部局署院办]))"
    r"(?:、(?:中华人民共和国)?[\u4e00-\u9fff]{2,20}?)*(?:令|公告|公布|发布|颁布|印发|通过|制定|第[0-9]+次)"
)


def issuer_of(acts: Sequence[Act]) -> str | None:
    """The organ of the act that made the text: 通过 or 制定, else 公布; 批准 is another organ's consent."""
    made = [act for act in acts if act.kind in {"enacted", "amended"} and "批准" not in act.text]
    published = [act for act in acts if act.kind == "published"]
    for act in (*made, *published):
        organ = _organ(act)
        if organ is not None:
            return organ
    return None


def _organ(act: Act) -> str | None:
    dates = find_dates(act.text)
    text = (act.text[dates[0][1] :] if dates else act.text).strip(" 　由经")
    if match := _NATIONAL_CONGRESS.match(text):
        return "全国人民代表大会" + (match["standing"] or "")
    if match := _LOCAL_CONGRESS.match(text):
        return f"{match['place']}人民代表大会{match['standing'] or ''}"
    if _COURTS.match(text):
        return "、".join(dict.fromkeys(_COURTS.findall(text)))
    match = _PUBLISHER.match(text)
    return match["name"] if match else None
