"""The tables of the store (DESIGN §2–3).

Three kinds of tables:

- *history*, append-only: `load` and `load_item` (what was brought in, by whom, what became of each file) and
  `statement` (what one source says of one text). Only a load's own state and figures change while it runs.
- *content*, addressed by hash and never updated (triggers see to it): `source_text` (raw texts, compressed),
  `text` with its `unit`s.
- *derived*, replaced for a work whenever its statements change: `work`, `version`, `witness`. They can be
  computed again from the statements at any time (`corpus.merge`), which is also how a load is undone.
  Likewise what texts cite: `mention` (with the names in `cited_name`) is replaced for a text whenever it is
  read anew, `citing_text` says by which reading code that was, `sought_name` which names without 《》 were
  known then. Names become works only when the graph is read, so a load never changes them.

Beside the laws stand two shelves, `case` (corpus.cases) and `document` (corpus.precedents), built alike: records by
hash in `shelf_content`, what a source said in `shelf_statement`, and the derived `shelf_item` with its
`shelf_member`s (copies of one case are one item). They have a version of their own and no part in the library's.

`api_key` (corpus.store.keys) says who may ask over HTTP for what; it has no part in the library either.

`text.id` stands for the 64 characters of `content_hash` inside the store, to keep 150,000 unit rows small.
JSON columns are text that only `corpus.store.codec` reads and writes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

REVISION = "0015"  # the head of corpus/store/migrations; a test holds them equal
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
)  # every revision this program can read or migrate from, oldest first

metadata = MetaData()
Number = BigInteger().with_variant(Integer(), "sqlite")
"""A number that a text gives: SQLite's integers take any, PostgreSQL's of 32 bits would refuse 第三十亿条."""

load = Table(
    "load",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("checksum", String(64)),
    Column("state", String(16), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Column("counts", Text, nullable=False),
    Column("report", Text),
    Column("cancel", Boolean, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("host", Text, nullable=False),
    Column("task", Text),  # what is read, so that a load that was cut short can go on
    Column("dry_run", Boolean, nullable=False, server_default=false()),
    Column("progress", Text),
    Column("error", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

source_text = Table(
    "source_text",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

text = Table(
    "text",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content_hash", String(64), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("unit_count", Integer, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text_id", Integer, ForeignKey("text.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Number),
    Column("sub", Number, nullable=False),
    Column("label", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("text_id", "key"),
)

statement = Table(
    "statement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("load_seq", Integer, ForeignKey("load.seq"), nullable=False),
    Column("reader", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("work_id", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("level", String(32), nullable=False),
    Column("issuer", Text),
    Column("region", Text),
    Column("category", Text),
    Column("doc_number", Text),
    Column("version_date", Date),
    Column("effective_date", Date),
    Column("status", Text),
    Column("acts", Text, nullable=False),
    Column("problems", Text, nullable=False),
    Column("text_id", Integer, ForeignKey("text.id"), nullable=False),
    Column("raw_hash", String(64), ForeignKey("source_text.hash")),
    Column("said", String(64), nullable=False),
    Index("statement_work", "work_id"),
    Index("statement_place", "source", "path"),
    Index("statement_load", "load_seq"),
    sqlite_autoincrement=True,
)

load_item = Table(
    "load_item",
    metadata,
    Column("load_seq", Integer, ForeignKey("load.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("code", String(64), nullable=False),
    Column("message", Text, nullable=False),
    Column("work_id", String(12)),
    Column("version_key", String(32)),
    Column("statement_id", Integer, ForeignKey("statement.id")),
    Column("shelf", String(16)),  # NULL: a law; else `work_id` is the id of an item on that shelf
    Column("problems", Text),
)

work = Table(
    "work",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("title", Text, nullable=False),
    Column("level", String(32), nullable=False),
    Column("issuer", Text),
    Column("region", Text),
    Column("category", Text),
    Column("doc_number", Text),
)

version = Table(
    "version",
    metadata,
    Column("work_id", String(12), ForeignKey("work.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("publish_date", Date),
    Column("text_id", Integer, ForeignKey("text.id"), nullable=False),
    Column("variants", Text, nullable=False),
    Column("problems", Text, nullable=False),
    UniqueConstraint("work_id", "key"),
)

witness = Table(
    "witness",
    metadata,
    Column("statement_id", Integer, ForeignKey("statement.id"), primary_key=True),
    Column("work_id", String(12), ForeignKey("work.id", ondelete="CASCADE"), nullable=False),
    Column("version_key", String(32), nullable=False),
    Column("position", Integer, nullable=False),
    Index("witness_work", "work_id"),
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

cited_name = Table(
    "cited_name",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    UniqueConstraint("name", "issuer"),
)

mention = Table(
    "mention",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text_id", Integer, ForeignKey("text.id"), nullable=False),
    Column("unit_key", String(64), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name_id", Integer, ForeignKey("cited_name.id")),  # NULL: the text itself
    Column("number", Number),
    Column("sub", Number, nullable=False),
    Column("paragraph", Number),
    Column("item", Number),
    Column("edition", Integer),
    Index("mention_citing", "text_id", "unit_key"),
    Index("mention_cited", "name_id", "number", "sub"),
)

citing_text = Table(
    "citing_text",
    metadata,
    Column("text_id", Integer, ForeignKey("text.id"), primary_key=True),
    Column("code", String(64), nullable=False),
)

sought_name = Table(
    "sought_name",
    metadata,
    Column("name", Text, primary_key=True),
)

shelf_content = Table(
    "shelf_content",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shelf", String(16), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("shelf", "hash"),
)

shelf_statement = Table(
    "shelf_statement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("load_seq", Integer, ForeignKey("load.seq"), nullable=False),
    Column("shelf", String(16), nullable=False),
    Column("reader", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("content_id", Integer, ForeignKey("shelf_content.id"), nullable=False),
    Column("raw_hash", String(64), nullable=False),
    Index("shelf_statement_place", "source", "path"),
    Index("shelf_statement_load", "load_seq"),
    Index("shelf_statement_content", "content_id"),
    sqlite_autoincrement=True,
)

shelf_item = Table(
    "shelf_item",
    metadata,
    Column("shelf", String(16), primary_key=True),
    Column("id", String(12), primary_key=True),
    Column("date", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

shelf_member = Table(
    "shelf_member",
    metadata,
    Column("content_id", Integer, ForeignKey("shelf_content.id"), primary_key=True),
    Column("shelf", String(16), nullable=False),
    Column("item_id", String(12), nullable=False),
    Column("own_id", String(12), nullable=False),
    Index("shelf_member_item", "shelf", "item_id"),
    Index("shelf_member_own", "shelf", "own_id"),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("used_at", String(32)),
    Column("revoked_at", String(32)),
)
