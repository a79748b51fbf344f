"""Makes the files that score on a processor, once for each model version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whythis.ranking import model_store
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
from whythis.retrieval.backbone import file_sha256
from whythis.shop.settings import Settings

DEFAULT_ENGINES = (INT8,)


def give_shipped(models: Path, settings: Settings) -> Path:
    """Gives a shop without a model of its own the weights that this WhyThis ships, ready to score; its current version.

    A shop that was made with an older WhyThis gets the newer weights, since these know all of today's signals.
    """
    model_store.install_shipped(models, settings.source.known_as)
    version = model_store.current(models)
    if version.name == model_store.shipped_version() and settings.model.engine != "torch":
        prepare_engines(version, settings.model.backbone)
    return version


def prepare_engines(
    version: Path,
    backbone: str,
    model: CrossEncoder | None = None,
    keep: Sequence[str] = DEFAULT_ENGINES,
) -> None:
    """Exports a version's network to ONNX, and quantises it, unless that was done from the same weights.

    Args:
        model: the version as it is loaded already, if it is.
        keep: which engines' files to make; the 32-bit one is large and only a step on the way to the 8-bit one.
    """
    weights = file_sha256(weights_file(version))
    current = made_from(version) == weights
    if current and all(engine_path(version, engine).is_file() for engine in keep):
        return
    model = model or CrossEncoder(version, backbone, "cpu")
    fp32 = engine_path(version, FP32)
    export_fp32(model.model, fp32)
    if INT8 in keep:
        export_int8(fp32, engine_path(version, INT8))
    if FP32 not in keep:
        fp32.unlink()
    note_made_from(version, weights)
