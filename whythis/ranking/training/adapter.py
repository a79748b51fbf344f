"""Trains the cross-encoder on labelled pairs, stage by stage, with Hugging Face's Trainer.

Every stage leaves checkpoints while it runs and its weights when it is done, so a training that was killed goes
on where it was.
"""

from __future__ import annotations

import json
import math
import shutil
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, PeftModel, TaskType, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import (
    AutoTokenizer,
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.integrations.integration_utils import TensorBoardCallback

from whythis.ranking.cross_encoder import ADAPTER, FULL_MODEL, bare_model, weights_file, write_full_model
from whythis.ranking.metrics import ndcg_at_k
from whythis.ranking.training.pairs import LabelledPair
from whythis.retrieval.backbone import backbone_path

MICRO_BATCH = 8
"""Pairs in one pass; a batch is several of them. Small passes stay in the processor's cache."""
_DONE = "stage.json"

OnStep = Callable[[str, int, int, float | None], None]
"""Called with the stage's name, steps done, all steps, and the loss since the last call."""


@dataclass(frozen=True, slots=True)
class AdapterSettings:
    """What the training of the cross-encoder depends on; kept in the model's card.

    `method` is "lora" (a file of a few MB) or "full" (all weights; half as much again in speed on a CPU).
    """

    backbone: str
    method: str = "lora"
    batch_size: int = 32
    learning_rate: float = 5e-4
    lora_rank: int = 24
    max_tokens: int = 128
    seed: int = 7


@dataclass(frozen=True, slots=True)
class DevSet:
    """Judged pairs for early stopping: `groups` says which pairs share a query, `grades` how good each is."""

    pairs: tuple[LabelledPair, ...]
    groups: tuple[int, ...]
    grades: tuple[float, ...]

    def ndcg(self, logits: np.ndarray) -> float:
        """Mean NDCG@10 over the queries that have something relevant."""
        groups, grades = np.array(self.groups), np.array(self.grades)
        values = [
            ndcg_at_k(grades[groups == g].tolist(), logits[groups == g].tolist()) for g in np.unique(groups)
        ]
        return float(np.nanmean(values)) if values else 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of training: on what, for how long, from which weights, and what stops it early.

    The weights that come out are `blend` of the trained ones and the rest of those that it started from: few
    judgments teach much that is only true of them (Wortsman et al., "Robust fine-tuning", CVPR 2022).
    """

    name: str
    pairs: tuple[LabelledPair, ...]
    epochs: float
    learning_rate: float
    start: Path | None = None
    dev: DevSet | None = None
    patience: int = 2
    evaluations_per_epoch: int = 2
    blend: float = 1.0


@dataclass(frozen=True, slots=True)
class StageResult:
    """Where the weights of a finished stage are, and at which epoch its best NDCG@10 came."""

    folder: Path
    best_epoch: float
    best_ndcg: float | None


class _Pairs(torch.utils.data.Dataset):
    def __init__(self, pairs: Sequence[LabelledPair], tokenizer, max_tokens: int) -> None:
        self._pairs, self._tokenizer, self._max_tokens = pairs, tokenizer, max_tokens

    def __len__(self) -> int:
        return len(self._pairs)

    def __getitem__(self, index: int) -> dict:
        pair = self._pairs[index]
        encoded = self._tokenizer(
            pair.text.side_a, pair.text.side_b, truncation="longest_first", max_length=self._max_tokens
        )
        return {**encoded, "labels": pair.label}


class _BinaryTrainer(Trainer):
    """Cross-entropy against soft labels: the head's logit stands for the chance that the item fits."""

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):  # type: ignore[override]
        labels = inputs["labels"].float()
        outputs = model(**{name: value for name, value in inputs.items() if name != "labels"})
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            outputs.logits[:, 0].float(), labels, reduction="sum"
        )
        # Trainer sums the passes that make a batch, and says here how many pairs the whole batch has.
        loss = loss / (len(labels) if num_items_in_batch is None else num_items_in_batch)
        return (loss, {"logits": outputs.logits}) if return_outputs else loss

    def _get_eval_sampler(self, eval_dataset):
        """In the order of the dataset: its judgments are looked up by place."""
        return torch.utils.data.SequentialSampler(eval_dataset)  # type: ignore[arg-type]


class _Progress(TrainerCallback):
    def __init__(self, stage: str, on_step: OnStep) -> None:
        self._stage, self._on_step = stage, on_step

    def on_log(self, args, state, control, logs=None, **kwargs):
        if "loss" in (logs or {}):
            self._on_step(self._stage, state.global_step, state.max_steps, (logs or {})["loss"])


