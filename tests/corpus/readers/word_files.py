"""Word files for tests, written part by part: what a test means to show is all that they hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def p(
    text: str = "",
    *,
    center: bool = False,
    style: str = "",
    num: tuple[int, int] | None = None,
    size: int = 0,
) -> str:
    """A paragraph; `num` is (list, level); `size` in half points."""
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        marks += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    marks += '<w:jc w:val="center"/>' if center else ""
    large = f'<w:rPr><w:sz w:val="{size}"/></w:rPr>' if size else ""
    run = f'<w:r>{large}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{marks}</w:pPr>{run}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of plain cells; what is XML already goes in as it is."""
    cells = ["".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def level(at: int, form: str, pattern: str, *, start: int = 1, suff: str = "", more: str = "") -> str:
    """One level of a list."""
    suffix = f'<w:suff w:val="{suff}"/>' if suff else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/>{suffix}</w:lvl>'
    )


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """word/numbering.xml with one abstract definition."""
    abstract = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f'{HEAD}<w:numbering xmlns:w="{W}">{abstract}{nums}</w:numbering>'


def styles(inner: str) -> str:
    """word/styles.xml."""
    return f'{HEAD}<w:styles xmlns:w="{W}">{inner}</w:styles>'


def parts(body: str, *, numbering: str = "", style_sheet: str = "") -> dict[str, str | bytes]:
    """The parts of a package by name."""
    related = {"numbering": numbering, "styles": style_sheet}
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name, part in related.items()
        if part
    )
    namespaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"{HEAD}<w:document {namespaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{links}</Relationships>",
    }
    return found | {f"word/{name}.xml": part for name, part in related.items() if part}


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """The package."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def docx(*body: str, numbering: str = "", style_sheet: str = "") -> bytes:
    """A whole file."""
    return packed(parts("".join(body), numbering=numbering, style_sheet=style_sheet))
