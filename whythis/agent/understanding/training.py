"""Trains the act classifier: `whythis train-understanding`.

English: LoRA on the packaged backbone together with the linear heads, on messages said in many voices and joined to
messages of two acts, new ones in each round. Chinese: logistic regression on character n-grams.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from whythis.agent.types import ACTS
from whythis.agent.understanding.acts import FORMAT, WEIGHTS, ActClassifier, Head, Weights
from whythis.agent.understanding.cleaning import clean, language
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.encoder import LORA, TUNED, pooled, tokens
from whythis.agent.understanding.evaluation import evaluate
from whythis.agent.understanding.features import (
    EMBEDDING,
    ENGLISH_INPUTS,
    chinese_vector,
    english_vector,
    is_bare,
    read_clause,
)
from whythis.agent.understanding.pairs import join
from whythis.agent.understanding.reader import Understanding
from whythis.agent.understanding.templates import DATA, write
from whythis.agent.understanding.utterances import EVERYDAY, Utterance, read_utterances
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.agent.understanding.voices import in_some_voice
from whythis.retrieval.backbone import backbone_path, quiet_libraries

UTTERANCES = DATA / "utterances.jsonl"
OnProgress = Callable[[str, int, int, float | None], None]
_NONE = len(ACTS)
_LAYERS = 6


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """`rounds` over the English messages, of which `pairs` and `folded` are joined anew for each;
    LoRA's rank and how many of the upper layers it changes."""

    rounds: int = 4
    per_template: int = 6
    per_chinese_template: int = 16
    pairs: int = 2200
    folded: int = 1000
    chinese_pairs: int = 2500
    rank: int = 8
    batch: int = 48
    tuned_layers: int = 4
    lora_rate: float = 1e-3
    head_rate: float = 4e-3
    smoothing: float = 0.05
    seed: int = 0


def train(
    utterances: Path = UTTERANCES,
    out: Path = WEIGHTS,
    settings: TrainingSettings | None = None,
    on_progress: OnProgress = lambda step, done, total, loss: None,
) -> dict[str, Any]:
    """Trains on nine tenths of the written messages and all templates, measures on the last tenth, and saves.

    Args:
        utterances: JSON lines of {"text", "acts", "context"?}.
        out: the safetensors file to write.
        on_progress: step, done, total, loss.

    Returns:
        What is kept beside the weights: settings, the figures on the tenth, and the threshold to ask back.
    """
    settings = settings or TrainingSettings()
    rng = random.Random(settings.seed)
    rows = read_utterances(utterances)
    fit, held = _split(rows, rng)
    english = [row for row in fit if language(row.text) == "en"] + _written(
        "english", settings.per_template, rng
    )
    chinese = [row for row in fit if language(row.text) == "zh"] + _written(
        "chinese", settings.per_chinese_template, rng
    )
    heads, lora = _train_english(english, settings, rng, on_progress)
    on_progress("Chinese", 0, 1, None)
    heads |= _train_chinese(
        chinese, settings, random.Random(settings.seed + 1)
    )  # alike, whatever English drew
    on_progress("Chinese", 1, 1, None)
    weights = Weights(
        {"en": heads["en.first"], "zh": heads["zh.first"]},
        {"en": heads["en.second"], "zh": heads["zh.second"]},
        lora, 0.0, {},
    )  # fmt: skip
    report, threshold = _measured(weights, held)
    about = {
        "format": FORMAT, "labels": list(ACTS), "ask_below": threshold, "messages": {
            "english": len(english), "chinese": len(chinese), "held_out": len(held),
        }, "settings": asdict(settings), "held_out_tenth": report,
    }  # fmt: skip
    save(replace(weights, ask_below=threshold, about=about), out)
    return about


def save(weights: Weights, path: Path) -> None:
    """Writes all weights into one file, in half precision."""
    tensors: dict[str, np.ndarray] = {}
    for lang in weights.first:
        for place, heads in (("first", weights.first), ("second", weights.second)):
            tensors[f"{lang}.{place}.weight"] = heads[lang].weight.astype(np.float16)
            tensors[f"{lang}.{place}.bias"] = heads[lang].bias.astype(np.float32)
    tensors |= {LORA + name: change.astype(np.float16) for name, change in weights.lora.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: np.ascontiguousarray(tensor) for name, tensor in sorted(tensors.items())}, path,
        metadata={"about": json.dumps(weights.about, ensure_ascii=False)},
    )  # fmt: skip


