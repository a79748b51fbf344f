"""The pair of texts that the cross-encoder reads, with the place of every word kept."""

from __future__ import annotations

from dataclasses import dataclass

from whythis.ranking.types import ItemText, Stated
from whythis.retrieval.text import item_fields, shorten
from whythis.retrieval.types import Item

QUERY, LIKES = "query", "likes"
SEPARATOR = " | "
LIKES_LEAD = "likes: "
QUERY_CHARS = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """One source text inside a side of the pair: `start` is its offset in that side."""

    source: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class PairText:
    """Side A (what was asked, what is liked) and side B (the item), and which text stands where."""

    side_a: str
    side_b: str
    pieces_a: tuple[Piece, ...]
    pieces_b: tuple[Piece, ...]

    @property
    def texts(self) -> dict[str, str]:
        return {piece.source: piece.text for piece in self.pieces_a + self.pieces_b}


def query_part(text: str) -> str:
    """The words of a request that the cross-encoder reads: at most 300 characters, cut at a word."""
    return shorten(text.strip(), QUERY_CHARS)


def likes_part(stated: tuple[Stated, ...]) -> str:
    """What the shopper said they like, as words for side A. Dislikes have a signal of their own."""
    return ", ".join(dict.fromkeys(s.value for s in stated if s.weight > 0))[:100]


def item_part(item: Item) -> ItemText:
    return ItemText(item_fields(item))


def pair_text(query: str, likes: str, item: ItemText) -> PairText:
    """Joins the parts: "query | likes: a, b" and "title | brand | description | attribute | …"."""
    side_a, pieces_a = query, [Piece(QUERY, query, 0)]
    if likes:
        start = len(query) + len(SEPARATOR) + len(LIKES_LEAD)
        side_a = f"{query}{SEPARATOR}{LIKES_LEAD}{likes}"
        pieces_a.append(Piece(LIKES, likes, start))
    pieces_b, start = [], 0
    for field, text in item.fields:
        pieces_b.append(Piece(field, text, start))
        start += len(text) + len(SEPARATOR)
    side_b = SEPARATOR.join(text for _, text in item.fields)
    return PairText(side_a, side_b, tuple(pieces_a), tuple(pieces_b))
