"""Schemathesis over the API: whatever its description allows or forbids is answered as it is described."""

from __future__ import annotations

import uuid

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from .conftest import PASSWORD, Running


@pytest.fixture(scope="session")
def described(local: Running):
    return schemathesis.openapi.from_url(f"{local.url}/openapi.json")


@pytest.fixture(scope="session")
def tokens(local: Running) -> dict[str, str]:
    """A shopper's and an admin's, and the id of a decision of that shopper."""
    token = local.session()
    with local.client(token) as client:
        made = client.post("/api/v1/recommendations", json={"query": "kettle"}).json()
    name = f"fuzz-{uuid.uuid4().hex[:8]}"
    local.service.staff.add(name, "admin", PASSWORD)
    return {
        "shopper": token,
        "staff": local.service.staff.sign_in(name, PASSWORD).token,
        "decision": made["id"],
        "session": made["session"],
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"]
)
def test_every_answer_is_as_described(described, tokens, mode):
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 18
    problems, nothing_to_forbid = {}, set()
    for operation in operations:
        try:
            check(operation, tokens, mode)
        except Unsatisfiable:
            nothing_to_forbid.add(operation.label)
        except Exception as error:
            problems[operation.label] = str(error)
    assert not problems, "\n\n".join(f"{label}: {text}" for label, text in problems.items())
    assert nothing_to_forbid <= {"GET /healthz", "GET /readyz", "GET /metrics", "GET /api/v1/privacy"}


def check(operation, tokens: dict[str, str], mode: GenerationMode) -> None:
    """All of Schemathesis's checks on requests to one operation."""
    token = tokens["staff" if "/staff/" in operation.path else "shopper"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case) -> None:
        if mode is GenerationMode.POSITIVE:  # else every decision would be an unknown one
            if "decision_id" in (case.path_parameters or {}):
                case.path_parameters["decision_id"] = tokens["decision"]
            if isinstance(case.body, dict) and "decision_id" in case.body:
                case.body["decision_id"] = tokens["decision"]
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    run()
