"""What a question points at among the items of the list, and asking back where that is not clear."""

from __future__ import annotations

from collections.abc import Iterable

from whythis.agent.turn import CHOICE_CHARS, Turn, why_nth
from whythis.agent.wording import TITLE_CHARS
from whythis.retrieval.text import shorten


def meant(turn: Turn) -> tuple[str, ...] | None:
    """The items that a question is about; None when it was answered by asking back."""
    references = turn.read.references
    shown = tuple(item.id for item in turn.shown)
    missing = [r for r in references if not r.item_ids]
    if missing:
        say_not_shown(turn, missing[0].text)
        return None
    if not references:
        # "Why these?" is about the list; its first item stands for it.
        return (turn.state.focus,) if turn.state.focus in shown else shown[:1]
    if "first_place" in turn.read.cues and all(len(r.item_ids) == len(shown) for r in references):
        return shown[:1]  # "why did you put this one first?"
    return chosen(turn)


def chosen(turn: Turn) -> tuple[str, ...] | None:
    """The items that the message's references single out; None when it was answered by asking which."""
    references = [r for r in turn.read.references if r.item_ids]
    certain = [i for r in references if len(r.item_ids) == 1 or r.every for i in r.item_ids]
    if certain:
        return tuple(dict.fromkeys(certain))
    shown = tuple(item.id for item in turn.shown)
    options = references[0].item_ids
    turn.say("ask.which", {"titles": titles_of(turn, options)}, choices=choices(turn, options, "last_asked"))
    turn.suggestions = [why_nth(turn, shown.index(i) + 1) for i in options if i in shown][:4]
    return None


def say_not_shown(turn: Turn, text: str) -> None:
    shown = tuple(item.id for item in turn.shown)
    mention = turn.words.quote(shorten(text, TITLE_CHARS))
    evidence = {"mention": text, "titles": titles_of(turn, shown)}
    turn.say("ask.not_shown", evidence, mention=mention, choices=choices(turn, shown))
    turn.suggestions = [why_nth(turn, n) for n in range(1, min(4, len(shown) + 1))]


def choices(turn: Turn, item_ids: tuple[str, ...], last: str = "last") -> str:
    titles = {item.id: item.title for item in turn.shown}
    return turn.words.listed(
        [turn.words.quote(shorten(titles[i], CHOICE_CHARS)) for i in item_ids if i in titles], last
    )


def titles_of(turn: Turn, item_ids: tuple[str, ...]) -> list[str]:
    """The whole titles of items on the list: the evidence of a question that names them."""
    titles = {item.id: item.title for item in turn.shown}
    return [titles[i] for i in item_ids if i in titles]


def next_questions(turn: Turn, item_ids: tuple[str, ...]) -> list[str]:
    """Chips: why the others are there, something cheaper, more."""
    shown = [item.id for item in turn.shown]
    others = [n for n, item_id in enumerate(shown, start=1) if item_id not in item_ids]
    chips = [why_nth(turn, n) for n in others[:2]]
    return [*chips, turn.words.say("suggest.cheaper"), turn.words.say("suggest.more")]


def say_left_out(turn: Turn, titles: Iterable[str]) -> None:
    """Says of what products the shopper has since said that they do not count."""
    distinct = list(dict.fromkeys(titles))
    listed = turn.words.listed([turn.words.quote(shorten(title, TITLE_CHARS)) for title in distinct])
    turn.tell("memory.left_out", {"titles": distinct}, turn.words.say("memory.left_out", titles=listed))
