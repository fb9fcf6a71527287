"""Readers: from files of several kinds to `SourceDocument`s, with every file accounted for."""

from corpus.readers.outcomes import ReaderError, Skipped, StarterError

__all__ = ["ReaderError", "Skipped", "StarterError"]
