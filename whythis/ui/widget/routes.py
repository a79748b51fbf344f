"""Serves the widget's file, and the demo shop that shows it in place."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from whythis.ui.texts import known_lang, preferred_lang
from whythis.ui.widget.bundle import widget_bundle
from whythis.ui.widget.demo_page import DEMO, DemoShop, demo_page

# What docs/widget.md tells a shop to add, and nothing besides its own: the demo page must work under it.
DEMO_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_SCRIPT = "text/javascript"


def widget_router(demo: DemoShop | None) -> APIRouter:
    """`/widget.js` for any site's pages; with `demo`, the shop page at `/demo-shop` too."""
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js")
    def widget(request: Request) -> Response:
        bundle = widget_bundle()
        headers = {
            "Cache-Control": "public, max-age=600, stale-while-revalidate=86400",
            "ETag": bundle.etag,
            "Vary": "Accept-Encoding",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if bundle.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(bundle.plain, media_type=_SCRIPT, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(bundle.gzipped, media_type=_SCRIPT, headers=headers)

    if demo is not None:
        _add_demo(router, demo)
    return router


def _add_demo(router: APIRouter, demo: DemoShop) -> None:
    headers = {"Content-Security-Policy": DEMO_CSP, "Cache-Control": "no-cache"}

    @router.get("/demo-shop")
    def shop(request: Request, lang: str | None = None) -> Response:
        chosen = known_lang(lang) if lang else preferred_lang(request.headers.get("accept-language", ""))
        return Response(demo_page(demo, chosen), media_type="text/html", headers=headers)

    @router.get("/demo-shop/shop.css")
    def style() -> Response:
        return Response((DEMO / "shop.css").read_bytes(), media_type="text/css", headers=headers)

    @router.get("/demo-shop/shop.js")
    def script() -> Response:
        return Response((DEMO / "shop.js").read_bytes(), media_type=_SCRIPT, headers=headers)
