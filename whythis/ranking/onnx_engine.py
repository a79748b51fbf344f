"""The cross-encoder's forward pass in ONNX Runtime: the same network, made once from the merged weights.

Pairs run one by one: nothing is padded, and where activations are quantised by their own range a score depends
on nothing but its pair.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from whythis.errors import ModelError
from whythis.retrieval.backbone import file_sha256

FP32, INT8 = "onnx", "onnx-int8"
ENGINES = ("torch", FP32, INT8)
_FILES = {FP32: "fp32.onnx", INT8: "int8.onnx"}
_FOLDER, _MADE_FROM = "engine", "made-from.sha256"
_HOW = "smoothed"
"""How the files are made, so that those of an older way are made again."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def engine_path(version: Path, engine: str) -> Path:
    """Where a model version keeps an engine's file."""
    return version / _FOLDER / _FILES[engine]


def made_from(version: Path) -> str:
    """The SHA-256 of the weights that the engine files were made from; empty when it is not known or was long ago."""
    try:
        weights, _, how = (version / _FOLDER / _MADE_FROM).read_text(encoding="utf-8").strip().partition(" ")
    except OSError:
        return ""
    return weights if how == _HOW else ""


def note_made_from(version: Path, sha256: str) -> None:
    (version / _FOLDER / _MADE_FROM).write_text(f"{sha256} {_HOW}\n", encoding="utf-8")


class OnnxEngine:
    """Runs an exported cross-encoder.

    Args:
        threads: threads that one pass uses; None takes as many as torch, which looks at the machine.

    Raises:
        ModelError: the file is missing or is no ONNX model.
    """

    def __init__(self, path: Path, threads: int | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or torch.get_num_threads()
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises classes of its own, which share no base
            raise ModelError(
                "The model version's ONNX file cannot be used.",
                expected=f"an ONNX model at {path}",
                got=str(error).splitlines()[0][:160],
                fix='Make it again: whythis compress --shop DIR, or set [model] engine = "torch" in shop.toml.',
            ) from error
        self.sha256 = file_sha256(path)

    def logits(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> np.ndarray:
        """(n_pairs,) float64 logits of token ids and their sides (0 or 1)."""
        out = np.zeros(len(ids), dtype=np.float64)
        for row, (tokens, sides) in enumerate(zip(ids, types, strict=True)):
            tokens_ = np.asarray(tokens, dtype=np.int64)[None, :]
            feeds = (tokens_, np.ones_like(tokens_), np.asarray(sides, dtype=np.int64)[None, :])
            out[row] = float(
                np.asarray(self._session.run(None, dict(zip(_INPUTS, feeds, strict=True)))[0])[0]
            )
        return out


class _Logit(torch.nn.Module):
    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        output = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return output.logits[:, 0]


def export_fp32(model: torch.nn.Module, path: Path) -> None:
    """Writes a merged cross-encoder as ONNX, with axes for batch and length left open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 16), dtype=torch.long)
    scratch = path.with_suffix(".tmp")
    axes = {name: {0: "batch", 1: "length"} for name in _INPUTS} | {"logits": {0: "batch"}}
    with warnings.catch_warnings():
        # The exporter by tracing is declared old, but needs no further package and gives the plainer graph.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Logit(model).eval(),
            (example, example, torch.zeros_like(example)),
            str(scratch),
            input_names=list(_INPUTS),
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    scratch.replace(path)


def export_int8(fp32: Path, path: Path) -> None:
    """Quantises the weights of linear layers to 8 bits, by channel; activations by their range as they come."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    scratch = path.with_suffix(".tmp")
    level = logging.root.level
    logging.root.setLevel(logging.ERROR)  # it advises a preparation that changes nothing here
    try:
        quantize_dynamic(
            str(fp32),
            str(scratch),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
    finally:
        logging.root.setLevel(level)
    scratch.replace(path)
