"""`whythis train`: from judgments, catalogue and events to a new model version with its card and figures."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whythis.ranking.cross_encoder import ADAPTER, FULL_MODEL, MODEL_INFO, CrossEncoder, read_model_info
from whythis.ranking.model_store import CATALOGUES
from whythis.ranking.training.adapter import AdapterSettings, Stage, run_stage
from whythis.ranking.training.card import write_card
from whythis.ranking.training.combine import Fitted, fit_combiners
from whythis.ranking.training.crossfit import (
    Domain,
    JudgedSettings,
    JudgedTable,
    crossfit,
    judged_stage_pairs,
    score_judged,
)
from whythis.ranking.training.factors import draw_factors
from whythis.ranking.training.judgments import Fold, fold_queries
from whythis.ranking.training.pairs import (
    LabelledPair,
    Teacher,
    catalog_pairs,
    taught_pairs,
    with_likes,
)
from whythis.ranking.training.tables import read_tables, write_tables
from whythis.retrieval.backbone import backbone_sha256

STAGES, LOGS = "stages", "logs"
_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How much is made of each source of pairs, and which combiner; kept in the model's card."""

    adapter: AdapterSettings
    judged: JudgedSettings = field(default_factory=JudgedSettings)
    teacher: Teacher = field(default_factory=Teacher)
    catalog_queries: int = 800
    taught_queries: int = 2000
    taught_per_query: int = 10
    warmup_epochs: float = 1.0
    likes_share: float = 0.1
    max_choices: int = 1500
    combiner: str = "auto"


Progress = Callable[[str, int, int, float | None], None]
"""Called with the name of the step, how much is done, of how much, and the training loss where there is one."""


def train(
    domains: Sequence[Domain],
    settings: TrainSettings,
    models: Path,
    new_version: Callable[[Path], Path],
    on_progress: Progress,
    *,
    keep: Path | None = None,
    report_to: Sequence[str] = ("tensorboard",),
) -> tuple[Path, dict[str, Any]]:
    """Trains a model version and returns its folder and its info.

    The cross-encoder learns from the catalogues first, then from judgments. Each judged pair is also scored by a
    cross-encoder that had its query held out; combiner, calibration and figures rest on those scores. A training
    that was killed goes on where it was, as long as data and settings are the same.

    Args:
        models: where versions lie; an unfinished one with the same plan is taken up again.
        new_version: gives the folder for a new one.
        keep: a version whose cross-encoder is kept, so that only combiner and calibration are fitted.
    """
    seed = settings.adapter.seed
    folds: list[list[Fold]] = [
        fold_queries([j.query for j in d.judgments], d.searcher.encoder, settings.judged.folds, seed)
        for d in domains
    ]
    pairs: list[LabelledPair] = []
    for number, domain in enumerate(domains):
        on_progress("making pairs", number, len(domains), None)
        pairs += _made_pairs(domain, settings) if keep is None else []
    on_progress("making pairs", len(domains), len(domains), None)
    plan = _plan(domains, settings, pairs, keep)
    folder = _unfinished(models, plan) or new_version(models)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _PLAN).write_text(json.dumps(plan, indent=2) + "\n", encoding="utf-8")
    if keep is None:
        tables, stage = _train_cross_encoder(domains, folds, pairs, settings, folder, on_progress, report_to)
        _take_weights(stage, folder)
        _write_info(folder, {"backbone_sha256": backbone_sha256(settings.adapter.backbone)})
        cross_encoder = CrossEncoder(folder, settings.adapter.backbone)
    else:
        _take_weights(keep, folder)
        _write_info(folder, {"backbone_sha256": backbone_sha256(settings.adapter.backbone)})
        cross_encoder = CrossEncoder(folder, settings.adapter.backbone)
        tables = read_tables(keep, domains) or [
            score_judged(domain, domain_folds, cross_encoder, on_progress)
            for domain, domain_folds in zip(domains, folds, strict=True)
        ]
    write_tables(folder, domains, tables)
    fitted = fit_combiners(
        domains, tables, cross_encoder, settings.max_choices, seed, on_progress, settings.combiner
    )
    info = _info(domains, settings, plan, pairs, fitted) | _kept_info(keep)
    _write_info(folder, info)
    write_card(folder, info, fitted)
    if len(domains) == 1:
        draw_factors(domains[0], folder, seed)
    _save_combiners(domains, fitted, folder)
    _tidy(folder)
    return folder, info


def _train_cross_encoder(
    domains: Sequence[Domain],
    folds: Sequence[Sequence[Fold]],
    pairs: Sequence[LabelledPair],
    settings: TrainSettings,
    folder: Path,
    on_progress: Progress,
    report_to: Sequence[str],
) -> tuple[list[JudgedTable], Path]:
    """The held-out signals of every judged pair, and the folder of the stage that learned from all of them."""
    stages = folder / STAGES
    warmup = run_stage(
        Stage("warm-up", tuple(pairs), settings.warmup_epochs, settings.adapter.learning_rate),
        settings.adapter,
        stages / "warmup",
        on_progress,
        report_to,
    )
    if not any(domain.judgments for domain in domains):
        return [JudgedTable.empty() for _ in domains], warmup.folder
    tables, epochs = crossfit(
        domains,
        folds,
        warmup,
        pairs,
        settings.adapter,
        settings.judged,
        stages,
        on_progress,
        report_to,
        lambda done, total: on_progress("scoring held-out queries", done, total, None),
    )
    everything = [frozenset(j.query for j in domain.judgments) for domain in domains]
    last = Stage(
        name="all judgments",
        pairs=judged_stage_pairs(domains, everything, pairs, settings.judged, settings.adapter.seed),
        epochs=epochs,
        learning_rate=settings.judged.learning_rate,
        start=warmup.folder,
        blend=settings.judged.blend,
    )
    return tables, run_stage(last, settings.adapter, stages / "all", on_progress, report_to).folder


