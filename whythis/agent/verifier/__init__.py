"""The verifier: what a sentence says against the evidence of the claims that it cites."""

from whythis.agent.verifier.tracing import traced, untraced
from whythis.agent.verifier.verifier import MAX_CITED, REASONS, Rejection, knows_direction, rejection, verify

__all__ = [
    "MAX_CITED",
    "REASONS",
    "Rejection",
    "knows_direction",
    "rejection",
    "traced",
    "untraced",
    "verify",
]
