"""Which product a shopper misses on a list: by id, or by words that all stand in what the shop says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whythis.ranking.types import Decision
from whythis.retrieval.search import Searcher
from whythis.retrieval.sparse import Tokenizer
from whythis.retrieval.types import Filters, Item, SearchRequest

_LOOKED_AT = 30
_EMPTY_WORDS = frozenset(
    [
        "one",
        "ones",
        "anything",
        "something",
        "product",
        "products",
        "item",
        "items",
        "model",
        "models",
        "brand",
    ]
)


def find_missing(mention: str, decision: Decision, searcher: Searcher) -> Item | None:
    """The item that fits the words and came nearest to the list; None when the shop has none.

    Looked through in turn: what was shown, what was compared, what filters removed, and what a search for the
    words finds.
    """
    catalog = searcher.catalog
    named = catalog.get(mention.strip())
    if named is not None:
        return named
    tokenize = Tokenizer()
    wanted = set(tokenize(" ".join(w for w in mention.split() if w.casefold() not in _EMPTY_WORDS)))
    if not wanted:
        return None
    for item in _nearest_first(mention, decision, searcher):
        texts = (item.title, item.brand, item.category, *(value for _, value in item.attributes))
        if wanted <= set(tokenize(" ".join(texts))):
            return item
    return None


def _nearest_first(mention: str, decision: Decision, searcher: Searcher) -> Iterator[Item]:
    shown = [c.item for c in map(decision.candidate, decision.shown) if c]
    yield from shown
    yield from (c.item for c in decision.candidates if c.item.id not in decision.shown)
    near = sorted(decision.exclusions, key=lambda e: min(e.dense_rank or 10**9, e.sparse_rank or 10**9))
    yield from _items((e.item_id for e in near), searcher)
    for text in (f"{mention} {decision.request.text}", mention):
        request = SearchRequest(text, Filters(in_stock_only=False), _LOOKED_AT)
        yield from _items((c.item_id for c in searcher.search(request).candidates), searcher)


def _items(ids: Iterable[str], searcher: Searcher) -> Iterator[Item]:
    found = (searcher.catalog.get(item_id) for item_id in ids)
    return (item for item in found if item is not None)
