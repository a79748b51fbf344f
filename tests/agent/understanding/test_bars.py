"""What the reading must reach on messages, slots and talks that it was never trained on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.agent.understanding.lists import CONTEXTS
from whythis.agent.types import Understood
from whythis.agent.understanding import Understanding
from whythis.agent.understanding.evaluation import evaluate
from whythis.agent.understanding.talks import evaluate_talks, read_lists, read_talks
from whythis.agent.understanding.templates import DATA
from whythis.agent.understanding.utterances import EVERYDAY, read_utterances
from whythis.retrieval.catalog import Catalog
from whythis.shop.build import CATALOG, import_source
from whythis.shop.names import NAMES, read_vocabulary
from whythis.shop.samples import sample_folder

HELD_OUT = Path(__file__).with_name("held_out")


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HELD_OUT / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def everyday() -> Understanding:
    """A reader without a shop, as `whythis understand` is."""
    return Understanding(EVERYDAY)


@pytest.mark.parametrize(
    ("file", "figure", "bar"),
    [
        ("english.jsonl", "first_act", 0.87),
        ("chinese.jsonl", "first_act", 0.86),
        ("two_acts.jsonl", "all_acts", 0.85),
        ("english_others.jsonl", "first_act", 0.89),
        ("chinese_others.jsonl", "first_act", 0.8),
        ("two_acts_others.jsonl", "all_acts", 0.75),
        ("two_acts_chinese_others.jsonl", "all_acts", 0.85),
        ("two_acts_fresh.jsonl", "all_acts", 0.78),
        ("two_acts_chinese_fresh.jsonl", "all_acts", 0.78),
    ],
)
def test_acts_of_messages_never_trained_on_are_read(everyday, file, figure, bar) -> None:
    report = evaluate(everyday, read_utterances(HELD_OUT / file))
    assert report[figure] >= bar, {act: m["recall"] for act, m in report["per_act"].items()}


def slots_of(got: Understood) -> dict[str, Any]:
    filters = got.filters

    def units(cents: int | None) -> float | None:
        return None if cents is None else cents / 100

    found = {
        "price_max": units(filters.price_max_cents), "price_min": units(filters.price_min_cents),
        "price_target": units(got.price_target_cents), "cheaper": got.cheaper, "drops_price": got.drops_price,
        "brands": list(got.brands), "not_brands": list(filters.not_brands), "categories": list(got.categories),
        "not_categories": list(filters.not_categories),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def wrong_slots(understanding: Understanding, rows: list[dict[str, Any]]) -> list[tuple[str, dict, dict]]:
    read = [(row, slots_of(understanding.read(row["text"], CONTEXTS[row["shown"]]))) for row in rows]
    return [(row["text"], row["slots"], got) for row, got in read if got != row["slots"]]


def test_price_brand_and_category_of_three_hundred_messages_are_read(understanding) -> None:
    rows = rows_of("slots.jsonl")
    wrong = wrong_slots(understanding, rows)
    assert len(rows) >= 300
    assert len(wrong) / len(rows) <= 0.05, wrong


def test_slots_of_messages_written_after_the_rules_are_read(understanding) -> None:
    rows = rows_of("slots_fresh.jsonl")
    wrong = wrong_slots(understanding, rows)
    assert len(wrong) / len(rows) <= 0.12, wrong


def test_what_talks_of_five_turns_and_more_refer_to_is_found(understanding) -> None:
    talks = read_talks(HELD_OUT / "talks.jsonl")
    report = evaluate_talks(understanding, talks, CONTEXTS)
    assert len(talks) >= 20
    assert all(len(talk.turns) >= 5 for talk in talks)
    assert report["references"] >= 0.94, report["wrong"]


@pytest.fixture(scope="module")
def of_the_sample_shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Understanding, Catalog]:
    """A reader with the words of the sample shop's catalogue; nothing is embedded for it."""
    folder = tmp_path_factory.mktemp("words")
    import_source("jsonl", sample_folder() / "catalog.jsonl", folder)
    shutil.copy(sample_folder() / NAMES, folder / NAMES)
    catalog = Catalog(folder / CATALOG)
    return Understanding(read_vocabulary(folder, catalog)), catalog


@pytest.mark.parametrize(
    ("file", "lists_file", "least"),
    [
        ("talks_others.jsonl", "talks_others_lists.json", 0.95),
        ("talks_fresh.jsonl", "talks_others_lists.json", 0.95),
        ("talks_more.jsonl", "talks_more_lists.json", 0.92),
        ("talks_strangers.jsonl", "talks_strangers_lists.json", 0.92),
    ],
)
def test_what_talks_of_other_writers_refer_to_is_found(of_the_sample_shop, file, lists_file, least) -> None:
    reader, catalog = of_the_sample_shop
    lists = read_lists(HELD_OUT / lists_file, catalog.get)
    talks = read_talks(HELD_OUT / file)
    report = evaluate_talks(reader, talks, lists)
    assert report["turns"] >= 230
    assert all(len(talk.turns) >= 5 for talk in talks)
    assert report["references"] >= least, report["wrong"]


def test_no_held_out_message_is_trained_on() -> None:
    held = {
        row["text"].lower()
        for file in ("english.jsonl", "chinese.jsonl", "two_acts.jsonl")
        for row in rows_of(file)
    }
    trained = {row.text.lower() for row in read_utterances(DATA / "utterances.jsonl")}
    assert not held & trained
