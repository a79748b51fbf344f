"""The sample shop that comes with the code: complete, consistent, and as its script writes it."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from data_samples.build import HERE, SEED, differing, main, make_files
from data_samples.model import number_in
from data_samples.products import make_catalog
from data_samples.queries import grade_of
from data_samples.vocabulary import CATEGORIES
from data_samples.vocabulary.query_lists import ASKED

COLOURS = {
    *(
        "black",
        "white",
        "silver",
        "green",
        "cream",
        "red",
        "blue",
        "grey",
        "yellow",
        "orange",
        "pink",
        "purple",
    ),
    *("brown", "beige", "brass"),
}
FIELDS = [
    *("id", "title", "brand", "category", "price_cents", "currency", "rating", "rating_count", "stock"),
    *("released", "description", "image", "attributes"),
]


def _lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def catalog() -> list[dict]:
    return _lines("catalog.jsonl")


@pytest.fixture(scope="module")
def items(catalog: list[dict]) -> dict[str, dict]:
    return {item["id"]: item for item in catalog}


@pytest.fixture(scope="module")
def events() -> list[dict]:
    return _lines("events.jsonl")


@pytest.fixture(scope="module")
def tastes() -> dict[str, dict]:
    return json.loads((HERE / "planted_tastes.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judgments() -> list[dict]:
    with (HERE / "judgments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def names() -> dict:
    return json.loads((HERE / "names.json").read_text(encoding="utf-8"))


# --- the script and the files ---


def test_rebuilding_gives_the_committed_files_byte_by_byte():
    assert differing(make_files()) == []


def test_check_fails_until_the_files_are_as_the_script_writes_them(tmp_path: Path):
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    with (tmp_path / "catalog.jsonl").open("a", encoding="utf-8") as file:
        file.write(" ")
    assert main(["--check"], tmp_path) == 1
    (tmp_path / "catalog.jsonl").unlink()
    assert main(["--check"], tmp_path) == 1


def test_another_seed_gives_other_products():
    assert make_catalog(SEED) != make_catalog(SEED + 1)


def test_the_generated_files_stay_small():
    paths = [HERE / name for name in make_files()]
    assert sum(path.stat().st_size for path in paths) < 3_000_000


# --- products ---


def test_there_are_enough_products_in_enough_categories(catalog: list[dict]):
    counts = Counter(item["category"] for item in catalog)
    assert len(catalog) >= 640
    assert len(counts) >= 16
    assert len({item["id"] for item in catalog}) == len(catalog)
    assert all(counts[c.name] == c.count for c in CATEGORIES)


def test_every_product_has_all_fields_in_their_bounds(catalog: list[dict]):
    for item in catalog:
        assert list(item) == FIELDS, item["id"]
        assert 100 < item["price_cents"] < 150_000, item["id"]
        assert 1 <= item["rating"] <= 5, item["id"]
        assert item["stock"] >= 0, item["id"]
        assert "2022-01-01" <= item["released"] <= "2026-10-31", item["id"]
        assert 15 <= len(item["description"].split()) <= 90, item["id"]
        assert len(item["attributes"]) >= 6, item["id"]


def test_some_products_are_out_of_stock(catalog: list[dict]):
    assert 0.02 < sum(item["stock"] == 0 for item in catalog) / len(catalog) < 0.12


def test_titles_and_descriptions_are_all_different(catalog: list[dict]):
    assert len({item["title"] for item in catalog}) == len(catalog)
    assert len({item["description"] for item in catalog}) == len(catalog)


def test_no_text_has_an_unfilled_slot_or_a_wrong_article(catalog: list[dict]):
    wrong = re.compile(
        r"[{}]|\ba (?=[aeio]\w)(?!one\b)|\ban (?=[bcdfgjkpqtvwz])|  |\.\.|\bNone\b", re.IGNORECASE
    )
    bad = {i["id"]: m.group() for i in catalog if (m := wrong.search(i["title"] + " " + i["description"]))}
    assert bad == {}


def test_a_text_names_no_colour_but_the_product_s_own(catalog: list[dict]):
    bad = {}
    for item in catalog:
        own = item["attributes"].get("Colour", "").lower().split()
        title = "" if item["category"] in ("Novels", "Board Games") else item["title"]
        text = (title + " " + (item["description"] if title else "")).lower()
        named = set(re.findall(r"[a-z]+", text)) & COLOURS
        if named - set(own):
            bad[item["id"]] = named - set(own)
    assert bad == {}


@pytest.mark.parametrize(
    ("claim", "attribute"),
    [
        (r"(?<!not )(?<!isn't )\bwaterproof\b", "Waterproof"),
        (r"(?<!no )active noise cancelling|noise-cancelling", "Noise cancelling"),
        (r"\bhot-swappable\b", "Hot-swappable"),
        (r"\binsulated\b|vacuum", "Insulated"),
        (r"keep-warm", "Keep warm"),
        (r"with headrest|a headrest takes", "Headrest"),
        (r"\bdimmable\b", "Dimmable"),
        (r"it is a cooperative|, a cooperative game", "Cooperative"),
    ],
)
def test_a_text_claims_no_feature_that_the_attributes_deny(catalog: list[dict], claim: str, attribute: str):
    having = [item for item in catalog if attribute in item["attributes"]]
    assert having
    texts = {item["id"]: f"{item['title']} {item['description']}".lower() for item in having}
    assert [
        i["id"] for i in having if re.search(claim, texts[i["id"]]) and i["attributes"][attribute] == "No"
    ] == []


@pytest.mark.parametrize(
    ("unit", "attribute"),
    [("dB", "Noise level"), ("ml", "Volume"), ("dpi", "Sensor"), ("lm", "Brightness"), ("cm", "Diameter")],
)
def test_numbers_in_texts_are_the_attributes_numbers(catalog: list[dict], unit: str, attribute: str):
    seen = 0
    for item in catalog:
        if attribute in item["attributes"]:
            found = re.findall(rf"([\d.]+) {unit}\b", f"{item['title']} {item['description']}")
            seen += len(found)
            assert {float(n) for n in found} <= {number_in(item["attributes"][attribute])}, item["id"]
    assert seen > 5


def test_titles_are_not_of_one_pattern(catalog: list[dict]):
    """Per category, titles start in many ways, differ in length, and do not all open with the brand."""
    for category in CATEGORIES:
        group = [item for item in catalog if item["category"] == category.name]
        shapes = {tuple("B" if w in i["brand"] else "#" if re.search(r"\d", w) else "w" for w in i["title"].split())
                  for i in group}  # fmt: skip
        opening = sum(item["title"].startswith(item["brand"]) for item in group) / len(group)
        assert len(shapes) >= 0.2 * len(group), category.name
        assert opening < 0.85, category.name


def test_descriptions_are_not_of_one_pattern(catalog: list[dict]):
    starts = Counter(" ".join(item["description"].split()[:4]) for item in catalog)
    lengths = [len(item["description"].split()) for item in catalog]
    assert starts.most_common(1)[0][1] / len(catalog) < 0.04
    assert min(lengths) < 20
    assert max(lengths) > 55


def test_model_numbers_are_unique(catalog: list[dict]):
    codes = [c for i in catalog for c in re.findall(r"\b[A-Z]{1,2}\d?-?\d{2,3}[A-Z]?\b", i["title"])
             if not c.startswith(("E27", "E14", "GU10", "IP"))]  # fmt: skip
    assert len(codes) > 90
    assert len(set(codes)) == len(codes)


def test_dearer_products_have_more_to_offer(catalog: list[dict]):
    """Price goes with what people pay for: quiet kettles, long batteries, bright lamps."""
    for category, attribute, sign in (("Kettles", "Noise level", -1), ("Headphones", "Noise cancelling", 1),
                                      ("Mice", "Sensor", 1), ("Board Games", "Play time", 1)):  # fmt: skip
        group = sorted((i for i in catalog if i["category"] == category), key=lambda i: i["price_cents"])
        half = len(group) // 2
        value = lambda i: number_in(i["attributes"][attribute].replace("Yes", "1").replace("No", "0"))  # noqa: B023, E731
        cheap, dear = sum(map(value, group[:half])) / half, sum(map(value, group[-half:])) / half
        assert sign * (dear - cheap) > 0, (category, attribute)


def test_every_accessory_is_named_after_what_it_belongs_to():
    accessories = [c for c in CATEGORIES if c.accessory_of]
    assert len(accessories) >= 6
    assert {main for c in accessories for main in c.accessory_of} <= {c.name for c in CATEGORIES}


# --- names and pictures ---


def test_every_category_has_a_picture_and_names_in_both_languages(catalog: list[dict], names: dict):
    for item in catalog:
        assert (HERE / item["image"]).is_file(), item["image"]
    for category in {item["category"] for item in catalog}:
        entry = names["categories"][category]
        assert entry["singular"], category
        assert entry["plural"], category
        assert any("\u4e00" <= c <= "\u9fff" for c in "".join(entry["zh"])), category


def test_every_attribute_and_most_named_values_have_a_chinese_name(catalog: list[dict], names: dict):
    attributes = {name for item in catalog for name in item["attributes"]}
    assert attributes == set(names["attributes"])
    words = Counter(v for i in catalog for v in i["attributes"].values() if not re.search(r"\d", v))
    common = {v for v, n in words.items() if n >= 12} - {"Yes", "No", "None"}
    assert common <= set(names["values"])


def test_pictures_are_plain_svg_without_text_scripts_or_references():
    for category in CATEGORIES:
        text = (HERE / "images" / f"{category.slug}.svg").read_text(encoding="utf-8")
        root = ET.fromstring(text)  # noqa: S314
        assert root.get("viewBox") == "0 0 320 240"
        assert {e.tag.rsplit("}", 1)[1] for e in root.iter()} <= {
            "svg",
            "rect",
            "circle",
            "ellipse",
            "path",
            "g",
        }
        assert not re.search(r"href|url\(|<script|\son\w+=", text)


# --- shoppers and events ---


def test_there_are_enough_shoppers_and_each_is_told_apart(tastes: dict):
    shoppers = _lines("shoppers.jsonl")
    assert len(shoppers) >= 160
    for field in ("id", "name", "about"):
        assert len({s[field] for s in shoppers}) == len(shoppers), field
    assert {s["id"] for s in shoppers} == set(tastes)


def test_every_event_refers_to_a_product_and_a_shopper_that_exist(
    events: list[dict], items: dict, tastes: dict
):
    assert {e["item_id"] for e in events} <= set(items)
    assert {e["shopper_id"] for e in events} == set(tastes)
    assert {e["kind"] for e in events} == {"view", "cart", "purchase", "like", "dislike"}


def test_there_are_enough_events_over_a_year_in_order_of_time(events: list[dict]):
    times = [e["at"] for e in events]
    assert len(events) >= 5500
    assert times == sorted(times)
    assert len({e["id"] for e in events}) == len(events)
    first, last = (datetime.fromisoformat(t) for t in (times[0], times[-1]))
    assert 340 <= (last - first).days <= 366
    assert times[-1] < "2026-11-01"


def test_shoppers_differ_in_how_much_they_do(events: list[dict]):
    counts = sorted(Counter(e["shopper_id"] for e in events).values())
    assert counts[0] >= 8
    assert counts[0] < 15
    assert counts[-1] > 100


def test_nobody_meets_a_product_before_its_release(events: list[dict], items: dict):
    assert [e["id"] for e in events if e["at"][:10] < items[e["item_id"]]["released"]] == []


def test_a_purchase_follows_a_cart_and_a_cart_a_view(events: list[dict]):
    done: set[tuple[str, str, str]] = set()
    before = {"cart": "view", "purchase": "cart", "like": "view", "dislike": "view"}
    for e in events:
        if e["kind"] in before:
            assert (e["shopper_id"], e["item_id"], before[e["kind"]]) in done, e["id"]
        done.add((e["shopper_id"], e["item_id"], e["kind"]))


def _lift(events: list[dict], items: dict, catalog: list[dict], tastes: dict, planted) -> dict[str, float]:
    """Per shopper: how much oftener than by chance their chosen products have a planted taste.

    Chance is the share of products with it in the categories that they chose from. `planted(taste, item)`
    says whether the item has a planted taste.
    """
    chosen = defaultdict(list)
    for e in events:
        if e["kind"] in ("cart", "purchase", "like"):
            chosen[e["shopper_id"]].append(items[e["item_id"]])
    by_category = defaultdict(list)
    for item in catalog:
        by_category[item["category"]].append(item)
    lifts = {}
    for shopper, taste in tastes.items():
        share = lambda c, t=taste: sum(planted(t, i) for i in by_category[c]) / len(by_category[c])  # noqa: E731
        picks = [i for i in chosen[shopper] if 0 < share(i["category"]) < 1]
        expected = sum(share(i["category"]) for i in picks)
        if expected >= 1:
            lifts[shopper] = sum(planted(taste, i) for i in picks) / expected
    return lifts


def _has_attribute(taste: dict, item: dict) -> bool:
    return any(item["attributes"].get(name) == value for name, value, _ in taste["attributes"])


@pytest.mark.parametrize(
    ("what", "planted", "at_least"),
    [
        ("brand", lambda taste, item: item["brand"] in taste["brands"], 1.8),
        ("attribute", _has_attribute, 1.5),
    ],
)
def test_planted_tastes_show_in_what_shoppers_choose(events, items, catalog, tastes, what, planted, at_least):
    lifts = sorted(_lift(events, items, catalog, tastes, planted).values())
    assert len(lifts) > 100, what
    assert lifts[len(lifts) // 2] > at_least, what
    assert sum(lift > 1 for lift in lifts) / len(lifts) > 0.85, what


def test_disliked_brands_are_chosen_less_than_by_chance(events, items, catalog, tastes):
    lifts = _lift(events, items, catalog, tastes, lambda t, i: i["brand"] in t["dislikes"]["brands"])
    assert len(lifts) > 30
    assert sum(lifts.values()) / len(lifts) < 0.5


def test_people_who_pay_more_by_taste_buy_dearer_things(events, items, catalog, tastes):
    ranks = {}
    for category in CATEGORIES:
        group = sorted((i for i in catalog if i["category"] == category.name), key=lambda i: i["price_cents"])
        ranks |= {item["id"]: place / (len(group) - 1) for place, item in enumerate(group)}
    bought = defaultdict(list)
    for e in events:
        level = tastes[e["shopper_id"]]["price_level"]
        if e["kind"] == "purchase" and abs(level) >= 0.4:
            bought[level > 0].append(ranks[e["item_id"]])
    assert sum(bought[True]) / len(bought[True]) > sum(bought[False]) / len(bought[False]) + 0.15


# --- judged queries ---


def test_every_judgment_refers_to_a_product_and_has_a_grade(judgments: list[dict], items: dict):
    assert {j["docid"] for j in judgments} <= set(items)
    assert {j["rating"] for j in judgments} == {"0", "1", "2", "3"}
    pairs = Counter((j["query"], j["docid"]) for j in judgments)
    assert max(pairs.values()) == 1


def test_there_are_enough_queries_each_with_answers_and_wrong_answers(judgments: list[dict]):
    ratings = defaultdict(list)
    for j in judgments:
        ratings[j["query"]].append(int(j["rating"]))
    assert len(ratings) >= 240
    for query, given in ratings.items():
        assert 10 <= len(given) <= 40, query
        assert 3 in given, query
        assert min(given) == 0, query


def test_every_best_answer_of_a_hand_written_query_is_judged(judgments: list[dict], catalog: list[dict]):
    judged = {(j["query"], j["docid"]) for j in judgments}
    for categories, block in ASKED:
        for line in block.strip().split("\n"):
            query, _, meaning = (part.strip() for part in line.partition("::"))
            best = [i["id"] for i in catalog if grade_of(i, categories.split("|"), meaning) == 3]
            assert {(query, item_id) for item_id in best} <= judged, query


def test_accessories_are_judged_as_wrong_for_what_they_belong_to(judgments: list[dict], items: dict):
    accessory_of = {c.name: c.accessory_of for c in CATEGORIES}
    judged = 0
    for j in judgments:
        if j["query"] in {"kettle", "headphones", "mouse", "running shoes", "desk lamp", "yoga mat"}:
            category = items[j["docid"]]["category"]
            if accessory_of[category]:
                assert j["rating"] == "0", j
                judged += 1
    assert judged >= 30


def test_a_model_number_is_answered_by_its_product_alone(judgments: list[dict], items: dict):
    coded = [j for j in judgments if re.fullmatch(r"[A-Z]{2}-\d{3}|[A-Z]{2}\d{3}|[A-Z]\d-\d{2}", j["query"])]
    best = [j for j in coded if j["rating"] == "3"]
    assert len(best) == len({j["query"] for j in coded}) >= 3
    for j in best:
        plain = re.sub(r"\W", "", items[j["docid"]]["title"])
        assert j["query"].replace("-", "") in plain


@pytest.mark.parametrize(
    ("colour", "price", "category", "grade"),
    [("Red", 4000, "Kettles", 3), ("Red", 5500, "Kettles", 2), ("Red", 9000, "Kettles", 1),
     ("Blue", 4000, "Kettles", 1), ("Cream", 4000, "Kettles", 2), ("Red", 4000, "Kettle Descalers", 0)],
)  # fmt: skip
def test_grades_follow_the_rules(colour: str, price: int, category: str, grade: int):
    item = {"category": category, "brand": "X", "title": "X", "rating": 4.0, "price_cents": price,
            "attributes": {"Colour": colour}}  # fmt: skip
    assert grade_of(item, ["Kettles"], "Colour=Red~Cream; price<=50") == grade
