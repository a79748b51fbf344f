"""What drives a shop's recommendations, kept beside the model version that it tells of, and each version's card.

It is computed by a command, or by a process of its own with low priority: never by the service that answers people.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from whythis.errors import ModelError
from whythis.explainers.overall import Overall, explain_overall
from whythis.ranking.combiner import COMBINER_FILE, load_combiner
from whythis.ranking.model_store import current, versions
from whythis.ranking.training.card import CARD
from whythis.records.store import Store, utc_now
from whythis.ui.console.types import Fit, ModelCard, Whole

KEPT = "overall.json"
_WHOLE = TypeAdapter(Whole)
_FIGURE = re.compile(r"^\| (ndcg@10|mrr|recall@10) \| ([\d.]+) \|", re.MULTILINE)
_CALIBRATION = re.compile(r"calibration error ([\d.]+)")
_log = logging.getLogger(__name__)


def compute_whole(models: Path, store: Store, limit: int) -> Overall:
    """Over the newest saved lists that the current model made. Needs no network, only the combiner.

    Raises:
        InputError: there are fewer than five.
    """
    combiner = load_combiner(current(models))
    return explain_overall([store.decision(d.id) for d in store.decisions(limit=limit)], combiner)


def keep_whole(models: Path, found: Overall) -> None:
    """Keeps it beside the current version; whoever reads meanwhile reads the old or the new, whole."""
    path = current(models) / KEPT
    scratch = path.with_name(f"{KEPT}.{os.getpid()}.tmp")
    scratch.write_text(json.dumps(asdict(Whole(utc_now(), found)), ensure_ascii=False), encoding="utf-8")
    scratch.replace(path)


class Wholes:
    """The kept whole of a shop's current model, and the process that makes a new one."""

    def __init__(self, folder: Path, models: Path) -> None:
        self._folder = folder
        self._models = models
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def kept(self) -> Whole | None:
        """None where none was made for this version, or its file cannot be read."""
        try:
            return _WHOLE.validate_json((current(self._models) / KEPT).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError, ModelError):
            _log.exception("what drives recommendations cannot be read; it is to be made again")
            return None

    def start(self) -> None:
        """Starts making a new one, unless one is being made."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                command = [sys.executable, "-m", "whythis", "overall", "--shop", str(self._folder), "--json"]
                self._process = subprocess.Popen(  # noqa: S603 - our own command over our own folder
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    preexec_fn=_nice if os.name == "posix" else None,
                )

    def running(self) -> bool:
        with self._lock:
            return self._process is not None and self._process.poll() is None


def _nice() -> None:
    os.nice(15)


def model_cards(models: Path) -> list[ModelCard]:
    """Every version of the shop's model with the figures that its card gives, newest first."""
    try:
        used = current(models).name
    except ModelError:
        used = ""
    cards = []
    for name in reversed(versions(models)):
        folder = models / name
        data = json.loads((folder / COMBINER_FILE).read_text(encoding="utf-8"))
        calibration = data.get("calibration") or {}
        card = folder / CARD
        text = card.read_text(encoding="utf-8") if card.is_file() else ""
        cards.append(
            ModelCard(
                name,
                name == used,
                str(data.get("kind", "")),
                int(calibration.get("judgments", 0)),
                int(calibration.get("queries", 0)),
                tuple(_fits(text)),
            )
        )
    return cards


def _fits(card: str) -> list[Fit]:
    """The sections of a card that give figures."""
    fits = []
    for section in re.split(r"^## ", card, flags=re.MULTILINE)[1:]:
        figures = {name: float(value) for name, value in _FIGURE.findall(section)}
        error = _CALIBRATION.search(section)
        if "ndcg@10" in figures:
            title = section.splitlines()[0].strip()
            fits.append(
                Fit(title, figures["ndcg@10"], figures.get("mrr"), float(error[1]) if error else None)
            )
    return fits
