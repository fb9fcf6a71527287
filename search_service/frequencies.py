"""In how many units a word occurs: asked of the engine for all words of a query at once, and remembered."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.engine import Engine

# Words that are kept, some megabytes at most: the same are asked for again and again.
MOST_WORDS = 20_000


class Frequencies:
    """Of one index. For any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        """In how many units `word` occurs; 0 for an unknown one. EngineError."""
        found = self._known.get(word)
        return self.learn([word])[word] if found is None else found

    def learn(self, words: Iterable[str]) -> dict[str, int]:
        """Ask for those that are not known yet, in one call: on a cluster each call is a request."""
        known = self._known
        wanted = dict.fromkeys(words)
        missing = [word for word in wanted if word not in known]
        found = {word: known[word] for word in wanted if word in known}
        if missing:
            found |= zip(missing, self._engine.doc_freq(missing), strict=True)
            if len(known) + len(missing) > MOST_WORDS:
                self._known = {}
            self._known.update(found)
        return found
