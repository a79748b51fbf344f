"""Copies of the database while it is in use, and back: a copy is good only when its decision log holds."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, make_url

from whythis.errors import ShopError
from whythis.records.store import Store
from whythis.records.verify import LogCheck, verify_log

SQLITE_COPY, POSTGRES_COPY = "shop.db", "shop.pgdump"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy and the log's head in it (PostgreSQL: or before it, if somebody wrote meanwhile)."""

    path: Path
    log: LogCheck


def copy_database(url: str, folder: Path, programs: Path | None = None) -> Copy:
    """Copies the database into a folder; whoever uses it goes on.

    SQLite by its online backup in one step, which sees one state of the file; PostgreSQL by pg_dump, which does too.

    Args:
        programs: where PostgreSQL's programs are; None looks along PATH.

    Raises:
        ShopError: the database or the copy does not hold, or there is no pg_dump.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        path = folder / SQLITE_COPY
        source = sqlite3.connect(f"file:{address.database}?mode=ro", uri=True)
        target = sqlite3.connect(path)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
        finally:
            source.close()
            target.close()
        return Copy(path, _checked_sqlite(path))
    store = Store(url)
    log = verify_log(store.engine)
    store.close()
    path = folder / POSTGRES_COPY
    _run("pg_dump", address, ["--format=custom", "--no-owner", f"--file={path}"], programs)
    return Copy(path, log)


def restore_database(copy: Path, url: str, head: str, programs: Path | None = None) -> LogCheck:
    """Puts a copy where no database is, and checks it.

    Args:
        head: of the log when the copy was made; it must be in the copy's log.

    Raises:
        ShopError: there is a database already, the copy is of the other kind, or its log does not hold; then nothing
            is put anywhere (PostgreSQL: what was put there is taken back).
    """
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    if is_sqlite != (copy.name == SQLITE_COPY):
        raise ShopError(
            "The copy is of another kind of database.",
            expected=f"{SQLITE_COPY if is_sqlite else POSTGRES_COPY}, by [database] url in shop.toml",
            got=copy.name,
            fix="Set [database] url to the kind of database that was copied.",
        )
    if is_sqlite:
        return _restore_sqlite(copy, Path(address.database or ""), head)
    engine = create_engine(url)
    try:
        if inspect(engine).get_table_names():
            raise _occupied(address.render_as_string(hide_password=True))
    finally:
        engine.dispose()
    # In one transaction: a copy that was cut short leaves the database empty.
    _run(
        "pg_restore", address, ["--single-transaction", "--no-owner", "--exit-on-error", str(copy)], programs
    )
    store = Store(url)
    try:
        return verify_log(store.engine, head)
    finally:
        store.close()


def _restore_sqlite(copy: Path, path: Path, head: str) -> LogCheck:
    if path.exists():
        raise _occupied(str(path))
    scratch = path.with_name(path.name + ".restoring")
    scratch.unlink(missing_ok=True)
    shutil.copyfile(copy, scratch)
    try:
        log = _checked_sqlite(scratch, head)
        # Left over from a database that was here; SQLite would play it into this one.
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return log


def _checked_sqlite(path: Path, head: str | None = None) -> LogCheck:
    """Checks a copy, and leaves it as one file."""
    store = Store(f"sqlite:///{path}")
    try:
        return verify_log(store.engine, head)
    finally:
        store.close()
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()


def _run(program: str, address: URL, arguments: Sequence[str], programs: Path | None) -> None:
    """Runs one of PostgreSQL's programs. The password goes by the environment: who lists processes sees arguments."""
    found = shutil.which(program, path=None if programs is None else str(programs))
    if found is None:
        raise ShopError(
            f"{program} is not installed here.",
            expected=f"PostgreSQL's {program} along PATH, of the server's version or newer",
            got="none",
            fix="Install PostgreSQL's client programs, or run the command where they are.",
        )
    plain = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    ran = subprocess.run(  # noqa: S603 - the program was found above, and no shell reads the arguments
        [found, f"--dbname={plain}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise ShopError(
            f"{program} failed.",
            expected="a copy of the whole database",
            got=(ran.stderr.strip().splitlines() or ["no reason given"])[-1][:200],
            fix="Check that the database runs, that its user may read all tables, and that there is room.",
        )


def _occupied(where: str) -> ShopError:
    return ShopError(
        "There is a database already.",
        expected="a place where none is: nothing is overwritten",
        got=where,
        fix="Move it away first, and keep it until the restored one is in use.",
    )
