"""Training pairs: judged ones, ones made from the catalogue itself, and ones that the bi-encoder labels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.ranking.training.judgments import MAX_GRADE, Judgment
from whythis.retrieval.search import Searcher
from whythis.retrieval.types import Item, SearchRequest

_CARRIERS = ("{}", "{}", "{}", "a {}", "{} for my home", "good {}", "i need a {}", "best {}", "cheap {}")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair of texts and the chance, 0 to 1, that the item answers the query. `origin` names the source."""

    text: PairText
    label: float
    origin: str


@dataclass(frozen=True, slots=True)
class Teacher:
    """Maps the bi-encoder's cosine to a label: sigmoid(slope * cosine + intercept)."""

    slope: float
    intercept: float

    def labels(self, cosines: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp(-(self.slope * cosines + self.intercept)))


def fit_teacher(searcher: Searcher, judgments: Sequence[Judgment]) -> Teacher:
    """A logistic fit of grades on cosines (distillation of the bi-encoder needs labels, not similarities)."""
    from sklearn.linear_model import LogisticRegression

    cosines = np.array([c for c, _ in _cosines(searcher, judgments)])
    shares = np.array([judgment.grade / MAX_GRADE for judgment in judgments])
    features = np.concatenate([cosines, cosines])[:, None]
    labels = np.repeat([1, 0], len(cosines))
    model = LogisticRegression(C=1e4).fit(
        features, labels, sample_weight=np.concatenate([shares, 1 - shares]) + 1e-9
    )
    return Teacher(float(model.coef_[0, 0]), float(model.intercept_[0]))


def _cosines(searcher: Searcher, judgments: Sequence[Judgment]) -> list[tuple[float, Judgment]]:
    queries = sorted({j.query for j in judgments})
    vectors = dict(zip(queries, searcher.encoder.encode(queries), strict=True))
    rows = np.array([searcher.catalog.row_of(j.item_id) for j in judgments], dtype=np.int64)
    items = searcher.dense.vectors(rows)
    return [(float(items[i] @ vectors[j.query]), j) for i, j in enumerate(judgments)]


def judged_pairs(searcher: Searcher, judgments: Sequence[Judgment]) -> list[LabelledPair]:
    pairs = []
    for judgment in judgments:
        item = searcher.catalog.get(judgment.item_id)
        if item is not None:
            text = pair_text(judgment.query, "", item_part(item))
            pairs.append(LabelledPair(text, judgment.grade / MAX_GRADE, "judged"))
    return pairs


def catalog_pairs(searcher: Searcher, n_queries: int, seed: int) -> list[LabelledPair]:
    """Queries made from what the catalogue says of an item, with the hardest wrong items beside the right ones.

    A query names an item's category, with its brand or an attribute or both. Of the items that hybrid search
    finds for it, those that have all that was named get label 1, those of the kind that lack the rest 0.35,
    and those of another kind, such as the accessory of the thing asked for, 0.
    """
    rng = random.Random(seed)
    rows = [row for row, category in enumerate(searcher.catalog.categories) if category]
    pairs: list[LabelledPair] = []
    # Every category is asked for equally often, or a shop with many cables would learn cables alone.
    by_category: dict[str, list[int]] = {}
    for row in rows:
        by_category.setdefault(searcher.catalog.categories[row], []).append(row)
    names = sorted(by_category)
    for _ in range(n_queries if names else 0):
        item = searcher.catalog[rng.choice(by_category[rng.choice(names)])]
        query, brand, attribute = _made_query(item, rng)
        found = searcher.search(SearchRequest(query, pool_size=40)).candidates
        labelled: dict[float, list[Item]] = {1.0: [item], 0.35: [], 0.0: []}
        for candidate in found:
            other = searcher.catalog[candidate.row]
            if other.id != item.id and other.category:
                labelled[_made_label(other, item, brand, attribute)].append(other)
        for label, keep in ((1.0, 2), (0.35, 2), (0.0, 3)):
            chosen = labelled[label][:1] + rng.sample(
                labelled[label][1:], min(keep - 1, len(labelled[label][1:]))
            )
            pairs += [LabelledPair(pair_text(query, "", item_part(o)), label, "catalogue") for o in chosen]
    return pairs


