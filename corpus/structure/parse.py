"""A law's body text, as Markdown or as plain lines, to units.

The numbering decides how a text is read: articles (第一条), items (一、), figures that run through the whole
text (1. … 78.), or nothing, and then every paragraph is a unit.
"""

from __future__ import annotations

from corpus.model import Problem
from corpus.structure.finish import Draft, Structure, finish
from corpus.structure.lines import count, item, lines
from corpus.structure.scheme import (
    figures_run_through,
    has_articles,
    is_sectioned,
    runs,
    without_contents,
    without_title,
)
from corpus.structure.walk import Articles, Items, paragraphs


def parse(text: str) -> Structure:
    """Units of a body text; the header (title, dates) should be gone, but a title line does no harm.

    Problems: `no_body`, `number_start`, `number_gap`, `number_repeated`, `number_order`, `article_glued`,
    `text_broken`, `unit_empty`.
    """
    drafts = drafts_of(text)
    return finish(drafts, [] if drafts else [Problem("no_body", "只有标题，没有正文")])


def drafts_of(text: str) -> list[Draft]:
    """The units of a text before numbers are checked and keys given."""
    found = without_contents(without_title(list(lines(text))))
    if has_articles(found):
        return Articles(found).read()
    if figures_run_through(found):
        return Items(found, count).read()
    if runs(found, item) > 1 and not is_sectioned(found):
        return Items(found, item).read()
    return paragraphs(found)
