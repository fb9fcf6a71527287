"""Office Open XML packages (.docx, .xlsx and their kin with macros): opened only when they look harmless.

A package is a zip of XML parts. Macros in it are never looked at; nothing it links to is fetched.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO

from corpus.model import Problem
from corpus.readers.limits import LimitError, Limits, check_ratio
from corpus.readers.outcomes import FileProblem
from corpus.readers.xml_parts import XmlError, check_prolog, parse

MOST_PARTS = 10_000
PART_BYTES = 8 * 1024 * 1024
"""The most that a part read as a whole may have: styles, numbering, relations."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 0x1
_XML_PARTS = (".xml", ".rels", ".vml")
_BLOCK = 1024 * 1024
ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError)
"""What reading a damaged zip raises."""


def open_package(file: IO[bytes], kind: str, limits: Limits) -> zipfile.ZipFile:
    """The package, checked. `kind` names it in messages: Word（.docx）.

    FileProblem: `empty_file`, `locked_file`, `unsupported_file`, `broken_file`, `file_too_large`, `zip_bomb`,
    `unsafe_xml`.
    """
    _check_head(file, kind)
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
    except ERRORS as error:
        raise FileProblem(_broken(kind)) from error
    if len(infos) > MOST_PARTS:
        raise FileProblem(Problem("file_too_large", f"{kind}文件里的部件超过 {MOST_PARTS} 个，没有读取。"))
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise FileProblem(_locked(kind))
    try:
        packed, unpacked = (
            sum(getattr(info, size) for info in infos) for size in ("compress_size", "file_size")
        )
        check_ratio(limits, packed=packed, unpacked=unpacked)
    except LimitError as error:
        raise FileProblem(Problem("zip_bomb", f"{kind}文件的{error.message}")) from error
    for info in infos:
        if info.filename.lower().endswith(_XML_PARTS):
            _check_xml(archive, info, kind)
    return archive


def read_part(archive: zipfile.ZipFile, name: str, kind: str, most: int = PART_BYTES) -> IO[bytes] | None:
    """A part, opened; None where there is none. FileProblem `file_too_large` above `most` bytes."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > most:
        size, limit = info.file_size / 2**20, most / 2**20
        message = f"{kind}文件里的 {name} 有 {size:.0f} MiB，超过 {limit:.0f} MiB 的上限，没有读取。"
        raise FileProblem(Problem("file_too_large", message))
    try:
        return archive.open(info)
    except ERRORS as error:
        raise FileProblem(_broken(kind)) from error


def relations(archive: zipfile.ZipFile, of: str, kind: str) -> dict[str, str]:
    """The parts that `of` (`` for the package) points to: last word of the relation's type → name of the part."""
    folder, base = posixpath.split(of)
    opened = read_part(archive, posixpath.join(folder, "_rels", f"{base}.rels"), kind)
    found: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name.rpartition(" ")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            place = (
                target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            found.setdefault(attributes.get("Type", "").rpartition("/")[2], place)

    if opened is not None:
        with opened:
            read_xml(opened, kind, start)
    return found


def read_xml(stream: IO[bytes], kind: str, start: object, end: object = None, text: object = None) -> None:
    """`xml_parts.parse`, with what is wrong as a FileProblem."""
    try:
        parse(stream, start, end, text)  # type: ignore[arg-type]
    except XmlError as error:
        raise FileProblem(unsafe(kind) if error.code == "unsafe_xml" else _broken(kind)) from error
    except ERRORS as error:
        raise FileProblem(_broken(kind)) from error


def unsafe(kind: str) -> Problem:
    """The problem of a package whose XML declares entities."""
    message = (
        f"{kind}文件里有 XML 实体或文档类型声明，正常文件不会有，没有读取。请用 Word 或 WPS 打开后重新保存。"
    )
    return Problem("unsafe_xml", message)


def _check_head(file: IO[bytes], kind: str) -> None:
    head = file.read(len(_OLE))
    if not head:
        raise FileProblem(Problem("empty_file", "文件是空的，没有任何文字。"))
    if head == _OLE:
        raise FileProblem(_locked(kind) if _holds(file, _ENCRYPTED_STREAM) else _old(kind))
    file.seek(0)
    if not head.startswith(b"PK"):
        raise FileProblem(_broken(kind))


def _holds(file: IO[bytes], wanted: bytes) -> bool:
    tail = b""
    while block := file.read(_BLOCK):
        if wanted in tail + block:
            return True
        tail = block[-len(wanted) :]
    return False


def _check_xml(archive: zipfile.ZipFile, info: zipfile.ZipInfo, kind: str) -> None:
    try:
        with archive.open(info) as opened:
            check_prolog(opened)
    except XmlError as error:
        raise FileProblem(unsafe(kind) if error.code == "unsafe_xml" else _broken(kind)) from error
    except ERRORS as error:
        raise FileProblem(_broken(kind)) from error


def _locked(kind: str) -> Problem:
    return Problem("locked_file", f"{kind}文件设了打开密码，读不出来。请去掉密码后另存再载入。")


def _old(kind: str) -> Problem:
    message = f"后缀是新格式，内容却是旧版 Office 文件。请用 Word、Excel 或 WPS 打开，另存为{kind}后再载入。"
    return Problem("unsupported_file", message)


def _broken(kind: str) -> Problem:
    message = f"{kind}文件损坏或不完整，或者不是这种文件。请用 Word、Excel 或 WPS 打开后重新保存。"
    return Problem("broken_file", message)
