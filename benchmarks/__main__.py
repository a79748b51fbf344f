"""`python -m benchmarks [speed|scale|tastes|explanations|gpu]`: measurements that the tests do not run.

- speed: scoring, searching and explaining beside the peers' own calls, on the sample shop.
- scale: building and searching the vector index at 10,000, 100,000 and 1,000,000 items.
- tastes: whether the tastes that the sample shop's simulator planted are found again.
- explanations: faithfulness and time of our attributions of words beside Captum's and SHAP's.
- gpu: pairs a second in bfloat16, and the share of the measured matrix ceiling.
"""

from __future__ import annotations

import sys

from benchmarks import explanations, gpu, scale, speed, tastes

BENCHMARKS = {
    "speed": speed.main,
    "scale": scale.main,
    "tastes": tastes.main,
    "explanations": explanations.main,
    "gpu": gpu.main,
}


def main() -> None:
    name, *rest = [*sys.argv[1:], "speed"][: max(1, len(sys.argv) - 1)]
    if name not in BENCHMARKS:
        sys.exit(f"There is no benchmark {name!r}. Name one of: {', '.join(BENCHMARKS)}")
    BENCHMARKS[name](rest)


if __name__ == "__main__":
    main()
