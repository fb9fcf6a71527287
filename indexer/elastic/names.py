"""What the indexes and aliases of one prefix are called, and which indexes are ours.

```
{prefix}-article                  alias: the live index, the pointer that searches follow
{prefix}-article-kept             alias: the one before it, to go back to
{prefix}-article-g000007          one generation; never changed once it was live
{prefix}-article-g000007-draft    alias: that generation while it is written. Bulk requests go through it
                                  (`require_alias`), so that nothing is ever created by a late write
{prefix}-lease                    one document: who writes (indexer.elastic.lease)
```

A name is ours only when it matches as a whole: nothing else of a shared cluster is ever touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KIND = "article"

# What Elasticsearch takes as the beginning of an index name, and short enough for everything behind it.
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_GENERATION = re.compile(r"g\d{6,}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind of hits under one prefix. ValueError for a prefix that no index can have."""

    prefix: str
    kind: str = KIND

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise ValueError(f"not a prefix of index names: {self.prefix!r}")

    @property
    def alias(self) -> str:
        """The alias that searches follow."""
        return f"{self.prefix}-{self.kind}"

    @property
    def kept(self) -> str:
        """The alias of the index that can be rolled back to."""
        return f"{self.alias}-kept"

    @property
    def lease(self) -> str:
        """The index that holds the lease of this prefix."""
        return f"{self.prefix}-lease"

    def index(self, generation: str) -> str:
        """The index of a generation such as `g000007`."""
        return f"{self.alias}-{generation}"

    def draft(self, index: str) -> str:
        """The alias that an index bears while it is written."""
        return f"{index}-draft"

    def generation(self, index: str) -> str | None:
        """The generation of an index of ours; None for any other index."""
        own, _, generation = index.rpartition("-")
        return generation if own == self.alias and _GENERATION.fullmatch(generation) else None

    def number(self, index: str) -> int:
        """The number of an index of ours; 0 for any other."""
        return int((self.generation(index) or "g0")[1:])


def generation_name(number: int) -> str:
    """`g000007` for 7."""
    return f"g{number:06d}"
