"""The cross-encoder's forward pass in ONNX Runtime: the same network, made once from the merged weights.

Passages run one by one, each on a thread of its own: nothing is padded, threads need not wait for each other within a
layer, and where activations are quantised by their own range a score depends on nothing but its pair.
"""

from __future__ import annotations

import copy
import math
import os
import sys
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertForSequenceClassification, PreTrainedModel

from whythis.errors import ModelError
from whythis.retrieval.backbone import file_sha256

FP32, INT8 = "onnx", "onnx-int8"
ENGINES = ("torch", FP32, INT8)
_FILES = {FP32: "fp32.onnx", INT8: "int8.onnx"}
_FOLDER, _MADE_FROM = "engine", "made-from.sha256"
_HOW = "smoothed, last layer for the first token, places given"
"""How the files are made, so that those of an older way are made again."""
_INPUTS = ("input_ids", "token_type_ids", "position_ids")


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
        threads: how many passages run at the same time; None takes as many as torch has threads, which looks at the
            machine.

    Raises:
        ModelError: the file is missing or is no ONNX model.
    """

    def __init__(self, path: Path, threads: int | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
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
        self._inputs = tuple(given.name for given in self._session.get_inputs())
        self._threads = ThreadPoolExecutor(
            threads or torch.get_num_threads(), "whythis-onnx", initializer=_give_way
        )

    def logits(
        self,
        ids: Sequence[Sequence[int]],
        types: Sequence[Sequence[int]],
        places: Sequence[Sequence[int]] | None = None,
    ) -> np.ndarray:
        """(n_pairs,) float64 logits of token ids, their sides (0 or 1) and their places; one after the other if None.

        Raises:
            ModelError: places are given to a network that has none.
        """
        if places is not None and len(self._inputs) < len(_INPUTS):
            raise ModelError(
                "This ONNX file gives tokens their places by itself.",
                expected="one that is told them",
                got=", ".join(self._inputs),
                fix="Make it again: whythis compress --shop DIR",
            )
        # The longest first, so that all threads end together.
        order = sorted(range(len(ids)), key=lambda row: -len(ids[row]))
        at = places or [range(len(row)) for row in ids]
        run = map if len(order) == 1 else self._threads.map  # one needs no other thread
        found = run(lambda row: self._logit(ids[row], types[row], at[row]), order)
        out = np.zeros(len(ids), dtype=np.float64)
        out[order] = np.fromiter(found, dtype=np.float64, count=len(order))
        return out

    def _logit(self, *rows: Sequence[int]) -> float:
        read = {
            name: np.asarray(row, dtype=np.int64)[None, :]
            for name, row in zip(self._inputs, rows, strict=False)
        }
        return float(np.asarray(self._session.run(None, read)[0])[0])


def _give_way() -> None:
    """Where each thread has a priority of its own, those that only compute let those that answer people go first."""
    if sys.platform == "linux":
        os.nice(10)


def has_places(model: torch.nn.Module) -> bool:
    """Whether a token of this network can be told where it stands: of a BERT, by its position."""
    return isinstance(model, BertForSequenceClassification)


class _Logit(torch.nn.Module):
    """A cross-encoder over one passage, which needs no mask."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids, token_type_ids, position_ids=None):
        told = {} if position_ids is None else {"position_ids": position_ids}
        return self.model(input_ids=input_ids, token_type_ids=token_type_ids, **told).logits[:, 0]


class _FirstTokenLogit(_Logit):
    """The same of a BERT, whose head reads the first token alone: so the last layer is run for that token alone."""

    def forward(self, input_ids, token_type_ids, position_ids=None):
        bert: Any = self.model.bert
        head: Any = self.model.classifier
        hidden = bert.embeddings(
            input_ids=input_ids, token_type_ids=token_type_ids, position_ids=position_ids
        )
        *layers, last = bert.encoder.layer
        for layer in layers:
            hidden = _only(layer(hidden))
        first, attention = hidden[:, :1], last.attention.self
        heads, width = attention.num_attention_heads, attention.attention_head_size
        query, key, value = (
            part(x).unflatten(-1, (heads, width)).transpose(1, 2)
            for part, x in ((attention.query, first), (attention.key, hidden), (attention.value, hidden))
        )
        weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(width), dim=-1)
        seen = last.attention.output((weights @ value).transpose(1, 2).flatten(2), first)
        pooled = bert.pooler(last.output(last.intermediate(seen), seen))
        return head(pooled)[:, 0]


def _only(output):
    return output[0] if isinstance(output, tuple) else output


def _lean(model: torch.nn.Module) -> _Logit:
    """The quickest way to the same logit: of a BERT the last layer for one token, else the network as it is."""
    example = torch.arange(5, 21)[None, :]
    sides = (example > 12).long()
    whole, lean = _Logit(model).eval(), _FirstTokenLogit(model).eval()
    try:
        with torch.no_grad():
            same = torch.allclose(lean(example, sides), whole(example, sides), atol=1e-4)
    except (AttributeError, TypeError):  # another architecture
        same = False
    return lean if same else whole


def export_fp32(model: torch.nn.Module, path: Path) -> None:
    """Writes a merged cross-encoder as ONNX, for one passage of any length."""
    path.parent.mkdir(parents=True, exist_ok=True)
    example = torch.ones((1, 16), dtype=torch.long)
    scratch = path.with_suffix(".tmp")
    model = copy.deepcopy(model).cpu()
    if isinstance(model, PreTrainedModel):
        model.set_attn_implementation("eager")  # plain products, without branches for masks
    # Of other networks it is not known how they count places, so theirs are left to themselves.
    inputs = dict(
        zip(
            _INPUTS if has_places(model) else _INPUTS[:2],
            (example, torch.zeros_like(example), torch.arange(16)[None, :]),
            strict=False,
        )
    )
    with warnings.catch_warnings():
        # The exporter by tracing is declared old, but needs no further package and gives the plainer graph.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _lean(model),
            tuple(inputs.values()),
            str(scratch),
            input_names=list(inputs),
            output_names=["logits"],
            dynamic_axes={name: {1: "length"} for name in inputs},
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
