"""Lists: from a request to a saved Decision, and the words that go with the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from whythis.agent.catalogue import Messages
from whythis.agent.state import TalkState
from whythis.agent.types import ShownItem, Understood
from whythis.agent.verifier import verify
from whythis.agent.wording import Sentence, conditions, joined
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision, Request
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Exclusion, Filters, Item

FITS_PROBABILITY = 0.5
"""Below this chance for the best item, the reply says that nothing clearly fits."""


LONGEST_CALLED = 60
"""Characters of a request that are said back."""


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """A list as it will be shown: its words, its cards and the claims in the words."""

    text: str
    items: tuple[ShownItem, ...]
    claims: tuple[Claim, ...]


def new_request(
    read: Understood, message: str, categories_are_complete: bool, limit: int, budget: Filters | None = None
) -> Request:
    """A fresh request. Where every item has a category, the kind that was named decides; else it only counts.

    A budget told before holds unless the message names a price itself.
    """
    filters = read.filters
    priced = filters.price_min_cents or filters.price_max_cents or read.price_target_cents
    if budget is not None and not priced:
        filters = replace(
            filters, price_min_cents=budget.price_min_cents, price_max_cents=budget.price_max_cents
        )
    if read.categories and categories_are_complete and not filters.categories:
        filters = replace(filters, categories=read.categories)
    return Request(
        text=read.search_text or message,
        message=message,
        filters=filters,
        price_target_cents=read.price_target_cents,
        categories=read.categories,
        features=read.features,
        limit=limit,
        sort=read.sort,
    )


def refined_request(
    last: Request,
    read: Understood,
    message: str,
    shown: tuple[Item, ...],
    categories_are_complete: bool,
    known_words: Callable[[str], str],
) -> Request:
    """The last request with what the message changes; what it does not mention stays.

    Args:
        known_words: those words of a text that some product has; others ("wait", "after all") are none to search for.
    """
    old, new = last.filters, read.filters
    price_named = (
        new.price_min_cents is not None
        or new.price_max_cents is not None
        or read.price_target_cents is not None
    )
    price_named = price_named or read.drops_price  # then to nothing
    low = new.price_min_cents if price_named else old.price_min_cents
    high = new.price_max_cents if price_named else old.price_max_cents
    if low is None and high is not None and old.price_min_cents and old.price_min_cents < high:
        low = None if read.drops_price else old.price_min_cents  # "under 40" keeps an earlier "over 35"
    elif high is None and low is not None and old.price_max_cents and old.price_max_cents > low:
        high = None if read.drops_price else old.price_max_cents
    if read.cheaper and not price_named:
        low, high = _shifted_prices(read, shown, low, high)
    filters = Filters(
        price_min_cents=low,
        price_max_cents=high,
        brands=(_joined(old.brands, new.brands) if read.adds and old.brands else new.brands)
        or tuple(b for b in old.brands if b not in new.not_brands),
        not_brands=tuple(b for b in _joined(old.not_brands, new.not_brands) if b not in new.brands),
        categories=new.categories or old.categories,
        not_categories=_joined(old.not_categories, new.not_categories),
        attributes=_attributes(_without(old.attributes, new.not_attributes), new.attributes, read.adds),
        not_attributes=_joined(_without(old.not_attributes, new.attributes), new.not_attributes),
        in_stock_only=old.in_stock_only and new.in_stock_only,
        rating_min=old.rating_min if new.rating_min is None else new.rating_min,
    )
    text, categories = last.text, last.categories
    if read.categories and set(read.categories) != set(last.categories):
        text, categories = read.search_text or message, read.categories
        if categories_are_complete or new.categories:
            filters = replace(filters, categories=read.categories)
    elif (added := known_words(read.search_text)) and not _is_said(added, text):
        text = f"{text} {added}"
    return replace(
        last,
        text=text,
        message=message,
        filters=filters,
        categories=categories,
        price_target_cents=read.price_target_cents if price_named else last.price_target_cents,
        sort=read.sort or last.sort,
    )


def _shifted_prices(
    read: Understood, shown: tuple[Item, ...], low: int | None, high: int | None
) -> tuple[int | None, int | None]:
    """ "Cheaper" is below the middle of the last list, or below the one item that was named."""
    named = {item_id for reference in read.references for item_id in reference.item_ids}
    prices = [i.price_cents for i in shown if i.price_cents and (not named or i.id in named)]
    if not prices:
        return low, high
    middle = round(median(prices))
    return (low, middle - 1) if read.cheaper > 0 else (middle + 1, high)


def _without(
    old: tuple[tuple[str, str], ...], taken_back: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """What was said before, less what is now said the other way round: the newest word counts."""
    return tuple(pair for pair in old if pair not in taken_back)


def _joined(old: tuple, new: tuple) -> tuple:
    return tuple(dict.fromkeys((*old, *new)))


def _attributes(
    old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...], adds: bool
) -> tuple[tuple[str, str], ...]:
    """A new value of an attribute replaces the old one ("in red" after "in blue"), or joins it ("or red")."""
    if adds:
        return _joined(old, new)
    names = {name for name, _ in new}
    return (*(pair for pair in old if pair[0] not in names), *new)


def _is_said(words: str, text: str) -> bool:
    return set(words.casefold().split()) <= set(text.casefold().split())


def shown_items(decision: Decision) -> tuple[ShownItem, ...]:
    cards = []
    for rank, item_id in enumerate(decision.shown, start=1):
        candidate = decision.candidate(item_id)
        if candidate is not None:
            item = candidate.item
            cards.append(
                ShownItem(
                    rank,
                    item.id,
                    item.title,
                    item.brand,
                    item.category,
                    item.price_cents,
                    item.currency,
                    item.rating,
                    item.rating_count,
                    item.image,
                    candidate.probability,
                    candidate.band,
                )
            )
    return tuple(cards)


def describe_list(decision: Decision, act: str, currency: str, messages: Messages) -> ListAnswer:
    """The sentences above a list, and the claims that they make. Counts and prices come from the decision."""
    claims = list_claims(decision, act, currency, messages)
    text = _spoken(claims, messages) or messages.say("recommend.plain" if decision.shown else "ask.unsure")
    return ListAnswer(text, shown_items(decision), claims)


def describe_request(request: Request, act: str, currency: str, messages: Messages) -> str:
    """What was understood: how `describe_list` begins, known before there is a list."""
    return _spoken((asked_claim(request, act, currency, messages),), messages)


def _spoken(claims: Sequence[Claim], messages: Messages) -> str:
    said = verify([Sentence(c.text, (c.id,)) for c in claims], claims, messages)
    return joined([s.text for s in said], messages)


def asked_claim(request: Request, act: str, currency: str, messages: Messages, seed: str = "") -> Claim:
    """What is looked for, under which conditions."""
    key = {"more": "recommend.asked_more", "refine": "recommend.asked_again"}.get(act, "recommend.asked")
    evidence = {"query": called(request), "currency": currency, "asked": asked_of(request)}
    limits = conditions(request, currency, messages)
    text = messages.say(key, request.message + seed, query=called(request), conditions=limits)
    return Claim("c1", key, "", 0, evidence, text)


def list_claims(
    decision: Decision, act: str, currency: str, messages: Messages, seed: str = ""
) -> tuple[Claim, ...]:
    """What is said above a list: what it is for, how many, how sure, and what the conditions left out."""
    request = decision.request
    values = {
        "count": messages.count("products", len(decision.shown)),
        "order": messages.say(f"order.{request.sort}") if request.sort else "",
    }
    best = decision.candidates[0].probability if decision.candidates else 0.0
    if not decision.shown:
        shown_before = any(e.filter == "already_shown" for e in decision.exclusions)
        key = "recommend.no_more" if act == "more" and shown_before else "recommend.none"
    elif best < FITS_PROBABILITY:
        key = "recommend.weak_sorted" if request.sort else "recommend.weak"
    elif request.sort:
        key = "recommend.sorted"
    else:
        key = {"more": "recommend.more", "refine": "recommend.refined"}.get(act, "recommend.found")
    evidence = {
        "shown": list(decision.shown),
        "listed": len(decision.shown),
        "best_probability": best,
        "compared": len(decision.candidates),
    }
    if decision.shown and request.sort:  # whoever cites an order has to say it, and no list has none
        evidence["sort"] = request.sort
    claims = [
        asked_claim(request, act, currency, messages, seed),
        Claim("c2", key, "", 0, evidence, messages.say(key, request.message + seed, **values)),
    ]
    left_out = (
        _left_out(decision, currency, messages)
        if len(decision.shown) < request.limit and act != "more"
        else None
    )
    return (*claims, left_out) if left_out else tuple(claims)


def called(request: Request) -> str:
    """What a request is called in an answer: its words or, where somebody tells a story, the kind that it is about."""
    if len(request.text) <= LONGEST_CALLED:
        return request.text
    return ", ".join(request.categories) or shorten(request.text, LONGEST_CALLED)


def asked_of(request: Request) -> dict[str, object]:
    """The conditions of a request as evidence."""
    filters = request.filters
    asked: dict[str, object] = {
        "min_cents": filters.price_min_cents,
        "max_cents": filters.price_max_cents,
        "target_cents": request.price_target_cents,
        "rating_min": filters.rating_min,
        "sort": request.sort,
    }
    for name in ("brands", "not_brands", "categories", "not_categories", "attributes", "not_attributes"):
        asked[name] = [list(v) if isinstance(v, tuple) else v for v in getattr(filters, name)]
    return {name: value for name, value in asked.items() if value}


def _left_out(decision: Decision, currency: str, messages: Messages) -> Claim | None:
    """What the conditions cost, told when they leave a short list."""
    near = near_misses(decision)
    if not near:
        return None
    count = messages.count("products", len(near))
    by_price = [int(e.actual) for e in near if e.filter == "price" and e.actual.isdigit()]
    evidence: dict[str, object] = {
        "currency": currency,
        "excluded": len(near),
        "filters": sorted({e.filter for e in near}),
    }
    if by_price and len(by_price) == len(near):
        evidence["cheapest_cents"] = min(by_price)
        text = messages.say(
            "recommend.left_out_price", count=count, price=messages.price(min(by_price), currency)
        )
    else:
        text = messages.say("recommend.left_out", count=count)
    return Claim("c3", "recommend.left_out", "", 0, evidence, text)


def near_misses(decision: Decision) -> list[Exclusion]:
    """What came close and was left out by a condition that could be dropped."""
    # Another kind than the one that was named is no condition that could be dropped.
    kind_named = set(decision.request.filters.categories) <= set(decision.request.categories)
    passed_over = {"already_shown", "category"} if kind_named else {"already_shown"}
    return [
        e
        for e in decision.exclusions
        if e.filter not in passed_over and _is_near(e.dense_rank, e.sparse_rank)
    ]


def _is_near(dense_rank: int | None, sparse_rank: int | None) -> bool:
    return min(dense_rank or 10**9, sparse_rank or 10**9) <= 20


def request_for_more(state: TalkState, message: str) -> Request | None:
    """The same request without what was shown for it."""
    if state.request is None:
        return None
    return replace(state.request, message=message)
