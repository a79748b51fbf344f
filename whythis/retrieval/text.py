"""Plain text out of what sources deliver, and the texts of an item that models read."""

from __future__ import annotations

import re
import unicodedata
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

from whythis.retrieval.types import Item

DESCRIPTION_CHARS = 280
ATTRIBUTES_READ = 8

warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&[a-zA-Z#][a-zA-Z0-9]{1,8};")
_SPACE = re.compile(r"\s+")


def plain_text(value: str) -> str:
    """HTML or text as one line of plain text: no tags, no entities, no control characters.

    The content of script and style elements is dropped. Text without markup keeps its "<" and "&".
    """
    text = value
    # Two rounds, because feeds often hold markup that was escaped once more (&lt;b&gt;).
    for _ in range(2):
        if not _MARKUP.search(text):
            break
        soup = BeautifulSoup(text, "html.parser")
        for element in soup(["script", "style"]):
            element.decompose()
        text = soup.get_text(" ")
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cs", "Co"))
    return _SPACE.sub(" ", text).strip()


def shorten(text: str, limit: int) -> str:
    """Cuts at a word's end so that at most `limit` characters remain."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:-")


def item_fields(item: Item) -> tuple[tuple[str, str], ...]:
    """The (field, text) pairs of an item that encoder and cross-encoder read, most telling first.

    The brand is left out when the title says it. Attributes read "name: value". Prices and ratings are
    not here: they have signals of their own.
    """
    fields = [("title", item.title)]
    if item.brand and item.brand.casefold() not in item.title.casefold():
        fields.append(("brand", item.brand))
    if item.category:
        fields.append(("category", item.category))
    if item.description and item.description != item.title:
        fields.append(("description", item.description))
    fields += [
        (f"attribute:{name}", f"{name}: {shorten(value, 60)}")
        for name, value in item.attributes[:ATTRIBUTES_READ]
    ]
    return tuple(fields)


def lead(description: str) -> str:
    """The beginning of a description: what tells most of it."""
    return shorten(description, DESCRIPTION_CHARS) or description[:DESCRIPTION_CHARS]


def item_text(item: Item) -> str:
    """An item in one line, for its embedding: all fields, of the description the beginning."""
    return ". ".join(lead(text) if field == "description" else text for field, text in item_fields(item))


def item_words(item: Item) -> str:
    """All fields of an item in one line and whole, for the word index."""
    return ". ".join(text for _, text in item_fields(item))
