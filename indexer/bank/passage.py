"""What is embedded of a unit: short title, 编章节, and the first characters of its text.

RETRIEVAL.md measured it: 300 characters hold what an article is about, and a model of 512 tokens reads them whole.
A vector belongs to the exact passage and the model, so an article that did not change is never embedded again,
in whatever version or library it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

TEXT_CHARACTERS = 300


def passage(title: str, path: Iterable[str], text: str) -> str:
    """The string that is embedded."""
    head = " ".join((title.replace("中华人民共和国", ""), *path))
    return f"{head}\n{text[:TEXT_CHARACTERS]}"


def passage_hash(passage_text: str) -> int:
    """64 bits of the passage."""
    digest = blake2b(passage_text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
