"""`whythis train`: from judgments, catalogue and events to a new model version with its card and figures."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from whythis.ranking.combiner import LinearCombiner
from whythis.ranking.cross_encoder import ADAPTER, MODEL_INFO, CrossEncoder
from whythis.ranking.history import History
from whythis.ranking.ranker import Ranker
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ranking.training.adapter import AdapterSettings, train_adapter
from whythis.ranking.training.choices import CHOICE_SIGNALS, choices_from
from whythis.ranking.training.fit import RELEVANCE_SIGNALS, fit_choices, fit_relevance, make_combiner
from whythis.ranking.training.judgments import (
    MAX_GRADE,
    RELEVANT_GRADE,
    Judgment,
    Split,
    by_query,
    split_queries,
)
from whythis.ranking.training.pairs import (
    LabelledPair,
    catalog_pairs,
    fit_teacher,
    judged_pairs,
    taught_pairs,
    title_queries,
    with_likes,
)
from whythis.ranking.training.report import held_out_report
from whythis.retrieval.backbone import backbone_sha256
from whythis.retrieval.search import Searcher


@dataclass(frozen=True, slots=True)
class Domain:
    """One shop to learn from: its indexes, its judgments (may be none) and its events (may be none)."""

    name: str
    searcher: Searcher
    judgments: tuple[Judgment, ...]
    history: History


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How much is made of each source of pairs; kept in the model's card."""

    adapter: AdapterSettings
    catalog_queries: int = 150
    taught_queries: int = 100
    taught_per_query: int = 10
    judged_at_least: int = 2500
    likes_share: float = 0.1
    max_choices: int = 1500


Progress = Callable[[str, int, int, float | None], None]
"""Called with the name of the step, how much is done, of how much, and the training loss where there is one."""


def train(
    domains: Sequence[Domain],
    settings: TrainSettings,
    folder: Path,
    on_progress: Progress,
    adapter_from: Path | None = None,
) -> dict[str, Any]:
    """Trains a model version into `folder` (adapter, combiner, `model.json`) and returns its info.

    With `adapter_from`, the adapter of that version is kept, and only combiner and calibration are fitted.

    Judged queries are split 60/20/20 per domain: the adapter learns from the first part, combiner and
    calibration from the second, and the figures come from the third, which nothing else looks at.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seed = settings.adapter.seed
    splits = [
        split_queries([j.query for j in d.judgments], d.searcher.encoder, seed) if d.judgments else None
        for d in domains
    ]
    pairs: list[LabelledPair] = []
    for number, (domain, split) in enumerate(zip(domains, splits, strict=True)):
        on_progress("making pairs", number, len(domains), None)
        pairs += _pairs(domain, split, settings)
    on_progress("making pairs", len(domains), len(domains), None)
    if adapter_from is not None:
        shutil.copytree(adapter_from / ADAPTER, folder / ADAPTER)
    else:
        train_adapter(
            pairs,
            settings.adapter,
            folder,
            lambda step, total, loss: on_progress("training", step, total, loss),
        )
    cross_encoder = _load_fresh(folder, settings.adapter.backbone)
    combiner = _fit_combiner(domains, splits, cross_encoder, settings, on_progress)
    combiner.save(folder)
    info = {
        "backbone": settings.adapter.backbone,
        "backbone_sha256": backbone_sha256(settings.adapter.backbone),
        "settings": asdict(settings),
        "data_sha256": _pairs_sha256(pairs),
        "pairs": {
            origin: sum(p.origin == origin for p in pairs) for origin in sorted({p.origin for p in pairs})
        },
        "held_out": _held_out(domains, splits, cross_encoder, combiner),
    }
    (folder / MODEL_INFO).write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    return info


def _load_fresh(folder: Path, backbone: str) -> CrossEncoder:
    """The fresh adapter, loaded as it will be used: through the file, merged."""
    (folder / MODEL_INFO).write_text(json.dumps({"backbone_sha256": backbone_sha256(backbone)}))
    return CrossEncoder(folder, backbone)


def _pairs(domain: Domain, split: Split | None, settings: TrainSettings) -> list[LabelledPair]:
    seed = settings.adapter.seed
    learned = [j for j in domain.judgments if split and j.query in split.train]
    # A shop with few judgments repeats them, so that they weigh beside the pairs that were made.
    repeats = max(1, round(settings.judged_at_least / len(learned))) if learned else 0
    pairs = judged_pairs(domain.searcher, learned) * repeats
    pairs += catalog_pairs(domain.searcher, settings.catalog_queries, seed)
    if learned:
        teacher = fit_teacher(domain.searcher, learned)
        queries = title_queries(domain.searcher, settings.taught_queries, seed)
        pairs += taught_pairs(domain.searcher, teacher, queries, settings.taught_per_query, seed)
    brands = [brand for brand, _ in domain.searcher.catalog.brand_counts.most_common(60)]
    return with_likes(pairs, brands, settings.likes_share, seed)


def _fit_combiner(
    domains: Sequence[Domain],
    splits: Sequence[Split | None],
    cross_encoder: CrossEncoder,
    settings: TrainSettings,
    on_progress: Progress,
) -> LinearCombiner:
    blank = LinearCombiner(SIGNAL_NAMES, (0.0,) * len(SIGNAL_NAMES), 0.0)
    columns = [SIGNAL_NAMES.index(name) for name in RELEVANCE_SIGNALS]
    signals, labels, weights, choices = [], [], [], []
    for number, (domain, split) in enumerate(zip(domains, splits, strict=True)):
        on_progress("fitting the combiner", number, len(domains), None)
        ranker = Ranker(domain.searcher, cross_encoder, blank)
        dev = by_query([j for j in domain.judgments if split and j.query in split.dev])
        for query, group in dev.items():
            found = ranker.score_items(query, [j.item_id for j in group])[1][:, columns]
            signals.append(found)
            labels.append(np.array([j.grade / MAX_GRADE for j in group]))
            weights.append(np.full(len(group), 1.0 / len(dev) / len(group)))
        choices += list(choices_from(ranker, domain.history, settings.max_choices, settings.adapter.seed))
    on_progress("fitting the combiner", len(domains), len(domains), None)
    if signals:
        relevance, bias = fit_relevance(
            np.concatenate(signals), np.concatenate(labels), np.concatenate(weights)
        )
    else:
        relevance, bias = np.array([1.0, 2.0, 1.0]), -1.0
    combiner = make_combiner(relevance, bias, fit_choices(choices, CHOICE_SIGNALS))
    if not signals:
        return combiner
    fits = np.concatenate(labels) >= RELEVANT_GRADE / MAX_GRADE
    scores = np.concatenate(signals) @ relevance + bias
    slope, intercept = fit_relevance(scores[:, None], fits.astype(float), np.ones(len(fits)))
    return replace(combiner, slope=float(slope[0]), intercept=intercept)


def _held_out(
    domains: Sequence[Domain],
    splits: Sequence[Split | None],
    cross_encoder: CrossEncoder,
    combiner: LinearCombiner,
) -> dict[str, Any]:
    reports = {}
    for domain, split in zip(domains, splits, strict=True):
        test = [j for j in domain.judgments if split and j.query in split.test]
        if test:
            reports[domain.name] = held_out_report(Ranker(domain.searcher, cross_encoder, combiner), test)
    return reports


def _pairs_sha256(pairs: Sequence[LabelledPair]) -> str:
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(f"{pair.text.side_a}\t{pair.text.side_b}\t{pair.label:.4f}\n".encode())
    return digest.hexdigest()
