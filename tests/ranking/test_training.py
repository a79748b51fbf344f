import numpy as np
import pytest

from whythis.errors import ImportSourceError
from whythis.ranking.training.fit import fit_choices, fit_order
from whythis.ranking.training.judgments import fold_queries, read_judgments
from whythis.ranking.training.pairs import Teacher, catalog_pairs, taught_pairs


def test_an_order_fit_finds_what_grades_go_by_and_no_weight_below_zero() -> None:
    rng = np.random.default_rng(3)
    lists = []
    for _ in range(300):
        signals = rng.normal(size=(12, 4)) * [1.0, 0.1, 5.0, 1.0]
        worth = signals @ [1.0, 10.0, 0.0, -1.0] + rng.gumbel(scale=0.5, size=12)
        lists.append((signals, np.clip(np.round(worth), 0, 3)))
    weights = fit_order(lists)
    assert weights[3] == 0.0
    assert weights[2] < 0.05 * weights[0]
    assert weights[1] / weights[0] == pytest.approx(10.0, rel=0.25)  # a signal's unit does not matter
    assert fit_order([(np.ones((3, 4)), np.zeros(3))]).min() >= 0


def test_a_choice_fit_finds_what_people_choose_by() -> None:
    rng = np.random.default_rng(4)
    choices = []
    for _ in range(600):
        options = rng.normal(size=(8, 2))
        taken = int(np.argmax(options @ [1.5, 0.0] + rng.gumbel(size=8)))
        choices.append(np.concatenate([options[[taken]], np.delete(options, taken, axis=0)]))
    weights = fit_choices(choices, ("taste", "quality"))
    assert weights["taste"] == pytest.approx(1.5, abs=0.25)
    assert weights["quality"] < 0.15


def test_near_duplicate_queries_stand_on_one_side_of_the_split(encoder) -> None:
    queries = [f"{word} {thing}" for thing in ("kettle", "novel", "lamp", "backpack", "keyboard", "yoga mat", "mouse",
               "speaker", "chair", "bottle") for word in ("a", "the", "some")]  # fmt: skip
    folds = fold_queries(queries, encoder, 4, seed=1)
    assert sorted(query for fold in folds for query in fold.test) == sorted(queries)
    for fold in folds:
        parts = (fold.train, fold.dev, fold.test)
        assert frozenset().union(*parts) == set(queries)
        assert sum(map(len, parts)) == len(queries)
        for part in parts:
            assert part
            for query in part:
                thing = query.split(" ", 1)[1]
                assert all(f"{word} {thing}" in part for word in ("a", "the", "some"))


def test_taught_labels_rise_with_likeness_and_name_the_brand(tiny_searcher) -> None:
    rows = np.arange(len(tiny_searcher.catalog))
    labels = dict(
        zip(tiny_searcher.catalog.ids, Teacher().labels(tiny_searcher, "kettle", rows), strict=True)
    )
    assert labels["k1"] > labels["l1"]
    named = Teacher().labels(tiny_searcher, "ashdown", rows)
    plain = Teacher(brand=0.0).labels(tiny_searcher, "ashdown", rows)
    for row, brand in enumerate(tiny_searcher.catalog.brands):
        assert (named[row] > plain[row]) == (brand == "Ashdown")


def test_each_query_is_taught_its_best_matches_and_a_stranger(tiny_searcher) -> None:
    pairs = taught_pairs(tiny_searcher, Teacher(), 12, 5, seed=2)
    assert pairs == taught_pairs(tiny_searcher, Teacher(), 12, 5, seed=2)
    assert {pair.origin for pair in pairs} == {"taught"}
    assert all(0 <= pair.label <= 1 for pair in pairs)
    assert len({pair.text.side_a for pair in pairs}) > 6


def test_queries_made_from_the_catalogue_have_their_accessories_as_wrong_answers(tiny_searcher) -> None:
    pairs = catalog_pairs(tiny_searcher, 40, seed=1)
    labels = {
        pair.text.side_b.split(" | ")[0]: pair.label
        for pair in pairs
        if pair.text.side_a.endswith(("kettle", "kettles"))
    }
    assert labels["Brellin kettle descaler, 6 sachets"] == 0.0
    assert max(labels.values()) == 1.0
    assert pairs == catalog_pairs(tiny_searcher, 40, seed=1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("query,docid\nq,k1\n", "no column rating"), ("query,docid,rating\nq,k1,9\n", "rating '9' in line 2"),
     ("query,docid,rating\nq,zz,1\n", "none about an item")],
)  # fmt: skip
def test_judgments_that_cannot_be_used_are_a_clear_error(tmp_path, text: str, problem: str) -> None:
    (tmp_path / "j.csv").write_text(text)
    with pytest.raises(ImportSourceError) as error:
        read_judgments(tmp_path / "j.csv", ["k1"])
    assert problem in error.value.got


def test_judgments_about_unknown_items_are_counted(tmp_path) -> None:
    (tmp_path / "j.csv").write_text("query,docid,rating\nq,k1,3\nq,zz,1\n")
    judgments, unknown = read_judgments(tmp_path / "j.csv", ["k1"])
    assert (len(judgments), unknown) == (1, 1)
