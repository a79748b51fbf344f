"""Scoring on a GPU: pairs a second in bfloat16, and which share of the card's measured matrix speed that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import torch
from transformers import AutoModelForSequenceClassification

from whythis.retrieval.backbone import PACKAGED, backbone_path

TOKENS, BATCH, SIDE = 128, 4096, 8192


def main(arguments: Sequence[str]) -> None:
    """Prints the figures; on a machine without CUDA it says so, unless "--cpu" asks for a small run there."""
    on_cpu = "--cpu" in arguments
    if not torch.cuda.is_available() and not on_cpu:
        print(
            "There is no CUDA device here; nothing was measured. (--cpu runs the same, small, on the processor.)"
        )
        return
    device = torch.device("cpu" if on_cpu else "cuda")
    batch, side = (16, 512) if on_cpu else (BATCH, SIDE)
    ceiling = _matrix_speed(device, side)
    model = AutoModelForSequenceClassification.from_pretrained(
        backbone_path(PACKAGED), num_labels=1, dtype=torch.bfloat16
    )
    model.to(device).eval()
    ids = torch.randint(1000, 20_000, (batch, TOKENS), device=device)
    mask = torch.ones_like(ids)

    def forward() -> None:
        with torch.inference_mode():
            model(input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids))

    pairs = batch / _seconds(forward, device)
    share = pairs * flops_of_a_pair(model.config, TOKENS) / ceiling
    print(f"{torch.cuda.get_device_name() if not on_cpu else 'processor'}, bfloat16, {TOKENS} tokens a pair")
    print(f"  {pairs:,.0f} pairs a second")
    print(
        f"  {ceiling / 1e12:,.1f} TFLOP/s for a {side} × {side} matrix product; scoring reaches {share:.0%} of it"
    )


def flops_of_a_pair(config, tokens: int) -> float:
    """Multiplications and additions of one forward pass: the linear layers and the two products of attention."""
    width, inner = config.hidden_size, config.intermediate_size
    linear = 2 * tokens * (4 * width * width + 2 * width * inner)
    attention = 2 * 2 * tokens * tokens * width
    return config.num_hidden_layers * (linear + attention)


def _matrix_speed(device: torch.device, side: int) -> float:
    a = torch.randn(side, side, device=device, dtype=torch.bfloat16)
    b = torch.randn(side, side, device=device, dtype=torch.bfloat16)
    return 2 * side**3 / _seconds(lambda: torch.matmul(a, b), device)


def _seconds(run: Callable[[], object], device: torch.device, rounds: int = 10) -> float:
    """The best of several rounds, after three that warm up."""
    times = []
    for number in range(rounds + 3):
        if device.type == "cuda":
            torch.cuda.synchronize()
        started = time.perf_counter()
        run()
        if device.type == "cuda":
            torch.cuda.synchronize()
        if number >= 3:
            times.append(time.perf_counter() - started)
    return min(times)
