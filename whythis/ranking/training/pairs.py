"""Training pairs: judged ones, ones made from the catalogue itself, and ones that a teacher labels."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.ranking.signals import brand_match
from whythis.ranking.training.judgments import MAX_GRADE, Judgment
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.kinds import Kinds
from whythis.retrieval.search import Searcher
from whythis.retrieval.types import Item, SearchRequest

_CARRIERS = ("{}", "{}", "{}", "a {}", "{} for my home", "good {}", "i need a {}", "best {}", "cheap {}")
_POOL = 40
_SHARE_OF_THINGS = 0.4
"""Of the made queries for a kind of several words, how many name its last word alone."""
_NEAREST, _WORDIEST = 60, 30
"""How many neighbours by meaning and by words the teacher's examples of one query are drawn from."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair of texts and the chance, 0 to 1, that the item answers the query. `origin` names the source."""

    text: PairText
    label: float
    origin: str


@dataclass(frozen=True, slots=True)
class Teacher:
    """Labels pairs by what search without a cross-encoder knows of them.

    The label is sigmoid(cosine * c + bm25 * w + brand * b + model_number * n + thing_asked * t + bias), the brand
    by its share of the query's words. The weights are set by hand: a teacher that was fitted on judgments would
    carry the held-out ones into the training.
    """

    cosine: float = 10.0
    bm25: float = 2.0
    brand: float = 2.5
    model_number: float = 3.0
    thing: float = 1.0
    bias: float = -5.5

    def labels(self, searcher: Searcher, query: str, rows: np.ndarray) -> np.ndarray:
        """(n_rows,) labels between 0 and 1."""
        cosine, bm25, code = searcher.match(query, rows)
        n_words = max(1, len(query.split()))
        names = [searcher.catalog.brands[row] for row in rows.tolist()]
        brand = np.array([brand_match(n, query) * min(1.0, len(n.split()) / n_words) for n in names])
        kinds, thing = searcher.kinds, searcher.kinds.thing(query)
        things = np.array([kinds.thing_asked(thing, searcher.catalog.categories[r]) for r in rows.tolist()])
        z = (
            self.cosine * cosine
            + self.bm25 * bm25
            + self.brand * brand
            + self.model_number * code
            + self.thing * things
            + self.bias
        )
        return 1.0 / (1.0 + np.exp(-z))


def judged_pairs(searcher: Searcher, judgments: Sequence[Judgment]) -> list[LabelledPair]:
    pairs = []
    for judgment in judgments:
        item = searcher.catalog.get(judgment.item_id)
        if item is not None:
            text = pair_text(searcher.as_indexed(judgment.query), "", item_part(item))
            pairs.append(LabelledPair(text, judgment.grade / MAX_GRADE, "judged"))
    return pairs


def catalog_pairs(searcher: Searcher, n_queries: int, seed: int) -> list[LabelledPair]:
    """Queries made from what the catalogue says of an item, with the hardest wrong items beside the right ones.

    A query names an item's category or only the thing it ends on ("printer" of "inkjet printer"), with its brand or
    an attribute or both. Of the items that hybrid search finds for it, those that have all that was named get
    label 1, those of the kind that lack the rest 0.35, and those of another kind, such as the accessory of the
    thing asked for, 0.
    """
    rng = random.Random(seed)
    pairs: list[LabelledPair] = []
    for item, made in _made_queries(searcher.catalog, n_queries, rng):
        labelled: dict[float, list[Item]] = {1.0: [item], 0.35: [], 0.0: []}
        for candidate in searcher.search(SearchRequest(made.text, pool_size=_POOL)).candidates:
            other = searcher.catalog[candidate.row]
            if other.id != item.id and other.category:
                labelled[_made_label(other, item, made, searcher.kinds)].append(other)
        for label, keep in ((1.0, 2), (0.35, 2), (0.0, 3)):
            best, rest = labelled[label][:1], labelled[label][1:]
            chosen = best + rng.sample(rest, min(keep - 1, len(rest)))
            pairs += [
                LabelledPair(pair_text(made.text, "", item_part(o)), label, "catalogue") for o in chosen
            ]
    return pairs


