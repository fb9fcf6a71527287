"""Which database a store lies in: a file in the home, unless a URL says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from corpus.store.dialects.place import Place
from corpus.store.dialects.postgresql import PostgresPlace
from corpus.store.dialects.sqlite import FILE_NAME, SqlitePlace
from corpus.store.errors import StoreError

URL_VARIABLE = "FAJU_STORE_URL"
"""Where the store of every home of this process and its children lies, when it is no file in the home. It is read
here, and not handed down, so that the password passes through no command line and no pipe (decision 0021)."""


def place_of(home: Path | str, read_only: bool) -> Place:
    """The place meant by a home folder, or by a database URL. StoreError `url_unsupported`."""
    if isinstance(home, str) and "://" in home:
        return _of_url(home, read_only)
    url = os.environ.get(URL_VARIABLE, "").strip()
    return _of_url(url, read_only) if url else SqlitePlace(Path(home).absolute() / FILE_NAME, read_only)


def check_url(text: str) -> None:
    """StoreError `url_unsupported` for an address of no database that several homes can share: a file has one home,
    whose lock keeps a second loader out."""
    if not isinstance(_of_url(text, read_only=True), PostgresPlace):
        raise StoreError("url_unsupported")


def _of_url(text: str, read_only: bool) -> Place:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StoreError("url_unsupported") from None
    if "@" in (
        url.host or ""
    ):  # an @ of the password that is not written %40: what follows it would be shown
        raise StoreError("url_unsupported")
    name = url.drivername
    if name.partition("+")[0] == "sqlite" and url.database and url.database != ":memory:":
        return SqlitePlace(Path(url.database).absolute(), read_only)
    if name in {"postgresql", "postgres", "postgresql+psycopg"} and url.database:
        return PostgresPlace(url.set(drivername="postgresql+psycopg"), read_only)
    raise StoreError("url_unsupported", name)
