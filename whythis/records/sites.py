"""Sites that may call the service: origins, API key (kept as a hash), and what their tokens are signed with."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from whythis.errors import InputError
from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.sealing import Seal
from whythis.records.service_tables import SigningKeyRow, SiteRow, UsedTokenRow

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
HS256, RS256 = "HS256", "RS256"
API_KEY_PREFIX = "wt_key_"


@dataclass(frozen=True, slots=True)
class Look:
    """What a page may know of a site without signing in: its title, the languages it speaks, its colours."""

    title: str = ""
    languages: tuple[str, ...] = ("en", "zh")
    colours: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    origins: tuple[str, ...]
    look: Look
    made_at_utc: str
    revoked_at_utc: str | None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`material` is the shared secret (HS256) or the public key as PEM (RS256)."""

    kid: str
    site: str
    algorithm: str
    material: str
    expires_at_utc: str | None


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What is shown once, when it is made. `secret` is empty where the site brought a public key."""

    api_key: str
    kid: str
    algorithm: str
    secret: str


class Sites:
    """Reads and changes them. Every method that writes has committed when it returns.

    Args:
        seal: keeps shared secrets unreadable in the database.
    """

    def __init__(self, engine: Engine, seal: Seal, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._seal = seal
        self._clock = clock

    def add(
        self, name: str, origins: tuple[str, ...], look: Look | None = None, public_key: str = ""
    ) -> NewKeys:
        """A new site, with the keys that are shown this once.

        Args:
            origins: where its pages are, such as "https://shop.example".
            public_key: PEM; tokens are then signed with RS256, otherwise with a shared secret and HS256.

        Raises:
            InputError: the name is taken or malformed, or an origin is none.
        """
        if not NAME.fullmatch(name):
            raise InputError(
                "The site's name cannot be used.",
                expected="1 to 63 of a-z, 0-9 and -, beginning with a letter or digit",
                got=repr(name)[:80],
                fix="Example: whythis site add my-shop --origin https://shop.example --shop DIR",
            )
        api_key = API_KEY_PREFIX + secrets.token_urlsafe(32)
        now = as_utc(self._clock())
        try:
            with Session(self._engine) as session, session.begin():
                session.add(
                    SiteRow(
                        name=name,
                        origins=json.dumps([checked_origin(o) for o in origins]),
                        look=_look_json(look or Look()),
                        api_key_sha256=hashed(api_key),
                        made_at_utc=now,
                    )
                )
                session.flush()
                kid, algorithm, secret = self._new_signing_key(session, name, public_key)
        except IntegrityError as error:
            raise InputError(
                "This site exists already.",
                expected="a new name",
                got=name,
                fix=f"Change its keys with: whythis site rotate {name}",
            ) from error
        return NewKeys(api_key, kid, algorithm, secret)

    def all(self) -> list[Site]:
        with Session(self._engine) as session:
            return [_site(row) for row in session.scalars(select(SiteRow).order_by(SiteRow.name))]

    def get(self, name: str) -> Site | None:
        """The site, unless it is unknown or revoked."""
        with Session(self._engine) as session:
            row = session.get(SiteRow, name)
            return _site(row) if row is not None and row.revoked_at_utc is None else None

    def by_api_key(self, key: str) -> Site | None:
        """The site whose key this is; None for any other text."""
        query = select(SiteRow).where(SiteRow.api_key_sha256 == hashed(key), SiteRow.revoked_at_utc.is_(None))
        with Session(self._engine) as session:
            row = session.scalar(query)
            return _site(row) if row is not None else None

    def revoke(self, name: str) -> None:
        """From now on the site's keys, tokens and pages are refused."""
        with Session(self._engine) as session, session.begin():
            self._row(session, name).revoked_at_utc = as_utc(self._clock())

    def rotate_api_key(self, name: str) -> str:
        """A new API key; the old one is refused at once."""
        api_key = API_KEY_PREFIX + secrets.token_urlsafe(32)
        with Session(self._engine) as session, session.begin():
            self._row(session, name).api_key_sha256 = hashed(api_key)
        return api_key

    def rotate_signing_key(
        self, name: str, public_key: str = "", overlap: timedelta = timedelta(hours=1)
    ) -> tuple[str, str, str]:
        """A new key for shopper tokens; older ones hold for `overlap`, so that no token under way is refused.

        Returns:
            The kid, the algorithm, and the shared secret (empty with a public key).
        """
        now = self._clock()
        with Session(self._engine) as session, session.begin():
            self._row(session, name)
            until = as_utc(now + overlap)
            old = select(SigningKeyRow).where(SigningKeyRow.site == name)
            for row in session.scalars(old):
                row.expires_at_utc = min(row.expires_at_utc or until, until)
            return self._new_signing_key(session, name, public_key)

    def signing_key(self, kid: str) -> SigningKey | None:
        """The key of that id, if it still holds and its site does."""
        now = as_utc(self._clock())
        query = (
            select(SigningKeyRow)
            .join(SiteRow, SiteRow.name == SigningKeyRow.site)
            .where(SigningKeyRow.kid == kid, SiteRow.revoked_at_utc.is_(None))
            .where(or_(SigningKeyRow.expires_at_utc.is_(None), SigningKeyRow.expires_at_utc > now))
        )
        with Session(self._engine) as session:
            row = session.scalar(query)
            if row is None:
                return None
            material = self._seal.opened(row.material) if row.algorithm == HS256 else row.material
            return SigningKey(row.kid, row.site, row.algorithm, material, row.expires_at_utc)

    def use_once(self, site: str, jti: str, expires_at_utc: str) -> bool:
        """Whether this is the first use of a one-time token. Two uses at once: one of them is the first."""
        now = as_utc(self._clock())
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(delete(UsedTokenRow).where(UsedTokenRow.expires_at_utc < now))
                session.add(UsedTokenRow(site=site, jti=jti, expires_at_utc=expires_at_utc))
        except IntegrityError:
            return False
        return True

    def _row(self, session: Session, name: str) -> SiteRow:
        row = session.get(SiteRow, name)
        if row is None or row.revoked_at_utc is not None:
            known = session.scalars(select(SiteRow.name).where(SiteRow.revoked_at_utc.is_(None))).all()
            raise InputError(
                "There is no such site.",
                expected="one of: " + ", ".join(known) if known else "a site; there is none yet",
                got=repr(name)[:80],
                fix="See: whythis site list --shop DIR",
            )
        return row

    def _new_signing_key(self, session: Session, site: str, public_key: str) -> tuple[str, str, str]:
        kid = secrets.token_hex(8)
        secret = "" if public_key else secrets.token_urlsafe(48)
        algorithm = RS256 if public_key else HS256
        session.add(
            SigningKeyRow(
                kid=kid,
                site=site,
                algorithm=algorithm,
                material=checked_public_key(public_key) if public_key else self._seal.sealed(secret),
                made_at_utc=as_utc(self._clock()),
            )
        )
        return kid, algorithm, secret


