"""What errors of the drivers mean for a user: the codes of `corpus.store.errors`."""

from __future__ import annotations

import sqlite3
import sys

from sqlalchemy.exc import DBAPIError

# SQLite's primary result codes (sqlite.org/rescode.html).
_BY_RESULT = {
    3: "store_read_only",  # PERM
    5: "store_busy",
    6: "store_busy",  # LOCKED
    8: "store_read_only",
    10: "store_io",
    11: "store_corrupt",
    13: "disk_full",
    14: "store_unreachable",  # CANTOPEN
    15: "wal_unavailable",  # PROTOCOL: locking that the file system does not keep
    26: "store_corrupt",  # NOTADB
}

# PostgreSQL's SQLSTATE, whole or its class (postgresql.org/docs/current/errcodes-appendix.html).
_BY_STATE = {
    "08": "database_unreachable",
    "22": "text_not_storable",  # too long, no such character, no such number
    "25006": "store_read_only",
    "28": "database_login_refused",
    "3D000": "database_missing",
    "3F000": "database_rights",  # no schema to make tables in
    "42501": "database_rights",
    "53100": "disk_full",
    "53300": "database_login_refused",  # too many connections
    "53": "store_io",
    "55P03": "store_busy",  # lock_timeout
    "57014": "store_busy",  # statement_timeout
    "57P": "database_unreachable",  # shut down, crashed, starting up
    "58": "store_io",
    "XX001": "store_corrupt",
    "XX002": "store_corrupt",
}


def driver_errors() -> tuple[type[Exception], ...]:
    """The errors of the drivers that are loaded."""
    psycopg = sys.modules.get("psycopg")
    return (sqlite3.Error,) if psycopg is None else (sqlite3.Error, psycopg.Error)


def code_of(error: BaseException) -> str | None:
    """The code for an error of a driver or SQLAlchemy; None when it is not a failure of the store itself."""
    if isinstance(error, DBAPIError):
        error = error.orig or error
    if isinstance(error, sqlite3.Error):
        result = getattr(error, "sqlite_errorcode", None)
        return None if result is None else _BY_RESULT.get(result & 0xFF)
    psycopg = sys.modules.get("psycopg")
    if psycopg is None or not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate
    if state is None:  # the driver's own: a connection that broke or could not be made
        lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        odd = isinstance(error, psycopg.DataError)  # U+0000, which SQLite takes
        return "database_unreachable" if lost else "text_not_storable" if odd else None
    return next((_BY_STATE[state[:size]] for size in (5, 3, 2) if state[:size] in _BY_STATE), None)
