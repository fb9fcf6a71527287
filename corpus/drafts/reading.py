"""A file of a draft → its text: plain text, Markdown, Word (.docx).

Uploads are untrusted: sizes are bounded before anything is unpacked, nothing is written, nothing is fetched.
"""

from __future__ import annotations

from pathlib import PurePath

from corpus.drafts.word import read_docx
from corpus.readers.decoding import decode

_OFFICE = "；装有 LibreOffice 的可以用 soffice --headless --convert-to docx 文件"
PLAIN = frozenset({".txt", ".md", ".markdown", ""})
CONVERTED = {
    ".doc": f"旧版 Word 文件，请在 Word 或 WPS 里另存为 .docx{_OFFICE}",
    ".wps": f"WPS 文字文件，请在 WPS 里另存为 .docx{_OFFICE}",
    ".ofd": "OFD 版式文件，请用原来的 Word 文件，或在 OFD 阅读器里导出为 .docx、复制出文字",
    ".pdf": "PDF 文件，请用原来的 Word 文件，或复制出文字；扫描件请先识别成文字并校对",
    ".rtf": "RTF 文件，请另存为 .docx",
    ".odt": "ODT 文件，请另存为 .docx",
}
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic"})
MOST_BYTES = 50 * 1024 * 1024


class DraftError(Exception):
    """A file that cannot be read as a draft: a stable `code` and a Chinese `message`.

    Codes: `unsupported_file`, `bad_encoding`, `broken_file`, `file_too_large`, `empty_file`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read_draft(name: str, data: bytes) -> str:
    """The text of a file; its kind is told by its name. DraftError says what is wrong and how to go on."""
    if len(data) > MOST_BYTES:
        raise DraftError("file_too_large", f"文件超过 {MOST_BYTES // 2**20} MiB，请分开提交。")
    ending = PurePath(name).suffix.lower()
    if ending in CONVERTED:
        raise DraftError("unsupported_file", f"不能直接读取{CONVERTED[ending]}。")
    if ending in PICTURES:
        raise DraftError(
            "unsupported_file", "不能读取图片；请先识别成文字并校对，再用 .docx、.txt、.md 文件提交。"
        )
    if ending == ".docx":
        text = _word(data)
    elif ending in PLAIN:
        text = _plain(data)
    else:
        raise DraftError("unsupported_file", f"不支持 {ending} 文件；可以用 .docx、.txt、.md。")
    if not text.strip():
        raise DraftError("empty_file", "文件里没有文字。")
    return text


def _plain(data: bytes) -> str:
    decoded = decode(data)
    if decoded.text is None:
        problem = decoded.problem
        code, message = (problem.code, problem.message) if problem else ("bad_encoding", "文件编码无法识别。")
        raise DraftError(code, message)
    return decoded.text.replace("\r\n", "\n")


def _word(data: bytes) -> str:
    try:
        return read_docx(data)
    except ValueError as error:
        raise DraftError("broken_file", str(error)) from error
