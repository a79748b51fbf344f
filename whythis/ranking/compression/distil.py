"""Teaches a smaller cross-encoder to give the logits of the full one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from transformers import PreTrainedModel, set_seed

from whythis.ranking.cross_encoder import CPU_BATCH, CrossEncoder
from whythis.ranking.pair_text import PairText
from whythis.ranking.passages import MAX_TOKENS
from whythis.ranking.training.adapter import has_fast_bf16

_BATCH = 32


def distil(
    student: PreTrainedModel,
    teacher: CrossEncoder,
    pairs: Sequence[PairText],
    epochs: int,
    on_step: Callable[[int, int, float], None] = lambda done, total, loss: None,
    learning_rate: float = 2e-4,
    seed: int = 7,
) -> PreTrainedModel:
    """Trains all weights of `student` to the teacher's logits on `pairs`, by mean squared error. In place."""
    set_seed(seed)
    targets = torch.tensor(teacher.logits(pairs), dtype=torch.float32)
    device = teacher.device
    student.to(device)  # type: ignore[arg-type]
    student.train()
    optimizer = torch.optim.AdamW(student.parameters(), lr=learning_rate, weight_decay=0.01)
    steps = max(1, epochs * (len(pairs) // _BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=learning_rate, total_steps=steps, pct_start=0.1
    )
    rng = np.random.default_rng(seed)
    micro = CPU_BATCH if device.type == "cpu" else _BATCH
    done, total_loss = 0, 0.0
    while done < steps:
        order = rng.permutation(len(pairs))
        for start in range(0, len(pairs) - _BATCH + 1, _BATCH):
            rows = sorted(order[start : start + _BATCH].tolist(), key=lambda i: len(pairs[i].side_b))
            for part in range(0, _BATCH, micro):
                some = rows[part : part + micro]
                batch = teacher.tokenizer(
                    [pairs[i].side_a for i in some],
                    [pairs[i].side_b for i in some],
                    truncation="longest_first",
                    max_length=MAX_TOKENS,
                    padding=True,
                    return_tensors="pt",
                ).to(device)
                with torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_fast_bf16()):
                    found = student(**batch).logits[:, 0]
                loss = torch.nn.functional.mse_loss(found.float(), targets[some].to(device), reduction="sum")
                (loss / _BATCH).backward()
                total_loss += float(loss.detach()) / _BATCH
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            done += 1
            if done % 20 == 0 or done == steps:
                on_step(done, steps, total_loss / 20)
                total_loss = 0.0
            if done >= steps:
                break
    return student.eval()
