"""Who asks: nobody known, an anonymous shopper, a shopper that a site vouches for, a site's backend, or staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["nobody", "anonymous", "shopper", "site", "staff"]
LOCAL = "local"
"""The site of sessions that were started on this machine's own address, where no site is set up."""


@dataclass(frozen=True, slots=True)
class Principal:
    """`subject` is the shopper's id, the anonymous session's id, or the name of staff."""

    kind: Kind = "nobody"
    site: str = ""
    subject: str = ""
    role: str = ""

    @property
    def owner(self) -> str:
        """What talks, decisions and feedback are kept under, within the site."""
        return f"{'session' if self.kind == 'anonymous' else self.kind}:{self.subject}"

    @property
    def shopper_id(self) -> str | None:
        return self.subject if self.kind == "shopper" else None


NOBODY = Principal()
