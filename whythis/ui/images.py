"""Serves the items' pictures, and draws a quiet placeholder for an item without one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse

# What a browser may show as a picture. Anything else in the folder is not sent.
_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
# An SVG opened by itself must not run scripts or load anything.
IMAGE_CSP = "default-src 'none'; style-src 'unsafe-inline'"


def image_response(path: Path | None, item_id: str) -> Response:
    """The picture at `path`, or the placeholder. `item_id` only picks the placeholder's shade."""
    headers = {
        "Content-Security-Policy": IMAGE_CSP,
        "Cache-Control": "public, max-age=3600",
        # The widget shows them in the shops' own pages.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    kind = _TYPES.get(path.suffix.lower()) if path is not None else None
    if path is None or kind is None or not path.is_file():
        return Response(placeholder(item_id), media_type="image/svg+xml", headers=headers)
    return FileResponse(path, media_type=kind, headers=headers)


def placeholder(item_id: str) -> str:
    """A parcel in outline on a soft ground, whose hue stays the same for the same item."""
    hue = sha256(item_id.encode()).digest()[0] * 360 // 256
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 20 160 120" width="320" height="240">'
        f'<rect width="160" height="160" fill="hsl({hue} 24% 88%)"/>'
        f'<g fill="none" stroke="hsl({hue} 18% 52%)" stroke-width="3" stroke-linejoin="round">'
        '<path d="M80 44 116 62v38L80 118 44 100V62z"/>'
        '<path d="M44 62l36 18 36-18M80 80v38M62 53l36 18"/></g></svg>'
    )
