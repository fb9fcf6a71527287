"""Keys: made once, shown once, known by their hash. A key is 160 random bits, so one round of sha256 is enough: there
is nothing to guess, unlike with a password."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from hashlib import sha256
from time import monotonic

from corpus.store import ApiKey

FORM = re.compile(r"faju_([0-9a-f]{8})_[0-9a-f]{40}")
MOST_REMEMBERED = 1_000
USED_EVERY_S = 60.0
"""How exact "last used" is: a note for every request would be a write for every request."""


def new_key() -> tuple[str, str, str]:
    """(id, key, hash) of a new key. The id is part of the key, so that its owner finds it in the list."""
    id = secrets.token_hex(4)
    key = f"faju_{id}_{secrets.token_hex(20)}"
    return id, key, hash_of(key)


def hash_of(key: str) -> str:
    """What the store keeps of a key."""
    return sha256(key.encode()).hexdigest()


class KeyRing:
    """The keys as a running service knows them: a key that was found is not looked for again for `fresh_s` seconds,
    so that one that is revoked stops within that time."""

    def __init__(
        self,
        find: Callable[[str], Awaitable[ApiKey | None]],
        note_use: Callable[[str], None],
        fresh_s: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._find = find
        self._note_use = note_use
        self._fresh_s = fresh_s
        self._clock = clock
        self._known: OrderedDict[str, tuple[ApiKey, float]] = OrderedDict()
        self._noted: dict[str, float] = {}

    async def live(self, text: str) -> ApiKey | None:
        """The key of this text, when it exists and is not revoked."""
        if not FORM.fullmatch(text):
            return None
        digest, now = hash_of(text), self._clock()
        known = self._known.get(digest)
        if known is not None and now - known[1] < self._fresh_s:
            key = known[0]
        else:
            found = await self._find(digest)
            if found is None:
                self._known.pop(digest, None)
                return None
            key = found
            self._remember(digest, key, now)
        if key.revoked_at is not None:
            return None
        if now - self._noted.get(key.id, -USED_EVERY_S) >= USED_EVERY_S:
            self._noted[key.id] = now
            self._note_use(key.id)
        return key

    def _remember(self, digest: str, key: ApiKey, now: float) -> None:
        self._known[digest] = (key, now)
        self._known.move_to_end(digest)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
