"""The decision log's hash chain: what is hashed, and how. Changing anything here breaks every log that there is.

Every decision has an entry, and so has every erasure from a decision and every removal of one. An entry holds the hash
of the one before it, so that none can be changed, taken out, put in or moved without breaking those that follow
(S. Haber, W. S. Stornetta: How to Time-Stamp a Digital Document, 1991). Only entries are chained, and they hold no
personal data: what a decision held can be erased, and the chain still verifies.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Literal

from whythis.records.codec import canonical, sha256_of

GENESIS = "0" * 64
"""What the first entry holds as the hash before it, and the head of an empty log."""

EntryKind = Literal["made", "adopted", "erased", "removed"]
"""`made`: a decision was saved. `adopted`: it was there before there was a log. `erased`: a part of it was erased, and
`content_sha256` is of what is left. `removed`: all of it is gone, and `content_sha256` is empty."""

FIRST_KINDS, TOMBSTONES = ("made", "adopted"), ("erased", "removed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `erasure_id` names the erasure of a tombstone, and is empty else."""

    sequence: int
    kind: EntryKind
    decision_id: str
    at_utc: str
    content_sha256: str
    erasure_id: str
    previous_sha256: str
    sha256: str = ""

    def hashed(self) -> str:
        """The SHA-256 over everything else in the entry."""
        return sha256_of(
            canonical(
                [
                    self.sequence,
                    self.kind,
                    self.decision_id,
                    self.at_utc,
                    self.content_sha256,
                    self.erasure_id,
                    self.previous_sha256,
                ]
            )
        )

    def sealed(self) -> Entry:
        return replace(self, sha256=self.hashed())


def new_salt() -> str:
    """16 random bytes in hexadecimal."""
    return secrets.token_hex(16)


def content_sha256(
    salt: str,
    decision_id: str,
    conversation_id: str,
    shopper_id: str | None,
    made_at_utc: str,
    request_text: str,
    body: str,
) -> str:
    """The hash of all that a decision's row holds (HMAC-SHA-256 under the row's salt).

    Short words could be guessed from a plain hash after they were erased. The salt goes with them, and without it the
    hash tells nothing.
    """
    content = canonical([decision_id, conversation_id, shopper_id, made_at_utc, request_text, body])
    return hmac.digest(bytes.fromhex(salt), content.encode(), "sha256").hex()
