"""Shoppers, the tastes planted in them, and the events that follow from those tastes.

The model of choice is a plain random utility. For shopper s and item i:

    u(s, i) = brands[s][brand(i)] + sum of attributes[s] that i has      (planted likes)
              - the same for dislikes                                    (planted dislikes)
              + 0.8 * (rating(i) - 4.2)                                  (quality)
              - 0.9 * |price_rank(i) - price_level(s)|                   (price fit)
              + Gumbel noise with scale 1, drawn anew for every look

`price_rank` runs from -1 (the cheapest of its category) to 1 (the dearest). A session picks a category, mostly
by softmax of the planted category tastes, shows a shelf of 16 items of it, and follows the funnel: the few
items of highest utility are viewed, the best of them goes into the cart if it beats 2.2, and is bought if a
second look at it (with new noise) beats 1.2. Some viewed items are liked or disliked, by a logistic function of
u without the noise. A purchase may lead on to the shelf of its accessories.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from data_samples.vocabulary import CATEGORIES
from data_samples.vocabulary.people import COLOURS, FIRST, LAST, PERSONAS

SHOPPERS = 168
START, END = datetime(2025, 11, 1, tzinfo=UTC), datetime(2026, 10, 31, 23, 0, tzinfo=UTC)
SHELF, CART_AT, BUY_AT = 16, 2.2, 1.2
_ACCESSORIES = {c.name: [a.name for a in CATEGORIES if c.name in a.accessory_of] for c in CATEGORIES}


def _personas() -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    rows = []
    for line in PERSONAS.strip().replace("\n  ", " ").split("\n"):
        lead, categories, attributes = (part.strip() for part in line.split("|"))
        pairs = [tuple(a.strip().split("=")) for a in attributes.split(",")]
        rows.append((lead, [c.strip() for c in categories.split(",")], pairs))
    return rows


def make_shoppers(seed: int) -> tuple[list[dict[str, str]], dict[str, dict[str, Any]]]:
    """The shoppers (id, name, about) and the tastes planted in each, by id."""
    rng = random.Random(f"{seed}:shoppers")
    personas = _personas()
    names = rng.sample([f"{first} {last}" for first in FIRST for last in LAST], SHOPPERS)
    shoppers: list[dict[str, str]] = []
    tastes: dict[str, dict[str, Any]] = {}
    told: set[str] = set()
    for number, name in enumerate(names):
        lead, categories, pairs = personas[number % len(personas)]
        taste = _taste(rng, categories, pairs)
        key = f"s{number + 1:03d}"
        shoppers.append({"id": key, "name": name, "about": _about(rng, lead, taste, told)})
        tastes[key] = taste
    return shoppers, tastes


def _taste(rng: random.Random, categories: list[str], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    def strength(low: float, high: float) -> float:
        return round(rng.uniform(low, high), 1)

    sold = {b for c in CATEGORIES if c.name in categories for b in c.brands}
    brands = rng.sample(sorted(sold), 2 if rng.random() < 0.35 else 1)
    wanted = rng.sample(pairs, min(len(pairs), rng.choice((1, 2, 2))))
    attributes = [[name, value, strength(1.2, 2.0)] for name, value in wanted]
    if rng.random() < 0.4:
        attributes.append(["Colour", rng.choice(COLOURS), strength(1.0, 1.6)])
    dislikes: dict[str, Any] = {"brands": {}, "attributes": []}
    others = sorted(sold - set(brands))
    if others and rng.random() < 0.45:
        dislikes["brands"][rng.choice(others)] = strength(1.2, 2.0)
    if rng.random() < 0.3:
        liked = [a[1] for a in attributes]
        colour = rng.choice([c for c in COLOURS if c not in liked])
        dislikes["attributes"].append(["Colour", colour, strength(1.0, 1.8)])
    return {
        "brands": {b: strength(1.4, 2.2) for b in brands},
        "categories": {c: strength(1.4, 2.4) for c in categories},
        "attributes": attributes,
        "price_level": round(max(-1.0, min(1.0, rng.gauss(-0.05, 0.5))), 1),
        "dislikes": dislikes,
    }


def _about(rng: random.Random, lead: str, taste: dict[str, Any], told: set[str]) -> str:
    """One sentence that nobody in `told` has yet, true to the taste."""
    clauses = []
    for brand in taste["brands"]:
        clauses += [
            f"trusts {brand}",
            f"keeps coming back to {brand}",
            f"has owned a lot of {brand} over the years",
        ]
    colours = [value for name, value, _ in taste["attributes"] if name == "Colour"]
    if colours:
        clauses += [f"likes things in {colours[0].lower()}"] * 3
    for disliked in taste["dislikes"]["brands"]:
        clauses += [f"has given up on {disliked}"] * 2
    if taste["price_level"] <= -0.4:
        clauses += ["watches the price", "buys cheap and cheerful", "compares prices twice"] * 2
    if taste["price_level"] >= 0.4:
        clauses += ["pays for quality", "would rather buy once and well", "does not mind paying more"] * 2
    fresh = [c for c in clauses if f"{lead}, and {c}." not in told] or [f"{clauses[0]} above all"]
    about = f"{lead}, and {rng.choice(fresh)}."
    told.add(about)
    return about


class Simulator:
    """Draws events for shoppers over a catalogue."""

    def __init__(self, catalog: list[dict[str, Any]], seed: int) -> None:
        self.seed = seed
        self.shelves: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for item in catalog:
            self.shelves[item["category"]].append(item)
        self.price_rank: dict[str, float] = {}
        for items in self.shelves.values():
            ordered = sorted(items, key=lambda i: (i["price_cents"], i["id"]))
            for place, item in enumerate(ordered):
                self.price_rank[item["id"]] = 2 * place / max(1, len(ordered) - 1) - 1

    def utility(self, taste: dict[str, Any], item: dict[str, Any]) -> float:
        """Utility without the noise."""
        has = item["attributes"]
        likes = taste["brands"].get(item["brand"], 0.0)
        likes += sum(s for name, value, s in taste["attributes"] if has.get(name) == value)
        likes -= taste["dislikes"]["brands"].get(item["brand"], 0.0)
        likes -= sum(s for name, value, s in taste["dislikes"]["attributes"] if has.get(name) == value)
        price = abs(self.price_rank[item["id"]] - taste["price_level"])
        return likes + 0.8 * (item["rating"] - 4.2) - 0.9 * price

    def events(self, tastes: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
        """All events, sorted by time, numbered in that order."""
        drawn: list[tuple[str, str, str, str]] = []
        for shopper, taste in tastes.items():
            rng = random.Random(f"{self.seed}:{shopper}")
            drawn += self._of_shopper(rng, shopper, taste)
        drawn.sort()
        names = ("at", "shopper_id", "item_id", "kind")
        order = ("id", "shopper_id", "item_id", "kind", "at")
        rows = [dict(zip(names, row, strict=True)) | {"id": f"e{n:06d}"} for n, row in enumerate(drawn, 1)]
        return [{name: row[name] for name in order} for row in rows]

    def _of_shopper(self, rng: random.Random, shopper: str, taste: dict[str, Any]):
        hour = rng.choice((7, 12, 18, 20, 21))
        sessions = int(min(30, max(3, rng.lognormvariate(2.1, 0.55))))
        days = sorted(rng.uniform(0, (END - START).days - 1) for _ in range(sessions))
        owned: set[str] = set()
        for day in days:
            clock = START + timedelta(
                days=int(day), hours=hour, minutes=rng.randrange(0, 170), seconds=rng.randrange(60)
            )
            category = self._category(rng, taste)
            while category:
                bought, clock, rows = self._session(rng, shopper, taste, category, clock, owned)
                yield from rows
                follow = _ACCESSORIES.get(category, [])
                category = rng.choice(follow) if bought and follow and rng.random() < 0.3 else ""

    def _category(self, rng: random.Random, taste: dict[str, Any]) -> str:
        """Mostly one of the shopper's own categories, by softmax of taste; now and then any other."""
        names = list(taste["categories"]) if rng.random() < 0.72 else list(self.shelves)
        weights = [
            math.exp(taste["categories"].get(name, 0.0) - (0.0 if _ACCESSORIES[name] else 0.8))
            for name in names
        ]
        return rng.choices(names, weights)[0]

    def _session(self, rng, shopper, taste, category, clock, owned):
        """One visit to one shelf: whether something was bought, the time after it, the events."""
        day = clock.date().isoformat()
        there = [i for i in self.shelves[category] if i["released"] <= day and i["id"] not in owned]
        shelf = rng.sample(there, min(SHELF, len(there)))
        looks = sorted(((self.utility(taste, i) + _gumbel(rng), i["id"], i) for i in shelf), reverse=True)
        viewed = [item for _, _, item in looks[: rng.choice((1, 2, 3, 3, 4))]]
        if looks and rng.random() < 0.35:
            viewed.append(rng.choice(looks)[2])
        rows, seen, bought = [], set(), False

        def note(item: dict[str, Any], kind: str) -> None:
            nonlocal clock
            clock += timedelta(seconds=rng.randrange(15, 240))
            rows.append((clock.strftime("%Y-%m-%dT%H:%M:%SZ"), shopper, item["id"], kind))

        for item in viewed:
            if item["id"] not in seen:
                seen.add(item["id"])
                note(item, "view")
                opinion = _opinion(rng, self.utility(taste, item))
                if opinion:
                    note(item, opinion)
        if looks and looks[0][0] > CART_AT:
            best = looks[0][2]
            note(best, "cart")
            if self.utility(taste, best) + _gumbel(rng) > BUY_AT:
                note(best, "purchase")
                owned.add(best["id"])
                bought = True
        return bought, clock, rows


def _gumbel(rng: random.Random) -> float:
    return -math.log(-math.log(rng.random()))


def _opinion(rng: random.Random, utility: float) -> str:
    """ "like", "dislike" or nothing, by a logistic function of the utility."""
    if rng.random() < 0.45 / (1 + math.exp(-1.6 * (utility - 1.4))):
        return "like"
    return "dislike" if rng.random() < 0.5 / (1 + math.exp(1.6 * (utility + 1.4))) else ""
