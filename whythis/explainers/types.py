"""What explainers give out: contributions on three levels, the explanation that sums them, and claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part of a score.

    `level` is "signal", "word" or "event". A word has its `source` ("query", "likes" or the item's field) and
    its `span` (start, end) in that text. `value` is in score units for signals, in cross-encoder logits for
    words, and in taste units for events.
    """

    level: str
    name: str
    value: float
    source: str = ""
    span: tuple[int, int] | None = None
    label: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WordAttribution:
    """Level 2: the cross-encoder's logit split over words.

    `base_value` is the logit of `baseline`, `output_value` the logit of the pair; `relative_gap` is
    |sum + base - output| / max(|output - base|, 1e-6). `texts` are the texts that spans point into.
    `scored_value` is the logit that the decision was made with: it differs from the output where an 8-bit form
    of the network, which has no gradients, did the scoring.
    """

    method: str
    baseline: str
    steps: int
    base_value: float
    output_value: float
    relative_gap: float
    words: tuple[Contribution, ...]
    texts: dict[str, str]
    scored_value: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An answer's own check: by how much more, in logits, the score falls without the `cited` words than without as
    many others, the mean of `draws` random choices. `held`: it does fall more.
    """

    cited: tuple[str, ...]
    gain: float
    draws: int
    held: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one item scored as it did against its pool, or against `other_id`.

    Signals and base value sum to the output value.
    """

    decision_id: str
    item_id: str
    kind: str
    method: str
    baseline: str
    base_value: float
    output_value: float
    residual: float
    signals: tuple[Contribution, ...]
    words: WordAttribution | None
    events: tuple[Contribution, ...]
    versions: dict[str, str]
    other_id: str = ""
    check: Check | None = None

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        return self.signals + (self.words.words if self.words else ()) + self.events


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement and the numbers it stands on: what may be said, and nothing else may.

    `kind` says what it is about ("reason.quality"), `direction` is +1 (speaks for), -1 (against) or 0, `evidence`
    holds the numbers and names. `item_title` is the title of the item, for evidence that does not name it.
    """

    id: str
    kind: str
    item_id: str
    direction: int
    evidence: dict[str, Any]
    text: str = ""
    item_title: str = ""

    @property
    def size(self) -> float | None:
        """How much it counts: its share of what speaks for its side, else its part of the score, if either."""
        share = self.evidence.get("share", self.evidence.get("contribution"))
        return None if share is None else float(share)

    @property
    def source(self) -> str:
        """Where it was found: the method that its kind belongs to."""
        return SOURCES.get(self.kind.split(".", 1)[0], "agent")


SOURCES = {
    "position": "decision", "limit": "decision", "chance": "decision", "lacks": "decision", "recommend": "decision",
    "reason": "signals", "against": "signals", "none": "signals", "figures": "signals",
    "compare": "contrast", "edge": "contrast", "but": "contrast",
    "why_not": "why_not", "what_if": "rerun", "anchor": "anchor", "similar": "similar", "confidence": "confidence",
}  # fmt: skip
"""The source of a claim by the first part of its kind. A new kind that is not here was found by the agent itself."""
