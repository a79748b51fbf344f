"""Says a training message in other voices: with typing errors, in phone shorthand, with a preamble, without marks.

All changes are drawn from a seeded generator, so that one seed gives one training.
"""

from __future__ import annotations

import random
import re

_SHORT = {
    "you": "u", "are": "r", "why": "y", "please": "pls", "what": "wat", "the": "da", "to": "2", "for": "4",
    "and": "n", "with": "w/", "without": "w/o", "because": "cuz", "about": "abt", "your": "ur", "something": "sth",
    "anything": "anythin", "going to": "gonna", "want to": "wanna", "how": "hw", "is": "iz", "have": "hv",
    "know": "kno", "this": "dis", "that": "tht", "more": "mor", "people": "ppl", "one": "1", "okay": "k",
    "between": "btw", "really": "rly", "thanks": "thx", "was": "wuz", "one?": "1?", "any": "ne", "give": "giv",
}  # fmt: skip
_KEYS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_BEFORE = (
    "ok so", "so", "um", "hmm", "well", "hey", "sorry but", "excuse me", "listen", "look", "honestly", "actually",
    "right", "yo", "bro", "quick question:", "one thing:", "just a question,", "alright", "to be honest", "please",
    "dude", "ok,", "oh", "and", "but", "ah", "see,", "now", "hang on",
)  # fmt: skip
_AFTER = (
    "please", "pls", "thanks", "thx", "bro", "mate", "lol", "if you don't mind", "if possible", "for me", "then",
    "by the way", "tho", "man", "asap", "i mean", "you know", "thank you", "dude", "cheers", "sir", "ok?", "haha",
)  # fmt: skip
_PREAMBLES = (
    "i've been thinking about this for a while", "my wife and i talked about it last night",
    "sorry to bother you", "i am not very good at these things", "it's been a long day",
    "i have gone through everything twice", "i know this is a strange question", "maybe it's just me",
    "i don't want to be difficult", "my daughter told me to try this", "i'm in a bit of a hurry",
    "we had a similar thing years ago", "i read a lot of reviews", "i'm sitting here with my coffee",
    "i was here last week already", "i used to go to the shop in town",
    "i'm not sure how to put it", "my english is not so good", "there is one more thing",
    "i showed it to my husband", "i'm a bit confused now", "let me explain", "i don't buy much online",
    "my friend told me about your shop", "before i decide anything", "now that i look at it again",
    "i've compared a few shops", "it's a bit embarrassing", "as you can imagine", "long story short",
    "given all that", "i just got off the phone with my mother", "since we are at it", "i hope that's all right",
)  # fmt: skip
_JOINTS = (", ", ". ", " so ", " and ", ", so ", ", and ", " but ", " - ")


def typing_errors(text: str, rng: random.Random, rate: float = 0.35) -> str:
    """Some words with a letter left out, doubled, swapped with the next, or a neighbour on the keyboard."""
    return " ".join(
        _mistyped(word, rng) if len(word) > 3 and word.isalpha() and rng.random() < rate else word
        for word in text.split(" ")
    )


def _mistyped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.random()
    if kind < 0.35:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.6:
        return word[:at] + word[at + 1 :]
    if kind < 0.8:
        return word[:at] + word[at] + word[at:]
    return word[:at] + rng.choice(_KEYS.get(word[at].lower(), "e")) + word[at + 1 :]


def shorthand(text: str, rng: random.Random) -> str:
    """As typed with two thumbs: "why u show dis", some vowels left out."""
    words = [_SHORT.get(w.lower(), w) if rng.random() < 0.6 else w for w in text.split(" ")]
    thinned = [
        re.sub(r"(?<=\w)[aeiou](?=\w)", "", w) if len(w) > 4 and w.isalpha() and rng.random() < 0.18 else w
        for w in words
    ]
    return " ".join(thinned)


def in_some_voice(text: str, rng: random.Random) -> str:
    """The message in a voice drawn at random; most often as it is."""
    if rng.random() < 0.12 and len(text) < 120:
        text = rng.choice(_PREAMBLES) + rng.choice(_JOINTS) + text
    elif rng.random() < 0.14:
        text = rng.choice(_BEFORE) + " " + text
    if rng.random() < 0.08:
        text = (
            text.rstrip("?.! ")
            + rng.choice([" ", ", "])
            + rng.choice(_AFTER)
            + rng.choice(["", "", "?", "!"])
        )
    drawn = rng.random()
    if drawn < 0.2:
        text = typing_errors(text, rng)
    elif drawn < 0.34:
        text = shorthand(text, rng)
    if rng.random() < 0.35:
        text = re.sub(r"[?!.,']", "", text) if rng.random() < 0.5 else text.rstrip("?!. ")
    case = rng.random()
    if case < 0.25:
        text = text[:1].upper() + text[1:]
    elif case < 0.28:
        text = text.upper()
    return text if text.strip() else "?"
