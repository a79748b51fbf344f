"""`whythis backup` and `restore`: what cannot be made again, copied and put back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.asking import JsonOption
from whythis.cli.importing import ShopOption

ProgramsOption = Annotated[
    Path | None, typer.Option(help="The folder of PostgreSQL's programs; without it, along PATH.")
]


@app.command()
def backup(
    shop: ShopOption,
    to: Annotated[Path, typer.Option(help="A folder that is not there yet.")],
    pg_programs: ProgramsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copies database, settings, secret and events while the shop is in use, and checks the copy's decision log."""
    from whythis.shop.backup import back_up

    manifest = back_up(shop, to, pg_programs)
    if as_json:
        typer.echo(json.dumps(manifest))
        return
    typer.echo(f"{to}: {manifest['log']['decisions']} decisions. Head: {manifest['log']['head']}")


@app.command()
def restore(
    shop: ShopOption,
    source: Annotated[Path, typer.Option("--from", help="A folder that whythis backup made.")],
    pg_programs: ProgramsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Puts a back-up into a shop's folder where no database is, and checks every file and the decision log."""
    from whythis.shop.backup import restore as put_back

    found = put_back(source, shop, pg_programs)
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    typer.echo(f"Restored, and the log holds: {found.decisions} decisions. Head: {found.head}")
