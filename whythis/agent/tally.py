"""What went otherwise than meant since the process began, counted for whoever keeps the service running.

Kinds and reasons are the program's own words; nothing that anybody typed is among them.
"""

from __future__ import annotations

import threading
from collections import Counter


class Tally:
    """Counts by (kind, reason). Safe to use from several threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def add(self, kind: str, reason: str, n: int = 1) -> None:
        with self._lock:
            self._counts[kind, reason] += n

    def of(self, kind: str) -> dict[str, int]:
        """The counts of a kind, by reason."""
        with self._lock:
            return {reason: n for (own, reason), n in self._counts.items() if own == kind}


REJECTED, UNTRACED, FALLBACK = "rejected", "untraced", "fallback"
"""A sentence that the verifier did not let pass, by its reason; a claim that the decision does not bear out, by its
kind; a language model's answer that the templates stood in for."""
TALLY = Tally()
"""Of this process."""
