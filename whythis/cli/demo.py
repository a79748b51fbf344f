"""`whythis demo`: the sample shop, built where it is missing, opened in the browser."""

from __future__ import annotations

import hashlib
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.importing import import_and_index
from whythis.cli.output import console
from whythis.cli.serving import port_is_free, run_server

SOURCE_MARK = "source.sha256"


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("--shop", help="Where the sample shop is kept.")] = Path(
        "shops/sample"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    serve: Annotated[bool, typer.Option(help="Serve the chat, or only build the shop.")] = True,
) -> None:
    """Opens the sample shop; builds it first if it is missing or its source has changed."""
    build_sample(folder)
    if not serve:
        console.print(f'Next: whythis ask "something to read on the train" --shop {folder}')
        return
    while not port_is_free("127.0.0.1", port):
        port += 1

    def on_ready(url: str) -> None:
        console.print('Ask for something, then ask "why the second one?"')
        if browser:
            webbrowser.open(url)

    from whythis.ui.texts import EXAMPLES

    run_server(folder, "127.0.0.1", port, on_ready, EXAMPLES)


def build_sample(folder: Path) -> None:
    """Imports the sample shop into `folder`, unless it is there already, whole and up to date."""
    from whythis.shop.samples import sample_folder

    source = sample_folder()
    mark = _sources_sha256(source)
    kept = folder / SOURCE_MARK
    if kept.exists() and kept.read_text(encoding="utf-8") == mark:
        return
    console.print("Building the sample shop …")
    import_and_index("jsonl", source / "catalog.jsonl", folder, {}, source / "events.jsonl", "sample")
    settings = folder / "shop.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace(f'name = "{folder.resolve().name}"', 'name = "The sample shop"'), encoding="utf-8"
    )
    kept.write_text(mark, encoding="utf-8")


def _sources_sha256(source: Path) -> str:
    """Changes with the sample's files and with the weights that a new shop gets."""
    from whythis.ranking.model_store import shipped_version

    digest = hashlib.sha256()
    digest.update(shipped_version().encode())
    for name in ("catalog.jsonl", "events.jsonl", "names.json", "shoppers.jsonl"):
        digest.update((source / name).read_bytes())
    return digest.hexdigest()
