"""The API's description as one page of HTML, made from its OpenAPI: no script, nothing from another host."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Response

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{overflow:auto;padding:.6rem;border:1px solid #8886}"
    "section{border-top:1px solid #8886;padding:.5rem 0}table{border-collapse:collapse}td,th{text-align:left;"
    "padding:.15rem .8rem .15rem 0;vertical-align:top}h2 code{font-size:1em}"
)


def docs_router(app: FastAPI) -> APIRouter:
    """Serves the page at /docs."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs() -> Response:
        return Response(docs_page(app.openapi()), media_type="text/html")

    return router


def docs_page(schema: dict[str, Any]) -> str:
    """HTML for an OpenAPI description; every text in it is escaped."""
    info = schema["info"]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{escape(info["title"])}</title><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(info['title'])}</h1>{_paragraphs(info.get('description', ''))}"
        '<p>As a file for tools: <a href="/openapi.json">openapi.json</a></p>'
    ]
    for path, methods in schema["paths"].items():
        parts += [_operation(path, method, operation, schema) for method, operation in methods.items()]
    return "".join([*parts, "</body></html>"])


def _operation(path: str, method: str, operation: dict[str, Any], schema: dict[str, Any]) -> str:
    rows = [
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{p['in']}</td><td>{'needed' if p.get('required') else ''}"
        f"</td><td>{escape(p.get('description', ''))}</td></tr>"
        for p in operation.get("parameters", [])
    ]
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    body = _example(operation.get("requestBody", {}).get("content", {}), schema)
    known = "" if "security" in operation else "<p>Needs no token.</p>"
    return (
        f'<section id="{escape(operation["operationId"])}"><h2><code>{method.upper()} {escape(path)}</code></h2>'
        f"{_paragraphs(operation.get('description', ''))}{known}{table}{body}</section>"
    )


def _example(content: dict[str, Any], schema: dict[str, Any]) -> str:
    """The fields of a JSON body with an example of it."""
    model = content.get("application/json", {}).get("schema", {})
    name = model.get("$ref", "").rpartition("/")[2]
    found = schema.get("components", {}).get("schemas", {}).get(name)
    if not found:
        return ""
    needed = found.get("required", [])
    fields = ", ".join(
        f"<code>{escape(field)}</code>{' (needed)' if field in needed else ''}"
        for field in found.get("properties", {})
    )
    example = found.get("example")
    shown = f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=1))}</pre>" if example else ""
    return f"<p>Body: {fields}.</p>{shown}"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())
