"""Makes smaller and quicker forms of a shop's cross-encoder, and measures what each of them costs."""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from transformers import PreTrainedModel

from whythis.explainers.survival import explained, signal_agreement, word_agreement
from whythis.explainers.types import WordAttribution
from whythis.ranking import model_store
from whythis.ranking.combiner import COMBINER_FILE, TREES_FILE
from whythis.ranking.compression.distil import distil
from whythis.ranking.compression.shrink import fewer_layers, narrower
from whythis.ranking.cross_encoder import (
    MODEL_INFO,
    CrossEncoder,
    read_model_info,
    weights_file,
    write_full_model,
)
from whythis.ranking.metrics import ndcg_at_k
from whythis.ranking.onnx_engine import FP32, INT8, engine_path
from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.taste import TASTE_FILE
from whythis.ranking.training.judgments import Judgment, by_query
from whythis.ranking.training.pairs import Teacher, catalog_pairs, taught_pairs
from whythis.shop.engines import prepare_engines
from whythis.shop.shop import MODELS, Shop

METHODS = ("onnx", "int8", "pruned", "student")
LATENCY_PAIRS, LATENCY_ROUNDS = 50, 7
EXPLAINED_PAIRS = 16
_TEXT = SIGNAL_NAMES.index("text_relevance")


@dataclass(frozen=True, slots=True)
class Row:
    """One form of the model: its file size, the median time for 50 pairs, and what of the full one it keeps.

    `words` and `signals` are mean rank correlations of attributions with the full model's; `ndcg` is the final
    ranking's NDCG@10 on the judgments, nan without any.
    """

    name: str
    megabytes: float
    latency_ms: float
    ndcg: float
    logit_difference: float
    words: float
    signals: float


@dataclass(frozen=True, slots=True)
class _Judged:
    groups: list[list[Judgment]]
    pairs: list[list[PairText]]
    signals: list[np.ndarray]


def compress(
    folder: Path,
    judgments: Sequence[Judgment],
    methods: Sequence[str],
    *,
    layers: int,
    width: float,
    n_pairs: int,
    epochs: int,
    on_progress: Callable[[str, int, int, str], None],
) -> list[Row]:
    """Makes each form and measures it beside the full model, which is the first row.

    ONNX files lie in the version's `engine/`; the pruned one and the student are versions of their own, named
    after the one that they were made from.
    """
    shop = Shop.open(folder)
    version = model_store.current(folder / MODELS)
    backbone, device = shop.settings.model.backbone, shop.settings.model.device or None
    full = CrossEncoder(version, backbone, device, engine="torch")
    judged = _judged(shop, judgments, full, on_progress)
    pairs = _latency_pairs(shop, judged)
    spoken = explained(full, pairs[:EXPLAINED_PAIRS])
    rows = [_row("full, PyTorch", full, spoken, weights_file(version), judged, pairs, shop)]
    wanted = {"onnx": FP32, "int8": INT8}
    if any(method in wanted for method in methods):
        files = [wanted[m] for m in methods if m in wanted]
        prepare_engines(version, backbone, shop.catalog, full, keep=files)
    for method in methods:
        on_progress(method, 0, 1, "")
        if method in wanted:
            small = CrossEncoder(version, backbone, "cpu", engine=wanted[method])
            file = engine_path(version, wanted[method])
            rows.append(_row(f"{method}, ONNX Runtime", small, spoken, file, judged, pairs, shop))
        else:
            network = fewer_layers(full.model, layers) if method == "student" else narrower(full.model, width)
            learned = [pair.text for pair in _pairs_to_learn(shop, n_pairs)]

            def on_step(done: int, total: int, loss: float, method: str = method) -> None:
                on_progress(method, done, total, f"loss {loss:.3f}")

            distil(network, full, learned, epochs, on_step)
            target = _new_version(version, method, network)
            small = CrossEncoder(target, backbone, device)
            label = (
                f"student, {layers} layers"
                if method == "student"
                else f"pruned to {width:.0%} of the neurons"
            )
            rows.append(_row(label, small, spoken, weights_file(target), judged, pairs, shop))
        on_progress(method, 1, 1, "")
    return rows