def _made_pairs(domain: Domain, settings: TrainSettings) -> list[LabelledPair]:
    seed = settings.adapter.seed
    # A small catalogue has no more to ask about than it has items.
    n_items = len(domain.searcher.catalog)
    pairs = catalog_pairs(domain.searcher, min(settings.catalog_queries, n_items), seed)
    pairs += taught_pairs(
        domain.searcher,
        settings.teacher,
        min(settings.taught_queries, n_items),
        settings.taught_per_query,
        seed,
    )
    brands = [brand for brand, _ in domain.searcher.catalog.brand_counts.most_common(60)]
    return with_likes(pairs, brands, settings.likes_share, seed)


def _take_weights(source: Path, folder: Path) -> None:
    for name in (ADAPTER, FULL_MODEL):
        shutil.rmtree(folder / name, ignore_errors=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)


def _save_combiners(domains: Sequence[Domain], fitted: Sequence[Fitted], folder: Path) -> None:
    """The first is for all domains together; its file comes last and makes the version a finished one."""
    for domain, one in zip(domains, fitted[1:], strict=False):
        target = folder / CATALOGUES / domain.name
        target.mkdir(parents=True, exist_ok=True)
        one.combiner.save(target)
    if fitted[0].taste.common > 0:
        fitted[0].taste.save(folder)
    fitted[0].combiner.save(folder)


def _tidy(folder: Path) -> None:
    """TensorBoard's logs stay; checkpoints and the folds' weights have done their work."""
    for logs in sorted((folder / STAGES).glob(f"*/{LOGS}")):
        shutil.copytree(logs, folder / LOGS / logs.parent.name, dirs_exist_ok=True)
    shutil.rmtree(folder / STAGES, ignore_errors=True)
    (folder / _PLAN).unlink(missing_ok=True)


def _write_info(folder: Path, info: dict[str, Any]) -> None:
    (folder / MODEL_INFO).write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")


def _info(
    domains: Sequence[Domain],
    settings: TrainSettings,
    plan: dict[str, str],
    pairs: Sequence[LabelledPair],
    fitted: Sequence[Fitted],
) -> dict[str, Any]:
    origins = sorted({pair.origin for pair in pairs})
    return {
        "whythis": version("whythis"),
        "backbone": settings.adapter.backbone,
        "backbone_sha256": backbone_sha256(settings.adapter.backbone),
        "settings": asdict(settings),
        **plan,
        "pairs": {origin: sum(pair.origin == origin for pair in pairs) for origin in origins}
        | {"judged": sum(len(domain.judgments) for domain in domains)},
        "combiner": fitted[0].combiner_kind,
        "taste": fitted[0].taste_method,
        "held_out": {one.name: one.report for one in fitted if one.report},
    }


def _kept_info(keep: Path | None) -> dict[str, Any]:
    """How the kept cross-encoder was made: the settings beside it did not make it."""
    if keep is None:
        return {}
    kept = read_model_info(keep)
    known = ("settings", "pairs", "data_sha256", "code_sha256", "averaged")
    return {"cross_encoder": kept.get("cross_encoder") or {k: kept[k] for k in known if k in kept}}


def _plan(
    domains: Sequence[Domain], settings: TrainSettings, pairs: Sequence[LabelledPair], keep: Path | None
) -> dict[str, str]:
    """Hashes of what the result depends on: data, settings, and the code that trains."""
    data = hashlib.sha256()
    for pair in pairs:
        data.update(f"{pair.text.side_a}\t{pair.text.side_b}\t{pair.label:.4f}\n".encode())
    for domain in domains:
        for j in domain.judgments:
            data.update(f"{domain.name}\t{j.query}\t{j.item_id}\t{j.grade}\n".encode())
        for event in domain.history:
            data.update(f"{event.id}\t{event.shopper_id}\t{event.item_id}\t{event.kind}\n".encode())
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        code.update(path.read_bytes())
    chosen = json.dumps([asdict(settings), keep.name if keep else ""], sort_keys=True)
    return {
        "data_sha256": data.hexdigest(),
        "settings_sha256": hashlib.sha256(chosen.encode()).hexdigest(),
        "code_sha256": code.hexdigest(),
    }


def _unfinished(models: Path, plan: dict[str, str]) -> Path | None:
    """A version that was begun with the very same data, settings and code."""
    for path in sorted(models.glob(f"v*/{_PLAN}")):
        try:
            if json.loads(path.read_text(encoding="utf-8")) == plan:
                return path.parent
        except (OSError, ValueError):
            continue
    return None
