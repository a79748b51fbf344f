"""Staff who may sign in: passwords as argon2 hashes, a growing delay after failures, sessions that can be revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from whythis.errors import InputError
from whythis.records.clock import Clock, as_utc, system_clock
from whythis.records.service_tables import SignInFailureRow, StaffRow, StaffSessionRow
from whythis.records.sites import NAME, hashed

ROLES = ("agent", "analyst", "admin")
MIN_PASSWORD_CHARS, MAX_PASSWORD_CHARS = 12, 256
FREE_FAILURES, FREE_FAILURES_OF_ALL = 5, 100
"""In a row before a name waits: from one place, and from all places together."""
_ELSEWHERE = "oidc:"
LONGEST_DELAY = timedelta(minutes=15)
TOKEN_PREFIX = "wt_staff_"  # noqa: S105 - tells tokens apart, opens nothing


@dataclass(frozen=True, slots=True)
class StaffMember:
    name: str
    role: str
    made_at_utc: str
    disabled_at_utc: str | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """The outcome of a try: a member with a session token, or how long to wait before the next."""

    member: StaffMember | None
    token: str = ""
    expires_at_utc: str = ""
    wait_s: int = 0


class Staff:
    """Reads and changes them. Every method that writes has committed when it returns."""

    def __init__(
        self, engine: Engine, clock: Clock = system_clock, session_length: timedelta = timedelta(hours=8)
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._session_length = session_length
        self._hasher = PasswordHash.recommended()
        # Checked for names that nobody has, so that they take as long as others.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def add(self, name: str, role: str, password: str) -> None:
        """Raises InputError for a name that is taken or malformed, an unknown role, or a weak password."""
        if not NAME.fullmatch(name) or role not in ROLES:
            raise InputError(
                "This member of staff cannot be added.",
                expected="a name of a-z, 0-9 and -, and a role: " + " | ".join(ROLES),
                got=f"{name!r}, {role!r}"[:120],
                fix="Example: whythis staff add mia --role agent --shop DIR",
            )
        if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
            raise InputError(
                "This password cannot be used.",
                expected=f"{MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters",
                got=f"{len(password)} characters",
                fix="Choose another; a few words one after the other are easy to remember.",
            )
        row = StaffRow(
            name=name,
            role=role,
            password_hash=self._hasher.hash(password),
            made_at_utc=as_utc(self._clock()),
        )
        try:
            with Session(self._engine) as session, session.begin():
                session.add(row)
        except IntegrityError as error:
            raise InputError(
                "This name is taken.",
                expected="a new name",
                got=name,
                fix="See: whythis staff list --shop DIR",
            ) from error

    def all(self) -> list[StaffMember]:
        with Session(self._engine) as session:
            return [_member(row) for row in session.scalars(select(StaffRow).order_by(StaffRow.name))]

    def disable(self, name: str) -> None:
        """The member may no longer sign in, and is signed out everywhere."""
        now = as_utc(self._clock())
        with Session(self._engine) as session, session.begin():
            row = session.get(StaffRow, name)
            if row is None:
                raise InputError(
                    "There is nobody of this name.",
                    expected="a member of staff",
                    got=repr(name)[:80],
                    fix="See: whythis staff list --shop DIR",
                )
            row.disabled_at_utc = now
            session.execute(
                update(StaffSessionRow)
                .where(StaffSessionRow.staff == name, StaffSessionRow.revoked_at_utc.is_(None))
                .values(revoked_at_utc=now)
            )

    def sign_in(self, name: str, password: str, place: str = "", device: str = "") -> SignIn:
        """Tries a password. While a name must wait, not even the right one is looked at.

        From the fifth failure on in a row the wait doubles, from one second to a quarter of an hour. Failures are
        counted by where they come from, so that nobody locks somebody else out; a name also waits when a hundred
        failed from anywhere, for those whose browser it does not know (OWASP: Slow Down Online Guessing Attacks with
        Device Cookies).

        Args:
            place: whence it is tried, such as a keyed hash of the address.
            device: a browser in which this name signed in before, which its caller has made sure of.
        """
        now = self._clock()
        limits = _limits(name.casefold()[:64], place, device)
        wait = self._wait(limits, now)
        if wait:
            return SignIn(None, wait_s=wait)
        with Session(self._engine) as session:
            row = session.get(StaffRow, name)
            if row is not None and row.password_hash.startswith(_ELSEWHERE):
                row = None  # signs in elsewhere: no password opens it
            member = _member(row) if row is not None and row.disabled_at_utc is None else None
            known = row.password_hash if row is not None and member else self._nobody
        right = self._hasher.verify(password[:MAX_PASSWORD_CHARS], known)
        if member is None or not right:
            for key in limits:
                self._count_failure(key, now)
            return SignIn(None, wait_s=self._wait(limits, now))
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SignInFailureRow).where(SignInFailureRow.name.in_(limits)))
        return self._begun(member)

    def admit(self, identity_sha256: str, shown: str, role: str) -> SignIn:
        """A session for somebody whom another has identified; without a member when they were disabled here.

        Who comes for the first time is added under a name made of `shown`, which no password opens. The role is what
        the other says each time.
        """
        mark = _ELSEWHERE + identity_sha256
        with Session(self._engine) as session, session.begin():
            row = session.scalar(select(StaffRow).where(StaffRow.password_hash == mark))
            known = None if row is None else _member(row)
            if row is not None and known is not None and known.disabled_at_utc is None:
                row.role = role
        if known is not None:
            return self._begun(replace(known, role=role)) if known.disabled_at_utc is None else SignIn(None)
        start = re.sub(r"[^a-z0-9]+", "-", shown.casefold()).strip("-")[:40].strip("-")
        new = StaffMember(f"{start or 'staff'}-{identity_sha256[:12]}", role, as_utc(self._clock()))
        try:
            with Session(self._engine) as session, session.begin():
                session.add(
                    StaffRow(name=new.name, role=role, password_hash=mark, made_at_utc=new.made_at_utc)
                )
        except IntegrityError:  # they came twice at the same moment
            return self.admit(identity_sha256, shown, role)
        return self._begun(new)

    def _begun(self, member: StaffMember) -> SignIn:
        now = self._clock()
        token, expires = TOKEN_PREFIX + secrets.token_urlsafe(32), as_utc(now + self._session_length)
        with Session(self._engine) as session, session.begin():
            session.add(
                StaffSessionRow(
                    token_sha256=hashed(token),
                    staff=member.name,
                    made_at_utc=as_utc(now),
                    expires_at_utc=expires,
                )
            )
        return SignIn(member, token, expires)

    def signed_in(self, token: str) -> StaffMember | None:
        """Whose session this is; None when it is none, has expired or was revoked."""
        query = (
            select(StaffRow)
            .join(StaffSessionRow, StaffSessionRow.staff == StaffRow.name)
            .where(
                StaffSessionRow.token_sha256 == hashed(token),
                StaffSessionRow.revoked_at_utc.is_(None),
                StaffSessionRow.expires_at_utc > as_utc(self._clock()),
                StaffRow.disabled_at_utc.is_(None),
            )
        )
        with Session(self._engine) as session:
            row = session.scalar(query)
            return _member(row) if row is not None else None

    def sign_out(self, token: str) -> None:
        """Revokes the session; nothing happens when there is none."""
        with Session(self._engine) as session, session.begin():
            row = session.get(StaffSessionRow, hashed(token))
            if row is not None:
                row.revoked_at_utc = as_utc(self._clock())

    def _wait(self, limits: Mapping[str, int], now: datetime) -> int:
        with Session(self._engine) as session:
            rows = session.scalars(select(SignInFailureRow).where(SignInFailureRow.name.in_(limits))).all()
        return max((_left(row, limits[row.name], now) for row in rows), default=0)

    def _count_failure(self, key: str, now: datetime) -> None:
        """Counted in the database, so that tries at once are all counted."""
        changed = (
            update(SignInFailureRow)
            .where(SignInFailureRow.name == key)
            .values(failures=SignInFailureRow.failures + 1, last_at_utc=as_utc(now))
        )
        with Session(self._engine) as session, session.begin():
            if session.execute(changed).rowcount:  # type: ignore[attr-defined]
                return
        try:
            with Session(self._engine) as session, session.begin():
                session.add(SignInFailureRow(name=key, failures=1, last_at_utc=as_utc(now)))
        except IntegrityError:
            with Session(self._engine) as session, session.begin():
                session.execute(changed)


def _limits(name: str, place: str, device: str) -> dict[str, int]:
    """Under which keys a try is counted, and how many may fail under each before it waits."""
    if device:
        return {hashed(f"device|{name}|{device}"): FREE_FAILURES}
    return {hashed(f"place|{name}|{place}"): FREE_FAILURES, name: FREE_FAILURES_OF_ALL}


def _left(row: SignInFailureRow, free: int, now: datetime) -> int:
    """Whole seconds that are left to wait."""
    if row.failures < free:
        return 0
    last = datetime.fromisoformat(row.last_at_utc)
    if last > now:  # the clock was set back
        last = now
    left = last + min(timedelta(seconds=2 ** min(row.failures - free, 20)), LONGEST_DELAY) - now
    return max(0, -(-int(left.total_seconds() * 1000) // 1000))


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(row.name, row.role, row.made_at_utc, row.disabled_at_utc)
