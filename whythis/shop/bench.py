"""Speed and memory of a shop, side by side with peers on the same weights, in one run.

Contenders take turns, so that a busy machine slows all of them alike; what counts is the ratio.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from whythis.agent.understanding import Context, Understanding
from whythis.agent.understanding.acts import load
from whythis.agent.understanding.features import read_clause
from whythis.agent.understanding.utterances import EVERYDAY
from whythis.explainers.words import attribute_words
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.ranking.passages import MAX_TOKENS
from whythis.ranking.types import Request, ShopperProfile
from whythis.retrieval.types import SearchRequest
from whythis.shop.shop import Shop

ROUNDS = 7
PAIRS = 50
SHAP_BETWEEN = " [SEP] "
"""What stands between the two sides where they are written as one text."""

Contenders = dict[str, Callable[[], object]]


def bench(shop: Shop, rounds: int = ROUNDS) -> dict[str, Any]:
    """Medians in milliseconds by task and contender, the first of each being ours; and memory in megabytes."""
    queries = _queries(shop)
    model = shop.ranker.cross_encoder
    pairs = sample_pairs(shop)
    fifty = pairs[:: max(1, len(pairs) // PAIRS)][:PAIRS]
    explained = pairs[:: max(1, len(pairs) // 4)][:4]
    report: dict[str, Any] = {
        "machine": {"threads": torch.get_num_threads(), "torch": torch.__version__, "engine": model.engine},
        "tasks": {
            f"score {len(fifty)} pairs": _medians(_scoring(model, fifty), rounds),
            "understand a message": _medians(_understanding(), rounds, len(_SAID)),
            "search": _medians(
                {"whythis": lambda: [_search(shop, q) for q in queries]}, rounds, len(queries)
            ),
            "a list, nothing kept in memory": _medians(
                {"whythis": lambda: [_list(shop, q) for q in queries]}, rounds, len(queries)
            ),
            "the words of one pair": _medians(_explaining(model, explained), 3, len(explained)),
        },
    }
    scale = 1024 if sys.platform == "darwin" else 1
    report["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / scale)
    return report


_SAID = (
    "quiet kettle under 40", "why the second one?", "nah too pricey, show me something in red",
    "what do you know about me?",
    "I like the first one, but is it dishwasher safe?", "便宜一点的", "which one is better, the Bosch or the Swan?",
)  # fmt: skip


def _understanding() -> Contenders:
    """Reading messages, with the acts' network; beside it what the network alone costs."""
    reader, classifier = Understanding(EVERYDAY), load()
    readings = [read_clause(text, EVERYDAY) for text in _SAID]

    def network() -> None:
        for reading in readings:
            classifier.predict(reading, Context(), lambda part: read_clause(part, EVERYDAY))

    return {
        "whythis": lambda: [reader.read(text, Context()) for text in _SAID],
        "its network alone": network,
    }


def _queries(shop: Shop) -> list[str]:
    kinds = [kind.casefold() for kind, _ in shop.catalog.category_counts.most_common(6)]
    return kinds or [title.casefold()[:40] for title in shop.catalog.titles[:6]]


def sample_pairs(shop: Shop) -> list[PairText]:
    """Requests for the commonest kinds, each with the products that a search finds for it."""
    return [pair for query in _queries(shop) for pair in _pairs(shop, query)]


def _pairs(shop: Shop, query: str) -> list[PairText]:
    found = _search(shop, query)
    return [pair_text(query, "", item_part(shop.catalog[c.row])) for c in found.candidates]


def _search(shop: Shop, query: str):
    return shop.ranker.searcher.search(SearchRequest(query, pool_size=PAIRS))


def _list(shop: Shop, query: str) -> object:
    shop.ranker.cross_encoder.forget()
    return shop.ranker.rank(Request(query, query), ShopperProfile(), PAIRS)


def _scoring(model: CrossEncoder, pairs: list[PairText]) -> Contenders:
    stock = stock_cross_encoder(model)
    texts = [(pair.side_a, pair.side_b) for pair in pairs]

    def ours() -> np.ndarray:
        model.forget()
        return model.logits(pairs)

    return {
        f"whythis ({model.engine})": ours,
        "sentence-transformers CrossEncoder.predict, fp32": lambda: stock.predict(
            texts, show_progress_bar=False
        ),
    }


def stock_cross_encoder(model: CrossEncoder):
    """The same merged weights behind sentence-transformers' own class."""
    from sentence_transformers import CrossEncoder as StockCrossEncoder

    with tempfile.TemporaryDirectory() as folder:
        model.model.save_pretrained(folder)  # type: ignore[operator]
        model.tokenizer.save_pretrained(folder)
        return StockCrossEncoder(folder, max_length=MAX_TOKENS, device=str(model.device))


def _explaining(model: CrossEncoder, pairs: list[PairText]) -> Contenders:
    def shap_texts() -> object:
        return explainer([pair.side_a + SHAP_BETWEEN + pair.side_b for pair in pairs], silent=True)

    explainer = shap_explainer(model)
    return {
        "whythis, gap at most 1 %": lambda: [attribute_words(model, pair) for pair in pairs],
        "captum LayerIntegratedGradients, 50 steps": lambda: [captum_values(model, pair) for pair in pairs],
        "shap.Explainer, text masker, defaults": shap_texts,
    }


def shap_explainer(model: CrossEncoder) -> Any:
    """shap.Explainer with its text masker and defaults, over pairs written as one text."""
    import shap

    def predict(texts: list[str]) -> object:
        batch = model.tokenizer(
            list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        ).to(model.device)
        with torch.inference_mode():
            return model.model(**batch).logits[:, 0].cpu().numpy()

    return shap.Explainer(predict, shap.maskers.Text(model.tokenizer))  # type: ignore[attr-defined]


def captum_values(model: CrossEncoder, pair: PairText) -> tuple[list[float], float, float]:
    """Captum's LayerIntegratedGradients with its 50 steps: one value a token, and both ends' logits."""
    from captum.attr import LayerIntegratedGradients

    batch = model.encode([pair])
    batch.pop("offset_mapping")
    batch = batch.to(model.device)
    ids = batch["input_ids"]
    special = (ids == model.tokenizer.cls_token_id) | (ids == model.tokenizer.sep_token_id)
    baselines = torch.where(special, ids, torch.full_like(ids, model.tokenizer.pad_token_id))

    def forward(input_ids, mask, types):
        return model.model(input_ids=input_ids, attention_mask=mask, token_type_ids=types).logits[:, 0]

    layer = model.model.get_input_embeddings()  # type: ignore[operator]
    layer.weight.requires_grad_(True)
    try:
        extra = (batch["attention_mask"], batch["token_type_ids"])
        values: Any = LayerIntegratedGradients(forward, layer).attribute(
            ids, baselines, additional_forward_args=extra, n_steps=50
        )
        with torch.no_grad():
            base, output = float(forward(baselines, *extra)[0]), float(forward(ids, *extra)[0])
        return values.sum(dim=-1)[0].double().tolist(), base, output
    finally:
        layer.weight.requires_grad_(False)


def _medians(contenders: Contenders, rounds: int, per: int = 1) -> dict[str, float]:
    """Median milliseconds of each contender for one of `per` pieces of work; a first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            started = time.perf_counter()
            run()
            if number:
                times[name].append((time.perf_counter() - started) / per)
    return {name: round(statistics.median(values) * 1e3, 2) for name, values in times.items()}
