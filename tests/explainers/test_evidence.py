from dataclasses import replace

import pytest

from tests.decisions import decision, item, signals
from whythis.explainers.evidence import why_claims
from whythis.explainers.signals import attribute_signals
from whythis.explainers.types import Claim, Contribution, Explanation, WordAttribution
from whythis.ranking.types import Decision, EventShare, PastEvent, Stated
from whythis.retrieval.types import Filters

WORDS = WordAttribution(
    "m", "b", 24, 0.0, 1.0, 0.001,
    (
        Contribution("word", "lamp", 0.5, "query", (0, 4)),
        Contribution("word", "tall", 0.9, "title", (0, 4)),
        Contribution("word", "|", 0.8, "separator", (0, 1)),
        Contribution("word", "the", 0.7, "title", (5, 8)),
        Contribution("word", "dark", -0.9, "title", (9, 13)),
    ),
    {},
)  # fmt: skip


def explain(made: Decision, item_id: str, words: WordAttribution | None = WORDS) -> Explanation:
    base, contributions = attribute_signals(made, item_id)
    score = made.candidate(item_id).score  # type: ignore[union-attr]
    return Explanation(made.id, item_id, "why", "m", "b", base, score, 0.0, contributions, words, (), {})


def claims_of(made: Decision, item_id: str, words: WordAttribution | None = WORDS) -> dict[str, Claim]:
    return {claim.kind: claim for claim in why_claims(made, explain(made, item_id, words))}


def test_the_strongest_reason_comes_first_and_shares_are_parts_of_all_that_speaks_for_the_item() -> None:
    made = decision(
        [
            (item("a", rating=5.0, rating_count=90), signals(text_relevance=3.0, quality=1.0)),
            (item("b", rating=3.0, rating_count=10), signals()),
        ]
    )
    claims = list(claims_of(made, "a").values())
    reasons = [c for c in claims if c.kind.startswith("reason.")]
    assert [c.kind for c in reasons] == ["reason.fits_request", "reason.quality"]
    assert [c.evidence["share"] for c in reasons] == pytest.approx([0.75, 0.25])
    assert all(c.direction == 1 for c in reasons)


def test_what_speaks_against_an_item_is_said_with_the_other_direction() -> None:
    made = decision(
        [
            (item("a", rating=3.0, rating_count=90), signals(text_relevance=3.0, quality=-1.0)),
            (item("b", rating=5.0, rating_count=10), signals()),
        ]
    )
    against = claims_of(made, "a")["against.quality"]
    assert against.direction == -1
    assert against.evidence["rating"] == 3.0
    assert against.evidence["contribution"] < 0
    assert "reason.quality" not in claims_of(made, "a")


def test_a_rating_that_is_not_above_the_others_is_no_reason_even_if_the_signal_is() -> None:
    rows = [
        (item("a", rating=4.0, rating_count=900), signals(quality=1.0)),
        (item("b", rating=4.5, rating_count=1), signals()),
    ]
    assert "reason.quality" not in claims_of(decision(rows), "a")


def test_only_words_of_the_item_are_cited_strongest_first_without_small_words() -> None:
    made = decision([(item("a"), signals(text_relevance=2.0)), (item("b"), signals())])
    assert [w["text"] for w in claims_of(made, "a")["reason.fits_request"].evidence["words"]] == ["tall"]
    against = claims_of(made, "b")["against.fits_request"].evidence["words"]
    assert [w["text"] for w in against] == ["dark"]


def test_no_word_is_cited_when_the_attributions_do_not_add_up_or_are_missing() -> None:
    made = decision([(item("a"), signals(text_relevance=2.0)), (item("b"), signals())])
    for words in (replace(WORDS, relative_gap=0.05), None):
        assert claims_of(made, "a", words)["reason.fits_request"].evidence["words"] == []


def test_no_word_is_cited_when_only_the_other_text_signals_speak_for_the_item() -> None:
    made = decision([(item("a"), signals(word_match=3.0, text_relevance=-1.0)), (item("b"), signals())])
    assert claims_of(made, "a")["reason.fits_request"].evidence["words"] == []


