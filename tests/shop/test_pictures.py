"""Pictures: what an item names as its picture is a file among the shop's pictures, or nothing."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from whythis.retrieval.catalog import Catalog
from whythis.shop import Shop
from whythis.shop.build import import_source
from whythis.ui.pages import pictures_router

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def outside() -> socket.socket:
    """A server of the own network that nobody may be made to ask."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    return server


def test_no_picture_is_fetched_or_read_from_elsewhere(tmp_path: Path, outside: socket.socket) -> None:
    host, port = outside.getsockname()
    source, folder = tmp_path / "source", tmp_path / "shop"
    (source / "images").mkdir(parents=True)
    (source / "images" / "good.png").write_bytes(PNG)
    secret = tmp_path / "secret.png"
    secret.write_bytes(PNG + b"the secret")
    (source / "images" / "linked.png").symlink_to(secret)
    (source / "images" / "up").symlink_to(tmp_path)
    images = {
        "good": "images/good.png", "http": f"http://{host}:{port}/a.png", "bare": f"//{host}:{port}/a.png",
        "file": f"file://{secret}", "absolute": str(secret), "up": "images/../../secret.png",
        "up-encoded": "images/%2e%2e/%2e%2e/secret.png", "linked": "images/linked.png",
        "linked-folder": "images/up/secret.png", "data": "data:image/svg+xml,<svg onload=alert(1)>",
        "settings": "shop.toml", "folder": "images", "null": "images/good.png\x00.svg", "long": "images/" + "a" * 5000,
    }  # fmt: skip
    rows = [{"id": name, "title": f"Kettle {name}", "image": image} for name, image in images.items()]
    (source / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    import_source("jsonl", source / "items.jsonl", folder)
    shop = Pictured(folder)
    asked: list[bool] = []
    listening = threading.Thread(target=lambda: asked.append(was_asked(outside)))
    listening.start()
    app = FastAPI()
    app.include_router(pictures_router(shop))  # type: ignore[arg-type]
    with TestClient(app) as client:
        found = {name: client.get(f"/images/{name}") for name in images}
        traversals = ("../shop.toml", "..%2fshop.toml", "%2e%2e/%2e%2e/etc/passwd", "good%00", "/etc/passwd")
        found |= {path: client.get(f"/images/{path}") for path in traversals}
    listening.join()
    outside.close()
    assert found.pop("good").content == PNG
    for name, answer in found.items():
        assert b"secret" not in answer.content, name
        assert answer.status_code == 404 or b"<svg" in answer.content, name
        assert b"onload" not in answer.content, name
    assert asked == [False]


class Pictured:
    """The shop's own way to a picture, without its models."""

    image_file = Shop.image_file

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalog = Catalog(folder / "catalog.parquet")


def was_asked(server: socket.socket) -> bool:
    server.settimeout(2)
    try:
        server.accept()
    except TimeoutError:
        return False
    return True
