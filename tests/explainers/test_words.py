import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification

from whythis.explainers.check import check_citation, cited_words
from whythis.explainers.words import MAX_RELATIVE_GAP, METHODS, Reading, attribute_words
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText, pair_text
from whythis.ranking.passages import MAX_PASSAGES
from whythis.ranking.types import ItemText
from whythis.shop import Shop

FIELDS = (
    ("title", "Ashdown quiet kettle, 1.7 l"),
    ("category", "Kettles"),
    ("description", "Boils in three minutes. A quiet kettle for an office, the kettle that nobody hears."),
    ("attribute:Colour", "Colour: Black"),
    ("attribute:Noise", "Noise: 55 dB"),
)
PAIRS = [
    pair_text("quiet kettle for a small office", "", ItemText(FIELDS)),
    pair_text("kettle", "Ashdown, Brellin", ItemText(FIELDS)),
    pair_text("something to read", "", ItemText((("title", "Corvane AX-310 wireless headphones"),))),
    pair_text("无线 kettle ☕ <b>", "", ItemText(FIELDS)),
    pair_text("x", "", ItemText((("title", "?"),))),
]


@pytest.mark.parametrize(
    "method", ["marginals", "marginals_in_place", "integrated_gradients", "partition_shap"]
)
@pytest.mark.parametrize("pair", PAIRS)
def test_words_sum_to_the_logit_within_one_percent(
    cross_encoder: CrossEncoder, pair: PairText, method: str
) -> None:
    words = attribute_words(cross_encoder, pair, method)
    total = words.base_value + sum(w.value for w in words.words)
    assert words.output_value == pytest.approx(float(cross_encoder.logits([pair])[0]), abs=1e-3)
    assert (
        abs(total - words.output_value)
        <= MAX_RELATIVE_GAP * abs(words.output_value - words.base_value) + 1e-6
    )
    assert words.relative_gap <= MAX_RELATIVE_GAP


@pytest.mark.parametrize("pair", PAIRS)
def test_every_span_points_at_its_word_in_its_text_in_reading_order(
    cross_encoder: CrossEncoder, pair: PairText
) -> None:
    words = attribute_words(cross_encoder, pair).words
    places: dict[str, list[int]] = {}
    for word in words:
        start, end = word.span  # type: ignore[misc]
        if word.source != "separator":
            assert pair.texts[word.source][start:end] == word.name
        places.setdefault(word.source, []).append(start)
    for starts in places.values():
        assert starts == sorted(set(starts)) or "separator" in places
    assert words[0].source == "query"


def test_a_word_that_stands_twice_is_told_apart_by_its_place(cross_encoder: CrossEncoder) -> None:
    words = attribute_words(cross_encoder, PAIRS[0]).words
    kettles = [w for w in words if w.name == "kettle" and w.source == "description"]
    assert len(kettles) == 2
    assert kettles[0].span != kettles[1].span


def test_removing_words_that_speak_for_an_item_lowers_its_score_more_than_removing_those_against(
    cross_encoder: CrossEncoder,
) -> None:
    query = "quiet kettle for a small office"

    def drop(words) -> float:
        """How much the score falls when these words are taken out of the item's text."""
        gone = {source: [w.span for w in words if w.source == source] for source, _ in FIELDS}
        fields = []
        for source, text in FIELDS:
            for start, end in sorted(gone[source], reverse=True):
                text = text[:start] + text[end:]
            fields.append((source, text))
        whole, less = cross_encoder.logits(
            [pair_text(query, "", ItemText(f)) for f in (FIELDS, tuple(fields))]
        )
        return float(whole - less)

    found = attribute_words(cross_encoder, pair_text(query, "", ItemText(FIELDS))).words
    words = sorted((w for w in found if w.source not in ("query", "separator")), key=lambda w: w.value)
    assert words[-1].value > 0
    assert drop(words[-3:]) > drop(words[:3])


class LinearBert(BertForSequenceClassification):
    """A model whose logit is a plain sum over tokens, so that each word's part is known by hand."""

    def __init__(self, size: int) -> None:
        super().__init__(
            BertConfig(vocab_size=size, hidden_size=4, num_hidden_layers=1, num_attention_heads=1, intermediate_size=4,
                       num_labels=1)
        )  # fmt: skip
        torch.manual_seed(0)
        self.by_hand = torch.randn(4)

    def forward(self, input_ids=None, inputs_embeds=None, attention_mask=None, token_type_ids=None, **kwargs):
        embeds = self.get_input_embeddings()(input_ids) if inputs_embeds is None else inputs_embeds
        logits = ((embeds @ self.by_hand) * attention_mask).sum(dim=1, keepdim=True)
        return type("Output", (), {"logits": logits})()


@pytest.fixture
def linear(cross_encoder: CrossEncoder) -> CrossEncoder:
    model = LinearBert(cross_encoder.tokenizer.vocab_size).eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return cross_encoder.with_model(model)


@pytest.mark.parametrize(
    "method",
    [name for name in METHODS if name not in ("lime", "attention_rollout", "amortised", "first_order")],
)
def test_on_a_linear_model_each_word_gets_what_it_adds_with_its_sign(
    linear: CrossEncoder, method: str
) -> None:
    """Methods that leave words out measure from nothing, those by gradient from [PAD]."""
    embeddings = linear.model.get_input_embeddings().weight  # type: ignore[operator]
    tokenizer, by_hand = linear.tokenizer, linear.model.by_hand
    by_gradient = method in ("integrated_gradients", "gradient_times_input")
    nothing = embeddings[tokenizer.pad_token_id] if by_gradient else torch.zeros(4)
    pair = pair_text("red lamp", "", ItemText((("title", "blue lamp"),)))
    for word in attribute_words(linear, pair, method).words:
        ids = tokenizer(word.name, add_special_tokens=False)["input_ids"]
        expected = sum(float((embeddings[i] - nothing) @ by_hand) for i in ids)
        assert word.value == pytest.approx(expected, abs=1e-4)


