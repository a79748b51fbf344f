"""Tokens: what holds, and every way in which one is made up is refused with its reason."""

from __future__ import annotations

import base64
import json
import time
import uuid
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whythis.errors import InputError
from whythis.records.sites import NewKeys, Sites

from .conftest import ORIGIN, Running


@pytest.fixture(scope="module")
def rsa() -> tuple[str, str]:
    """A private and a public key, as PEM."""
    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return private, public


def new_site(sites: Sites, **options: Any) -> tuple[str, NewKeys]:
    name = f"site-{uuid.uuid4().hex[:8]}"
    return name, sites.add(name, (ORIGIN,), **options)


def signed(
    name: str, keys: NewKeys, key: str = "", algorithm: str = "", header: dict | None = None, **changes: Any
):
    now = int(time.time())
    claims = {"sub": "alice", "aud": name, "iat": now, "exp": now + 300, **changes}
    claims = {k: v for k, v in claims.items() if v is not None}
    return jwt.encode(
        claims, key or keys.secret, algorithm or keys.algorithm, headers={"kid": keys.kid, **(header or {})}
    )


def answer(public: Running, token: str) -> tuple[int, str]:
    with public.client(token) as client:
        found = client.get("/api/v1/me")
    return found.status_code, found.json().get("got", "")


def test_a_token_of_a_shared_secret_holds(public):
    name, keys = new_site(public.service.sites)
    with public.client(signed(name, keys)) as client:
        known = client.get("/api/v1/me").json()
    assert (known["kind"], known["site"], known["shopper"]) == ("shopper", name, "alice")


def test_a_token_of_a_private_key_holds(public, rsa):
    name, keys = new_site(public.service.sites, public_key=rsa[1])
    assert keys.secret == ""
    assert answer(public, signed(name, keys, key=rsa[0])) == (200, "")


def test_tokens_that_do_not_hold_are_refused_with_the_reason(public):
    name, keys = new_site(public.service.sites)
    other, other_keys = new_site(public.service.sites)
    now = int(time.time())
    refused = {
        "expired": signed(name, keys, iat=now - 600, exp=now - 300),
        "not valid yet": signed(name, keys, nbf=now + 200),
        "another site": signed(other, keys),
        "lacks a claim": signed(name, keys, exp=None),
        "lives longer": signed(name, keys, exp=now + 86400),
        "does not fit its key": signed(name, keys, key="another secret, just as long as the right one"),
        "key is not known": signed(name, keys, header={"kid": "nobody"}),
        "cannot be used": signed(name, keys, sub=""),
    }
    for reason, token in refused.items():
        status, got = answer(public, token)
        assert status == 401, reason
        assert reason in got, (reason, got)
    assert answer(public, signed(name, other_keys))[0] == 401


def test_a_token_without_a_signature_is_refused(public):
    name, keys = new_site(public.service.sites)

    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    now = int(time.time())
    claims = part({"sub": "alice", "aud": name, "iat": now, "exp": now + 300})
    for algorithm in ("none", "None", "NONE", "nOnE", ""):
        token = f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': keys.kid})}.{claims}."
        status, got = answer(public, token)
        assert status == 401
        assert "HS256" in got


def test_the_public_key_is_no_shared_secret(public, rsa):
    """The confusion of RS256 and HS256: what everybody may know must not sign."""
    import hashlib
    import hmac

    name, keys = new_site(public.service.sites, public_key=rsa[1])
    good = signed(name, keys, key=rsa[0])
    claims = good.split(".")[1]
    header = json.dumps({"alg": "HS256", "typ": "JWT", "kid": keys.kid}).encode()
    head = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    mark = hmac.new(rsa[1].encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    forged = f"{head}.{claims}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
    status, got = answer(public, forged)
    assert status == 401
    assert "RS256" in got


def test_a_key_in_the_tokens_own_header_is_not_used(public, rsa):
    name, keys = new_site(public.service.sites, public_key=rsa[1])
    mine = generate_private_key(65537, 2048)
    private = mine.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(mine.public_key()))
    token = signed(name, keys, key=private, header={"jwk": jwk, "jku": "http://127.0.0.1:1/keys"})
    assert answer(public, token)[0] == 401


def test_a_one_time_token_is_good_once(public):
    name, keys = new_site(public.service.sites)
    token = signed(name, keys, one_time=True, jti=uuid.uuid4().hex)
    with public.client(token) as client:
        session = client.post("/api/v1/sessions", json={}).json()
        again = client.post("/api/v1/sessions", json={})
    assert session["kind"] == "shopper"
    assert again.status_code == 401
    assert "was used" in again.json()["got"]
    assert answer(public, session["token"]) == (200, "")
    status, got = answer(public, signed(name, keys, one_time=True))
    assert (status, "jti" in got) == (401, True)


