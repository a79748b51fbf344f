"""What methods by gradient share: a pair as embeddings, and the baseline that they start from."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.reading import Reading

BASELINE = "the same input with every word piece replaced by [PAD], [CLS] and [SEP] kept"


class Embedded:
    """A reading's deciding passage and its baseline as embeddings, each (1, n_tokens, width), and the network."""

    def __init__(self, reading: Reading) -> None:
        model = reading.model
        embed: torch.nn.Module = model.model.get_input_embeddings()  # type: ignore[operator]
        passage = reading.deciding
        ids = torch.tensor([passage.ids], device=model.device)
        is_word = torch.tensor(passage.word_of[None, :] >= 0, device=model.device)
        pad = torch.full_like(ids, model.tokenizer.pad_token_id)
        self.reading = reading
        self.inputs = embed(ids).detach()
        self.baselines = embed(torch.where(is_word, pad, ids)).detach()
        self._types = torch.tensor([passage.types], device=model.device)
        self._mask = torch.ones_like(ids)

    def forward(self, embeds: torch.Tensor) -> torch.Tensor:
        """(n,) logits of (n, n_tokens, width) embeddings."""
        n = embeds.shape[0]
        output = self.reading.model.model(
            inputs_embeds=embeds,
            attention_mask=self._mask.expand(n, -1),
            token_type_ids=self._types.expand(n, -1),
        )
        return output.logits[:, 0]

    def attribution(
        self, method: str, steps: int, base: float, output: float, token_values: Sequence[float]
    ) -> WordAttribution:
        # [CLS] and [SEP] are the same in input and baseline, so their values are zero but for rounding.
        values = self.reading.by_word(token_values)
        return self.reading.attribution(method, BASELINE, steps, base, output, values)
