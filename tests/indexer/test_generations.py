"""Generations of an index: the pointer, going back, cleaning, damage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.engine import EngineError
from indexer.generations import Generations
from indexer.target import Facts

FACTS = Facts("2026-11-23T00:00:00+00:00", 1, "library", "fingerprint")


def _made(generations: Generations, text: str = "x") -> str:
    name = generations.create()
    folder = generations.folder(name) / "article"
    folder.mkdir()
    (folder / "data").write_text(text, "utf-8")
    (folder / "meta.json").write_text("{}", "utf-8")
    generations.finish(name, "embedded", FACTS)
    return name


def _code(problem: pytest.ExceptionInfo[EngineError]) -> str:
    return str(problem.value.code)


def test_publishing_keeps_one_back_and_cleans_the_rest(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    assert generations.pointer() is None and generations.clean() == []
    names = [_made(generations) for _ in range(4)]
    for name in names[:3]:
        generations.publish(name)
    pointer = generations.pointer()
    assert pointer is not None and (pointer.live, pointer.previous) == (names[2], names[1])
    assert generations.clean() == [names[0], names[3]]
    assert generations.create() == "g000004"


def test_going_back_and_forth(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    with pytest.raises(EngineError) as refused:
        generations.rollback()
    assert _code(refused) == "nothing_to_roll_back"
    first, second = _made(generations), _made(generations)
    generations.publish(first)
    generations.publish(second)
    assert [generations.rollback(), generations.rollback()] == [first, second]


def test_cleaning_touches_only_its_own_folders(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    generations.publish(_made(generations))
    unfinished = generations.create()
    for other in ("backup", "g12", "g000001.old", "notes"):
        (generations.root / other).mkdir()
    (generations.root / "g000009").write_text("a file", "utf-8")
    assert generations.clean() == [unfinished]
    assert {"backup", "g12", "g000001.old", "notes", "g000009"} <= {
        each.name for each in generations.root.iterdir()
    }
    with pytest.raises(ValueError, match="not a generation"):
        generations.remove("..")


def test_a_copy_shares_what_never_changes_and_owns_what_does(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    source, target = _made(generations), generations.create()
    generations.copy(source, target, lambda file: file.endswith("meta.json"))
    (generations.folder(target) / "article" / "meta.json").write_text("changed", "utf-8")
    (generations.folder(target) / "article" / "data").unlink()
    assert generations.manifest(source).documents == 1


@pytest.mark.parametrize("text", ["", "{half", "[]", '{"live": "../..", "previous": null}', '{"live": 7}'])
def test_a_damaged_pointer_is_said_and_can_be_built_over(tmp_path: Path, text: str) -> None:
    generations = Generations(tmp_path)
    name = _made(generations)
    (generations.root / "CURRENT").write_text(text, "utf-8")
    with pytest.raises(EngineError) as damaged:
        generations.pointer()
    assert _code(damaged) == "index_broken"
    generations.publish(name)
    pointer = generations.pointer()
    assert pointer is not None and pointer.live == name


def test_a_missing_or_shortened_file_is_damage(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    name = _made(generations, "12345")
    assert generations.manifest(name).size_bytes == 7
    data = generations.folder(name) / "article" / "data"
    data.write_text("123", "utf-8")
    with pytest.raises(EngineError, match="data"):
        generations.manifest(name)
    data.unlink()
    with pytest.raises(EngineError, match="data"):
        generations.manifest(name)
    manifest = generations.folder(name) / "manifest.json"
    manifest.write_text(json.dumps({"generation": name}), "utf-8")
    with pytest.raises(EngineError) as damaged:
        generations.manifest(name)
    assert _code(damaged) == "index_broken"
