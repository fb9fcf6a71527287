"""What a Word file's styles say of a paragraph: its name, alignment, outline, size, list — with inheritance."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from corpus.readers.numbering import number_of
from corpus.readers.packages import read_part, read_xml

_MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Looks:
    """How a paragraph looks; None where nothing says so. `size` in half points, `level` of its list."""

    align: str | None = None
    outline: int | None = None
    size: int | None = None
    list_id: str | None = None
    level: int | None = None

    def over(self, below: Looks) -> Looks:
        """These looks, and those of `below` where these say nothing."""
        said = {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}
        return replace(below, **said)


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str | None = None
    looks: Looks = field(default_factory=Looks)


class Styles:
    """The paragraph styles of a file by their ids."""

    def __init__(self) -> None:
        self.styles: dict[str, _Style] = {}
        self.default: str = ""

    def looks(self, style: str | None) -> Looks:
        """The looks of a style with what it inherits."""
        found, seen = Looks(), 0
        at = style or self.default
        while at in self.styles and seen < _MOST_ANCESTORS:
            found = found.over(self.styles[at].looks)
            at, seen = self.styles[at].based_on or "", seen + 1
        return found

    def name(self, style: str | None) -> str:
        """The style's name in lower case: title, heading 1, toc 1; its id where it has none."""
        found = self.styles.get(style or self.default)
        return (found.name if found else style or "").lower()


def read_styles(archive: zipfile.ZipFile, part: str | None, kind: str) -> Styles:
    """The styles of a file; none without the part. FileProblem as `packages.read_part`."""
    styles = Styles()
    opened = read_part(archive, part, kind) if part else None
    if opened is not None:
        with opened:
            reader = _Reader(styles)
            read_xml(opened, kind, reader.start, reader.end)
    return styles


def looks_of(local: str, values: Mapping[str, str], looks: Looks) -> Looks:
    """The looks after one element of w:pPr."""
    value = values.get("val", "")
    if local == "jc":
        return replace(looks, align=value)
    if local == "outlineLvl":
        return replace(looks, outline=number_of(value))
    if local == "numId":
        return replace(looks, list_id=value)
    if local == "ilvl":
        return replace(looks, level=number_of(value))
    return replace(looks, size=number_of(value)) if local == "sz" else looks


class _Reader:
    """word/styles.xml, element by element."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._style: _Style | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        values = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if local == "style" and values.get("type") in (None, "paragraph"):
            key = values.get("styleId", "")
            self._style = self._styles.styles[key] = _Style()
            if values.get("default") in ("1", "true", "on"):
                self._styles.default = key
        elif self._style is None:
            return
        elif local == "name":
            self._style.name = values.get("val", "")
        elif local == "basedOn":
            self._style.based_on = values.get("val")
        else:
            self._style.looks = looks_of(local, values, self._style.looks)

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "style":
            self._style = None
