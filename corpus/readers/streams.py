"""Long text files read as a stream: which encoding, then lines, each with its number and bounded in length."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from corpus.model import Problem
from corpus.readers.decoding import decode, reads_like_chinese
from corpus.readers.outcomes import FileProblem

SAMPLE = 64 * 1024
_ODD_LINES = 10  # of so many lines one may be in another encoding
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `text` None when it is longer than allowed or not in the file's encoding."""

    number: int
    text: str | None
    problem: Problem | None = None


def encoding_of(file: IO[bytes]) -> str:
    """The encoding of a text file by its first bytes; the file is at its start again after.

    FileProblem `empty_file`, `unsupported_file` (binary), `bad_encoding`, as `decoding.decode` tells them.
    """
    sample = file.read(SAMPLE)
    file.seek(0)
    if not sample.strip():
        raise FileProblem(Problem("empty_file", "文件是空的，没有任何文字。"))
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" not in sample:
        for encoding in ("utf-8", "gb18030"):
            text = _decoded(sample, encoding)
            if text is not None and (encoding == "utf-8" or text.isascii() or reads_like_chinese(text)):
                return encoding
    refused = decode(sample)
    raise FileProblem(refused.problem or Problem("bad_encoding", "认不出文字编码。"))


def lines(file: IO[bytes], encoding: str, longest: int) -> Iterator[Line]:
    """The lines of an open file, one at a time; at most `longest` bytes of a line are held."""
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(file, encoding, longest)
        return
    number = 0
    while raw := file.readline(longest + 1):
        number += 1
        if len(raw) > longest and not raw.endswith(b"\n"):
            while (rest := file.readline(1024 * 1024)) and not rest.endswith(b"\n"):
                pass
            yield Line(number, None, too_long(longest, number))
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 and encoding.startswith("utf-8") else encoding)
        except UnicodeDecodeError:
            message = f"第 {number} 行的编码与文件开头不同（{encoding}），读不出来。"
            yield Line(number, None, Problem("bad_encoding", message, f"第{number}行"))
            continue
        yield Line(number, text.rstrip("\r\n"))


def too_long(longest: int, number: int) -> Problem:
    """The problem of a line above the limit."""
    message = f"第 {number} 行超过 {longest // 2**20} MiB 的上限，没有读取。"
    return Problem("file_too_large", message, f"第{number}行")


def _wide_lines(file: IO[bytes], encoding: str, longest: int) -> Iterator[Line]:
    with codecs.getreader(encoding)(file, "replace") as reader:
        number = 0
        while text := reader.readline(longest):
            number += 1
            if len(text) >= longest:
                yield Line(number, None, too_long(longest, number))
                return
            yield Line(number, text.rstrip("\r\n"))


def _decoded(sample: bytes, encoding: str) -> str | None:
    """The lines of a sample that are in this encoding; None when too many are not."""
    whole = sample.split(b"\n")
    if len(sample) == SAMPLE and len(whole) > 1:
        whole.pop()  # cut
    found, refused = [], 0
    for line in whole:
        try:
            found.append(line.decode(encoding))
        except UnicodeDecodeError as error:
            cut = len(whole) == 1 and len(sample) == SAMPLE and error.start > SAMPLE - 4
            found += [line[: error.start].decode(encoding)] if cut else []
            refused += not cut
    return None if refused * _ODD_LINES > len(whole) else "\n".join(found)
