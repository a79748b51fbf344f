"""Joins training messages of one act into messages of two, and into longer ones that still mean one."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

_FOLLOW: Mapping[str, tuple[str, ...]] = {
    "dislike": ("refine", "refine", "refine", "more", "recommend", "human", "why", "forget"),
    "like": ("why", "item_question", "refine", "recommend", "more", "confidence", "compare", "why_not"),
    "why": (
        "refine",
        "confidence",
        "item_question",
        "compare",
        "profile",
        "what_if",
        "dislike",
        "why_not",
        "more",
    ),
    "why_not": ("refine", "what_if", "dislike", "confidence", "how_it_works"),
    "compare": ("confidence", "refine", "like", "item_question", "why", "more"),
    "what_if": ("confidence", "refine", "why", "profile"),
    "profile": ("forget", "forget", "why", "how_it_works", "human"),
    "forget": ("recommend", "profile", "human", "refine", "more"),
    "how_it_works": ("why", "profile", "recommend", "human", "confidence"),
    "help": ("recommend", "profile", "how_it_works"),
    "confidence": ("human", "more", "why", "item_question", "refine", "compare"),
    "item_question": ("why", "refine", "compare", "like", "confidence", "dislike"),
    "refine": ("why", "compare", "confidence", "profile"),
    "recommend": ("why", "compare", "confidence", "item_question", "how_it_works"),
    "more": ("why", "compare", "item_question", "human"),
    "human": ("forget", "profile"),
}
"""Acts that people say one after the other."""
_FOLDS = {("smalltalk", act): act for act in (*_FOLLOW, "preference", "lookup", "out_of_scope")} | {
    ("preference", "recommend"): "recommend", ("preference", "refine"): "refine",
    ("recommend", "preference"): "recommend", ("refine", "preference"): "refine",
    ("recommend", "smalltalk"): "recommend", ("like", "smalltalk"): "like", ("why", "smalltalk"): "why",
    ("refine", "smalltalk"): "refine",
}  # fmt: skip
"""Two acts that count as one: a greeting before a request, a need told with the request."""
_JOINTS = (". ", ". ", "! ", ", ", ", ", ", and ", " and ", "; ", "? ", ". and ", ". also ", ", then ", ". now ", " - ",
           ", but ", " ... ", " & ", ". by the way ", "\n")  # fmt: skip
_CHINESE_JOINTS = ("，", "，", "。", "！", "？", "，然后", "，还有", "，另外", "；", " ", "，再", "，顺便")
_LONGEST_WORDS, _TRIES = 14, 100


def join(
    pool: Mapping[str, Sequence[str]], count: int, rng: random.Random, *, folded: bool
) -> list[tuple[str, tuple[str, ...]]]:
    """`count` messages of two parts with their acts, or fewer if the pool has too little; of `folded` ones both parts
    are one act.

    Args:
        pool: act -> messages of that act alone.
    """
    made: list[tuple[str, tuple[str, ...]]] = []
    firsts = sorted(_FOLLOW)
    folds = sorted(_FOLDS)
    for _ in range(_TRIES * count):
        if len(made) == count:
            break
        if folded and rng.random() < 0.6:
            first, second = rng.choice(folds)
            acts: tuple[str, ...] = (_FOLDS[first, second],)
        elif folded:
            first = second = rng.choice(firsts)
            acts = (first,)
        else:
            first = rng.choice(firsts)
            second = rng.choice(_FOLLOW[first])
            acts = (first, second)
        if not pool.get(first) or not pool.get(second):
            continue
        one, two = rng.choice(pool[first]), rng.choice(pool[second])
        if one != two and max(len(one.split()), len(two.split())) <= _LONGEST_WORDS:
            made.append((_joined(one, two, rng), acts))
    return made


def _joined(one: str, two: str, rng: random.Random) -> str:
    if any(ord(c) > 0x33FF for c in one):
        ended = one[-1] in "？！。?" and rng.random() < 0.7
        return one + two if ended else one.rstrip("？！。? ") + rng.choice(_CHINESE_JOINTS) + two
    joint = rng.choice(_JOINTS)
    if one[-1] in "?!." and joint[0] not in "?!.,;" and rng.random() < 0.6:
        return one + " " + two
    if one.endswith("?") and rng.random() < 0.8:
        return one + rng.choice([" ", " ", " and ", " also, "]) + two
    return one.rstrip("?!. ") + joint + two
