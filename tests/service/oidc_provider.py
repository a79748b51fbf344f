"""A small OpenID Connect provider, run as a process of its own: python oidc_provider.py. Prints its port.

It checks what a provider must: the client's secret, the redirect address, the code (good once), the PKCE verifier.
`POST /plan` with JSON sets what it does wrong from then on: `claims` laid over the ID token's, `alg` ("none", "HS256"),
`rotate` a new key, `issuer`, `key` to sign with somebody else's, `kid`, `iss` of the answer, `metadata`, `status`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT, SECRET = "whythis", "s:cret/of the client"
plan: dict = {}
codes: dict[str, dict] = {}
keys: dict[str, RSAPrivateKey] = {}
seen: list[str] = []
subject = {"sub": "u-17", "preferred_username": "Mia Müller", "groups": ["shop-agents"]}


def new_key() -> None:
    keys.clear()
    keys[secrets.token_hex(4)] = generate_private_key(65537, 2048)


def public(key: RSAPrivateKey) -> dict:
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))


def signed(claims: dict, issuer: str) -> str:
    kid, key = next(iter(keys.items()))
    kid = plan.get("kid", kid)
    if plan.get("alg") == "none":
        return jwt.encode(claims, None, "none", headers={"kid": kid})
    if (
        plan.get("alg") == "HS256"
    ):  # the public key as a shared secret, which the library itself would refuse to do
        secret = {"public": key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
                  "client": SECRET.encode()}[plan.get("secret", "public")]  # fmt: skip
        parts = [json.dumps({"alg": "HS256", "typ": "JWT", "kid": kid}).encode(), json.dumps(claims).encode()]
        head = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        mark = hmac.digest(secret, head, hashlib.sha256)
        return (head + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()
    if plan.get("key") == "another":
        key = generate_private_key(65537, 2048)
    return jwt.encode(claims, key, "RS256", headers={"kid": kid} if kid else {})


class Handler(BaseHTTPRequestHandler):
    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        seen.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            told = {"issuer": plan.get("issuer", self.issuer), "jwks_uri": self.issuer + "/jwks",
                    "authorization_endpoint": self.issuer + "/authorize", "token_endpoint": self.issuer + "/token",
                    "authorization_response_iss_parameter_supported": True}  # fmt: skip
            self.send(plan.get("status", 200), told | plan.get("metadata", {}))
        elif parts.path == "/jwks":
            listed = [public(key) | {"kid": kid, "use": "sig", "alg": "RS256"} for kid, key in keys.items()]
            self.send(200, {"keys": [{"kty": "unheard-of"}, *listed]})
        elif parts.path == "/authorize":
            asked = {k: v[0] for k, v in parse_qs(parts.query).items()}
            if (
                asked["client_id"] != CLIENT
                or asked["code_challenge_method"] != "S256"
                or "openid" not in asked["scope"]
            ):
                self.send(400, {"error": "invalid_request"})
                return
            code = secrets.token_urlsafe(16)
            codes[code] = asked
            back = {"code": code, "state": asked["state"], "iss": plan.get("iss", self.issuer)}
            self.send_response(302)
            self.send_header("Location", asked["redirect_uri"] + "?" + urlencode(back))
            self.end_headers()
        elif parts.path == "/seen":
            self.send(200, {"seen": seen})
        else:
            self.send(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/plan":
            plan.clear()
            plan.update(json.loads(body))
            if plan.pop("rotate", False):
                new_key()
            self.send(200, {})
            return
        seen.append(self.path)
        form = {k: v[0] for k, v in parse_qs(body).items()}
        name, _, secret = (
            base64.b64decode(self.headers.get("Authorization", "Basic ")[6:]).decode().partition(":")
        )
        asked = codes.pop(form.get("code", ""), None)  # good once
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            self.send(401, {"error": "invalid_client"})
        elif (
            asked is None
            or form.get("redirect_uri") != asked["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            self.send(400, {"error": "invalid_grant"})
        else:
            now = int(time.time())
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                **subject,
            }
            claims |= plan.get("claims", {})
            claims = {k: v for k, v in claims.items() if v is not None}
            self.send(
                200, {"id_token": signed(claims, self.issuer), "access_token": "x", "token_type": "Bearer"}
            )

    def send(self, status: int, told: dict) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    new_key()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()
