"""Integrated gradients (Sundararajan, Taly and Yan, ICML 2017) over the word embeddings, by Captum.

The baseline is the same input with every word piece replaced by [PAD]; [CLS] and [SEP] stay. Steps are added until
the attributions sum to the difference of the two logits within one percent.
"""

from __future__ import annotations

import torch
from captum.attr import IntegratedGradients

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.embedded import Embedded
from whythis.explainers.words.reading import Reading

METHOD = "integrated gradients over word embeddings (Captum, Gauss-Legendre)"
MAX_RELATIVE_GAP = 0.01
FIRST_STEPS, MAX_STEPS = 24, 1536
_BATCH = 24


def integrated_gradients(reading: Reading) -> WordAttribution:
    """Attributions of the network's weights in 32 bits, whatever engine scored the pair."""
    with reading.model.exclusive():
        inputs = Embedded(reading)
        with torch.no_grad():
            output, base = float(inputs.forward(inputs.inputs)), float(inputs.forward(inputs.baselines))
        steps = FIRST_STEPS
        while True:
            values = IntegratedGradients(inputs.forward).attribute(
                inputs.inputs,
                inputs.baselines,
                n_steps=steps,
                method="gausslegendre",
                internal_batch_size=_BATCH,
            )
            per_token = values.sum(dim=-1)[0].double()
            gap = abs(float(per_token.sum()) + base - output)
            if gap <= MAX_RELATIVE_GAP * max(abs(output - base), 1e-6) or steps >= MAX_STEPS:
                break
            steps *= 2
    return inputs.attribution(METHOD, steps, base, output, per_token.tolist())
