"""`python -m benchmarks`: scoring and explaining, ours beside the peers' own calls, on the sample shop.

Times are medians over rounds in which the contenders take turns, so that a busy machine slows all of them alike;
what counts is the ratio.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder as StockCrossEncoder

from whythis.cli.demo import build_sample
from whythis.explainers.words import attribute_words
from whythis.ranking.pair_text import PairText
from whythis.ranking.types import Request, ShopperProfile
from whythis.shop import Shop

QUERIES = (
    "quiet kettle for a small office",
    "wireless headphones for the train",
    "board game for two",
    "trail shoes",
)
ROUNDS = 5


def main() -> None:
    folder = Path("shops/sample")
    build_sample(folder)
    shop = Shop.open(folder)
    print(f"{torch.get_num_threads()} threads, torch {torch.__version__}\n")
    pairs = [pair for query in QUERIES for pair in _pairs(shop, query)]
    _table("Scoring " + str(len(pairs)) + " pairs", _scoring(shop, pairs))
    _table("Explaining 4 pairs by their words", _explaining(shop, pairs[:: len(pairs) // 4]))


def _pairs(shop: Shop, query: str) -> list[PairText]:
    from whythis.ranking.pair_text import pair_text

    ranked = shop.ranker.rank(Request(query, query), ShopperProfile(), 50)
    return [pair_text(ranked.query_text, ranked.likes_text, c.text) for c in ranked.candidates]


def _scoring(shop: Shop, pairs: list[PairText]) -> dict[str, Callable[[], object]]:
    ours = shop.ranker.cross_encoder
    stock = _stock(shop)
    texts = [(pair.side_a, pair.side_b) for pair in pairs]
    return {
        "whythis": lambda: ours.logits(pairs),
        "sentence-transformers CrossEncoder.predict": lambda: stock.predict(texts, show_progress_bar=False),
    }


def _stock(shop: Shop) -> StockCrossEncoder:
    """The same merged weights behind sentence-transformers' own class."""
    import tempfile

    model = shop.ranker.cross_encoder
    with tempfile.TemporaryDirectory() as folder:
        model.model.save_pretrained(folder)  # type: ignore[operator]
        model.tokenizer.save_pretrained(folder)
        return StockCrossEncoder(folder, max_length=160, device=str(model.device))


def _explaining(shop: Shop, pairs: list[PairText]) -> dict[str, Callable[[], object]]:
    model = shop.ranker.cross_encoder
    contenders: dict[str, Callable[[], object]] = {
        "whythis": lambda: [attribute_words(model, pair) for pair in pairs],
        "captum LayerIntegratedGradients, 50 steps": lambda: [_captum(model, pair) for pair in pairs],
    }
    try:
        import shap
    except ImportError:
        print("shap is not installed (pip install 'whythis[bench]'); left out\n")
        return contenders

    def predict(texts: list[str]) -> object:
        batch = model.tokenizer(
            list(texts), padding=True, truncation=True, max_length=160, return_tensors="pt"
        )
        with torch.inference_mode():
            return model.model(**batch).logits[:, 0].numpy()

    explainer = shap.Explainer(predict, shap.maskers.Text(model.tokenizer))
    contenders["shap.Explainer, text masker, defaults"] = lambda: explainer(
        [f"{pair.side_a} [SEP] {pair.side_b}" for pair in pairs], silent=True
    )
    return contenders


def _captum(model, pair: PairText) -> object:
    from captum.attr import LayerIntegratedGradients

    batch = model.encode([pair])
    batch.pop("offset_mapping")
    ids = batch["input_ids"]
    special = (ids == model.tokenizer.cls_token_id) | (ids == model.tokenizer.sep_token_id)
    baselines = torch.where(special, ids, torch.full_like(ids, model.tokenizer.pad_token_id))

    def forward(input_ids, mask, types):
        return model.model(input_ids=input_ids, attention_mask=mask, token_type_ids=types).logits[:, 0]

    method = LayerIntegratedGradients(forward, model.model.get_input_embeddings())
    embeddings = model.model.get_input_embeddings().weight
    embeddings.requires_grad_(True)
    try:
        return method.attribute(
            ids,
            baselines,
            additional_forward_args=(batch["attention_mask"], batch["token_type_ids"]),
            n_steps=50,
        )
    finally:
        embeddings.requires_grad_(False)


def _table(title: str, contenders: dict[str, Callable[[], object]]) -> None:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(ROUNDS + 1):
        for name, run in contenders.items():
            started = time.perf_counter()
            run()
            if round_number:  # the first round warms up
                times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(values) for name, values in times.items()}
    first = next(iter(medians.values()))
    print(title)
    for name, median in medians.items():
        print(f"  {name:<46} {median:8.2f} s   {median / first:5.2f} ×")
    print()


if __name__ == "__main__":
    main()
