"""`whythis train-understanding`, `whythis understand`, `whythis eval understanding`: the reading of messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from whythis.cli import app
from whythis.cli.evaluating import JsonOption, evaluate
from whythis.cli.output import console, progress_bar
from whythis.errors import InputError

WeightsOption = Annotated[Path | None, typer.Option(help="Weights to use instead of the shipped ones.")]


@app.command(name="train-understanding")
def train_understanding(
    utterances: Annotated[
        Path | None,
        typer.Option(
            help='JSON lines with "text", "acts" and optionally "context"; the shipped ones if left out.'
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the weights go; in place of the shipped ones if left out.")
    ] = None,
    rounds: Annotated[
        int | None, typer.Option(min=1, max=50, help="Rounds over the English messages.")
    ] = None,
    keep_backbone: Annotated[
        bool,
        typer.Option(
            help="Keep the tuned backbone of the shipped weights and train what stands on it, in minutes."
        ),
    ] = False,
    only: Annotated[
        str,
        typer.Option(help="Train this language alone (en or zh) and keep the rest of the shipped weights."),
    ] = "",
    seed: Annotated[int, typer.Option()] = 0,
    as_json: JsonOption = False,
) -> None:
    """Trains the act classifier: the backbone tuned for English, character n-grams for Chinese, in one file.

    A tenth of the written messages is held out, for the figures and for the threshold below which the agent asks back.
    """
    from whythis.agent.understanding.acts import WEIGHTS, read_backbone, read_weights
    from whythis.agent.understanding.training import LANGUAGES, UTTERANCES, TrainingSettings, train
    from whythis.agent.understanding.tuning import TuningSettings

    if only and only not in LANGUAGES:
        raise InputError(
            "This language is not trained.",
            expected=" | ".join(LANGUAGES),
            got=only,
            fix="Name one of these.",
        )
    tuning = TuningSettings(rounds=rounds) if rounds is not None else TuningSettings()
    settings = TrainingSettings(seed=seed, tuning=tuning)
    target = out or WEIGHTS
    with progress_bar() as progress:
        tasks: dict[str, Any] = {}

        def on_progress(step: str, done: int, total: int, loss: float | None) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total, note="")
            note = f"loss {loss:.3f}" if loss is not None else ""
            progress.update(tasks[step], completed=done, total=total, note=note)
            if not console.is_terminal and (done % 100 == 0 or done == total):
                console.print(step, f"{done}/{total}", note)  # a log has no use for a moving bar

        tuned = read_backbone() if keep_backbone or only else None
        kept, languages = (read_weights(), [only]) if only else (None, list(LANGUAGES))
        about = train(utterances or UTTERANCES, target, settings, on_progress, tuned, kept, languages)
    if as_json:
        typer.echo(json.dumps(about | {"weights": str(target)}, ensure_ascii=False))
        return
    held = about["held_out_tenth"]
    console.print(
        f"{held['utterances']} held-out messages: first act {held['first_act']:.3f}, all acts {held['all_acts']:.3f}; "
        f"below a probability of {about['ask_below']} the agent asks back. Weights: {target}"
    )


@app.command()
def understand(
    utterances: Annotated[Path, typer.Option(help='JSON lines with "text" and optionally "context".')],
    out: Annotated[Path, typer.Option(help='JSON lines to write: each with "predicted" added.')],
    weights: WeightsOption = None,
) -> None:
    """Predicts the acts of utterances."""
    from whythis.agent.understanding import Context
    from whythis.agent.understanding.utterances import read_messages

    reader = _reader(weights)
    rows = read_messages(utterances)
    with out.open("w", encoding="utf-8") as file:
        for row in rows:
            read = reader.read(row["text"], Context.from_line(str(row.get("context") or "")))
            file.write(json.dumps(row | {"predicted": list(read.acts)}, ensure_ascii=False) + "\n")
    console.print(f"{len(rows)} utterances read into {out}")


@evaluate.command()
def understanding(
    utterances: Annotated[
        Path | None, typer.Option(help='JSON lines with "text" and "acts", optionally "context".')
    ] = None,
    talks: Annotated[
        Path | None, typer.Option(help="Talks to measure references on, in place of utterances.")
    ] = None,
    lists: Annotated[
        Path | None,
        typer.Option(help="What the talks have on the screen: a JSON object of item ids by name."),
    ] = None,
    shop: Annotated[Path | None, typer.Option(help="The shop whose items the talks are about.")] = None,
    weights: WeightsOption = None,
    as_json: JsonOption = False,
) -> None:
    """How well the acts of labelled messages are read, or with --talks what the turns of talks refer to.

    Of utterances: first act, all acts, by act, and who is taken for whom. Of talks: the share of the turns that were
    read as meaning the right items, and those that were not.
    """
    if talks is not None and lists is not None and shop is not None and utterances is None:
        _print_talks(_talks_report(talks, lists, shop, weights), as_json)
    elif utterances is not None and talks is None:
        _print_acts(_acts_report(utterances, weights), as_json)
    else:
        raise InputError(
            "What is to be measured is not clear.",
            expected="--utterances FILE, or --talks FILE with --lists FILE and --shop DIR",
            got="neither, both, or talks without their lists and shop",
            fix="Name one of them.",
        )


def _acts_report(utterances: Path, weights: Path | None) -> dict[str, Any]:
    from whythis.agent.understanding.evaluation import evaluate as measured
    from whythis.agent.understanding.utterances import read_utterances

    report = measured(_reader(weights), read_utterances(utterances))
    report.pop("predictions")
    return report


def _talks_report(talks: Path, lists: Path, shop: Path, weights: Path | None) -> dict[str, Any]:
    from whythis.agent.understanding import Understanding
    from whythis.agent.understanding.acts import WEIGHTS, load
    from whythis.agent.understanding.talks import evaluate_talks, read_lists, read_talks
    from whythis.retrieval.catalog import Catalog
    from whythis.shop.build import CATALOG
    from whythis.shop.names import read_vocabulary

    catalog = Catalog(shop / CATALOG)
    reader = Understanding(read_vocabulary(shop, catalog), load(weights or WEIGHTS))
    return evaluate_talks(reader, read_talks(talks), read_lists(lists, catalog.get))


def _print_talks(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    out = Console(highlight=False)
    table = Table("said", "meant", "read")
    for turn in report["wrong"]:
        table.add_row(turn["text"], str(turn["meant"]), str(turn["read"]))
    out.print(table)
    out.print(
        f"{report['talks']} talks, {report['turns']} turns: references right in {report['references']:.3f}"
    )


def _print_acts(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    out = Console(highlight=False)
    table = Table("act", "n", "precision", "recall", "F1", "taken for")
    for act, measures in report["per_act"].items():
        others = sorted(report["confusion"].get(act, {}).items(), key=lambda pair: -pair[1])
        wrong = ", ".join(f"{other} {count}" for other, count in others if other != act)
        figures = (f"{measures[name]:.2f}" for name in ("precision", "recall", "f1"))
        table.add_row(act, str(measures["n"]), *figures, wrong)
    out.print(table)
    by_number = ", ".join(f"of {n}: {share:.3f}" for n, share in report["by_number_of_acts"].items())
    out.print(
        f"{report['utterances']} messages: first act {report['first_act']:.3f}, "
        f"all acts in order {report['all_acts']:.3f} ({by_number})"
    )


def _reader(weights: Path | None):
    from whythis.agent.understanding import Understanding
    from whythis.agent.understanding.acts import WEIGHTS, load
    from whythis.agent.understanding.utterances import EVERYDAY

    return Understanding(EVERYDAY, load(weights or WEIGHTS))
