"""The BERT cross-encoder: a backbone with a LoRA adapter and a head, merged when it is loaded."""

from __future__ import annotations

import contextlib
import json
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, BatchEncoding

from whythis.errors import ModelError
from whythis.ranking.pair_text import PairText
from whythis.retrieval.backbone import PACKAGED, backbone_path, backbone_sha256, file_sha256, quiet_libraries

MAX_TOKENS = 160
ADAPTER = "adapter"
MODEL_INFO = "model.json"


class CrossEncoder:
    """Scores pairs of texts with one logit each.

    Args:
        folder: a model version's folder, with `model.json` and `adapter/`.
        backbone: "packaged", a Hugging Face name or a path; must be the one that the adapter was made for.
        device: a torch device; None takes CUDA when there is one, else the CPU.

    Raises:
        ModelError: the adapter is missing, damaged, or made for another backbone.
    """

    def __init__(self, folder: Path, backbone: str = PACKAGED, device: str | None = None) -> None:
        check_adapter(folder, backbone)
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.sha256 = file_sha256(folder / ADAPTER / "adapter_model.safetensors")
        self.tokenizer = AutoTokenizer.from_pretrained(backbone_path(backbone))
        self.model = _merged(folder, backbone).to(self.device).eval()
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        # Attribution hooks and lazy tokenizer state are not made for concurrent use.
        self._lock = threading.RLock()

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[CrossEncoder]:
        """Holds the model for one thread, as attribution methods need it."""
        with self._lock:
            yield self

    def encode(self, pairs: Sequence[PairText]) -> BatchEncoding:
        """Tokens of pairs, padded, at most 160 each; the item's end is cut first. With offsets."""
        return self.tokenizer(
            [pair.side_a for pair in pairs],
            [pair.side_b for pair in pairs],
            truncation="longest_first",
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )

    def logits(self, pairs: Sequence[PairText], batch_size: int = 32) -> np.ndarray:
        """Returns (n_pairs,) float64 logits. Pairs of like length share a batch, so that little is padding."""
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].side_a) + len(pairs[i].side_b))
        logits = np.zeros(len(pairs), dtype=np.float64)
        with self._lock, torch.inference_mode():
            for start in range(0, len(order), batch_size):
                rows = order[start : start + batch_size]
                batch = self.encode([pairs[i] for i in rows])
                batch.pop("offset_mapping")
                output = self.model(**batch.to(self.device)).logits[:, 0]
                logits[rows] = output.float().cpu().numpy()
        return logits


def check_adapter(folder: Path, backbone: str) -> None:
    """Raises ModelError unless `folder` holds an adapter that was made for this backbone."""
    info = read_model_info(folder)
    if not (folder / ADAPTER / "adapter_model.safetensors").is_file():
        raise ModelError(
            "The model version has no adapter.",
            expected=f"{folder / ADAPTER / 'adapter_model.safetensors'}",
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


def _merged(folder: Path, backbone: str) -> torch.nn.Module:
    from peft import PeftModel

    try:
        with warnings.catch_warnings():
            # peft asks transformers for an attribute under its older name.
            warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*")
            adapted = PeftModel.from_pretrained(bare_model(backbone), str(folder / ADAPTER))
        return adapted.merge_and_unload()
    except Exception as error:  # peft and safetensors raise many kinds for a damaged file
        raise ModelError(
            "The adapter cannot be loaded.",
            expected=f"LoRA weights in {folder / ADAPTER} that fit the backbone",
            got=f"{type(error).__name__}: {str(error).splitlines()[0][:160]}",
            fix="Train again (whythis train) or go back to another version under models/.",
        ) from error
