"""Query understanding: the text of a query → a typed `Query` (look-up or topic)."""

from search_service.query.confidence import confident
from search_service.query.model import Expansion, Mode, Note, Place, Query, QueryType, Target, UnknownLaw
from search_service.query.understand import understand

__all__ = [
    "Expansion",
    "Mode",
    "Note",
    "Place",
    "Query",
    "QueryType",
    "Target",
    "UnknownLaw",
    "confident",
    "understand",
]
