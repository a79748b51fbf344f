"""The `[service]` section of `shop.toml`: limits, tokens, what is kept and for how long."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Rate = Annotated[str, Field(pattern=r"^[1-9]\d{0,6}/(second|minute|hour|day)$")]


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
    log: Literal["json", "text"] = "json"
