"""What somebody uploads to be watched → documents, filed: one file, or a zip of many, with a list (.xlsx) of them.

A file's limit is that of the draft check; an archive may be as large as a load, is read where it lies by the loader's
own bounded reader, and filed in batches: little of it is in memory at once. A document that cannot be read is left out
and named; the others are filed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import IO

from corpus.drafts import DraftError, read_draft
from corpus.model import Problem
from corpus.normalize import fold
from corpus.readers.archives import Member, is_archive, members, too_large
from corpus.readers.cells import day_of
from corpus.readers.limits import Budget, LimitError, Limits, take
from corpus.readers.outcomes import FileProblem
from corpus.readers.workbooks import SUFFIXES as LISTS
from search_service.errors import ServiceError
from search_service.query.doc_numbers import find_doc_number
from search_service.working.filing_list import Row, matched, rows_of
from workflow.accounts import Account
from workflow.filed import NO_OFFICE, Filing, Given, office_for

HEAD = 600
"""Characters of a document in which its title and number are looked for."""
LONGEST_TITLE_LINE = 80
MOST_PROBLEMS = 200
MOST_MEMBERS = 100_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of an archive, as files or as their texts, whichever are more: some 20,000 documents, minutes of one core."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with a file: a stable `code` and a Chinese sentence."""

    file: str
    code: str
    message: str


@dataclass(slots=True)
class Report:
    """What became of an upload. `left_out`: how many files were not filed, of which `problems` tells the first
    MOST_PROBLEMS, and `unnamed` how many it does not; `notes`: what was said of documents that were filed, and not
    followed."""

    new: int = 0
    same: int = 0
    left_out: int = 0
    unnamed: int = 0
    problems: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)

    def leave_out(self, file: str, code: str, message: str) -> None:
        self.left_out += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Told(file, code, message))
        else:
            self.unnamed += 1

    def stop(self, archive: str, code: str, message: str, rest: int) -> None:
        """Nothing more is read of the archive, of which `rest` files are left: told first."""
        self.left_out += rest
        self.problems.insert(0, Told(archive, code, message))

    def note(self, file: str, code: str, message: str) -> None:
        if len(self.notes) < MOST_PROBLEMS:
            self.notes.append(Told(file, code, message))


def file_upload(
    filing: Filing, actor: Account, name: str, file: IO[bytes], said: Mapping[str, str], most_bytes: int
) -> Report:
    """File the documents of an uploaded file or archive. `said`: what the form says (title, doc_number, issued_on,
    office; of an archive only the office counts). `most_bytes`: of one document.

    ServiceError 400 `bad_date`, 422 `empty_upload`; WorkflowError `office_missing`; DraftError for a single file that
    cannot be read.
    """
    report = Report()
    day, office = _day(said.get("issued_on", "")), said.get("office", "")
    if is_archive(name):
        added = filing.add(actor, _archive(actor, name, file, office, most_bytes, report))
    else:
        text = _text(name, file, most_bytes)
        one = Given(
            said.get("title", ""), text, PurePosixPath(name).name, said.get("doc_number", ""), day, office
        )
        added = filing.add(actor, [_completed(one)])
    report.new, report.same = added.new, added.same
    if added.other_office:
        sentence = (
            f"{added.other_office} 份写明了别的单位，没有采用，登记在你的单位“{actor.office}”；"
            "只有审核机构可以替别的单位登记。"
        )
        report.note(name, "office_ignored", sentence)
    return report


def _text(name: str, file: IO[bytes], most_bytes: int) -> str:
    data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        size = file.seek(0, 2)
        raise DraftError("file_too_large", too_large(size, most_bytes).message)
    return read_draft(name, data)


