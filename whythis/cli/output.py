"""How results look on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.cells import cell_len
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
from whythis.explainers.types import Explanation
from whythis.ui.texts import say, signal_label

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


def visible(text: str) -> str:
    """Text of people for a terminal: nothing in it moves the cursor, changes colours or starts a line."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def print_reply(reply: Reply) -> None:
    """A reply for people: the answer, the list, the reasons' bars, and what to ask next."""
    out = Console(highlight=False)
    out.print("\n".join(map(visible, reply.text.splitlines())), markup=False)
    for item in reply.items:
        out.print(visible(_item_line(item, reply.lang)), markup=False)
    if reply.explanation:
        out.print()
        out.print(explanation_lines(reply.explanation, reply.lang), markup=False)
    if reply.suggestions:
        out.print("\n" + "   ".join(f"[{s}]" for s in reply.suggestions), style="dim", markup=False)


def _item_line(item: ShownItem, lang: str) -> str:
    words = messages(lang)
    parts = [words.price(item.price_cents, item.currency) if item.price_cents is not None else "—"]
    if item.rating is not None:
        parts.append(f"{words.number(item.rating, 1)}/5 ({words.count('ratings', item.rating_count)})")
    parts.append(words.percent(item.probability))
    return f"{item.rank:>3}. {item.title}  ·  " + "  ·  ".join(parts) + f"  ·  {item.id}"


def explanation_lines(explanation: Explanation, lang: str) -> str:
    """The signals as bars of text; they and the base value sum to the score.

    Args:
        lang: as the chat's page calls them in it: "en", "zh", or `for_staff` of either.
    """
    base = say(lang, "base_other" if explanation.other_id else "base")
    shown = [c for c in explanation.signals if abs(c.value) >= 0.0005]
    largest = max((abs(c.value) for c in shown), default=1.0)
    lines = [f"{_padded(base)}{explanation.base_value:>9.3f}"]
    for contribution in shown:
        bar = ("+" if contribution.value > 0 else "-") * max(1, round(16 * abs(contribution.value) / largest))
        label = signal_label(lang, contribution.name, contribution.label)
        lines.append(f"{_padded(label)}{contribution.value:>+9.3f}  {bar}")
    lines.append(f"{_padded(say(lang, 'score'))}{explanation.output_value:>9.3f}")
    return "\n".join(lines)


def _padded(label: str) -> str:
    """A label as wide as the column: a Chinese character takes two places."""
    return label + " " * (52 - cell_len(label))
