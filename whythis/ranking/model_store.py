"""A shop's model versions: `models/<version>/`, and which of them is current."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from whythis.errors import ModelError

SHIPPED = Path(__file__).parent / "weights"
_SHIPPED_NAME = "v0-shipped"
CATALOGUES = "catalogues"
"""Folder of a version that was trained on several catalogues: what holds for each alone, beside what holds for all."""
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
            fix=f"Run: whythis models --shop {models.parent} --use VERSION (or train one: whythis train)",
        )
    return models / name


def make_current(models: Path, version: str) -> None:
    scratch = models / (_CURRENT + ".tmp")
    scratch.write_text(version + "\n", encoding="utf-8")
    scratch.replace(models / _CURRENT)


def shipped_version() -> str:
    """The name of the shipped weights: it changes with their content, so that old decisions name old weights."""
    digest = hashlib.sha256()
    for path in sorted(SHIPPED.rglob("*")):
        if path.is_file() and path.suffix in (".json", ".safetensors"):
            digest.update(path.relative_to(SHIPPED).as_posix().encode() + path.read_bytes())
    return f"{_SHIPPED_NAME}-{digest.hexdigest()[:8]}"


def install_shipped(models: Path, catalogue: str = "") -> None:
    """Gives a shop the weights that WhyThis ships; a shop that trained a model of its own keeps it.

    Args:
        catalogue: "sample" or "icecat" for a catalogue that the shipped weights know: it gets the combiner and
            the calibration that were fitted on it, and what was measured there of the explainer that answers at a
            look. Any other gets the combiner for all, which has no calibration.
    """
    models.mkdir(parents=True, exist_ok=True)
    name = shipped_version()
    target = models / name
    if not target.exists():
        scratch = models / (name + ".tmp")
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(SHIPPED, scratch, ignore=shutil.ignore_patterns("__pycache__", CATALOGUES))
        own = SHIPPED / CATALOGUES / catalogue
        if catalogue and own.is_dir():
            shutil.copytree(own, scratch, dirs_exist_ok=True)
        scratch.rename(target)
    try:
        named = (models / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        named = ""
    if not named or named.startswith(_SHIPPED_NAME):
        make_current(models, name)


def next_version(models: Path) -> Path:
    """The folder for a version to be trained; it counts once its `combiner.json` is there."""
    numbers = [_number(p.name) for p in models.glob("v*") if p.is_dir()]
    return models / f"v{max(numbers, default=0) + 1}"


def _number(name: str) -> int:
    digits = name[1:].split("-")[0]
    return int(digits) if digits.isdigit() else -1
