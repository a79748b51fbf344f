"""Trains the LoRA adapter and the head on labelled pairs, with Hugging Face's Trainer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from peft import LoraConfig, TaskType, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, Trainer, TrainerCallback, TrainingArguments, set_seed

from whythis.ranking.cross_encoder import ADAPTER, bare_model
from whythis.ranking.training.pairs import LabelledPair
from whythis.retrieval.backbone import backbone_path


@dataclass(frozen=True, slots=True)
class AdapterSettings:
    """What the training of an adapter depends on; kept in the model's card."""

    backbone: str
    epochs: float = 1.0
    batch_size: int = 32
    learning_rate: float = 5e-4
    lora_rank: int = 16
    max_tokens: int = 128
    seed: int = 7


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
        labels = inputs.pop("labels").float()
        outputs = model(**inputs)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(outputs.logits[:, 0], labels)
        return (loss, outputs) if return_outputs else loss


class _Progress(TrainerCallback):
    def __init__(self, on_step: Callable[[int, int, float | None], None]) -> None:
        self._on_step = on_step

    def on_log(self, args, state, control, logs=None, **kwargs):
        self._on_step(state.global_step, state.max_steps, (logs or {}).get("loss"))


def train_adapter(
    pairs: Sequence[LabelledPair],
    settings: AdapterSettings,
    folder: Path,
    on_step: Callable[[int, int, float | None], None] = lambda step, total, loss: None,
) -> None:
    """Trains and writes `folder/adapter` (safetensors, half precision). CUDA with bf16 when there is one.

    Args:
        on_step: called with step, all steps and the loss since the last call.
    """
    set_seed(settings.seed)
    tokenizer = AutoTokenizer.from_pretrained(backbone_path(settings.backbone))
    config = LoraConfig(
        task_type=TaskType.SEQ_CLS,
        r=settings.lora_rank,
        lora_alpha=2 * settings.lora_rank,
        lora_dropout=0.05,
        target_modules=["query", "key", "value", "dense"],
        exclude_modules=r".*pooler\.dense",
        modules_to_save=["pooler", "classifier"],
    )
    model = get_peft_model(bare_model(settings.backbone), config)
    arguments = TrainingArguments(
        output_dir=str(folder / "checkpoints"),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=20,
        weight_decay=0.01,
        bf16=_has_fast_bf16(),
        use_cpu=not torch.cuda.is_available(),
        logging_steps=20,
        save_strategy="no",
        report_to=[],
        seed=settings.seed,
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
        disable_tqdm=True,
    )
    trainer = _BinaryTrainer(
        model=model,
        args=arguments,
        train_dataset=_Pairs(pairs, tokenizer, settings.max_tokens),
        processing_class=tokenizer,
        callbacks=[_Progress(on_step)],
    )
    trainer.remove_callback(
        next(c for c in trainer.callback_handler.callbacks if type(c).__name__ == "PrinterCallback")
    )
    trainer.train()
    model.save_pretrained(str(folder / ADAPTER), safe_serialization=True)
    _tidy(folder / ADAPTER, settings.backbone)


def _has_fast_bf16() -> bool:
    """Whether half-precision arithmetic is quicker here: on CUDA, and on processors with AVX-512 BF16."""
    return torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()


def _tidy(folder: Path, backbone: str) -> None:
    """Half precision halves the file; paths of the machine that trained do not belong into it."""
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = backbone
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    path = folder / "adapter_model.safetensors"
    save_file({name: tensor.half().contiguous() for name, tensor in load_file(path).items()}, path)
    for other in folder.iterdir():
        if other.name not in ("adapter_model.safetensors", "adapter_config.json"):
            other.unlink()
