"""The one tree of errors: each says what was expected, what came, and what to do."""

from __future__ import annotations


class WhyThisError(Exception):
    """An error that a person can act on.

    Args:
        message: one sentence, what went wrong.
        expected: what would have been right.
        got: what came instead.
        fix: what to do now.
    """

    def __init__(self, message: str, *, expected: str, got: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.got = got
        self.fix = fix

    def to_dict(self) -> dict[str, str]:
        return {"error": self.message, "expected": self.expected, "got": self.got, "fix": self.fix}

    def __str__(self) -> str:
        return f"{self.message} Expected {self.expected}; got {self.got}. {self.fix}"


class InputError(WhyThisError):
    """A message, option or request that cannot be used."""


class ShopError(WhyThisError):
    """A shop folder, or a file in it, that is missing or damaged."""


class ImportSourceError(WhyThisError):
    """Source data that no shop can be made from."""


class ModelError(WhyThisError):
    """Weights that are missing, damaged or made for something else."""


class NotShownError(InputError):
    """A question about a decision or an item that is not in the records."""
