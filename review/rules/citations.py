"""Verdicts of the citation check as findings, and how citations are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.citations.model import Citation
from corpus.numerals import ordinal_label, parse_label
from review.judge import Judge, shortened
from review.model import Basis, Finding, Severity
from review.pack import Rule
from review.parents import PENALTY

_VERDICTS = {
    "repealed": "CITE_REPEALED",
    "not_yet_in_force": "CITE_NOT_YET_IN_FORCE",
    "article_not_found": "CITE_ARTICLE_NOT_FOUND",
    "paragraph_not_found": "CITE_ARTICLE_NOT_FOUND",
    "item_not_found": "CITE_ARTICLE_NOT_FOUND",
    "stale_text": "CITE_STALE_TEXT",
    "quote_mismatch": "CITE_CONTENT_MISMATCH",
}
_TITLE = re.compile(r"《(?P<name>[^《》]+)》")
_ARABIC = re.compile(r"第\s*[0-9０-９]+\s*条(?:之[一二三四五六七八九十]+)?")
_HISTORICAL = re.compile(r"(?:原|已废止的|废止|修改前的|旧|时的|当时的|曾经?的)\s*《?$")
_REPEALING = re.compile(r"^[^。；]{0,80}(?:同时废止|予以废止|即行废止|停止执行|废止)")
_PUNISH = re.compile(r"^(?:[^，。；]{0,6})?(?:的规定)?(?:，)?(?:予以|给予|进行|依法)?(?:行政)?处罚")
_CARRIES = re.compile(
    PENALTY.pattern + r"|处罚|处分|责令|刑事责任|法律责任|拆除|行政责任|滞纳金|赔偿|予以取缔|扣留"
)
_FULL = "中华人民共和国"


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family; none where no library was given."""
    rules = {rule.id: rule for rule in judge.pack.active("citations", judge.profile)}
    seen: set[str] = set()
    for citation in judge.citations:
        if citation.law is None or _own(citation):
            continue
        found = _verdict(judge, rules, citation) or _mismatch(judge, rules, citation)
        if found is not None:
            yield found
        yield from _written(judge, rules, citation, seen)


def _own(citation: Citation) -> bool:
    law = citation.law or {}
    return law.get("id") is None and citation.verdict in (
        "article_not_found",
        "paragraph_not_found",
        "item_not_found",
    )


def _verdict(judge: Judge, rules: dict[str, Rule], citation: Citation) -> Finding | None:
    rule = rules.get(_VERDICTS.get(citation.verdict, ""))
    if rule is None:
        return None
    plain = judge.draft.plain
    if citation.verdict == "repealed" and (
        _HISTORICAL.search(plain[max(0, citation.start - 8) : citation.start])
        or _REPEALING.match(plain[citation.end : citation.end + 90])
    ):
        return None
    severity = Severity.WARNING if citation.verdict in ("paragraph_not_found", "item_not_found") else None
    return judge.finding(
        rule,
        citation.start,
        citation.end,
        message=_message(citation),
        basis=_bases(judge, citation),
        suggestion=_instead(citation),
        severity=severity,
    )


def _message(citation: Citation) -> str:
    """The verdict in words."""
    title = (citation.law or {}).get("title") or ""
    name = f"《{title}》{citation.article_no or ''}"
    since = f"（自 {citation.since} 起）" if citation.since else ""
    begins = f"，{citation.effective_date} 起施行" if citation.effective_date else ""
    last = f"，最后一条是{citation.last_article}" if citation.last_article else ""
    count = f"，共 {citation.paragraphs} 款" if citation.paragraphs else ""
    by = (citation.amended_by or {}).get("title")
    return {
        "repealed": f"{name}已经废止{since}，不能作为依据。",
        "not_yet_in_force": f"{name}尚未施行{begins}。",
        "article_not_found": f"《{title}》没有{citation.article_no or '这一条'}{last}。",
        "paragraph_not_found": f"{name}没有第{citation.paragraph}款{count}，请核对。",
        "item_not_found": f"{name}没有第{citation.item}项，请核对。",
        "stale_text": f"{name}已被{f'《{by}》' if by else ''}修改，本库所存文本未并入，请按修改后的文本核对。",
        "quote_mismatch": f"文中引述与{name}的内容不一致，请核对。",
    }[citation.verdict]


