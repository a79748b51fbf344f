"""Water bottles, and brushes to clean them."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import TRAIL

_BRANDS = ("Mossgate", "Ravensund", "Kirrano", "Talusway", "Tavelle")


def _bottle(d: Draw) -> dict[str, str]:
    material = d.pick(
        "Stainless steel 5, Plastic 3, Glass, Aluminium",
        {"Stainless steel": 0.12, "Plastic": -0.14, "Glass": 0.04},
    )
    insulated = d.yes(0.45, 1.0, 0.14) if material == "Stainless steel" else "No"
    volume = d.rng.choice((350, 500, 600, 750, 1000))
    cold = f"{d.number(12, 30, 2, worth=0.1):g} h" if insulated == "Yes" else "Not insulated"
    grams = {"Plastic": 0.17, "Glass": 0.62, "Aluminium": 0.19}.get(
        material, 0.5 if insulated == "Yes" else 0.28
    )
    return {
        "Volume": unit(volume, " ml"),
        "Material": material,
        "Colour": d.pick("Black 2, Blue 2, Green 2, White, Red, Orange, Pink, Grey")
        if material != "Glass"
        else "Clear",
        "Insulated": insulated,
        "Keeps cold": cold,
        "Lid": d.pick("Screw lid 3, Straw lid 2, Sports cap 2, Flip lid"),
        "Leakproof": d.yes(0.4, 1.0, 0.03),
        "Dishwasher safe": "No" if insulated == "Yes" and d.rng.random() < 0.6 else "Yes",
        "Weight": unit(d.near(60 + volume * grams, 0.06, 5), " g"),
    }


WATER_BOTTLES = Category(
    name="Water Bottles", prefix="bottle", singular="water bottle", plural="water bottles",
    synonyms=("drinking bottle", "flask", "thermos bottle", "sports bottle"), zh=("水杯", "水瓶", "保温杯"),
    count=34, brands=_BRANDS, price=(8, 52), facts=_bottle, lines=TRAIL,
    titles=phrases("""
{brand} {line} water bottle {volume}, {colour}
Insulated=Yes :: {brand} {line} insulated bottle, {volume}
Insulated=Yes; Colour!=Clear :: {colour} vacuum flask {line}, {volume}, {brand}
Material=Glass :: {line} glass drinking bottle by {brand}, {volume}
Material=Plastic :: {brand} {line} sports bottle {volume}, {colour}
Lid=Straw lid :: {brand} {line} bottle with straw ({volume}, {colour})
Volume<=350 :: Small {line} bottle for bags and children, {volume}, {brand}
Volume>=1000 :: {line} one-litre water bottle from {brand}, {colour}
Material=Aluminium :: Light aluminium bottle {line}, {brand}, {colour}
"""),
    leads=phrases("""
Insulated=Yes :: Two walls of steel with nothing in between, so ice is still ice in the afternoon.
Insulated=No; Material=Stainless steel :: A single-wall steel bottle: light, tough and easy to keep clean.
Material=Plastic :: A light squeezable bottle that does not mind being dropped.
Material=Glass :: Water that tastes of water, in a glass bottle with a silicone sleeve.
Material=Aluminium :: A very light bottle for people who count grams.
Volume>=1000 :: A whole litre, for long rides and dry offices.
Volume<=350 :: A pocket-sized bottle for short trips.
"""),
    chats=phrases("""
Leakproof=Yes :: You know that puddle at the bottom of your bag? Not any more.
Drink more water, they say. It helps if the bottle is nice.
Insulated=Yes :: Left it in a hot car all day? Still cold.
It will pick up dents and stickers and be better for both.
"""),
    sentences=phrases("""
