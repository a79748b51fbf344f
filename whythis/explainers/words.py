"""Level 2: the cross-encoder's logit attributed to the words that it read.

Integrated gradients (Sundararajan, Taly and Yan, ICML 2017) over the word embeddings, by Captum. The baseline
is the same input with every word piece replaced by [PAD]; [CLS] and [SEP] stay. Steps are added until the
attributions sum to the difference of the two logits within one percent.
"""

from __future__ import annotations

import re

import torch
from captum.attr import IntegratedGradients

from whythis.explainers.types import Contribution, WordAttribution
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import LIKES_LEAD, SEPARATOR, PairText, Piece

METHOD = "integrated gradients over word embeddings (Captum, Gauss-Legendre)"
BASELINE = "the same input with every word piece replaced by [PAD], [CLS] and [SEP] kept"
MAX_RELATIVE_GAP = 0.01
FIRST_STEPS, MAX_STEPS = 24, 1536
_BATCH = 24
SEPARATOR_TEXT = SEPARATOR + LIKES_LEAD
"""The text that spans of the source "separator" point into."""
# A hyphen or point inside a word belongs to it (T-5600, 1.7), as does an apostrophe.
_WORD = re.compile(r"\w+(?:[-.'’]\w+)*|[^\w\s]")


def attribute_words(model: CrossEncoder, pair: PairText) -> WordAttribution:
    """Splits the logit of one pair over its words, in reading order, the query's first.

    Words that the model did not read, because the text was too long, are not in the result.
    """
    with model.exclusive():
        batch = model.encode([pair])
        offsets = batch.pop("offset_mapping")[0].tolist()
        sides = batch.sequence_ids(0)
        token_values, base, output, steps = _token_values(model, batch.to(model.device), sides)
    words = _words_of(pair, token_values, offsets, sides)
    gap = abs(sum(token_values) + base - output) / max(abs(output - base), 1e-6)
    return WordAttribution(
        method=METHOD,
        baseline=BASELINE,
        steps=steps,
        base_value=base,
        output_value=output,
        relative_gap=gap,
        words=tuple(words),
        texts=pair.texts | {"separator": SEPARATOR_TEXT},
    )


def _token_values(
    model: CrossEncoder, batch, sides: list[int | None]
) -> tuple[list[float], float, float, int]:
    """One value a token, the logits of baseline and input, and the steps that it took."""
    embed: torch.nn.Module = model.model.get_input_embeddings()  # type: ignore[operator]
    is_word = torch.tensor([[side is not None for side in sides]], device=model.device)
    ids = batch["input_ids"]
    baseline_ids = torch.where(is_word, torch.full_like(ids, model.tokenizer.pad_token_id), ids)
    inputs, baselines = embed(ids).detach(), embed(baseline_ids).detach()
    mask, types = batch["attention_mask"], batch.get("token_type_ids")

    def forward(embeds: torch.Tensor) -> torch.Tensor:
        n = embeds.shape[0]
        kinds = None if types is None else types.expand(n, -1)
        output = model.model(inputs_embeds=embeds, attention_mask=mask.expand(n, -1), token_type_ids=kinds)
        return output.logits[:, 0]

    with torch.no_grad():
        output, base = float(forward(inputs)), float(forward(baselines))
    steps = FIRST_STEPS
    while True:
        values = IntegratedGradients(forward).attribute(
            inputs, baselines, n_steps=steps, method="gausslegendre", internal_batch_size=_BATCH
        )
        per_token = values.sum(dim=-1)[0].double()
        gap = abs(float(per_token.sum()) + base - output)
        if gap <= MAX_RELATIVE_GAP * max(abs(output - base), 1e-6) or steps >= MAX_STEPS:
            return per_token.tolist(), base, output, steps
        steps *= 2


def _words_of(
    pair: PairText, values: list[float], offsets: list[list[int]], sides: list[int | None]
) -> list[Contribution]:
    """Sums token values to words of the source texts. Each token goes to exactly one word."""
    words: list[Contribution] = []
    for side, pieces in ((0, pair.pieces_a), (1, pair.pieces_b)):
        text = pair.side_a if side == 0 else pair.side_b
        spans = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        sums: dict[int, float] = {}
        position = 0
        for value, (start, _), token_side in zip(values, offsets, sides, strict=True):
            if token_side != side:
                continue
            while position < len(spans) - 1 and spans[position][1] <= start:
                position += 1
            sums[position] = sums.get(position, 0.0) + value
        for index, value in sums.items():
            words.append(_contribution(spans[index], text, pieces, value))
    return words


def _contribution(span: tuple[int, int], text: str, pieces: tuple[Piece, ...], value: float) -> Contribution:
    start, end = span
    name = text[start:end]
    for piece in pieces:
        if piece.start <= start and end <= piece.start + len(piece.text):
            place = (start - piece.start, end - piece.start)
            return Contribution("word", name, float(value), piece.source, place)
    # The bars between fields and the lead "likes:" are read too; they keep their part of the sum.
    start = max(0, SEPARATOR_TEXT.find(name))
    return Contribution("word", name, float(value), "separator", (start, start + len(name)))
