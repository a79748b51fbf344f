"""Planted causes: why an item is not on a list, where the cause is known because it was put there.

    python -m benchmarks planted [SHOP [REQUESTS]]

A request is made for which an item is on the list, and then one thing is changed that must lose that item: a limit a
cent below its price, another brand, a smaller pool. What it is lost by is known from the catalogue and from the
planting, never from the explanation. Where two causes apply, the first is expected, in this order: the catalogue, the
conditions in the order of the filters, what search reaches, what is compared, what is shown.

Then the changes that answers name are run again, over random requests: each must turn out as it was said, and none
of its parts may be spared.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.shops import open_shop
from whythis.explainers.counterfactual import Counterfactual, find_counterfactuals
from whythis.explainers.rerun import Edit, Rerun
from whythis.explainers.why_not import WhyNot, explain_why_not
from whythis.ranking.decide import decide
from whythis.ranking.types import Decision, Request, ShopperProfile, Stated
from whythis.retrieval.search import START_DEPTH
from whythis.retrieval.text import item_text
from whythis.retrieval.types import Filters, Item
from whythis.shop import Shop

REQUESTS = 24
POOL, SMALL_POOL, LIMIT = 50, 5, 5
SEED = 7
_TRIES = 400


@dataclass(frozen=True, slots=True)
class Case:
    """An item that a request must lose at `stage`; a filtered one by `filter`.

    `pool` is how many candidates are scored, 0 for as many as the planter has them scored.
    """

    label: str
    item_id: str
    request: Request
    stage: str
    filter: str = ""
    pool: int = 0
    profile: ShopperProfile = field(default_factory=ShopperProfile)

    def is_right(self, found: WhyNot) -> bool:
        told = found.evidence.get("filter", "") if self.stage == "filtered" else ""
        return (found.stage, told) == (self.stage, self.filter)


class Planter:
    """Makes requests of a shop's words, and of each the cases that can be planted in it."""

    def __init__(self, shop: Shop, seed: int = SEED, pool: int = POOL) -> None:
        self.shop = shop
        self.pool = pool
        self.rng = random.Random(seed)
        catalog = shop.catalog
        self._sold_out = [row for row, stock in enumerate(catalog.stocks) if stock is not None and stock <= 0]
        self._brands = sorted({b for b in catalog.brands if b})
        self._kinds = sorted({c for c in catalog.categories if c})
        self._shoppers = shop.history.shopper_ids()

    def decide(self, request: Request, profile: ShopperProfile, pool: int = 0) -> Decision:
        return decide(self.shop.ranker, request, profile, pool or self.pool, self.shop.versions)

    def why_not(self, case: Case) -> tuple[Decision, WhyNot, Rerun]:
        """The case's list, made by the real pipeline, and what is said of its item."""
        rerun = Rerun(self.shop.ranker, self.shop.versions, case.pool or self.pool)
        decision = self.decide(case.request, case.profile, case.pool)
        return decision, explain_why_not(decision, case.item_id, rerun), rerun

    def profile(self) -> ShopperProfile:
        """A newcomer, or a shopper with a past; one in three has said something of likes."""
        shopper = self.rng.choice([None, *self._shoppers]) if self.rng.random() < 0.7 else None
        said = ()
        if self._brands and self.rng.random() < 1 / 3:
            said = (Stated("brand", self.rng.choice(self._brands), self.rng.choice((1.0, -1.0))),)
        return ShopperProfile(shopper, self.shop.history.of(shopper), said)

    def request(self) -> Request:
        """The kind of some item, mostly with one of its features in front: what people type."""
        item = self.shop.catalog[self.rng.randrange(len(self.shop.catalog))]
        words = [item.category or item.title.split(",")[0]]
        values = [v for _, v in item.attributes if v.isalpha() and v.casefold() not in ("yes", "no")]
        if values and self.rng.random() < 0.7:
            words.insert(0, self.rng.choice(values))
        text = " ".join(words).casefold()
        return Request(text, text, limit=LIMIT)

    def cases(self) -> Iterator[Case]:
        """One request and shopper, and every cause that can be planted in their list."""
        request, profile = self.request(), self.profile()
        wide = self.decide(replace(request, limit=2 * LIMIT), profile)
        if len(wide.shown) <= LIMIT:
            return
        for case in (
            *self._plain(request, wide),
            *self._conditions(request, wide),
            *self._sold(request),
            *self._search(request, wide),
            *self._scores(request, wide),
        ):
            yield replace(case, profile=profile)

    def _plain(self, request: Request, wide: Decision) -> Iterator[Case]:
        shown, unknown = self.rng.choice(wide.shown[:LIMIT]), f"none-{self.rng.randrange(10**9)}"
        yield Case("shown", shown, request, "shown")
        yield Case("not in the catalogue", unknown, request, "not_in_catalogue")
        seen = replace(request, filters=Filters(not_items=(shown,)))
        yield Case("already shown", shown, seen, "already_shown")
        other = self._other(self._brands, "")
        yield Case("unknown, and conditions", unknown, _with(request, brands=(other,)), "not_in_catalogue")

    def _conditions(self, request: Request, wide: Decision) -> Iterator[Case]:
        """Each kind of filter that loses an item which is on the list without it, and pairs of them."""
        chosen = wide.candidate(self.rng.choice(wide.shown[:LIMIT]))
        item = chosen.item if chosen else wide.candidates[0].item
        changes: dict[str, dict] = {}
        if item.price_cents is not None:
            changes["price: max"] = {"price_max_cents": item.price_cents - 1}
            changes["price: min"] = {"price_min_cents": item.price_cents + 1}
        if item.brand:
            changes["brand: other"] = {"brands": (self._other(self._brands, item.brand),)}
            changes["brand: not"] = {"not_brands": (item.brand,)}
        if item.category:
            changes["category: other"] = {"categories": (self._other(self._kinds, item.category),)}
            changes["category: not"] = {"not_categories": (item.category,)}
        pair, other = self._attribute(item, wide)
        if pair is not None:
            changes["attribute: not"] = {"not_attributes": (pair,)}
            if other:
                changes["attribute: other"] = {"attributes": ((pair[0], other),)}
        for label, change in changes.items():
            yield Case(label, item.id, _with(request, **change), "filtered", label.partition(":")[0])
        for first, second in (
            ("brand: not", "price: max"),
            ("category: not", "brand: other"),
            ("price: min", "attribute: not"),
        ):
            if first in changes and second in changes:
                both = _with(request, **changes[first], **changes[second])
                name = first.partition(":")[0]
                yield Case(f"{name} before {second.partition(':')[0]}", item.id, both, "filtered", name)
        if "price: max" in changes:
            both = _with(request, not_items=(item.id,), **changes["price: max"])
            yield Case("already shown before price", item.id, both, "already_shown")

    def _sold(self, request: Request) -> Iterator[Case]:
        """A sold-out item under its own title, and one that the request would not have reached either."""
        if not self._sold_out:
            return
        item = self.shop.catalog[self.rng.choice(self._sold_out)]
        asked = Request(item.title, item.title, limit=LIMIT)
        yield Case("out of stock", item.id, asked, "out_of_stock")
        if item.price_cents is not None:
            limited = _with(asked, price_max_cents=item.price_cents - 1)
            yield Case("price before stock", item.id, limited, "filtered", "price")
        if self._is_beyond(request, item):
            yield Case("stock before reach", item.id, request, "out_of_stock", pool=SMALL_POOL)

    def _search(self, request: Request, wide: Decision) -> Iterator[Case]:
        """Items that search finds and does not compare, and items that it does not find."""
        order = sorted(wide.candidates, key=lambda c: (c.code_rank is None, -c.fused))
        beyond = [
            c.item
            for c in order[2 * SMALL_POOL :]
            if any(rank is not None and rank <= START_DEPTH for rank in (c.dense_rank, c.sparse_rank))
        ]
        if beyond:
            item = self.rng.choice(beyond)
            yield Case("not compared", item.id, request, "not_compared", pool=SMALL_POOL)
            if item.brand:
                barred = _with(request, not_brands=(item.brand,))
                yield Case("brand before the pool", item.id, barred, "filtered", "brand", SMALL_POOL)
        for item in self._drawn():
            if (item.stock is None or item.stock > 0) and self._is_beyond(request, item):
                yield Case("not retrieved", item.id, request, "not_retrieved", pool=SMALL_POOL)
                if item.price_cents is not None:
                    limited = _with(request, price_min_cents=item.price_cents + 1)
                    yield Case("price before reach", item.id, limited, "filtered", "price", SMALL_POOL)
                return

    def _scores(self, request: Request, wide: Decision) -> Iterator[Case]:
        """Items that a longer list shows, and items so much worse than the first that no list shows them."""
        yield Case("outscored", self.rng.choice(wide.shown[LIMIT:]), request, "outscored")
        roomy = replace(request, limit=self.pool)
        profile = ShopperProfile(wide.shopper_id, self.shop.history.of(wide.shopper_id), wide.stated)
        shown = self.decide(roomy, profile).shown
        unfit = [c.item.id for c in wide.candidates if c.item.id not in shown]
        if unfit:
            item_id = self.rng.choice(unfit)
            yield Case("unlikely", item_id, roomy, "unlikely")
            yield Case("outscored before unlikely", item_id, request, "outscored")

    def _drawn(self) -> Iterator[Item]:
        catalog = self.shop.catalog
        return (catalog[row] for row in self.rng.sample(range(len(catalog)), min(_TRIES, len(catalog))))

    def _is_beyond(self, request: Request, item: Item) -> bool:
        """Whether an item shares no word's beginning with a request and lies beyond the first 200 by meaning."""
        text = item_text(item).casefold()
        if any(word[:3] in text for word in request.text.casefold().split()):
            return False
        searcher = self.shop.ranker.searcher
        asked = searcher.encoder.encode([searcher.as_indexed(request.text)])[0]
        cosines = searcher.dense.vectors(np.arange(len(self.shop.catalog))) @ asked
        row = self.shop.catalog.row_of(item.id)
        return row is not None and int((cosines > cosines[row]).sum()) >= START_DEPTH

    def _attribute(self, item: Item, wide: Decision) -> tuple[tuple[str, str] | None, str]:
        """A plain attribute of an item, and a value of it that others on the list have; empty where there is none."""
        counts = Counter(name.casefold() for name, _ in item.attributes)
        plain = [(n, v) for n, v in item.attributes if counts[n.casefold()] == 1 and not set(v) & set(",/")]
        if not plain:
            return None, ""
        name, value = self.rng.choice(plain)
        others = {
            v
            for candidate in wide.candidates
            for n, v in candidate.item.attributes
            if n == name and v.casefold() != value.casefold()
        }
        return (name, value), self.rng.choice(sorted(others)) if others else ""

    def _other(self, names: Sequence[str], than: str) -> str:
        return self.rng.choice([n for n in names if n.casefold() != than.casefold()] or ["none"])


