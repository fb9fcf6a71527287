"""Banks on disk: HOME/cache/bank/<library version>, made aside and put in place at once, disposable.

A bank belongs to one version of the library and to this code. The folder is written under another name first, so a
reader sees a whole bank or none; a home keeps the newest two, for the index may lag one load behind.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.library import Library
from indexer.bank.bank import ARRAYS, FACETS, FORMAT, Bank, array_file
from indexer.bank.build import build
from indexer.documents import DOCUMENT_VERSION
from indexer.validity import TimeSource

_KEPT = 2
_LISTS = "lists.json"


def place(home: Path, library_version: str) -> Path:
    """The folder of one bank: its name holds the version of the library and of this code."""
    name = sha256(f"{library_version}\x00{FORMAT}\x00{DOCUMENT_VERSION}".encode()).hexdigest()[:24]
    return home / "cache" / "bank" / name


def kept(home: Path, library_version: str) -> bool:
    """Whether there is a bank of a library version; one look at the disk."""
    return (place(home, library_version) / _LISTS).is_file()


def read(home: Path, library_version: str) -> Bank | None:
    """The bank of a library version, its arrays mapped; None where there is none that can be used."""
    folder = place(home, library_version)
    try:
        lists = json.loads((folder / _LISTS).read_text("utf-8"))
        arrays = {name: _mapped(array_file(folder, name)) for name in ARRAYS}
        ids, spans, facets = lists["ids"], lists["spans"], {name: lists["facets"][name] for name in FACETS}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if len(arrays["starts"]) != len(ids) + 1 or len(arrays["text_hash"]) != len(ids):
        return None
    return Bank(library_version, ids, spans, facets, arrays)


def _mapped(path: Path) -> npt.NDArray[Any]:
    """A plain array over the mapped file: every slice of a `memmap` costs a microsecond more."""
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return found


def ensure(home: Path, library: Library, times: TimeSource) -> Bank:
    """The bank of `library`, made where it is missing. OSError when it cannot be written."""
    version = library.info().version
    known = read(home, version)
    if known is not None:
        return known
    made = build(library, times)
    write(home, made)
    return read(home, version) or made


def write(home: Path, bank: Bank) -> None:
    """Put a bank into its place, and remove all but the newest."""
    folder = place(home, bank.library_version)
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        for name in ARRAYS:
            np.save(array_file(draft, name), bank.arrays[name])
        lists = {"ids": bank.ids, "spans": bank.span_keys, "facets": bank.facet_values}
        (draft / _LISTS).write_text(json.dumps(lists, ensure_ascii=False), "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _tidy(folder)


def _tidy(newest: Path) -> None:
    """Older banks go; one that a reader has mapped goes with its last reader (on Windows: the next time)."""
    with suppress(OSError):
        others = [each for each in newest.parent.iterdir() if each.is_dir() and each != newest]
        for each in sorted(others, key=lambda each: each.stat().st_mtime, reverse=True)[_KEPT - 1 :]:
            shutil.rmtree(each, ignore_errors=True)
