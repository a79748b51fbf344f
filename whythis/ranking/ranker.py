"""The ranker: finds candidates, computes their signals, combines them, and keeps every intermediate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whythis.errors import InputError
from whythis.ranking.combiner import Combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import item_part, likes_part, pair_text, query_part
from whythis.ranking.signals import (
    SIGNAL_NAMES,
    CatalogStats,
    PastItem,
    affinities,
    brand_match,
    category_match,
    event_weights,
    feature_match,
    freshness,
    popularity,
    price_fit,
    quality,
    reference_price_cents,
    stated_match,
)
from whythis.ranking.taste import Taste
from whythis.ranking.types import EventShare, ItemText, PastEvent, Request, ScoredCandidate, ShopperProfile
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.search import Searcher
from whythis.retrieval.types import Candidate, Exclusion, Item, SearchRequest

MAX_EVENTS = 200
"""The newest events of a shopper that count; older ones have faded to little."""
SNAPSHOT_ATTRIBUTES = 16
EFFECT_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked pool with what it came from; the shop makes a Decision of it."""

    candidates: tuple[ScoredCandidate, ...]
    exclusions: tuple[Exclusion, ...]
    depth: int
    query_text: str
    likes_text: str
    history: tuple[PastEvent, ...]


@dataclass(frozen=True, slots=True)
class _Matches:
    """How rows match a text, each (n_rows,): cosine, scaled BM25, model number."""

    cosine: np.ndarray
    bm25: np.ndarray
    code: np.ndarray

    @classmethod
    def of(cls, found: Sequence[Candidate]) -> _Matches:
        return cls(
            np.array([c.cosine for c in found]),
            np.array([c.bm25 for c in found]),
            np.array([c.code_match for c in found]),
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the signals of the past and of the items need to know of n items; `lasting` is (n_items, 3)."""

    brands: Sequence[str]
    kinds: Sequence[str]
    prices_cents: Sequence[int | None]
    lasting: np.ndarray


class Ranker:
    """Ranks a catalogue's items for a request and a shopper."""

    def __init__(
        self,
        searcher: Searcher,
        cross_encoder: CrossEncoder,
        combiner: Combiner,
        taste: Taste | None = None,
    ) -> None:
        self.searcher = searcher
        self.catalog = searcher.catalog
        self.cross_encoder = cross_encoder
        self.combiner = combiner
        self.taste = taste or Taste()
        self._taste = self.taste.over(searcher.catalog)
        self._stats = catalog_stats(searcher.catalog)
        self._lasting = _lasting_signals(searcher.catalog, self._stats)
        self._centre = searcher.dense.mean_vector()

    def rank(self, request: Request, profile: ShopperProfile, pool_size: int) -> Ranked:
        """Scores the candidates of a request. Sorted by falling score; equal scores by item id."""
        request = replace(request, text=self.searcher.as_indexed(request.text))
        found = self.searcher.search(SearchRequest(request.text, request.filters, pool_size))
        rows = np.array([c.row for c in found.candidates], dtype=np.int64)
        items = [snapshot(item) for item in self.catalog.items(rows.tolist())]
        past = self.past_items(profile)
        scored = self._scored(request, profile, found.candidates, items, self._facts_at(rows), past)
        return Ranked(
            tuple(sorted(scored, key=lambda c: (-c.score, c.item.id))),
            found.exclusions,
            found.depth,
            query_part(request.text),
            likes_part(profile.stated),
            tuple(_past_event(p) for p in past),
        )

    def score_as(
        self, request: Request, profile: ShopperProfile, versions: Sequence[Item], depth: int
    ) -> tuple[ScoredCandidate, ...]:
        """What versions of one item would score, each as if the catalogue held it instead; in their order.

        Nothing is filtered, and one that no index would find within `depth` is scored all the same: its `fused` is 0.
        What the shop compares with (mean rating, newest release, how rare words are) stays as it is.

        Args:
            versions: of one item of the catalogue, known by its id.
        """
        if not versions:
            return ()
        request = replace(request, text=self.searcher.as_indexed(request.text))
        row = self.catalog.row_of(versions[0].id)
        if row is None or any(version.id != versions[0].id for version in versions):
            raise InputError(
                "Only versions of one item of the catalogue can be scored in its place.",
                expected="items with the id of one product of this shop",
                got=", ".join(dict.fromkeys(v.id for v in versions))[:120],
                fix="Change copies of an item that the catalogue has, and leave their id.",
            )
        found, vectors = self.searcher.match_as(request.text, row, versions, depth)
        items, past = [snapshot(version) for version in versions], self.past_items(profile)
        return tuple(self._scored(request, profile, found, items, self._facts_of(items), past, vectors))

    def score_rows(
        self, request: Request, profile: ShopperProfile, rows: Sequence[int]
    ) -> tuple[ScoredCandidate, ...]:
        """What items of the catalogue score for a request, whether its search finds them or not; in their order.

        They have no ranks, since nothing was searched.
        """
        request = replace(request, text=self.searcher.as_indexed(request.text))
        rows_ = np.asarray(rows, dtype=np.int64)
        matched = zip(rows, *self.searcher.match(request.text, rows_), strict=True)
        found = [
            Candidate(
                self.catalog.ids[row], row, None, None, None, 0.0, float(cosine), float(bm25), float(code)
            )
            for row, cosine, bm25, code in matched
        ]
        items, past = [snapshot(item) for item in self.catalog.items(rows)], self.past_items(profile)
        return tuple(self._scored(request, profile, found, items, self._facts_at(rows_), past))

    def _scored(
        self,
        request: Request,
        profile: ShopperProfile,
        found: Sequence[Candidate],
        items: Sequence[Item],
        facts: _Facts,
        past: Sequence[PastItem],
        vectors: np.ndarray | None = None,
    ) -> list[ScoredCandidate]:
        """The candidates with their signals and scores, in their order.

        Args:
            vectors: of items that are not as they are indexed.
        """
        rows = np.array([c.row for c in found], dtype=np.int64)
        texts = [item_part(item) for item in items]
        content, common = self._taste_shares(rows, past, vectors)
        taste = (content + common).sum(axis=1)
        signals = self._signals(request, profile, facts, items, texts, _Matches.of(found), past, taste)
        scores = self.combiner.scores(signals)
        calibration = self.combiner.calibration
        probabilities = calibration.probabilities(scores)
        return [
            ScoredCandidate(
                item=item,
                text=texts[i],
                dense_rank=candidate.dense_rank,
                sparse_rank=candidate.sparse_rank,
                code_rank=candidate.code_rank,
                fused=candidate.fused,
                signals=tuple(signals[i].tolist()),
                score=float(scores[i]),
                probability=float(probabilities[i]),
                band=calibration.band(float(probabilities[i])),
                price_reference_cents=reference_price_cents(item.category, request, past),
                taste_shares=_shares(content[i], common[i], past),
            )
            for i, (candidate, item) in enumerate(zip(found, items, strict=True))
        ]

    def score_items(self, text: str, item_ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Scores given items for a bare text and a newcomer: (n,) scores and (n, n_signals) signals."""
        rows = np.array([self.catalog.row_of(item_id) for item_id in item_ids], dtype=np.int64)
        items = [snapshot(item) for item in self.catalog.items(rows.tolist())]
        asked = self.searcher.as_indexed(text)
        request, profile = Request(text=asked, message=text), ShopperProfile()
        matches = _Matches(*self.searcher.match(asked, rows))
        texts = [item_part(item) for item in items]
        facts, taste = self._facts_at(rows), np.zeros(len(rows))
        signals = self._signals(request, profile, facts, items, texts, matches, (), taste)
        return self.combiner.scores(signals), signals

    def past_items(self, profile: ShopperProfile) -> tuple[PastItem, ...]:
        """The shopper's newest events whose items are still in the catalogue, with their weights."""
        events = profile.events[-MAX_EVENTS:]
        rows = [self.catalog.row_of(event.item_id) for event in events]
        items = iter(self.catalog.items([row for row in rows if row is not None]))
        return tuple(
            PastItem(event, next(items), weight)
            for event, row, weight in zip(events, rows, event_weights(events), strict=True)
            if row is not None
        )

    def _taste_shares(
        self, rows: np.ndarray, past: Sequence[PastItem], vectors: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        stored = self.searcher.dense.vectors
        past_rows = np.array([self.catalog.row_of(p.item.id) for p in past], dtype=np.int64)
        own = self._centred(stored(rows) if vectors is None else vectors)
        return self._taste.shares(rows, past_rows, own @ self._centred(stored(past_rows)).T, past)

    def event_effects(self, profile: ShopperProfile) -> tuple[tuple[PastItem, float], ...]:
        """The events that count, each with its part of all that the past says about the catalogue, largest first.

        The part is the event's share of the taste signal, by size, over all items (over 2,000 of a larger catalogue).
        """
        past = self.past_items(profile)
        step = max(1, len(self.catalog) // EFFECT_ROWS)
        content, common = self._taste_shares(np.arange(0, len(self.catalog), step), past)
        sizes = np.abs(content + common).sum(axis=0)
        total = float(sizes.sum()) or 1.0
        found = [(p, float(size) / total) for p, size in zip(past, sizes, strict=True)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0].event.id)))

    def _centred(self, vectors: np.ndarray) -> np.ndarray:
        """Item vectors less the catalogue's mean, of length 1: what sets an item apart in this shop."""
        moved = vectors - self._centre
        return moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)

    def _facts_at(self, rows: np.ndarray) -> _Facts:
        """Of items as the catalogue has them."""
        numbers, catalog = rows.tolist(), self.catalog
        return _Facts(
            [catalog.brands[row] for row in numbers],
            [catalog.categories[row] for row in numbers],
            [catalog.prices_cents[row] for row in numbers],
            self._lasting[rows],
        )

    def _facts_of(self, items: Sequence[Item]) -> _Facts:
        """Of items as they are given."""
        lasting = [_lasting(item.rating, item.rating_count, item.released, self._stats) for item in items]
        return _Facts(
            [item.brand for item in items],
            [item.category for item in items],
            [item.price_cents for item in items],
            np.array(lasting, dtype=np.float64),
        )

    def history_signals(self, rows: Sequence[int], profile: ShopperProfile) -> np.ndarray:
        """(n_rows, n_signals) with the signals of the shopper's past and of the items; all else is 0."""
        rows_ = np.asarray(rows, dtype=np.int64)
        past = self.past_items(profile)
        content, common = self._taste_shares(rows_, past)
        taste = (content + common).sum(axis=1)
        return _stack(self._past_signals(self._facts_at(rows_), Request("", ""), past, taste), len(rows_))

    def _signals(
        self,
        request: Request,
        profile: ShopperProfile,
        facts: _Facts,
        items: Sequence[Item],
        texts: Sequence[ItemText],
        matches: _Matches,
        past: Sequence[PastItem],
        taste: np.ndarray,
    ) -> np.ndarray:
        """(n_items, n_signals) float64, columns in the order of SIGNAL_NAMES."""
        query, likes = query_part(request.text), likes_part(profile.stated)
        kinds, thing = self.searcher.kinds, self.searcher.kinds.thing(request.text)
        asked = {
            "text_relevance": self.cross_encoder.logits([pair_text(query, likes, text) for text in texts]),
            "meaning_match": matches.cosine,
            "word_match": matches.bm25,
            "model_number": matches.code,
            "brand_match": [brand_match(item.brand, request.text) for item in items],
            "category_match": [category_match(item, request) for item in items],
            "thing_asked": [kinds.thing_asked(thing, item.category) for item in items],
            "feature_match": [feature_match(item, request) for item in items],
            "stated": [stated_match(item, profile.stated) for item in items],
        }
        return _stack(asked | self._past_signals(facts, request, past, taste), len(items))

    def _past_signals(
        self, facts: _Facts, request: Request, past: Sequence[PastItem], taste: np.ndarray
    ) -> dict[str, Sequence[float] | np.ndarray]:
        in_mind = {kind: reference_price_cents(kind, request, past) for kind in dict.fromkeys(facts.kinds)}
        priced = zip(facts.prices_cents, facts.kinds, strict=True)
        return {
            "taste": taste,
            "brand_affinity": affinities(facts.brands, [p.item.brand for p in past], past),
            "category_affinity": affinities(facts.kinds, [p.item.category for p in past], past),
            "price_fit": [price_fit(price, in_mind[kind]) for price, kind in priced],
            "quality": facts.lasting[:, 0],
            "popularity": facts.lasting[:, 1],
            "freshness": facts.lasting[:, 2],
        }