def _with(request: Request, **changes) -> Request:
    return replace(request, filters=replace(request.filters, **changes))


@dataclass(frozen=True, slots=True)
class Tried:
    """Changes that were said to turn a list, run again: whether it turned, and whether each part is needed."""

    turned: bool
    parts_needed: bool


def tried(decision: Decision, found: Counterfactual, rerun: Rerun) -> Tried:
    """Runs what was named, and all but one of its parts."""

    def on_list(edits: Sequence[Edit]) -> bool:
        return found.item_id in rerun.again(decision, edits).shown

    before, after = found.item_id in decision.shown, on_list(found.edits)
    fewer = (found.edits[:n] + found.edits[n + 1 :] for n in range(len(found.edits)))
    return Tried(after == found.on_list != before, all(on_list(edits) == before for edits in fewer))


def main(arguments: Sequence[str]) -> None:
    folder, requests = (*arguments, *("", "")[len(arguments) :])
    shop = open_shop(folder)
    planter = Planter(shop)
    totals, rights, turns = Counter[str](), Counter[str](), list[Tried]()
    for _ in range(int(requests or REQUESTS)):
        for case in planter.cases():
            decision, found, rerun = planter.why_not(case)
            totals[case.label] += 1
            rights[case.label] += case.is_right(found)
            if not case.is_right(found):
                asked = f"{case.request.text!r} {case.request.filters}, pool of {case.pool}"
                print(f"  wrong: {case.label}: {case.item_id} for {asked}: {found.stage} {found.evidence}")
            turns += [tried(decision, r, rerun) for r in found.remedies if r.on_list]
        turns += _counterfactuals(planter)
    print(f"the planted cause is the one that is named, {shop.name}")
    for label, total in totals.items():
        print(f"  {label:<28}{rights[label]:>5} / {total}")
    right, total = sum(rights.values()), sum(totals.values())
    print(f"  {'all':<28}{right:>5} / {total}   {right / max(1, total):.1%}")
    print(f"changes that were said to turn a list: {len(turns)}")
    print(f"  turned when run again       {sum(t.turned for t in turns):>5}")
    print(f"  no part could be spared     {sum(t.parts_needed for t in turns):>5}")


def _counterfactuals(planter: Planter) -> list[Tried]:
    """Those of two shown items and of two others, of a request of their own."""
    decision = planter.decide(planter.request(), planter.profile())
    rerun = Rerun(planter.shop.ranker, planter.shop.versions, planter.pool)
    items = [c.item for c in decision.candidates if c.item.id in decision.shown][:2]
    items += [c.item for c in decision.candidates if c.item.id not in decision.shown][:2]
    return [
        tried(decision, found, rerun)
        for item in items
        for found in find_counterfactuals(decision, item, rerun)
    ]
