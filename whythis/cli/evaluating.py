"""`whythis eval`: the measures, as tables or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console, progress_bar, steps
from whythis.cli.scoring import read_pairs
from whythis.errors import InputError

evaluate = typer.Typer(
    no_args_is_help=True, help="Measures a shop's models on judgments, events or questions."
)
app.add_typer(evaluate, name="eval")

JudgmentsOption = Annotated[
    Path | None,
    typer.Option(help="CSV with query, docid, rating (0 to 3) that the model was not trained on."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")]

SHARE_TALKED = 0.2
"""The share of the answers that are of acts beside explanations and lists, out of whole talks."""


@evaluate.command()
def ranking(
    shop: ShopOption,
    judgments: JudgmentsOption = None,
    as_json: JsonOption = False,
) -> None:
    """NDCG@10 and more, with cosine, BM25 and popularity beside ours.

    With judgments, the judged products of each query are ranked. Without, each shopper's last items are held out,
    taste is learned again from what came before, and the whole catalogue is ranked.
    """
    if judgments is not None:
        report = _judged(shop, judgments)
        rows = [(name, *(report[m][name] for m in _MEASURES)) for name in report["ndcg@10"]]
        _print(report, rows, _MEASURES, as_json)
    else:
        report = _next_items(shop)
        rows = [(name, value) for name, value in report["ndcg@10"].items()]
        _print(report, rows, ("ndcg@10",), as_json)
    for name, difference in report["ndcg@10_difference"].items():
        console.print(
            f"{name}: {difference['mean']:+.3f}, 95 % interval {difference['low']:+.3f} to "
            f"{difference['high']:+.3f} (paired bootstrap)"
        )


_MEASURES = ("ndcg@10", "mrr", "recall@10")


@evaluate.command()
def calibration(
    shop: ShopOption,
    judgments: Annotated[Path, typer.Option(help="CSV with query, docid, rating that was not trained on.")],
    svg: Annotated[Path | None, typer.Option(help="Write the reliability diagram to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """How well the probability keeps its word: calibration error over 15 bins of equal mass, and the bands."""
    from whythis.ranking.evaluation import RELEVANT_GRADE, calibration_report
    from whythis.ranking.metrics import reliability_bins
    from whythis.ranking.training.pictures import reliability_diagram

    opened, _, grades, _, scores = _scored(shop, judgments)
    fitted = opened.ranker.combiner.calibration
    probabilities = fitted.probabilities(scores)
    report = {"method": fitted.method, **calibration_report(probabilities, grades)}
    if svg is not None:
        bins = reliability_bins(grades >= RELEVANT_GRADE, probabilities)
        svg.write_text(reliability_diagram(bins, report["ece_15_bins"], opened.name), encoding="utf-8")
    rows = [(b["band"], b["from"], b["items"], b["share_that_fits"]) for b in report["bands"]]
    _print(report, rows, ("from", "items", "share that fits"), as_json)
    console.print(
        f"calibration error {report['ece_15_bins']:.3f}, Brier {report['brier']:.3f}, AUC {report['auc']:.3f} "
        f"on {report['judgments']} judgments; method {report['method']}"
    )
    if not fitted.measured:
        console.print(
            "No calibration was fitted for this shop (too few judgments), so the chat says no band words.",
            style="yellow",
        )


@evaluate.command()
def explanations(
    shop: ShopOption,
    pairs: Annotated[Path, typer.Option(help="CSV with query and docid.")],
    limit: Annotated[int, typer.Option(min=1, help="At most this many pairs, taken evenly.")] = 60,
    method: Annotated[
        list[str] | None, typer.Option(help="Only this method of attributing words. Repeatable.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """How faithful the attributions of words are, by every method on the same pairs, and how long each takes."""
    from whythis.explainers.quality import report
    from whythis.explainers.words import METHODS, available
    from whythis.ranking.pair_text import item_part, pair_text, query_part
    from whythis.shop import Shop

    unknown = [name for name in method or () if name not in METHODS]
    if unknown:
        raise InputError(
            "There is no such method.",
            expected=" | ".join(METHODS),
            got=", ".join(unknown),
            fix="Name one of them.",
        )
    opened = Shop.open(shop)
    rows = [(row["query"], opened.catalog.get(row["docid"])) for row in read_pairs(pairs)[0]]
    known = [(query, item) for query, item in rows if item is not None]
    if not known:
        raise InputError(
            "None of the pairs can be explained.",
            expected="docids of products of this shop",
            got=f"{len(rows)} rows, none of them of its catalogue",
            fix="Check that the file belongs to this shop.",
        )
    step = max(1, len(known) // limit)
    texts = [
        pair_text(query_part(opened.ranker.searcher.as_indexed(query)), "", item_part(item))
        for query, item in known[::step][:limit]
    ]
    model = opened.ranker.cross_encoder
    found = report(model, texts, tuple(method or available(model)))
    columns = tuple(next(iter(found.values())))
    _print(found, [(name, *values.values()) for name, values in found.items()], columns, as_json)


@evaluate.command()
def grounding(
    shop: ShopOption,
    answers: Annotated[int, typer.Option(min=100, help="How many answers to generate and check.")] = 10_000,
    decisions: Annotated[
        int, typer.Option(min=1, help="Decisions that the answers are about; each is explained in every way.")
    ] = 20,
    seed: Annotated[int, typer.Option(help="Draws requests, shoppers and corruptions.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """What the verifier catches of corrupted claims and sentences, what it drops of true ones, and whether answers in
    all languages and for all readers say anything that their evidence does not hold."""
    from itertools import chain, count, islice
    from tempfile import TemporaryDirectory

    from whythis.agent.catalogue import languages, messages
    from whythis.agent.grounding import material
    from whythis.agent.grounding.measure import measure
    from whythis.agent.grounding.talked import talked
    from whythis.ranking.history import History
    from whythis.records.store import Store
    from whythis.shop import Shop

    opened = Shop.open(shop)
    with progress_bar() as progress:
        task = progress.add_task("Explaining", total=decisions, note="")
        found = material.gather(
            opened.ranker,
            opened.history,
            opened.versions,
            opened.settings.list.pool,
            decisions,
            seed,
            lambda done: progress.update(task, completed=done),
        )
        spoken = [messages(lang) for lang in languages()]
        told = chain.from_iterable(
            material.answers(found, spoken, opened.catalog[0].currency, [str(n)]) for n in count()
        )
        spoken_of = islice(told, answers - round(answers * SHARE_TALKED))
        with TemporaryDirectory() as scratch:
            store = Store(f"sqlite:///{scratch}/talks.db")
            agent = opened.agent.beside(store, History.from_events(opened.history))
            of_acts = talked(agent, opened.history.shopper_ids(), seed)
            all_told = chain(spoken_of, islice(of_acts, round(answers * SHARE_TALKED)))
            task = progress.add_task("Checking answers", total=answers, note="")
            report = measure(progress.track(all_told, total=answers, task_id=task), seed)
            store.close()
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    table = Table("corruption", "made", "slipped", "the verifier was built against it")
    for kind, counts in report["kinds"].items():
        known = "no" if counts["kept_for_the_measure"] else "yes"
        table.add_row(kind, str(counts["made"]), str(counts["slipped"]), known)
    Console(highlight=False).print(table)
    typer.echo(
        f"{report['answers']} answers, {report['sentences']} sentences: "
        f"{report['unsupported']} unsupported statements; true claims and sentences kept {report['true_kept']:.2%}\n"
        f"{report['corrupted']} corruptions: {report['caught']:.2%} caught "
        f"({report['caught_held_back']:.2%} of the kinds kept for the measure); "
        f"{report['ms_per_answer']:.1f} ms an answer"
    )


def _judged(shop: Path, judgments: Path) -> dict[str, Any]:
    from whythis.ranking.evaluation import ranking_report

    _, groups, grades, signals, scores = _scored(shop, judgments)
    return ranking_report(groups, grades, signals, scores)


def _scored(shop: Path, judgments: Path):
    """The shop, the rows of each query, grades, signals and scores of a file of judgments."""
    from whythis.ranking.training.judgments import by_query, read_judgments
    from whythis.shop import Shop

    opened = Shop.open(shop)
    found, unknown = read_judgments(judgments, opened.catalog.ids)
    if unknown:
        console.print(f"{unknown} judgments are about items that are not in the catalogue", style="yellow")
    groups: dict[str, np.ndarray] = {}
    grades: list[float] = []
    signals, scores = [], []
    with progress_bar() as progress:
        task = progress.add_task("Scoring", total=len(found), note="")
        for query, group in by_query(found).items():
            groups[query] = np.arange(len(grades), len(grades) + len(group))
            grades += [judgment.grade for judgment in group]
            score, values = opened.score(query, [judgment.item_id for judgment in group])
            scores.append(score)
            signals.append(values)
            progress.advance(task, len(group))
    return opened, groups, np.array(grades), np.concatenate(signals), np.concatenate(scores)


def _next_items(shop: Path) -> dict[str, Any]:
    from whythis.ranking.training.next_items import next_items_report
    from whythis.shop import Shop

    opened = Shop.open(shop)
    if not opened.history.shopper_ids():
        raise InputError(
            "There is nothing to measure with.",
            expected="--judgments FILE, or a shop with shoppers' events",
            got="no judgments, and a shop without events",
            fix="Name a file of judgments, or import events: whythis import … --events FILE",
        )
    with progress_bar() as progress:
        ranker = opened.ranker
        return next_items_report(ranker.searcher, opened.history, ranker.cross_encoder, 7, steps(progress))


def _print(report: dict[str, Any], rows: list[tuple], columns: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    table = Table("", *columns)
    for name, *values in rows:
        table.add_row(str(name), *(_cell(value) for value in values))
    Console(highlight=False).print(table)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
