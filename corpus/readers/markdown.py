"""One Markdown or plain-text file → one text: LawRefBook's layout, YAML front matter, plain printed laws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from corpus import structure
from corpus.levels import REGIONAL, classify
from corpus.model import Act, Level, Problem, Rejection, SourceDocument
from corpus.readers import front_matter
from corpus.readers.header import effective_date, find_dates, last_act_date, read_acts
from corpus.readers.issuers import issuer_of
from corpus.readers.kinds import has_articles, has_han, is_case_report, is_guide, is_law_title
from corpus.readers.layout import Layout, clean_title, split
from corpus.readers.outcomes import Skipped
from corpus.readers.parts import Part, is_part_name, join
from corpus.regions import region_of, region_of_folder

_NAME_DATE = re.compile(
    r"\s*[(（\[【_-]\s*(?P<date>[0-9０-９]{4}[-.．/－年][^()（）]{3,6}?日?)\s*[)）\]】]?\s*$"
)
# The files of 国家法律法规数据库: 某某条例_20240606.docx, with the day this text was published.
_NAME_DAY = re.compile(
    r"\s*[(（\[【_-]\s*(?P<year>[12][0-9]{3})(?P<month>[01][0-9])(?P<day>[0-3][0-9])\s*[)）\]】]?\s*$"
)
_COPY_MARK = re.compile(r"\s*[(（][0-9]{1,2}[)）]$")
_DOC_NUMBER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{1,12})\s*[〔［\[【（(]\s*(?P<year>[12][0-9]{3})\s*[〕］\]】）)]\s*第?\s*(?P<no>[0-9]+)\s*号"
)
_ORDER = re.compile(
    r"(?P<organ>(?:中华人民共和国)?[\u4e00-\u9fff、]{2,40}?令)\s*[（(]?第?\s*(?P<no>[0-9０-９一二三四五六七八九十百]+)\s*号"
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
# Folders named so are categories: those of 国家法律法规数据库 (flk.npc.gov.cn), and of the levels below it.
_CATEGORIES = frozenset(
    (
        *("宪法", "宪法相关法", "民法商法", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法"),
        *("行政法规", "监察法规", "地方性法规", "自治条例", "单行条例", "司法解释"),
        *("部门规章", "地方政府规章", "规范性文件", "党内法规"),
    )
)

_BODY_LINES_WITH_NUMBER = 4


def read_text(text: str, *, path: str, source: str, place: str = "") -> SourceDocument | Rejection | Skipped:
    """Read one file's text. `path` is its place in the load, `place` the folders above the load's root.

    Rejected: `empty_file`, `no_title`, `no_body`. Skipped: `not_a_law`, `not_a_law_case`.
    """
    outcome = read_page(text, path=path, source=source, place=place)
    return join([outcome])[0][0] if isinstance(outcome, Part) else outcome


def read_page(
    text: str, *, path: str, source: str, place: str = ""
) -> SourceDocument | Part | Rejection | Skipped:
    """The same, but a file that is one part of a text (物权编) comes as a `Part`, for joining."""
    if not text.strip(" \t\r\n　\ufeff\u200b"):
        return Rejection(source, path, Problem("empty_file", "文件是空的，没有任何文字。"))
    return read_layout(split(text.lstrip("\ufeff")), text, path=path, source=source, place=place)


def read_layout(
    layout: Layout, text: str, *, path: str, source: str, place: str = "", reader: str | None = None
) -> SourceDocument | Part | Rejection | Skipped:
    """A page already taken apart; `text` is kept as its source text, `reader` names the reading code."""
    name = clean_title(_stem_without_date(path))
    acts = read_acts(layout.header)
    reason = _not_a_law(text, layout, acts, name)
    if reason is not None:
        return Skipped(source, path, reason)
    title = layout.title or (name if is_law_title(name) else None)
    if title is None:
        message = "找不到标题：正文前没有标题行，文件名也不像法规名称。请在第一行写上“# 法规全称”。"
        return Rejection(source, path, Problem("no_title", message))
    parsed = structure.parse(_WIKI_LINK.sub(r"\1", layout.body))
    if not parsed.units:
        return Rejection(source, path, Problem("no_body", f"只有标题和题注，没有正文：《{title}》。"))
    hint = f"{place}/{path}" if place else path
    document = _document(text, layout, title, acts, parsed, path=path, source=source, hint=hint)
    if reader is not None:
        document = replace(document, reader=reader)
    if layout.subtitle and is_part_name(layout.subtitle):
        return Part(layout.subtitle, document)
    return document


def name_date(path: str) -> date | None:
    """The day in a file name: `某某条例(2019-03-24).md`, also in full-width brackets; None without one."""
    if match := _NAME_DATE.search(_stem(path)):
        days = find_dates(match["date"])
        return days[0][2] if days else None
    match = _NAME_DAY.search(_stem(path))
    return _calendar_day(match) if match else None


def _calendar_day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def doc_number(header: Sequence[str], acts: Sequence[Act], body: str) -> str | None:
    """The number of the document: 国务院令第713号, 法释〔2020〕15号; brackets unified to 〔〕.

    The number of an amending order is not the text's own, so a number that stands with 公布 or alone in the
    header goes first; then one that stands alone on the first lines of the body.
    """
    published = [act.text for act in acts if act.kind == "published"]
    alone = [line for line in header if _is_number_line(line)]
    first_lines = [line.strip(" 　") for line in body.splitlines() if line.strip(" 　")][
        :_BODY_LINES_WITH_NUMBER
    ]
    for line in [*alone, *reversed(published), *filter(_is_number_line, first_lines)]:
        number = _number_in(line)
        if number is not None:
            return number
    return None


def _document(
    text: str,
    layout: Layout,
    title: str,
    acts: tuple[Act, ...],
    parsed: structure.Structure,
    *,
    path: str,
    source: str,
    hint: str,
) -> SourceDocument:
    fields = layout.fields
    stated = front_matter.text_of(fields, "issuing_authority", "issuer", "issuing_body")
    issuer = stated or issuer_of(acts)
    category = _category(front_matter.text_of(fields, "category"), hint)
    level = front_matter.text_of(fields, "效力位阶") or category
    head = "\n".join(layout.header)
    classified = classify(title, category=level, issuer=stated, path=hint, text_head=head)
    by_acts = classify(title, category=level, issuer=issuer, path=hint, text_head=head)
    version_date, problems = _version_date(layout, acts, path)
    if layout.fields_error:
        problems.append(
            Problem("front_matter_broken", f"文件开头的 YAML 读不懂，已忽略：{layout.fields_error}")
        )
    return SourceDocument(
        reader="front-matter" if fields else "markdown",
        source=source,
        path=path,
        title=title,
        level=classified.level,
        units=parsed.units,
        raw=text,
        issuer=issuer or classified.issuer,
        region=by_acts.region or classified.region or _stated_region(fields, classified.level),
        category=category,
        doc_number=front_matter.text_of(fields, "doc_number", "document_number")
        or doc_number(layout.header, acts, layout.body),
        version_date=version_date,
        effective_date=effective_date(acts)
        or front_matter.date_of(fields, "implement_date", "effective_date", "施行日期"),
        status=front_matter.text_of(fields, "status", "时效性"),
        acts=acts,
        problems=(*problems, *parsed.problems),
    )


def _stated_region(fields: front_matter.Fields, level: Level) -> str | None:
    """The region that the source states, for texts that have one."""
    stated = front_matter.text_of(fields, "region", "地区")
    if stated is None or level not in REGIONAL:
        return None
    return region_of(stated) or region_of_folder(stated)


def _version_date(layout: Layout, acts: Sequence[Act], path: str) -> tuple[date | None, list[Problem]]:
    """The day this text was published: stated, from the file name, or the last act; the later of these two.

    A text whose own history names an amendment after the day in its file name is the amended text.
    A front matter's `publish_date` is the first act's day in the collections seen, so it comes last.
    """
    stated = front_matter.date_of(layout.fields, "version_date")
    if stated is not None:
        return stated, []
    printed = front_matter.date_of(layout.fields, "公布日期")
    named, acted = printed or name_date(path), last_act_date(acts)
    if named and acted and acted > named:
        said = "表里的公布日期" if printed else "文件名的日期"
        message = f"{said}是{named}，题注里却有更晚的{acted}：以题注为准。"
        return acted, [Problem("version_date_conflict", message, path)]
    bare = [act.day for act in acts if act.kind == "other" and act.day]
    return named or acted or max(bare, default=None) or front_matter.date_of(
        layout.fields, "publish_date"
    ), []


def _not_a_law(text: str, layout: Layout, acts: Sequence[Act], name: str) -> Problem | None:
    """Why this is no law text, or None."""
    if is_case_report(layout.body):
        return Problem(
            "not_a_law_case", "这是案例，不是法规：案例请填进模板的表格（faju template cases）载入。"
        )
    if front_matter.is_true(layout.fields, "draft", "bookHidden"):
        return Problem("not_a_law", "这是资料集自己的说明页（标记为草稿或隐藏），不是法规。")
    if not has_han(text):
        return Problem("not_a_law", "文件里没有中文文字，不是法规。")
    if layout.title and is_guide(layout.title) and not has_articles(layout.body):
        return Problem("not_a_law", "标题是攻略、问答、解读一类的资料，不是法规。")
    signs = (
        has_articles(layout.body)
        or any(is_law_title(each) for each in (layout.title or "", name))
        or any(act.day and act.kind in {"enacted", "amended", "published"} for act in acts)
        or any(_is_number_line(line) for line in layout.header)
        or front_matter.text_of(layout.fields, "status", "时效性") is not None
    )
    if signs:
        return None
    return Problem("not_a_law", "没有条文、题注、文号，标题也不像法规名称：不是法规。")


def _category(stated: str | None, hint: str) -> str | None:
    """The category stated, without the folders before it, or the innermost folder that is one."""
    if stated:
        return stated.rstrip("/").rpartition("/")[2]
    folders = PurePosixPath(hint).parts[:-1]
    return next((folder for folder in reversed(folders) if folder in _CATEGORIES), None)


def _stem(path: str) -> str:
    name = PurePosixPath(path).name
    return _COPY_MARK.sub("", name.rpartition(".")[0] or name)


def _stem_without_date(path: str) -> str:
    return _NAME_DAY.sub("", _NAME_DATE.sub("", _stem(path)))


def _is_number_line(line: str) -> bool:
    plain = line.strip(" 　（）()")
    return any(pattern.fullmatch(plain) for pattern in (_DOC_NUMBER, _ORDER))


def _number_in(line: str) -> str | None:
    if match := _DOC_NUMBER.search(line):
        organ = match["organ"].rpartition("以")[2]
        return f"{organ}〔{match['year']}〕{match['no']}号"
    dates = find_dates(line)
    if match := _ORDER.search(line[dates[0][1] :] if dates else line):
        return f"{match['organ'].replace('中华人民共和国', '')}第{match['no']}号"
    return None
