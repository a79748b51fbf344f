"""Drawing the attributes of one item, so that better items tend to have more of what people pay for."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping


class Draw:
    """Seeded choices for one item. `quality` (0 to 1) leans them; `worth` gathers what they add to its price.

    `seed` holds the fixed parts of an item that was written by hand, else nothing.
    """

    def __init__(self, rng: random.Random, quality: float, seed: Mapping[str, str] | None = None) -> None:
        self.rng = rng
        self.quality = quality
        self.seed = dict(seed or {})
        self.worth = 0.0

    def pick(self, options: str, worth: Mapping[str, float] | None = None) -> str:
        """One of "Black 3, White 2, Matt red": the number is the weight, 1 when left out.

        An option that adds worth is drawn more often for an item of quality, one that lowers it less often.
        """
        worth = worth or {}
        names, weights = [], []
        for option in options.split(","):
            name, _, weight = option.strip().rpartition(" ")
            if not (name and weight.replace(".", "").isdigit()):
                name, weight = option.strip(), "1"
            lean = 7 * worth.get(name, 0.0) * (2 * self.quality - 1)
            names.append(name)
            weights.append(float(weight) * math.exp(lean))
        chosen = self.rng.choices(names, weights)[0]
        self.worth += worth.get(chosen, 0.0)
        return chosen

    def yes(self, low: float, high: float, worth: float = 0.06) -> str:
        """ "Yes" with a chance between `low` (worst item) and `high` (best item)."""
        if self.rng.random() < low + (high - low) * self.quality:
            self.worth += worth
            return "Yes"
        return "No"

    def number(
        self, low: float, high: float, step: float = 1, lean: float = 0.6, worth: float = 0.1
    ) -> float:
        """A number between `low` and `high`. `lean` is how far quality decides it; `high` may be below `low`.

        The first bound belongs to poor items, the second to good ones.
        """
        share = abs(lean) * self.quality + (1 - abs(lean)) * self.rng.random()
        self.worth += worth * (share - 0.5)
        return self.round_to(low + (high - low) * share, step)

    def near(self, value: float, spread: float, step: float = 1) -> float:
        """A number within a share of `spread` around `value`."""
        return self.round_to(value * (1 + spread * (2 * self.rng.random() - 1)), step)

    @staticmethod
    def round_to(value: float, step: float) -> float:
        return round(round(value / step) * step, 3)


def unit(value: float, suffix: str) -> str:
    """1.70 and " l" as "1.7 l"."""
    return f"{value:g}{suffix}"
