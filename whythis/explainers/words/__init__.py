"""Level 2: the cross-encoder's logit attributed to the words that it read, by one of several methods."""

from __future__ import annotations

from collections.abc import Callable

from transformers import BertForSequenceClassification

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.amortised import (
    AMORTISED,
    MIN_FIDELITY,
    amortised,
    first_order,
    read_fidelity,
    seen_at_a_look,
)
from whythis.explainers.words.attention import attention_rollout
from whythis.explainers.words.coalitions import lime, marginals, occlusion
from whythis.explainers.words.gradient import gradient_times_input
from whythis.explainers.words.in_place import in_place
from whythis.explainers.words.integrated_gradients import MAX_RELATIVE_GAP, integrated_gradients
from whythis.explainers.words.partition import partition_shap
from whythis.explainers.words.reading import Reading
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText

WordMethod = Callable[[Reading], WordAttribution]
"""Splits the logit of one pair over its words, in reading order, the query's first."""

METHODS: dict[str, WordMethod] = {
    "marginals": marginals,
    "marginals_in_place": in_place,
    "amortised": amortised,
    "first_order": first_order,
    "integrated_gradients": integrated_gradients,
    "gradient_times_input": gradient_times_input,
    "occlusion": occlusion,
    "lime": lime,
    "partition_shap": partition_shap,
    "attention_rollout": attention_rollout,
}
DEFAULT = "marginals"
"""The exact method that answers in the chat."""


def trusted(model: CrossEncoder) -> tuple[str, ...]:
    """The methods that may answer for this model, the quickest first, the exact one last."""
    fidelity = read_fidelity(model)
    proven = fidelity is not None and fidelity.rank_correlation >= MIN_FIDELITY
    return ("amortised", DEFAULT) if proven else (DEFAULT,)


def available(model: CrossEncoder) -> tuple[str, ...]:
    """The methods that can be asked of this model; the amortised one where it was trained."""
    missing = {
        "amortised": read_fidelity(model) is None,
        "first_order": not isinstance(model.model, BertForSequenceClassification),
    }
    return tuple(name for name in METHODS if not missing.get(name, False))


def second_opinion(reading: Reading, first: WordAttribution) -> WordAttribution:
    """What a method finds that works in another way than the one that found `first`.

    One that leaves words out is set beside a look at gradients and attention, and the other way round; where a look is
    not possible, beside LIME, which fits random deletions of many words at once.
    """
    if first.method.startswith(AMORTISED):
        return METHODS[DEFAULT](reading)
    return METHODS["first_order" if seen_at_a_look(reading) else "lime"](reading)


def attribute_words(model: CrossEncoder, pair: PairText, method: str = DEFAULT) -> WordAttribution:
    """Splits the logit of one pair over its words. Raises KeyError for a method that does not exist."""
    return METHODS[method](Reading(model, pair))


__all__ = [
    "DEFAULT",
    "MAX_RELATIVE_GAP",
    "METHODS",
    "Reading",
    "WordMethod",
    "attribute_words",
    "available",
    "second_opinion",
    "trusted",
]
