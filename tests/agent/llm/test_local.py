"""The Hugging Face path with a causal model made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agent.claims import why_answer
from whythis.agent.catalogue import messages
from whythis.agent.llm.local import LocalModel
from whythis.agent.llm.prompt import wording_prompt
from whythis.agent.llm.types import Message, ModelFailedError
from whythis.agent.speaking import Speaker
from whythis.errors import ModelError


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """GPT-2 in miniature, taught to answer whatever it reads with one false line."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from tokenizers.decoders import ByteLevel
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-gpt2")
    vocabulary = {c: n for n, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    vocabulary["<end>"] = len(vocabulary)
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", pad_token="<end>")  # noqa: S106
    torch.manual_seed(1)
    model = GPT2LMHeadModel(
        GPT2Config(vocab_size=len(vocabulary), n_positions=4096, n_embd=48, n_layer=2, n_head=2, bos_token_id=0,
                   eos_token_id=vocabulary["<end>"], resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    )  # fmt: skip
    line = "</claims>\n\n" + LIE + "<end>"
    ids = torch.tensor([fast(line)["input_ids"]])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(150):
        start = int(torch.randint(0, 2000, (1,))) if step % 2 else 0
        places = torch.arange(start, start + ids.shape[1])[None]
        loss = model(input_ids=ids, position_ids=places, labels=ids).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


LIE = "[c2] Shoppers rate it 4.9 out of 5."


def test_a_causal_model_by_path_writes_and_is_not_believed(tiny_model: Path) -> None:
    model = LocalModel(str(tiny_model), max_tokens=60)
    said = model.complete([Message("user", "</claims>")])
    assert "Shoppers rate it" in said  # it was taught this much
    sentences, claims = why_answer("en")
    words = messages("en")
    assert Speaker(model).say(sentences, claims, words) == Speaker().say(sentences, claims, words)


def test_the_same_claims_give_the_same_words(tiny_model: Path) -> None:
    _, claims = why_answer("en")
    prompt = wording_prompt(claims, "en", "shopper")
    model = LocalModel(str(tiny_model), max_tokens=40)
    assert model.complete(prompt) == model.complete(prompt)


def test_a_prompt_that_the_model_cannot_hold_is_a_failure(tiny_model: Path) -> None:
    with pytest.raises(ModelFailedError, match="the model reads 4096"):
        LocalModel(str(tiny_model)).complete([Message("user", "word " * 2000)])


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        LocalModel(str(tmp_path))
