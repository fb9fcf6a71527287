"""Matters in the database: every act is decided on the newest state, compared, set and recorded in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.drafts import read_draft
from review.model import DocType, IssuerLevel
from workflow import record
from workflow.accounts.model import Account, account_of
from workflow.database import Clock, Database, drawn_id, local_day, moment, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.matters import acts, rules, views
from workflow.matters.acts import Act, Check, FileRef
from workflow.matters.folding import Done, fold, opened
from workflow.matters.needs import Around, Refusal
from workflow.matters.procedure import Procedure, packaged, procedure_for
from workflow.matters.state import Matter
from workflow.record.chain import Entry
from workflow.tables import account, blob, matter

MOST_FILE_BYTES = 30 * 1024 * 1024
LONGEST_FILE_NAME = 120
MOST_PARSED = 5_000


class Checker(Protocol):
    """The draft check of whoever is above: a text judged as what it is to become."""

    def __call__(self, text: str, title: str, doc_type: DocType, level: IssuerLevel | None) -> Check: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name is shown and never used as a path."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list."""

    id: str
    number: str
    matter: Matter


def no_check(text: str, title: str, doc_type: DocType, level: IssuerLevel | None) -> Check:
    """In place of a checker where there is none."""
    return Check(problem="没有审查")


class Matters:
    """All matters of one database."""

    def __init__(
        self,
        database: Database,
        *,
        checker: Checker = no_check,
        known: Callable[[], tuple[Procedure, ...]] = packaged,
        clock: Clock = system_clock,
    ) -> None:
        self._database = database
        self._check = checker
        self._known = known
        self._clock = clock
        self._parsed: dict[tuple[str, int], Matter] = {}

    # Reading

    def get(self, actor: Account, matter_id: str) -> Summary:
        """The matter as `actor` may see it. WorkflowError `matter_not_found` also for one that is not for them."""
        with self._database.reading() as connection:
            found = self._load(connection, matter_id)
        if not views.may_see(found.matter, actor):
            raise _unknown()
        return Summary(found.id, found.number, views.seen(found.matter, actor))

    def all(self, actor: Account, *, running: bool | None = None) -> list[Summary]:
        """What `actor` may see, the most recently changed first; `running` leaves out what is over, or what is not."""
        order = (matter.c.changed_at.desc(), matter.c.number.desc())
        chosen = select(matter.c.id, matter.c.number, matter.c.revision).order_by(*order)
        if running is not None:
            over = matter.c.stage.in_(["closed", "ended"])
            chosen = chosen.where(~over if running else over)
        with self._database.reading() as connection:
            found = self._read(connection, connection.execute(chosen).all())
        return [
            Summary(each.id, each.number, views.seen(each.matter, actor))
            for each in found
            if views.may_see(each.matter, actor)
        ]

    def _read(self, connection: Connection, rows: Sequence[Any]) -> list[Summary]:
        """The matters of these rows (id, number, revision). A state of one revision never changes, so it is parsed
        once."""
        missing = [row.id for row in rows if (row.id, row.revision) not in self._parsed]
        if len(self._parsed) > MOST_PARSED:
            self._parsed.clear()
            missing = [row.id for row in rows]
        for at in range(0, len(missing), 500):
            some = select(matter.c.id, matter.c.revision, matter.c.state)
            for row in connection.execute(some.where(matter.c.id.in_(missing[at : at + 500]))):
                self._parsed[row.id, row.revision] = Matter.model_validate_json(row.state)
        parsed = ((row, self._parsed.get((row.id, row.revision))) for row in rows)
        return [Summary(row.id, row.number, each) for row, each in parsed if each is not None]

    def running(self) -> list[Matter]:
        """All running matters as they are, for the program's own rounds; never for a person."""
        chosen = select(matter.c.id, matter.c.number, matter.c.revision)
        chosen = chosen.where(matter.c.stage.not_in(["closed", "ended"]))
        with self._database.reading() as connection:
            return [each.matter for each in self._read(connection, connection.execute(chosen).all())]

    def entries(self, actor: Account, matter_id: str) -> list[tuple[Entry, bool]]:
        """(entry, whether its body may be shown) of a matter's part of the record, the oldest first."""
        with self._database.reading() as connection:
            found = self._load(connection, matter_id).matter
            if not views.may_see(found, actor):
                raise _unknown()
            closed = {each for each in views.sealed(found) if each[0] != actor.login}
            told = list(record.entries(connection, _subject(matter_id)))
        return [(each, not (each.act == "opine" and (each.who, each.at) in closed)) for each in told]

    def file(self, actor: Account, matter_id: str, digest: str) -> tuple[str, bytes]:
        """(name, bytes) of a file that belongs to a matter. WorkflowError `file_not_found`."""
        found = self.get(actor, matter_id).matter
        names = {each.text.hash: each.text.name for each in found.versions}
        names |= {each.file.hash: each.file.name for each in found.materials}
        names |= {each.file.hash: each.file.name for each in found.versions}
        if digest not in names:
            raise WorkflowError(Kind.NOT_FOUND, "file_not_found", "这件事里没有这个文件。")
        return names[digest], self.bytes_of(digest)

    def bytes_of(self, digest: str) -> bytes:
        with self._database.reading() as connection:
            body = connection.execute(select(blob.c.body).where(blob.c.hash == digest)).scalar()
        if body is None:
            raise WorkflowError(Kind.NOT_FOUND, "file_not_found", "这件事里没有这个文件。")
        return bytes(body)

    def procedures(self) -> tuple[Procedure, ...]:
        """The procedures that new matters may follow."""
        return self._known()

    def today(self) -> date:
        """The local day that acts of now are dated by."""
        return local_day(self._clock())

    def people(self) -> dict[str, Account]:
        with self._database.reading() as connection:
            return _people(connection)

    # Acting

    def open(self, actor: Account, asked: acts.Open) -> Summary:
        """Begin a matter. WorkflowError `role_needed`, `office_missing`, `no_procedure`."""
        _refuse(rules.may_open(actor))
        if not actor.office:
            raise WorkflowError(
                Kind.CONFLICT, "office_missing", "你的账号没有写明单位，请系统管理员补上后再立项。"
            )
        procedure = procedure_for(self._known(), asked.doc_type)
        matter_id = drawn_id()
        body = {
            **asked.model_dump(mode="json"),
            "office": actor.office,
            "procedure": procedure.model_dump(mode="json"),
        }
        with self._database.writing() as connection:
            entry = record.append(connection, self._clock(), actor.login, "open", _subject(matter_id), body)
            made = opened(matter_id, Done(asked, actor.login, entry.at), procedure, actor.office)
            number = self._next_number(connection, entry.at)
            row = {"id": matter_id, "number": number, "opened_at": entry.at, **_columns(made, entry.at)}
            connection.execute(insert(matter), row)
        return Summary(matter_id, number, made)

    def act(self, actor: Account, matter_id: str, revision: int, act: Act) -> Summary:
        """Do an act on the matter as it was at `revision`; the matter afterwards, as the actor sees it.

        WorkflowError: `matter_not_found`, `matter_moved_on` (somebody acted meanwhile; `revision` says the newest), or
        the code of a refusal.
        """
        with self._database.writing() as connection:
            found = self._load(connection, matter_id, lock=True)
            if not views.may_see(found.matter, actor):
                raise _unknown()
            if found.matter.revision != revision:
                raise _moved_on(found.matter.revision)
            around = self._around(connection, found.matter)
            _refuse(rules.refusal(found.matter, act, actor, around))
            body = act.model_dump(mode="json", exclude={"act"})
            kind = type(act).model_fields["act"].default
            entry = record.append(connection, self._clock(), actor.login, kind, _subject(matter_id), body)
            after = fold(found.matter, Done(act, actor.login, entry.at))
            changed = connection.execute(
                update(matter)
                .where(matter.c.id == matter_id, matter.c.revision == revision)
                .values(**_columns(after, entry.at))
            )
            if changed.rowcount != 1:
                raise _moved_on(revision)
        return Summary(found.id, found.number, views.seen(after, actor))

    def add_version(
        self, actor: Account, matter_id: str, revision: int, file: Upload, note: str = ""
    ) -> Summary:
        """Give a new version of the draft: read, checked (which takes seconds, outside of the transaction), kept."""
        found = self.get(actor, matter_id).matter
        _refuse(rules.by_rule(found, acts.AddVersion, actor))
        text = read_draft(file.name, _bounded(file).data)
        check = self._check(text, found.title, found.doc_type, found.issuer_level)
        kept = self._keep([file, Upload(f"{_plain(file.name)}.txt", text.encode())])
        act = acts.AddVersion(file=kept[0], text=kept[1], note=note, check=check)
        return self.act(actor, matter_id, revision, act)

    def add_material(self, actor: Account, matter_id: str, revision: int, kind: str, file: Upload) -> Summary:
        """Give one of the materials, as a file of any kind."""
        found = self.get(actor, matter_id).matter
        _refuse(rules.by_rule(found, acts.AddMaterial, actor))
        (kept,) = self._keep([_bounded(file)])
        return self.act(actor, matter_id, revision, acts.AddMaterial(kind=kind[:31], file=kept))

    def state_bases(
        self, actor: Account, matter_id: str, revision: int, bases: str, despite: str = ""
    ) -> Summary:
        """Write down the intended bases; their citations are checked now."""
        found = self.get(actor, matter_id).matter
        _refuse(rules.by_rule(found, acts.StateBases, actor))
        check = self._check(bases, found.title, found.doc_type, found.issuer_level)
        cited = [each for each in check.findings if each.rule.startswith("CITE_")]
        check = check.model_copy(update={"findings": tuple(cited)})
        act = acts.StateBases(bases=bases, despite=despite, check=check)
        return self.act(actor, matter_id, revision, act)

    # Checking the record

    def differing(self) -> list[str]:
        """Ids of matters whose stored state is not what their entries add up to (must be none)."""
        from workflow.matters.replay import replayed

        with self._database.reading() as connection:
            rows = connection.execute(select(matter.c.id, matter.c.state)).all()
            return [
                row.id
                for row in rows
                if replayed(row.id, record.entries(connection, _subject(row.id))).model_dump_json()
                != Matter.model_validate_json(row.state).model_dump_json()
            ]

    # Inside a transaction

    def _load(self, connection: Connection, matter_id: str, *, lock: bool = False) -> Summary:
        chosen = select(matter).where(matter.c.id == matter_id)
        row = connection.execute(chosen.with_for_update() if lock else chosen).first()
        if row is None:
            raise _unknown()
        return _summary(row)

    def _around(self, connection: Connection, of: Matter) -> Around:
        return Around(
            today=local_day(self._clock()),
            since=local_day(moment(of.since)),
            opened=local_day(moment(of.opened_at)),
            people=_people(connection),
        )

    def _next_number(self, connection: Connection, at: str) -> str:
        """2026-17: the year and a count. The head of the record is locked, so two never get one number."""
        year = local_day(moment(at)).year
        count = select(func.count()).select_from(matter).where(matter.c.number.like(f"{year}-%"))
        return f"{year}-{connection.execute(count).scalar_one() + 1}"

    def _keep(self, files: Iterable[Upload]) -> list[FileRef]:
        kept = []
        for each in files:
            digest = sha256(each.data).hexdigest()
            with self._database.reading() as connection:
                known = connection.execute(select(blob.c.hash).where(blob.c.hash == digest)).first()
            if known is None:
                row = {"hash": digest, "size": len(each.data), "body": each.data}
                try:
                    with self._database.writing() as connection:
                        connection.execute(insert(blob), row)
                except IntegrityError:  # the same file came in meanwhile
                    pass
            kept.append(FileRef(hash=digest, name=_plain(each.name), size=len(each.data)))
        return kept


