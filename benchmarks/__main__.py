"""`python -m benchmarks [NAME]`: measurements that the tests do not run.

- speed: scoring, searching and explaining beside the peers' own calls, on the sample shop.
- chat: time of a list, and of a "why", "compare" and "why not" about it, through the whole turn.
- scale: building and searching the vector index at 10,000, 100,000 and 1,000,000 items.
- planted: whether "why not" names the cause that was planted, and whether changes turn out as they were said.
- tastes: whether the tastes that the sample shop's simulator planted are found again.
- reasons: whether the reason named first is the taste that was planted, where that taste decided.
- explanations: faithfulness and time of our attributions of words beside Captum's and SHAP's.
- service: answers of the API to several people at once, from another process, and memory.
- faults: what is lost when writers, or the service, are killed at random moments.
- widget: the size of the widget's file, and how long a page waits for it.
- gpu: pairs a second in bfloat16, and the share of the measured matrix ceiling.
"""

from __future__ import annotations

import sys

from benchmarks import (
    chat,
    explanations,
    faults,
    gpu,
    planted,
    reasons,
    scale,
    service,
    speed,
    tastes,
    widget,
)

BENCHMARKS = {
    "speed": speed.main,
    "chat": chat.main,
    "scale": scale.main,
    "planted": planted.main,
    "tastes": tastes.main,
    "reasons": reasons.main,
    "explanations": explanations.main,
    "service": service.main,
    "faults": faults.main,
    "widget": widget.main,
    "gpu": gpu.main,
}


def main() -> None:
    name, *rest = [*sys.argv[1:], "speed"][: max(1, len(sys.argv) - 1)]
    if name not in BENCHMARKS:
        sys.exit(f"There is no benchmark {name!r}. Name one of: {', '.join(BENCHMARKS)}")
    BENCHMARKS[name](rest)


if __name__ == "__main__":
    main()
