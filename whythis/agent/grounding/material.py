"""Real decisions over drawn requests and shoppers, every kind of explanation of them, and answers made of these."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from whythis.agent.catalogue import Messages
from whythis.agent.recommend import list_claims
from whythis.agent.wording import Sentence, tell
from whythis.agent.wording.forms import READERS
from whythis.errors import WhyThisError
from whythis.explainers.anchors import find_anchor
from whythis.explainers.confidence import explain_confidence
from whythis.explainers.contrast import explain_contrast
from whythis.explainers.counterfactual import find_counterfactuals
from whythis.explainers.rerun import Rerun
from whythis.explainers.similar import find_similar
from whythis.explainers.types import Claim
from whythis.explainers.why import explain_why
from whythis.explainers.why_not import explain_why_not
from whythis.ranking.decide import decide
from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.types import Decision, Request, ShopperProfile, Stated, Versions
from whythis.retrieval.types import Filters, Item

ANCHOR_EVERY = 8
"""Anchors run hundreds of situations, so only every so many-th decision gets one."""


@dataclass(frozen=True, slots=True)
class Found:
    """One explanation: its kind, what was found, and the item (or its id) that it is about."""

    kind: str
    found: Any
    item: Item | str


@dataclass(frozen=True, slots=True)
class Material:
    """A decision with explanations of every kind that it allows."""

    decision: Decision
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its sentences, its claims, and what it was made of."""

    kind: str
    reader: str
    words: Messages
    decision: Decision
    found: Any
    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]


def drawn_requests(
    ranker: Ranker, history: History, n: int, seed: int
) -> Iterator[tuple[Request, ShopperProfile]]:
    """Requests as people make them, out of the catalogue's kinds, brands, features and prices; for every third a
    newcomer, else a shopper of the shop."""
    rng, catalog = random.Random(seed), ranker.catalog
    shoppers = sorted(history.shopper_ids())
    for number in range(n):
        item = catalog[rng.randrange(len(catalog))]
        text, filters, target, features = item.category or item.title, Filters(), None, ()
        kind = rng.choice(("plain", "max", "between", "around", "brand", "not_brand", "feature", "attribute"))
        price = item.price_cents or 5000
        if kind == "max":
            filters = Filters(price_max_cents=price + rng.randrange(0, 4000))
        elif kind == "between":
            filters = Filters(price_min_cents=price // 2, price_max_cents=price * 2)
        elif kind == "around":
            target = round(price, -2) or price
        elif kind == "brand" and item.brand:
            text, filters = f"{text} {item.brand}", Filters(brands=(item.brand,))
        elif kind == "not_brand" and item.brand:
            filters = Filters(not_brands=(item.brand,))
        elif kind == "feature" and item.attributes:
            pair = rng.choice(item.attributes)
            text, features = f"{text} {pair[1]}", ((pair,),)
        elif kind == "attribute" and item.attributes:
            filters = Filters(attributes=(rng.choice(item.attributes),))
        stated: tuple[Stated, ...] = ()
        if rng.random() < 0.3 and item.brand:
            stated = (Stated("brand", item.brand, rng.choice((1.0, -1.0))),)
        shopper = rng.choice(shoppers) if shoppers and number % 3 else None
        request = Request(
            text=text, message=text, filters=filters, price_target_cents=target,
            categories=(item.category,) if item.category else (), features=features,
        )  # fmt: skip
        yield request, ShopperProfile(shopper, history.of(shopper), stated)


def gather(
    ranker: Ranker,
    history: History,
    versions: Versions,
    pool_size: int,
    n: int,
    seed: int = 11,
    on_done: Callable[[int], None] = lambda done: None,
) -> list[Material]:
    """Decisions and their explanations, each computed once; answers in any language and voice come of them."""
    rerun = Rerun(ranker, versions, pool_size)
    out = []
    for number, (request, profile) in enumerate(drawn_requests(ranker, history, n, seed)):
        decision = decide(
            ranker, request, profile, pool_size, versions, made_at_utc="2026-01-01T00:00:00.000Z"
        )
        out.append(
            Material(decision, tuple(_explained(decision, rerun, random.Random(seed + number), number)))
        )
        on_done(number + 1)
    return out


def _explained(decision: Decision, rerun: Rerun, rng: random.Random, number: int) -> Iterator[Found]:
    encoder, combiner = rerun.ranker.cross_encoder, rerun.ranker.combiner
    shown, below = decision.shown, [c.item for c in decision.candidates if c.item.id not in decision.shown]
    items = {c.item.id: c.item for c in decision.candidates}
    for item_id in dict.fromkeys((*shown[:2], *shown[-1:])):
        yield Found("why", explain_why(decision, item_id, encoder, combiner), item_id)
    if below:
        yield Found("why", explain_why(decision, below[-1].id, encoder, combiner), below[-1].id)
    for first, second in pairwise(shown):
        yield Found("compare", explain_contrast(decision, first, second, combiner), first)
    lost = [i.id for i in rng.sample(below, min(2, len(below)))]
    lost += [e.item_id for e in rng.sample(decision.exclusions, min(2, len(decision.exclusions)))]
    lost += [rerun.ranker.catalog[rng.randrange(len(rerun.ranker.catalog))].id, *shown[:1], "no-such-product"]
    for item_id in lost:
        yield Found("why_not", explain_why_not(decision, item_id, rerun), item_id)
    for item in [*(items[i] for i in shown[:1]), *below[:1]]:
        yield Found("what_if", find_counterfactuals(decision, item, rerun), item)
    for item_id in shown[:1]:
        yield Found("confidence", explain_confidence(decision, item_id, encoder), item_id)
        yield Found("similar", find_similar(decision, item_id, rerun), item_id)
        if number % ANCHOR_EVERY == 0:
            yield Found("anchor", find_anchor(decision, item_id, rerun), item_id)


def answers(
    material: Sequence[Material], languages: Sequence[Messages], currency: str, seeds: Sequence[str]
) -> Iterator[Told]:
    """All answers that the material gives: each explanation and each list, by language, reader and seed."""
    for seed in seeds:
        for each in material:
            decision = each.decision
            for words in languages:
                for act in ("recommend", "refine", "more"):
                    claims = list_claims(decision, act, currency, words, seed)
                    said = tuple(Sentence(c.text, (c.id,)) for c in claims)
                    yield Told("list", "shopper", words, decision, None, said, claims)
                for one in each.found:
                    for reader in READERS:
                        try:
                            said, claims = tell(
                                one.kind,
                                one.found,
                                one.item,
                                decision,
                                currency,
                                words,
                                reader,
                                decision.id + seed,
                            )
                        except WhyThisError:
                            continue
                        yield Told(one.kind, reader, words, decision, one.found, tuple(said), tuple(claims))
