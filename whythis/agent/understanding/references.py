"""Which shown items a message speaks of: by place, by pronoun, by price, by name.

A mention of something that is not shown gives a Reference without ids, so that the agent can say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from whythis.agent.types import Reference
from whythis.agent.understanding.context import Context
from whythis.agent.understanding.names import Mention
from whythis.agent.understanding.places import Found, places
from whythis.agent.understanding.titles import titles
from whythis.agent.understanding.tokens import Token

ABOUT_ITEMS = frozenset(
    ["why", "why_not", "compare", "confidence", "item_question", "like", "dislike", "what_if"]
)
"""Acts in which any mention may be of a shown item; in the others only an explicit "the …" is."""
SILENT = frozenset(["smalltalk", "help", "human", "out_of_scope", "profile", "how_it_works", "lookup"])
"""Acts that speak of no shown item."""


def find_references(
    text: str,
    tokens: list[Token],
    mentions: Iterable[Mention],
    taken: Iterable[tuple[int, int]],
    acts: tuple[str, ...],
    context: Context,
) -> tuple[Reference, ...]:
    """The references of a clean message in the order of their mention.

    Args:
        taken: characters that are spoken for already (prices).
        acts: the acts of the message; they decide how explicit a mention must be.
    """
    if all(act in SILENT for act in acts):
        return ()
    free_mention = any(act in ABOUT_ITEMS for act in acts)
    found: list[Found] = []
    blocked = list(taken)
    for reader in (
        lambda: places(text, context, explicit_only=not free_mention),
        lambda: titles(
            text, tokens, mentions, context, explicit_only=not free_mention or any(f.every for f in found)
        ),
        lambda: pronouns_of(text, tokens, context, acts, any(f.item_ids for f in found)),
    ):
        for candidate in reader():
            if not any(start < candidate.end and candidate.start < end for start, end in blocked):
                found.append(candidate)
                blocked.append((candidate.start, candidate.end))
    named = {f.item_ids for f in found if len(f.item_ids) == 1}
    if len(named) >= 2:  # "both, the first and the third": what is named says which
        found = [f for f in found if not (f.every and {(i,) for i in f.item_ids} >= named)]
    return _distinct(sorted(found, key=lambda f: f.start), text)


def pronouns_of(
    text: str, tokens: list[Token], context: Context, acts: tuple[str, ...], named: bool
) -> list[Found]:
    """Pronouns, unless an item was named already: "is it quieter than the Swan" keeps its "it" for a compare."""
    from whythis.agent.understanding.pronouns import pronouns

    if named and "compare" not in acts and not re.search(r"\bthan\b", text):
        return []
    return pronouns(text, tokens, context, acts)


def _distinct(found: list[Found], text: str) -> tuple[Reference, ...]:
    references: list[Reference] = []
    for item in found:
        words = text[item.start : item.end].strip()
        same = any(
            (item.item_ids and old.item_ids == item.item_ids) or old.text.lower() == words.lower()
            for old in references
        )
        if not same:
            references.append(Reference(words, item.item_ids, item.every and len(item.item_ids) > 1))
    return tuple(references)
