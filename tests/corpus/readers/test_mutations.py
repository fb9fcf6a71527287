"""Some 300 damaged and hostile files: each is accounted for, none raises, none takes long or much memory.

The seeds are small made-up files of every format; the mutations are reproducible (a fixed seed).
"""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from corpus.model import Rejection, SourceDocument
from corpus.readers import delimited, files
from corpus.readers.limits import Limits
from corpus.readers.outcomes import Skipped
from corpus.store import Store
from indexer.loading import load
from indexer.tasks import Task
from tests.corpus.readers.word_files import HEAD, docx, level, lists, p, packed, parts

TEXT = (
    "# 青石市灯塔管理条例\n\n2024年5月30日青石市某会议通过\n\n第一条 为了灯塔的管理，制定本条例。\n\n"
    "第二条 本条例施行。\n"
)
ROWS = [
    ["标题", "正文", "公布日期"],
    ["青石市灯塔管理条例", "第一条 为了灯塔的管理，制定本条例。\n第二条 本条例施行。", "2024-05-30"],
    ["青石市公园管理条例", "第一条 为了公园的管理，制定本条例。\n第二条 本条例施行。", "2024-05-31"],
]
SECONDS = 20.0
"""The most that one file may take; most take a few milliseconds."""
MEMORY = 150 * 2**20


def excel(rows: list[list[str]] = ROWS) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def csv_of(rows: list[list[str]] = ROWS) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def json_of(rows: list[list[str]] = ROWS) -> bytes:
    return "\n".join(
        json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:]
    ).encode()


def database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (标题 TEXT, 正文 TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [row[:2] for row in ROWS[1:]])
        connection.commit()
        return connection.serialize()


def word() -> bytes:
    numbering = lists(level(0, "chineseCounting", "第%1条"))
    body = [
        p("青石市灯塔管理条例", center=True),
        p("为了灯塔的管理，制定本条例。", num=(1, 0)),
        p("施行。", num=(1, 0)),
    ]
    return docx(*body, numbering=numbering)


