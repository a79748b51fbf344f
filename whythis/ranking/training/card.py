"""A model version's card: what it was made of, what it can do, and how that was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whythis.ranking.calibration import LEAST_JUDGMENTS, LEAST_QUERIES
from whythis.ranking.evaluation import RELEVANT_GRADE
from whythis.ranking.metrics import reliability_bins
from whythis.ranking.training.combine import Fitted
from whythis.ranking.training.pictures import reliability_diagram

CARD = "MODEL_CARD.md"


def write_card(folder: Path, info: dict[str, Any], fitted: Sequence[Fitted]) -> None:
    """Writes MODEL_CARD.md and a reliability diagram for each fit that has a measured calibration."""
    lines = [
        f"# Model {folder.name}",
        "",
        f"Backbone `{info['backbone']}` (weights' SHA-256 `{info['backbone_sha256'][:12]}…`), "
        f"method `{info['settings']['adapter']['method']}`, combiner of kind `{info['combiner']}`. "
        f"WhyThis {info['whythis']}.",
        "",
        "| made from | |",
        "|---|---|",
        *(f"| {origin} pairs | {count} |" for origin, count in info["pairs"].items()),
        f"| data | SHA-256 `{info['data_sha256'][:16]}…` |",
        f"| settings | SHA-256 `{info['settings_sha256'][:16]}…`, all of them in `model.json` |",
        f"| code | SHA-256 `{info['code_sha256'][:16]}…` |",
    ]
    for one in fitted:
        lines += ["", *_section(one)]
        if one.report and one.combiner.calibration.measured:
            name = f"reliability-{_slug(one.name)}.svg"
            bins = reliability_bins(one.grades >= RELEVANT_GRADE, one.probabilities)
            picture = reliability_diagram(bins, one.report["calibration"]["ece_15_bins"], one.name)
            (folder / name).write_text(picture, encoding="utf-8")
            lines += ["", f"![Reliability diagram]({name})"]
    (folder / CARD).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _section(one: Fitted) -> list[str]:
    lines = [f"## {one.name}", ""]
    report = one.report
    if not report:
        return [*lines, "No judgments were given, so nothing here was measured and no band word is said."]
    rankers = list(report["ndcg@10"])
    lines += [
        f"{report['judgments']} judgments of {report['queries']} queries, {report['queries_with_relevant']} of them "
        "with something relevant. Every figure is of queries that nothing in it had learned from (cross-fitting; "
        "near-duplicate queries stay together).",
        "",
        "| | " + " | ".join(rankers) + " |",
        "|---|" + "---|" * len(rankers),
        *(
            f"| {measure} | " + " | ".join(f"{report[measure][name]:.3f}" for name in rankers) + " |"
            for measure in ("ndcg@10", "mrr", "recall@10")
        ),
        "",
    ]
    for name, difference in report["ndcg@10_difference"].items():
        lines.append(
            f"- NDCG@10, {name}: {difference['mean']:+.3f} "
            f"(95 % interval {difference['low']:+.3f} to {difference['high']:+.3f}, paired bootstrap)"
        )
    if "trees_minus_linear_ndcg@10" in report:
        difference = report["trees_minus_linear_ndcg@10"]
        lines.append(
            f"- LambdaMART instead of the weighted sum would give {difference['mean']:+.3f} "
            f"({difference['low']:+.3f} to {difference['high']:+.3f}) over judged lists and choices"
        )
    calibration = report["calibration"]
    lines += [
        f"- Probability ({calibration['method']}): calibration error {calibration['ece_15_bins']:.3f} (15 bins of "
        f"equal mass), Brier {calibration['brier']:.3f}, AUC {calibration['auc']:.3f}",
        "",
    ]
    if not one.combiner.calibration.measured:
        return [
            *lines,
            "No band word is said: this fit is for no shop of its own, or has fewer than "
            f"{LEAST_JUDGMENTS} judgments of {LEAST_QUERIES} queries.",
        ]
    lines += ["| band | from | judged items | of which fit |", "|---|---|---|---|"]
    for band in calibration["bands"]:
        share = "–" if band["share_that_fits"] is None else f"{band['share_that_fits']:.0%}"
        lines.append(f"| {band['band'].replace('_', ' ')} | {band['from']:.0%} | {band['items']} | {share} |")
    lines += ["", "| class | precision | recall | F1 | support |", "|---|---|---|---|---|"]
    for name, row in calibration["classification"].items():
        lines.append(
            f"| {name.replace('_', ' ')} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} "
            f"| {row['support']} |"
        )
    return lines


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.casefold()).strip("-")
