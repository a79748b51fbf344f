"""How long an answer of the chat takes, through the whole turn: reading, ranking or explaining, wording, saving.

    python -m benchmarks chat [SHOP [TALKS]]

Each talk asks for a kind of product and then about its list. One talk goes first and is not counted: what a first
call loads is paid once. Scores of pairs are kept between questions of a talk and forgotten between talks, as they are
for shoppers who ask for different things.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from benchmarks.shops import open_shop
from whythis.shop import Shop

TALKS = 20
QUESTIONS = {
    "why": ("why the second one?", "why the first one?", "why the third one?"),
    "compare": ("why is the first above the second?",),
    "confidence": ("how sure are you about the first one?",),
    "what_if": ("what if the price did not matter?",),
}
"""What is asked about each list, by the act that it is."""
BARS_MS = {"why": (300.0, 800.0)}
"""The most that median and 95th percentile may be."""


def main(arguments: Sequence[str]) -> None:
    folder, talks = (*arguments, *("", "")[len(arguments) :])
    times = measure(open_shop(folder), int(talks or TALKS))
    print(f"{'':<14}{'answers':>8}{'median ms':>11}{'p95 ms':>9}")
    for name, values in times.items():
        middle, high = np.percentile(values, [50, 95]) if values else (float("nan"), float("nan"))
        bars = BARS_MS.get(name)
        told = f"   at most {bars[0]:.0f} and {bars[1]:.0f}" if bars else ""
        print(f"{name:<14}{len(values):>8}{middle:>11.0f}{high:>9.0f}{told}")


def measure(shop: Shop, talks: int) -> dict[str, list[float]]:
    """Milliseconds of each answer, by act. A question that was read as another act is left out, and said."""
    times: dict[str, list[float]] = {name: [] for name in ("recommend", *QUESTIONS)}
    for number, request in enumerate(_requests(shop, talks + 1)):
        shop.ranker.cross_encoder.forget()
        found, answers = _talk(shop, request)
        for act, text, milliseconds in answers if number else ():
            if act in times:
                times[act].append(milliseconds)
            else:
                print(
                    f"  not counted: {text!r} was answered as {act}, after {request!r} with {found} products"
                )
    return times


def _talk(shop: Shop, request: str) -> tuple[int, list[tuple[str, str, float]]]:
    """The number of products that were shown, and for each message the act that it was read as, and its time."""
    session, shown, answers = None, 0, []
    for text in (request, *(question for questions in QUESTIONS.values() for question in questions)):
        started = time.perf_counter()
        reply = shop.ask(text, session=session)
        answers.append((reply.acts[0], text, (time.perf_counter() - started) * 1000))
        session, shown = reply.session, shown or len(reply.items)
    return shown, answers


def _requests(shop: Shop, count: int) -> list[str]:
    """The commonest kinds; where there are too few, again with their commonest brands in front."""
    kinds = [kind.casefold() for kind, _ in shop.catalog.category_counts.most_common(count)]
    brands = [brand for brand, _ in shop.catalog.brand_counts.most_common(count)]
    asked = [*kinds, *(f"{brand} {kind}" for brand in brands for kind in kinds)]
    return asked[:count] or [title.casefold()[:40] for title in shop.catalog.titles[:count]]
