"""Filed documents in the database: added many at once, listed, withdrawn. Their citations are read by the watch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from workflow import record
from workflow.accounts.model import Account, Role
from workflow.database import Clock, Database, drawn_id, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.matters.views import seen_rows
from workflow.tables import blob, filed
from workflow.watching.tasks import withdraw

BATCH = 200
BATCH_BYTES = 8 * 1024 * 1024
"""Documents, and bytes of text, that are put in one transaction: no more of an upload is held in memory."""
LONGEST_TITLE, LONGEST_NUMBER, LONGEST_OFFICE, LONGEST_FILE = 300, 100, 100, 200
MOST_NAMED = 20
WITHDRAWN = "文件已经撤出。"
NO_OFFICE = "你的账号没有写单位，请系统管理员补上。"


@dataclass(frozen=True, slots=True)
class Given:
    """One document to be filed: its text as it was read from `file`."""

    title: str
    text: str
    file: str
    doc_number: str = ""
    issued_on: date | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """One filed document; `issued_on` is empty where nobody said."""

    id: str
    title: str
    doc_number: str
    issued_on: str
    office: str
    owner: str
    file: str
    filed_at: str


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an upload: documents new here, those that were there with the same text already. `other_office`:
    how many named an office that the actor may not file for, and were filed for the actor's own."""

    new: int
    same: int
    other_office: int = 0


class Filing:
    """The filed documents of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, actor: Account, documents: Iterable[Given]) -> Added:
        """File documents for the actor's office (or the one they name, where the actor reviews for all). One with the
        text of one that is there is the same one; a withdrawn one comes back. They are taken and put in batches: where
        taking them ends in an error, the batches before stay, and adding them again changes nothing.

        WorkflowError `office_missing`, `bad_document`.
        """
        new = given = other = size = 0
        rows: list[tuple[dict[str, Any], bytes]] = []
        for each in documents:
            row, body = _checked(actor, each)
            rows.append((row, body))
            given, size = given + 1, size + len(body)
            other += each.office.strip()[:LONGEST_OFFICE] not in ("", row["office"])
            if len(rows) >= BATCH or size >= BATCH_BYTES:
                new, size = new + self._put_batch(actor, rows), 0
                rows.clear()
        if rows:
            new += self._put_batch(actor, rows)
        return Added(new, given - new, other)

    def _put_batch(self, actor: Account, rows: Sequence[tuple[dict[str, Any], bytes]]) -> int:
        """Add rows in one transaction, with their entry of the record; how many are new."""
        with self._database.writing() as connection:
            fresh = self._put(connection, actor, rows)
            if fresh:
                names = [each["title"] for each in fresh[:MOST_NAMED]]
                body = {"documents": len(fresh), "titles": names}
                record.append(connection, self._clock(), actor.login, "filed", "filed:", body)
        return len(fresh)

    def _put(
        self, connection: Connection, actor: Account, rows: Sequence[tuple[dict[str, Any], bytes]]
    ) -> list[dict[str, Any]]:
        """Add the rows that are not there; those that were added or came back."""
        hashes = {row["text_hash"]: body for row, body in rows}
        held = set(connection.execute(select(blob.c.hash).where(blob.c.hash.in_(hashes))).scalars())
        texts = [
            {"hash": digest, "size": len(body), "body": body}
            for digest, body in hashes.items()
            if digest not in held
        ]
        if texts:
            connection.execute(insert(blob), texts)
        chosen = select(filed.c.id, filed.c.office, filed.c.text_hash, filed.c.withdrawn_at)
        there = {
            (each.office, each.text_hash): each
            for each in connection.execute(chosen.where(filed.c.text_hash.in_(hashes)))
        }
        now, fresh, back = stamp(self._clock()), [], []
        for row, _ in {(row["office"], row["text_hash"]): (row, body) for row, body in rows}.values():
            known = there.get((row["office"], row["text_hash"]))
            if known is None:
                fresh.append({"id": drawn_id(), **row, "owner": actor.login, "filed_at": now})
            elif known.withdrawn_at is not None:
                again = {**row, "owner": actor.login, "filed_at": now, "withdrawn_at": None}
                back.append(again)
                connection.execute(update(filed).where(filed.c.id == known.id).values(**again))
        if fresh:
            connection.execute(insert(filed), fresh)
        return [*fresh, *back]

    def all(
        self, actor: Account, *, q: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[list[Filed], int]:
        """The filed documents that the actor may see, the newest first, and how many there are; `q` in title, number
        or office."""
        mine = and_(filed.c.withdrawn_at.is_(None), seen_rows(filed.c.office, filed.c.owner, actor))
        for word in q.split()[:5]:
            found = (
                column.icontains(word, autoescape=True)
                for column in (filed.c.title, filed.c.doc_number, filed.c.office)
            )
            mine = and_(mine, or_(*found))
        chosen = select(filed).where(mine).order_by(filed.c.filed_at.desc(), filed.c.id)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(filed).where(mine)).scalar_one()
            rows = connection.execute(chosen.offset(offset).limit(limit)).all()
        return [_filed(row) for row in rows], total

    def withdraw(self, actor: Account, document_id: str) -> None:
        """Watch a document no more; its open warnings are settled so. WorkflowError `document_not_filed`."""
        with self._database.writing() as connection:
            mine = and_(filed.c.withdrawn_at.is_(None), seen_rows(filed.c.office, filed.c.owner, actor))
            chosen = select(filed).where(filed.c.id == document_id, mine)
            row = connection.execute(chosen.with_for_update()).first()
            if row is None:
                raise WorkflowError(Kind.NOT_FOUND, "document_not_filed", "没有登记这份文件，或者已经撤出。")
            now = stamp(self._clock())
            connection.execute(update(filed).where(filed.c.id == document_id).values(withdrawn_at=now))
            settled = withdraw(connection, document_id, actor.login, now, WITHDRAWN)
            body = {"title": row.title, "tasks": settled}
            record.append(connection, self._clock(), actor.login, "filed_withdrawn", f"filed:{row.id}", body)


def office_for(actor: Account, stated: str) -> str:
    """The office for which somebody files: who reviews for all may state another than their own. Empty: none."""
    if actor.has(Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER) and stated.strip():
        return stated.strip()[:LONGEST_OFFICE]
    return actor.office


def _checked(actor: Account, each: Given) -> tuple[dict[str, Any], bytes]:
    title = " ".join(each.title.split())[:LONGEST_TITLE]
    office = office_for(actor, each.office)
    if not office:
        raise WorkflowError(Kind.INVALID, "office_missing", NO_OFFICE)
    if not title or not each.text.strip():
        raise WorkflowError(Kind.INVALID, "bad_document", f"{each.file[:80]}：没有标题或者没有文字。")
    body = each.text.encode("utf-8", "replace")
    row = {
        "title": title,
        "doc_number": " ".join(each.doc_number.split())[:LONGEST_NUMBER],
        "issued_on": each.issued_on.isoformat() if each.issued_on else "",
        "office": office,
        "file": each.file[-LONGEST_FILE:],
        "text_hash": sha256(body).hexdigest(),
    }
    return row, body


def _filed(row: Any) -> Filed:
    return Filed(
        row.id, row.title, row.doc_number, row.issued_on, row.office, row.owner, row.file, row.filed_at
    )