def _made_query(item: Item, rng: random.Random) -> tuple[str, str, tuple[str, str] | None]:
    """A query for an item's kind, and the brand and attribute that it names (if any)."""
    brand = item.brand if rng.random() < 0.35 else ""
    telling = [(n, v) for n, v in item.attributes[:8] if 2 < len(v) < 20 and not v.replace(".", "").isdigit()]
    telling = [(n, v) for n, v in telling if v.casefold() not in ("yes", "no", "none")]
    attribute = rng.choice(telling) if telling and rng.random() < 0.5 else None
    kind = item.category.casefold()
    if rng.random() < 0.5 and kind.endswith("s") and not kind.endswith("ss"):
        kind = kind[:-1]
    words = " ".join(filter(None, (attribute[1].casefold() if attribute else "", brand, kind)))
    return rng.choice(_CARRIERS).format(words), brand, attribute


def _made_label(other: Item, item: Item, brand: str, attribute: tuple[str, str] | None) -> float:
    if other.category != item.category:
        return 0.0
    has_brand = not brand or other.brand == brand
    has_attribute = attribute is None or attribute in other.attributes
    return 1.0 if has_brand and has_attribute else 0.35


def taught_pairs(
    searcher: Searcher, teacher: Teacher, queries: Sequence[str], per_query: int, seed: int
) -> list[LabelledPair]:
    """Pairs labelled by the bi-encoder: of each query's 60 nearest items, some from near to far, and a stranger."""
    rng = random.Random(seed)
    pairs = []
    vectors = searcher.encoder.encode(list(queries))
    for query, vector in zip(queries, vectors, strict=True):
        rows, cosines = searcher.dense.search(vector, 60)
        chosen = sorted(rng.sample(range(len(rows)), min(per_query - 1, len(rows))))
        picked = [(int(rows[i]), float(cosines[i])) for i in chosen]
        stranger = rng.randrange(len(searcher.catalog))
        picked.append((stranger, float(searcher.dense.vectors(np.array([stranger]))[0] @ vector)))
        labels = teacher.labels(np.array([cosine for _, cosine in picked]))
        for (row, _), label in zip(picked, labels.tolist(), strict=True):
            text = pair_text(query, "", item_part(searcher.catalog[row]))
            pairs.append(LabelledPair(text, label, "taught"))
    return pairs


def title_queries(searcher: Searcher, n: int, seed: int) -> list[str]:
    """Queries for distillation: a few neighbouring words of a title, or a category, in lower case."""
    rng = random.Random(seed)
    queries = []
    for _ in range(n):
        row = rng.randrange(len(searcher.catalog))
        words = [w for w in searcher.catalog.titles[row].casefold().split() if w.strip("()-,.|/")]
        length = rng.choice((1, 2, 2, 3, 4))
        start = rng.randrange(max(1, len(words) - length + 1))
        text = " ".join(words[start : start + length]).strip("()-,. ")
        category = searcher.catalog.categories[row]
        queries.append(category.casefold() if category and rng.random() < 0.25 else text or words[0])
    return queries


def with_likes(
    pairs: list[LabelledPair], brands: Sequence[str], share: float, seed: int
) -> list[LabelledPair]:
    """Gives some pairs a random "likes" part, so that the model knows it and is not thrown by it."""
    rng = random.Random(seed)
    out = []
    for pair in pairs:
        if brands and rng.random() < share:
            fields = tuple((p.source, p.text) for p in pair.text.pieces_b)
            likes = ", ".join(rng.sample(list(brands), rng.choice((1, 2))) if len(brands) > 1 else brands)
            text = pair_text(pair.text.pieces_a[0].text, likes, type(item_part(Item("", "")))(fields))
            pair = LabelledPair(text, pair.label, pair.origin)
        out.append(pair)
    return out
