"""Hard filters, each with the reason why an item fails it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from whythis.retrieval.catalog import Catalog
from whythis.retrieval.types import Filters, Item

Failure = tuple[str, str, str]
"""Name of the filter, what it expects, what the item has."""
Attributes = tuple[tuple[str, str], ...]


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def filter_check(filters: Filters, catalog: Catalog) -> Callable[[int], Failure | None]:
    """A function that gives the first filter which a row of the catalogue fails, or None.

    Filters are tried in one fixed order, from what an item is to whether it can be had: already shown, category,
    brand, price, rating, attributes, stock. So one that "stock" removed is just what was asked for, and sold out.
    An item without a price fails every price filter, since nobody can say that it is within it.
    """
    check = _check(filters)

    def check_row(row: int) -> Failure | None:
        return check(
            catalog.ids[row],
            catalog.categories[row],
            catalog.brands[row],
            catalog.prices_cents[row],
            catalog.ratings[row],
            catalog.stocks[row],
            lambda: catalog[row].attributes,
        )

    return check_row


def item_check(filters: Filters) -> Callable[[Item], Failure | None]:
    """The same of an item itself, which need not be as the catalogue has it."""
    check = _check(filters)

    def check_item(item: Item) -> Failure | None:
        return check(
            item.id,
            item.category,
            item.brand,
            item.price_cents,
            item.rating,
            item.stock,
            lambda: item.attributes,
        )

    return check_item


_Check = Callable[
    [str, str, str, int | None, float | None, int | None, Callable[[], Attributes]], Failure | None
]


def _check(filters: Filters) -> _Check:
    """Attributes come as a function, since reading them from a catalogue is slow and seldom needed."""
    not_items = frozenset(filters.not_items)
    brands, not_brands = _folded(filters.brands), _folded(filters.not_brands)
    categories, not_categories = _folded(filters.categories), _folded(filters.not_categories)

    def check(
        item_id: str,
        category: str,
        brand: str,
        price_cents: int | None,
        rating: float | None,
        stock: int | None,
        attributes: Callable[[], Attributes],
    ) -> Failure | None:
        if item_id in not_items:
            return "already_shown", "not shown before", "shown before"
        if categories and category.casefold() not in categories:
            return "category", " or ".join(filters.categories), category or "none"
        if category.casefold() in not_categories:
            return "category", f"not {category}", category
        if brands and brand.casefold() not in brands:
            return "brand", " or ".join(filters.brands), brand or "none"
        if brand.casefold() in not_brands:
            return "brand", f"not {brand}", brand
        failure = _price_failure(filters, price_cents) or _rating_failure(filters, rating)
        if failure is None and (filters.attributes or filters.not_attributes):
            failure = _attribute_failure(filters, dict(attributes()))
        if failure is None and filters.in_stock_only and stock is not None and stock <= 0:
            failure = "stock", "in stock", "out of stock"
        return failure

    return check


def _price_failure(filters: Filters, price_cents: int | None) -> Failure | None:
    low, high = filters.price_min_cents, filters.price_max_cents
    if low is None and high is None:
        return None
    if price_cents is None:
        return "price", "a known price", "no price"
    if high is not None and price_cents > high:
        return "price", f"at most {high}", str(price_cents)
    if low is not None and price_cents < low:
        return "price", f"at least {low}", str(price_cents)
    return None


def _rating_failure(filters: Filters, rating: float | None) -> Failure | None:
    least = filters.rating_min
    if least is None or (rating is not None and rating >= least):
        return None
    if rating is None:
        return "rating", "a known rating", "no rating"
    return "rating", f"at least {least:g}", f"{rating:g}"


def _attribute_failure(filters: Filters, attributes: dict[str, str]) -> Failure | None:
    held = {name.casefold(): value.casefold() for name, value in attributes.items()}
    wanted: dict[str, list[str]] = {}
    for name, value in filters.attributes:
        wanted.setdefault(name, []).append(value)
    # Several values of one attribute are alternatives: "red or blue".
    for name, values in wanted.items():
        if not any(has_value(held, name, value) for value in values):
            return "attribute", f"{name}: {' or '.join(values)}", held.get(name.casefold(), "none")
    for name, value in filters.not_attributes:
        if has_value(held, name, value):
            return "attribute", f"not {name}: {value}", value
    return None


def has_value(held: Mapping[str, str], name: str, value: str) -> bool:
    """Whether casefolded attributes have a value: they equal it or list it ("black, red" has "red")."""
    actual, wanted = held.get(name.casefold()), value.casefold()
    if actual is None:
        return False
    return actual == wanted or wanted in (part.strip() for part in actual.replace("/", ",").split(","))
