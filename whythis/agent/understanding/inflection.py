"""Singular and plural of English product names, by small rules and a list of exceptions."""

from __future__ import annotations

from whythis.agent.understanding.lexicon import word_set

_IRREGULAR = {
    "mouse": "mice", "foot": "feet", "child": "children", "man": "men", "woman": "women", "tooth": "teeth",
    "knife": "knives", "shelf": "shelves", "scarf": "scarves", "leaf": "leaves", "loaf": "loaves",
    "wolf": "wolves", "half": "halves", "life": "lives", "person": "people", "goose": "geese", "die": "dice",
}  # fmt: skip
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
_SAME = word_set(
    """
    headphones earphones scissors glasses sunglasses trousers jeans shorts pants pliers tweezers binoculars
    series species aircraft software hardware furniture clothing luggage equipment stationery jewellery
    jewelry cutlery tea coffee lighting
    """
)


def plural(word: str) -> str:
    """The plural of one lower-case word."""
    if word in _SAME or word in _SINGULAR:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def singular(word: str) -> str:
    """The singular of one lower-case word; a word that is no plural comes back as it is."""
    if word in _SAME or word in _IRREGULAR or len(word) < 4:
        return word
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def forms(name_words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The name with its last word in singular and plural: ("notebook", "case") and ("notebook", "cases")."""
    if not name_words:
        return set()
    *before, last = name_words
    variants = {last, singular(last), plural(singular(last))}
    return {(*before, variant) for variant in variants}
