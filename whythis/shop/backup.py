"""Back-up and restore of what cannot be made again: the database, the settings, the secret, the owner's own messages.

The catalogue, the index and the models come back by `whythis import`, `index` and `train`; whoever wants them along
copies the folder as well.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import whythis
from whythis.errors import ShopError
from whythis.records.backup import POSTGRES_COPY, SQLITE_COPY, copy_database, restore_database
from whythis.records.clock import as_utc, system_clock
from whythis.records.verify import LogCheck
from whythis.shop.settings import SETTINGS_FILE, read_settings
from whythis.shop.shop import MESSAGES, database_url

MANIFEST = "backup.json"
_FILES = (SETTINGS_FILE, "session.key", "events.parquet", "shoppers.jsonl")


def back_up(shop: Path, folder: Path, programs: Path | None = None) -> dict[str, Any]:
    """Copies what cannot be made again into a new folder, while the shop is in use.

    Args:
        programs: where PostgreSQL's programs are; None looks along PATH.

    Returns:
        The manifest, as it stands in the folder: when, the log's head and counts, each file with its SHA-256.

    Raises:
        ShopError: the folder is there already, or the database cannot be copied or does not hold.
    """
    url = database_url(shop, read_settings(shop))
    try:
        folder.mkdir(parents=True, mode=0o700)  # it holds all that shoppers said, and the secret
    except FileExistsError:
        raise ShopError(
            "There is something there already.",
            expected="a folder that is not there yet",
            got=str(folder),
            fix="Name a new one for each back-up, such as by date.",
        ) from None
    copy = copy_database(url, folder, programs)
    for name in _FILES:
        if (shop / name).is_file():
            shutil.copy2(shop / name, folder / name)
    if (shop / MESSAGES).is_dir():
        shutil.copytree(shop / MESSAGES, folder / MESSAGES)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = {
        "made_at_utc": as_utc(system_clock()),
        "whythis": whythis.__version__,
        "database": copy.path.name,
        "log": asdict(copy.log),
        "sha256": {str(path.relative_to(folder)): _sha256(path) for path in files},
    }
    scratch = folder / f"{MANIFEST}.tmp"
    scratch.write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    scratch.replace(folder / MANIFEST)  # it is written last: without it a back-up is not finished
    return manifest


def restore(folder: Path, shop: Path, programs: Path | None = None) -> LogCheck:
    """Puts a back-up into a shop's folder, and checks every file and the decision log. What is there already stays:
    a file is put where none is, and the database nowhere else.

    Raises:
        ShopError: the back-up is unfinished or was changed, there is a database already, or its log does not hold.
    """
    manifest = _manifest(folder)
    for name, sha256 in manifest["sha256"].items():
        got = _sha256(folder / name) if (folder / name).is_file() else "no such file"
        if got != sha256:
            raise ShopError(
                f"The back-up was changed: {name}.",
                expected=f"SHA-256 {sha256}",
                got=got,
                fix="Take another back-up.",
            )
    shop.mkdir(parents=True, exist_ok=True)
    for name in manifest["sha256"]:
        if name != manifest["database"] and not (shop / name).exists():
            (shop / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, shop / name)
    if (shop / "session.key").exists():
        (shop / "session.key").chmod(0o600)
    url = database_url(shop, read_settings(shop))
    return restore_database(folder / manifest["database"], url, manifest["log"]["head"], programs)


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a back-up, which may have come from anywhere: it names files in the folder, and no others."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, database, head = manifest["sha256"], manifest["database"], manifest["log"]["head"]
        if not (isinstance(files, dict) and isinstance(head, str) and database in files):
            raise ValueError("not as whythis backup writes it")
        if database not in (SQLITE_COPY, POSTGRES_COPY):
            raise ValueError("another database than there is")
        for name in files:
            _check_name(folder, name)
        return manifest
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ShopError(
            "This is no finished back-up.",
            expected=f"a folder with {MANIFEST}, as whythis backup makes it",
            got=f"{folder}: {type(error).__name__}",
            fix="Take another back-up.",
        ) from error


def _check_name(folder: Path, name: str) -> None:
    """Raises ShopError for a file that a back-up does not hold, or that lies elsewhere."""
    parts = PurePosixPath(name).parts
    known = name in (*_FILES, SQLITE_COPY, POSTGRES_COPY)
    message = len(parts) == 2 and parts[0] == MESSAGES and re.fullmatch(r"[\w-]+\.toml", parts[1])
    linked = any((folder / one).is_symlink() for one in (name, *map(str, PurePosixPath(name).parents)))
    if (known or message) and not linked:
        return
    raise ShopError(
        "The back-up names a file that does not belong into one.",
        expected=f"{', '.join(_FILES)}, the database and {MESSAGES}/LANGUAGE.toml, and no links",
        got=repr(name)[:120],
        fix="Use a back-up that whythis backup made; do not restore this one.",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
