"""Exact discrete Laplace noise.

C. Canonne, G. Kamath, T. Steinke: The Discrete Gaussian for Differential Privacy (NeurIPS 2020), algorithms 1 and 2. It
draws with whole numbers alone: noise out of floating-point arithmetic can tell what it should hide (I. Mironov: On
Significance of the Least Significant Bits for Differential Privacy, CCS 2012).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from fractions import Fraction

Below = Callable[[int], int]
"""A uniform whole number from 0 to below the argument."""


def discrete_laplace(scale: Fraction, below: Below = secrets.randbelow) -> int:
    """A whole number z with a probability proportional to exp(-|z| / scale).

    Args:
        scale: above 0; sensitivity over epsilon.
    """
    t, s = scale.numerator, scale.denominator
    while True:
        u = below(t)
        if not _bernoulli_exp(Fraction(u, t), below):
            continue
        v = 0
        while _bernoulli_exp(Fraction(1), below):
            v += 1
        size = (u + t * v) // s
        negative = below(2) == 1
        if negative and size == 0:
            continue  # or zero would come twice as often
        return -size if negative else size


def _bernoulli_exp(gamma: Fraction, below: Below) -> bool:
    """True with probability exp(-gamma), for gamma from 0 to 1."""
    k = 1
    while below(gamma.denominator * k) < gamma.numerator:
        k += 1
    return k % 2 == 1
