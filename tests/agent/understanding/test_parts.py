"""The parts by themselves: inflection, names, amounts, clauses, training and its files."""

from __future__ import annotations

import json
import random
from collections import Counter

import numpy as np
import pytest

from whythis.agent.types import ACTS
from whythis.agent.understanding import Context, Understanding, Vocabulary, acts, joint
from whythis.agent.understanding.acts import ActClassifier, read_weights
from whythis.agent.understanding.features import ENGLISH_INPUTS, read_clause
from whythis.agent.understanding.inflection import plural, singular
from whythis.agent.understanding.joint import TERMS, Views, choose
from whythis.agent.understanding.prices import read_prices
from whythis.agent.understanding.segments import MAX_SPLITS, splits
from whythis.agent.understanding.templates import write
from whythis.agent.understanding.training import Amounts, TrainingSettings, ask_threshold, train
from whythis.agent.understanding.tuning import TuningSettings
from whythis.agent.understanding.utterances import read_utterances
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
    assert splits("a lamp under 49.90") == []


@pytest.mark.parametrize(
    ("message", "left", "right", "kind"),
    [
        (
            "nah too pricey, show me something under 40",
            "nah too pricey",
            "show me something under 40",
            "comma",
        ),
        ("Ugly! Others?", "Ugly", "Others?", "sentence"),
        ("whats that based on and how sure are u", "whats that based on", "how sure are u", "link"),
        ("nah mate these suck show me red ones", "nah mate these suck", "show me red ones", "opener"),
        ("if I paid more, what would change", "if I paid more", "what would change", "condition"),
        ("这牌子很差 换成国产的", "这牌子很差", "换成国产的", "link"),
        ("谢谢，不过为什么是这个", "谢谢", "为什么是这个", "comma"),
    ],
)
def test_places_where_a_message_may_fall_into_two_are_offered(message, left, right, kind) -> None:
    assert (left, right, kind) in [(s.left, s.right, s.kind) for s in splits(message)]


def test_no_more_places_are_weighed_than_can_be_read_in_time() -> None:
    assert len(splits("a, b, c, d, e, f, g, h and show me i, but why j?")) == MAX_SPLITS


def write_utterances(path) -> None:
    said = {"why": "why {}", "recommend": "show me a {}", "forget": "delete {}"}
    nouns = ["kettle", "lamp", "tent", "pan", "chair", "book", "phone", "pen", "cup", "hat"]
    rows = [{"text": text.format(noun), "acts": [act]} for act, text in said.items() for noun in nouns]
    rows += [
        {"text": text, "acts": [act]}
        for act, text in (("why", "为什么"), ("recommend", "想买水壶"), ("forget", "忘了我"))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


FEW = Amounts(per_template=0, pairs=4, folded=2, single_said=1, pair_said=1)
SMALL = TrainingSettings(
    en=FEW, zh=FEW, tuning=TuningSettings(rounds=1), epochs=1, joint_pairs=4, joint_folded=2, seed=3
)


def test_training_writes_one_file_that_reads_and_the_same_one_for_the_same_seed(tmp_path) -> None:
    write_utterances(tmp_path / "said.jsonl")
    steps: list[str] = []
    for name in ("one", "two"):
        about = train(
            tmp_path / "said.jsonl",
            tmp_path / name,
            SMALL,
            lambda step, done, total, loss: steps.append(step),
        )
    weights = read_weights(tmp_path / "one")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert {"English", "Heads", "Joint en", "Joint zh"} <= set(steps)
    assert weights.ask_below == about["ask_below"]
    assert weights.first["en"].weight.shape == (20, ENGLISH_INPUTS)
    acts_read = Understanding(Vocabulary(), ActClassifier(weights)).read("why kettle", Context()).acts
    assert set(acts_read) <= set(ACTS)


def test_templates_fill_choices_and_names_and_say_where_one_is_wrong(tmp_path) -> None:
    (tmp_path / "fillers.toml").write_text('[english]\nkind = ["lamp", "umbrella"]\n')
    (tmp_path / "english.txt").write_text("# recommend\n{find|show} me a <kind>{!|}\n# more\n*more\n")
    made = write("english", 50, random.Random(1), tmp_path)
    assert {w.text for w in made} == {
        f"{verb} me {noun}{mark}"
        for verb in ("find", "show")
        for noun in ("a lamp", "an umbrella")
        for mark in ("", "!")
    } | {"more"}
    assert [w.shown for w in made if w.act == "more"] == [True]
    (tmp_path / "english.txt").write_text("# recommend\na <thing>\n")
    with pytest.raises(InputError, match="Line 2 "):
        write("english", 1, random.Random(1), tmp_path)


def test_every_template_can_be_written_out_and_every_act_has_many() -> None:
    for language in ("english", "chinese"):
        acts_written = Counter(w.act for w in write(language, 8, random.Random(0)))
        assert set(acts_written) == set(ACTS)
        assert min(acts_written.values()) >= 60


def test_the_threshold_is_where_acting_begins_to_do_more_good_than_harm() -> None:
    odds = np.array([0.1, 0.2, 0.3, 0.4, 0.9])
    assert ask_threshold(odds, np.array([False, False, False, True, True])) == 0.35
    assert ask_threshold(odds, np.array([False, True, False, True, True])) == 0.15
    assert ask_threshold(odds, np.array([True] * 5)) == 0.0


def test_a_pair_is_chosen_where_two_clauses_say_two_things() -> None:
    why, refine, n = ACTS.index("why"), ACTS.index("refine"), len(ACTS)

    def sure_of(index: int, count: int) -> np.ndarray:
        row = np.full(count, -5.0)
        row[index] = -0.1
        return row

    def views(left: int, right: int, second: np.ndarray) -> Views:
        return Views(sure_of(why, n), second, sure_of(left, n)[None], sure_of(right, n)[None], ["comma"])

    even = np.array([1.0 if name.startswith(("single", "pair")) else 0.0 for name in TERMS], np.float32)
    assert choose(views(why, refine, np.full(n + 1, -3.0)), even)[0] == ("why", "refine")
    assert choose(views(why, why, sure_of(n, n + 1)), even)[0] == ("why",)


def test_what_the_parts_count_is_learned_from_messages() -> None:
    why, refine, n = ACTS.index("why"), ACTS.index("refine"), len(ACTS)

    def views(right: int) -> Views:
        """The whole sounds like "why" alone; only the part on the right tells the two kinds of message apart."""
        parts = np.full((2, n), -4.0)
        parts[0, why] = parts[1, right] = -0.1
        whole = np.full(n + 1, -3.0)
        whole[why] = whole[n] = -0.5
        return Views(whole[:n], whole, parts[:1], parts[1:], ["comma"])

    weights = joint.fit([(views(refine), ("why", "refine")), (views(why), ("why",))] * 5)
    assert choose(views(refine), weights)[0] == ("why", "refine")
    assert choose(views(why), weights)[0] == ("why",)


def test_an_unknown_act_is_refused_with_its_line(tmp_path) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text('{"text": "hi", "acts": ["greet"]}\n', encoding="utf-8")
    with pytest.raises(InputError, match="Line 1 "):
        read_utterances(path)


def test_missing_weights_say_what_to_do(tmp_path) -> None:
    with pytest.raises(ModelError, match="whythis train-understanding"):
        acts.read_weights(tmp_path / "none")


def test_the_shipped_weights_are_one_small_file() -> None:
    assert acts.WEIGHTS.stat().st_size < 3_000_000


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        ("are the two Bosch ones heavy?", ("k1", "k3")),
        ("why the other one by Bosch?", ("k3",)),
    ],
)
def test_mentions_in_one_phrase_are_of_one_thing(
    understanding: Understanding, message: str, ids: tuple[str, ...]
) -> None:
    shown = tuple(
        Item(id=f"k{n}", title=title, brand=brand, category="Kettles")
        for n, (title, brand) in enumerate(
            [("Kettle A", "Bosch"), ("Kettle B", "Swan"), ("Kettle C", "Bosch"), ("Kettle D", "Fellow")], 1
        )
    )
    read = understanding.read(message, Context(shown=shown, asked=True, recent=("k1",)))
    assert [r.item_ids for r in read.references] == [ids]


