"""The workflow's tables, in the database of the library (corpus.store.schema).

`record` is the truth of every act and only grows (triggers see to it); `record_head` names its last entry.
`matter` is a copy of what a matter's entries add up to, for lists and as the thing that two people's acts are
compared on; `blob` holds drafts, materials and their texts by hash. `account`, `login_session` and `login_link` are
who may act. `filed` are documents issued elsewhere or earlier; `watch` is what a document cites, issued here or filed
(`watched` says which are read already; one that is not `active` is kept for its tasks alone), `task` what somebody
has to look at because it changed, `watch_run` up to which day and library all is known. `notice` is the outbox.

JSON columns are text that only `corpus.store.codec` and pydantic read and write; moments are UTC texts
(`workflow.database.stamp`).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)

from corpus.store.schema import Number, metadata

record = Table(
    "record",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("act", String(48), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("record_subject", "subject", "seq"),
)

record_head = Table(
    "record_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("seq", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("hash", String(64), nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("password", Text),  # NULL: none set yet, or single sign-on only
    Column("active", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(32)),
    Column("created_at", String(32), nullable=False),
    Column("mail", Text),
    sqlite_autoincrement=True,
)

login_session = Table(
    "login_session",
    metadata,
    Column("token", String(64), primary_key=True),  # sha256 of what the browser holds
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("by", String(16), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("address", String(64)),
    Column("agent", String(200)),
    Index("login_session_account", "account_id"),
)

login_link = Table(
    "login_link",
    metadata,
    Column("token", String(64), primary_key=True),  # sha256 of what the address holds
    Column("account_id", Integer, ForeignKey("account.id")),  # NULL: makes the first administrator
    Column("expires_at", String(32), nullable=False),
    Column("used_at", String(32)),
)

blob = Table(
    "blob",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

matter = Table(
    "matter",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("issued_version", Integer),  # NULL: not issued
    Index("matter_stage", "stage"),
    Index("matter_changed", "changed_at"),
)

filed = Table(
    "filed",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("title", Text, nullable=False),
    Column("doc_number", Text, nullable=False),
    Column("issued_on", String(10), nullable=False),  # empty: not known
    Column("office", String(100), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("text_hash", String(64), ForeignKey("blob.hash"), nullable=False),
    Column("filed_at", String(32), nullable=False),
    Column("withdrawn_at", String(32)),
    UniqueConstraint("office", "text_hash"),
    Index("filed_order", "withdrawn_at", "filed_at"),
)

watched = Table(
    "watched_document",
    metadata,
    Column("document_id", String(12), primary_key=True),  # of a matter, or filed elsewhere
    Column("version", Integer, primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("at", String(32), nullable=False),
)

watch = Table(
    "watched_place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("work_id", String(12), nullable=False),
    Column("number", Number, nullable=False),
    Column("sub", Number, nullable=False),
    Column("paragraph", Number, nullable=False),
    Column("item", Number, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("standing", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    Index("watched_place_document", "document_id"),
    Index("watched_place_standing", "name", "work_id", "number", "sub", "paragraph", "item", "digest"),
    sqlite_autoincrement=True,
)

task = Table(
    "watch_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("watch_id", Integer, ForeignKey("watched_place.id"), nullable=False),
    Column("document_id", String(12), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("due", String(10), nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("settled_at", String(32)),
    Column("settled_by", String(64)),
    Column("outcome", Text),
    UniqueConstraint("watch_id", "digest", "made_at"),
    Index("watch_task_document", "document_id"),
    Index("watch_task_due", "due"),
    sqlite_autoincrement=True,
)

watch_run = Table(
    "watch_run",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("day", String(10), nullable=False),
    Column("library", String(64), nullable=False),
    Column("at", String(32), nullable=False),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(96), nullable=False, unique=True),
    Column("to", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", String(32), nullable=False),
    Column("sent_at", String(32)),
    Column("problem", Text),
    Column("send", Boolean, nullable=False, server_default=true()),
    Column("read_at", String(32)),
    Index("notice_waiting", "sent_at", "next_at"),
    Index("notice_person", "to", "read_at"),
    sqlite_autoincrement=True,
)

known_item = Table(
    "known_item",
    metadata,
    Column("shelf", String(16), primary_key=True),
    Column("item", String(12), primary_key=True),
    Column("title", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("at", String(32), nullable=False),
    Column("day", String(10), nullable=False),
    Column("library", String(64), nullable=False),
    Column("shelf", String(16), nullable=False),
    Column("item", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("happened", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Column("due", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Index("journal_item", "shelf", "item", "id"),
    sqlite_autoincrement=True,
)

journal_run = Table(
    "journal_run",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("uid", String(36), nullable=False),
    Column("day", String(10), nullable=False),
    Column("key", String(200), nullable=False),
    Column("at", String(32), nullable=False),
    Column("last", Integer, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(64), nullable=False),
    Column("place", String(32), nullable=False),
    Column("query", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("send", Boolean, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("matched", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("login", "place", "query"),
    Index("subscription_looked", "looked"),
    sqlite_autoincrement=True,
)

followed = Table(
    "followed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(64), nullable=False),
    Column("journal_id", Integer, ForeignKey("journal.id"), nullable=False),
    Column("names", Text, nullable=False),
    Column("send", Boolean, nullable=False),
    Column("read_at", String(32)),
    UniqueConstraint("login", "journal_id"),
    Index("followed_unread", "read_at", "login"),
    sqlite_autoincrement=True,
)

feed_token = Table(
    "feed_token",
    metadata,
    Column("login", String(64), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),  # sha256 of what the address holds
    Column("made_at", String(32), nullable=False),
)
