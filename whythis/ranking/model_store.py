"""A shop's model versions: `models/<version>/`, and which of them is current."""

from __future__ import annotations

import shutil
from pathlib import Path

from whythis.errors import ModelError

SHIPPED = Path(__file__).parent / "weights"
SHIPPED_VERSION = "v0-shipped"
_CURRENT = "CURRENT"


def versions(models: Path) -> list[str]:
    """All finished versions, in order of making."""
    names = [p.parent.name for p in models.glob("v*/combiner.json")]
    return sorted(names, key=lambda name: (_number(name), name))


def current(models: Path) -> Path:
    """The folder of the version in use.

    Raises:
        ModelError: there is none, or the one that is named is missing.
    """
    try:
        name = (models / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        name = ""
    if name not in versions(models):
        raise ModelError(
            "The shop has no current model.",
            expected=f"one of {', '.join(versions(models)) or 'no version at all'} named in {models / _CURRENT}",
            got=repr(name),
            fix=f"Run: whythis train --shop {models.parent} (or write a version's name into the file)",
        )
    return models / name


def make_current(models: Path, version: str) -> None:
    scratch = models / (_CURRENT + ".tmp")
    scratch.write_text(version + "\n", encoding="utf-8")
    scratch.replace(models / _CURRENT)


def install_shipped(models: Path) -> None:
    """Gives a new shop the weights that WhyThis ships; a shop that has a model keeps it."""
    models.mkdir(parents=True, exist_ok=True)
    target = models / SHIPPED_VERSION
    if not target.exists():
        scratch = models / (SHIPPED_VERSION + ".tmp")
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(SHIPPED, scratch, ignore=shutil.ignore_patterns("__pycache__"))
        scratch.rename(target)
    if not (models / _CURRENT).exists():
        make_current(models, SHIPPED_VERSION)


def next_version(models: Path) -> Path:
    """The folder for a version to be trained; it counts once its `combiner.json` is there."""
    numbers = [_number(p.name) for p in models.glob("v*") if p.is_dir()]
    return models / f"v{max(numbers, default=0) + 1}"


def _number(name: str) -> int:
    digits = name[1:].split("-")[0]
    return int(digits) if digits.isdigit() else -1
