"""Where the parts of a text file lie: front matter, title, subtitle, printed history, body.

Three layouts: LawRefBook's (`# 标题`, history, `<!-- INFO END -->`), Markdown without that mark, plain text
(the title on the first lines, the history in brackets below it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.readers import front_matter
from corpus.readers.header import find_dates, read_acts
from corpus.readers.kinds import has_articles, has_han, is_law_title

_INFO_END = re.compile(r"<!--\s*INFO\s+END\s*-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TOP_HEADING = re.compile(r"#\s+(?P<text>\S.*?)\s*#*$")
_STRUCTURE = re.compile(
    r"\s*#*\s*(?:第\s*[0-9０-９零〇○一二三四五六七八九十百千]+\s*[编章节条]|[一二三四五六七八九十]+、)"
)
_NUMBER_LINE = re.compile(
    r"[（(]?[\u4e00-\u9fff]{1,20}[〔［\[【（(][12][0-9]{3}[〕］\]】）)]\s*第?\s*[0-9]+\s*号[）)]?"
    r"|[\u4e00-\u9fff]{2,40}令\s*[（(]?第?\s*[0-9一二三四五六七八九十百]+\s*号[）)]?"
)
_SPACES = " \t　\u200b\ufeff\xa0"
_LONGEST_TITLE = 150
_LONGEST_HISTORY_LINE = 400
_ORGAN = "院部委局会厅署府行"
_BETWEEN_ORGANS = re.compile(rf"(?<=[{_ORGAN}])[\s\u200b]+(?=(?!关于|办公)[\u4e00-\u9fff]{{2,20}}[{_ORGAN}])")
_INNER_SPACE = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])[\s\u200b]+|[\s\u200b]+(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A file taken apart. `title` None when nothing in the file names the text; `body` may be blank."""

    fields: Mapping[str, str | int | float | bool | date]
    fields_error: str | None
    title: str | None
    subtitle: str | None
    header: tuple[str, ...]
    body: str


def split(text: str) -> Layout:
    """Take `text` apart."""
    fields, rest, error = front_matter.split(text)
    mark = _INFO_END.search(rest)
    if mark is not None:
        head, body = _lines(_COMMENT.sub("", rest[: mark.start()])), _INFO_END.sub("", rest[mark.end() :])
        title, subtitle, header = _names(head)
    else:
        title, subtitle, header, body = _without_mark(_lines(rest))
    title = title or front_matter.text_of(fields, "title")
    subtitle = subtitle or front_matter.text_of(fields, "subtitle")
    title, subtitle = (clean_title(each) if each else None for each in (title, subtitle))
    if title and subtitle and not is_law_title(title) and is_law_title(title + subtitle):
        title, subtitle = title + subtitle, None
    if title:
        header, body = _without_title(header, title), "\n".join(_without_title(_lines(body), title))
    return Layout(fields, error, title or None, subtitle or None, tuple(header), body.strip("\r\n"))


def clean_title(text: str) -> str:
    """A title on one line: no comments, no marks of headings or bold, no spaces or line breaks left by PDF.

    A space between two organs stands for the 、 of one line: 最高人民法院 最高人民检察院关于…
    """
    plain = _COMMENT.sub("", text).strip(_SPACES + "\r\n#*").replace("**", "")
    return _INNER_SPACE.sub("", _BETWEEN_ORGANS.sub("、", plain))


def _lines(text: str) -> list[str]:
    return [line.strip(_SPACES) for line in re.split(r"\r\n|\r|\n", text)]


def _names(head: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Title, subtitle and history of a header whose end is known."""
    headings = [match["text"] for line in head if (match := _TOP_HEADING.match(line))]
    header = [line for line in head if line and not line.startswith("#")]
    if not headings and header and _may_be_title(header[0]):
        return header[0], None, header[1:]
    title = headings[0] if headings else None
    return title, headings[1] if len(headings) > 1 else None, header


def _without_mark(lines: list[str]) -> tuple[str | None, str | None, list[str], str]:
    """The same, and the body, where only the form of the lines says where the header ends."""
    at = _next(lines, 0)
    title = subtitle = None
    if at < len(lines) and (match := _TOP_HEADING.match(lines[at])) and not _STRUCTURE.match(match["text"]):
        title, at = match["text"], _next(lines, at + 1)
        second = _TOP_HEADING.match(lines[at]) if at < len(lines) else None
        if second and not _STRUCTURE.match(second["text"]):
            subtitle, at = second["text"], _next(lines, at + 1)
    elif at < len(lines) and _may_be_title(lines[at]):
        title, at = _printed_title(lines, at)
    header, at = take_history(lines, at)
    return title, subtitle, header, "\n".join(lines[at:])


def take_history(lines: list[str], at: int) -> tuple[list[str], int]:
    """The printed history that begins at a line (no comments, no white space at its ends), and the line after."""
    header = []
    while at < len(lines):
        end = _history_end(lines, at)
        if end == at:
            break
        header.append("".join(lines[at:end]))
        at = _next(lines, end)
    return header, at


def _next(lines: list[str], at: int) -> int:
    """The next line that holds something besides comments."""
    while at < len(lines) and not _COMMENT.sub("", lines[at]).strip(_SPACES):
        at += 1
    return at


def _may_be_title(line: str) -> bool:
    plain = line.strip(_SPACES)
    return (
        has_han(plain)
        and len(plain) <= _LONGEST_TITLE
        and not plain.endswith(("。", "；", "：", "，"))
        and not plain.startswith("#")
        and not _STRUCTURE.match(plain)
        and not has_articles(plain)
    )


def _printed_title(lines: list[str], at: int) -> tuple[str, int]:
    """A plain text's title, which may run over three lines: 中华人民共和国 / 某某法."""
    title, end = lines[at], at + 1
    joined = title
    for following in range(at + 1, min(at + 4, len(lines))):
        if is_law_title(clean_title(title)) or not lines[following]:
            break
        if not _may_be_title(lines[following]) or _history_end(lines, following) > following:
            break
        joined += " " + lines[following]
        if is_law_title(clean_title(joined)):
            title, end = joined, following + 1
    return title, _next(lines, end)


def _history_end(lines: list[str], at: int) -> int:
    """The line after the history line at `at`; `at` itself when that line is none.

    A history in brackets may run over several lines.
    """
    line = lines[at]
    if _NUMBER_LINE.fullmatch(line):
        return at + 1
    if line[:1] in ("（", "("):
        for end in range(at + 1, min(at + 40, len(lines)) + 1):
            block = "".join(lines[at:end])
            if block.rstrip(_SPACES).endswith(("）", ")")) and _balanced(block):
                return end if any(act.day and act.kind != "other" for act in read_acts([block])) else at
        return at
    found = find_dates(line)
    starts = bool(found) and found[0][0] <= 2 and len(line) <= _LONGEST_HISTORY_LINE
    whole = starts and line[found[0][1] :].strip(_SPACES) == ""
    return at + 1 if starts and (whole or any(act.kind != "other" for act in read_acts([line]))) else at


def _balanced(text: str) -> bool:
    return text.count("（") + text.count("(") <= text.count("）") + text.count(")")


def _without_title(lines: list[str], title: str) -> list[str]:
    """The lines without the first ones where they only print the title again (one line or several)."""
    seen, at = "", _next(lines, 0)
    while at < len(lines) and len(seen) < len(title):
        seen += clean_title(lines[at])
        if not title.startswith(seen):
            break
        at = _next(lines, at + 1)
        if seen == title:
            return lines[at:]
    return lines