def _columns(made: Matter, at: str) -> dict[str, Any]:
    return {
        "revision": made.revision,
        "stage": str(made.stage),
        "title": made.title,
        "office": made.office,
        "owner": made.owner,
        "state": made.model_dump_json(),
        "changed_at": at,
        "issued_version": made.issued.version if made.issued else None,
    }


def _summary(row: Any) -> Summary:
    return Summary(row.id, row.number, Matter.model_validate_json(row.state))


def _people(connection: Connection) -> dict[str, Account]:
    return {row.login: account_of(row) for row in connection.execute(select(account))}


def _subject(matter_id: str) -> str:
    return f"matter:{matter_id}"


def _bounded(file: Upload) -> Upload:
    if len(file.data) > MOST_FILE_BYTES:
        raise WorkflowError(
            Kind.INVALID, "attachment_too_large", f"文件超过 {MOST_FILE_BYTES // 2**20} MiB，请拆开提交。"
        )
    if not file.data:
        raise WorkflowError(Kind.INVALID, "attachment_empty", "文件是空的。")
    return file


def _plain(name: str) -> str:
    """A file name to show: without folders and control characters, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(each for each in last if each.isprintable()).strip(" .")
    return kept[-LONGEST_FILE_NAME:] or "文件"


def _refuse(found: Refusal | None) -> None:
    if found is not None:
        kind = Kind.NOT_ALLOWED if found.code in NOT_ALLOWED else Kind.CONFLICT
        raise WorkflowError(kind, found.code, found.message)


NOT_ALLOWED = frozenset({"role_needed", "not_your_part", "part_conflict"})
"""Refusals that speak of the person, not of the matter."""


def _unknown() -> WorkflowError:
    return WorkflowError(Kind.NOT_FOUND, "matter_not_found", "没有这件送审事项，或者它不由你办理。")


def _moved_on(revision: int) -> WorkflowError:
    sentence = "你打开以后，已经有人在这件事上办理了新的一步。请看过最新情况再办。"
    return WorkflowError(Kind.CONFLICT, "matter_moved_on", sentence, {"revision": revision})
