"""`faju-eval drafts pace FILE`: how long 30 pages take, and what a thousand documents in one command need."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import click

from evaluation.drafts.documents import Document, read_documents
from review.model import DocType, IssuerLevel, Profile
from search_service.cli.console import console, print_json
from search_service.reviewing.run import Bases, reviewed
from search_service.settings import Settings, load_settings
from search_service.state import Holder

PAGE = 22 * 28
"""Characters of a page: 22 lines of 28 characters (GB/T 9704—2012 5.2.3)."""
PAGES = 30
ROUNDS = 3
DAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Pages:
    """The best of some rounds in seconds, by the clock and of processor time."""

    characters: int
    findings: int
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Batch:
    """One `faju review` over many files: seconds, highest memory of the process in MiB, its exit status."""

    files: int
    seconds: float
    peak_mib: float
    status: int


def pages(read: Sequence[Document], settings: Settings) -> Pages:
    """Thirty pages cut from real documents, reviewed as the page and the API do."""
    whole = "\n\n".join(each.text for each in read)
    text = (whole * (PAGES * PAGE // max(1, len(whole)) + 1))[: PAGES * PAGE]
    state = Holder(settings).current()
    profile = Profile(DocType.NORMATIVE_DOCUMENT, IssuerLevel.CITY, DAY)
    rounds = []
    for _ in range(ROUNDS + 1):
        clock, cpu = time.perf_counter(), time.process_time()
        found = reviewed(state, text, profile, settings)
        rounds.append((time.perf_counter() - clock, time.process_time() - cpu))
    best = min(rounds[1:])
    return Pages(len(text), len(found.report.findings), round(best[0], 2), round(best[1], 2))


def batch(read: Sequence[Document], count: int, home: Path, bases: str) -> Batch:
    """`faju review` over `count` text files in a process of its own; each gets its workbook."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for at, each in enumerate(islice(cycle(read), count)):
            files.append(Path(folder) / f"{at:04}.txt")
            files[-1].write_text(each.text, encoding="utf-8")
        command = [sys.executable, "-m", "search_service", "--home", str(home), "review", *map(str, files)]
        started = time.perf_counter()
        done = subprocess.run(
            [*command, "--bases", bases, "--format", "xlsx", "--out", str(Path(folder) / "out")],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Batch(count, round(seconds, 1), round(peak, 1), done.returncode)


@click.command("pace", help="量 30 页文稿的用时，和一次审查许多文件的用时、内存。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option(
    "--files", "counts", multiple=True, type=click.IntRange(1), help="一次审查多少个文件，可重复，由少到多。"
)
@click.option(
    "--bases",
    type=click.Choice([str(each) for each in Bases]),
    default=str(Bases.AUTO),
    help="许多文件逐条查找依据的范围。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def pace(*, file: Path, home: Path | None, counts: tuple[int, ...], bases: str, as_json: bool) -> None:
    """Batches only where asked for: a thousand files take minutes."""
    read = read_documents(file)
    settings = load_settings(home=home)
    told = pages(read, settings)
    batches = [batch(read, count, settings.home, bases) for count in sorted(counts)]
    if as_json:
        print_json({"pages": asdict(told), "batches": [asdict(each) for each in batches]})
        return
    out = console()
    out.print(
        f"{PAGES} 页（{told.characters} 字）：{told.seconds} 秒，CPU {told.cpu} 秒，问题 {told.findings} 个。"
    )
    for each in batches:
        out.print(
            f"{each.files} 个文件：{each.seconds} 秒，内存最高 {each.peak_mib} MiB，退出码 {each.status}。"
        )
