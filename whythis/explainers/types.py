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
    """One statement and the numbers it stands on. `direction` is +1 (speaks for), -1 (against) or 0."""

    id: str
    kind: str
    item_id: str
    direction: int
    evidence: dict[str, Any]
    text: str = ""
