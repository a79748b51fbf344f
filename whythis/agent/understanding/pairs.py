"""Joins training messages of one act into messages of two, and into longer ones that still mean one."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

_FOLLOW: Mapping[str, list[str]] = {
    one: others.split()
    for one, others in {
        "dislike": "refine refine refine refine more more recommend human why forget item_question "
        "compare compare why_not profile profile what_if why how_it_works",
        "like": "why item_question item_question refine refine recommend more more confidence compare "
        "compare why_not forget thanks human what_if preference preference dislike",
        "why": "refine confidence item_question compare profile what_if what_if dislike why_not why_not more forget "
        "how_it_works",
        "why_not": "refine refine what_if dislike confidence how_it_works compare compare recommend recommend human",
        "compare": "confidence confidence refine like item_question item_question why more what_if preference",
        "what_if": "confidence refine why profile compare item_question",
        "profile": "forget forget forget why how_it_works human dislike",
        "forget": "recommend recommend profile human refine more thanks how_it_works",
        "how_it_works": "why profile recommend human confidence dislike",
        "help": "recommend profile how_it_works human",
        "confidence": "human more why item_question refine compare compare",
        "item_question": "why why refine refine refine compare compare like confidence dislike "
        "recommend more preference out_of_scope",
        "refine": "why compare confidence profile how_it_works preference",
        "recommend": "why compare confidence item_question how_it_works out_of_scope preference preference",
        "more": "why compare item_question human why_not",
        "human": "forget profile thanks",
        "preference": "recommend recommend recommend refine refine why why compare compare "
        "item_question confidence confidence what_if more why_not profile",
        "greeting": "recommend recommend recommend why item_question help help human profile how_it_works "
        "forget compare why_not confidence preference lookup out_of_scope",
        "thanks": "refine more why item_question compare recommend forget human confidence why_not",
        "out_of_scope": "recommend recommend help human",
    }.items()
}
"""Acts that people say one after the other. What greets and what thanks are two kinds of `smalltalk`."""
_FOLDS: Mapping[tuple[str, str], str] = {
    ("recommend", "recommend"): "recommend", ("refine", "refine"): "refine", ("lookup", "why"): "lookup",
    ("smalltalk", "smalltalk"): "smalltalk",
}  # fmt: skip
"""Two parts that are one act, beside two of the same."""
_OF_SMALLTALK = {
    "greeting": re.compile(
        r"\b(?:h(?:i+|ello+|iya|eya|owdy)|hey (?:there|all)|good (?:morning|evening|afternoon|day)|greetings)\b"
        r"|你好|您好|嗨|早上好|下午好|晚上好|哈喽",
        re.IGNORECASE,
    ),
    "thanks": re.compile(
        r"\b(?:thank|thanks|thx+|ty|cheers|haha|lol|much (?:obliged|appreciated)|ta)\b|谢|辛苦|哈哈",
        re.IGNORECASE,
    ),
}
_JOINTS = (". ", ". ", "! ", ", ", ", ", ", ", ", and ", " and ", "; ", "? ", ". and ", ". also ", ", then ", ". now ",
           " - ", ", but ", " but ", " ... ", " & ", ". by the way ", "\n", " ", " ", " so ", ", so ", " also ",
           ", also ",
           " n ", " — ", ": ", " then ", ".. ", ", though ", ", now ")  # fmt: skip
_CHINESE_JOINTS = ("，", "，", "，", "。", "！", "？", "，然后", "，还有", "，另外", "；", " ", " ",
                   "，再", "，顺便", "，不过",
                   "，那",
                   "", "，所以", "~", "。对了，")  # fmt: skip
_LONGEST_WORDS, _TRIES = 16, 100


def join(
    pool: Mapping[str, Sequence[str]], count: int, rng: random.Random, *, folded: bool
) -> list[tuple[str, tuple[str, ...]]]:
    """`count` messages of two parts with their acts, or fewer if the pool has too little; of `folded` ones both parts
    are one act.

    Args:
        pool: act -> messages of that act alone.
    """
    pool = {**pool, **{
        kind: [text for text in pool.get("smalltalk", ()) if told.search(text)] for kind, told in _OF_SMALLTALK.items()
    }}  # fmt: skip
    made: list[tuple[str, tuple[str, ...]]] = []
    firsts = sorted(_FOLLOW)
    folds = sorted(_FOLDS)
    for _ in range(_TRIES * count):
        if len(made) == count:
            break
        if folded and rng.random() < 0.3:
            first, second = rng.choice(folds)
            acts: tuple[str, ...] = (_FOLDS[first, second],)
        elif folded:
            first = second = rng.choice(firsts)
            acts = (_act(first),)
        else:
            first = rng.choice(firsts)
            second = rng.choice(_FOLLOW[first])
            acts = (_act(first), _act(second))
        if not pool.get(first) or not pool.get(second):
            continue
        one, two = rng.choice(pool[first]), rng.choice(pool[second])
        if one != two and max(len(one.split()), len(two.split())) <= _LONGEST_WORDS:
            made.append((_joined(one, two, rng), acts))
    return made


def _act(kind: str) -> str:
    return "smalltalk" if kind in _OF_SMALLTALK else kind


def _joined(one: str, two: str, rng: random.Random) -> str:
    if any(ord(c) > 0x33FF for c in one):
        ended = one[-1] in "？！。?" and rng.random() < 0.7
        return one + two if ended else one.rstrip("？！。? ") + rng.choice(_CHINESE_JOINTS) + two
    joint = rng.choice(_JOINTS)
    if rng.random() < 0.3:
        two = two[:1].upper() + two[1:] if joint[0] in ".!?" else two
    if one[-1] in "?!." and joint[0] not in "?!.,;" and rng.random() < 0.6:
        return one + " " + two
    if one.endswith("?") and rng.random() < 0.8:
        return one + rng.choice([" ", " ", " and ", " also, "]) + two
    return one.rstrip("?!. ") + joint + two
