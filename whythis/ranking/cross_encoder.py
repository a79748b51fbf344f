"""The BERT cross-encoder: a backbone with a LoRA adapter and a head, merged when it is loaded."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import torch
from cachetools import LRUCache
from safetensors.torch import load_file, save_file
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    BatchEncoding,
    PreTrainedModel,
)

from whythis.errors import ModelError
from whythis.ranking.onnx_engine import FP32, INT8, OnnxEngine, engine_path, has_places, made_from
from whythis.ranking.pair_text import PairText
from whythis.ranking.passages import MAX_TOKENS, PairTokenizer, SplitPair, best_passage, load_tokenizer
from whythis.ranking.prepared import PreparedTexts
from whythis.retrieval.backbone import PACKAGED, backbone_path, backbone_sha256, file_sha256, quiet_libraries

Found = TypeVar("Found")
CPU_BATCH, GPU_BATCH = 8, 256
"""Pairs in one pass: on a processor so few that their activations stay in its cache."""
CACHED_PAIRS = 50_000
CACHED_EXPLANATIONS = 2_000
"""Scores kept in memory, about 30 MB with their texts."""
ADAPTER = "adapter"
FULL_MODEL = "model"
MODEL_INFO = "model.json"


class CrossEncoder:
    """Scores pairs of texts with one logit each.

    Args:
        folder: a model version's folder, with `model.json` and `adapter/` (or `model/`, if all weights were
            trained).
        backbone: "packaged", a Hugging Face name or a path; must be the one that the adapter was made for.
        device: a torch device; None takes CUDA when there is one, else the CPU.
        engine: what runs the forward pass: "torch", "onnx", "onnx-int8", or "auto" for the quickest that the
            version has a file for. On CUDA it is always torch.

    Raises:
        ModelError: the weights are missing, damaged, or made for another backbone; or the engine's file is.
    """

    def __init__(
        self, folder: Path, backbone: str = PACKAGED, device: str | None = None, engine: str = "torch"
    ) -> None:
        check_adapter(folder, backbone)
        self.folder = folder
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.sha256 = file_sha256(weights_file(folder))
        self.tokenizer = load_tokenizer(backbone)
        self._pairs = PairTokenizer(self.tokenizer)
        self.model: PreTrainedModel = _merged(folder, backbone).eval()
        self.model.to(self.device)  # type: ignore[arg-type]
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        self.engine = choose_engine(folder, engine) if self.device.type == "cpu" else "torch"
        self._onnx = None if self.engine == "torch" else OnnxEngine(engine_path(folder, self.engine))
        # Attribution hooks are not made for concurrent use; forward passes share the lock to share a batch.
        self._lock = threading.RLock()
        self._waiting: deque[_Job] = deque()
        self._cache: LRUCache[bytes, float] = LRUCache(CACHED_PAIRS)
        self._explained: LRUCache[bytes, Any] = LRUCache(CACHED_EXPLANATIONS)

    def prepare(self, texts: PreparedTexts | None) -> None:
        """Reads items' word pieces from what was prepared with this tokenizer; others are made as they come."""
        self._pairs.prepared = texts

    @property
    def version(self) -> str:
        """Names weights and engine: what a kept score is good for."""
        return f"{self.sha256}:{self.engine}:{self._onnx.sha256 if self._onnx else ''}"

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[CrossEncoder]:
        """Holds the model for one thread, as attribution methods need it."""
        with self._lock:
            yield self

    def forget(self) -> None:
        """Drops what is kept in memory: scores, and numbers of explanations."""
        with self._lock:
            self._cache.clear()
            self._explained.clear()

    def worked_out(self, question: str, work: Callable[[], Found]) -> Found:
        """What `work` finds, from memory where this version was asked the same before.

        Args:
            question: all that the answer hangs on, besides the version. Its hash alone is kept.
            work: gives numbers, and no text of anybody's.
        """
        key = hashlib.blake2b(f"{self.version}|{question}".encode(), digest_size=16).digest()
        with self._lock:
            known = self._explained.get(key)
        if known is None:
            known = work()
            with self._lock:
                self._explained[key] = known
        return known

    def with_model(self, model: PreTrainedModel) -> CrossEncoder:
        """The same tokenizer over another network, run by torch."""
        other = copy.copy(self)
        other.model, other.engine, other._onnx = model.eval(), "torch", None
        other._lock, other._waiting, other._cache = threading.RLock(), deque(), LRUCache(CACHED_PAIRS)
        other._explained = LRUCache(CACHED_EXPLANATIONS)
        return other

    def in_32_bits(self) -> CrossEncoder:
        """The same network run by torch, in the precision of its weights."""
        return self if self.engine == "torch" else self.with_model(self.model)

    def encode(self, pairs: Sequence[PairText]) -> BatchEncoding:
        """Tokens of the first passage of each pair, padded, with offsets: what the network reads of a short text."""
        return self.tokenizer(
            [pair.side_a for pair in pairs],
            [pair.side_b for pair in pairs],
            truncation="longest_first",
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )

    def split(self, pair: PairText) -> SplitPair:
        """A pair's passages as the network reads them, one after the other, with the place of every token."""
        return self._pairs.split(pair)

    def logits(self, pairs: Sequence[PairText]) -> np.ndarray:
        """Returns (n_pairs,) float64 logits, of a long text that of its best passage.

        Passages that were scored before come from memory. Requests that wait for the model at the same time are
        scored together by whichever gets it first.
        """
        passages = self._pairs.rows(pairs)
        keys = [[self._key(*row) for row in pair] for pair in passages]
        rows = dict(zip(chain(*keys), chain(*passages), strict=True))
        with self._lock:
            known = {key: self._cache[key] for key in rows if key in self._cache}
        new = {key: row for key, row in rows.items() if key not in known}
        if new:
            job = _Job(list(new), [ids for ids, _ in new.values()], [types for _, types in new.values()])
            self._waiting.append(job)
            with self._lock:
                if job.found is None:
                    self._run_waiting()
            if job.error is not None:
                raise job.error
            known |= job.found or {}
        values = np.array([known[key] for key in chain(*keys)], dtype=np.float64)
        return best_passage(values, [len(pair) for pair in passages])

    def _key(self, ids: list[int], types: list[int]) -> bytes:
        """Names what a kept score is of: the version, the tokens that were read, and the side of each."""
        read = np.array([ids, types], dtype=np.int32).tobytes()
        return hashlib.blake2b(self.version.encode() + read, digest_size=16).digest()

    @property
    def has_places(self) -> bool:
        """Whether `run` can be told where tokens stand."""
        return has_places(self.model)

    def run(
        self, ids: list[list[int]], types: list[list[int]], places: list[list[int]] | None = None
    ) -> np.ndarray:
        """(n,) float64 logits of token ids and their sides, by the engine that scores; nothing is kept of them.

        Args:
            places: where each token stands, counted from 0; None for one after the other. Only with `has_places`.
        """
        with self._lock:
            return self._forward(ids, types, places)

    def _run_waiting(self) -> None:
        """Scores every job that waits, in one go. Called by the thread that holds the lock."""
        jobs = [self._waiting.popleft() for _ in range(len(self._waiting))]
        merged = {
            key: tokens for job in jobs for key, *tokens in zip(job.keys, job.ids, job.types, strict=True)
        }
        try:
            values = self._forward(
                [ids for ids, _ in merged.values()], [types for _, types in merged.values()]
            )
            scores = dict(zip(merged, values.tolist(), strict=True))
        except Exception as error:
            for job in jobs:
                job.found, job.error = {}, error
            return
        self._cache.update(scores)
        for job in jobs:
            job.found = {key: scores[key] for key in job.keys}

    def _forward(
        self, ids: list[list[int]], types: list[list[int]], places: list[list[int]] | None = None
    ) -> np.ndarray:
        if self._onnx is not None:
            return self._onnx.logits(ids, types, places)
        logits = np.zeros(len(ids), dtype=np.float64)
        size = CPU_BATCH if self.device.type == "cpu" else GPU_BATCH
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        with torch.inference_mode():
            for start in range(0, len(order), size):
                rows = order[start : start + size]
                batch = self.tokenizer.pad(
                    {"input_ids": [ids[i] for i in rows], "token_type_ids": [types[i] for i in rows]},
                    return_tensors="pt",
                )
                if places is not None:
                    longest = batch["input_ids"].shape[1]
                    at = [places[i] + [0] * (longest - len(places[i])) for i in rows]
                    batch["position_ids"] = torch.tensor(at)
                output = self.model(**batch.to(self.device)).logits[:, 0]
                logits[rows] = output.float().cpu().numpy()
        return logits


