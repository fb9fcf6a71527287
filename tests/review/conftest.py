"""A library for the review's tests: the starter library, opened once a session."""

from __future__ import annotations

import pytest

from corpus.store import Store
from corpus.titles import book_of
from indexer.timelines import timeline_of
from review.library import CorpusSources
from tests.homes import starter_home


@pytest.fixture(scope="session")
def sources() -> CorpusSources:
    home = starter_home()
    library = Store.open(home).library()
    return CorpusSources(library, timeline_of(home, library), book_of(library))
