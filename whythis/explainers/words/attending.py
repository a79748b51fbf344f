"""What a pair's words are worth to first order, read off two looks at it: one at the whole pair, one at the request.

A word matters to a transformer only by being attended to. Leaving word w out takes its share out of every attention
head: a token i that attends to it with weight P = sum_j p_ij over w's pieces j, and gets o_i in all, would get
(o_i - sum_j p_ij v_j) / (1 - P) instead. How much that changes the logit is, to first order, the gradient of the logit
by o_i times the change, summed over i. The softmax is solved and not differentiated, so a word that has nearly all of a
token's attention is judged rightly too. The other way round, adding w to the bare request gives token i of the request
(o_i Z + sum_j e_ij v_j) / (Z + sum_j e_ij), with e the exponentials of its scores and Z their sum without w. For that
all words are read at once, each seeing the request and itself alone, from the place behind the request.

It takes one forward and one backward pass over the pair, and one forward pass over the words alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import torch
from torch.nn import functional
from transformers import BertForSequenceClassification

from whythis.errors import ModelError
from whythis.explainers.words.reading import PassageWords

NEXT = 8
"""How many tokens behind a word count as near it."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What two looks at a pair tell of its words.

    Attributes:
        last: (n_layers, n_heads, n_words) what each head's part of a word's absence would cost the logit.
        first: (n_layers, n_heads, n_words) what it would add to the request alone; 0 for words of the request.
        moved: (3, n_words) what it would change, to first order, that a word's absence moves what stands behind it
            forward by one place: all of it, the next NEXT tokens, and the last.
        output: the logit of the whole pair, in 32 bits; `bare` that of the request alone.
    """

    last: np.ndarray
    first: np.ndarray
    moved: np.ndarray
    output: float
    bare: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a layer's heads did over one text: (n_heads, n_asking, …) each, of the last layer for [CLS] alone.

    `grad` is the gradient of the text's logit by `out`.
    """

    q: torch.Tensor
    k: torch.Tensor
    v: torch.Tensor
    scores: torch.Tensor
    p: torch.Tensor
    out: torch.Tensor
    grad: torch.Tensor


def _seen(found: list[torch.Tensor], grad: torch.Tensor) -> _Seen:
    q, k, v, scores, p, out = (tensor.detach() for tensor in found)
    return _Seen(q, k, v, scores, p, out, grad)


