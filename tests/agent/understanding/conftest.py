"""One reader with the shipped weights for all tests of this room."""

from __future__ import annotations

import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import pytest

from tests.agent.understanding.lists import ATTRIBUTES, BRANDS, CATEGORIES
from whythis.agent.understanding import Understanding, Vocabulary


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(Vocabulary.build(BRANDS, CATEGORIES, ATTRIBUTES))
