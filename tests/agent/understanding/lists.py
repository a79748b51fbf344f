"""A small shop's vocabulary, and what may be on the screen."""

from __future__ import annotations

from whythis.agent.understanding import Context
from whythis.retrieval.types import Item

BRANDS = {
    "Sony": ["索尼"], "HP": ["惠普"], "Bose": [], "Dyson": ["戴森"], "Bosch": ["博世"], "Philips": ["飞利浦"],
    "Samsung": ["三星"], "Logitech": ["罗技"], "Brother": [], "Trust": [], "TP-Link": [], "Case Logic": [],
    "Swan": [], "Dualit": [], "Fellow": [],
}  # fmt: skip
CATEGORIES = {
    "kettle": {"zh": ["水壶", "电水壶"]},
    "headphones": {"singular": "headphones", "plural": "headphones", "zh": ["耳机"]},
    "backpack": {"synonyms": ["rucksack"], "zh": ["背包", "双肩包"]},
    "lamp": {"synonyms": ["desk lamp"], "zh": ["台灯"]},
    "mouse": {}, "mouse pad": {}, "laptop": {"synonyms": ["notebook"]}, "notebook case": {},
    "toner cartridge": {"synonyms": ["toner"]}, "vacuum cleaner": {}, "coffee machine": {}, "board game": {},
    "water bottle": {}, "phone case": {}, "keyboard": {"zh": ["键盘"]}, "e-reader": {}, "toothbrush": {},
    "toaster": {}, "printer": {}, "tent": {},
}  # fmt: skip
ATTRIBUTES = {
    "color": {"red": ["红色"], "blue": ["蓝色"], "black": ["黑色"], "white": ["白色"], "green": []},
    "connection": {"wireless": ["无线"], "wired": []},
    "waterproof": {"yes": ["防水"]},
    "material": {"steel": [], "plastic": ["塑料"], "wood": [], "leather": []},
}


def kettle(id_: str, title: str, brand: str, cents: int, color: str, material: str, rating: float) -> Item:
    return Item(
        id=id_, title=title, brand=brand, category="kettle", price_cents=cents, rating=rating,
        attributes=(("color", color), ("material", material)),
    )  # fmt: skip


KETTLES = (
    kettle("k1", "Bosch TWK7203 Cordless Kettle 1.7 L", "Bosch", 4999, "black", "steel", 4.5),
    kettle("k2", "Philips Daily HD9350 Kettle", "Philips", 2999, "white", "plastic", 4.1),
    kettle("k3", "Dualit Classic Copper Kettle", "Dualit", 13999, "red", "steel", 4.7),
    kettle("k4", "Swan Retro Quiet Kettle 1.5 L", "Swan", 4499, "blue", "steel", 4.0),
    kettle("k5", "Fellow Stagg EKG Gooseneck Kettle", "Fellow", 16500, "black", "steel", 4.8),
)
HEADPHONES = tuple(
    Item(id=i, title=t, brand=b, category="headphones", price_cents=p, attributes=(("connection", c),))
    for i, t, b, p, c in (
        ("h1", "Sony WH-1000XM5 Headphones", "Sony", 32900, "wireless"),
        ("h2", "Bose QuietComfort 45 Headphones", "Bose", 27900, "wireless"),
        ("h3", "HP Stereo 3.5mm Headset G2", "HP", 1999, "wired"),
        ("h4", "Logitech G Pro X Gaming Headset", "Logitech", 9900, "wired"),
    )
)
LAMPS = tuple(
    Item(id=i, title=t, brand=b, category="lamp", price_cents=p, attributes=(("color", c),))
    for i, t, b, p, c in (
        ("l1", "Norrvik NL-200 Arc Desk Lamp", "Norrvik", 3900, "blue"),
        ("l2", "Norrvik NL-90 Clip Lamp", "Norrvik", 2500, "white"),
        ("l3", "Tilda Bedside Lamp", "Tilda", 5500, "blue"),
        ("l4", "Lumio Fold Book Lamp", "Lumio", 7900, "brown"),
        ("l5", "Philips HF3519 Wake-up Light", "Philips", 12000, "white"),
    )
)
BACKPACK = Item(
    id="b1", title="Trailhead 20 L Backpack", brand="Trailhead", category="backpack", price_cents=5900
)

CONTEXTS = {
    "none": Context(),
    "kettles": Context(shown=KETTLES, asked=True, last_acts=("recommend",)),
    "explained": Context(shown=KETTLES, focus_id="k2", asked=True, last_acts=("why",)),
    "two": Context(shown=KETTLES[:2], focus_id="k2", asked=True, last_acts=("why",)),
    "one": Context(shown=KETTLES[:1], asked=True, last_acts=("recommend",)),
    "headphones": Context(shown=HEADPHONES, asked=True, last_acts=("recommend",)),
    "lamps": Context(shown=LAMPS, asked=True, last_acts=("recommend",)),
    "mixed": Context(shown=(*KETTLES[:2], BACKPACK), asked=True, last_acts=("recommend",)),
}
