"""A pair as word pieces, cut into passages that the cross-encoder reads one after the other.

A text that fits is one passage. A longer one is read whole, in passages that overlap and each begin with the item's
title, and its score is that of its best passage (MaxP; Dai and Callan, SIGIR 2019). What is left of a request after
half of a passage, and of an item after sixteen passages, is not read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whythis.ranking.pair_text import PairText
from whythis.ranking.prepared import PreparedTexts
from whythis.retrieval.backbone import backbone_path

MAX_TOKENS = 160
"""Word pieces of one passage, with those of the request and the special ones."""
MAX_PASSAGES = 16
OVERLAP = 24
HEAD_TOKENS = 32
"""Pieces of the title that every further passage begins with, at most."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the network reads at once: `ids` and `types` (0 or 1) of all tokens, and where each comes from.

    `places` gives a token its side (0: request, 1: item) and its number there; None for special tokens.
    """

    ids: list[int]
    types: list[int]
    places: list[tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class SplitPair:
    """A pair's passages, and the place of every word piece of either side in its text, as (start, end)."""

    passages: tuple[Passage, ...]
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]]


def cut(n_request: int, n_item: int, n_head: int, room: int) -> tuple[int, list[list[int]]]:
    """How many pieces of the request are read, and which of the item's in each passage.

    Args:
        n_head: how many pieces the item's title has.
        room: pieces of request and item that fit into one passage.
    """
    if n_request + n_item <= room:
        return n_request, [list(range(n_item))]
    n_request = min(n_request, max(room // 2, room - n_item))
    space = room - n_request
    head = list(range(min(n_head, HEAD_TOKENS, space // 2)))
    step = space - len(head)
    passages, end = [list(range(space))], space
    while end < n_item and len(passages) < MAX_PASSAGES:
        start = end - min(OVERLAP, step // 2)
        end = min(n_item, start + step)
        passages.append([*head, *range(start, end)])
    return n_request, passages


def load_tokenizer(backbone: str) -> Any:
    """The tokenizer of a backbone: "packaged", a Hugging Face name or a path."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(backbone_path(backbone))


class PairTokenizer:
    """Turns pairs of texts into what the network reads.

    Args:
        tokenizer: a fast tokenizer of Hugging Face.

    `prepared` may be set to word pieces of the shop's items that were made when it was built.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.prepared: PreparedTexts | None = None
        example = tokenizer("a", "b")
        sides = example.sequence_ids(0)
        first, second, last = sides.index(0), sides.index(1), len(sides)
        types = example.get("token_type_ids", [0] * last)
        ids = example["input_ids"]
        self._before, self._between, self._after = ids[:first], ids[first + 1 : second], ids[second + 1 :]
        self._type_a, self._type_b = types[first], types[second]
        self._type_between = types[first + 1 : second]
        self._type_before, self._type_after = types[:first], types[second + 1 :]
        self._room = MAX_TOKENS - (last - 2)

    def rows(self, pairs: Sequence[PairText]) -> list[list[tuple[list[int], list[int]]]]:
        """Ids and types of every passage of every pair."""
        if not pairs:
            return []
        requests = {pair.side_a: None for pair in pairs}
        own = dict(zip(requests, self._encode(list(requests))["input_ids"], strict=True))
        found = [self.prepared.get(pair.side_b) if self.prepared else None for pair in pairs]
        missing = [n for n, item in enumerate(found) if item is None]
        if missing:
            for n, item in zip(missing, self.items([pairs[n] for n in missing]), strict=True):
                found[n] = item
        out = []
        for pair, item in zip(pairs, found, strict=True):
            ids, n_head = item or ([], 0)
            request = own[pair.side_a]
            n_request, passages = cut(len(request), len(ids), n_head, self._room)
            out.append([self._joined(request[:n_request], [ids[n] for n in places]) for places in passages])
        return out

    def items(self, pairs: Sequence[PairText]) -> list[tuple[list[int], int]]:
        """The word pieces of the items' side, and how many of them are the title's."""
        encoded = self._encode([pair.side_b for pair in pairs], return_offsets_mapping=True)
        return [
            (ids, _pieces_within(spans, pair.head_chars))
            for pair, ids, spans in zip(pairs, encoded["input_ids"], encoded["offset_mapping"], strict=True)
        ]

    def split(self, pair: PairText) -> SplitPair:
        """The passages of one pair, with the place of every piece."""
        encoded = self._encode([pair.side_a, pair.side_b], return_offsets_mapping=True)
        (request, item), spans = encoded["input_ids"], encoded["offset_mapping"]
        n_request, passages = cut(
            len(request), len(item), _pieces_within(spans[1], pair.head_chars), self._room
        )
        out = []
        for places in passages:
            ids, types = self._joined(request[:n_request], [item[n] for n in places])
            where: list[tuple[int, int] | None] = [None] * len(ids)
            first = len(self._before)
            second = first + n_request + len(self._between)
            where[first : first + n_request] = [(0, n) for n in range(n_request)]
            where[second : second + len(places)] = [(1, n) for n in places]
            out.append(Passage(ids, types, where))
        return SplitPair(tuple(out), (spans[0], spans[1]))

    def _encode(self, texts: list[str], **options: bool) -> Any:
        return self._tokenizer(
            texts, add_special_tokens=False, return_attention_mask=False, verbose=False, **options
        )

    def _joined(self, request: list[int], item: list[int]) -> tuple[list[int], list[int]]:
        types = [*self._type_before, *[self._type_a] * len(request), *self._type_between]
        types += [*[self._type_b] * len(item), *self._type_after]
        return [*self._before, *request, *self._between, *item, *self._after], types


def best_passage(logits: np.ndarray, counts: Sequence[int]) -> np.ndarray:
    """The highest of each pair's passages, (n_pairs,), of (n_passages,) logits in the pairs' order."""
    return (
        np.maximum.reduceat(logits, np.concatenate([[0], np.cumsum(counts)[:-1]])) if len(counts) else logits
    )


def _pieces_within(spans: Sequence[tuple[int, int]], chars: int) -> int:
    """How many pieces end within the first characters of a text."""
    return bisect_left(spans, chars + 1, key=lambda span: span[1])
