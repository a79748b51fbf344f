"""Gradient times input (Shrikumar et al. 2016), the input measured from the [PAD] baseline. One backward pass."""

from __future__ import annotations

import torch

from whythis.explainers.types import WordAttribution
from whythis.explainers.words.embedded import Embedded
from whythis.explainers.words.reading import Reading


def gradient_times_input(reading: Reading) -> WordAttribution:
    """Does not sum to the logit: its gap says how far the network is from being linear here."""
    with reading.model.exclusive():
        inputs = Embedded(reading)
        embeds = inputs.inputs.clone().requires_grad_(True)
        output = inputs.forward(embeds)
        (gradient,) = torch.autograd.grad(output.sum(), embeds)
        with torch.no_grad():
            base = float(inputs.forward(inputs.baselines))
        values = (gradient * (inputs.inputs - inputs.baselines)).sum(dim=-1)[0].double()
    return inputs.attribution("gradient x input", 1, base, float(output.detach()), values.tolist())
