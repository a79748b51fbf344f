"""The fixtures of the widget's tests in Chromium: a shop, a site of it on another origin, and visits to its page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.conftest import TINY
from tests.service.conftest import Running
from whythis.ranking.model_store import install_shipped
from whythis.records.sites import Look
from whythis.retrieval.encoder import TextEncoder
from whythis.shop import Shop
from whythis.shop.build import import_source, index_shop

from .widget_site import HOSTILE, ShopPage, Watched

MORE = [
    ("k4", "Corvane steel kettle 1.2 l", "Corvane", "Kettles", 2900, 4, {"Colour": "Silver"}),
    ("u2", "Corvane folding umbrella", "Corvane", "Umbrellas", 1900, 4, {"Colour": "Black"}),
    ("k5", "Brellin quiet kettle 1 l", "Brellin", "Kettles", 3100, 4, {"Colour": "Green", "Noise": "50 dB"}),
]
SLIPPED = escape(escape(HOSTILE, quote=False), quote=False)
"""The importer takes markup out twice; what was escaped twice is markup again after that."""
HOSTILE_ITEM = {
    "id": 'x/"><script>',
    "title": f"🫖 Umbrella {SLIPPED} rainproof",
    "brand": SLIPPED,
    "category": "Umbrellas",
    "price_cents": 1500,
    "stock": 3,
    "description": f"{SLIPPED} An umbrella for rain.",
    "attributes": {SLIPPED: SLIPPED},
}


@pytest.fixture(scope="session")
def widget_shop(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> Iterator[Shop]:
    """The tiny shop with more kettles, and a product that means ill."""
    folder = tmp_path_factory.mktemp("widget")
    names = ("id", "title", "brand", "category", "price_cents", "stock", "attributes")
    rows = [dict(zip(names, row, strict=True)) for row in [*TINY, *MORE]]
    for number, row in enumerate(rows):
        row |= {"rating": 3.5 + 0.1 * number, "rating_count": 10 * (number + 1)}
    source = folder / "source.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in [*rows, HOSTILE_ITEM]), encoding="utf-8")
    import_source("jsonl", source, folder)
    index_shop(folder, encoder, lambda done, kept: None)
    install_shipped(folder / "models")
    opened = Shop.open(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def site(widget_shop: Shop) -> Iterator[tuple[ShopPage, Running, Any]]:
    """A shop's page, the service that answers it, and the site's keys."""
    page = ShopPage()
    with Running(widget_shop, local=False) as running:
        page.service = running.url
        look = Look(title=f"Kettles {HOSTILE}", colours={"accent": "#ffd54a"})
        keys = running.service.sites.add("shop", (page.origin,), look)
        yield page, running, keys
    page.close()


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Watched]]:
    """Opens the shop's page as asked for, and holds at the end that nothing went wrong in it."""
    shop, running, _ = site
    watched: list[Watched] = []
    contexts: list[Any] = []

    def go(*, init: str = "", context: Any = None, **wanted: str) -> Watched:
        if context is None or isinstance(context, dict):
            context = browser.new_context(**(context or {"viewport": {"width": 1100, "height": 760}}))
            contexts.append(context)
        if init:
            context.add_init_script(init)
        watched.append(Watched(context.new_page()))
        watched[-1].page.goto(f"{shop.origin}/?{urlencode(wanted)}")
        watched[-1].page.locator(".bubble").wait_for(state="attached")
        return watched[-1]

    shop.violations.clear()
    yield go
    own = {urlsplit(shop.origin).netloc, urlsplit(running.url).netloc}
    for one in watched:
        assert one.hosts() <= own
        assert one.page.evaluate("window.hacked") is None
        assert one.errors == []
    assert shop.violations == []
    for context in contexts:
        assert context.cookies() == []
        context.close()
