"""A product whose deciding phrase stands far down a long description: found, ranked, and explained by that phrase."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from whythis.ranking.model_store import install_shipped
from whythis.retrieval.encoder import TextEncoder
from whythis.shop import Shop
from whythis.shop.build import import_source, index_shop

PARTS = (
    "The case is made in two halves that snap together without tools. ",
    "A leaflet in four languages lies in the box, with a card for the guarantee. ",
    "Wipe it with a damp cloth and keep it away from the cooker. ",
)
PHRASE = "It doubles as a rechargeable bicycle headlight."


def test_a_phrase_at_the_end_of_a_long_description_is_what_the_answer_rests_on(
    tmp_path: Path, encoder: TextEncoder
) -> None:
    before = "".join(PARTS[n % 3] for n in range(60))
    assert len(encoder._model.tokenizer(before, add_special_tokens=False)["input_ids"]) > 850
    rows = [
        {
            "id": f"p{n}",
            "title": f"Farrant pocket tool no. {n}",
            "price_cents": 1500,
            "description": before + end,
        }
        for n, end in enumerate(("", PHRASE, PARTS[0], PARTS[1], ""))
    ]
    source = tmp_path / "long.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    folder = tmp_path / "shop"
    import_source("jsonl", source, folder)
    index_shop(folder, encoder, lambda done, kept: None)
    install_shipped(folder / "models")
    shop = Shop.open(folder)
    reply = shop.ask("rechargeable bicycle headlight", session=uuid.uuid4().hex)
    assert reply.items[0].id == "p1"
    explanation, claims, text = shop.explain(reply.decision_id or "", "p1")
    words = explanation.words
    assert words is not None
    told = max((w for w in words.words if w.source == "description"), key=lambda w: w.value)
    start, end = told.span or (0, 0)
    whole = rows[1]["description"]
    assert whole.index(PHRASE) <= start < end <= len(whole)
    assert whole[start:end] == told.name == words.texts["description"][start:end]
    cited = next(c.evidence["words"] for c in claims if c.kind == "reason.fits_request")
    assert any(word["source"] == "description" and word["span"][0] >= whole.index(PHRASE) for word in cited)
    assert any(word in text for word in ("rechargeable", "bicycle", "headlight"))
