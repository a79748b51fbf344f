"""From a request to a Decision: the ranked pool, what of it is shown, and what made it."""

from __future__ import annotations

import uuid

from whythis.ranking.ranker import Ranker
from whythis.ranking.shown import choose_shown
from whythis.ranking.types import Decision, Request, ShopperProfile, Versions


def decide(
    ranker: Ranker,
    request: Request,
    profile: ShopperProfile,
    pool_size: int,
    versions: Versions,
    *,
    session_id: str = "",
    made_at_utc: str = "",
    lang: str = "en",
) -> Decision:
    """Ranks up to `pool_size` items for a request and keeps everything that the list rests on, under a new id."""
    ranked = ranker.rank(request, profile, pool_size)
    weights, bias = ranker.combiner.linear or ((), 0.0)
    return Decision(
        id=uuid.uuid4().hex,
        session_id=session_id,
        shopper_id=profile.shopper_id,
        made_at_utc=made_at_utc,
        lang=lang,
        request=request,
        query_text=ranked.query_text,
        likes_text=ranked.likes_text,
        signal_names=ranker.combiner.names,
        weights=weights,
        bias=bias,
        history=ranked.history,
        candidates=ranked.candidates,
        shown=choose_shown(ranked.candidates, request.limit, request.sort),
        exclusions=ranked.exclusions,
        depth=ranked.depth,
        catalog_size=len(ranker.catalog),
        versions=versions,
        stated=profile.stated,
    )