@dataclass(slots=True)
class _Job:
    """The passages of one request that wait for the model, and what became of them."""

    keys: list[bytes]
    ids: list[list[int]]
    types: list[list[int]]
    found: dict[bytes, float] | None = None
    error: Exception | None = None


def choose_engine(folder: Path, wanted: str) -> str:
    """The engine that runs: the wanted one, or for "auto" the quickest whose file is there and fits the weights."""
    if wanted != "auto":
        return wanted
    for engine in (INT8, FP32):
        if engine_path(folder, engine).is_file() and made_from(folder) == file_sha256(weights_file(folder)):
            return engine
    return "torch"


def weights_file(folder: Path) -> Path:
    """Where a version's trained weights are: the adapter's, or the whole model's."""
    full = folder / FULL_MODEL / "model.safetensors"
    return full if full.is_file() else folder / ADAPTER / "adapter_model.safetensors"


def write_full_model(model: torch.nn.Module, folder: Path) -> Path:
    """Writes all weights in half precision into `folder/model`, and returns that folder."""
    target = folder / FULL_MODEL
    target.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.detach().cpu().half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, target / "model.safetensors")
    return target


def check_adapter(folder: Path, backbone: str) -> None:
    """Raises ModelError unless `folder` holds an adapter that was made for this backbone."""
    info = read_model_info(folder)
    if not weights_file(folder).is_file():
        raise ModelError(
            "The model version has no adapter.",
            expected=str(weights_file(folder)),
            got="no such file",
            fix="Train again (whythis train) or go back to another version under models/.",
        )
    expected, actual = info.get("backbone_sha256"), backbone_sha256(backbone)
    if expected != actual:
        raise ModelError(
            "The adapter was made for another backbone.",
            expected=f"a backbone whose weights have SHA-256 {expected}",
            got=f"{actual} ({backbone})",
            fix="Set [model] backbone in shop.toml to the one it was trained on, or run whythis train.",
        )


