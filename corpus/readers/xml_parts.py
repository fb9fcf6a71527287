"""XML of a stranger, read with expat as a stream: no document types, no entities, bounded depth, no tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

_BLOCK = 1024 * 1024
_DEEPEST = 200
_LONGEST_PROLOG = 256 * 1024

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class XmlError(Exception):
    """The XML is unsafe (`unsafe_xml`: it declares a document type or entities) or broken (`broken_file`)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _RootSeen(Exception):  # noqa: N818 - not an error
    """The prolog is over."""


def check_prolog(stream: IO[bytes]) -> None:
    """XmlError unless the part begins as plain XML: no DOCTYPE (ECMA-376 part 2 forbids it), a known encoding."""

    def stop(_name: str, _attributes: Mapping[str, str]) -> None:
        raise _RootSeen

    parser = _parser()
    parser.StartElementHandler = stop
    try:
        parser.Parse(stream.read(_LONGEST_PROLOG), False)
    except _RootSeen:
        return
    except expat.ExpatError as error:
        raise XmlError("broken_file", str(error)) from error
    raise XmlError("broken_file", "no root element")


def parse(stream: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Read the whole part. Names and attributes come as `namespace name`, split by one space.

    XmlError `unsafe_xml`, `broken_file`; what the handlers raise passes through.
    """
    depth = 0

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise XmlError("broken_file", "nested too deep")
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser = _parser(separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise XmlError("broken_file", str(error)) from error


def _parser(separator: str | None = None) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _refuse(*_: object) -> None:
    raise XmlError("unsafe_xml", "document type or entity declared")
