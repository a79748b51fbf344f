"""Tunes the packaged backbone for English acts: LoRA, learned together with two linear heads that are thrown away.

The heads that are used are fitted on the tuned vectors afterwards (`training`), which is quick and can be done alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from whythis.agent.types import ACTS
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.encoder import TUNED, pooled, tokens
from whythis.agent.understanding.features import EMBEDDING, ENGLISH_INPUTS, english_vector, read_clause
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.retrieval.backbone import backbone_path, quiet_libraries

OnProgress = Callable[[str, int, int, float | None], None]
_LAYERS = 6


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """`rounds` over the messages, LoRA's rank, and how many of the upper layers it changes."""

    rounds: int = 4
    rank: int = 8
    batch: int = 48
    tuned_layers: int = 4
    lora_rate: float = 1e-3
    head_rate: float = 4e-3
    smoothing: float = 0.05


@dataclass(frozen=True, slots=True)
class Example:
    """One message as the network gets it: text to encode, the inputs beside the embedding, and both targets."""

    text: str
    beside: np.ndarray
    first: int
    second: int


def tune(
    drawn: Callable[[int], list[Example]],
    settings: TuningSettings,
    seed: int,
    rng: random.Random,
    on_progress: OnProgress,
) -> dict[str, np.ndarray]:
    """The low-rank changes to the backbone, as `TunedEncoder` takes them.

    Args:
        drawn: the examples of a round, by its number; as many in each.
    """
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModel, AutoTokenizer

    quiet_libraries()
    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(backbone_path())
    model = get_peft_model(
        AutoModel.from_pretrained(backbone_path()),
        LoraConfig(
            r=settings.rank, lora_alpha=2 * settings.rank, target_modules=list(TUNED),
            layers_to_transform=list(range(_LAYERS - settings.tuned_layers, _LAYERS)), layers_pattern="layer",
        ),
    )  # fmt: skip
    first = torch.nn.Linear(ENGLISH_INPUTS, len(ACTS))
    second = torch.nn.Linear(ENGLISH_INPUTS, len(ACTS) + 1)
    for head in (first, second):
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.zeros_(head.bias)
    tuned = [p for p in model.parameters() if p.requires_grad]
    rates = [settings.lora_rate, settings.head_rate]
    optimizer = torch.optim.AdamW(
        [{"params": tuned}, {"params": [*first.parameters(), *second.parameters()], "weight_decay": 0.02}],
        lr=settings.lora_rate,
    )
    drop = torch.nn.Dropout(0.3)
    examples = drawn(0)
    steps = settings.rounds * ((len(examples) + settings.batch - 1) // settings.batch)
    done, mean_loss = 0, 0.0
    model.train()
    for round_ in range(settings.rounds):
        examples = drawn(round_) if round_ else examples
        for batch in _batches(examples, settings.batch, rng):
            progress = done / steps
            scale = min(1.0, done / 60) * max(0.02, 1 - progress)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * scale
            vectors = pooled(model, tokens(tokenizer, [e.text for e in batch])) * _STRETCH
            inputs = torch.cat([vectors, drop(torch.from_numpy(np.stack([e.beside for e in batch])))], dim=1)
            loss = torch.nn.functional.cross_entropy(
                first(inputs), torch.tensor([e.first for e in batch]), label_smoothing=settings.smoothing
            ) + 0.7 * torch.nn.functional.cross_entropy(
                second(inputs), torch.tensor([e.second for e in batch]), label_smoothing=settings.smoothing
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            done += 1
            mean_loss = loss.item() if done == 1 else 0.98 * mean_loss + 0.02 * loss.item()
            if done % 20 == 0 or done == steps:
                on_progress("English", done, steps, mean_loss)
    return _changes(model)


_STRETCH = float(english_vector(read_clause("", Vocabulary()), Context(), np.ones(EMBEDDING, np.float32))[0])


def _changes(model) -> dict[str, np.ndarray]:
    """The low-rank changes by layer, with LoRA's scale (2) inside B."""
    found: dict[str, np.ndarray] = {}
    for name, module in model.get_base_model().named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            found[f"{name}.A"] = module.lora_A["default"].weight.detach().numpy()
            found[f"{name}.B"] = module.lora_B["default"].weight.detach().numpy() * module.scaling["default"]
    return found


def _batches(examples: list[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Batches of texts of about one length, in random order."""
    keyed = sorted(examples, key=lambda e: len(e.text) + rng.random() * 12)
    batches = [keyed[i : i + size] for i in range(0, len(keyed), size)]
    rng.shuffle(batches)
    return batches
