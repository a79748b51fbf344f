"""Level 2: the cross-encoder's logit attributed to the words that it read, by one of several methods."""

from __future__ import annotations

from collections.abc import Callable

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.attention import attention_rollout
from whythis.explainers.words.coalitions import lime, marginals, occlusion
from whythis.explainers.words.gradient import gradient_times_input
from whythis.explainers.words.integrated_gradients import MAX_RELATIVE_GAP, integrated_gradients
from whythis.explainers.words.partition import partition_shap
from whythis.explainers.words.reading import Reading
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText

WordMethod = Callable[[Reading], WordAttribution]
"""Splits the logit of one pair over its words, in reading order, the query's first."""

METHODS: dict[str, WordMethod] = {
    "marginals": marginals,
    "integrated_gradients": integrated_gradients,
    "gradient_times_input": gradient_times_input,
    "occlusion": occlusion,
    "lime": lime,
    "partition_shap": partition_shap,
    "attention_rollout": attention_rollout,
}
DEFAULT = "marginals"


def attribute_words(model: CrossEncoder, pair: PairText, method: str = DEFAULT) -> WordAttribution:
    """Splits the logit of one pair over its words. Raises KeyError for a method that does not exist."""
    return METHODS[method](Reading(model, pair))


__all__ = ["DEFAULT", "MAX_RELATIVE_GAP", "METHODS", "Reading", "WordMethod", "attribute_words"]
