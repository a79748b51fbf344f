"""Tokens: a shop's backend signs shoppers' own, the service signs sessions. Each key has one algorithm, found by `kid`.

What a shopper token holds: `sub` (the shopper's id), `aud` (the site), `iat` and `exp`; `nbf` if wished; `one_time`
with a `jti` for one that opens a session once. Its header names the key by `kid`.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.sealing import Seal
from whythis.records.sites import Sites
from whythis.service.errors import RefusedError
from whythis.service.principals import LOCAL, Principal

MAX_TOKEN_CHARS = 4096
SESSION_KID = "session"
_LEEWAY = timedelta(seconds=5)
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "the token has expired"),
    (jwt.ImmatureSignatureError, "the token is not valid yet"),
    (jwt.InvalidAudienceError, "the token is for another site"),
    (jwt.MissingRequiredClaimError, "the token lacks a claim that it must have"),
    (jwt.InvalidSignatureError, "the token's signature does not fit its key"),
    (jwt.InvalidTokenError, "the token cannot be read"),
)


class _Claims(BaseModel):
    model_config = ConfigDict(strict=True)

    sub: str = Field(min_length=1, max_length=128)
    aud: str
    iat: int
    exp: int
    jti: str | None = Field(default=None, min_length=8, max_length=128)
    one_time: bool = False
    kind: str = ""


def unauthorised(reason: str) -> RefusedError:
    return RefusedError(
        401,
        "This is not open to you.",
        expected="Authorization: Bearer and a token that holds",
        got=reason,
        fix="Start a session with POST /api/v1/sessions, or have the shop's backend sign a fresh token.",
        headers={"WWW-Authenticate": "Bearer"},
    )


class Tokens:
    """Checks shopper tokens and sessions, and makes sessions.

    Args:
        longest: a shopper token that lives longer is refused.
    """

    def __init__(
        self,
        sites: Sites,
        seal: Seal,
        longest: timedelta,
        session_length: timedelta,
        clock: Clock = system_clock,
    ) -> None:
        self._sites = sites
        self._key = seal.key("session")
        self._longest = longest
        self._session_length = session_length
        self._clock = clock

    def session(self, kind: str, site: str, subject: str = "") -> tuple[str, Principal, str]:
        """A session token, who it is, and until when. An anonymous subject is drawn."""
        now = self._clock()
        until = now + self._session_length
        who = Principal(
            "shopper" if kind == "shopper" else "anonymous", site, subject or secrets.token_hex(16)
        )
        claims = {
            "sub": who.subject,
            "aud": site,
            "kind": who.kind,
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
        }
        token = jwt.encode(claims, self._key, "HS256", headers={"kid": SESSION_KID})
        return token, who, as_utc(until)

    def principal(self, token: str) -> Principal:
        """Whom a token stands for.

        Raises:
            RefusedError: 401, with the reason.
        """
        if len(token) > MAX_TOKEN_CHARS:
            raise unauthorised("the token is too long")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise unauthorised("the token cannot be read") from None
        kid = header.get("kid")
        if not isinstance(kid, str) or len(kid) > 64:
            raise unauthorised("the token names no key (kid)")
        if kid == SESSION_KID:
            return self._session_principal(token, header)
        key = self._sites.signing_key(kid)
        if key is None:
            raise unauthorised("the token's key is not known, or was replaced")
        claims = self._checked(token, header, key.material, key.algorithm, key.site)
        if claims.exp - claims.iat > self._longest.total_seconds():
            raise unauthorised(
                f"the token lives longer than {self._longest.total_seconds() / 60:.0f} minutes"
            )
        if not claims.sub.isprintable():
            raise unauthorised("the token's shopper is no printable text")
        if claims.one_time:
            self._use(claims, key.site)
        return Principal("shopper", key.site, claims.sub)

    def _session_principal(self, token: str, header: dict[str, Any]) -> Principal:
        claims = self._checked(token, header, self._key, "HS256", None)
        if claims.aud != LOCAL and self._sites.get(claims.aud) is None:
            raise unauthorised("the session's site was revoked")
        return Principal("shopper" if claims.kind == "shopper" else "anonymous", claims.aud, claims.sub)

    def _use(self, claims: _Claims, site: str) -> None:
        if claims.jti is None:
            raise unauthorised("a one-time token needs a jti")
        until = datetime.fromtimestamp(claims.exp, self._clock().tzinfo) + 2 * _LEEWAY
        if not self._sites.use_once(site, claims.jti, as_utc(until)):
            raise unauthorised("the token was for one time, and was used")

    def _checked(
        self, token: str, header: dict[str, Any], key: str | bytes, algorithm: str, site: str | None
    ) -> _Claims:
        # The algorithm is the key's, never the token's: else a public key could be used as a shared secret.
        if header.get("alg") != algorithm:
            raise unauthorised(f"the token is not signed with {algorithm}, as its key is")
        try:
            decoded = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=site,
                leeway=_LEEWAY,
                options={
                    "require": ["sub", "aud", "iat", "exp"],
                    "verify_aud": site is not None,
                    # A session is ours: one from the future tells of a clock that was set back, not of a forger.
                    "verify_iat": site is not None,
                },
            )
            return _Claims.model_validate(decoded)
        except jwt.PyJWTError as error:
            reason = next((text for kind, text in _REASONS if isinstance(error, kind)), "the token fails")
            raise unauthorised(reason) from None
        except (ValidationError, ValueError, RecursionError, OverflowError):
            raise unauthorised("a claim of the token cannot be used") from None
