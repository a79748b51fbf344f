"""What time it is. Records that depend on it take a clock, so that a test need not wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def as_utc(time: datetime) -> str:
    """ISO 8601 with milliseconds and Z: such texts sort as their times do."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
