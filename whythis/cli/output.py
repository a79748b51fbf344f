"""How results look on a terminal, and what they are as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from whythis.agent.catalogue import messages
from whythis.agent.types import Reply, ShownItem
from whythis.explainers.types import Claim, Contribution, Explanation
from whythis.explainers.why_not import WhyNot

console = Console(stderr=True, highlight=False)
"""Progress and remarks go to stderr, so that stdout holds results alone."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=console) as progress:
        yield progress


def steps(progress: Progress) -> Callable[[str, int, int], None]:
    """A bar for each step of a long work, as it comes: called with the step's name, how much is done, and of what."""
    tasks: dict[str, TaskID] = {}

    def on_progress(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(step.capitalize(), total=total, note="")
        progress.update(tasks[step], completed=done, total=total)

    return on_progress


def reply_json(reply: Reply) -> dict[str, Any]:
    """A reply as `whythis ask --json` gives it."""
    return {
        "session": reply.session,
        "decision_id": reply.decision_id,
        "acts": list(reply.acts),
        "text": reply.text,
        "lang": reply.lang,
        "items": [asdict(item) for item in reply.items],
        "claims": [claim_json(claim) for claim in reply.claims],
        "explanation": explanation_json(reply.explanation) if reply.explanation else None,
        "suggestions": list(reply.suggestions),
        "latency_ms": reply.latency_ms,
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "kind": claim.kind,
        "item_id": claim.item_id,
        "direction": claim.direction,
        "text": claim.text,
        "evidence": claim.evidence,
    }


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """An explanation with all contributions in one list, and what each level sums to."""
    words = explanation.words
    return {
        "decision_id": explanation.decision_id,
        "item_id": explanation.item_id,
        "other_id": explanation.other_id,
        "kind": explanation.kind,
        "method": explanation.method,
        "baseline": explanation.baseline,
        "base_value": explanation.base_value,
        "output_value": explanation.output_value,
        "residual": explanation.residual,
        "contributions": [_contribution_json(c) for c in explanation.contributions],
        "words": words
        and {
            "method": words.method,
            "baseline": words.baseline,
            "steps": words.steps,
            "base_value": words.base_value,
            "output_value": words.output_value,
            "scored_value": words.scored_value,
            "relative_gap": words.relative_gap,
            "texts": words.texts,
        },
        "check": asdict(explanation.check) if explanation.check else None,
        "versions": explanation.versions,
    }


def why_not_json(found: WhyNot) -> dict[str, Any]:
    """Why an item is not on a list. `contrast` is the last shown item over it, where it was outscored."""
    return {
        "decision_id": found.decision_id,
        "item_id": found.item_id,
        "kind": "why_not",
        "title": found.title,
        "stage": found.stage,
        "evidence": found.evidence,
        "remedies": [remedy.evidence() for remedy in found.remedies],
        "contrast": explanation_json(found.contrast) if found.contrast else None,
    }


def _contribution_json(contribution: Contribution) -> dict[str, Any]:
    out: dict[str, Any] = {
        "level": contribution.level,
        "name": contribution.name,
        "value": contribution.value,
    }
    if contribution.level == "word":
        out |= {"source": contribution.source, "span": list(contribution.span or ())}
    if contribution.label:
        out["label"] = contribution.label
    return out | contribution.detail


def print_reply(reply: Reply) -> None:
    """A reply for people: the answer, the list, the reasons' bars, and what to ask next."""
    out = Console(highlight=False)
    out.print(reply.text, markup=False)
    for item in reply.items:
        out.print(_item_line(item, reply.lang), markup=False)
    if reply.explanation:
        out.print()
        out.print(explanation_lines(reply.explanation), markup=False)
    if reply.suggestions:
        out.print("\n" + "   ".join(f"[{s}]" for s in reply.suggestions), style="dim", markup=False)


def _item_line(item: ShownItem, lang: str) -> str:
    words = messages(lang)
    parts = [words.price(item.price_cents, item.currency) if item.price_cents is not None else "—"]
    if item.rating is not None:
        parts.append(f"{words.number(item.rating, 1)}/5 ({words.count('ratings', item.rating_count)})")
    parts.append(words.percent(item.probability))
    return f"{item.rank:>3}. {item.title}  ·  " + "  ·  ".join(parts) + f"  ·  {item.id}"


def explanation_lines(explanation: Explanation) -> str:
    """The signals as bars of text; they and the base value sum to the score."""
    largest = max((abs(c.value) for c in explanation.signals), default=1.0) or 1.0
    base = "score of the other product" if explanation.other_id else "mean of the products compared"
    lines = [f"{base:<52}{explanation.base_value:>9.3f}"]
    for contribution in explanation.signals:
        if abs(contribution.value) >= 0.0005:
            bar = ("+" if contribution.value > 0 else "-") * max(
                1, round(16 * abs(contribution.value) / largest)
            )
            lines.append(f"{contribution.label:<52}{contribution.value:>+9.3f}  {bar}")
    lines.append(f"{'score':<52}{explanation.output_value:>9.3f}")
    return "\n".join(lines)
