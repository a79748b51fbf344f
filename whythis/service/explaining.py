"""Every kind of explanation of a saved decision, as the API gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whythis.explainers.types import Claim
from whythis.service.types import ServedShop
from whythis.service.wire import claim_json, explanation_json, why_not_json


def explain(
    shop: ServedShop,
    decision: str,
    item: str,
    kind: str,
    other: str | None = None,
    top: int | None = None,
    *,
    reader: str,
) -> dict[str, Any]:
    """The explanation with its words and claims.

    Args:
        reader: for whom it is worded: "shopper" or "staff".

    Raises:
        NotShownError: the item is not one that this kind can be told of.
        ModelError: the decision was made by other versions than those that run now.
    """
    kinds: dict[str, Callable[[], tuple[dict[str, Any], tuple[Claim, ...], str]]] = {
        "why": lambda: _as(explanation_json, shop.explain(decision, item, reader)),
        "compare": lambda: _as(explanation_json, shop.compare(decision, item, other, reader)),
        "why_not": lambda: _as(why_not_json, shop.why_not(decision, item, reader)),
        "what_if": lambda: _as(
            lambda found: {"counterfactuals": [f.evidence() for f in found]},
            shop.what_if(decision, item, reader),
        ),
        "anchor": lambda: _as(lambda rule: rule.evidence(), shop.anchor(decision, item, top, reader)),
        "similar": lambda: _as(
            lambda found: {"similar": [f.evidence() for f in found]}, shop.similar(decision, item, reader)
        ),
    }
    found, claims, text = kinds[kind]()
    told = {"text": text, "claims": [claim_json(claim) for claim in claims]}
    return found | {"decision_id": decision, "item_id": item, "kind": kind} | told


def _as(form: Callable[[Any], dict[str, Any]], told: tuple[Any, tuple[Claim, ...], str]):
    found, claims, text = told
    return form(found), claims, text
