"""Trains the act classifier: `whythis train-understanding`.

Three steps. English alone: LoRA on the packaged backbone (`tuning`). Both languages: linear heads for the first and
the second act, on messages said in many voices and joined to messages of two acts. Then the weights between what the
heads say of the whole and of its parts (`joint`), on messages that were kept from the heads. Beside them, one head of
its own learns which messages go on about the product spoken of last, from messages written for that.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from whythis.agent.types import ACTS
from whythis.agent.understanding import joint
from whythis.agent.understanding.acts import FORMAT, WEIGHTS, ActClassifier, Head, Weights, encoded_text
from whythis.agent.understanding.cleaning import clean, language
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.encoder import LORA, TunedEncoder
from whythis.agent.understanding.evaluation import evaluate
from whythis.agent.understanding.features import (
    EMBEDDING,
    chinese_vector,
    english_vector,
    is_bare,
    read_clause,
)
from whythis.agent.understanding.pairs import join
from whythis.agent.understanding.reader import Understanding
from whythis.agent.understanding.templates import DATA, write
from whythis.agent.understanding.tuning import Example, OnProgress, TuningSettings, tune
from whythis.agent.understanding.utterances import EVERYDAY, Utterance, read_messages, read_utterances
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.agent.understanding.voices import in_some_voice

UTTERANCES = DATA / "utterances.jsonl"
LEANING = DATA / "leaning.jsonl"
"""Messages after one product was spoken of: {"text", "about": "item" where they go on about it, else "none"}."""
LANGUAGES = {"en": "english", "zh": "chinese"}
_NONE = len(ACTS)
_NO_NAMES = Vocabulary()
_ENCODED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many messages of a language: by template, joined to two acts, and joined to a longer one of one act; and how
    often one of a single act and one of two acts is said, each time in another voice and context."""

    per_template: int
    pairs: int
    folded: int
    single_said: int
    pair_said: int


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Amounts by language, the backbone's tuning, the heads' epochs (English) and inverse regularisation `c` (Chinese),
    how many `runs` with other voices, contexts and pairs their mean is taken of (bagging, Breiman 1996), and on what
    `joint` is fitted: held-out messages said several times, and joined to two acts or to longer ones.

    Far more people say one thing than two, so that there are more of the first.
    """

    en: Amounts = Amounts(per_template=6, pairs=3500, folded=1500, single_said=2, pair_said=3)
    zh: Amounts = Amounts(per_template=16, pairs=6000, folded=2000, single_said=1, pair_said=4)
    tuning: TuningSettings = field(default_factory=TuningSettings)
    epochs: int = 12
    runs: int = 3
    c: float = 1.0
    leaning_c: dict[str, float] = field(default_factory=lambda: {"en": 0.3, "zh": 1.0})
    joint_said: int = 3
    joint_pairs: int = 500
    joint_folded: int = 250
    seed: int = 0


def train(
    utterances: Path = UTTERANCES,
    out: Path = WEIGHTS,
    settings: TrainingSettings | None = None,
    on_progress: OnProgress = lambda step, done, total, loss: None,
    tuned: dict[str, np.ndarray] | None = None,
    kept: Weights | None = None,
    languages: Sequence[str] = tuple(LANGUAGES),
) -> dict[str, Any]:
    """Trains on nine tenths of the written messages and all templates, measures on the last tenth, and saves.

    Args:
        utterances: JSON lines of {"text", "acts", "context"?}.
        out: the safetensors file to write.
        on_progress: step, done, total, loss.
        tuned: changes to the backbone from an earlier training; None tunes it anew, which takes most of the time.
        kept: earlier weights, for the languages that are not among `languages`; they stand on `tuned`.

    Returns:
        What is kept beside the weights: settings, the figures on the tenth, and the threshold to ask back.
    """
    settings = settings or TrainingSettings()
    rng = random.Random(settings.seed)
    fit, held = _split(read_utterances(utterances), rng)
    rows = {
        lang: [row for row in fit if language(row.text) == lang]
        + _written(name, getattr(settings, lang).per_template, rng)
        for lang, name in LANGUAGES.items()
    }
    lora = tuned if tuned is not None else _tuned(rows["en"], settings, rng, on_progress)
    encoder = TunedEncoder(lora)
    first: dict[str, Head] = dict(kept.first) if kept else {}
    second: dict[str, Head] = dict(kept.second) if kept else {}
    for step, lang in enumerate(languages):
        on_progress("Heads", step, len(languages), None)
        draw = random.Random(settings.seed + 1)  # alike, whatever was drawn before
        made = [_drawn_heads(rows[lang], lang, encoder, draw, settings) for _ in range(settings.runs)]
        first[lang], second[lang] = (_mean([heads[place] for heads in made]) for place in (0, 1))
    on_progress("Heads", len(languages), len(languages), None)
    leans = _leaning_heads(encoder, random.Random(settings.seed + 3), settings)
    weights = Weights(first, second, leans, {}, lora, 0.0, {})
    fitted = _joint(weights, held, encoder, settings, on_progress, languages)
    weights = replace(weights, joint={**(kept.joint if kept else {}), **fitted})
    report, threshold = _measured(weights, held, encoder)
    about = {
        "format": FORMAT, "labels": list(ACTS), "ask_below": threshold, "messages": {
            "english": len(rows["en"]), "chinese": len(rows["zh"]), "held_out": len(held),
        }, "settings": asdict(settings), "held_out_tenth": report,
        "kept": [lang for lang in LANGUAGES if lang not in languages],
    }  # fmt: skip
    save(replace(weights, ask_below=threshold, about=about), out)
    return about


def _drawn_heads(
    rows: Sequence[Utterance],
    lang: str,
    encoder: TunedEncoder,
    draw: random.Random,
    settings: TrainingSettings,
) -> tuple[Head, Head]:
    """The heads for the first and for the second act, from one draw of how and with what the messages are said."""
    said = _said(rows, getattr(settings, lang), draw)
    vectors = _vectors(said, lang, encoder, draw)
    first, second = (
        _HEADS[lang](vectors, [_targets(row)[place] for row in said], len(ACTS) + place, settings)
        for place in (0, 1)
    )
    return first, second


def _leaning_heads(encoder: TunedEncoder, draw: random.Random, settings: TrainingSettings) -> dict[str, Head]:
    """By language, logistic regression on the messages of LEANING, in English said in another voice besides."""
    from sklearn.linear_model import LogisticRegression

    heads: dict[str, Head] = {}
    written = [(row["text"], row["about"] == "item") for row in read_messages(LEANING)]
    for lang, c in settings.leaning_c.items():
        own = [(text, about) for text, about in written if language(text) == lang]
        said = [
            Utterance(text, ("item_question",), draw.choice(["shown", "explained"])) for text, _ in own * 2
        ]
        vectors = _vectors(said, lang, encoder, draw)
        model = LogisticRegression(C=c, max_iter=500, random_state=settings.seed)
        model.fit(vectors, [about for _, about in own * 2])
        heads[lang] = Head(np.array(model.coef_, np.float32), np.array(model.intercept_, np.float32))
    return heads


def _mean(heads: Sequence[Head]) -> Head:
    """The head whose log odds are the mean of all: they are linear in the same inputs."""
    return Head(
        np.mean([head.weight for head in heads], axis=0), np.mean([head.bias for head in heads], axis=0)
    )


def save(weights: Weights, path: Path) -> None:
    """Writes all weights into one file, in half precision."""
    tensors: dict[str, np.ndarray] = {}
    for lang in weights.first:
        for place, heads in (("first", weights.first), ("second", weights.second), ("leans", weights.leans)):
            tensors[f"{lang}.{place}.weight"] = heads[lang].weight.astype(np.float16)
            tensors[f"{lang}.{place}.bias"] = heads[lang].bias.astype(np.float32)
    tensors |= {f"{lang}.joint": values.astype(np.float32) for lang, values in weights.joint.items()}
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


def _context(row: Utterance, bare: bool, rng: random.Random) -> Context:
    """The context of a message; one that may be said in any is given a different one each time."""
    if row.context:
        return Context.from_line(row.context)
    if row.acts[0] == "recommend" and bare:
        return Context.from_line(rng.choice(["", "", "shown"]))
    return Context.from_line(rng.choice(["", "", "shown", "shown", "explained"]))


def _tuned(
    rows: list[Utterance], settings: TrainingSettings, rng: random.Random, on_progress: OnProgress
) -> dict[str, np.ndarray]:
    def drawn(round_: int) -> list[Example]:
        said = _said(rows, settings.en, rng)
        return [_example(row, round_ > 0 or rng.random() < 0.5, rng) for row in said]

    return tune(drawn, settings.tuning, settings.seed, rng, on_progress)


def _example(row: Utterance, voice: bool, rng: random.Random) -> Example:
    text = clean(in_some_voice(row.text, rng) if voice else row.text)
    reading = read_clause(text, rng.choice([EVERYDAY, EVERYDAY, _NO_NAMES]))
    vector = english_vector(reading, _context(row, is_bare(reading), rng), np.zeros(EMBEDDING, np.float32))
    return Example(text, vector[EMBEDDING:], *_targets(row))


def _said(rows: Sequence[Utterance], amounts: Amounts, rng: random.Random) -> list[Utterance]:
    """All messages to train on: as written, those of two acts several times, and new ones joined out of them."""
    again = [
        row
        for row in rows
        for _ in range((amounts.single_said if len(row.acts) == 1 else amounts.pair_said) - 1)
    ]
    joined = _joined(rows, amounts.pairs, rng, folded=False) + _joined(rows, amounts.folded, rng, folded=True)
    return [*rows, *again, *joined]


def _joined(rows: Sequence[Utterance], count: int, rng: random.Random, *, folded: bool) -> list[Utterance]:
    pool: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if len(row.acts) == 1:
            pool[row.acts[0]].append(row.text)
    return [Utterance(text, acts) for text, acts in join(pool, count, rng, folded=folded)]


def _targets(row: Utterance) -> tuple[int, int]:
    return ACTS.index(row.acts[0]), ACTS.index(row.acts[1]) if len(row.acts) > 1 else _NONE


def _vectors(rows: Sequence[Utterance], lang: str, encoder: TunedEncoder, rng: random.Random) -> np.ndarray:
    """(n_rows, n_inputs) float32: each message in some voice, in a context that it may be said in."""
    readings = [
        read_clause(
            clean(in_some_voice(row.text, rng) if lang == "en" else row.text),
            rng.choice([EVERYDAY, EVERYDAY, _NO_NAMES]),
        )
        for row in rows
    ]
    contexts = [_context(row, is_bare(r), rng) for row, r in zip(rows, readings, strict=True)]
    if lang == "zh":
        return np.stack([chinese_vector(r, c) for r, c in zip(readings, contexts, strict=True)])
    texts = [encoded_text(r) for r in readings]
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # texts of one length waste no padding
    embeddings = np.zeros((len(texts), EMBEDDING), dtype=np.float32)
    for at in range(0, len(order), _ENCODED_AT_ONCE):
        some = order[at : at + _ENCODED_AT_ONCE]
        embeddings[some] = encoder.encode([texts[i] for i in some])
    return np.stack([english_vector(r, c, e) for r, c, e in zip(readings, contexts, embeddings, strict=True)])


def _smoothed_head(vectors: np.ndarray, targets: list[int], count: int, settings: TrainingSettings) -> Head:
    """A linear layer with dropped words and smoothed labels: the vectors were tuned on the same messages, so that
    plain logistic regression would believe them too well."""
    import torch

    torch.manual_seed(settings.seed)
    inputs, wanted = torch.from_numpy(vectors), torch.tensor(targets)
    layer = torch.nn.Linear(vectors.shape[1], count)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    rate, batch = settings.tuning.head_rate, 128
    optimizer = torch.optim.AdamW(layer.parameters(), lr=rate, weight_decay=0.02)
    steps, done = settings.epochs * -(-len(inputs) // batch), 0
    for _ in range(settings.epochs):
        for some in torch.randperm(len(inputs)).split(batch):
            for group in optimizer.param_groups:
                group["lr"] = rate * max(0.02, 1 - done / steps)
            beside = torch.nn.functional.dropout(inputs[some, EMBEDDING:], 0.3)
            loss = torch.nn.functional.cross_entropy(
                layer(torch.cat([inputs[some, :EMBEDDING], beside], dim=1)),
                wanted[some],
                label_smoothing=settings.tuning.smoothing,
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            done += 1
    return Head(layer.weight.detach().numpy(), layer.bias.detach().numpy())


def _head(vectors: np.ndarray, targets: list[int], count: int, settings: TrainingSettings) -> Head:
    """Logistic regression. A class that has no message gets a bias that keeps it away."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=settings.c, max_iter=150, tol=1e-3, random_state=settings.seed)
    model.fit(vectors, targets)
    weight, bias = np.zeros((count, vectors.shape[1]), np.float32), np.full(count, -12.0, np.float32)
    weight[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return Head(weight, bias)


_HEADS = {"en": _smoothed_head, "zh": _head}


def _joint(
    weights: Weights,
    held: list[Utterance],
    encoder: TunedEncoder,
    settings: TrainingSettings,
    on_progress: OnProgress,
    languages: Sequence[str],
) -> dict[str, np.ndarray]:
    """What the heads' words weigh, by language, from held-out messages as they are and joined to two acts."""
    classifier, found = ActClassifier(weights, encoder), {}
    for lang in languages:
        rng = random.Random(settings.seed + 2)
        own = [row for row in held if language(row.text) == lang]
        rows = own * settings.joint_said
        rows += _joined(own, settings.joint_pairs, rng, folded=False)
        rows += _joined(own, settings.joint_folded, rng, folded=True)
        examples = []
        for done, row in enumerate(rows):
            text = clean(in_some_voice(row.text, rng) if lang == "en" and rng.random() < 0.5 else row.text)
            reading = read_clause(text, EVERYDAY)
            if reading.lang == lang:
                context = _context(row, is_bare(reading), rng)
                views = classifier.views(reading, context, lambda part: read_clause(part, EVERYDAY))
                examples.append((views, row.acts))
            if done % 200 == 0:
                on_progress(f"Joint {lang}", done, len(rows), None)
        found[lang] = joint.fit(examples)
        on_progress(f"Joint {lang}", len(rows), len(rows), None)
    return found


def _measured(weights: Weights, held: list[Utterance], encoder: TunedEncoder) -> tuple[dict[str, Any], float]:
    """The figures on the held-out tenth, and the threshold to ask back."""
    reader = Understanding(EVERYDAY, ActClassifier(weights, encoder))
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