def _archive(
    actor: Account, name: str, file: IO[bytes], office: str, most_bytes: int, report: Report
) -> Iterator[Given]:
    """Everything that can be read of an archive, one by one; what a list in it says of a file goes before what stands
    in the file. The archive is gone through twice: the lists first."""
    limits = Limits(file_bytes=most_bytes, total_bytes=MOST_UNPACKED, members=MOST_MEMBERS)
    names, rows = _lists(name, file, limits, report)
    told = matched(names, rows, report.note)
    budget, read = Budget(limits), 0
    file.seek(0)
    for each in members(file, name, budget, _is_document):
        if not each.name:  # of the whole archive: nothing more of it is read
            report.stop(name, *_why(each), max(len(names) - read, 1))
            return
        read += 1
        try:
            document = _document(each.name, each.data, budget)
        except LimitError as error:
            report.stop(name, error.code, error.message, len(names) - read + 1)
            return
        except DraftError as error:
            report.leave_out(each.name, error.code, error.message)
            continue
        if document is None:
            report.leave_out(each.name, *_why(each))
            continue
        done = _completed(_with(document, told.get(each.name), office))
        if office_for(actor, done.office):
            yield done
        else:
            report.leave_out(each.name, "office_missing", NO_OFFICE)
    if not read and not report.left_out:
        raise ServiceError(422, "empty_upload", "压缩包里没有文件。")


def _lists(name: str, file: IO[bytes], limits: Limits, report: Report) -> tuple[Sequence[str], Sequence[Row]]:
    """(the names of the documents of an archive, the rows of the lists in it)."""
    names: list[str] = []
    rows: list[Row] = []

    def wanted(member: str) -> bool:
        if _is_document(member):
            names.append(member)
        return member.lower().endswith(LISTS) and not _is_hidden(member)

    file.seek(0)
    for each in members(file, name, Budget(limits), wanted):
        if each.name and each.data is None:
            report.leave_out(each.name, *_why(each))
        elif each.data is not None:
            try:
                found = rows_of(each.name, each.data, limits)
            except FileProblem as error:
                report.leave_out(each.name, error.problem.code, error.problem.message)
                continue
            if len(rows) + len(found) > MOST_MEMBERS:
                report.leave_out(each.name, "file_too_large", f"目录超过 {MOST_MEMBERS:,} 行，没有采用。")
            else:
                rows += found
    return names, rows


def _why(each: Member) -> tuple[str, str]:
    problem = each.problem or Problem("broken_file", "读不出来。")
    return problem.code, problem.message


def _is_hidden(member: str) -> bool:
    return PurePosixPath(member).name.startswith((".", "~$"))


def _is_document(member: str) -> bool:
    return not member.lower().endswith(LISTS) and not _is_hidden(member)


def _document(name: str, data: bytes | None, budget: Budget) -> Given | None:
    """DraftError; LimitError where the texts of an archive are more than its files may be."""
    if data is None:
        return None
    text = read_draft(name, data)
    take(budget, size=max(len(text.encode("utf-8", "replace")) - len(data), 0))
    return Given("", text, name)


def _with(each: Given, row: Row | None, office: str) -> Given:
    if row is None:
        return replace(each, office=office)
    return replace(
        each,
        title=row.title,
        doc_number=row.doc_number,
        issued_on=row.issued_on,
        office=row.office or office,
    )


def _completed(each: Given) -> Given:
    """With the title and number that stand at the head of the text, where nobody said them."""
    head = each.text[:HEAD]
    title = each.title.strip() or _title(head) or PurePosixPath(each.file).stem.strip() or each.file
    number = each.doc_number.strip()
    if not number and (found := find_doc_number(fold(head))):
        number = found.printed
    return replace(each, title=title, doc_number=number)


def _title(head: str) -> str:
    """The first line that could be a title: not the number, not long, no sentence."""
    for line in head.splitlines():
        text = line.strip(" \t　#*")
        if text and len(text) <= LONGEST_TITLE_LINE and not text.endswith(("。", "；", "：")):
            number = find_doc_number(fold(text))
            if number is None or len(number.printed) < len(text) - 4:
                return text
    return ""


def _day(given: str) -> date | None:
    if not given.strip():
        return None
    day = day_of(given)
    if day is None:
        raise ServiceError(400, "bad_date", "印发日期应写作 2026-01-31。")
    return day
