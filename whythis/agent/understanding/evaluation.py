"""Measures the reading of acts on utterances: accuracy, precision and recall by act, who is taken for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from whythis.agent.types import ACTS
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.reader import Understanding
from whythis.agent.understanding.utterances import Utterance


def evaluate(reader: Understanding, rows: Sequence[Utterance]) -> dict[str, Any]:
    """The measures of a reader on labelled messages.

    Returns:
        "utterances": how many; "first_act": share with the right first act; "all_acts": share with all acts right and
        in order; "by_number_of_acts": all_acts for messages of one and of two; "per_act": n, precision, recall and f1
        of the first act; "confusion": {act: {taken for: count}}; "predictions": text, acts, predicted, confidence.
    """
    predictions = []
    for row in rows:
        read = reader.read(row.text, Context.from_line(row.context))
        predictions.append(
            {
                "text": row.text,
                "acts": list(row.acts),
                "predicted": list(read.acts),
                "confidence": read.confidence,
            }
        )
    pairs = [(p["acts"][0], p["predicted"][0]) for p in predictions]
    confusion = Counter(pairs)
    numbers = sorted({len(row.acts) for row in rows})
    return {
        "utterances": len(rows),
        "first_act": _share([a == b for a, b in pairs]),
        "all_acts": _share([p["acts"] == p["predicted"] for p in predictions]),
        "by_number_of_acts": {
            str(n): _share([p["acts"] == p["predicted"] for p in predictions if len(p["acts"]) == n])
            for n in numbers
        },
        "per_act": {act: _measures(act, pairs) for act in ACTS if any(act in pair for pair in pairs)},
        "confusion": {
            act: {b: confusion[a, b] for a, b in sorted(confusion) if a == act}
            for act in ACTS
            if any(a == act for a, _ in pairs)
        },
        "predictions": predictions,
    }


def _share(rights: Sequence[bool]) -> float:
    return round(sum(rights) / len(rights), 4) if rights else 0.0


def _measures(act: str, pairs: Sequence[tuple[str, str]]) -> dict[str, float | int]:
    said = sum(a == act for a, _ in pairs)
    taken = sum(b == act for _, b in pairs)
    right = sum(a == b == act for a, b in pairs)
    precision, recall = right / taken if taken else 0.0, right / said if said else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"n": said, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
