"""The starter library's world, shared with the tests of legal time."""

from tests.corpus.legal_time.conftest import starter_world

__all__ = ["starter_world"]
