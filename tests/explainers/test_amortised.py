"""The explainer that answers at a look: its first-order worths, what it learns, and when it is trusted."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.explainers.test_words import PAIRS
from whythis.errors import ModelError
from whythis.explainers import check
from whythis.explainers.check import explain_words
from whythis.explainers.words import DEFAULT, METHODS, Reading, attending, second_opinion, trusted
from whythis.explainers.words.agreement import agreement, rank_correlation
from whythis.explainers.words.amortised import (
    MIN_FIDELITY,
    Amortised,
    Fidelity,
    amortised_of,
    forget_loaded,
    save_fidelity,
    save_head,
)
from whythis.explainers.words.attending import BertLooks, _absence, _Seen
from whythis.explainers.words.coalitions import marginals
from whythis.explainers.words.in_place import in_place
from whythis.explainers.words.learning import example, fit
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import pair_text
from whythis.ranking.types import ItemText
from whythis.shop import Shop
from whythis.shop.explainer import train_explainer

HEADS, TOKENS, WORDS, WIDTH = 2, 7, 5, 4


def _attention(seed: int) -> tuple[torch.Tensor, _Seen]:
    """The scores of a layer's attention, and what is seen of it."""
    torch.manual_seed(seed)
    q, k, v, grad = torch.randn(4, HEADS, TOKENS, WIDTH)
    scores = q @ k.transpose(-1, -2) * WIDTH**-0.5
    p = scores.softmax(-1)
    return scores, _Seen(p, v, p @ v, grad)


def test_absence_is_what_a_masked_word_changes_along_the_gradient() -> None:
    scores, seen = _attention(0)
    member = torch.zeros(TOKENS, WORDS)
    member[[1, 2, 3, 4, 5], [0, 1, 1, 2, 3]] = 1.0  # the word 4 is not there
    found = _absence(seen, member)
    for word in range(WORDS):
        own = member[:, word] > 0
        without = scores.masked_fill(own, -torch.inf).softmax(-1) @ seen.v
        change = (seen.grad * (seen.out - without)).sum(-1)[:, ~own].sum(-1)
        assert found[:, word].numpy() == pytest.approx(change.numpy(), abs=1e-5)


def test_a_look_sees_the_logit_that_the_network_gives(cross_encoder: CrossEncoder) -> None:
    looks = BertLooks(cross_encoder.model)
    for pair in PAIRS[:3]:
        reading = Reading(cross_encoder, pair)
        seen = looks.look(reading.deciding, len(reading))
        assert seen.output == pytest.approx(
            reading.logits(np.ones((1, len(reading)), dtype=bool))[0], abs=0.05
        )