def run_stage(
    stage: Stage,
    settings: AdapterSettings,
    folder: Path,
    on_step: OnStep = lambda name, step, total, loss: None,
    report_to: Sequence[str] = ("tensorboard",),
) -> StageResult:
    """Trains one stage into `folder`, or returns it as it is when it was finished before.

    With a dev set, the weights are those of the best NDCG@10 on it, and training stops once that has not
    risen for `patience` evaluations. CUDA with bf16 when there is one; bf16 on processors that have it.

    Args:
        report_to: what the trainer reports to. TensorBoard's logs lie in `folder/logs`.
    """
    if (folder / _DONE).is_file():
        done = json.loads((folder / _DONE).read_text(encoding="utf-8"))
        return StageResult(folder, done["best_epoch"], done["best_ndcg"])
    set_seed(settings.seed)
    tokenizer = AutoTokenizer.from_pretrained(backbone_path(settings.backbone))
    trainer = _BinaryTrainer(
        model=_trainable(settings, stage.start),
        args=_arguments(stage, settings, folder, [name for name in report_to if name != "tensorboard"]),
        train_dataset=_Pairs(stage.pairs, tokenizer, settings.max_tokens),
        eval_dataset=_Pairs(stage.dev.pairs, tokenizer, settings.max_tokens) if stage.dev else None,
        compute_metrics=_measure(stage.dev) if stage.dev else None,
        processing_class=tokenizer,
        callbacks=_callbacks(stage, folder, on_step, "tensorboard" in report_to),
    )
    trainer.remove_callback(
        next(c for c in trainer.callback_handler.callbacks if type(c).__name__ == "PrinterCallback")
    )
    with warnings.catch_warnings():
        # peft asks transformers for an attribute under its older name.
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*")
        trainer.train(resume_from_checkpoint=_last_checkpoint(folder / "checkpoints"))
    _save(trainer.model, settings, folder)
    if stage.start is not None and stage.blend < 1.0:
        _blend(stage.start, folder, stage.blend)
    state = trainer.state
    steps_per_epoch = max(1, math.ceil(len(stage.pairs) / settings.batch_size))
    best_step = state.best_global_step or state.global_step
    result = StageResult(folder, min(best_step / steps_per_epoch, stage.epochs), state.best_metric)
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    (folder / _DONE).write_text(
        json.dumps({"best_epoch": result.best_epoch, "best_ndcg": result.best_ndcg}), encoding="utf-8"
    )
    return result


def _trainable(settings: AdapterSettings, start: Path | None) -> torch.nn.Module:
    model = bare_model(settings.backbone)
    if settings.method == "full":
        if start is not None:
            model.load_state_dict(load_file(start / FULL_MODEL / "model.safetensors"))
        return model.float()
    if start is not None:
        return PeftModel.from_pretrained(model, str(start / ADAPTER), is_trainable=True).float()
    config = LoraConfig(
        task_type=TaskType.SEQ_CLS,
        r=settings.lora_rank,
        lora_alpha=2 * settings.lora_rank,
        lora_dropout=0.05,
        target_modules=["query", "key", "value", "dense"],
        exclude_modules=r".*pooler\.dense",
        modules_to_save=["pooler", "classifier"],
    )
    return get_peft_model(model, config)


def _arguments(
    stage: Stage, settings: AdapterSettings, folder: Path, report_to: list[str]
) -> TrainingArguments:
    on_gpu = torch.cuda.is_available()
    micro = settings.batch_size if on_gpu else min(MICRO_BATCH, settings.batch_size)
    steps_per_epoch = max(1, len(stage.pairs) // settings.batch_size)
    every = max(1, steps_per_epoch // stage.evaluations_per_epoch)
    return TrainingArguments(
        output_dir=str(folder / "checkpoints"),
        num_train_epochs=stage.epochs,
        per_device_train_batch_size=micro,
        gradient_accumulation_steps=max(1, settings.batch_size // micro),
        per_device_eval_batch_size=micro,
        learning_rate=stage.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=20,
        weight_decay=0.01,
        bf16=has_fast_bf16(),
        use_cpu=not on_gpu,
        logging_steps=20,
        save_strategy="steps",
        save_steps=every if stage.dev else min(100, every),
        save_total_limit=2,
        eval_strategy="steps" if stage.dev else "no",
        eval_steps=every,
        load_best_model_at_end=stage.dev is not None,
        metric_for_best_model="ndcg" if stage.dev else None,
        greater_is_better=True if stage.dev else None,
        report_to=report_to,
        seed=settings.seed,
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        label_names=["labels"],
        dataloader_pin_memory=on_gpu,
        disable_tqdm=True,
    )


def _callbacks(stage: Stage, folder: Path, on_step: OnStep, tensorboard: bool) -> list[TrainerCallback]:
    callbacks: list[TrainerCallback] = [_Progress(stage.name, on_step)]
    if stage.dev is not None:
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=stage.patience))
    if tensorboard:
        from torch.utils.tensorboard import SummaryWriter

        callbacks.append(TensorBoardCallback(SummaryWriter(str(folder / "logs"))))
    return callbacks


def _measure(dev: DevSet):
    return lambda prediction: {"ndcg": dev.ndcg(np.asarray(prediction.predictions).reshape(-1))}


def _last_checkpoint(folder: Path) -> str | None:
    """The newest whole checkpoint. A kill while one was written leaves it without its last file."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    whole = [path for path in found if (path / "trainer_state.json").is_file()]
    for path in found:
        if path not in whole:
            shutil.rmtree(path)
    return str(whole[-1]) if whole else None


def has_fast_bf16() -> bool:
    """Whether half-precision arithmetic is quicker here: on CUDA, and on processors with AVX-512 BF16."""
    return torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()


def _save(model, settings: AdapterSettings, folder: Path) -> None:
    """Half precision halves the files; paths of the machine that trained do not belong into them."""
    if settings.method == "full":
        write_full_model(model, folder)
        return
    target = folder / ADAPTER
    model.save_pretrained(str(target), safe_serialization=True)
    config = json.loads((target / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = settings.backbone
    (target / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    path = target / "adapter_model.safetensors"
    save_file({name: tensor.half().contiguous() for name, tensor in load_file(path).items()}, path)
    for other in target.iterdir():
        if other.name not in ("adapter_model.safetensors", "adapter_config.json"):
            other.unlink()


def _blend(start: Path, folder: Path, share: float) -> None:
    """Moves a stage's weights back towards those that it started from."""
    name = weights_file(folder).relative_to(folder)
    old, new = load_file(start / name), load_file(folder / name)
    save_file(
        {key: ((1 - share) * old[key].float() + share * new[key].float()).half() for key in new},
        folder / name,
    )
