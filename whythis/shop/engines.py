"""Makes the files that score on a processor, once for each model version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import torch
from transformers import PreTrainedModel

from whythis.ranking import model_store
from whythis.ranking.compression.smooth import smoothed
from whythis.ranking.cross_encoder import CrossEncoder, weights_file
from whythis.ranking.onnx_engine import (
    FP32,
    INT8,
    engine_path,
    export_fp32,
    export_int8,
    made_from,
    note_made_from,
)
from whythis.ranking.pair_text import PairText, item_part, pair_text
from whythis.retrieval.backbone import file_sha256
from whythis.retrieval.catalog import Catalog
from whythis.shop.settings import Settings

DEFAULT_ENGINES = (INT8,)
EXAMPLES = 64
"""Products whose texts show how large activations are before they are quantised."""


def give_shipped(models: Path, settings: Settings, catalog: Catalog) -> Path:
    """Gives a shop without a model of its own the weights that this WhyThis ships, ready to score; its current version.

    A shop that was made with an older WhyThis gets the newer weights, since these know all of today's signals; files
    that an older one made of a shop's own weights are made again.
    """
    model_store.install_shipped(models, settings.source.known_as)
    version = model_store.current(models)
    there = tuple(engine for engine in (FP32, INT8) if engine_path(version, engine).is_file())
    wanted = DEFAULT_ENGINES if version.name == model_store.shipped_version() else there
    if wanted and settings.model.engine != "torch":
        prepare_engines(version, settings.model.backbone, catalog, keep=wanted)
    return version


def _examples(catalog: Catalog) -> list[PairText]:
    """Pairs from all over a catalogue, each product asked for by half of its neighbour's title."""
    items = catalog.items(range(0, len(catalog), max(1, len(catalog) // EXAMPLES)))[:EXAMPLES]
    asked = [item.title.casefold()[: max(12, len(item.title) // 2)] for item in items]
    return [
        pair_text(query, "", item_part(item))
        for query, item in zip([asked[-1], *asked[:-1]], items, strict=True)
    ]


def prepare_engines(
    version: Path,
    backbone: str,
    catalog: Catalog,
    model: CrossEncoder | None = None,
    keep: Sequence[str] = DEFAULT_ENGINES,
) -> None:
    """Exports a version's network to ONNX, and quantises it, unless that was done from the same weights.

    Args:
        catalog: has examples of what it will read; the ranges for 8 bits are taken from them.
        model: the version as it is loaded already, if it is.
        keep: which engines' files to make; the 32-bit one is large and only a step on the way to the 8-bit one.
    """
    weights = file_sha256(weights_file(version))
    current = made_from(version) == weights
    if current and all(engine_path(version, engine).is_file() for engine in keep):
        return
    model = model or CrossEncoder(version, backbone, "cpu")
    fp32 = engine_path(version, FP32)
    if INT8 in keep:
        full, pairs = model, _examples(catalog)

        def read_examples(network: torch.nn.Module) -> None:
            full.with_model(cast(PreTrainedModel, network)).logits(pairs)

        export_fp32(smoothed(model.model, read_examples), fp32)
        export_int8(fp32, engine_path(version, INT8))
        fp32.unlink()
    if FP32 in keep:
        export_fp32(model.model, fp32)
    note_made_from(version, weights)