def test_a_look_in_16_bits_finds_what_one_in_32_bits_finds(
    cross_encoder: CrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for has in (False, True):
        monkeypatch.setattr(attending, "_has_bfloat16", lambda has=has: has)
        looks = BertLooks(cross_encoder.model)
        found.append([looks.look(r.deciding, len(r)) for r in (Reading(cross_encoder, p) for p in PAIRS[:3])])
    for exact, rounded in zip(*found, strict=True):
        assert not np.array_equal(exact.worth, rounded.worth)  # it was rounded
        worths = exact.worth.sum(axis=(0, 1)), rounded.worth.sum(axis=(0, 1))
        assert rank_correlation(*worths) > 0.97


def test_even_untrained_it_is_near_the_exact_method_and_exact_in_sum(cross_encoder: CrossEncoder) -> None:
    explainer = Amortised.untrained(cross_encoder)
    agreed = []
    for pair in PAIRS[:2]:
        reading = Reading(cross_encoder, pair)
        words = explainer(reading)
        assert words.relative_gap < 1e-6
        agreed.append(agreement(words, in_place(reading)))
    assert min(agreed) > 0.85


def test_a_second_opinion_is_of_another_kind_than_the_first(cross_encoder: CrossEncoder) -> None:
    reading = Reading(cross_encoder, PAIRS[0])
    exact, looked = marginals(reading), METHODS["first_order"](reading)
    assert second_opinion(reading, exact).words == looked.words
    assert second_opinion(reading, looked).words == exact.words
    long = Reading(
        cross_encoder, pair_text("kettle", "", ItemText((("description", "a quiet kettle " * 90),)))
    )
    assert second_opinion(long, exact).method == "LIME"


def test_a_request_without_words_of_an_item_is_left_to_the_exact_method(cross_encoder: CrossEncoder) -> None:
    explainer = Amortised.untrained(cross_encoder)
    for fields in ((), (("title", ""),)):
        reading = Reading(cross_encoder, pair_text("kettle", "", ItemText(fields)))
        assert explainer(reading).method == marginals(reading).method


def test_it_learns_what_it_is_shown(cross_encoder: CrossEncoder) -> None:
    untrained = Amortised.untrained(cross_encoder)
    reading = Reading(cross_encoder, PAIRS[0])
    shown = example(untrained, reading)
    assert shown is not None
    # A world in which words are worth the opposite.
    upside_down = replace(shown, costs=-shown.costs)
    head = fit([upside_down] * 400, untrained.head.n_parts)
    agreed = agreement(Amortised(cross_encoder, head)(reading), in_place(reading))
    assert agreed < -0.7


@pytest.fixture
def version(cross_encoder: CrossEncoder, tmp_path: Path) -> CrossEncoder:
    """The shipped weights in a folder that may be written to."""
    folder = tmp_path / "v1"
    shutil.copytree(cross_encoder.folder, folder)
    (folder / "words.safetensors").unlink(missing_ok=True)
    return CrossEncoder(folder, device="cpu")


def test_it_answers_only_where_it_was_measured_with_these_weights_and_found_good(
    version: CrossEncoder,
) -> None:
    assert trusted(version) == (DEFAULT,)
    good = Fidelity(MIN_FIDELITY + 0.01, 32, version.sha256)
    for fidelity, methods in (
        (good, ("amortised", DEFAULT)),
        (replace(good, rank_correlation=MIN_FIDELITY - 0.01), (DEFAULT,)),
        (replace(good, model_sha256="0" * 64), (DEFAULT,)),
    ):
        save_fidelity(fidelity, version.folder)
        assert trusted(version) == methods
    (version.folder / "words.json").write_text("{")
    assert trusted(version) == (DEFAULT,)


def test_what_was_trained_is_read_again_and_a_wrong_or_damaged_file_is_refused(version: CrossEncoder) -> None:
    head = Amortised.untrained(version).head
    with pytest.raises(ModelError, match="no amortised explainer"):
        amortised_of(version)
    with torch.no_grad():
        head.parts.fill_(2.0)
    save_head(head, version.folder, version.sha256)
    assert amortised_of(version).head.parts.tolist() == head.parts.tolist()

    other = CrossEncoder(version.folder, device="cpu")
    save_head(head, version.folder, "0" * 64)
    with pytest.raises(ModelError, match="other weights"):
        amortised_of(other)
    (version.folder / "words.safetensors").write_bytes(b"cut")
    with pytest.raises(ModelError, match="no amortised explainer"):
        amortised_of(other)


def test_where_its_own_check_fails_the_exact_method_answers(
    cross_encoder: CrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(cross_encoder, PAIRS[0])
    exact = marginals(reading)
    twice_the_mean = 2 * sum(w.value for w in exact.words) / len(exact.words)
    turned = tuple(
        replace(w, value=twice_the_mean - w.value) for w in exact.words
    )  # the same sum, the other order
    wrong = replace(exact, method="wrong", words=turned)
    monkeypatch.setitem(METHODS, "amortised", lambda _: wrong)
    monkeypatch.setattr(check, "trusted", lambda _: ("amortised", DEFAULT))
    cross_encoder.forget()
    words, own_check = explain_words(reading, 1)
    assert words.method == exact.method
    assert own_check is not None
    assert own_check.held
    monkeypatch.setitem(METHODS, "amortised", lambda _: replace(exact, method="quick"))
    cross_encoder.forget()
    assert explain_words(reading, 1)[0].method == "quick"
    cross_encoder.forget()


def test_a_shop_trains_and_judges_its_own(sample_shop: Shop) -> None:
    model = sample_shop.ranker.cross_encoder
    steps: list[str] = []
    shipped = {name: (model.folder / name).read_bytes() for name in ("words.safetensors", "words.json")}
    try:
        found = train_explainer(sample_shop.ranker, 2, lambda step, done, total: steps.append(step))
        assert list(dict.fromkeys(steps)) == ["asking", "learning", "comparing with the exact method"]
        assert 0.0 < found.rank_correlation <= 1.0
        assert found.pairs > 20
        assert trusted(model) == (
            ("amortised", DEFAULT) if found.rank_correlation >= MIN_FIDELITY else (DEFAULT,)
        )
        words = METHODS["amortised"](Reading(model, PAIRS[0]))
        assert words.method.startswith("amortised")
        assert words.relative_gap < 1e-6
    finally:
        for name, held in shipped.items():
            (model.folder / name).write_bytes(held)
        forget_loaded(model)


def test_the_sample_shop_answers_at_a_look_as_it_was_measured_there(sample_shop: Shop) -> None:
    model = sample_shop.ranker.cross_encoder
    assert trusted(model) == ("amortised", DEFAULT)
    told = sample_shop.ask("a quiet kettle for a small kitchen", session="look")
    for item in told.items:
        words = sample_shop.explain(told.decision_id, item.id)[0].words
        assert words is not None
        if words.method.startswith("amortised"):
            return
    pytest.fail("the exact method answered for every product")