def test_a_taste_reason_names_the_event_that_gave_most() -> None:
    history = tuple(
        PastEvent(f"e{n}", f"p{n}", f"Past {n}", "B", "C", 100, "purchase", "2026-01-01T00:00:00Z", 1.0)
        for n in range(2)
    )
    shares = ((EventShare("e1", 0.6), EventShare("e0", 0.2)), ())
    made = decision([(item("a"), signals(taste=0.8)), (item("b"), signals())], history=history, shares=shares)
    evidence = claims_of(made, "a")["reason.taste"].evidence
    assert (evidence["event_title"], evidence["event_share"]) == ("Past 1", pytest.approx(0.75))


def test_a_brand_reason_counts_what_was_chosen_and_not_what_was_only_seen() -> None:
    history = tuple(
        PastEvent(f"e{n}", "p", "P", "Norrvik", "C", 1, kind, "2026-01-01T00:00:00Z", 1.0)
        for n, kind in enumerate(("purchase", "like", "view", "dislike"))
    )
    made = decision(
        [(item("a", brand="norrvik"), signals(brand_affinity=0.5)), (item("b"), signals())], history=history
    )
    assert claims_of(made, "a")["reason.brand_affinity"].evidence["count"] == 2


def test_a_price_reason_needs_a_price_in_mind_and_says_whose_it_is() -> None:
    rows = [
        (item("a", price_cents=5000), signals(price_fit=-0.1)),
        (item("b", price_cents=9000), signals(price_fit=-0.9)),
    ]
    assert "reason.price_fit" not in claims_of(decision(rows), "a")
    asked = claims_of(decision(rows, references=(4800.0, 4800.0), target_cents=4800), "a")[
        "reason.price_fit"
    ].evidence
    assert (asked["source"], asked["reference_cents"]) == ("asked", 4800)


def test_the_price_limit_that_an_item_keeps_to_is_told() -> None:
    made = decision([(item("a", price_cents=3100), signals())], filters=Filters(price_max_cents=4000))
    assert claims_of(made, "a")["limit"].evidence == {
        "price_cents": 3100,
        "currency": "USD",
        "max_cents": 4000,
    }
    assert "limit" not in claims_of(decision([(item("a", price_cents=3100), signals())]), "a")


def test_a_stated_like_is_a_reason_only_for_what_matches_it() -> None:
    stated = (Stated("brand", "Norrvik", 1.0),)
    made = decision(
        [(item("a", brand="Norrvik"), signals(stated=1.0)), (item("b"), signals())], stated=stated
    )
    assert claims_of(made, "a")["reason.stated"].evidence["value"] == "Norrvik"
    assert "reason.stated" not in claims_of(made, "b")


def test_later_and_more_rated_than_most_is_said_only_when_it_is_so() -> None:
    dates = ["2026-01-01", "2020-01-01", "2024-01-01"]
    rows = [
        (item(str(n), released=day, rating_count=10 * n), signals(freshness=1.0 - n, popularity=n))
        for n, day in enumerate(dates)
    ]
    made = decision(rows)
    assert "reason.freshness" in claims_of(made, "0")
    assert "reason.popularity" not in claims_of(made, "0")
    assert "reason.popularity" in claims_of(made, "2")


def test_a_named_feature_is_a_reason_where_the_item_has_it_and_speaks_against_it_where_not() -> None:
    rows = [
        (item("a", attributes=(("Noise cancelling", "Yes"),)), signals(feature_match=1.0)),
        (item("b", attributes=(("Noise cancelling", "No"),)), signals()),
    ]
    made = decision(rows)
    named = replace(made, request=replace(made.request, features=((("Noise cancelling", "Yes"),),)))
    assert claims_of(named, "a")["reason.feature_match"].evidence["features"] == ["Noise cancelling"]
    assert claims_of(named, "b")["against.feature_match"].evidence["features"] == ["Noise cancelling"]
