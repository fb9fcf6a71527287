"""The store of everything loaded: append-only history, content-addressed texts, derived state (DESIGN §2)."""

from corpus.shelved import ShelfEntry, case_entry, precedent_entry
from corpus.store.errors import StoreError
from corpus.store.keys import ApiKey
from corpus.store.reading import StoreLibrary
from corpus.store.records import LoadItem, LoadRecord, LoadState, Outcome, OutcomeKind
from corpus.store.shelf_reading import Shelf, ShelfInfo
from corpus.store.store import Store
from corpus.store.writing import Left, Load

__all__ = [
    "ApiKey",
    "Left",
    "Load",
    "LoadItem",
    "LoadRecord",
    "LoadState",
    "Outcome",
    "OutcomeKind",
    "Shelf",
    "ShelfEntry",
    "ShelfInfo",
    "Store",
    "StoreError",
    "StoreLibrary",
    "case_entry",
    "precedent_entry",
]