def _lasting_signals(catalog: Catalog, stats: CatalogStats) -> np.ndarray:
    """(n_items, 3): quality, popularity and freshness, which no request changes."""
    columns = zip(catalog.ratings, catalog.rating_counts, catalog.released, strict=True)
    return np.array([_lasting(*column, stats) for column in columns], dtype=np.float64)


def _lasting(
    rating: float | None, count: int, released: str, stats: CatalogStats
) -> tuple[float, float, float]:
    return quality(rating, count, stats), popularity(count, stats), freshness(released, stats)


def _stack(columns: Mapping[str, Sequence[float] | np.ndarray], n_items: int) -> np.ndarray:
    zeros = np.zeros(n_items)
    return np.column_stack([np.asarray(columns.get(name, zeros), dtype=np.float64) for name in SIGNAL_NAMES])


def catalog_stats(catalog: Catalog) -> CatalogStats:
    ratings = [
        r for r, n in zip(catalog.ratings, catalog.rating_counts, strict=True) if r is not None and n > 0
    ]
    return CatalogStats(
        mean_rating=float(np.mean(ratings)) if ratings else 0.0,
        max_rating_count=max(catalog.rating_counts, default=0),
        newest=max(catalog.released, default=""),
    )


def snapshot(item: Item) -> Item:
    """An item as a decision keeps it: the first sixteen attributes, which hold all that models read."""
    return replace(item, attributes=item.attributes[:SNAPSHOT_ATTRIBUTES])


def _shares(content: np.ndarray, common: np.ndarray, past: Sequence[PastItem]) -> tuple[EventShare, ...]:
    """The events that gave a share, largest first. All of them, so that they sum to the signal."""
    given = [
        EventShare(p.event.id, a + b, b)
        for p, a, b in zip(past, content.tolist(), common.tolist(), strict=True)
        if a + b
    ]
    return tuple(sorted(given, key=lambda s: (-abs(s.share), s.event_id)))


def _past_event(past: PastItem) -> PastEvent:
    event, item = past.event, past.item
    return PastEvent(
        event.id,
        item.id,
        item.title,
        item.brand,
        item.category,
        item.price_cents,
        event.kind,
        event.at_utc,
        past.weight,
    )
