import numpy as np
import pytest

from whythis.retrieval.codes import CodeIndex, codes_in
from whythis.retrieval.filters import filter_check
from whythis.retrieval.search import Searcher
from whythis.retrieval.sparse import SparseIndex
from whythis.retrieval.types import Filters, Retrieved, SearchRequest


def search(searcher: Searcher, text: str, **filters) -> Retrieved:
    return searcher.search(SearchRequest(text, Filters(**filters)))


def ids(found: Retrieved) -> list[str]:
    return [candidate.item_id for candidate in found.candidates]


def test_words_and_meaning_both_find(tiny_searcher: Searcher) -> None:
    assert ids(search(tiny_searcher, "kettle"))[0] in {"k1", "k3"}
    assert "b1" in ids(search(tiny_searcher, "rucksack"))[:3]


def test_ranks_are_kept_and_the_fused_score_is_their_reciprocal_sum(tiny_searcher: Searcher) -> None:
    for candidate in search(tiny_searcher, "black kettle").candidates:
        ranks = [candidate.dense_rank, candidate.sparse_rank, candidate.code_rank]
        assert candidate.fused == pytest.approx(sum(1 / (60 + r) for r in ranks if r is not None))
    dense = [c.dense_rank for c in search(tiny_searcher, "black kettle").candidates]
    assert sorted(dense) == list(range(1, len(dense) + 2))[: len(dense)] or None not in dense


@pytest.mark.parametrize("query", ["AX-310", "ax310", "AX 310", "the corvane ax-310 please"])
def test_a_model_number_is_found_exactly_however_it_is_written(tiny_searcher: Searcher, query: str) -> None:
    first = search(tiny_searcher, query).candidates[0]
    assert (first.item_id, first.code_match) == ("h1", 1.0)


@pytest.mark.parametrize("text", ["13 inch laptop", "500ml bottle", "2.4GHz", "4 players", "under 40"])
def test_measures_and_counts_are_no_model_numbers(text: str) -> None:
    assert codes_in(text) == []


def test_a_code_that_many_items_carry_is_a_standard_and_not_a_model() -> None:
    index = CodeIndex(["cat5e cable"] * 41 + ["T5600 workstation"])
    assert index.search("cat5e") == []
    assert index.search("T5600") == [41]


@pytest.mark.parametrize(
    ("filters", "kept", "removed"),
    [
        ({"price_max_cents": 4000}, {"k1", "d1", "h3"}, {"k3": "price", "h1": "price", "l2": "price"}),
        ({"price_min_cents": 6900}, {"k3", "h1"}, {"k1": "price"}),
        ({"brands": ("ashdown",)}, {"k1", "k3"}, {"d1": "brand", "h1": "brand"}),
        ({"not_brands": ("Ashdown",)}, {"d1", "h1", "h2", "h3", "l1", "l2", "b1"}, {"k1": "brand"}),
        ({"categories": ("Kettles",)}, {"k1", "k3"}, {"d1": "category", "k2": "stock"}),
        ({"not_categories": ("kettles",)}, {"d1", "h1", "h2", "h3", "l1", "l2", "b1"}, {"k3": "category"}),
        ({"attributes": (("Colour", "red"),)}, {"h1"}, {"k1": "attribute"}),
        ({"not_attributes": (("Colour", "Black"),)}, {"k3", "d1", "h2", "l1", "b1"}, {"k1": "attribute"}),
        ({"in_stock_only": False, "categories": ("Kettles",)}, {"k1", "k2", "k3"}, {"d1": "category"}),
        ({"not_items": ("k1",)}, {"k3", "d1", "h1", "h2", "h3", "l1", "l2", "b1"}, {"k1": "already_shown"}),
    ],
)
def test_a_filter_lets_only_what_passes_through_and_says_why_not(
    tiny_searcher: Searcher, filters: dict, kept: set, removed: dict
) -> None:
    found = search(tiny_searcher, "kettle", **filters)
    assert set(ids(found)) == kept
    reasons = {e.item_id: e.filter for e in found.exclusions}
    assert reasons.items() >= removed.items()
    assert set(reasons) | kept == set(tiny_searcher.catalog.ids)


def test_an_exclusion_tells_what_was_expected_and_what_the_item_has(tiny_searcher: Searcher) -> None:
    found = search(tiny_searcher, "kettle", price_max_cents=4000)
    excluded = next(e for e in found.exclusions if e.item_id == "k3")
    assert (excluded.expected, excluded.actual) == ("at most 4000", "6900")
    assert excluded.dense_rank is not None


def test_an_item_without_a_price_is_not_passed_off_as_cheap(tiny_searcher: Searcher) -> None:
    check = filter_check(Filters(price_max_cents=10**9), tiny_searcher.catalog)
    assert check(tiny_searcher.catalog.ids.index("l2")) == ("price", "a known price", "no price")


def test_a_strict_filter_makes_the_search_go_deeper_until_the_pool_is_full(tmp_path, encoder) -> None:
    from tests.retrieval.many import many_searcher

    searcher = many_searcher(tmp_path, n_items=1000)
    found = searcher.search(SearchRequest("item", Filters(brands=("Rare",)), pool_size=5))
    assert [searcher.catalog.get(i).brand for i in ids(found)] == ["Rare"] * 5  # type: ignore[union-attr]
    assert found.depth > 200


def test_word_scores_lie_between_zero_and_one_and_irregular_plurals_meet() -> None:
    index = SparseIndex.build(["wireless mouse", "set of mice", "keyboard"])
    scores = index.scores("mouse")
    assert scores[0] > 0
    assert scores[1] > 0
    assert scores[2] == 0
    assert np.all(scores <= 1.0)
    assert not index.scores("xyzzy").any()
