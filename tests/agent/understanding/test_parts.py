"""The parts by themselves: inflection, names, amounts, clauses, training and its files."""

from __future__ import annotations

import json

import numpy as np
import pytest

from whythis.agent.understanding import Context, Vocabulary, acts
from whythis.agent.understanding.features import input_vector, read_clause
from whythis.agent.understanding.inflection import plural, singular
from whythis.agent.understanding.prices import read_prices
from whythis.agent.understanding.segments import split
from whythis.agent.understanding.training import read_utterances, train
from whythis.errors import InputError, ModelError
from whythis.retrieval.types import Item


@pytest.mark.parametrize(
    ("one", "many"),
    [("mouse", "mice"), ("battery", "batteries"), ("brush", "brushes"), ("kettle", "kettles")],
)
def test_a_name_is_inflected_both_ways(one, many) -> None:
    assert (plural(one), singular(many)) == (many, one)


def test_a_big_real_vocabulary_knows_plurals_and_joined_spellings() -> None:
    many = Vocabulary.build([f"Brand{i}" for i in range(460)], ["notebook case", "toner cartridge", "mouse"])
    for text in ("notebook cases", "toner cartridges", "mice", "notebookcase"):
        assert [m.term.kind for m in read_clause(text, many).mentions] == ["category"], text


def test_a_vocabulary_can_be_made_from_items_alone() -> None:
    item = Item(id="a", title="x", brand="Acme", category="lamp", attributes=(("color", "red"),))
    made = Vocabulary.from_items([item, item])
    assert [m.term.name for m in read_clause("red acme lamps", made).mentions] == ["red", "Acme", "lamp"]


def test_everyday_words_are_not_taken_for_misspelt_brands() -> None:
    shop = Vocabulary.build(["Canon", "Brandt", "Apple", "Samsung"], ["kettle"])
    for text in ("a good brand", "apply now", "a cannon", "some settle", "the sample"):
        assert not read_clause(text, shop).mentions, text
    assert [m.term.name for m in read_clause("samsumg", shop).mentions] == ["Samsung"]


def test_a_decimal_price_is_one_amount_and_no_sentence_end() -> None:
    assert read_prices("under 49.90 euros").max_cents == 4990
    assert split("a lamp under 49.90") == ["a lamp under 49.90"]


def test_a_message_is_split_into_clauses_and_a_condition_is_not() -> None:
    assert split("nah too pricey, show me something under 40") == [
        "nah too pricey",
        "show me something under 40",
    ]
    assert len(split("if I paid more, what would change")) == 1


def fake_encode(texts: list[str]) -> np.ndarray:
    """Words hashed into 16 places: enough to tell the few sentences of these tests apart."""
    rows = np.zeros((len(texts), 16), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in text.lower().split():
            row[sum(map(ord, word)) % 16] += 1
        row /= max(float(np.linalg.norm(row)), 1.0)
    return rows


def write_utterances(path) -> None:
    said = {"why": "why {}", "recommend": "show me a {}", "forget": "delete {}"}
    nouns = ["kettle", "lamp", "tent", "pan", "chair", "book", "phone", "pen", "cup", "hat"]
    rows = [{"text": text.format(noun), "acts": [act]} for act, text in said.items() for noun in nouns]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_a_saved_classifier_answers_as_it_was_trained(tmp_path) -> None:
    write_utterances(tmp_path / "said.jsonl")
    metrics = train(tmp_path / "said.jsonl", fake_encode, tmp_path / "weights", seed=3)
    assert metrics["accuracy"] >= 0.8
    loaded = acts.load(tmp_path / "weights")
    reading = read_clause("why kettle", Vocabulary())
    odds = loaded.probabilities(input_vector(reading, Context(), fake_encode(["why kettle"])[0])[None])[0]
    assert loaded.labels[int(odds.argmax())] == "why"
    assert odds.sum() == pytest.approx(1.0)


def test_training_twice_with_one_seed_gives_the_same_weights(tmp_path) -> None:
    write_utterances(tmp_path / "said.jsonl")
    for name in ("one", "two"):
        train(tmp_path / "said.jsonl", fake_encode, tmp_path / name, seed=3)
    one, two = ((tmp_path / n / "acts.safetensors").read_bytes() for n in ("one", "two"))
    assert one == two


def test_an_unknown_act_is_refused_with_its_line(tmp_path) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text('{"text": "hi", "acts": ["greet"]}\n', encoding="utf-8")
    with pytest.raises(InputError, match="Line 1 "):
        read_utterances(path)


def test_missing_weights_say_what_to_do(tmp_path) -> None:
    with pytest.raises(ModelError, match="Train it again"):
        acts.load(tmp_path)


def test_the_shipped_weights_are_small() -> None:
    assert sum(path.stat().st_size for path in acts.WEIGHTS.iterdir()) < 500_000