def read_model_info(folder: Path) -> dict[str, object]:
    """The `model.json` of a version.

    Raises:
        ModelError: it is missing or not a JSON object.
    """
    path = folder / MODEL_INFO
    try:
        info = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(info, dict):
            raise ValueError("not an object")
        return info
    except (OSError, ValueError) as error:
        raise ModelError(
            "The model version cannot be read.",
            expected=f"a JSON object in {path}",
            got=str(error)[:160],
            fix="Train again (whythis train) or go back to another version under models/.",
        ) from error


def bare_model(backbone: str) -> torch.nn.Module:
    """The backbone with a fresh head of one output, before any training."""
    quiet_libraries()
    return AutoModelForSequenceClassification.from_pretrained(
        backbone_path(backbone), num_labels=1, dtype=torch.float32
    )


def _merged(folder: Path, backbone: str) -> PreTrainedModel:
    from peft import PeftModel

    try:
        if weights_file(folder).parent.name == FULL_MODEL:
            config = folder / FULL_MODEL / "config.json"
            model = (
                AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(config))
                if config.is_file()  # a smaller network than the backbone
                else bare_model(backbone)
            )
            model.load_state_dict(load_file(weights_file(folder)))
            return cast(PreTrainedModel, model.float())
        with warnings.catch_warnings():
            # peft asks transformers for an attribute under its older name.
            warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*")
            adapted = PeftModel.from_pretrained(bare_model(backbone), str(folder / ADAPTER))
        return cast(PreTrainedModel, adapted.merge_and_unload())
    except Exception as error:  # peft and safetensors raise many kinds for a damaged file
        raise ModelError(
            "The adapter cannot be loaded.",
            expected=f"weights in {weights_file(folder).parent} that fit the backbone",
            got=f"{type(error).__name__}: {str(error).splitlines()[0][:160]}",
            fix="Train again (whythis train) or go back to another version (whythis models).",
        ) from error
