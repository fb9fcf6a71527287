"""Files, folders and archives → documents. Every file is accounted for once: read, rejected or skipped.

Nothing is unpacked to disk; one file is held at a time, beside the parts of texts that are yet to be joined.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from corpus.model import Problem, Rejection, SourceDocument
from corpus.readers import archives, databases, starter
from corpus.readers.decoding import decode
from corpus.readers.formats import (
    DATABASE_SUFFIXES,
    STREAMED_SUFFIXES,
    TABLE_SUFFIXES,
    TEXT_SUFFIXES,
    Place,
    most_bytes,
    read_database_bytes,
    read_streamed,
    suffix_of,
    unsupported,
)
from corpus.readers.limits import Budget, Limits
from corpus.readers.markdown import read_page
from corpus.readers.outcomes import ReaderError, Skipped, StarterError
from corpus.readers.parts import Part, join
from corpus.shelved import ShelfEntry

Outcome = SourceDocument | ShelfEntry | Rejection | Skipped

_ARCHIVE_SUFFIX = re.compile(r"\.(?:tar\.gz|tgz|tar|zip)$", re.IGNORECASE)
_SYSTEM_FOLDERS = frozenset({"__MACOSX", "System Volume Information", "$RECYCLE.BIN"})
_MOST_PARTS_HELD = 500
_BROKEN = Problem("broken_archive", "压缩包损坏，读不出来。")


@dataclass(slots=True)
class _Load:
    """What the files of one path given share: the label, folders above it, the budget, parts to be joined.

    `stated` is the label that the caller gave, if any; `columns` what it said of the columns of tables.
    """

    source: str
    stated: str | None
    place: str
    budget: Budget
    columns: Mapping[str, str] | None = None
    parts: list[Part] = field(default_factory=list)

    def at(self, name: str) -> Place:
        return Place(self.source, name, self.place, self.budget.limits, self.columns)


def read(
    paths: Iterable[Path | str],
    *,
    source: str | None = None,
    limits: Limits | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Outcome]:
    """Read everything under `paths`: files, folders (sorted, links not followed), archives.

    `source` labels the load; by default the stem of the folder, archive or file. `columns` (field → heading)
    goes before what is guessed of tables. ReaderError `path_not_found` at once when a path does not exist;
    everything else is an outcome.
    """
    found = _existing(paths)
    return _read_all(found, source, limits or Limits(), columns)


def count(paths: Iterable[Path | str]) -> int | None:
    """About how many outcomes `read` will give, for a progress bar; None where only reading would tell."""
    total = 0
    for path in _existing(paths):
        if path.is_dir():
            total += sum(1 for _ in _walk(path))
            continue
        number = _count_file(path)
        if number is None:
            return None
        total += number
    return total


def _existing(paths: Iterable[Path | str]) -> list[Path]:
    found = [Path(path) for path in paths]
    for path in found:
        if not path.exists():
            raise ReaderError("path_not_found", f"找不到文件或文件夹：{path}")
    return found


def _count_file(path: Path) -> int | None:
    if archives.is_archive(path.name):
        with path.open("rb") as file:
            return archives.count(file, path.name)
    if path.suffix.lower() in DATABASE_SUFFIXES:
        try:
            return starter.count(path)
        except StarterError:
            return 1
    return None if path.suffix.lower() in TABLE_SUFFIXES else 1


def _read_all(
    paths: list[Path], source: str | None, limits: Limits, columns: Mapping[str, str] | None
) -> Iterator[Outcome]:
    for path in paths:
        absolute = path.absolute()
        above = absolute.parts[-2:] if path.is_dir() else absolute.parts[-3:-1]
        place = "/".join(part for part in above if part != absolute.anchor)
        load = _Load(source or _label(path), source, place, Budget(limits), columns)
        if path.is_dir():
            yield from _folder(path, load)
        else:
            yield from _file(path, path.name, load, within="")
        yield from _flush(load)


def _label(path: Path) -> str:
    name = path.absolute().name
    if path.is_dir():
        return name or "root"
    return _ARCHIVE_SUFFIX.sub("", name) if archives.is_archive(name) else path.stem


def _folder(root: Path, load: _Load) -> Iterator[Outcome]:
    for path, problem in _walk(root):
        name = path.relative_to(root).as_posix()
        if problem is None:
            yield from _file(path, name, load, within=f"{name}/")
        elif problem.code == "unreadable_file":
            yield Rejection(load.source, name, problem)
        else:
            yield Skipped(load.source, name, problem)


def _walk(root: Path) -> Iterator[tuple[Path, Problem | None]]:
    """The files below a folder, sorted; folders and links that are not entered come with the reason."""
    errors: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=errors.append):
        here = Path(folder)
        for name in sorted(folders):
            reason = _not_entered(here / name)
            if reason is not None:
                folders.remove(name)
                yield here / name, reason
        folders.sort()
        for name in sorted(names):
            path = here / name
            yield path, Problem("link_not_followed", "符号链接，没有读取。") if path.is_symlink() else None
        while errors:
            yield _unreadable_folder(errors.pop(), root)
    while errors:
        yield _unreadable_folder(errors.pop(), root)


def _not_entered(folder: Path) -> Problem | None:
    if folder.is_symlink():
        return Problem("link_not_followed", "符号链接，没有读取。")
    if folder.name.startswith(".") or folder.name in _SYSTEM_FOLDERS:
        return Problem("hidden_folder", "隐藏文件夹或系统文件夹，没有读取。")
    return None


def _unreadable_folder(error: OSError, root: Path) -> tuple[Path, Problem]:
    path = Path(error.filename) if error.filename else root
    return path, Problem("unreadable_file", f"文件夹打不开（{error.strerror}）。")


def _file(path: Path, name: str, load: _Load, *, within: str) -> Iterator[Outcome]:
    """A file on disk, by its kind; `within` goes before the names of its members where it is an archive."""
    suffix = path.suffix.lower()
    try:
        if archives.is_archive(path.name):
            with path.open("rb") as file:
                yield from _archive(file, name, load, within=within, depth=0)
        elif suffix in DATABASE_SUFFIXES and starter.is_database(path):
            yield from _database(path, name, load)
        elif suffix in (*TEXT_SUFFIXES, *STREAMED_SUFFIXES) and path.is_file():
            size, limit = path.stat().st_size, most_bytes(name, load.budget.limits)
            if size > limit:
                yield Rejection(load.source, name, archives.too_large(size, limit))
            elif suffix in TEXT_SUFFIXES:
                yield from _text(path.read_bytes(), name, load)
            else:
                with path.open("rb") as file:
                    yield from _streamed(file, name, load)
        else:
            yield Skipped(load.source, name, unsupported(path.name))
    except StarterError as error:
        yield Rejection(load.source, name, Problem(error.code, error.message))
    except OSError as error:
        yield Rejection(
            load.source, name, Problem("unreadable_file", f"文件打不开（{error.strerror or error}）。")
        )


def _database(path: Path, name: str, load: _Load) -> Iterator[Outcome]:
    """The starter library's shape by its own reader, any other by its columns."""
    if databases.has_starter_tables(path):
        yield from starter.read(path, source=load.stated or starter.source_of(path))
    else:
        table = load.at(name).table(databases.READER)
        yield from databases.read_database(path, table, load.columns)


