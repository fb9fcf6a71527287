"""What a caller can be allowed to do."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """One right. They stand beside each other: none contains another."""

    SEARCH = "search"  # search, suggestions, laws, cases, documents: all that only reads
    CHECK = "check"  # texts and files handed in to be checked; nothing of them is kept
    LOAD = "load"  # what changes the library


MEANINGS = {Scope.SEARCH: "检索与浏览", Scope.CHECK: "核验与审查文稿", Scope.LOAD: "载入法规"}
