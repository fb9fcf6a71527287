"""The pointer of a prefix: which index is live, kept, in the making. Every change is one atomic alias call.

Each call says what it expects (`must_exist`) and fails as a whole where that is no longer so. Publishing
takes the draft's own alias away, and cleaning takes that alias before it deletes: a builder that was paused
for long and lost its lease can neither publish what its successor is about to delete, nor over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from indexer.elastic.errors import calling
from indexer.elastic.names import Names
from indexer.engine import EngineError, EngineErrorCode
from indexer.generations import nothing_to_roll_back

_TAKEN = "invalid_alias_name_exception"
_OVERTAKEN = "切换索引前，另一个构建进程已经改动了别名。切换没有进行，正在使用的索引未受影响；请重新执行。"


@dataclass(frozen=True, slots=True)
class Pointer:
    """The aliases of one prefix. `live`, `kept`: indexes under these aliases, one at most when all is well;
    `own`: every index of ours, in the order of generations; `drafts`: those that are being written."""

    live: tuple[str, ...]
    kept: tuple[str, ...]
    own: tuple[str, ...]
    drafts: frozenset[str]

    @property
    def one_live(self) -> str | None:
        """The live index; None when there is none. `alias_ambiguous` when there are several."""
        if len(self.live) > 1:
            raise EngineError(
                EngineErrorCode.ALIAS_AMBIGUOUS,
                f"别名同时指向多个索引（{'、'.join(self.live)}），无法确定用哪一个。"
                "请只留一个，或运行 faju index build --full 重建。",
            )
        return self.live[0] if self.live else None

    @property
    def unused(self) -> list[str]:
        """What may be deleted: ours, and neither live nor kept."""
        return [each for each in self.own if each not in (*self.live, *self.kept)]


class Aliases:
    """Reads and moves the aliases of one prefix. EngineError when the cluster cannot or will not."""

    def __init__(self, client: Elasticsearch, names: Names) -> None:
        self._client = client
        self._names = names

    def read(self) -> Pointer:
        """The pointer now. EngineError when an index is in the place of the alias."""
        names = self._names
        with calling():
            asked = self._client.options(ignore_status=404).indices
            found: dict[str, Any] = {
                **asked.get_alias(index=f"{names.alias}*", expand_wildcards="all").body,
                **_indexes(asked.get_alias(name=[names.alias, names.kept], expand_wildcards="all").body),
            }
        if names.alias in found:
            raise _taken(names.alias)
        own = sorted(filter(names.generation, found), key=names.number)
        return Pointer(
            live=_under(found, names.alias),
            kept=_under(found, names.kept),
            own=tuple(own),
            drafts=frozenset(each for each in own if names.draft(each) in found[each]["aliases"]),
        )

    def publish(self, index: str) -> None:
        """Make a draft live, and keep the one that was. `lease_lost` when another was faster."""
        names, before = self._names, self.read()
        former = [each for each in before.live if names.generation(each)][-1:]
        self._change(
            index,
            _remove(index, names.draft(index)),
            *(_remove(each, names.alias) for each in before.live),
            *(_remove(each, names.kept) for each in before.kept if former),
            *(_add(each, names.kept) for each in former),
            _add(index, names.alias),
        )

    def rollback(self) -> str:
        """Let live and kept change places; the index that is live now. `nothing_to_roll_back`."""
        names, before = self._names, self.read()
        live, kept = before.one_live, before.kept[-1:]
        if live is None or not kept:
            raise nothing_to_roll_back()
        self._change(
            kept[0],
            _remove(live, names.alias),
            *(_remove(each, names.kept) for each in before.kept),
            _add(live, names.kept),
            _add(kept[0], names.alias),
        )
        return kept[0]

    def delete(self, index: str, draft: bool) -> bool:
        """Delete an index of ours that is neither live nor kept; False where it became live meanwhile, or is
        gone. ValueError for the index of another."""
        if not self._names.generation(index):
            raise ValueError(f"not an index of {self._names.prefix}: {index!r}")
        with calling():
            try:
                if draft:
                    self._client.indices.update_aliases(actions=[_remove(index, self._names.draft(index))])
                self._client.indices.delete(index=index)
            except NotFoundError:
                return False
        return True

    def _change(self, live: str, *actions: dict[str, Any]) -> None:
        """One atomic call, after which `live` is live. Where its answer is lost, the pointer tells."""
        try:
            with calling():
                self._client.indices.update_aliases(actions=actions)
        except EngineError as error:
            if isinstance(error.__cause__, BadRequestError) and _TAKEN in str(error.__cause__):
                raise _taken(self._names.alias) from error
            if self.read().live == (live,):
                return
            if isinstance(error.__cause__, NotFoundError):
                raise EngineError(EngineErrorCode.LEASE_LOST, _OVERTAKEN) from error
            raise


def _indexes(body: dict[str, Any]) -> dict[str, Any]:
    """The part of a `get_alias` answer that is about indexes: where a name is missing it says so, too."""
    return {name: value for name, value in body.items() if isinstance(value, dict) and "aliases" in value}


def _under(found: dict[str, Any], alias: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, value in found.items() if alias in value["aliases"]))


def _remove(index: str, alias: str) -> dict[str, Any]:
    return {"remove": {"index": index, "alias": alias, "must_exist": True}}


def _add(index: str, alias: str) -> dict[str, Any]:
    return {"add": {"index": index, "alias": alias}}


def _taken(name: str) -> EngineError:
    return EngineError(
        EngineErrorCode.ALIAS_AMBIGUOUS,
        f"Elasticsearch 中已有名为 {name} 的索引，占用了法据的别名。请移走它，或在设置中换一个前缀。",
    )