def _judged(
    shop: Shop,
    judgments: Sequence[Judgment],
    full: CrossEncoder,
    on_progress: Callable[[str, int, int, str], None],
) -> _Judged:
    groups = list(by_query(judgments).values())
    ranker = Ranker(shop.ranker.searcher, full, shop.ranker.combiner, shop.ranker.taste)
    pairs, signals = [], []
    for done, group in enumerate(groups, start=1):
        query = shop.ranker.searcher.as_indexed(group[0].query)
        items = [shop.catalog.get(judgment.item_id) for judgment in group]
        texts = [pair_text(query, "", item_part(item)) for item in items if item is not None]
        signals.append(ranker.score_items(group[0].query, [judgment.item_id for judgment in group])[1])
        pairs.append(texts)
        on_progress("scoring judged pairs", done, len(groups), "")
    return _Judged(groups, pairs, signals)


def _latency_pairs(shop: Shop, judged: _Judged) -> list[PairText]:
    """Fifty pairs of different lengths: judged ones where there are some, else titles as requests."""
    found = [pair for group in judged.pairs for pair in group]
    if len(found) < LATENCY_PAIRS:
        rows = range(0, len(shop.catalog), max(1, len(shop.catalog) // LATENCY_PAIRS))
        items = [shop.catalog[row] for row in rows]
        found = [pair_text(item.title[:40], "", item_part(item)) for item in items]
    step = max(1, len(found) // LATENCY_PAIRS)
    return found[::step][:LATENCY_PAIRS]


def _row(
    name: str,
    model: CrossEncoder,
    spoken: Sequence[WordAttribution],
    file: Path,
    judged: _Judged,
    pairs: Sequence[PairText],
    shop: Shop,
) -> Row:
    times = []
    for _ in range(LATENCY_ROUNDS):
        model.forget()
        started = time.perf_counter()
        model.logits(pairs)
        times.append(time.perf_counter() - started)
    combiner = shop.ranker.combiner
    changed, ndcg, difference = [], [], []
    for group, texts, signals in zip(judged.groups, judged.pairs, judged.signals, strict=True):
        found = signals.copy()
        found[:, _TEXT] = model.logits(texts)
        changed.append(found)
        difference.append(np.abs(found[:, _TEXT] - signals[:, _TEXT]))
        ndcg.append(ndcg_at_k([j.grade for j in group], combiner.scores(found).tolist()))
    pools = [i for i, signals in enumerate(judged.signals) if len(signals) >= 5][:20]
    return Row(
        name,
        file.stat().st_size / 1e6,
        statistics.median(times[1:]) * 1e3,
        float(np.nanmean(ndcg)) if ndcg else float("nan"),
        float(np.mean(np.concatenate(difference))) if difference else float("nan"),
        word_agreement(spoken, explained(model, pairs[:EXPLAINED_PAIRS])),
        signal_agreement(combiner, [judged.signals[i] for i in pools], [changed[i] for i in pools]),
    )


def _pairs_to_learn(shop: Shop, n: int):
    searcher = shop.ranker.searcher
    pairs = catalog_pairs(searcher, n // 14, seed=11)
    pairs += taught_pairs(searcher, Teacher(), n // 20, 10, seed=11)
    return pairs[:n]


def _new_version(version: Path, method: str, network: PreTrainedModel) -> Path:
    """A version beside the one it was made from, with the same combiner and taste."""
    target = version.with_name(f"{version.name}-{method}")
    with tempfile.TemporaryDirectory(dir=version.parent, prefix=".making-") as scratch:
        made = Path(scratch) / "version"
        weights = write_full_model(network, made)
        (weights / "config.json").write_text(network.config.to_json_string(), encoding="utf-8")
        info = read_model_info(version) | {
            "made_from": version.name,
            "made_by": f"whythis compress, {method}",
        }
        (made / MODEL_INFO).write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
        for name in (TREES_FILE, TASTE_FILE, COMBINER_FILE):
            if (version / name).is_file():
                shutil.copyfile(version / name, made / name)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    return target
