import numpy as np
import pytest

from tests.ranking.test_taste import event, two_camps
from whythis.ranking.history import History
from whythis.ranking.training.next_items import HELD_OUT, hold_out


def test_nothing_from_the_first_held_out_item_on_is_left_to_learn_from() -> None:
    history = History.from_events(two_camps())
    parts = hold_out(history)
    measured = [part for part in parts if part.targets]
    assert not measured, "eight events leave too few before five held-out ones"
    longer = History.from_events(
        event(n, f"s{s}", f"i{(n * 7 + s) % 25}") for s in range(4) for n in range(20)
    )
    for part in hold_out(longer):
        assert len(part.targets) == HELD_OUT
        assert not {e.item_id for e in part.before} & set(part.targets)
        whole = longer.of(part.shopper_id)
        assert part.before == whole[: len(part.before)]
        assert whole[len(part.before)].item_id in part.targets


def test_a_shopper_who_took_nothing_is_learned_from_and_not_measured() -> None:
    looked = [event(n, "s1", f"i{n}", "view") for n in range(12)]
    (part,) = hold_out(History.from_events(looked))
    assert part.targets == ()
    assert len(part.before) == 12


@pytest.mark.slow
def test_taste_finds_next_items_better_than_popularity_on_the_sample_shop(sample_shop) -> None:
    from whythis.ranking.training.next_items import next_items_report

    ranker = sample_shop.ranker
    report = next_items_report(
        ranker.searcher, sample_shop.history, ranker.cross_encoder, 7, lambda step, done, total: None
    )
    assert report["shoppers"] > 50
    assert report["ndcg@10"]["final"] > 2 * report["ndcg@10"]["popularity"]
    assert report["ndcg@10_difference"]["final - popularity"]["low"] > 0
    assert not np.isnan(report["ndcg@10"]["als"])
