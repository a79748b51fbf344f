"""What would take an item off the list, or put it on: changes that were run."""

from __future__ import annotations

from collections.abc import Sequence

from whythis.agent.catalogue import Messages
from whythis.agent.wording.common import TITLE_CHARS, joined
from whythis.agent.wording.edits import worded_edits
from whythis.explainers.counterfactual import Counterfactual
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Item


def spoken_counterfactuals(
    found: Sequence[Counterfactual], item: Item, decision: Decision, currency: str, messages: Messages
) -> tuple[str, tuple[Claim, ...]]:
    """One sentence a change, or that nothing small does it."""
    title, shown = shorten(item.title, TITLE_CHARS), item.id in decision.shown
    if not found:
        text = messages.say("what_if.nothing" if shown else "why_not.no_remedy", title=title)
        return text, (Claim("c1", "what_if.nothing", item.id, 0, {"on_list": shown}, text),)
    claims = []
    for number, flip in enumerate(found, start=1):
        edits = worded_edits(flip.edits, decision, currency, messages)
        key = "on" if flip.on_list else "off"
        text = messages.say(f"what_if.{key}", edits=edits, title=title, rank=messages.number(flip.rank or 0))
        direction = 1 if flip.on_list else -1
        claims.append(Claim(f"c{number}", f"what_if.{key}", item.id, direction, flip.evidence(), text))
    return joined([claim.text for claim in claims], messages), tuple(claims)
