"""`whythis site …` and `whythis staff …`: who may use the service."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from whythis.cli import app
from whythis.cli.importing import ShopOption
from whythis.cli.output import console
from whythis.cli.serving import service_secret
from whythis.errors import InputError
from whythis.records.sealing import Seal
from whythis.records.sites import Look, NewKeys, Sites
from whythis.records.staff import Staff
from whythis.records.store import Store

site = typer.Typer(no_args_is_help=True, help="Sites that may embed the service.")
staff = typer.Typer(no_args_is_help=True, help="People who may look things up.")
app.add_typer(site, name="site")
app.add_typer(staff, name="staff")

NameArgument = Annotated[str, typer.Argument(help="Of a-z, 0-9 and -.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
PublicKeyOption = Annotated[
    Path | None,
    typer.Option(
        help="An RSA public key (PEM): tokens are signed with RS256 and the private key stays yours."
    ),
]


@site.command("add")
def add_site(
    name: NameArgument,
    shop: ShopOption,
    origin: Annotated[
        list[str], typer.Option(help="Where its pages are: https://shop.example. Several: repeat.")
    ],
    title: Annotated[str, typer.Option(help="Shown at the top of the widget; else the shop's name.")] = "",
    language: Annotated[list[str] | None, typer.Option(help="en | zh. Several: repeat.")] = None,
    colour: Annotated[
        list[str] | None, typer.Option(help="For the widget: NAME=#rrggbb. Several: repeat.")
    ] = None,
    public_key: PublicKeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """A new site. Its keys are shown this once."""
    look = Look(title[:80], tuple(language or ("en", "zh")), _colours(colour or []))
    keys = _sites(shop).add(name, tuple(origin), look, _read(public_key))
    _show_keys(name, keys, as_json)


@site.command("list")
def list_sites(shop: ShopOption, as_json: JsonOption = False) -> None:
    """The sites, with their origins; no keys."""
    found = _sites(shop).all()
    if as_json:
        typer.echo(json.dumps([asdict(s) for s in found], ensure_ascii=False))
        return
    for s in found:
        state = f"revoked {s.revoked_at_utc}" if s.revoked_at_utc else "in use"
        typer.echo(f"{s.name:<24}{state:<36}{'  '.join(s.origins)}")
    if not found:
        typer.echo("There is no site yet.", err=True)


@site.command("revoke")
def revoke_site(name: NameArgument, shop: ShopOption) -> None:
    """Refuses the site's keys, tokens, sessions and pages from now on."""
    _sites(shop).revoke(name)
    typer.echo(f"{name} is revoked.", err=True)


@site.command("rotate")
def rotate_site(
    name: NameArgument,
    shop: ShopOption,
    key: Annotated[
        str, typer.Option(help="api: the API key, at once; signing: what tokens are signed with.")
    ],
    overlap: Annotated[
        int, typer.Option(min=0, max=10080, help="Minutes that the old signing key still holds.")
    ] = 60,
    public_key: PublicKeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """A new key, shown this once."""
    sites = _sites(shop)
    if key == "api":
        _show_keys(name, NewKeys(sites.rotate_api_key(name), "", "", ""), as_json)
    elif key == "signing":
        kid, algorithm, secret = sites.rotate_signing_key(name, _read(public_key), timedelta(minutes=overlap))
        _show_keys(name, NewKeys("", kid, algorithm, secret), as_json)
    else:
        raise InputError(
            "There is no such key.", expected="--key api | signing", got=key, fix="Use --key signing"
        )


@staff.command("add")
def add_staff(
    name: NameArgument,
    shop: ShopOption,
    role: Annotated[str, typer.Option(help="agent: decisions and talks; analyst: decisions; admin: all.")],
) -> None:
    """A new member of staff. The password is asked for, or read from a pipe."""
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    _staff(shop).add(name, role, password)
    typer.echo(f"{name} may sign in as {role}.", err=True)


@staff.command("list")
def list_staff(shop: ShopOption, as_json: JsonOption = False) -> None:
    """Who may sign in."""
    found = _staff(shop).all()
    if as_json:
        typer.echo(json.dumps([asdict(m) for m in found], ensure_ascii=False))
        return
    for m in found:
        typer.echo(f"{m.name:<24}{m.role:<10}{'disabled ' + m.disabled_at_utc if m.disabled_at_utc else ''}")
    if not found:
        typer.echo("There is nobody yet.", err=True)


@staff.command("disable")
def disable_staff(name: NameArgument, shop: ShopOption) -> None:
    """Signs somebody out everywhere, for good."""
    _staff(shop).disable(name)
    typer.echo(f"{name} may no longer sign in.", err=True)


def _sites(shop: Path) -> Sites:
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import database_url

    settings = read_settings(shop)
    seal = Seal(settings.service.secret or service_secret(shop))
    return Sites(Store(database_url(shop, settings)).engine, seal)


def _staff(shop: Path) -> Staff:
    from whythis.shop.settings import read_settings
    from whythis.shop.shop import database_url

    return Staff(Store(database_url(shop, read_settings(shop))).engine)


def _read(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The public key cannot be read.",
            expected="a PEM file",
            got=str(error)[:160],
            fix="Check --public-key",
        ) from error


def _colours(given: list[str]) -> dict[str, str]:
    """Raises InputError for anything but NAME=#rrggbb, since these reach the pages' styles."""
    colours = {}
    for text in given:
        name, _, value = text.partition("=")
        digits = value.removeprefix("#")
        good = (
            name.replace("-", "").isalnum() and name.isascii() and value.startswith("#") and len(digits) == 6
        )
        if not good or any(c not in "0123456789abcdefABCDEF" for c in digits):
            raise InputError(
                "This colour cannot be used.",
                expected="NAME=#rrggbb",
                got=text[:60],
                fix="Example: --colour accent=#1a73e8",
            )
        colours[name] = value
    return colours


def _show_keys(name: str, keys: NewKeys, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"site": name} | {k: v for k, v in asdict(keys).items() if v}))
        return
    console.print("Keep these where nobody else can read them: they are not shown again.")
    if keys.api_key:
        typer.echo(f"API key      {keys.api_key}")
    if keys.kid:
        typer.echo(f"key id (kid) {keys.kid}   {keys.algorithm}")
    if keys.secret:
        typer.echo(f"secret       {keys.secret}")
