"""Judged queries: what people type, what they mean by it, and how well each product answers.

A query's meaning is a list of tests on a product (see `data_samples.model`), and its grades follow from them:

    3   the category asked for, and every test holds
    2   the category asked for, no test fails outright, and at least one is nearly met: a number within 15 % of
        its bound (prices: up to 25 % over), a value that is near the asked one (see `vocabulary.near`, or after
        "~" in the query's own line), or a wish marked "?" that is not met
    1   the category asked for, but a test fails: wrong brand, size, colour or feature
    0   anything else; above all the accessories of the thing asked for

A query for a model number gives 3 to that product, 1 to others of the same brand and category, else 0.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from data_samples.model import Test, number_in, read_tests
from data_samples.vocabulary import CATEGORIES
from data_samples.vocabulary.near import NEAR_VALUES
from data_samples.vocabulary.query_lists import ASKED

_CODE = re.compile(r"\b(?:[A-Z]{2}-?\d{3}|[A-Z]\d-\d{2}|[A-Z]\d{2}[A-Z])\b")
_CODED_QUERIES = 18
_PER_GRADE = {3: 36, 2: 12, 1: 14}
_ACCESSORIES_JUDGED, _OTHERS_JUDGED, _MOST_JUDGED = 7, 4, 40


def make_judgments(catalog: list[dict[str, Any]], seed: int) -> list[tuple[str, str, int]]:
    """(query, product id, grade) for every query, in the order of the lists.

    Raises:
        ValueError: a query has no product of grade 3, or stands twice in the lists.
    """
    rows: list[tuple[str, str, int]] = []
    seen: set[str] = set()
    for query, grades in _graded(catalog, seed):
        if query in seen or 3 not in grades.values():
            raise ValueError(f"{'twice' if query in seen else 'no answer'}: {query!r}")
        seen.add(query)
        rng = random.Random(f"{seed}:{query}")
        rows += [(query, key, grade) for key, grade in _chosen(query, grades, catalog, rng)]
    return rows


def _graded(catalog: list[dict[str, Any]], seed: int) -> Iterator[tuple[str, dict[str, int]]]:
    for category, line in _asked_lines():
        query, _, meaning = (part.strip() for part in line.partition("::"))
        yield query, {item["id"]: grade_of(item, category.split("|"), meaning) for item in catalog}
    yield from _coded(catalog, random.Random(f"{seed}:codes"))


def _asked_lines() -> Iterator[tuple[str, str]]:
    for category, block in ASKED:
        for line in block.strip().split("\n"):
            yield category, line


def values_of(item: dict[str, Any]) -> dict[str, str]:
    """What tests can ask about: attributes, and price in dollars, brand, title and rating."""
    plain = {
        "price": f"{item['price_cents'] / 100:.2f}",
        "brand": item["brand"],
        "rating": str(item["rating"]),
    }
    return item["attributes"] | plain | {"title": item["title"]}


def grade_of(item: dict[str, Any], categories: list[str], meaning: str) -> int:
    """The grade by the rules at the head of this module."""
    if item["category"] not in categories:
        return 0
    values = values_of(item)
    parts = [part.strip() for part in meaning.split(";") if part.strip()]
    if len(categories) > 1:  # a test counts only for products that have the attribute
        parts = [p for p in parts if read_tests(p.lstrip("? ").partition("~")[0])[0].name in values]
    return min((_outcome(part, values) for part in parts), default=3)


def _outcome(part: str, values: dict[str, str]) -> int:
    """3 met, 2 nearly met, 1 failed."""
    wish = part.startswith("?")
    main, _, nearly = part.lstrip("? ").partition("~")
    test = read_tests(main)[0]
    if test.holds(values):
        return 3
    if wish or (nearly and values.get(test.name) in nearly.split("|")) or _near(test, values):
        return 2
    return 1


def _near(test: Test, values: dict[str, str]) -> bool:
    if test.name not in values or test.op == "!=":
        return False
    if test.op == "=":
        return any(values[test.name] in NEAR_VALUES.get((test.name, v), ()) for v in test.value.split("|"))
    actual, bound = number_in(values[test.name]), number_in(test.value)
    share = 0.25 if test.name == "price" else 0.15
    return actual >= 0 and abs(actual - bound) <= share * bound


def _coded(catalog: list[dict[str, Any]], rng: random.Random) -> Iterator[tuple[str, dict[str, int]]]:
    """Queries for model numbers, spelt as people spell them."""
    found = [(item, _CODE.search(item["title"])) for item in catalog]
    coded = [(item, match.group()) for item, match in found if match]
    nouns = {c.name: c.singular for c in CATEGORIES}
    for number, (item, code) in enumerate(rng.sample(coded, _CODED_QUERIES)):
        noun = nouns[item["category"]]
        forms = (code, f"{item['brand']} {code}", code.lower().replace("-", " "), f"{code} {noun}",
                 f"do you have the {item['brand']} {code}", code.replace("-", ""))  # fmt: skip
        grades = {
            other["id"]: 3 if other is item
            else int(other["category"] == item["category"] and other["brand"] == item["brand"])
            for other in catalog
        }  # fmt: skip
        yield forms[number % len(forms)], grades


def _chosen(
    query: str, grades: dict[str, int], catalog: list[dict[str, Any]], rng: random.Random
) -> list[tuple[str, int]]:
    """The products that are judged for a query: the good ones, some poorer ones, and hard negatives."""
    by_grade: dict[int, list[str]] = {grade: [] for grade in (3, 2, 1, 0)}
    for item in catalog:
        by_grade[grades[item["id"]]].append(item["id"])
    chosen: list[str] = []
    for grade, most in _PER_GRADE.items():
        chosen += rng.sample(by_grade[grade], min(most, len(by_grade[grade])))
    chosen = chosen[: _PER_GRADE[3]]
    wrong = _hard_negatives(query, grades, catalog)
    chosen += rng.sample(wrong, min(_ACCESSORIES_JUDGED, _MOST_JUDGED - len(chosen), len(wrong)))
    left = [key for key in by_grade[0] if key not in wrong]
    more = max(10 - len(chosen), min(_OTHERS_JUDGED, _MOST_JUDGED - len(chosen)))
    chosen += rng.sample(left, min(more, len(left)))
    return sorted(((key, grades[key]) for key in chosen), key=lambda row: (-row[1], row[0]))


def _hard_negatives(query: str, grades: dict[str, int], catalog: list[dict[str, Any]]) -> list[str]:
    """Products of grade 0 from the accessories of what is asked for, or from what it is an accessory of."""
    asked = {item["category"] for item in catalog if grades[item["id"]] > 0}
    near = {c.name for c in CATEGORIES if asked & set(c.accessory_of)}
    near |= {name for c in CATEGORIES if c.name in asked for name in c.accessory_of}
    words = {w.rstrip("s") for w in re.findall(r"[a-z]{4,}", query.lower())}
    scored = []
    for item in catalog:
        if item["category"] in near - asked and grades[item["id"]] == 0:
            shared = words & {w.rstrip("s") for w in re.findall(r"[a-z]{4,}", item["title"].lower())}
            scored.append((-len(shared), item["id"]))
    return [key for _, key in sorted(scored)[: 2 * _ACCESSORIES_JUDGED]]
