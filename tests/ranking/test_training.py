import numpy as np
import pytest

from whythis.errors import ImportSourceError
from whythis.ranking.training.fit import fit_choices, fit_relevance
from whythis.ranking.training.judgments import read_judgments, split_queries
from whythis.ranking.training.pairs import catalog_pairs


def test_a_logistic_fit_finds_the_weights_that_made_the_labels_and_none_below_zero() -> None:
    rng = np.random.default_rng(3)
    signals = rng.normal(size=(20_000, 3))
    chance = 1 / (1 + np.exp(-(signals @ [2.0, 0.5, -1.0] - 0.7)))
    weights, bias = fit_relevance(signals, (rng.random(20_000) < chance).astype(float), np.ones(20_000))
    assert weights[:2] == pytest.approx([1.75, 0.45], abs=0.2)  # smaller, since the third may not help
    assert weights[2] == 0.0
    assert bias < 0


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
    split = split_queries(queries, encoder, seed=1)
    assert split.train | split.dev | split.test == set(queries)
    assert not split.train & split.test
    assert not split.dev & split.test
    for side in (split.train, split.dev, split.test):
        assert side
        for query in side:
            thing = query.split(" ", 1)[1]
            assert all(f"{word} {thing}" in side for word in ("a", "the", "some"))


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
