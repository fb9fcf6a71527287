"""Reading a library: the protocol that everything above the store is written against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from corpus.model import LibraryInfo, Unit, Work


class Library(Protocol):
    """A consistent, read-only view of everything loaded. Unknown ids answer None or an empty sequence."""

    def info(self) -> LibraryInfo: ...

    def works(self) -> Sequence[Work]:
        """All works, ordered by id."""
        ...

    def work(self, work_id: str) -> Work | None: ...

    def units(self, work_id: str, version_key: str) -> Sequence[Unit]:
        """The units of one version in the order of the text."""
        ...

    def unit(self, work_id: str, version_key: str, unit_key: str) -> Unit | None: ...

    def units_by_id(self, unit_ids: Iterable[str]) -> Mapping[str, Unit]:
        """Many units at once, by `work:version:unit`; unknown ids are left out."""
        ...


class MemoryLibrary:
    """A library held in memory: for pure code's tests and for small tools."""

    def __init__(
        self, works: Iterable[Work], units: Mapping[tuple[str, str], Sequence[Unit]], version: str = "memory"
    ) -> None:
        self._works = {work.id: work for work in sorted(works, key=lambda each: each.id)}
        self._units = {place: tuple(each) for place, each in units.items()}
        self._by_key = {place: {unit.key: unit for unit in each} for place, each in self._units.items()}
        self._version = version

    def info(self) -> LibraryInfo:
        return LibraryInfo(self._version, len(self._works), sum(map(len, self._units.values())))

    def works(self) -> Sequence[Work]:
        return tuple(self._works.values())

    def work(self, work_id: str) -> Work | None:
        return self._works.get(work_id)

    def units(self, work_id: str, version_key: str) -> Sequence[Unit]:
        return self._units.get((work_id, version_key), ())

    def unit(self, work_id: str, version_key: str, unit_key: str) -> Unit | None:
        return self._by_key.get((work_id, version_key), {}).get(unit_key)

    def units_by_id(self, unit_ids: Iterable[str]) -> Mapping[str, Unit]:
        found = {}
        for each in unit_ids:
            work_id, version_key, key = each.split(":")
            unit = self.unit(work_id, version_key, key)
            if unit is not None:
                found[each] = unit
        return found