def made_requests(catalog: Catalog, n_requests: int, seed: int) -> list[str]:
    """Requests like those of `catalog_pairs`, each once; of a catalogue without categories, beginnings of titles."""
    rng = random.Random(seed)
    made = [query.text for _, query in _made_queries(catalog, n_requests, rng)]
    if not made:
        titles = rng.sample(catalog.titles, min(n_requests, len(catalog)))
        made = [title.casefold()[: max(12, len(title) // 2)] for title in titles]
    return list(dict.fromkeys(made))


def _made_queries(catalog: Catalog, n_queries: int, rng: random.Random) -> Iterator[tuple[Item, _MadeQuery]]:
    # Every category is asked for equally often, or a shop with many cables would learn cables alone.
    by_category: dict[str, list[int]] = {}
    for row, category in enumerate(catalog.categories):
        if category:
            by_category.setdefault(category, []).append(row)
    names = sorted(by_category)
    for _ in range(n_queries if names else 0):
        item = catalog[rng.choice(by_category[rng.choice(names)])]
        yield item, _made_query(item, rng)


@dataclass(frozen=True, slots=True)
class _MadeQuery:
    """A query for an item's kind, or for `thing` alone, and the brand and attribute that it names (if any)."""

    text: str
    thing: str
    brand: str
    attribute: tuple[str, str] | None


def _made_query(item: Item, rng: random.Random) -> _MadeQuery:
    brand = item.brand if rng.random() < 0.35 else ""
    telling = [(n, v) for n, v in item.attributes[:8] if 2 < len(v) < 20 and not v.replace(".", "").isdigit()]
    telling = [(n, v) for n, v in telling if v.casefold() not in ("yes", "no", "none")]
    attribute = rng.choice(telling) if telling and rng.random() < 0.5 else None
    kind = item.category.casefold()
    thing = kind.split()[-1].split("/")[-1] if " " in kind and rng.random() < _SHARE_OF_THINGS else ""
    kind = thing or kind
    if rng.random() < 0.5 and kind.endswith("s") and not kind.endswith("ss"):
        kind = kind[:-1]
    words = " ".join(filter(None, (attribute[1].casefold() if attribute else "", brand, kind)))
    return _MadeQuery(rng.choice(_CARRIERS).format(words), thing, brand, attribute)


def _made_label(other: Item, item: Item, made: _MadeQuery, kinds: Kinds) -> float:
    of_kind = other.category == item.category
    if made.thing:
        of_kind = of_kind or kinds.thing_asked(kinds.thing(made.thing), other.category) > 0
    if not of_kind:
        return 0.0
    has_brand = not made.brand or other.brand == made.brand
    has_attribute = made.attribute is None or made.attribute in other.attributes
    return 1.0 if has_brand and has_attribute else 0.35


def taught_pairs(
    searcher: Searcher, teacher: Teacher, n_queries: int, per_query: int, seed: int
) -> list[LabelledPair]:
    """Distillation: for short queries out of the catalogue, items from near to far, labelled by the teacher.

    Of each query's items the two best by meaning and by words are always there, the rest are drawn from both
    lists' depth, and the last is a stranger.
    """
    rng = random.Random(seed)
    pairs = []
    queries = short_queries(searcher, n_queries, seed)
    vectors = searcher.encoder.encode(queries) if queries else np.zeros((0, 1))
    for query, vector in zip(queries, vectors, strict=True):
        near = searcher.dense.search(vector, _NEAREST)[0].tolist()
        wordy = searcher.sparse_rows(query, _WORDIEST)
        rows = list(dict.fromkeys([*near[:2], *wordy[:2]]))
        others = [row for row in dict.fromkeys([*near[2:], *wordy[2:]]) if row not in rows]
        rows += rng.sample(others, max(0, min(per_query - 1 - len(rows), len(others))))
        rows.append(rng.randrange(len(searcher.catalog)))
        labels = teacher.labels(searcher, query, np.array(rows, dtype=np.int64))
        for row, label in zip(rows, labels.tolist(), strict=True):
            text = pair_text(query, "", item_part(searcher.catalog[row]))
            pairs.append(LabelledPair(text, label, "taught"))
    return pairs


def short_queries(searcher: Searcher, n: int, seed: int) -> list[str]:
    """What people type: a brand, a kind, or a few neighbouring words of a title, in lower case."""
    rng = random.Random(seed)
    catalog = searcher.catalog
    brands = [brand for brand, _ in catalog.brand_counts.most_common(200)]
    queries = []
    for _ in range(n):
        row = rng.randrange(len(catalog))
        words = [w for w in catalog.titles[row].casefold().split() if w.strip("()-,.|/")]
        length = rng.choice((1, 2, 2, 3, 4))
        start = rng.randrange(max(1, len(words) - length + 1))
        text = " ".join(words[start : start + length]).strip("()-,. ")
        chance, category = rng.random(), catalog.categories[row].casefold()
        if brands and chance < 0.1:
            text = rng.choice(brands).casefold()
        elif category and chance < 0.35:
            text = category
        queries.append(text or catalog.titles[row].casefold()[:40])
    return queries


def with_likes(
    pairs: Sequence[LabelledPair], brands: Sequence[str], share: float, seed: int
) -> list[LabelledPair]:
    """Gives some pairs a random "likes" part, so that the model knows it and is not thrown by it."""
    rng = random.Random(seed)
    out = []
    for pair in pairs:
        if brands and rng.random() < share:
            likes = ", ".join(rng.sample(list(brands), min(rng.choice((1, 2)), len(brands))))
            text = pair_text(pair.text.pieces_a[0].text, likes, pair.text.item)
            pair = LabelledPair(text, pair.label, pair.origin)
        out.append(pair)
    return out