def zipped(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def seeds() -> dict[str, bytes]:
    return {
        "a.md": TEXT.encode(),
        "a.txt": TEXT.encode("gb18030"),
        "a.docx": word(),
        "a.xlsx": excel(),
        "a.csv": csv_of(),
        "a.jsonl": json_of(),
        "a.json": b"[" + json_of().replace(b"\n", b",") + b"]",
        "a.db": database(),
        "a.zip": zipped(("a.docx", word()), ("b.csv", csv_of())),
        "a.tar.gz": tarred(("a.xlsx", excel()), ("b.md", TEXT.encode())),
    }


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 30)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwritten(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(min(64, len(data) - at)) + data[at + 64 :]


def shuffled(data: bytes, chance: random.Random) -> bytes:
    size = max(1, len(data) // 8)
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    chance.shuffle(blocks)
    return b"".join(blocks)


def doubled(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data + data[at:]


def misread(data: bytes, chance: random.Random) -> bytes:
    """Decoded in one encoding and saved in another, as editors do."""
    read, saved = chance.choice(
        [("latin-1", "utf-8"), ("gb18030", "utf-8"), ("utf-8", "utf-16"), ("utf-8", "big5")]
    )
    return data.decode(read, "replace").encode(saved, "replace")


MUTATIONS = (truncated, flipped, overwritten, shuffled, doubled, misread)


def mutated() -> Iterator[tuple[str, bytes]]:
    """Each seed, each mutation, four times: 240 files."""
    chance = random.Random(20260101)
    for name, data in seeds().items():
        for change in MUTATIONS:
            for time_ in range(4):
                stem, _, suffix = name.partition(".")
                yield (
                    f"{stem}-{suffix.replace('.', '')}-{change.__name__}{time_}.{suffix}",
                    change(data, chance),
                )


def swapped() -> Iterator[tuple[str, bytes]]:
    """Columns in the wrong place, below the right headings: 15 files."""
    for at, order in enumerate([(1, 0, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0), (2, 0, 1)]):
        rows = [ROWS[0], *([row[place] for place in order] for row in ROWS[1:])]
        yield f"swapped{at}.xlsx", excel(rows)
        yield f"swapped{at}.csv", csv_of(rows)
        yield f"swapped{at}.jsonl", json_of(rows)


def sheet_with(inner: str) -> bytes:
    """An Excel file whose only sheet has this XML in its sheetData."""
    data = excel()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = next(each for each in members if each.startswith("xl/worksheets/sheet"))
    text = members[name].decode()
    start, end = text.index("<sheetData>") + len("<sheetData>"), text.index("</sheetData>")
    return packed(members | {name: text[:start] + inner + text[end:]})


def hostile() -> dict[str, Callable[[], bytes]]:
    """Files made to hurt: name → its bytes."""
    bomb = HEAD + "<!DOCTYPE d [" + '<!ENTITY a0 "甲甲甲甲甲甲甲甲甲甲">'
    bomb += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
    body = "<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>"
    members = parts(body)
    document = str(members["word/document.xml"])
    outside = '<!DOCTYPE d [<!ENTITY a11 SYSTEM "file:///etc/hostname">]>'
    zeros = b"\x00" * (64 * 2**20)
    inner = zipped(("b.csv", csv_of()))
    for _ in range(4):
        inner = zipped(("n.zip", inner))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000 + "EncryptedPackage".encode("utf-16-le")
    deep = "[" * 100_000
    return {
        **{
            f"empty{suffix}": lambda: b""
            for suffix in (".md", ".docx", ".xlsx", ".csv", ".jsonl", ".json", ".db", ".zip")
        },
        **{f"blank{suffix}": lambda: b" \r\n\n" for suffix in (".txt", ".csv", ".jsonl", ".tar", ".tgz")},
        "entities.docx": lambda: packed(members | {"word/document.xml": document.replace(HEAD, bomb)}),
        "external.docx": lambda: packed(
            members | {"word/document.xml": document.replace(HEAD, HEAD + outside)}
        ),
        "entities.xlsx": lambda: packed(members | {"xl/sharedStrings.xml": bomb + "<sst>&a11;</sst>"}),
        "undefined.docx": lambda: packed(members),
        "bomb.docx": lambda: packed(members | {"word/media/a": zeros}),
        "bomb.xlsx": lambda: zipped(("xl/workbook.xml", b"<a/>"), ("xl/media/x", zeros)),
        "bomb.zip": lambda: zipped(("a.txt", zeros)),
        "bomb.tar.gz": lambda: gzip.compress(zeros),
        "nested.zip": lambda: inner,
        "locked.docx": lambda: ole,
        "locked.xlsx": lambda: ole,
        "old.docx": lambda: ole[:500],
        "macros.docm": lambda: packed(
            parts(p("青石市灯塔管理条例") + p("第一条 甲。")) | {"word/vbaProject.bin": b"x"}
        ),
        "macros.xlsm": excel,
        "path.zip": lambda: zipped(("../../etc/a.md", TEXT.encode()), ("/a.md", b"x"), ("a\\b.md", b"x")),
        "rows.xlsx": lambda: sheet_with('<row r="999999999999"><c r="A1"><v>1</v></c></row>'),
        "last.xlsx": lambda: sheet_with('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "wide.xlsx": lambda: sheet_with("<row>" + "<c/>" * 300_000 + "</row>"),
        "merged.xlsx": lambda: excel()[:100] + excel()[100:],
        "formula.xlsx": lambda: excel(
            [ROWS[0], ['=HYPERLINK("http://localhost")', "=cmd|'/c calc'!A1", "#REF!"]]
        ),
        "deep.json": deep.encode,
        "deep.jsonl": lambda: b'{"title": ' + deep.encode() + b"\n",
        "number.jsonl": lambda: b'{"title": "x", "text": ' + b"9" * 6000 + b"}\n",
        "nul.csv": lambda: csv_of() + b"\x00" * 100,
        "quote.csv": lambda: csv_of() + b'\n"' + "甲".encode() * 100_000,
        "columns.csv": lambda: b",".join([b"x"] * 50_000) + b"\n" + csv_of(),
        "magic.db": lambda: b"SQLite format 3\x00" + b"\xff" * 5000,
        "big5.txt": lambda: ("中華民國法律條文內容管理辦法" * 50).encode("big5"),
        "binary.txt": lambda: random.Random(1).randbytes(20_000),
        "program.docx": lambda: b"MZ" + random.Random(2).randbytes(5000),
        "picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(5000),
    }


def every() -> list[tuple[str, bytes]]:
    found = [*mutated(), *swapped(), *((name, make()) for name, make in hostile().items())]
    assert len({name for name, _ in found}) == len(found) >= 290
    return found


def account(path: Path, limits: Limits | None = None) -> list[files.Outcome]:
    """The outcomes of a file: at least one, each a document with units or a reason in Chinese with a code."""
    found = list(files.read([path], limits=limits or Limits(ratio_from_bytes=8 * 2**20)))
    assert found
    for each in found:
        if isinstance(each, SourceDocument):
            assert each.title and each.units
        else:
            assert isinstance(each, Rejection | Skipped)
            assert each.problem.code and each.problem.message.endswith("。"), each
            assert len(each.problem.message) < 1500
    assert len({(type(each), each.path) for each in found}) == len(found)
    return found


def test_every_damaged_file_is_accounted_for(tmp_path: Path) -> None:
    slow = []
    for name, data in every():
        path = tmp_path / name
        path.write_bytes(data)
        began = time.process_time()
        account(path)
        took = time.process_time() - began
        if took > SECONDS:
            slow.append((name, took))
        path.unlink()
    assert slow == []


EXPECTED = {
    "entities.docx": "unsafe_xml",
    "external.docx": "unsafe_xml",
    "entities.xlsx": "unsafe_xml",
    "undefined.docx": "broken_file",
    "bomb.docx": "zip_bomb",
    "bomb.xlsx": "zip_bomb",
    "bomb.zip": "zip_bomb",
    "nested.zip": "nested_archive",
    "locked.docx": "locked_file",
    "locked.xlsx": "locked_file",
    "old.docx": "unsupported_file",
    "path.zip": "unsafe_path",
    "rows.xlsx": "broken_file",
    "wide.xlsx": "broken_file",
    "deep.json": "broken_file",
    "magic.db": "starter_unreadable",
    "big5.txt": "bad_encoding",
    "empty.docx": "empty_file",
    "empty.csv": "empty_file",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_hostile_files_have_their_reason(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(hostile()[name]())
    assert {each.problem.code for each in account(path) if isinstance(each, Rejection)} == {EXPECTED[name]}


@pytest.mark.parametrize("name", ["entities.docx", "bomb.docx", "bomb.zip", "wide.xlsx"])
def test_hostile_files_take_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(hostile()[name]())
    tracemalloc.start()
    try:
        account(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MEMORY


def test_a_text_of_200_mib_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    (outcome,) = account(path)
    assert isinstance(outcome, Rejection) and outcome.problem.code == "file_too_large"


def test_a_line_above_the_limit_is_passed_over_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    first, second = json_of().split(b"\n")
    with path.open("wb") as file:
        file.write(first + b"\n" + b'{"title": "')
        for _ in range(40):
            file.write(b"a" * 2**20)
        file.write(b'"}\n' + second)
    tracemalloc.start()
    found = account(path, Limits(file_bytes=2**20))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.problem.code for each in found if isinstance(each, Rejection)] == ["file_too_large"]
    assert sum(isinstance(each, SourceDocument) for each in found) == 2
    assert most < 20 * 2**20


def test_a_long_table_is_read_as_a_stream(tmp_path: Path) -> None:
    """Memory is that of one row, whatever the length of the table."""
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("标题,正文\n")
        file.writelines(f'灯塔{at}管理条例,"{"灯" * 20_000}"\n' for at in range(900))
    tracemalloc.start()
    with path.open("rb") as opened:
        count = sum(1 for _ in delimited._rows(opened))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 901
    assert most < path.stat().st_size / 3


def test_what_is_rejected_leaves_the_store_as_it_is(tmp_path: Path) -> None:
    """All of them in one load: each in its account, and the library is that of the good files alone."""
    hurt, good = tmp_path / "hurt" / "a", tmp_path / "good" / "a"
    for folder in (hurt, good):
        folder.mkdir(parents=True)
    for name, data in every():
        (hurt / name).write_bytes(data)
        if any(isinstance(each, SourceDocument) for each in account(hurt / name)):
            (good / name).write_bytes(data)
    homes = tmp_path / "home-hurt", tmp_path / "home-good"
    # One source name, so that only what is read can differ.
    reports = [
        load(home, Task((folder.parent,), "一批"), "t")
        for home, folder in zip(homes, (hurt, good), strict=True)
    ]
    with Store.open(homes[0]) as store:
        lines = store.load_items(reports[0].seq)
        assert {each.path.split("/")[1].split(" ")[0] for each in lines} >= {
            each.name for each in hurt.iterdir()
        }
        assert all(each.message for each in lines if each.outcome in {"rejected", "skipped"})
        assert store.sound()
    assert reports[0].counts["rejected"] > 100
    assert reports[0].library_version == reports[1].library_version
