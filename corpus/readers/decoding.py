"""Bytes → text without guessing wrong silently: UTF-8, UTF-16 with its mark, GB18030, or a refusal.

GB18030 accepts nearly any bytes, so what comes out must read like Chinese: nearly all its characters must be
of the first level of GB 2312 (the 3,755 common ones), and the words every official text uses must occur.
charset-normalizer names the likely encoding in the refusal, nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Problem

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 20_000
_SAMPLE_OF_RUNS = 2_000
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30fe]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{6,}")
_LATIN_DEBRIS = re.compile(r"[\u00c0-\u00ff][\u0080-\u00bf\u0152-\u2122]")
_DEBRIS = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x84\x86-\x9f]")

# Measured on every third file of LawRefBook: at least .98 of the characters are of the first level and .14
# of them are among these. Big5, EUC-JP and random bytes read as GB18030 have .48, .87 and .19 of the first
# level; EUC-KR has 1.0, but .00 of these (Big5 .00, EUC-JP .02).
_FIRST_LEVEL_SHARE = 0.93
_EVERYDAY = frozenset(
    "的一二三四五六七八九十第条款项法规定人国家和有应当本得为在以不或者其关行政机部门大会中年月日"
)
_EVERYDAY_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` None when refused; `problem` then says why, or names what is odd in a text that was read."""

    text: str | None
    problem: Problem | None = None


def decode(data: bytes) -> Decoded:
    """The text of a file; refusals are `unsupported_file` (binary) and `bad_encoding`."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\x00" in data[:_SAMPLE]:
        return Decoded(None, Problem("unsupported_file", "这是二进制文件，不是文本。"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _refused(data)
    return _checked(text) if reads_like_chinese(text) else _refused(data)


def reads_like_chinese(text: str) -> bool:
    """True when the text has the characters that Chinese official texts have, in about their shares."""
    sample = text[:_SAMPLE]
    if _CONTROL.search(sample) or any(0xE000 <= ord(char) <= 0xF8FF for char in sample):
        return False
    han = _HAN.findall(sample)
    if not han or len(_KANA.findall(sample)) * 50 > len(han):
        return False
    if sum(char in _EVERYDAY for char in han) < _EVERYDAY_SHARE * len(han):
        return False
    return sum(map(_is_common, han)) >= _FIRST_LEVEL_SHARE * len(han)


def is_garbled(text: str) -> bool:
    """True for a text that was decoded wrongly before it was saved (涓浗, ä¸­å›½, 锟斤拷)."""
    sample = text[:_SAMPLE]
    if len(_DEBRIS.findall(sample)) > max(2, len(sample) // 200):
        return True
    latin = len(_LATIN_DEBRIS.findall(sample))
    if latin and latin > len(_HAN.findall(sample)):
        return True
    runs = _HAN_RUN.findall(sample[:_SAMPLE_OF_RUNS])
    return bool(runs) and sum(map(_is_utf8_read_as_gbk, runs)) * 2 > len(runs)


def _strictly(data: bytes, encoding: str) -> Decoded:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError:
        return _refused(data)


def _checked(text: str) -> Decoded:
    if is_garbled(text):
        return Decoded(
            None, Problem("bad_encoding", "文件里的文字已经是乱码（以前用错误的编码保存过），请换一份原文。")
        )
    if "\ufffd" in text:
        lines = [str(number) for number, line in enumerate(text.splitlines(), 1) if "\ufffd" in line]
        return Decoded(
            text,
            Problem(
                "replacement_character", "有无法识别的字符（�），原文可能缺字。", "行 " + "、".join(lines[:5])
            ),
        )
    return Decoded(text)


def _refused(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    likely = f"（看起来像 {best.encoding}）" if best is not None else ""
    message = f"认不出文字编码{likely}。请另存为 UTF-8 或 GB18030（GBK）后再导入。"
    return Decoded(None, Problem("bad_encoding", message))


def _is_common(char: str) -> bool:
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _is_utf8_read_as_gbk(run: str) -> bool:
    """A Chinese run whose bytes in GB18030 are UTF-8 for the most part, as real words never are."""
    data = run.encode("gb18030")
    text = data.decode("utf-8", errors="ignore")
    return len(text.encode()) * 5 >= len(data) * 3 and len(_HAN.findall(text)) >= 2
