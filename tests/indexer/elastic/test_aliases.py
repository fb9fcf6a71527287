"""The pointer: every change atomic, every expectation said, nothing of another's touched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.elastic.aliases import Aliases
from indexer.elastic.names import Names, generation_name
from indexer.engine import EngineError
from tests.elastic_node import client
from tests.indexer.elastic import writing


class Made:
    """Indexes of one prefix, by their numbers."""

    def __init__(self, prefix: str) -> None:
        self.names = Names(prefix)
        self.aliases: Aliases = writing.aliases(prefix)

    def index(self, number: int) -> str:
        return self.names.index(generation_name(number))

    def draft(self, number: int) -> str:
        name = self.index(number)
        self.create(name, self.names.draft(name))
        return name

    def create(self, name: str, *aliases: str) -> None:
        client().indices.create(
            index=name, settings={"number_of_replicas": 0}, aliases={each: {} for each in aliases}
        )

    def standing(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Numbers: live, kept, all of ours, drafts."""
        found = self.aliases.read()
        groups = (found.live, found.kept, found.own, sorted(found.drafts))
        live, kept, own, drafts = ([self.names.number(each) for each in group] for group in groups)
        return live, kept, own, drafts


@pytest.fixture
def made() -> Iterator[Made]:
    with writing.own_prefix() as prefix:
        yield Made(prefix)


def code(refused: pytest.ExceptionInfo[EngineError]) -> str:
    return str(refused.value.code)


def test_nothing_then_one_then_one_kept_then_back_and_forth(made: Made) -> None:
    assert made.standing() == ([], [], [], []) and made.aliases.read().one_live is None
    with pytest.raises(EngineError) as refused:
        made.aliases.rollback()
    assert code(refused) == "nothing_to_roll_back"
    for number in (1, 2, 3):
        made.aliases.publish(made.draft(number))
    assert made.standing() == ([3], [2], [1, 2, 3], [])
    assert made.aliases.read().unused == [made.index(1)]
    assert made.aliases.rollback() == made.index(2)
    assert made.standing() == ([2], [3], [1, 2, 3], [])
    assert made.aliases.rollback() == made.index(3)


def test_a_draft_that_was_cleaned_away_is_never_live(made: Made) -> None:
    made.aliases.publish(made.draft(1))
    overtaken = made.draft(2)
    assert made.aliases.delete(overtaken, draft=True)
    with pytest.raises(EngineError) as refused:
        made.aliases.publish(overtaken)
    assert code(refused) == "lease_lost"
    assert made.standing() == ([1], [], [1], [])


def test_a_draft_whose_alias_is_gone_is_never_live(made: Made) -> None:
    """A successor has begun to clean: it takes the alias, then deletes."""
    overtaken = made.draft(1)
    client().indices.delete_alias(index=overtaken, name=made.names.draft(overtaken))
    with pytest.raises(EngineError) as refused:
        made.aliases.publish(overtaken)
    assert code(refused) == "lease_lost" and made.standing() == ([], [], [1], [])


def test_a_draft_that_became_live_meanwhile_is_not_deleted(made: Made) -> None:
    name = made.draft(1)
    made.aliases.publish(name)
    assert made.aliases.delete(name, draft=True) is False
    assert made.standing() == ([1], [], [1], [])


def test_of_two_drafts_that_saw_the_same_live_index_one_is_published(made: Made) -> None:
    made.aliases.publish(made.draft(1))
    slow, seen = made.draft(2), made.aliases.read()
    made.aliases.publish(made.draft(3))
    made.aliases.read = lambda: seen  # type: ignore[method-assign]
    with pytest.raises(EngineError) as refused:
        made.aliases.publish(slow)
    assert code(refused) == "lease_lost"
    del made.aliases.read  # type: ignore[method-assign]
    assert made.standing() == ([3], [1], [1, 2, 3], [2])


def test_publishing_whose_answer_was_lost_is_recognised(made: Made) -> None:
    """The client sends a call again when no answer came; the second finds everything changed already."""
    made.aliases.publish(made.draft(1))
    name = made.draft(2)
    before = made.aliases.read()
    made.aliases.publish(name)
    answers = iter([before])
    read = made.aliases.read
    made.aliases.read = lambda: next(answers, None) or read()  # type: ignore[method-assign]
    made.aliases.publish(name)
    assert made.standing() == ([2], [1], [1, 2], [])


def test_an_alias_of_two_indexes_is_named_and_a_build_mends_it(made: Made) -> None:
    made.create(made.index(1), made.names.alias)
    made.create(made.index(2), made.names.alias)
    with pytest.raises(EngineError) as refused:
        _ = made.aliases.read().one_live
    assert code(refused) == "alias_ambiguous"
    assert made.index(1) in refused.value.message_zh and made.index(2) in refused.value.message_zh
    assert made.aliases.read().unused == []
    made.aliases.publish(made.draft(3))
    assert made.standing() == ([3], [2], [1, 2, 3], [])


def test_the_index_of_another_loses_our_alias_and_nothing_else(made: Made) -> None:
    foreign = f"{made.names.prefix}-article-of-another"
    made.create(foreign, made.names.alias)
    assert made.aliases.read().live == (foreign,) and made.aliases.read().unused == []
    made.aliases.publish(made.draft(1))
    assert made.standing() == ([1], [], [1], [])
    assert client().indices.exists(index=foreign)
    with pytest.raises(ValueError, match="not an index of"):
        made.aliases.delete(foreign, draft=False)


def test_an_index_in_the_place_of_the_alias_is_named(made: Made) -> None:
    name = made.draft(1)
    before = made.aliases.read()
    made.create(made.names.alias)
    with pytest.raises(EngineError) as refused:
        made.aliases.read()
    assert code(refused) == "alias_ambiguous" and made.names.alias in refused.value.message_zh
    made.aliases.read = lambda: before  # type: ignore[method-assign]
    with pytest.raises(EngineError) as late:
        made.aliases.publish(name)
    assert code(late) == "alias_ambiguous"


def test_closed_indexes_count_too(made: Made) -> None:
    made.aliases.publish(made.draft(1))
    client().indices.close(index=made.index(1))
    assert made.standing() == ([1], [], [1], [])
