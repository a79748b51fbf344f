"""The models that made a decision: those in use, or an earlier version from its folder.

What was shown yesterday is explained by what chose it, after the shop has moved on.
"""

from __future__ import annotations

import threading
from pathlib import Path

from whythis.errors import ModelError
from whythis.ranking.combiner import Combiner, load_combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.model_store import versions
from whythis.ranking.types import Decision

Models = tuple[CrossEncoder, Combiner]


class KeptModels:
    """Finds the models of a decision. One earlier version is held in memory, the one that was asked for last.

    Args:
        models: the shop's folder of model versions.
        now: what ranks today.
    """

    def __init__(self, models: Path, backbone: str, device: str | None, now: Models) -> None:
        self._models = models
        self._backbone, self._device = backbone, device
        self._now = now
        self._earlier: Models | None = None
        self._lock = threading.Lock()

    def of(self, decision: Decision) -> Models:
        """Cross-encoder and combiner that made a decision; today's where their version is no longer kept, which
        explainers then refuse."""
        if _made_by(decision, self._now):
            return self._now
        with self._lock:
            if self._earlier is None or not _made_by(decision, self._earlier):
                found = self._loaded(decision)
                if found is None or not _made_by(decision, found):
                    return self._now
                self._earlier = found
            return self._earlier

    def _loaded(self, decision: Decision) -> Models | None:
        made = decision.versions
        if made.model not in versions(self._models):
            return None
        folder = self._models / made.model
        try:
            encoder = CrossEncoder(folder, self._backbone, self._device, made.engine or "torch")
            return encoder, load_combiner(folder)
        except ModelError:  # its files are gone or damaged, or the backbone is another now
            return None


def _made_by(decision: Decision, models: Models) -> bool:
    encoder, combiner = models
    made = decision.versions
    return (made.model_sha256, made.combiner_sha256, made.engine) == (
        encoder.sha256,
        combiner.sha256,
        encoder.engine,
    )