def test_lime_finds_the_order_of_what_words_add_to_a_linear_model(linear: CrossEncoder) -> None:
    embeddings = linear.model.get_input_embeddings().weight  # type: ignore[operator]
    pair = pair_text("red lamp for reading", "", ItemText((("title", "blue desk lamp of glass"),)))
    words = attribute_words(linear, pair, "lime").words
    truth = []
    for word in words:
        ids = linear.tokenizer(word.name, add_special_tokens=False)["input_ids"]
        truth.append(sum(float(embeddings[i] @ linear.model.by_hand) for i in ids))
    order = sorted(range(len(words)), key=lambda n: words[n].value)
    assert order == sorted(range(len(words)), key=lambda n: truth[n])


def test_a_citation_holds_where_the_words_matter_and_fails_where_they_do_not(linear: CrossEncoder) -> None:
    reading = Reading(linear, pair_text("red", "", ItemText((("title", "one two three four five six"),))))
    found = METHODS["marginals"](reading)
    own = [w for w in found.words if w.source == "title"]
    best, worst = max(own, key=lambda w: w.value), min(own, key=lambda w: w.value)
    good, bad = check_citation(reading, [best], 1), check_citation(reading, [worst], 1)
    assert good is not None
    assert bad is not None
    assert good.held
    assert not bad.held
    assert check_citation(reading, [], 1) is None
    assert all(w.value > 0 for w in cited_words(found, 1))


def test_a_shuffled_network_gives_other_attributions(cross_encoder: CrossEncoder) -> None:
    from whythis.explainers.quality import agreement, randomised

    broken = randomised(cross_encoder, 7)
    for method in ("marginals", "integrated_gradients"):
        mine = attribute_words(cross_encoder, PAIRS[0], method)
        assert agreement(mine, attribute_words(broken, PAIRS[0], method)) < 0.5
        assert agreement(mine, mine) == pytest.approx(1.0)


def test_words_beyond_what_the_model_reads_are_not_explained(cross_encoder: CrossEncoder) -> None:
    fields = (("title", "kettle"), ("description", "word " * 6000))
    reading = Reading(cross_encoder, pair_text("kettle", "", ItemText(fields)))
    assert len(reading.passages) == MAX_PASSAGES
    assert 1600 < len(reading) < 2600
    own = [(w.source, w.span) for w in reading.words if w.source != "separator"]
    assert len(set(own)) == len(own)


FILLER = "It comes in a plain box with a leaflet in four languages and a spare seal for the lid. "


@pytest.mark.parametrize("place", [60, 300, 500, 900, 1500])
def test_a_decisive_phrase_is_found_in_its_place_however_far_down_it_stands(
    cross_encoder: CrossEncoder, place: int
) -> None:
    count = len(cross_encoder.tokenizer(FILLER, add_special_tokens=False)["input_ids"])
    before = FILLER * round(place / count)
    text = f"{before}Works as a quiet waterproof bluetooth speaker. {FILLER * 6}".strip()
    plain = (FILLER * (round(place / count) + 7)).strip()
    with_it, without = (
        ItemText(
            (("title", "Ashdown travel companion"), ("description", t), ("attribute:Colour", "Colour: Black"))
        )
        for t in (text, plain)
    )
    pair = pair_text("waterproof bluetooth speaker", "", with_it)
    known, unknown = cross_encoder.logits([pair, pair_text("waterproof bluetooth speaker", "", without)])
    assert known > unknown + 0.5
    words = attribute_words(cross_encoder, pair)
    assert words.output_value == pytest.approx(float(known), abs=1e-3)
    assert words.relative_gap <= MAX_RELATIVE_GAP
    told = max((w for w in words.words if w.source == "description"), key=lambda w: w.value)
    start, end = told.span  # type: ignore[misc]
    phrase = text.index("waterproof bluetooth speaker")
    assert phrase <= start < end <= phrase + len("waterproof bluetooth speaker")
    assert text[start:end] == told.name


@pytest.mark.parametrize("engine", ["torch", "onnx-int8"])
def test_words_that_stay_in_place_are_read_where_they_stand(sample_shop: Shop, engine: str) -> None:
    model = sample_shop.ranker.cross_encoder
    model = model if engine == model.engine else model.with_model(model.model)
    assert model.engine == engine
    reading = Reading(model, PAIRS[0])
    n = len(reading)
    all_but_last = np.ones((1, n), dtype=bool)
    all_but_last[0, -1] = False  # only the closing token moves up, by a place
    all_but_third = np.ones((1, n), dtype=bool)
    all_but_third[0, 2] = False
    closed, kept = (
        [float(reading.logits(rows, in_place=stays)[0]) for rows in (all_but_last, all_but_third)]
        for stays in (False, True)
    )
    assert abs(kept[1] - closed[1]) > 2 * abs(kept[0] - closed[0])
    passage = reading.deciding
    tokens = np.flatnonzero(passage.word_of != 2)
    by_hand = model.model(
        input_ids=torch.tensor(passage.ids)[None, tokens],
        token_type_ids=torch.tensor(passage.types)[None, tokens],
        position_ids=torch.tensor(tokens)[None],
    ).logits
    assert kept[1] == pytest.approx(float(by_hand), abs=1e-3 if engine == "torch" else 0.3)