def hashed(secret: str) -> str:
    """For random secrets of 256 bits, which need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def checked_origin(origin: str) -> str:
    """The origin as browsers send it.

    Raises:
        InputError: it is not a scheme and a host alone.
    """
    parts = urlsplit(origin.strip().rstrip("/"))
    plain = parts.scheme in ("http", "https") and parts.netloc and not (parts.path or parts.query)
    if not plain or "@" in parts.netloc or "*" in parts.netloc:
        raise InputError(
            "This is not an origin.",
            expected="a scheme and a host, such as https://shop.example",
            got=origin[:120],
            fix="Leave out path, wildcard and user; give --origin several times for several.",
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def checked_public_key(pem: str) -> str:
    """A PEM that holds an RSA public key of 2048 bits or more.

    Raises:
        InputError: it does not.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < 2048:
        raise InputError(
            "This is no public key that tokens can be checked with.",
            expected="an RSA public key of at least 2048 bits, as PEM",
            got="something else",
            fix="Make one: openssl genrsa -out key.pem 3072 && openssl rsa -in key.pem -pubout -out public.pem",
        )
    return pem


def _site(row: SiteRow) -> Site:
    look = json.loads(row.look)
    return Site(
        row.name,
        tuple(json.loads(row.origins)),
        Look(look["title"], tuple(look["languages"]), look["colours"]),
        row.made_at_utc,
        row.revoked_at_utc,
    )


def _look_json(look: Look) -> str:
    return json.dumps(
        {"title": look.title, "languages": list(look.languages), "colours": look.colours}, ensure_ascii=False
    )
