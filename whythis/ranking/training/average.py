"""One cross-encoder out of several trainings: the mean of their weights (model soups, Wortsman et al., ICML 2022).

Trainings from one backbone that differ in what they were shown err in different places; their mean errs less.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from safetensors.torch import load_file, save_file

from whythis.errors import ModelError
from whythis.ranking.combiner import COMBINER_FILE
from whythis.ranking.cross_encoder import ADAPTER, MODEL_INFO, read_model_info, weights_file
from whythis.ranking.training.tables import JUDGED_FILE
from whythis.retrieval.backbone import file_sha256

_WEIGHTS, _CONFIG = "adapter_model.safetensors", "adapter_config.json"


def average_versions(versions: Sequence[Path], target: Path) -> None:
    """Writes into `target` a version whose adapter does what the mean of the versions' adapters does, exactly.

    Adapters are set side by side, so the ranks add up. Held-out scores are averaged as well, where all versions
    held out the same queries in the same folds; combiner and calibration are the first version's until they are
    fitted again (whythis train --keep-adapter).

    Raises:
        ModelError: a version has no LoRA adapter, or they do not fit together.
    """
    configs = [_config(version) for version in versions]
    infos = [read_model_info(version) for version in versions]
    kinds = {
        (str(info.get("backbone_sha256")), *sorted(config["target_modules"]))
        for info, config in zip(infos, configs, strict=True)
    }
    if len(kinds) > 1:
        raise ModelError(
            "These versions cannot be averaged.",
            expected="adapters of the same layers of the same backbone",
            got=", ".join(version.name for version in versions),
            fix="Average versions of one shop that were trained with the same method.",
        )
    weights = [load_file(version / ADAPTER / _WEIGHTS) for version in versions]
    scales = [config["lora_alpha"] / config["r"] for config in configs]
    (target / ADAPTER).mkdir(parents=True, exist_ok=True)
    save_file(_joined(weights, scales), target / ADAPTER / _WEIGHTS)
    rank = sum(int(config["r"]) for config in configs)
    config = configs[0] | {"r": rank, "lora_alpha": rank}
    (target / ADAPTER / _CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    _average_tables(versions, target)
    info = {
        "backbone_sha256": infos[0]["backbone_sha256"],
        "averaged": [
            {"version": v.name, "sha256": file_sha256(weights_file(v))}
            | {key: i[key] for key in ("settings", "pairs", "data_sha256", "code_sha256") if key in i}
            for v, i in zip(versions, infos, strict=True)
        ],
    }
    (target / MODEL_INFO).write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    shutil.copy(versions[0] / COMBINER_FILE, target / COMBINER_FILE)


def _config(version: Path) -> dict:
    path = version / ADAPTER / _CONFIG
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            "This version has no LoRA adapter to average.",
            expected=str(path),
            got=type(error).__name__,
            fix="Train with --method lora.",
        ) from error


def _joined(weights: Sequence[dict[str, torch.Tensor]], scales: Sequence[float]) -> dict[str, torch.Tensor]:
    """Low-rank factors side by side, whole layers as means. B carries each adapter's scale and share."""
    n = len(weights)
    out = {}
    for name in weights[0]:
        parts = [w[name].float() for w in weights]
        if ".lora_A." in name:
            mean = torch.cat(parts, dim=0)
        elif ".lora_B." in name:
            mean = torch.cat([part * scale / n for part, scale in zip(parts, scales, strict=True)], dim=1)
        else:
            mean = torch.stack(parts).mean(dim=0)
        out[name] = mean.half().contiguous()
    return out


def _average_tables(versions: Sequence[Path], target: Path) -> None:
    """The first version's held-out signals, with the mean of all versions' held-out logits."""
    paths = [version / JUDGED_FILE for version in versions]
    if not all(path.is_file() for path in paths):
        return
    tables = [pq.read_table(path) for path in paths]
    names = ("domain", "query", "item_id", "fold")
    keys = [list(zip(*(table[name].to_pylist() for name in names), strict=True)) for table in tables]
    if any(set(other) != set(keys[0]) for other in keys[1:]):
        return
    logits = [
        dict(zip(rows, table["text_relevance"].to_pylist(), strict=True))
        for rows, table in zip(keys, tables, strict=True)
    ]
    mean = np.array([np.mean([found[key] for found in logits]) for key in keys[0]])
    column = tables[0].column_names.index("text_relevance")
    pq.write_table(
        tables[0].set_column(column, "text_relevance", pa.array(mean)),
        target / JUDGED_FILE,
        compression="zstd",
    )
