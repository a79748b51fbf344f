"""The voice that a shop's settings ask for."""

from __future__ import annotations

import os

from whythis.agent.llm.types import TextModel
from whythis.errors import ShopError
from whythis.shop.settings import WordingSettings


def voice_of(settings: WordingSettings) -> TextModel | None:
    """The language model that words answers; None where the templates do.

    Raises:
        ModelError: a local model cannot be loaded.
        ShopError: the environment variable of the key is not set.
    """
    if settings.voice == "templates":
        return None
    if settings.voice == "local":
        from whythis.agent.llm.local import LocalModel

        return LocalModel(settings.model, settings.max_tokens, settings.timeout_seconds)
    from whythis.agent.llm.endpoint import Endpoint, Prices

    key = os.environ.get(settings.key_env, "") if settings.key_env else ""
    if settings.key_env and not key:
        raise ShopError(
            "The key of the language model is not there.",
            expected=f"the environment variable {settings.key_env}",
            got="it is not set, or empty",
            fix="Set it, or leave key_env empty where no key is needed.",
        )
    return Endpoint(
        settings.url,
        settings.model,
        key,
        max_tokens=settings.max_tokens,
        timeout_s=settings.timeout_seconds,
        retries=settings.retries,
        prices=Prices(settings.price_prompt, settings.price_completion),
    )
