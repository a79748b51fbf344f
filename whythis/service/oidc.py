"""Sign-in by OpenID Connect: the authorisation-code flow with PKCE, state and nonce, off unless it is set up.

Sources: OpenID Connect Core 1.0, OpenID Connect Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (the issuer in the answer),
RFC 9700 (best current practice). Nothing is contacted before somebody presses the button.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import jwt

from whythis.errors import ShopError
from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.sealing import Seal
from whythis.records.sites import Sites
from whythis.service.errors import RefusedError
from whythis.service.settings import OidcSettings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signed with a private key alone: the client's secret and a public key never count as one."""
UNDER_WAY = timedelta(minutes=10)
_FRESH_S, _KEYS_AGAIN_S = 3600.0, 30.0
_MOST_BYTES = 1_000_000
_LEEWAY_S = 30
_METADATA = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in: a key of issuer and subject that never changes, a name to show, and the role."""

    sha256: str
    name: str
    role: str


class OpenIdConnect:
    """One provider.

    Args:
        secret: the client's, empty for a public client.
        sites: remembers which answers were used, for all processes of a service.

    Raises:
        ShopError: the settings lead to no safe sign-in.
    """

    def __init__(
        self, settings: OidcSettings, secret: str, seal: Seal, sites: Sites, clock: Clock = system_clock
    ) -> None:
        self.settings = settings
        self._secret, self._seal, self._sites, self._clock = secret, seal, sites, clock
        _checked_url(settings.issuer, "issuer")
        _checked_url(settings.redirect_uri, "redirect_uri")
        self._lock = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, dict[str, jwt.PyJWK]] | None = None

    def start(self) -> tuple[str, str]:
        """The provider's address to lead the browser to, and what the browser keeps meanwhile, sealed.

        Raises:
            RefusedError: 503, the provider cannot be reached or is another than was set up.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": " ".join(dict.fromkeys(["openid", *self.settings.scopes])),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        until = as_utc(self._clock() + UNDER_WAY)
        kept = self._seal.sealed(json.dumps({"s": state, "n": nonce, "v": verifier, "u": until}))
        address = self._provider()["authorization_endpoint"]
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}", kept

    def finish(self, answer: Mapping[str, str], kept: str) -> Identity:
        """Who the provider says it is.

        Args:
            answer: the parameters with which the browser came back.
            kept: what `start` gave it to keep.

        Raises:
            RefusedError: 401, the answer is not one to this browser's question, or proves nothing; 403, they have no
                role here; 503, the provider cannot be reached.
        """
        started = self._started(kept)
        if not hmac.compare_digest(answer.get("state", "").encode(), started["s"].encode()):
            raise _refused("the answer is not for a sign-in that this browser began (state)")
        provider = self._provider()
        told = answer.get("iss")
        required = provider.get("authorization_response_iss_parameter_supported") is True
        if (told is None and required) or (told is not None and told != self.settings.issuer):
            raise _refused("the answer is of another provider (iss)")
        if "error" in answer or not answer.get("code"):
            raise _refused("the provider did not sign anybody in")
        if not self._sites.use_once("@oidc", hashlib.sha256(started["s"].encode()).hexdigest(), started["u"]):
            raise _refused("the answer was used before")
        return self._identity(self._claims(self._exchanged(answer["code"], started["v"]), started["n"]))

    def _started(self, kept: str) -> dict[str, str]:
        try:
            started = json.loads(self._seal.opened(kept))
        except (ShopError, ValueError):
            raise _refused("no sign-in is under way in this browser") from None
        if datetime.fromisoformat(started["u"]) < self._clock():
            raise _refused("the sign-in took too long")
        return started

    def _exchanged(self, code: str, verifier: str) -> str:
        """The ID token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Accept": "application/json"}
        if self._secret:  # RFC 6749, 2.3.1: both are form-encoded first
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(self._secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form["client_id"] = self.settings.client_id
        status, told = _called("POST", self._provider()["token_endpoint"], headers, form)
        if status >= 500:
            raise _unreachable(f"the provider's token endpoint answered {status}")
        token = told.get("id_token") if status == 200 else None
        if not isinstance(token, str):
            raise _refused("the provider gave nothing for the code")
        return token

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _refused("the ID token cannot be read") from None
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise _refused("the ID token is not signed with a private key")
        key = self._key(header.get("kid"))
        if key.algorithm_name not in (algorithm, None) and key.key_type != "RSA":
            raise _refused("the ID token's algorithm is not its key's")
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[algorithm],
                audience=self.settings.client_id,
                issuer=self.settings.issuer,
                leeway=_LEEWAY_S,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise _refused(f"the ID token does not hold ({type(error).__name__})") from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.settings.client_id) != self.settings.client_id:
            raise _refused("the ID token was made for another client (azp)")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise _refused("the ID token is not for this sign-in (nonce)")
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise _refused("the ID token names nobody (sub)")
        return claims

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        held: Any = claims
        for part in self.settings.role_claim.split("."):
            held = held.get(part) if isinstance(held, Mapping) else None
        values = (
            {held}
            if isinstance(held, str)
            else set(filter(_is_text, held))
            if isinstance(held, list)
            else set()
        )
        granted = {
            "admin": self.settings.admins,
            "analyst": self.settings.analysts,
            "agent": self.settings.agents,
        }
        role = next((role for role, given in granted.items() if values & set(given)), None)
        if role is None:
            raise RefusedError(
                403,
                "You have no role here.",
                expected=f"one of the values that the shop's owner named in the claim {self.settings.role_claim}",
                got="none of them",
                fix="Ask whoever looks after your organisation's accounts.",
            )
        subject = f"{self.settings.issuer}\n{claims['sub']}"
        shown = claims.get(self.settings.name_claim)
        return Identity(
            hashlib.sha256(subject.encode()).hexdigest(), shown if isinstance(shown, str) else "", role
        )

    def _provider(self) -> dict[str, Any]:
        """The provider's metadata, read again after an hour."""
        with self._lock:
            if self._metadata and time.monotonic() - self._metadata[0] < _FRESH_S:
                return self._metadata[1]
            issuer = self.settings.issuer
            status, told = _called("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
            if status != 200 or not all(isinstance(told.get(name), str) for name in _METADATA):
                raise _unreachable(f"the provider's metadata cannot be used (status {status})")
            if told["issuer"] != issuer:  # else one provider could speak for another (mix-up)
                raise _unreachable("the provider calls itself by another name than [service.oidc] issuer")
            for name in _METADATA[1:]:
                try:
                    _checked_url(told[name], name)
                except ShopError as error:
                    raise _unreachable(f"the provider's {name} is not safe") from error
            self._metadata = (time.monotonic(), told)
            return told

    def _key(self, kid: object) -> jwt.PyJWK:
        """The key of that name. Keys are read again for a name that is not known, but not with every made-up one."""
        keys = self._read_keys(again_after_s=_FRESH_S)
        if _named(keys, kid) is None:
            keys = self._read_keys(again_after_s=_KEYS_AGAIN_S)
        found = _named(keys, kid)
        if found is None:
            raise _refused("the ID token's key is not one of the provider's")
        return found

    def _read_keys(self, again_after_s: float) -> dict[str, jwt.PyJWK]:
        address = self._provider()["jwks_uri"]
        with self._lock:
            if self._keys and time.monotonic() - self._keys[0] < again_after_s:
                return self._keys[1]
            status, told = _called("GET", address)
            listed = told.get("keys")
            if status != 200 or not isinstance(listed, list):
                raise _unreachable(f"the provider's keys cannot be read (status {status})")
            keys: dict[str, jwt.PyJWK] = {}
            for one in listed:
                if not isinstance(one, dict) or one.get("use", "sig") != "sig" or one.get("kty") == "oct":
                    continue
                try:
                    keys[str(one.get("kid", ""))] = jwt.PyJWK(one)
                except (jwt.PyJWTError, ValueError, TypeError):
                    continue  # a kind of key that is not known here signs nothing here
            self._keys = (time.monotonic(), keys)
            return keys


def _named(keys: Mapping[str, jwt.PyJWK], kid: object) -> jwt.PyJWK | None:
    """The key of that name; a token that names none means the only one there is."""
    if kid is None:
        return next(iter(keys.values())) if len(keys) == 1 else None
    return keys.get(kid) if isinstance(kid, str) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _checked_url(url: str, name: str) -> None:
    """Raises ShopError for an address on which a code or a key could be read or changed on the way."""
    parts = urlsplit(url)
    inside = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if (
        parts.hostname
        and not parts.username
        and not parts.fragment
        and (parts.scheme == "https" or (parts.scheme == "http" and inside))
    ):
        return
    raise ShopError(
        "OpenID Connect cannot be used with this address.",
        expected=f"{name}: https://…, or http:// on this machine itself",
        got=url[:120],
        fix="Correct [service.oidc] in shop.toml, or ask whoever runs the provider.",
    )


def _called(
    method: str, url: str, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of an answer. No redirect, no proxy of the environment, no endless answer is followed."""
    until, status = time.monotonic() + 10, 0
    try:
        with (
            httpx.Client(timeout=5, trust_env=False, follow_redirects=False) as client,
            client.stream(method, url, headers=headers, data=form) as answer,
        ):
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > _MOST_BYTES or time.monotonic() > until:
                    raise _unreachable("the provider's answer has no end")
            status = answer.status_code
        told = json.loads(body)
    except httpx.HTTPError as error:
        raise _unreachable(f"the provider cannot be reached ({type(error).__name__})") from error
    except (ValueError, RecursionError):
        told = {}
    return status, told if isinstance(told, dict) else {}


def _refused(reason: str) -> RefusedError:
    return RefusedError(
        401,
        "The sign-in did not work.",
        expected="an answer of the provider to a sign-in of this browser",
        got=reason,
        fix="Start again from the sign-in page.",
    )


def _unreachable(reason: str) -> RefusedError:
    return RefusedError(
        503,
        "Signing in through the provider is not possible at the moment.",
        expected="an OpenID Connect provider, as [service.oidc] names it",
        got=reason,
        fix="Try again in a moment; if it stays, tell the shop's owner.",
        headers={"Retry-After": "30"},
    )
