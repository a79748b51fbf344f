"""The answer to "how sure are you?": one plain verdict, and what it stands on."""

from __future__ import annotations

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, sentences_of
from whythis.agent.wording.sentence import Sentence
from whythis.explainers.confidence import AGREE_FROM, Confidence
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten


def spoken_confidence(
    found: Confidence, decision: Decision, messages: Messages, seed: str
) -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    """Chance, the item beside it, the verdict, and whether the words behind the score can be relied on."""
    full = {c.item.id: c.item.title for c in decision.candidates}
    titles = {item_id: shorten(title, TITLE_CHARS) for item_id, title in full.items()}
    title, probability = titles[found.item_id], messages.percent(found.probability)
    key = f"chance_{found.band or 'unmeasured'}"
    parts = [
        (
            f"confidence.{key}",
            {"probability": found.probability, "band": found.band},
            {"title": title, "probability": probability},
        ),
    ]
    if found.next_probability is not None:
        evidence = {"next_id": found.next_id, "next_probability": found.next_probability}
        evidence["next_title"] = full[found.next_id]
        values = {"other": titles[found.next_id], "probability": messages.percent(found.next_probability)}
        parts.append((f"confidence.{'close' if found.close else 'apart'}", evidence, values))
    parts.append((f"confidence.{found.verdict}", {"verdict": found.verdict}, {"title": title}))
    if found.check is not None:
        agreed = found.agreement is not None and found.agreement >= AGREE_FROM
        told = "check_failed" if not found.check.held else "traced" if agreed else "methods_differ"
        words = messages.listed([messages.quote(w) for w in found.check.cited])
        evidence = {
            "cited": list(found.check.cited),
            "gain": found.check.gain,
            "agreement": found.agreement,
        }
        parts.append((f"confidence.{told}", evidence, {"words": words}))
    claims = tuple(
        Claim(
            f"c{n}", kind, found.item_id, 0, evidence, messages.say(kind, seed, **values), full[found.item_id]
        )
        for n, (kind, evidence, values) in enumerate(parts, start=1)
    )
    return sentences_of(claims), claims
