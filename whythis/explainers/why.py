"""Why one item scored as it did: the three levels, from the saved decision, in one explanation."""

from __future__ import annotations

from dataclasses import asdict, replace

from whythis.errors import ModelError
from whythis.explainers.check import explain_words
from whythis.explainers.history import attribute_events
from whythis.explainers.signals import attribute_candidate, candidate_of
from whythis.explainers.types import Check, Contribution, Explanation, WordAttribution
from whythis.explainers.words import Reading
from whythis.ranking.combiner import Combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import pair_text
from whythis.ranking.types import Decision, ScoredCandidate

SIGNAL_METHODS = {
    True: "Shapley values of the signals of an additive score",
    False: "Shapley values of the signals by interventional TreeSHAP",
}
"""By whether the score is a weighted sum of the signals."""
BASELINE = "the mean of the request's candidate pool"


def explain_why(
    decision: Decision,
    item_id: str,
    cross_encoder: CrossEncoder,
    combiner: Combiner,
    with_words: bool = True,
) -> Explanation:
    """Explains `item_id` within `decision`. Nothing but the decision and the models that made it are looked at.

    Args:
        with_words: splits the text relevance over words, which takes nearly all of the time.

    Raises:
        NotShownError: the item was not among the decision's candidates.
        ModelError: the loaded model is not the one that made the decision.
    """
    candidate = candidate_of(decision, item_id)
    return explain_candidate(decision, candidate, cross_encoder, combiner, with_words)


def explain_candidate(
    decision: Decision,
    candidate: ScoredCandidate,
    cross_encoder: CrossEncoder,
    combiner: Combiner,
    with_words: bool = True,
) -> Explanation:
    """The same of an item that was scored for the decision's request, among its candidates or since.

    Raises:
        ModelError: the loaded model is not the one that made the decision.
    """
    if cross_encoder.sha256 != decision.versions.model_sha256:
        raise ModelError(
            "The decision was made by another model version.",
            expected=f"model {decision.versions.model} ({decision.versions.model_sha256[:12]})",
            got=cross_encoder.sha256[:12],
            fix="Make that version current again, or ask about a newer decision.",
        )
    base, signals = attribute_candidate(decision, candidate, combiner)
    if not with_words:
        words = check = None
    elif decision.erased is not None and decision.erased.words:
        words = check = None  # what the network read is gone, and another text would be another explanation
    else:
        words, check = _words(decision, candidate, cross_encoder, signals)
    return Explanation(
        decision_id=decision.id,
        item_id=candidate.item.id,
        kind="why",
        method=SIGNAL_METHODS[bool(decision.weights)],
        baseline=BASELINE,
        base_value=base,
        output_value=candidate.score,
        residual=candidate.score - base - sum(c.value for c in signals),
        signals=signals,
        words=words,
        events=attribute_events(decision, candidate),
        versions=asdict(decision.versions),
        check=check,
    )


def _words(
    decision: Decision,
    candidate: ScoredCandidate,
    cross_encoder: CrossEncoder,
    signals: tuple[Contribution, ...],
) -> tuple[WordAttribution, Check | None]:
    """The words of the pair that was scored, and whether leaving out the cited ones tells."""
    reading = Reading(cross_encoder, pair_text(decision.query_text, decision.likes_text, candidate.text))
    relevance = next(c.value for c in signals if c.name == "text_relevance")
    words, check = explain_words(reading, 1 if relevance > 0 else -1)
    words = replace(words, scored_value=candidate.signals[decision.signal_names.index("text_relevance")])
    return words, check
