"""From a law's text to its units (条文单元): one parser for every source.

`parse` reads body text (Markdown headings or plain lines), `from_rows` takes articles that a source has
already split. Both give the same keys and report the same problems; what looks wrong is kept and named in a
`Problem`, never repaired by invention.
"""

from corpus.structure.finish import Structure
from corpus.structure.parse import parse
from corpus.structure.rows import Row, from_rows

__all__ = ["Row", "Structure", "from_rows", "parse"]
