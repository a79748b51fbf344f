"""Smaller networks cut out of a trained cross-encoder: fewer layers, or narrower ones."""

from __future__ import annotations

import copy

import torch
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from whythis.errors import InputError


def fewer_layers(model: PreTrainedModel, n_layers: int) -> PreTrainedModel:
    """A copy with `n_layers` of the layers, spread evenly and the last among them (Sanh et al. 2019 start so).

    Raises:
        InputError: not between 1 and the number of layers.
    """
    present = model.config.num_hidden_layers
    if not 1 <= n_layers <= present:
        raise InputError(
            "A student cannot have this many layers.",
            expected=f"1 to {present}",
            got=str(n_layers),
            fix="Name fewer layers.",
        )
    kept = [round((i + 1) * present / n_layers) - 1 for i in range(n_layers)]
    config = copy.deepcopy(model.config)
    config.num_hidden_layers = n_layers
    small = AutoModelForSequenceClassification.from_config(config)
    state = {}
    for name, tensor in model.state_dict().items():
        parts = name.split(".")
        if "layer" in parts:
            place = parts.index("layer") + 1
            if int(parts[place]) not in kept:
                continue
            parts[place] = str(kept.index(int(parts[place])))
        state[".".join(parts)] = tensor
    small.load_state_dict(state)
    return small.eval()


def narrower(model: PreTrainedModel, share: float) -> PreTrainedModel:
    """A copy whose feed-forward layers keep the `share` of neurons that weigh most.

    A neuron weighs the product of the norms of what enters and what leaves it (structured magnitude pruning).
    """
    config = copy.deepcopy(model.config)
    width = max(8, round(config.intermediate_size * share / 8) * 8)
    config.intermediate_size = width
    small = AutoModelForSequenceClassification.from_config(config)
    state = dict(model.state_dict())
    for name in [n for n in state if n.endswith("intermediate.dense.weight")]:
        stem = name.removesuffix("intermediate.dense.weight")
        entering, leaving = state[name], state[f"{stem}output.dense.weight"]
        weight = entering.norm(dim=1) * leaving.norm(dim=0)
        kept = torch.sort(torch.topk(weight, width).indices).values
        state[name] = entering[kept].clone()
        state[f"{stem}intermediate.dense.bias"] = state[f"{stem}intermediate.dense.bias"][kept].clone()
        state[f"{stem}output.dense.weight"] = leaving[:, kept].clone()
    small.load_state_dict(state)
    return small.eval()
