"""What a load reads: files, folders and archives, or the starter library with its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Self

from corpus.cases import starter as starter_shelf
from corpus.readers import files, starter
from corpus.readers.limits import Limits
from corpus.shelved import ShelfEntry, case_entry

UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Task:
    """What to load: `paths`, or the starter library with its cases when None.

    `source` labels the files' source; `columns` says of tables which heading holds a field; `kind` is what the log of
    loads shows (`files`, `upload`, `starter`); `name` is the label where the paths do not say it well.
    """

    paths: tuple[Path, ...] | None
    source: str | None = None
    columns: Mapping[str, str] | None = None
    origin: str = "files"
    name: str | None = None

    @property
    def kind(self) -> str:
        return "starter" if self.paths is None else self.origin

    @property
    def label(self) -> str:
        if self.paths is None:
            return starter.SOURCE
        return self.name or self.source or "、".join(each.absolute().name for each in self.paths)

    @property
    def checksum(self) -> str | None:
        return starter.SHA256 if self.paths is None else None

    def read(self, limits: Limits | None = None) -> Iterator[files.Outcome]:
        if self.paths is None:
            return chain(starter.read(), _starter_cases())
        return files.read(self.paths, source=self.source, columns=self.columns, limits=limits)

    def count(self) -> int | None:
        if self.paths is None:
            return starter.count(starter.find()) + len(starter_shelf.starter_cases())
        return files.count(self.paths)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the log of loads and for the child process."""
        return {
            "paths": None if self.paths is None else [str(each.absolute()) for each in self.paths],
            "source": self.source,
            "columns": dict(self.columns) if self.columns else None,
            "origin": self.origin,
            "name": self.name,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        paths = values["paths"]
        return cls(
            None if paths is None else tuple(map(Path, paths)),
            values["source"],
            values["columns"],
            values["origin"],
            values["name"],
        )


def _starter_cases() -> Iterator[ShelfEntry]:
    for number, case in enumerate(starter_shelf.starter_cases(), 1):
        path = f"案例 {number}"
        yield case_entry(case, path=path, source=starter_shelf.SOURCE, reader=starter_shelf.READER)
