"""Attention rollout (Abnar and Zuidema, ACL 2020): where the network looked, which is not why it chose.

Offered as a picture. The values have no sign and sum to 1 by construction, not to the logit.
"""

from __future__ import annotations

import torch

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.coalitions import BASELINE
from whythis.explainers.words.reading import Reading


def attention_rollout(reading: Reading) -> WordAttribution:
    model = reading.model
    with model.exclusive(), torch.no_grad():
        ids = torch.tensor([reading.deciding.ids], device=model.device)
        types = torch.tensor([reading.deciding.types], device=model.device)
        before = model.model.config._attn_implementation or "sdpa"
        model.model.set_attn_implementation("eager")  # the others do not give their weights
        try:
            found = model.model(input_ids=ids, token_type_ids=types, output_attentions=True)
            empty = reading.logits(torch.zeros((1, len(reading)), dtype=torch.bool).numpy())
        finally:
            model.model.set_attn_implementation(before)
    flow = torch.eye(ids.shape[1], device=model.device)
    for layer in found.attentions:
        mixed = layer[0].mean(dim=0) + torch.eye(ids.shape[1], device=model.device)
        flow = (mixed / mixed.sum(dim=-1, keepdim=True)) @ flow
    values = reading.by_word(flow[0].tolist())
    values = values / max(values.sum(), 1e-12)
    base, output = float(empty[0]), float(found.logits[0, 0])
    return reading.attribution("attention rollout", BASELINE, 1, base, output, values)
