"""Any endpoint that speaks OpenAI's chat completions: a timeout, retries with back-off, a token limit, a cost count."""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from whythis.agent.llm.types import Message, ModelFailedError

_log = logging.getLogger(__name__)
MAX_ANSWER_BYTES = 1_000_000
_RETRIED = frozenset([408, 409, 425, 429, 500, 502, 503, 504])


@dataclass(frozen=True, slots=True)
class Prices:
    """What tokens cost, per million, in the owner's currency."""

    prompt: float = 0.0
    completion: float = 0.0


@dataclass
class Spent:
    """What an endpoint has been used for since the shop was opened."""

    calls: int = 0
    retries: int = 0
    failures: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry claims and key to a host that the owner never named."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Endpoint:
    """A language model behind an OpenAI-compatible address. Nothing goes to any other address.

    Args:
        url: up to and without "/chat/completions", such as "http://127.0.0.1:8080/v1".
        retries: further tries after the first, for time-outs, broken connections, "too many requests" and server
            errors; the waits double from `backoff_s`, and "Retry-After" is kept to, up to the timeout.
        timeout_s: for each try.
    """

    def __init__(
        self,
        url: str,
        model: str,
        api_key: str = "",
        max_tokens: int = 320,
        timeout_s: float = 20.0,
        retries: int = 2,
        backoff_s: float = 0.5,
        prices: Prices | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/") + "/chat/completions"
        self._model, self._key = model, api_key
        self._max_tokens, self._timeout_s = max_tokens, timeout_s
        self._retries, self._backoff_s, self._sleep = retries, backoff_s, sleep
        self._prices = prices or Prices()
        self._opener = urllib.request.build_opener(_NoRedirect)
        self._lock = threading.Lock()
        self.spent = Spent()

    @property
    def name(self) -> str:
        return "endpoint"

    def complete(self, prompt: Sequence[Message]) -> str:
        """See TextModel."""
        body = json.dumps(
            {
                "model": self._model,
                "messages": [{"role": m.role, "content": m.content} for m in prompt],
                "max_tokens": self._max_tokens,
                "temperature": 0,
                "stream": False,
            }
        ).encode()
        wait, failure = self._backoff_s, "not asked"
        for attempt in range(self._retries + 1):
            if attempt:
                self._sleep(wait)
                wait *= 2
                with self._lock:
                    self.spent.retries += 1
            try:
                answer = self._read(self._send(body))
            except urllib.error.HTTPError as error:
                failure = f"HTTP {error.code}"
                error.close()
                if error.code not in _RETRIED:
                    break
                wait = max(wait, min(_seconds(error.headers.get("Retry-After")), self._timeout_s))
            except (OSError, HTTPException) as error:  # a URLError and a time-out are OSErrors
                reason = getattr(error, "reason", error)
                failure = "timeout" if isinstance(reason, TimeoutError) else type(reason).__name__
            except (ValueError, KeyError, IndexError, TypeError):
                failure = "an answer that is no chat completion"
            else:
                return answer
        with self._lock:
            self.spent.failures += 1
        raise ModelFailedError(failure)

    def _send(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._url, body, headers, method="POST")  # noqa: S310  the owner's address
        started = time.monotonic()
        with self._opener.open(request, timeout=self._timeout_s) as response:
            chunks, size = [], 0
            while chunk := response.read1(65536):
                size += len(chunk)
                if size > MAX_ANSWER_BYTES:
                    raise ValueError("too long an answer")
                if time.monotonic() - started > self._timeout_s:
                    raise TimeoutError  # it trickles in: a socket's timeout alone would wait for ever
                chunks.append(chunk)
        return b"".join(chunks)

    def _read(self, raw: bytes) -> str:
        data = json.loads(raw)
        choice = data["choices"][0]
        content = choice["message"]["content"]
        if not isinstance(content, str):
            raise TypeError("no text")
        usage = data.get("usage") or {}
        self._count(int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))
        if choice.get("finish_reason") == "length":  # the last line may be half a sentence
            content = content.rpartition("\n")[0]
        return content

    def _count(self, prompt: int, completion: int) -> None:
        with self._lock:
            spent = self.spent
            spent.calls += 1
            spent.prompt_tokens += prompt
            spent.completion_tokens += completion
            spent.cost += (prompt * self._prices.prompt + completion * self._prices.completion) / 1e6
            _log.info(
                "wording by endpoint: %d calls, %d + %d tokens, cost %.4f so far",
                spent.calls, spent.prompt_tokens, spent.completion_tokens, spent.cost,
            )  # fmt: skip


def _seconds(text: str | None) -> float:
    try:
        return max(float(text or 0), 0.0)
    except ValueError:
        return 0.0
