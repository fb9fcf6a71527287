"""Writing a generation: tantivy's writer and the side files, beside the live index."""

from __future__ import annotations

from pathlib import Path

import tantivy

from indexer.documents import Document
from indexer.embedded.rows import Rows, RowsWriter
from indexer.embedded.schema import prepared, schema
from indexer.engine import FILTER_FIELDS

# One thread gives one segment per commit and so the same index for the same documents; a second gains little
# beside segmentation. Within this memory 150,000 units are one segment.
_HEAP_BYTES = 256_000_000
_THREADS = 1

# tantivy's own mutable files: the rest of its files are written once.
MUTABLE = ("meta.json", ".managed.json")


class IndexWriter:
    """Adds and deletes documents in `folder`; nothing counts before `commit`."""

    def __init__(self, folder: Path, before: Rows | None = None) -> None:
        """`before`: the side files of the index that `folder` is a copy of; None for an empty folder."""
        self._folder = folder
        self._rows = RowsWriter(before)
        folder.mkdir(parents=True, exist_ok=True)
        path = str(folder)
        index = prepared(tantivy.Index.open(path) if before else tantivy.Index(schema(), path))
        self._writer: tantivy.IndexWriter | None = index.writer(_HEAP_BYTES, _THREADS)

    def delete(self, unit_id: str) -> None:
        self._rows.delete(unit_id)
        self._open.delete_documents_by_term("id", unit_id)

    def add(self, document: Document) -> None:
        row = self._rows.add(
            document.unit_id,
            int(document.doc_hash, 16),
            int(document.text_hash, 16),
            document.validity.key(),
        )
        self._open.add_document(_tantivy_document(document, row))

    def commit(self) -> int:
        """Write everything to disk, wait for merges; the number of documents."""
        self._open.commit()
        self._open.wait_merging_threads()
        self._rows.write(self._folder)
        return len(self._rows)

    @property
    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise ValueError("the writer is closed")
        return self._writer

    def close(self) -> None:
        """Give the files free, so that an abandoned folder can be removed on Windows too."""
        self._writer = None


def _tantivy_document(document: Document, row: int) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("words", document.words)
    made.add_text("grams", document.grams)
    made.add_text("id", document.unit_id)
    made.add_text("span", document.validity.key())
    for name in FILTER_FIELDS:
        value = getattr(document.facets, name)
        if value:
            made.add_text(name, value)
    made.add_integer("published", document.facets.published)
    made.add_integer("row", row)
    return made