def test_the_name_of_a_shown_item_is_not_heard_as_a_subject(understanding: Understanding) -> None:
    shown = (
        Item(id="w1", title="Forerunner 55", brand="Garmin", category="Watches"),
        Item(id="w2", title="Galaxy Watch 6", brand="Samsung", category="Watches"),
    )
    read = understanding.read("why is the galaxy second", Context(shown=shown, asked=True))
    assert read.acts[0] not in ("out_of_scope", "smalltalk")
    assert read.references[0].item_ids == ("w2",)


@pytest.mark.parametrize("message", ["blender but not Ninja", "gaming mouse, anything other than Razer"])
def test_a_refused_name_that_the_catalogue_lacks_is_not_searched_for(
    understanding: Understanding, message: str
) -> None:
    found = understanding.read(message, Context()).search_text.lower()
    assert found
    assert "ninja" not in found
    assert "razer" not in found


@pytest.mark.parametrize(
    ("message", "low", "high"),
    [
        ("books under a tenner", None, 1000),
        ("in the 30-50 range", 3000, 5000),
        ("electric toothbrush, 40 to 60", 4000, 6000),
        ("lunch box, 20 euro ceiling", None, 2000),
        ("£1,250 is the most I'll pay for a mattress", None, 125_000),
        ("lamp, 40 to 60 cm", None, None),
    ],
)
def test_price_limits_are_read_as_people_say_them(message: str, low: int | None, high: int | None) -> None:
    found = read_prices(message)
    assert (found.min_cents, found.max_cents) == (low, high)


def test_a_real_word_is_no_misspelling_of_a_name_in_the_catalogue(understanding: Understanding) -> None:
    assert "sneakers" in understanding.read("white sneakers", Context()).search_text


BOSCHES = (
    Item(id="k1", title="Kettle A", brand="Bosch", category="Kettles", price_cents=9000),
    Item(id="k2", title="Kettle B", brand="Swan", category="Kettles", price_cents=3000),
    Item(id="k3", title="Kettle C", brand="Bosch", category="Kettles", price_cents=5000),
)


@pytest.mark.parametrize(
    ("message", "recent", "ids", "every"),
    [
        ("how many watts does it take", ("k2",), ("k2",), False),
        ("how many watts?", ("k2",), ("k2",), False),
        ("which one is quieter", ("k1", "k3"), ("k1", "k3"), True),
        ("is the cheaper of those two loud?", ("k1", "k3"), ("k3",), False),
        ("is the second of those loud?", ("k1", "k3"), ("k3",), False),
        ("what is the difference between the two Bosch kettles?", (), ("k1", "k3"), True),
    ],
)
def test_what_a_question_leaves_unsaid_goes_on_about_what_was_spoken_of(
    understanding: Understanding, message: str, recent: tuple[str, ...], ids: tuple[str, ...], every: bool
) -> None:
    last = ("compare",) if len(recent) == 2 else ("why",)
    read = understanding.read(
        message, Context(shown=BOSCHES, asked=True, recent=recent, last_acts=last, focus_id=None)
    )
    assert [(r.item_ids, r.every) for r in read.references] == [(ids, every)]