def _streamed(file: IO[bytes], name: str, load: _Load) -> Iterator[Outcome]:
    """A Word file or a table; parts of one text (a file for each 编) wait to be joined."""
    for outcome in read_streamed(file, load.at(name)):
        if isinstance(outcome, Part):
            yield from _held(outcome, load)
        else:
            yield outcome


def _archive(file: IO[bytes], path: str, load: _Load, *, within: str, depth: int) -> Iterator[Outcome]:
    """The members of an archive that lies at `path`."""
    empty = True
    for member in archives.members(file, path, load.budget):
        empty = False
        name = within + member.name if member.name else path
        if member.data is None:
            yield Rejection(load.source, name, member.problem or _BROKEN)
        elif archives.is_archive(name):
            yield from _nested(member.data, name, load, depth=depth + 1)
        else:
            yield from _member(member.data, name, load)
    if empty:
        yield Skipped(load.source, path, Problem("empty_archive", "压缩包里没有文件。"))


def _member(data: bytes, name: str, load: _Load) -> Iterator[Outcome]:
    """A file out of an archive, by its kind."""
    suffix = suffix_of(name)
    if suffix in TEXT_SUFFIXES:
        yield from _text(data, name, load)
    elif suffix in STREAMED_SUFFIXES:
        yield from _streamed(io.BytesIO(data), name, load)
    elif suffix in DATABASE_SUFFIXES and databases.is_database(data):
        yield from read_database_bytes(data, load.at(name))
    else:
        yield Skipped(load.source, name, unsupported(name))


def _nested(data: bytes, path: str, load: _Load, *, depth: int) -> Iterator[Outcome]:
    if depth > load.budget.limits.archive_depth:
        message = "压缩包套得太深，没有读取。请先解开里层的压缩包。"
        yield Rejection(load.source, path, Problem("nested_archive", message))
    else:
        yield from _archive(io.BytesIO(data), path, load, within=f"{path}/", depth=depth)


def _text(data: bytes, name: str, load: _Load) -> Iterator[Outcome]:
    decoded = decode(data)
    if decoded.text is None:
        problem = decoded.problem or Problem("bad_encoding", "认不出文字编码。")
        kind = Skipped if problem.code == "unsupported_file" else Rejection
        yield kind(load.source, name, problem)
        return
    page: Outcome | Part = read_page(decoded.text, path=name, source=load.source, place=load.place)
    if decoded.problem is not None:
        page = _with_problem(page, decoded.problem)
    if not isinstance(page, Part):
        yield page
        return
    yield from _held(page, load)


def _held(part: Part, load: _Load) -> Iterator[Outcome]:
    load.parts.append(part)
    if len(load.parts) >= _MOST_PARTS_HELD:
        yield from _flush(load)


def _with_problem(page: Outcome | Part, problem: Problem) -> Outcome | Part:
    if isinstance(page, Part):
        document = replace(page.document, problems=(*page.document.problems, problem))
        return replace(page, document=document)
    return replace(page, problems=(*page.problems, problem)) if isinstance(page, SourceDocument) else page


def _flush(load: _Load) -> Iterator[Outcome]:
    """The joined texts of the parts held, and a word for each file that went into another's text."""
    joined, load.parts = join(load.parts), []
    for document, paths in joined:
        yield document
        for path in paths[1:]:
            message = f"这是《{document.title}》的一部分，已与 {paths[0]} 合成一部法规。"
            yield Skipped(load.source, path, Problem("joined_part", message))
