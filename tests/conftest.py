"""Fixtures that several rooms share: the real models, a tiny shop written by hand, and the sample shop."""

from __future__ import annotations

import json
import os
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault(
        "OMP_NUM_THREADS", "1"
    )  # the tests' processes share the cores; read when torch is imported

import pytest

from whythis.cli.demo import build_sample
from whythis.ranking.combiner import load_combiner
from whythis.ranking.cross_encoder import CrossEncoder
from whythis.ranking.model_store import SHIPPED, install_shipped
from whythis.ranking.ranker import Ranker
from whythis.retrieval.build import open_searcher
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.encoder import TextEncoder
from whythis.retrieval.search import Searcher
from whythis.shop import Shop
from whythis.shop.build import import_source, index_shop

TINY = [
    (
        "k1",
        "Ashdown quiet kettle 1.7 l",
        "Ashdown",
        "Kettles",
        3499,
        12,
        {"Colour": "Black", "Noise": "55 dB"},
    ),
    (
        "k2",
        "Brellin travel kettle 0.5 l",
        "Brellin",
        "Kettles",
        1999,
        0,
        {"Colour": "White", "Noise": "70 dB"},
    ),
    (
        "k3",
        "Ashdown glass kettle with temperature control",
        "Ashdown",
        "Kettles",
        6900,
        5,
        {"Colour": "Clear"},
    ),
    ("d1", "Brellin kettle descaler, 6 sachets", "Brellin", "Descalers", 799, 40, {"For": "kettles"}),
    ("h1", "Corvane AX-310 wireless headphones", "Corvane", "Headphones", 8900, 7, {"Colour": "Black, Red"}),
    ("h2", "Corvane AX-320 wired headphones", "Corvane", "Headphones", 4900, 7, {"Colour": "Blue"}),
    ("h3", "Dunmore headphone case", "Dunmore", "Cases", 1500, 3, {"Colour": "Black"}),
    ("l1", "Ellworth desk lamp, dimmable", "Ellworth", "Lamps", 4200, None, {"Colour": "White"}),
    ("l2", "Ellworth floor lamp", "Ellworth", "Lamps", None, 2, {"Colour": "Black"}),
    ("b1", "Farrant city backpack 20 l, waterproof", "Farrant", "Backpacks", 5500, 9, {"Waterproof": "yes"}),
]


def write_tiny(path: Path) -> Path:
    """The tiny catalogue as a source file for the jsonl importer."""
    with path.open("w", encoding="utf-8") as file:
        for number, (item_id, title, brand, category, cents, stock, attributes) in enumerate(TINY):
            row = {
                "id": item_id,
                "title": title,
                "brand": brand,
                "category": category,
                "price_cents": cents,
                "stock": stock,
                "rating": 3.5 + 0.1 * number,
                "rating_count": 10 * (number + 1),
                "released": f"202{number % 6}-03-01",
                "attributes": attributes,
            }
            file.write(json.dumps(row) + "\n")
    return path


@pytest.fixture(scope="session")
def encoder() -> TextEncoder:
    return TextEncoder(device="cpu")


@pytest.fixture(scope="session")
def cross_encoder() -> CrossEncoder:
    return CrossEncoder(SHIPPED, device="cpu")


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    import_source("jsonl", write_tiny(folder / "source.jsonl"), folder)
    index_shop(folder, encoder, lambda done, kept: None)
    install_shipped(folder / "models")
    return folder


@pytest.fixture(scope="session")
def tiny_searcher(tiny_folder: Path, encoder: TextEncoder) -> Searcher:
    searcher, _ = open_searcher(Catalog(tiny_folder / "catalog.parquet"), encoder, tiny_folder / "index")
    return searcher


@pytest.fixture(scope="session")
def tiny_ranker(tiny_searcher: Searcher, cross_encoder: CrossEncoder) -> Ranker:
    return Ranker(tiny_searcher, cross_encoder, load_combiner(SHIPPED))


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop, built by the very code that `whythis demo` runs."""
    folder = tmp_path_factory.mktemp("shops") / "sample"
    build_sample(folder)
    return folder


@pytest.fixture(scope="session")
def sample_shop(sample_folder: Path) -> Shop:
    return Shop.open(sample_folder)
