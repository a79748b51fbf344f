"""Any causal language model of Hugging Face, by name or path, on this machine."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from whythis.agent.llm.types import Message, ModelFailedError
from whythis.errors import ModelError


class LocalModel:
    """A causal model in torch. Greedy, so the same claims give the same words.

    Args:
        source: a Hugging Face name or a path; a name is looked up in the local cache, and on the network only where
            Hugging Face's own settings allow that.
        max_tokens: at most so many new tokens.
        timeout_s: generation stops after so long; what stands there by then is read as it is.

    Raises:
        ModelError: it cannot be loaded.
    """

    def __init__(self, source: str, max_tokens: int = 320, timeout_s: float = 20.0) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        try:
            self._tokenizer = AutoTokenizer.from_pretrained(source)
            self._model = AutoModelForCausalLM.from_pretrained(source).eval()
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                "The language model for wording cannot be loaded.",
                expected="the name or the path of a causal model of Hugging Face",
                got=f"{source}: {type(error).__name__}",
                fix='Correct [wording] model in shop.toml, or set voice = "templates".',
            ) from error
        self._max_tokens, self._timeout_s = max_tokens, timeout_s
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return "local model"

    def complete(self, prompt: Sequence[Message]) -> str:
        """See TextModel. One prompt at a time: a second would only halve the speed of both."""
        import torch

        tokenizer, model = self._tokenizer, self._model
        if tokenizer.chat_template:
            messages = [{"role": m.role, "content": m.content} for m in prompt]
            text = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        else:
            text = "\n\n".join(m.content for m in prompt) + "\n\n"
        with self._lock, torch.inference_mode():
            encoded = tokenizer(text, return_tensors="pt")
            size = encoded["input_ids"].shape[1]
            room = getattr(model.config, "max_position_embeddings", None) or size + self._max_tokens
            if size >= room:
                raise ModelFailedError(f"prompt of {size} tokens, the model reads {room}")
            try:
                out = model.generate(  # type: ignore[attr-defined]
                    input_ids=encoded["input_ids"],
                    attention_mask=encoded["attention_mask"],
                    max_new_tokens=min(self._max_tokens, room - size),
                    max_time=self._timeout_s,
                    do_sample=False,
                    pad_token_id=tokenizer.pad_token_id
                    if tokenizer.pad_token_id is not None
                    else tokenizer.eos_token_id,
                )
            except (RuntimeError, ValueError, IndexError) as error:
                raise ModelFailedError(type(error).__name__) from error
        return tokenizer.decode(out[0, size:], skip_special_tokens=True)