def test_the_same_one_time_token_at_the_same_moment_is_good_once(public):
    import threading

    name, keys = new_site(public.service.sites)
    token = signed(name, keys, one_time=True, jti=uuid.uuid4().hex)
    statuses: list[int] = []
    tries = [threading.Thread(target=lambda: statuses.append(answer(public, token)[0])) for _ in range(8)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sorted(statuses) == [200] + [401] * 7


def test_a_replaced_key_holds_for_the_overlap_alone(public):
    name, keys = new_site(public.service.sites)
    token = signed(name, keys)
    kid, algorithm, secret = public.service.sites.rotate_signing_key(name)
    assert answer(public, token)[0] == 200
    assert answer(public, signed(name, NewKeys("", kid, algorithm, secret)))[0] == 200
    public.service.sites.rotate_signing_key(name, overlap=timedelta(0))
    status, got = answer(public, token)
    assert status == 401
    assert "replaced" in got


def test_nothing_of_a_revoked_site_opens_anything(public):
    name, keys = new_site(public.service.sites)
    with public.client(keys.api_key) as client:
        session = client.post("/api/v1/sessions", json={"shopper": "alice"}).json()["token"]
    assert answer(public, session)[0] == 200
    public.service.sites.revoke(name)
    assert answer(public, session)[0] == 401
    assert answer(public, signed(name, keys))[0] == 401
    with public.client(keys.api_key) as client:
        assert client.post("/api/v1/sessions", json={}).status_code == 401


def test_an_api_key_starts_sessions_and_nothing_else(public):
    name, keys = new_site(public.service.sites)
    with public.client(keys.api_key) as client:
        made = client.post("/api/v1/sessions", json={"site": name, "shopper": "bob"}).json()
        assert (made["kind"], made["site"]) == ("shopper", name)
        assert client.post("/api/v1/sessions", json={"site": "another"}).status_code == 403
        assert client.get("/api/v1/me").status_code == 403
        assert client.post("/api/v1/chat", json={"message": "hello"}).status_code == 403


def test_a_session_cannot_be_changed_into_anothers(public):
    _, keys = new_site(public.service.sites)
    with public.client(keys.api_key) as client:
        token = client.post("/api/v1/sessions", json={"shopper": "bob"}).json()["token"]
    head, claims, mark = token.split(".")
    value = json.loads(base64.urlsafe_b64decode(claims + "=="))
    value["sub"] = "alice"
    forged = base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    assert answer(public, f"{head}.{forged}.{mark}")[0] == 401
    with public.client(token) as client:
        assert client.post("/api/v1/sessions", json={"shopper": "alice"}).status_code == 403


def test_a_site_cannot_sign_a_session_of_the_service(public):
    name, keys = new_site(public.service.sites)
    assert answer(public, signed(name, keys, header={"kid": "session"}, kind="shopper"))[0] == 401


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}", fullmatch=True))
def test_no_text_is_taken_for_a_token(public, text):
    from whythis.service.errors import RefusedError

    with pytest.raises(RefusedError) as error:
        public.service.tokens.principal(text)
    assert error.value.status == 401


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    claims=st.dictionaries(
        st.sampled_from(["sub", "aud", "iat", "exp", "nbf", "jti", "one_time", "kind"]),
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
        | st.lists(st.integers(), max_size=2) | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    )
)  # fmt: skip
def test_whatever_a_signed_token_claims_is_refused_or_a_shopper_of_that_site(public, claims):
    from whythis.service.errors import RefusedError

    sites = public.service.sites
    if not hasattr(public, "fuzzed"):
        public.fuzzed = new_site(sites)
    name, keys = public.fuzzed
    try:
        token = jwt.api_jws.encode(
            json.dumps(claims).encode(), keys.secret, "HS256", headers={"kid": keys.kid, "typ": "JWT"}
        )
        who = public.service.tokens.principal(token)
    except RefusedError as refused:
        found = refused.status
    else:
        found = (who.kind, who.site)
    assert found in (401, ("shopper", name))


@pytest.mark.parametrize(
    "origin", ["shop.example", "https://*.shop.example", "https://a@b", "javascript:x", "https://x/y"]
)
def test_an_origin_is_a_scheme_and_a_host(public, origin):
    with pytest.raises(InputError):
        public.service.sites.add("some-site", (origin,))


def test_no_secret_stands_in_the_database(public, shop, rsa):
    name, keys = new_site(public.service.sites)
    public.service.sites.add(f"{name}-2", (ORIGIN,), public_key=rsa[1])
    everything = b"".join(path.read_bytes() for path in shop.folder.glob("shop.db*"))
    assert name.encode() in everything
    assert keys.secret.encode() not in everything
    assert keys.api_key.encode() not in everything
