"""Words that ask and do not say: dropped from queries (indexer/data/question_words.toml says why)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_SENTENCE_END = r"(?=\s*(?:[?!。,;:、.]|$))"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The patterns of the data file, compiled once."""

    asking: re.Pattern[str]
    lookup: re.Pattern[str]

    def drop(self, folded: str) -> str:
        """`folded` with each question word replaced by one space; other characters stay as they are."""
        return self.asking.sub(lambda match: match["keep"] or " ", folded)

    def drop_lookup_words(self, folded: str) -> str:
        """What is left beside a look-up: without the words around it and without punctuation at the ends."""
        return tidy(self.lookup.sub(" ", folded))


def tidy(text: str) -> str:
    """Spaces collapsed; whatever is no letter, digit or Chinese character removed at the ends."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return _SPACES.sub(" ", text[start:end])


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def question_words() -> QuestionWords:
    """The packaged question words."""
    path = resources.files("indexer") / "data" / "question_words.toml"
    data: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    kept, anywhere, final = (_either(data[name]) for name in ("except", "anywhere", "final"))
    asking = f"(?P<keep>{kept})|{anywhere}|(?:{final}){_SENTENCE_END}"
    return QuestionWords(re.compile(asking), re.compile(_either(data["lookup"]), re.IGNORECASE))