def _instead(citation: Citation) -> str:
    successor = (citation.replaced_by or {}).get("title")
    if citation.verdict == "repealed":
        return f"改为引用《{successor}》的相应条文。" if successor else "改为引用现行有效的规定，或者删去。"
    if citation.verdict == "not_yet_in_force":
        return "改为引用现行有效的文本；确以将来施行的文本为依据的，写明施行日期。"
    if citation.verdict.endswith("not_found"):
        return "核对法规名称和条、款、项的序号。"
    return ""


def _bases(judge: Judge, citation: Citation) -> tuple[Basis, ...]:
    """What proves the verdict: its clause; the last article for a number that is not there; else the article."""
    given = tuple(_from_json(each) for each in citation.basis)
    if given:
        return given
    law = citation.law or {}
    title = str(law.get("title") or "")
    if citation.verdict == "article_not_found" and citation.last_article:
        held = judge.article(title, citation.last_article)
        return (
            Basis(
                title,
                citation.last_article,
                citation=f"《{title}》{citation.last_article}",
                quote=shortened(held.text) if held else "",
                held=True,
                law_id=law.get("id"),
            ),
        )
    return (
        Basis(
            title,
            citation.article_no,
            citation=f"《{title}》{citation.article_no or ''}",
            quote=shortened(citation.article_text or ""),
            held=law.get("id") is not None,
            law_id=law.get("id"),
        ),
    )


def _from_json(each: dict[str, object]) -> Basis:
    law = each.get("law")
    known = law if isinstance(law, dict) else {}
    return Basis(
        str(known.get("title") or ""),
        each.get("article_no"),  # type: ignore[arg-type]
        each.get("paragraph"),  # type: ignore[arg-type]
        each.get("item"),  # type: ignore[arg-type]
        str(each.get("citation") or ""),
        shortened(str(each.get("quote") or "")),
        bool(each.get("held")),
        known.get("id"),
    )


def _mismatch(judge: Judge, rules: dict[str, Rule], citation: Citation) -> Finding | None:
    """依照《…》第X条的规定处罚, of an article that carries no penalty."""
    rule = rules.get("CITE_CONTENT_MISMATCH")
    if rule is None or citation.verdict != "ok" or not citation.article_text or citation.article_no is None:
        return None
    if not _PUNISH.match(judge.draft.plain[citation.end : citation.end + 20]):
        return None
    if _CARRIES.search(citation.article_text):
        return None
    title = (citation.law or {}).get("title")
    return judge.finding(
        rule,
        citation.start,
        citation.end,
        message=f"文中依照《{title}》{citation.article_no}处罚，该条没有规定处罚，请核对条文序号。",
        basis=_bases(judge, citation),
    )


def _written(judge: Judge, rules: dict[str, Rule], citation: Citation, seen: set[str]) -> Iterator[Finding]:
    """How the citation is written: a full title first, numbers in Chinese."""
    law = citation.law or {}
    title, key = str(law.get("title") or ""), str(law.get("id") or law.get("title") or "")
    printed = _TITLE.search(citation.text)
    short = rules.get("CITE_SHORT_NAME_FIRST_MENTION")
    if printed and key not in seen:
        seen.add(key)
        if short and law.get("id") and title.startswith(_FULL) and not printed["name"].startswith(_FULL):
            start = citation.start + printed.start()
            yield judge.finding(short, start, citation.start + printed.end(), suggestion=f"《{title}》")
    arabic, rule = _ARABIC.search(citation.text), rules.get("CITE_ARABIC_ARTICLE_NO")
    place = parse_label(arabic.group()) if arabic else None
    if arabic and rule and place:
        yield judge.finding(
            rule,
            citation.start + arabic.start(),
            citation.start + arabic.end(),
            suggestion=ordinal_label(*place),
        )
