"""The settings of a shop: `shop.toml` and the environment, checked when they are read."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict, SettingsError

from whythis.errors import ShopError
from whythis.records.privacy import Periods, periods_of
from whythis.retrieval.backbone import PACKAGED
from whythis.service.settings import ServiceSettings

SETTINGS_FILE = "shop.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ImportSettings(_Section):
    """How the tabular importers read a source: `fields` maps an item's field to a source column.

    `known_as` is "icecat" or "sample" for a catalogue that the shipped weights were fitted on: the shop gets the
    combiner and the calibration of that catalogue with them.
    """

    known_as: Literal["", "icecat", "sample"] = ""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    fields: dict[str, str] = {}


class ModelSettings(_Section):
    """`backbone` is "packaged", a Hugging Face name or a path; `device` is empty (choose), "cpu" or "cuda".

    `engine` runs the cross-encoder on a processor: "auto", "torch", "onnx" or "onnx-int8".
    """

    backbone: str = PACKAGED
    device: str = ""
    engine: Literal["auto", "torch", "onnx", "onnx-int8"] = "auto"


class DatabaseSettings(_Section):
    """`url` is any SQLAlchemy URL; empty means the file `shop.db` in the shop's folder."""

    url: str = ""


class HandoverSettings(_Section):
    """Where a talk goes when a shopper asks for a person; it is in the queue in any case.

    `target` is "queue" (staff look into it), "email" (to `email_to` by `smtp_host`; the password is in the
    environment as WHYTHIS_SMTP_PASSWORD) or "webhook" (JSON to `url`). `allow_private_addresses` lets the webhook be
    in the own network.
    """

    target: Literal["queue", "email", "webhook"] = "queue"
    url: str = ""
    allow_private_addresses: bool = False
    email_to: str = ""
    email_from: str = ""
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    timeout_s: float = Field(default=10.0, gt=0, le=120)

    @model_validator(mode="after")
    def _complete(self) -> HandoverSettings:
        if self.target == "webhook" and not re.match(r"https?://[^/\s@]+(/|$)", self.url):
            raise ValueError('a webhook needs url = "https://…"')
        if self.target == "email" and not (self.email_to and self.smtp_host):
            raise ValueError("e-mail needs email_to and smtp_host")
        if any(c in "\r\n" for c in self.email_to + self.email_from):
            raise ValueError("an e-mail address has one line")
        return self


class PrivacySettings(_Section):
    """For how many days each kind of data is kept; 0 keeps it until it is erased. See docs/privacy.md."""

    decisions_days: int = Field(default=Periods().decisions_days, ge=0, le=36_500)
    conversations_days: int = Field(default=Periods().conversations_days, ge=0, le=36_500)
    feedback_days: int = Field(default=Periods().feedback_days, ge=0, le=36_500)
    handovers_days: int = Field(default=Periods().handovers_days, ge=0, le=36_500)
    events_days: int = Field(default=Periods().events_days, ge=0, le=36_500)


class ListSettings(_Section):
    """`shown` items make a list; `pool` candidates are scored for it."""

    shown: int = Field(default=5, ge=1, le=20)
    pool: int = Field(default=50, ge=5, le=500)


class WordingSettings(_Section):
    """Who words answers: "templates"; "local", a causal model of Hugging Face; or "endpoint", an OpenAI-compatible one.

    Whatever a model says passes the verifier first. `model` is a name or a path for "local", the model's name for
    "endpoint"; `url` ends before "/chat/completions"; `key_env` names the environment variable that holds the key.
    Prices are per million tokens, for the count of what was spent.
    """

    voice: Literal["templates", "local", "endpoint"] = "templates"
    model: str = ""
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    key_env: str = ""
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    retries: int = Field(default=2, ge=0, le=10)
    max_tokens: int = Field(default=320, ge=16, le=4096)
    price_prompt: float = Field(default=0.0, ge=0)
    price_completion: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _says_which(self) -> WordingSettings:
        if self.voice != "templates" and not self.model:
            raise ValueError(f'voice = "{self.voice}" needs a model')
        if self.voice == "endpoint" and not self.url:
            raise ValueError('voice = "endpoint" needs a url')
        return self


class Settings(_Section):
    """Everything that an owner may set. Each section's documentation says what its values mean."""

    name: str = "My shop"
    list: ListSettings = ListSettings()
    model: ModelSettings = ModelSettings()
    wording: WordingSettings = WordingSettings()
    database: DatabaseSettings = DatabaseSettings()
    handover: HandoverSettings = HandoverSettings()
    service: ServiceSettings = ServiceSettings()
    privacy: PrivacySettings = PrivacySettings()
    source: ImportSettings = Field(default=ImportSettings(), alias="import")

    @property
    def periods(self) -> Periods:
        """For how long what is kept."""
        return periods_of(self.privacy.model_dump(), self.service.access_log_days)


class _Environment(BaseSettings):
    """What may be set by environment: WHYTHIS_ and the setting, such as WHYTHIS_DATABASE__URL or
    WHYTHIS_SERVICE__AT_ONCE. How a source is imported is the file's alone.
    """

    model_config = SettingsConfigDict(env_prefix="WHYTHIS_", env_nested_delimiter="__")

    name: str = ""
    list: ListSettings = ListSettings()
    model: ModelSettings = ModelSettings()
    database: DatabaseSettings = DatabaseSettings()
    service: ServiceSettings = ServiceSettings()
    privacy: PrivacySettings = PrivacySettings()


def read_settings(folder: Path) -> Settings:
    """The settings of the shop in `folder`; what the environment sets wins over the file.

    Raises:
        ShopError: the folder or its `shop.toml` is missing, or a setting is not allowed.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise ShopError(
            "There is no shop here.",
            expected=f"a shop folder with a {SETTINGS_FILE}",
            got=str(folder) + (" (a folder without one)" if folder.is_dir() else " (no such folder)"),
            fix="Check --shop, or make a shop: whythis import csv products.csv --shop DIR (or whythis demo)",
        )
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Settings.model_validate(_merged(values, EnvSettingsSource(_Environment)()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError, SettingsError) as error:
        raise ShopError(
            "The shop's settings cannot be used.",
            expected="TOML with the settings of docs/settings.md",
            got=_first_problem(error),
            fix=f"Correct {path}, or the WHYTHIS_ variable of that name.",
        ) from error


def _merged(values: dict[str, Any], winning: dict[str, Any]) -> dict[str, Any]:
    """Settings with others laid over them, section by section."""
    laid = dict(values)
    for key, value in winning.items():
        section = laid.get(key)
        laid[key] = {**section, **value} if isinstance(section, dict) and isinstance(value, dict) else value
    return laid


def write_settings(folder: Path, settings: Settings) -> None:
    """Writes a new `shop.toml`; an existing one belongs to the owner and stays as it is."""
    path = folder / SETTINGS_FILE
    if path.exists():
        return
    lines = [f"name = {json.dumps(settings.name, ensure_ascii=False)}", ""]
    for section, values in settings.model_dump(by_alias=True, exclude={"name"}).items():
        lines.append(f"[{section}]")
        lines += [
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
            for key, value in values.items()
            if not isinstance(value, dict)
        ]
        for key, table in ((k, v) for k, v in values.items() if isinstance(v, dict) and v):
            lines.append(f"[{section}.{key}]")
            lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in table.items()]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        return f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
    return str(error)
