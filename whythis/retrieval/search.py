"""Hybrid search: dense and sparse ranks and exact model numbers, fused, then filtered with reasons kept."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np

from whythis.retrieval.catalog import Catalog
from whythis.retrieval.codes import CodeIndex
from whythis.retrieval.compounds import Compounds
from whythis.retrieval.dense import DenseIndex
from whythis.retrieval.encoder import TextEncoder
from whythis.retrieval.filters import filter_check
from whythis.retrieval.kinds import Kinds
from whythis.retrieval.sparse import SparseIndex
from whythis.retrieval.text import item_text, item_words
from whythis.retrieval.types import Candidate, Exclusion, Item, Retrieved, SearchRequest

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
START_DEPTH = 200


class Searcher:
    """Finds the candidates of a request in a catalogue's indexes."""

    def __init__(
        self, catalog: Catalog, encoder: TextEncoder, dense: DenseIndex, sparse: SparseIndex, codes: CodeIndex
    ) -> None:
        self.catalog = catalog
        self.encoder = encoder
        self.dense = dense
        self._sparse = sparse
        self._codes = codes
        self._compounds = Compounds(catalog.titles)
        self.kinds = Kinds(catalog.categories)

    def over(self, catalog: Catalog) -> Searcher:
        """The same indexes over a catalogue of the same items."""
        other = copy.copy(self)
        other.catalog = catalog
        return other

    def search(self, request: SearchRequest) -> Retrieved:
        """Candidates by falling fused score, at most `request.pool_size`.

        Each index is read to a depth of 200 first, and four times as deep as long as filters leave too few
        candidates. An item on no list within that depth was not retrieved.
        """
        vector = self.encoder.encode([request.text])[0]
        sparse_scores = self._sparse.scores(request.text)
        coded = self._codes.search(request.text)
        depth = min(START_DEPTH, len(self.catalog))
        while True:
            found = self._at_depth(request, vector, sparse_scores, coded, depth)
            if len(found.candidates) >= request.pool_size or depth >= len(self.catalog):
                return found
            depth = min(depth * 4, len(self.catalog))

    def as_indexed(self, text: str) -> str:
        """A request's words as this catalogue spells them: neighbours that it writes as one word are joined."""
        return self._compounds.join(text)

    def known_words(self, text: str) -> str:
        """The words of a text that some product has, as they were written."""
        return " ".join(word for word in text.split() if self._sparse.knows(word))

    def knows_code(self, text: str) -> bool:
        """Whether a text names a model number that an item carries."""
        return bool(self._codes.search(text))

    def ranks_of(self, text: str, row: int) -> tuple[int, int | None]:
        """The 1-based ranks of one row among all for a text, by meaning and by words (None: no word in common)."""
        vector = self.encoder.encode([text])[0]
        rows = np.arange(len(self.catalog))
        cosines = np.concatenate(
            [self.dense.vectors(part) @ vector for part in np.array_split(rows, max(1, len(rows) // 65_536))]
        )
        words = self._sparse.scores(text)
        nearer = int((cosines > cosines[row]).sum()) + int((cosines[:row] == cosines[row]).sum())
        wordier = int((words > words[row]).sum()) + int((words[:row] == words[row]).sum())
        return nearer + 1, wordier + 1 if words[row] > 0 else None

    def sparse_rows(self, text: str, depth: int) -> list[int]:
        """The rows that the word index finds, best first, at most `depth`."""
        return top_rows(self._sparse.scores(text), depth)

    def match(self, text: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cosine, scaled BM25 and model number match of given rows with a text, each (n_rows,) float32."""
        cosines = self.dense.vectors(rows) @ self.encoder.encode([text])[0]
        coded = set(self._codes.search(text))
        codes = np.array([float(row in coded) for row in rows], dtype=np.float32)
        return cosines.astype(np.float32), self._sparse.scores(text)[rows], codes

    def match_as(
        self, text: str, row: int, versions: Sequence[Item], depth: int
    ) -> tuple[tuple[Candidate, ...], np.ndarray]:
        """How versions of one item would be found, each as if it stood in the item's place.

        All other items, and how rare words are, stay as indexed; so does the item's model number.

        Returns:
            A candidate a version, with the ranks that it would have within `depth`, and (n_versions, n_dimensions)
            vectors.
        """
        texts = [(item_text(version), item_words(version)) for version in versions]
        number = {distinct: n for n, distinct in enumerate(dict.fromkeys(texts))}
        place = np.array([number[t] for t in texts], dtype=np.int64)
        leads, whole = zip(*number, strict=True)
        vectors = self.encoder.encode(leads, batch_size=8)[place]  # so few stay in a processor's cache
        words = self._sparse.scores_of(text, whole, row, item_words(self.catalog[row]))[place]
        asked = self.encoder.encode([text])[0]
        cosines = vectors @ asked
        rows, nearest = self.dense.search(asked, depth + 1)
        nearer = _others_above(nearest[rows != row], cosines)
        scores = np.delete(self._sparse.scores(text), row)
        wordier = _others_above(scores[scores > 0], words)
        coded = self._codes.search(text)
        code_rank = coded.index(row) + 1 if row in coded else None
        found = [
            (int(near) if near <= depth else None, int(wordy) if word > 0 and wordy <= depth else None)
            for near, wordy, word in zip(nearer, wordier, words, strict=True)
        ]
        return tuple(
            Candidate(
                item_id=version.id,
                row=row,
                dense_rank=ranks[0],
                sparse_rank=ranks[1],
                code_rank=code_rank,
                fused=sum(1.0 / (RRF_K + rank) for rank in (*ranks, code_rank) if rank is not None),
                cosine=float(cosines[n]),
                bm25=float(words[n]),
                code_match=float(code_rank is not None),
            )
            for n, (version, ranks) in enumerate(zip(versions, found, strict=True))
        ), vectors

    def _at_depth(
        self,
        request: SearchRequest,
        vector: np.ndarray,
        sparse_scores: np.ndarray,
        coded: list[int],
        depth: int,
    ) -> Retrieved:
        dense_rows, dense_cosines = self.dense.search(vector, depth)
        dense_rank = {int(row): rank for rank, row in enumerate(dense_rows, start=1)}
        sparse_rank = {row: rank for rank, row in enumerate(top_rows(sparse_scores, depth), start=1)}
        code_rank = {row: rank for rank, row in enumerate(coded, start=1)}
        ranks = (dense_rank, sparse_rank, code_rank)
        fused = {
            row: sum(1.0 / (RRF_K + r[row]) for r in ranks if row in r)
            for row in dict.fromkeys([*dense_rank, *sparse_rank, *code_rank])
        }
        # A model number that was asked for outranks everything else.
        order = sorted(fused, key=lambda row: (row not in code_rank, -fused[row], row))
        check = filter_check(request.filters, self.catalog)
        kept, exclusions = [], []
        for row in order:
            if len(kept) == request.pool_size:
                break
            failure = check(row)
            if failure is None:
                kept.append(row)
            else:
                exclusions.append(
                    Exclusion(self.catalog.ids[row], *failure, dense_rank.get(row), sparse_rank.get(row))
                )
        cosine = {int(row): float(c) for row, c in zip(dense_rows, dense_cosines, strict=True)}
        missing = np.array([row for row in kept if row not in cosine], dtype=np.int64)
        cosine |= dict(
            zip(missing.tolist(), (self.dense.vectors(missing) @ vector).astype(float).tolist(), strict=True)
        )
        candidates = tuple(
            Candidate(
                item_id=self.catalog.ids[row],
                row=row,
                dense_rank=dense_rank.get(row),
                sparse_rank=sparse_rank.get(row),
                code_rank=code_rank.get(row),
                fused=fused[row],
                cosine=cosine[row],
                bm25=float(sparse_scores[row]),
                code_match=float(row in code_rank),
            )
            for row in kept
        )
        return Retrieved(candidates, tuple(exclusions), depth, len(self.catalog))


def _others_above(others: np.ndarray, own: np.ndarray) -> np.ndarray:
    """The 1-based rank that each of `own` would have among `others`, after those that equal it."""
    ordered = np.sort(others)
    return len(ordered) - np.searchsorted(ordered, own, side="left") + 1


def top_rows(scores: np.ndarray, depth: int) -> list[int]:
    """Rows with a score above zero, best first, at most `depth`; equal scores by row number."""
    rows = np.flatnonzero(scores > 0)
    order = np.lexsort((rows, -scores[rows]))[:depth]
    return rows[order].tolist()
