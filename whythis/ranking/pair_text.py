"""The pair of texts that the cross-encoder reads, with the place of every word kept."""

from __future__ import annotations

from dataclasses import dataclass

from whythis.ranking.types import ItemText, Stated
from whythis.retrieval.text import item_fields, lead, shorten
from whythis.retrieval.types import Item

QUERY, LIKES = "query", "likes"
SEPARATOR = " | "
LIKES_LEAD = "likes: "
QUERY_CHARS = 300
DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Piece:
    """One source text inside a side of the pair, or a part of one.

    `start` is its offset in that side, `offset` where it begins in the source.
    """

    source: str
    text: str
    start: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class PairText:
    """Side A (what was asked, what is liked) and side B (the item), and which text stands where."""

    side_a: str
    side_b: str
    pieces_a: tuple[Piece, ...]
    pieces_b: tuple[Piece, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The whole text of every source."""
        texts: dict[str, str] = {}
        for piece in self.pieces_a + self.pieces_b:
            texts[piece.source] = texts.get(piece.source, "") + piece.text
        return texts

    @property
    def item(self) -> ItemText:
        """The item's texts as they were before they were laid out."""
        texts = self.texts
        return ItemText(
            tuple((source, texts[source]) for source in dict.fromkeys(p.source for p in self.pieces_b))
        )

    @property
    def head_chars(self) -> int:
        """How many first characters of side B name the item: its title."""
        return len(self.pieces_b[0].text) if self.pieces_b else 0


def query_part(text: str) -> str:
    """The words of a request that the cross-encoder reads: at most 300 characters, cut at a word."""
    return shorten(text.strip(), QUERY_CHARS)


def likes_part(stated: tuple[Stated, ...]) -> str:
    """What the shopper said they like, as words for side A. Dislikes have a signal of their own."""
    return ", ".join(dict.fromkeys(s.value for s in stated if s.weight > 0))[:100]


def item_part(item: Item) -> ItemText:
    return ItemText(item_fields(item))


def pair_text(query: str, likes: str, item: ItemText) -> PairText:
    """Joins the parts: "query | likes: a, b" and "title | brand | description | attribute | …".

    What a description says after its first 280 characters comes last, so that attributes are read with its beginning.
    """
    side_a, pieces_a = query, [Piece(QUERY, query, 0)]
    if likes:
        start = len(query) + len(SEPARATOR) + len(LIKES_LEAD)
        side_a = f"{query}{SEPARATOR}{LIKES_LEAD}{likes}"
        pieces_a.append(Piece(LIKES, likes, start))
    pieces_b, start = [], 0
    for field, text, offset in _laid_out(item):
        pieces_b.append(Piece(field, text, start, offset))
        start += len(text) + len(SEPARATOR)
    side_b = SEPARATOR.join(piece.text for piece in pieces_b)
    return PairText(side_a, side_b, tuple(pieces_a), tuple(pieces_b))


def _laid_out(item: ItemText) -> list[tuple[str, str, int]]:
    """Field, text and offset of every part, in the order in which they are read."""
    parts, rest = [], []
    for field, text in item.fields:
        first = lead(text) if field == DESCRIPTION else text
        parts.append((field, first, 0))
        if len(first) < len(text):
            rest.append((field, text[len(first) :], len(first)))
    return parts + rest