class BertLooks:
    """A BERT's layers with queries, keys and values in one product, to look into pairs one by one.

    Args:
        network: the merged cross-encoder, with one output.

    Raises:
        ModelError: it is no BERT.
    """

    def __init__(self, network: torch.nn.Module) -> None:
        if not isinstance(network, BertForSequenceClassification):
            raise ModelError(
                "This network cannot be looked into.",
                expected="a BERT",
                got=type(network).__name__,
                fix="Its words are explained by the exact method.",
            )
        self._network = network
        pooler, classifier = cast(torch.nn.Module, network.bert.pooler), network.classifier
        self._head = lambda hidden: classifier(pooler(hidden))
        self._layers = [_Layer(layer) for layer in network.bert.encoder.layer]

    def look(self, passage: PassageWords, of_request: np.ndarray) -> Looks:
        """Reads a passage whole, and the request with each other word beside it alone.

        Args:
            of_request: (n_words,) bool, which of the words are the request's own.
        """
        device = self._network.device
        n_words = len(of_request)
        ids, types, word_of = (
            torch.tensor(values, device=device) for values in (passage.ids, passage.types, passage.word_of)
        )
        bare = torch.where(word_of >= 0, torch.tensor(of_request, device=device)[word_of.clamp(min=0)], True)
        (whole, request), by_place, (output, bare_logit) = self._read(
            [(ids, types), (ids[bare], types[bare])]
        )
        members = _members(word_of, n_words)
        last = torch.stack([_absence(seen, members) for seen in whole])
        once = _read_once(passage, of_request)
        kind_of_token = torch.tensor(once.kinds, device=device)
        alone = self._alone(ids[once.tokens], types[once.tokens], kind_of_token, request)
        kinds = _members(kind_of_token, once.n_kinds)
        added = torch.stack([_presence(seen, *new, kinds) for seen, new in zip(request, alone, strict=True)])
        first = torch.zeros_like(last)
        first[:, :, once.words] = added[:, :, once.kind_of]
        return Looks(
            last.cpu().numpy(),
            first.cpu().numpy(),
            _moved(by_place.cpu().numpy(), passage.word_of, n_words),
            output,
            bare_logit,
        )

    def _read(
        self, texts: list[tuple[torch.Tensor, torch.Tensor]]
    ) -> tuple[list[list[_Seen]], torch.Tensor, list[float]]:
        """Reads texts in one go, none sees another: what each layer attends to in each, and the logits.

        Between the two: what it would change that a token of the first text stood one place before, (n_tokens,).
        """
        ends = np.cumsum([len(ids) for ids, _ in texts]).tolist()
        spans = [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
        embedded = torch.cat([self._embedded(ids, types, torch.arange(len(ids))) for ids, types in texts])
        steps: list[list[list[torch.Tensor]]] = []
        with torch.enable_grad():
            hidden = embedded.requires_grad_(True)
            for layer in self._layers:
                q, k, v = layer.projected(hidden)
                asking = spans
                if layer is self._layers[-1]:  # of what it gives out, the head reads [CLS] alone
                    asking = [slice(span.start, span.start + 1) for span in spans]
                    hidden = hidden[[span.start for span in spans]]
                step = []
                for span, own in zip(spans, asking, strict=True):
                    scores = q[:, own] @ k[:, span].transpose(-1, -2)
                    p = scores.softmax(-1)
                    step.append([q[:, own], k[:, span], v[:, span], scores, p, p @ v[:, span]])
                steps.append(step)
                hidden = layer.after(torch.cat([text[-1] for text in step], dim=1), hidden)
            logits = self._head(hidden[:, None])[:, 0]
            outs = [text[-1] for step in steps for text in step]
            by_input, *grads = torch.autograd.grad(logits.sum(), [embedded, *outs])
        left = iter(grads)
        seen = [[_seen(text, next(left)) for text in step] for step in steps]
        ids, types = texts[0]
        before = self._embedded(ids, types, (torch.arange(len(ids)) - 1).clamp(min=0))
        by_place = (by_input[: len(ids)] * (before - embedded[: len(ids)].detach())).sum(dim=1)
        return [list(of_text) for of_text in zip(*seen, strict=True)], by_place, logits.tolist()

    @torch.no_grad()
    def _alone(
        self, ids: torch.Tensor, types: torch.Tensor, word_of: torch.Tensor, request: list[_Seen]
    ) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Keys and values, (n_heads, n_tokens, width) a layer, of words that each stand alone behind the request."""
        same = word_of[:, None] == word_of[None, :]
        n_request = request[0].k.shape[1]
        # Where the closing separator of the bare request stands, the word begins.
        places = n_request - 1 + torch.tril(same, -1).sum(dim=1)
        hidden = self._embedded(ids, types, places)
        found = []
        for layer, theirs in zip(self._layers, request, strict=True):
            q, k, v = layer.projected(hidden)
            found.append((k, v))
            if layer is self._layers[-1]:
                break
            own = (q @ k.transpose(-1, -2)).masked_fill(~same, -torch.inf)
            p = torch.cat([q @ theirs.k.transpose(-1, -2), own], dim=-1).softmax(-1)
            hidden = layer.after(p[..., :n_request] @ theirs.v + p[..., n_request:] @ v, hidden)
        return found

    @torch.no_grad()
    def _embedded(self, ids: torch.Tensor, types: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """(n_tokens, width)"""
        return self._network.bert.embeddings(
            input_ids=ids[None], token_type_ids=types[None], position_ids=places.to(ids.device)[None]
        )[0]


@dataclass(frozen=True, slots=True)
class _Once:
    """The words beside the request, each distinct one once: a word that stands in two places is the same behind it.

    `tokens` are places in the passage and `kinds` the distinct word that each belongs to, from 0 to `n_kinds`;
    `words[n]` is of the kind `kind_of[n]`.
    """

    tokens: list[int]
    kinds: list[int]
    n_kinds: int
    words: list[int]
    kind_of: list[int]


def _read_once(passage: PassageWords, of_request: np.ndarray) -> _Once:
    places: dict[int, list[int]] = {}
    for token, word in enumerate(passage.word_of.tolist()):
        if word >= 0 and not of_request[word]:
            places.setdefault(word, []).append(token)
    kinds: dict[tuple[int, ...], int] = {}
    once = _Once([], [], 0, [], [])
    for word, tokens in places.items():
        pieces = tuple(passage.ids[token] for token in tokens)
        if pieces not in kinds:
            once.kinds.extend([len(kinds)] * len(tokens))
            once.tokens.extend(tokens)
            kinds[pieces] = len(kinds)
        once.words.append(word)
        once.kind_of.append(kinds[pieces])
    return replace(once, n_kinds=len(kinds))


def _moved(by_place: np.ndarray, word_of: np.ndarray, n_words: int) -> np.ndarray:
    """(3, n_words), see `Looks.moved`."""
    total = np.concatenate([[0.0], np.cumsum(by_place)])
    end = len(by_place)
    out = np.zeros((3, n_words))
    for word in range(n_words):
        places = np.flatnonzero(word_of == word)
        if len(places):
            behind = int(places[-1]) + 1
            near = min(behind + NEXT, end)
            parts = (total[end] - total[behind], total[near] - total[behind], by_place[-1])
            out[:, word] = len(places) * np.array(parts)
    return out


def _members(word_of: torch.Tensor, n_words: int) -> torch.Tensor:
    """(n_tokens, n_words) 1 where a token belongs to a word."""
    return functional.one_hot(word_of.clamp(min=0), n_words).float() * (word_of >= 0)[:, None]


class _Layer:
    """One layer of a BERT over the tokens of several texts, (n_tokens, width)."""

    def __init__(self, layer: Any) -> None:
        attention = layer.attention.self
        parts = (attention.query, attention.key, attention.value)
        self._heads = attention.num_attention_heads
        self._weight = torch.cat([part.weight for part in parts]).detach()
        self._bias = torch.cat([part.bias for part in parts]).detach()
        self._scale = attention.attention_head_size**-0.5
        self._layer = layer

    def projected(self, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Queries, scaled, keys and values, (n_heads, n_tokens, head width) each."""
        joint = functional.linear(hidden, self._weight, self._bias)
        q, k, v = joint.unflatten(-1, (3, self._heads, -1)).permute(1, 2, 0, 3)
        return q * self._scale, k, v

    def after(self, out: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """The layer's output of what its heads gave, (n_heads, n_tokens, head width), and its own input."""
        seen = self._layer.attention.output(out.transpose(0, 1).flatten(1), hidden)
        return self._layer.output(self._layer.intermediate(seen), seen)


def _absence(seen: _Seen, member: torch.Tensor) -> torch.Tensor:
    """(n_heads, n_words) the logit's fall, to first order, when a head can no longer attend to a word."""
    share = seen.p @ member
    along = seen.grad @ seen.v.transpose(-1, -2)
    lost = (seen.p * along) @ member - share * (seen.grad * seen.out).sum(-1, keepdim=True)
    own = member[: lost.shape[1]].bool()  # what the word itself would have read is lost with it
    return (lost / (1.0 - share).clamp(min=1e-3)).masked_fill(own, 0.0).sum(dim=1)


def _presence(seen: _Seen, k: torch.Tensor, v: torch.Tensor, member: torch.Tensor) -> torch.Tensor:
    """(n_heads, n_words) the logit's rise, to first order, when the text's tokens can attend to one word more."""
    scores = seen.q @ k.transpose(-1, -2)
    highest = torch.maximum(scores.amax(-1, keepdim=True), seen.scores.amax(-1, keepdim=True))
    present = (seen.scores - highest).exp().sum(-1, keepdim=True)
    new = (scores - highest).exp()
    weight = new @ member
    along = seen.grad @ v.transpose(-1, -2)
    gained = (new * along) @ member - weight * (seen.grad * seen.out).sum(-1, keepdim=True)
    return (gained / (present + weight)).sum(dim=1)
