"""The `[service]` section of `shop.toml`: limits, tokens, what is kept and for how long."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Rate = Annotated[str, Field(pattern=r"^[1-9]\d{0,6}/(second|minute|hour|day)$")]


class OidcSettings(BaseModel):
    """Sign-in of staff by OpenID Connect; off as long as `issuer` is empty.

    `secret_env` names the environment variable that holds the client's secret (empty: a public client). `agents`,
    `analysts` and `admins` are the values of `role_claim` that give a role; the highest one counts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = ""
    client_id: str = ""
    secret_env: str = ""
    redirect_uri: str = ""
    scopes: list[str] = ["profile"]
    name_claim: str = "preferred_username"
    role_claim: str = "groups"
    agents: list[str] = []
    analysts: list[str] = []
    admins: list[str] = []
    label: str = Field(default="", max_length=60)

    @model_validator(mode="after")
    def _complete(self) -> OidcSettings:
        if self.issuer and not (self.client_id and self.redirect_uri.endswith("/staff/oidc/callback")):
            raise ValueError('needs client_id, and redirect_uri = "https://…/staff/oidc/callback"')
        if self.issuer and not (self.agents or self.analysts or self.admins):
            raise ValueError("needs agents, analysts or admins: without them nobody has a role")
        return self


class ServiceSettings(BaseModel):
    """Everything about the service that an owner may set. Rates are a number and a time, such as "60/minute"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_once: int = Field(default=2, ge=1, le=64)
    waiting: int = Field(default=64, ge=0, le=10_000)
    body_kb: int = Field(default=64, ge=1, le=1024)
    body_seconds: float = Field(default=10, gt=0, le=120)
    head_seconds: float = Field(default=10, gt=0, le=120)
    connections_address: int = Field(default=256, ge=1, le=100_000)
    answer_seconds: float = Field(default=30, gt=0, le=600)
    heartbeat_seconds: float = Field(default=10, gt=0, le=60)
    drain_seconds: int = Field(default=20, ge=0, le=600)
    rate_address: Rate = "600/minute"
    rate_site: Rate = "6000/minute"
    rate_shopper: Rate = "120/minute"
    rate_sign_in: Rate = "20/minute"
    rate_store: str = "memory://"
    token_minutes: int = Field(default=15, ge=1, le=1440)
    session_hours: int = Field(default=12, ge=1, le=720)
    staff_hours: int = Field(default=8, ge=1, le=72)
    access_log_days: int = Field(default=90, ge=1, le=3650)
    proxies: list[str] = []
    https: bool = True
    public_chat: bool = False
    metrics_token: str = ""
    secret: str = ""
    passwords: bool = True
    log: Literal["json", "text"] = "json"
    oidc: OidcSettings = OidcSettings()

    @model_validator(mode="after")
    def _somebody_can_sign_in(self) -> ServiceSettings:
        if not self.passwords and not self.oidc.issuer:
            raise ValueError("passwords = false needs OpenID Connect in [service.oidc]")
        return self
