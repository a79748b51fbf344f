"""Claims written by hand, and the answer that the templates make of them."""

from __future__ import annotations

# ruff: noqa: E501 -- one case a line
from whythis.agent.catalogue import messages
from whythis.agent.wording.contrast import spoken_contrast, word_contrast
from whythis.agent.wording.sentence import Sentence
from whythis.agent.wording.why import spoken, word_claims
from whythis.explainers.types import Claim

TITLE, OTHER, SEEN = "Ashdown quiet kettle 1.7 l", "Corvane kettle KX-20", "Brellin travel kettle 0.5 l"
WHY = (
    Claim("c1", "position", "k1", 0, {"title": TITLE, "rank": 2, "shown": True, "compared": 15, "catalog_size": 400}),
    Claim("c2", "reason.quality", "k1", 1, {"rating": 4.6, "rating_count": 44, "pool_mean": 4.12, "share": 0.81}),
    Claim(
        "c3", "reason.taste", "k1", 1,
        {"event_id": "e1", "event_kind": "view", "event_title": SEEN, "how": "like", "share": 0.19},
    ),
    Claim("c4", "against.popularity", "k1", -1, {"rating_count": 44, "pool_median": 120}),
    Claim("c5", "chance", "k1", 0, {"probability": 0.93, "band": "very_likely"}),
)  # fmt: skip
COMPARE = (
    Claim("c1", "compare.position", "k1", 0,
          {"title": TITLE, "other_title": OTHER, "rank": 1, "other_rank": 2, "gap": 0.4, "other_id": "k2"}),
    Claim("c2", "edge.quality", "k1", 1,
          {"rating": 4.6, "rating_count": 44, "other_rating": 4.3, "other_rating_count": 113, "title": TITLE,
           "other_title": OTHER, "share": 0.7, "contribution": 0.6}),
    Claim("c3", "edge.model_number", "k1", 1,
          {"query": "AX", "title": TITLE, "other_title": OTHER, "share": 0.3, "contribution": 0.2}),
    Claim("c4", "but.price_fit", "k1", -1,
          {"price_cents": 4100, "other_price_cents": 6899, "reference_cents": 4000, "currency": "USD", "source": "asked",
           "title": OTHER, "other_title": TITLE, "share": 1.0, "contribution": -0.4}),
    Claim("c5", "compare.prices", "k1", 0,
          {"price_cents": 6899, "other_price_cents": 4100, "currency": "USD", "title": TITLE, "other_title": OTHER}),
    Claim("c6", "compare.facts", "k1", 0, {"facts": [["Colour", "Black", "White"], ["Noise", "55 dB", "70 dB"]]}),
)  # fmt: skip


def why_answer(lang: str, reader: str = "staff") -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    claims = word_claims(WHY, messages(lang), "seed", reader)
    return spoken(claims, reader), claims


def compare_answer(lang: str, reader: str = "staff") -> tuple[tuple[Sentence, ...], tuple[Claim, ...]]:
    claims = word_contrast(COMPARE, messages(lang), "seed", reader)
    return spoken_contrast(claims, reader), claims
