"""The timeline of a library, with the clauses of each text read only once.

Reading the clauses of 26,000 articles costs half a second of every start. They depend on the text alone, so
they are kept in `HOME/cache/clauses.json` by content hash. The file is disposable: it is made again when it
is missing, broken, or written by another version of the extracting code.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

from corpus.legal_time.clause import Extraction, from_json, to_json
from corpus.legal_time.clauses import extract_version
from corpus.legal_time.timeline import Timeline, build
from corpus.library import Library
from corpus.model import Version, Work
from indexer.files import replace_text

_FILE = Path("cache") / "clauses.json"


def timeline_of(home: Path, library: Library) -> Timeline:
    """The legal time of `library`; what had to be read is kept in `home` for the next time."""
    known = _Known(home, library)
    timeline = build(library, known.extract)
    known.save()
    return timeline


class _Known:
    """The clauses that are known by content hash, and those that had to be read."""

    def __init__(self, home: Path, library: Library) -> None:
        self._path = home / _FILE
        self._library = library
        self._kept = self._load()
        self._used: dict[str, str] = {}

    def _load(self) -> dict[str, str]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            data = json.loads(self._path.read_text("utf-8"))
            if data["code"] == _code():
                return dict(data["clauses"])
        return {}

    def extract(self, work: Work, version: Version) -> Extraction:
        """The clauses of one version."""
        kept = self._kept.get(version.content_hash)
        if kept is None:
            found = extract_version(version.title, self._library.units(work.id, version.key))
            self._used[version.content_hash] = to_json(found)
            return found
        self._used[version.content_hash] = kept
        return from_json(kept)

    def save(self) -> None:
        """Keep what this library uses, where that is news. A disk that is full is no reason to stop."""
        if self._used.keys() == self._kept.keys():
            return
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_text(self._path, json.dumps({"code": _code(), "clauses": self._used}, ensure_ascii=False))


@cache
def _code() -> str:
    """A hash of the code that reads clauses, so that a change of it reads them again."""
    digest = sha256()
    for package in ("corpus", "corpus.legal_time"):
        for each in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
            if each.name.endswith(".py"):
                digest.update(each.read_bytes())
    return digest.hexdigest()