Insulated=Yes :: It keeps drinks cold for {keeps_cold}.
Leakproof=Yes :: The seal holds even upside down in a backpack.
Leakproof=No :: Carry it upright, since the lid is splash-proof rather than tight.
Lid=Straw lid :: Drink through the straw without tipping your head, handy on a bike.
Lid=Sports cap; Material!=Glass :: The sports cap opens with your teeth and closes with a push.
Lid=Screw lid :: The screw lid has a loop for a carabiner.
Lid=Flip lid :: The flip lid opens one-handed.
Dishwasher safe=Yes :: All of it can go in the dishwasher.
Dishwasher safe=No :: Wash by hand to protect the finish.
Weight<=170 :: Empty weight: {weight}.
Weight>=420 :: It weighs {weight} empty, which you will feel on a long hike.
Volume>=750; Volume<1000 :: {Volume} fits most bike cages and car holders.
Volume=500 ml|600 ml :: {Volume} is a handy size for a desk or a gym bag.
Material=Plastic :: The plastic is free of BPA.
Material=Stainless steel :: The steel inside takes on no taste, not even from yesterday's coffee.
"""),
    bits=phrases("""
{Volume}
{Material}
Insulated=Yes :: Cold for {keeps_cold}
{Lid}
Leakproof=Yes :: Leakproof
Dishwasher safe=Yes :: Dishwasher safe
{Weight} empty
Colour!=Clear :: In {colour}
Wide mouth for ice cubes
"""),
    closers=phrases("""
Spare lids are available.
Colour!=Clear :: The {colour} finish does not chip easily.
Not for fizzy drinks.
Fits most cup holders.
"""),
)  # fmt: skip


def _brush(d: Draw) -> dict[str, str]:
    return {
        "Length": unit(d.rng.choice((26, 30, 33, 36)), " cm"),
        "Bristles": d.pick("Nylon 3, Silicone 2, Coconut fibre", {"Silicone": 0.1}),
        "Handle": d.pick("Plastic 3, Bamboo 2, Steel", {"Plastic": -0.08, "Steel": 0.08}),
        "Pieces": f"{d.rng.choice((2, 3, 4))} pieces",
        "Colour": d.pick("White 2, Green 2, Grey 2, Blue"),
        "Straw brush": d.yes(0.4, 0.9, 0.08),
    }


BOTTLE_BRUSHES = Category(
    name="Bottle Brushes", prefix="brush", singular="bottle brush", plural="bottle brushes",
    synonyms=("bottle cleaner", "bottle cleaning brush"), zh=("瓶刷", "杯刷"),
    count=9, brands=("Mossgate", "Tavelle", "Pellaro", "Kessland"), price=(4, 18), facts=_brush, lines=TRAIL,
    accessory_of=("Water Bottles",),
    titles=phrases("""
{brand} bottle brush set, {pieces}, {colour}
Straw brush=Yes :: Water bottle cleaning brush with straw cleaner, {brand} ({length})
{brand} {line} {bristles} bottle brush, {length}
Handle=Bamboo :: Bamboo-handled brush for water bottles and flasks, {brand}, {pieces}
"""),
    leads=phrases("""
Gets down to the bottom of tall bottles, where the sponge never reaches.
A set of brushes for water bottles, flasks and jugs.
"""),
    chats=phrases("""
When did you last look inside your water bottle? Exactly.
Smoothie drinkers, this is for you.
"""),
    sentences=phrases("""
Bristles=Silicone :: Silicone bristles dry quickly and do not scratch steel.
Bristles=Nylon :: Stiff nylon gets rid of coffee stains.
Bristles=Coconut fibre :: The coconut fibre can go on the compost when it is worn.
Straw brush=Yes :: A thin brush for straws and lids is in the set.
Straw brush=No :: There is no straw brush in this set.
Handle=Bamboo :: The bamboo handle likes to hang up to dry.
Length>=33 :: At {length} it reaches into one-litre bottles.
"""),
    bits=phrases("""
{Pieces}
{Length} long
{Bristles} bristles
{Handle} handle
Straw brush=Yes :: Straw brush included
With a loop for hanging
"""),
    closers=phrases("""
Rinse it well and let it dry.
Replace it every few months.
Bottle not included.
"""),
)  # fmt: skip
