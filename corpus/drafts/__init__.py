"""Reading what people write: a draft as one text, whose characters findings and citations point into."""

from corpus.drafts.reading import DraftError, read_draft

__all__ = ["DraftError", "read_draft"]
