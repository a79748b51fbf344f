"""Whether the signals that lists are made of still look as they did: the population stability index of each.

The reference is what the model was first used on: the signals of all candidates of its first lists. Against it stand
those of its newest lists. Values are put into ten bins that hold a tenth of the reference each (fewer where a signal
has fewer values); the index is the sum over bins of (now - then) * ln(now / then). Below 0.1 little has changed, from
0.25 on it is worth a look (Siddiqi, Credit Risk Scorecards, 2006). Another model has a reference of its own.
"""

from __future__ import annotations

import json
import threading
from collections import deque

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from whythis.ranking.types import Decision
from whythis.records.tables import DecisionRow

REFERENCE_LISTS, WINDOW_LISTS, LEAST_LISTS = 200, 200, 20
REMEMBERED = 2_000
BINS, SMOOTHING = 10, 0.5


class SignalDrift:
    """Looks at lists as they are made.

    Args:
        reference, window: lists of each.
        least: newest lists below which nothing is told.
    """

    def __init__(
        self, reference: int = REFERENCE_LISTS, window: int = WINDOW_LISTS, least: int = LEAST_LISTS
    ) -> None:
        self._n_reference, self._least = reference, least
        self._window: deque[np.ndarray] = deque(maxlen=window)
        self._reference: list[np.ndarray] = []
        self._made_by = ""
        self._names: tuple[str, ...] = ()
        self._lock = threading.Lock()

    def observe(self, decision: Decision) -> None:
        """Counts a list in."""
        signals = np.array([candidate.signals for candidate in decision.candidates], dtype=np.float32)
        self._add(decision.versions.model, decision.signal_names, signals)

    def remember(self, engine: Engine, model: str) -> None:
        """Takes up what a model version was used on before this process began: its first lists, as far as they are
        among the newest REMEMBERED decisions that are kept.
        """
        newest = select(DecisionRow.made_at_utc, DecisionRow.body).order_by(DecisionRow.made_at_utc.desc())
        rows = newest.limit(REMEMBERED).subquery()
        own = select(rows.c.body).where(rows.c.body.contains(f'"model":"{model}"', autoescape=True))
        with Session(engine) as session:
            bodies = session.scalars(own.order_by(rows.c.made_at_utc).limit(self._n_reference)).all()
        for body in map(json.loads, bodies):
            signals = np.array([c["signals"] for c in body["candidates"]], dtype=np.float32)
            self._add(model, tuple(body["signal_names"]), signals)

    def _add(self, made_by: str, names: tuple[str, ...], signals: np.ndarray) -> None:
        if not signals.size:
            return
        with self._lock:
            if (made_by, names) != (self._made_by, self._names):
                self._made_by, self._names, self._reference = made_by, names, []
                self._window.clear()
            if len(self._reference) < self._n_reference:
                self._reference.append(signals)
            else:
                self._window.append(signals)

    def indexes(self) -> dict[str, float]:
        """The index of each signal; empty while there are too few lists to tell."""
        with self._lock:
            then, now, names = list(self._reference), list(self._window), self._names
        if len(then) < self._n_reference or len(now) < self._least:
            return {}
        before, after = np.concatenate(then), np.concatenate(now)
        return {name: stability(before[:, n], after[:, n]) for n, name in enumerate(names)}


def stability(before: np.ndarray, after: np.ndarray) -> float:
    """The population stability index of `after`, (n,), against `before`, (m,)."""
    edges = np.unique(np.quantile(before, np.linspace(0, 1, BINS + 1)[1:-1]))
    shares = []
    for values in (before, after):
        # Both sides of an edge are bins of their own, so that a signal with few values keeps them apart.
        places = np.searchsorted(edges, values, "left") + np.searchsorted(edges, values, "right")
        counts = np.bincount(places, minlength=2 * len(edges) + 1) + SMOOTHING
        shares.append(counts / counts.sum())
    then, now = shares
    return float(((now - then) * np.log(now / then)).sum())
