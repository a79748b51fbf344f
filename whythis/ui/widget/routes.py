"""Serves the widget's file, and the demo shop that shows it in place."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response

from whythis.ui.widget.bundle import widget_bundle

DEMO = Path(__file__).parent / "demo"
# What docs/widget.md tells a shop to add, and nothing besides its own: the demo page must work under it.
DEMO_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def widget_router(*, demo: bool) -> APIRouter:
    """`/widget.js` for any site's pages; with `demo`, the shop page at `/demo-shop` too."""
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js")
    def widget(request: Request) -> Response:
        bundle = widget_bundle()
        gzipped = "gzip" in request.headers.get("accept-encoding", "")
        headers = {
            "Cache-Control": "public, max-age=600, stale-while-revalidate=86400",
            "ETag": bundle.etag,
            "Vary": "Accept-Encoding",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if bundle.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if gzipped:
            headers["Content-Encoding"] = "gzip"
        return Response(
            bundle.gzipped if gzipped else bundle.plain, media_type="text/javascript", headers=headers
        )

    if demo:
        _add_demo(router)
    return router


def _add_demo(router: APIRouter) -> None:
    for path in sorted(DEMO.iterdir()):
        if path.suffix in _KINDS:
            address = "/demo-shop" if path.name == "shop.html" else f"/demo-shop/{path.name}"
            router.add_api_route(address, _sends(path), methods=["GET"], include_in_schema=False)


def _sends(path: Path):
    def send() -> Response:
        headers = {"Content-Security-Policy": DEMO_CSP, "Cache-Control": "no-cache"}
        return Response(path.read_bytes(), media_type=_KINDS[path.suffix], headers=headers)

    return send
