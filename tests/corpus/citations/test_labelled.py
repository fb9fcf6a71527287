"""Precision and recall on passages drawn at random from LawRefBook and labelled by reading.

`labelled.jsonl`: one passage a line: the file inside the archive, the passage's span in it, and every citation
that a reader finds there as [start, end, kind, law, number, sub, paragraph, item]. `law` is the plain title,
`@own` for the text itself, null where no antecedent is given. No text is copied.
"""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

from corpus.citations.extract import extract
from corpus.citations.model import Mention
from corpus.normalize import plain_title
from corpus.titles import TitleBook, TitleEntry, known_names
from tests.support import shared

LABELS = Path(__file__).with_name("labelled.jsonl")


@cache
def archive() -> dict[str, str]:
    with tarfile.open(shared("data", "lawrefbook.tar.gz")) as packed:
        members = [each for each in packed if each.isfile() and each.name.endswith(".md")]
        files = ((each.name.removeprefix("./"), packed.extractfile(each)) for each in members)
        return {name: file.read().decode("utf-8", "replace") for name, file in files if file}


def book(texts: dict[str, str]) -> TitleBook:
    """The titles of all files, and the known names of what is not held."""
    titles = {}
    for name, text in texts.items():
        heading = next((line[1:].strip() for line in text.split("\n") if line.startswith("# ")), "")
        if heading and "案例/" not in name and "民法典/" not in name:
            titles[plain_title(heading)] = TitleEntry(f"w:{plain_title(heading)}", heading)
    for entry in known_names():
        titles.setdefault(plain_title(entry.title), entry)
    return TitleBook(titles.values())


def law_of(mention: Mention) -> str | None:
    if mention.law.own:
        return "@own"
    return None if mention.law.work_ids is None else plain_title(mention.law.name)


def place(mention: Mention) -> tuple[object, ...]:
    path = mention.path
    return (mention.start, mention.end, str(mention.kind), path.number, path.sub, path.paragraph, path.item)


def test_precision_and_recall() -> None:
    texts = archive()
    titles = book(texts)
    right = found_count = wanted_count = right_law = 0
    errors: list[Any] = []
    for line in LABELS.read_text("utf-8").splitlines():
        label = json.loads(line)
        text = texts[label["file"]]
        mentions = extract(text, titles=titles).citations
        found = {place(each): law_of(each) for each in mentions if label["from"] <= each.start < label["to"]}
        wanted = {(*row[:3], *row[4:]): row[3] for row in label["citations"]}
        right += len(found.keys() & wanted.keys())
        right_law += sum(found[each] == wanted[each] for each in found.keys() & wanted.keys())
        found_count, wanted_count = found_count + len(found), wanted_count + len(wanted)
        errors += [(label["file"], each, each in found) for each in found.keys() ^ wanted.keys()]
    assert wanted_count >= 300
    assert right / found_count >= 0.99, errors
    assert right / wanted_count >= 0.98, errors
    assert right_law / right >= 0.98