def _split(rows: list[Utterance], rng: random.Random) -> tuple[list[Utterance], list[Utterance]]:
    """Nine tenths to train on and one to measure on, of every act alike."""
    by_act: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for row in rows:
        by_act[row.acts[0], language(row.text)].append(row)
    held: list[Utterance] = []
    for group in by_act.values():
        rng.shuffle(group)
        held += group[: len(group) // 10]
    out = {id(row) for row in held}
    return [row for row in rows if id(row) not in out], held


def _written(lang: str, per_template: int, rng: random.Random) -> list[Utterance]:
    return [
        Utterance(w.text, (w.act,), "shown" if w.shown and rng.random() < 0.6 else "")
        for w in write(lang, per_template, rng)
    ]


@dataclass(frozen=True, slots=True)
class _Example:
    """One message as the network gets it: text to encode, the inputs beside the embedding, and both targets."""

    text: str
    beside: np.ndarray
    first: int
    second: int


def _context(row: Utterance, bare: bool, rng: random.Random) -> Context:
    """The context of a message; one that may be said in any is given a different one each time."""
    if row.context:
        return Context.from_line(row.context)
    if row.acts[0] == "recommend" and bare:
        return Context.from_line(rng.choice(["", "", "shown"]))
    return Context.from_line(rng.choice(["", "", "shown", "shown", "explained"]))


def _example(row: Utterance, voice: bool, rng: random.Random) -> _Example:
    text = clean(in_some_voice(row.text, rng) if voice else row.text)
    reading = read_clause(text, rng.choice([EVERYDAY, EVERYDAY, _NO_NAMES]))
    vector = english_vector(reading, _context(row, is_bare(reading), rng), np.zeros(EMBEDDING, np.float32))
    return _Example(text, vector[EMBEDDING:], *_targets(row))


_NO_NAMES = Vocabulary()


def _targets(row: Utterance) -> tuple[int, int]:
    return ACTS.index(row.acts[0]), ACTS.index(row.acts[1]) if len(row.acts) > 1 else _NONE


def _joined(rows: Sequence[Utterance], count: int, rng: random.Random, *, folded: bool) -> list[Utterance]:
    pool: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if len(row.acts) == 1:
            pool[row.acts[0]].append(row.text)
    return [Utterance(text, acts) for text, acts in join(pool, count, rng, folded=folded)]


def _train_english(
    rows: list[Utterance], settings: TrainingSettings, rng: random.Random, on_progress: OnProgress
) -> tuple[dict[str, Head], dict[str, np.ndarray]]:
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModel, AutoTokenizer

    quiet_libraries()
    torch.manual_seed(settings.seed)
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
    fresh = settings.pairs + settings.folded
    steps = settings.rounds * ((len(rows) + fresh + settings.batch - 1) // settings.batch)
    done, mean_loss = 0, 0.0
    model.train()
    for round_ in range(settings.rounds):
        said = rows + _joined(rows, settings.pairs, rng, folded=False)
        said += _joined(rows, settings.folded, rng, folded=True)
        examples = [_example(row, round_ > 0 or rng.random() < 0.5, rng) for row in said]
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
    heads = {
        f"en.{name}": Head(head.weight.detach().numpy(), head.bias.detach().numpy())
        for name, head in (("first", first), ("second", second))
    }
    return heads, _changes(model)


_STRETCH = float(english_vector(read_clause("", _NO_NAMES), Context(), np.ones(EMBEDDING, np.float32))[0])


def _changes(model) -> dict[str, np.ndarray]:
    """The low-rank changes by layer, with LoRA's scale (2) inside B."""
    found: dict[str, np.ndarray] = {}
    for name, module in model.get_base_model().named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            found[f"{name}.A"] = module.lora_A["default"].weight.detach().numpy()
            found[f"{name}.B"] = module.lora_B["default"].weight.detach().numpy() * module.scaling["default"]
    return found


def _batches(examples: list[_Example], size: int, rng: random.Random) -> list[list[_Example]]:
    """Batches of texts of about one length, in random order."""
    keyed = sorted(examples, key=lambda e: len(e.text) + rng.random() * 12)
    batches = [keyed[i : i + size] for i in range(0, len(keyed), size)]
    rng.shuffle(batches)
    return batches


def _train_chinese(rows: list[Utterance], settings: TrainingSettings, rng: random.Random) -> dict[str, Head]:
    from sklearn.linear_model import LogisticRegression

    said = rows + _joined(rows, settings.chinese_pairs, rng, folded=False)
    said += _joined(rows, settings.chinese_pairs // 2, rng, folded=True)
    inputs, targets = [], []
    for row in said:
        reading = read_clause(clean(row.text), rng.choice([EVERYDAY, _NO_NAMES]))
        inputs.append(chinese_vector(reading, _context(row, is_bare(reading), rng)))
        targets.append(_targets(row))
    vectors = np.stack(inputs)
    heads: dict[str, Head] = {}
    for place, name in enumerate(("first", "second")):
        model = LogisticRegression(C=1.0, max_iter=200, tol=1e-3, random_state=settings.seed)
        model.fit(vectors, [target[place] for target in targets])
        count = len(ACTS) + place
        weight, bias = np.zeros((count, vectors.shape[1]), np.float32), np.full(count, -12.0, np.float32)
        weight[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
        heads[f"zh.{name}"] = Head(weight, bias)
    return heads


def _measured(weights: Weights, held: list[Utterance]) -> tuple[dict[str, Any], float]:
    """The figures on the held-out tenth, and the threshold to ask back."""
    reader = Understanding(EVERYDAY, ActClassifier(weights))
    report = evaluate(reader, held)
    odds = np.array([p["confidence"] for p in report["predictions"]])
    right = np.array([p["predicted"][0] == p["acts"][0] for p in report["predictions"]])
    return {k: v for k, v in report.items() if k not in ("predictions", "confusion")}, ask_threshold(
        odds, right
    )


def ask_threshold(odds: np.ndarray, right: np.ndarray) -> float:
    """The probability below which asking back serves people better than acting.

    A right act counts +1, a wrong one -1, a question back 0; the threshold is where the sum is largest. It is half way
    to the next message, and 0 where acting is always better.
    """
    order = np.argsort(odds, kind="stable")
    lost = np.cumsum(np.where(right[order], 1, -1))
    at = int(lost.argmin())
    if lost[at] >= 0:
        return 0.0
    above = odds[order[at + 1]] if at + 1 < len(order) else 1.0
    return round(float(odds[order[at]] + above) / 2, 3)
