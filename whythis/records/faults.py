"""What a failing database means, in words: for commands and for the service."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import SQLAlchemyError

from whythis.errors import ShopError


def records_unreachable(error: SQLAlchemyError) -> ShopError:
    """The error to tell for one of the database. What was acknowledged before is saved; what failed is not."""
    cause = getattr(error, "orig", None)
    name = type(cause or error).__name__
    if _is_full(cause):
        return ShopError(
            "The records cannot be written: there is no space left.",
            expected="free space on the disk of the database",
            got="none",
            fix="Make room, then do it again; everything that was confirmed before is saved.",
        )
    return ShopError(
        "The records cannot be reached.",
        expected="a database that answers",
        got=f"{name}: none" if cause is None else f"{name}: {str(cause).splitlines()[0][:160]}",
        fix="Check that the database runs and [database] url in shop.toml, then try again.",
    )


def _is_full(cause: object) -> bool:
    if isinstance(cause, sqlite3.Error):
        # A file that may not grow, by quota or limit, is an I/O error while writing to SQLite.
        return getattr(cause, "sqlite_errorname", "") in ("SQLITE_FULL", "SQLITE_IOERR_WRITE")
    return getattr(cause, "sqlstate", "") in ("53100", "53200")
