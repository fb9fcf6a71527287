"""A load in a child process, with its progress over a pipe.

The child gets its task as one line of JSON on standard input and answers with lines of JSON on standard
output: `progress`, and at the end `report` or `error`. Its standard input stays open as long as the parent
lives: a line `cancel` asks it to stop, and the end of the stream tells it that the parent is gone. Then it
stops too, so that a killed service leaves neither a running load nor a held lock behind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from indexer.background import BELOW_NORMAL
from indexer.elastic.cluster import Cluster
from indexer.progress import OnProgress
from indexer.reports import LoadReport, Progress
from indexer.tasks import Task

_STDERR_TAIL = 4_000


class LoadFailed(Exception):  # noqa: N818 - names what happened
    """A load ended with an error. `code` is stable, `message_zh` is for people, `detail` for the log."""

    def __init__(self, code: str, message_zh: str, detail: str = "") -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh
        self.detail = detail


def run(
    paths: Sequence[Path | str] | None,
    home: Path,
    who: str,
    on_progress: OnProgress | None = None,
    *,
    source: str | None = None,
    columns: Mapping[str, str] | None = None,
    dry_run: bool = False,
    index: bool = True,
    citing: bool = True,
    cluster: Cluster | None = None,
    stop: Callable[[], bool] | None = None,
) -> LoadReport:
    """Load `paths` (None: the starter library) in a child process and wait for it.

    `index` says whether the index is brought in line (that of `cluster`, where one is given), `citing`
    whether what the texts cite is read beside it; `source`, `columns` as in `Task`.
    `on_progress` is called in this thread; when it raises, or `stop()` is true at a report, the child is
    asked to stop. LoadFailed carries the code of what went wrong (`home_locked`, `disk_full`,
    `path_not_found`, `load_cancelled`, `load_crashed` …).
    """
    task = Task(None if paths is None else tuple(map(Path, paths)), source, columns)
    asked = {"task": task.as_json(), "who": who, "dry_run": dry_run, "items": True}
    answer = _run(asked, home, on_progress, index=index, citing=citing, cluster=cluster, stop=stop)
    return LoadReport.from_json(answer["report"])


def run_waiting(
    seq: int,
    home: Path,
    on_progress: OnProgress | None = None,
    *,
    index: bool = True,
    citing: bool = True,
    cluster: Cluster | None = None,
    stop: Callable[[], bool] | None = None,
) -> None:
    """Run load (or undoing) `seq`, which waits in the log, in a child process; LoadFailed as `run`.

    How it went is in the log; a child that was killed leaves it running there (`LoadJobs.note_ended`).
    """
    asked = {"seq": seq, "who": "", "dry_run": False, "items": False}
    _run(asked, home, on_progress, index=index, citing=citing, cluster=cluster, stop=stop)


def _run(
    asked: dict[str, Any],
    home: Path,
    on_progress: OnProgress | None,
    *,
    index: bool,
    citing: bool,
    cluster: Cluster | None,
    stop: Callable[[], bool] | None,
) -> dict[str, Any]:
    then = {
        "home": str(home.absolute()),
        "index": index,
        "citing": index and citing,
        "cluster": cluster.as_json() if cluster else None,
    }
    with tempfile.TemporaryFile() as errors:
        child = _start({**asked, **then}, errors)
        try:
            answer = _follow(child, on_progress, stop)
        except BaseException:
            _ask_to_stop(child)
            raise
        finally:
            _end(child)
        if answer is None:
            raise _crashed(child.returncode, errors)
    if answer["event"] == "error":
        raise LoadFailed(answer["code"], answer["message"])
    return answer


def _start(asked: dict[str, Any], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    here = str(Path(__file__).resolve().parent.parent)
    known = os.environ.get("PYTHONPATH")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([here, known] if known else [here]),
        "PYTHONUTF8": "1",
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "indexer.load_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        creationflags=BELOW_NORMAL,
    )
    _say(child, asked)
    return child


def _follow(
    child: subprocess.Popen[bytes], on_progress: OnProgress | None, stop: Callable[[], bool] | None
) -> dict[str, Any] | None:
    """The child's last word; None when it ended without one."""
    asked = False
    for line in child.stdout or ():
        event: dict[str, Any] = json.loads(line)
        if event["event"] != "progress":
            return event
        if on_progress:
            on_progress(Progress(**event["progress"]))
        if stop and not asked and stop():
            asked = True
            _ask_to_stop(child)
    return None


def _ask_to_stop(child: subprocess.Popen[bytes]) -> None:
    _say(child, "cancel")


def _say(child: subprocess.Popen[bytes], value: Any) -> None:
    if child.stdin is None or child.stdin.closed:
        return
    try:
        child.stdin.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        child.stdin.flush()
    except OSError:  # the child is gone already: its end is seen on its output
        return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Wait for the child's end. Closing its input makes sure that it comes to one."""
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue
    child.wait()


def _crashed(status: int, errors: IO[bytes]) -> LoadFailed:
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - _STDERR_TAIL))
    detail = errors.read().decode("utf-8", "replace")
    message = (
        f"载入进程意外结束（退出码 {status}）。已载入的文件完好，请重新执行；如再次发生，请附上日志反馈。"
    )
    return LoadFailed("load_crashed", message, detail)
