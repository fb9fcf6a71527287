"""Reading in a process of its own gives what reading here gives, and ends with its caller."""

from __future__ import annotations

import multiprocessing
import pickle
import zipfile
from pathlib import Path
from queue import Queue

import pytest

from corpus.readers.outcomes import ReaderError, StarterError
from indexer import reading_ahead
from indexer.loading import explain
from indexer.reading_ahead import ReadingEndedError, outcomes_of
from indexer.tasks import Task

ARTICLES = "".join(f"第{number}条　市、县人民政府应当办理第{number}件事。\n" for number in ("一", "二", "三"))


@pytest.fixture(autouse=True)
def always_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "MANY_FILES", 0)
    monkeypatch.setattr(reading_ahead, "MANY_BYTES", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Several parcels of laws, with a file that is refused among them, loose and in an archive."""
    place = tmp_path / "files"
    place.mkdir()
    for number in range(60):
        (place / f"测试市第{number}号办法.txt").write_text(f"测试市第{number}号办法\n\n{ARTICLES}", "utf-8")
    (place / "空的.txt").write_text("", "utf-8")
    with zipfile.ZipFile(place / "更多.zip", "w") as archive:
        archive.writestr("测试省条例.txt", f"测试省条例\n\n{ARTICLES}")
    return place


def _left() -> list[str]:
    return [each.name for each in multiprocessing.active_children() if each.name == "faju-read"]


def test_it_reads_the_same_in_the_same_order(folder: Path) -> None:
    task = Task((folder,))
    with outcomes_of(task, task.count()) as read:
        found = list(read)
    assert found == list(task.read())
    assert len(found) == 62
    assert _left() == []


def test_who_stops_early_leaves_no_process_behind(folder: Path) -> None:
    with outcomes_of(Task((folder,)), None) as read:
        next(read)
        assert _left() == ["faju-read"]
    assert _left() == []


def test_an_error_of_reading_is_raised_here(tmp_path: Path) -> None:
    with (
        pytest.raises(ReaderError) as caught,
        outcomes_of(Task((tmp_path / "没有",)), 1) as read,
    ):
        list(read)
    assert caught.value.code == "path_not_found"
    assert "没有" in caught.value.message


def test_a_process_that_is_killed_is_told_so(folder: Path) -> None:
    with outcomes_of(Task((folder,)), None) as read:
        next(read)
        (child,) = (each for each in multiprocessing.active_children() if each.name == "faju-read")
        child.kill()
        child.join()
        with pytest.raises(ReadingEndedError) as caught:
            list(read)
    code, message = explain(caught.value)
    assert code == "load_crashed"
    assert "重新执行" in message


def test_errors_keep_their_kind_and_words_on_their_way() -> None:
    error = pickle.loads(pickle.dumps(StarterError("starter_not_installed", "没有安装起步库。")))
    assert isinstance(error, StarterError)
    assert (error.code, error.message, str(error)) == (
        "starter_not_installed",
        "没有安装起步库。",
        "没有安装起步库。",
    )


def test_long_texts_travel_in_small_parcels() -> None:
    class Text:
        raw = "字" * 200_000

    sizes = [len(each) for each in reading_ahead._parcels(iter([Text()] * 7))]  # type: ignore[list-item]
    assert sizes == [2, 2, 2, 1]


def test_whatever_ends_the_reading_is_the_last_word() -> None:
    class Broken:
        def read(self) -> None:
            raise SystemExit(3)

    waiting: Queue[reading_ahead.Parcel] = Queue()
    reading_ahead._read_into(Broken(), waiting)  # type: ignore[arg-type]
    assert isinstance(waiting.get(timeout=1), ReadingEndedError)
