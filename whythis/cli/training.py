"""`whythis train` and `whythis models`."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console, progress_bar, steps
from whythis.errors import InputError


class Method(StrEnum):
    """Which weights of the cross-encoder are trained."""

    lora = "lora"
    full = "full"


class CombinerKind(StrEnum):
    """Which combiner may come out of a training."""

    auto = "auto"
    linear = "linear"


@app.command()
def train(
    shop: ShopOption,
    judgments: Annotated[Path | None, typer.Option(help="CSV with query, docid, rating (0 to 3).")] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", help="Learn from another shop as well: SHOP_DIR=JUDGMENTS.csv. Repeatable."),
    ] = None,
    method: Annotated[
        Method, typer.Option(help="lora: a file of a few MB; full: all weights.")
    ] = Method.lora,
    folds: Annotated[int, typer.Option(min=2, max=20, help="Parts that judged queries are held out in.")] = 4,
    epochs: Annotated[
        float, typer.Option(min=0.01, max=50, help="At most this many rounds over the judgments.")
    ] = 1.0,
    warmup_epochs: Annotated[
        float, typer.Option(min=0.0, max=50, help="Rounds over the pairs made from the catalogue.")
    ] = 1.0,
    catalog_queries: Annotated[int, typer.Option(min=0, help="Queries made from each catalogue.")] = 800,
    taught_queries: Annotated[int, typer.Option(min=0, help="Queries that the teacher labels.")] = 2000,
    combiner: Annotated[
        CombinerKind,
        typer.Option(help="auto: LambdaMART where it wins on held-out lists; linear: a weighted sum."),
    ] = CombinerKind.auto,
    seed: Annotated[int, typer.Option()] = 7,
    keep_adapter: Annotated[
        bool, typer.Option("--keep-adapter", help="Fit combiner and calibration only.")
    ] = False,
    report_to: Annotated[
        list[str] | None,
        typer.Option(
            help="Where the trainer reports to: tensorboard, wandb, mlflow … or none. Repeatable.",
            show_default="tensorboard",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
) -> None:
    """Fine-tunes the cross-encoder, fits combiner and calibration, and makes the result the shop's current model.

    A training that was killed goes on where it was when it is started again with the same options.
    """
    from whythis.ranking import model_store
    from whythis.ranking.training.adapter import AdapterSettings
    from whythis.ranking.training.crossfit import JudgedSettings
    from whythis.ranking.training.train import TrainSettings
    from whythis.ranking.training.train import train as run
    from whythis.retrieval.catalog import Catalog
    from whythis.retrieval.encoder import TextEncoder
    from whythis.shop.build import CATALOG
    from whythis.shop.engines import prepare_engines
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import MODELS

    backbone = read_settings(shop).model.backbone
    encoder = TextEncoder(backbone)
    domains = [_domain(shop, judgments, encoder)]
    for pair in also or []:
        folder, sign, file = pair.partition("=")
        if not sign:
            raise InputError(
                "--also was not understood.", expected="SHOP_DIR=FILE", got=pair, fix="Name both."
            )
        domains.append(_domain(Path(folder), Path(file), encoder))
    adapter = AdapterSettings(
        backbone, method=method.value, seed=seed, learning_rate=5e-4 if method is Method.lora else 1e-4
    )
    judged = JudgedSettings(folds=folds, epochs=epochs, learning_rate=adapter.learning_rate * 0.4)
    settings = TrainSettings(
        adapter,
        judged,
        catalog_queries=catalog_queries,
        taught_queries=taught_queries,
        warmup_epochs=warmup_epochs,
        combiner=combiner.value,
    )
    models = shop / MODELS
    with progress_bar() as progress:
        tasks: dict[str, Any] = {}

        def on_progress(step: str, done: int, total: int, loss: float | None) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step.capitalize(), total=total, note="")
            note = f"loss {loss:.3f}" if loss is not None else ""
            progress.update(tasks[step], completed=done, total=total, note=note)
            if not console.is_terminal and (done % 20 == 0 or done == total):
                console.print(step, f"{done}/{total}", note)  # a log has no use for a moving bar

        folder, info = run(
            domains,
            settings,
            models,
            model_store.next_version,
            on_progress,
            keep=model_store.current(models) if keep_adapter else None,
            report_to=[name for name in report_to or ["tensorboard"] if name != "none"],
        )
    prepare_engines(folder, backbone, Catalog(shop / CATALOG))
    model_store.make_current(models, folder.name)
    if as_json:
        typer.echo(json.dumps(info, ensure_ascii=False))
    for name, report in info["held_out"].items():
        console.print(
            f"{name}, NDCG@10 on {report['queries_with_relevant']} held-out queries: "
            + _line(report["ndcg@10"])
        )
    if not info["held_out"]:
        console.print("No judgments were given, so there are no held-out figures.", style="yellow")
    console.print(
        f"The shop now uses {folder.name}; its card is {folder / 'MODEL_CARD.md'}. "
        f"To go back: whythis models --shop {shop} --use VERSION"
    )


@app.command("train-explainer")
def train_explainer(
    shop: ShopOption,
    requests: Annotated[
        int, typer.Option(min=2, help="Requests whose lists are explained exactly to learn from.")
    ] = 300,
    judge_only: Annotated[
        bool, typer.Option("--judge-only", help="Measure the explainer that is there; train nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
) -> None:
    """Trains the explainer that answers at a look, and measures it beside the exact one on requests held out.

    It explains the words of the current model, and answers in the chat where its measured rank correlation with the
    exact method is at least 0.9 on this shop.
    """
    from whythis.explainers.words.amortised import MIN_FIDELITY
    from whythis.shop import Shop
    from whythis.shop.explainer import judge_explainer
    from whythis.shop.explainer import train_explainer as run

    opened = Shop.open(shop)
    with progress_bar() as progress:
        on_progress = steps(progress)
        found = (
            judge_explainer(opened.ranker, on_progress)
            if judge_only
            else run(opened.ranker, requests, on_progress)
        )
    if as_json:
        typer.echo(json.dumps(asdict(found)))
    proven = found.rank_correlation >= MIN_FIDELITY
    console.print(
        f"Rank correlation with the exact method {found.rank_correlation:.3f} over {found.pairs} pairs of requests "
        f"held out; it {'answers' if proven else 'does not answer'} in the chat from now on (from {MIN_FIDELITY})."
    )


@app.command()
def models(
    shop: ShopOption,
    use: Annotated[str | None, typer.Option(help="Make this version the current one.")] = None,
    average: Annotated[
        list[str] | None,
        typer.Option(help="Make a new version whose weights are the mean of these. Repeatable."),
    ] = None,
) -> None:
    """Lists a shop's model versions, goes back to an older one, or averages some into a new one."""
    from whythis.ranking import model_store
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import MODELS

    read_settings(shop)
    known = model_store.versions(shop / MODELS)
    for name in [*([use] if use is not None else []), *(average or [])]:
        if name not in known:
            raise InputError(
                "This version is not known.",
                expected=" | ".join(known) or "no version at all",
                got=name,
                fix="Name one of these.",
            )
    if average:
        from whythis.ranking.training.average import average_versions

        target = model_store.next_version(shop / MODELS)
        average_versions([shop / MODELS / name for name in average], target)
        use, known = target.name, model_store.versions(shop / MODELS)
        console.print(
            f"{target.name} is the mean of {', '.join(average)}. Fit its combiner and calibration with: "
            f"whythis train --keep-adapter --shop {shop} --judgments …"
        )
    if use is not None:
        model_store.make_current(shop / MODELS, use)
    current = model_store.current(shop / MODELS).name
    for name in known:
        typer.echo(f"{'*' if name == current else ' '} {name}")


def _line(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in values.items())


def _domain(folder: Path, judgments: Path | None, encoder):
    from whythis.ranking.history import History
    from whythis.ranking.training.crossfit import Domain
    from whythis.ranking.training.judgments import read_judgments
    from whythis.retrieval.build import open_searcher
    from whythis.retrieval.catalog import Catalog
    from whythis.shop.build import CATALOG, EVENTS, INDEX
    from whythis.shop.settings import read_settings

    name = read_settings(folder).name
    catalog = Catalog(folder / CATALOG)
    searcher, _ = open_searcher(catalog, encoder, folder / INDEX)
    judged: tuple = ()
    if judgments is not None:
        found, unknown = read_judgments(judgments, catalog.ids)
        judged = tuple(found)
        console.print(
            f"{name}: {len(found)} judgments" + (f", {unknown} about unknown items" if unknown else "")
        )
    return Domain(name, searcher, judged, History(folder / EVENTS))
