"""Backpacks and laptop sleeves."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import TRAIL

_BRANDS = ("Ravensund", "Mossgate", "Kirrano", "Pathern", "Talusway")


def _backpack(d: Draw) -> dict[str, str]:
    use = d.pick(
        "Commuting 4, Hiking 4, School 2, Travel 2", {"Hiking": 0.04, "Travel": 0.08, "School": -0.1}
    )
    litres = d.rng.choice(
        {"Commuting": (16, 18, 22, 25), "Hiking": (20, 28, 35, 50), "School": (15, 20, 24)}.get(
            use, (35, 40, 45)
        )
    )
    d.worth += litres / 250
    laptop = "None" if use == "Hiking" else d.pick("13 inch 1, 14 inch 2, 15.6 inch 3, 17 inch 1")
    proof = d.yes(0.05, 0.7, 0.12)
    return {
        "Use": use,
        "Volume": unit(litres, " l"),
        "Laptop compartment": laptop,
        "Waterproof": proof,
        "Material": d.pick(
            "Nylon 4, Recycled polyester 4, Waxed cotton, Leather", {"Leather": 0.25, "Waxed cotton": 0.12}
        )
        if use == "Commuting"
        else d.pick("Nylon 3, Recycled polyester 3"),
        "Colour": d.pick("Black 4, Grey 2, Green 2, Blue 2, Yellow, Red"),
        "Weight": unit(d.near(380 + 22 * litres, 0.12, 10), " g"),
        "Hip belt": "Yes" if use == "Hiking" and litres > 20 else d.yes(0.0, 0.3, 0.03),
        "Rain cover": "No" if proof == "Yes" else d.yes(0.1, 0.6, 0.03),
    }


BACKPACKS = Category(
    name="Backpacks", prefix="backpack", singular="backpack", plural="backpacks",
    synonyms=("rucksack", "daypack", "school bag", "laptop backpack"), zh=("背包", "双肩包", "书包"),
    count=34, brands=_BRANDS, price=(25, 270), facts=_backpack, lines=TRAIL,
    titles=phrases("""
{brand} {line} backpack {volume}, {colour}
{line} {volume} rucksack by {brand}
Use=Hiking :: {brand} {line} hiking backpack, {volume}
Use=Hiking; Volume>=35 :: {line} {volume} trekking pack, {colour} – {brand}
Use=Commuting :: {brand} {line} commuter backpack with {laptop_compartment} laptop pocket
Use=Commuting; Waterproof=Yes :: Waterproof city backpack {line}, {colour}, {brand}
Use=School :: {brand} {line} school backpack ({volume}, {colour})
Use=Travel :: {line} cabin travel backpack {volume} from {brand}
Material=Leather :: {brand} leather backpack {line}
Material=Waxed cotton :: Waxed cotton backpack {line}, {volume}, {brand}
Waterproof=Yes; Use!=Commuting :: {brand} {line} waterproof backpack, {volume}
"""),
    leads=phrases("""
Use=Commuting :: A tidy city pack with room for a laptop, lunch and a jumper.
Use=Hiking; Volume>=35 :: A load-carrying pack for a night or two out.
Use=Hiking; Volume<35 :: A day pack for the hills: water, map, sandwiches, spare layer.
Use=School :: A school bag with two big compartments and one place where keys never get lost.
Use=Travel :: It opens flat like a suitcase and still counts as hand luggage.
Use=Commuting; Volume<=18 :: A slim pack that does not knock people over in the tram.
Use=School; Volume>=20 :: Room for ring binders, gym shoes and one forgotten banana.
Use=Hiking; Hip belt=Yes :: A pack that sits on your hips and stays there.
Waterproof=Yes :: Welded seams and a roll top keep the wet out.
Material=Leather :: Full leather, lined in cotton, and better looking every year.
"""),
    chats=phrases("""
Use=Commuting :: Bus, bike, stairs, desk: this is the pack for people who do all four before nine.
Use=Hiking :: Blisters are one thing; a bad pack is quite another.
Use=Travel :: One bag, three days, no queue at the luggage belt.
Use=School :: Made for children who throw their bags into corners.
Pockets in the right places are a small daily joy.
Waterproof=Yes :: It rained all through our test week, and we were glad of that.
"""),
    sentences=phrases("""
Laptop compartment!=None :: The padded compartment takes laptops up to {laptop_compartment}.
Laptop compartment=None :: There is no laptop compartment; this one is for outdoors.
Waterproof=Yes :: It is waterproof, so no cover is needed.
Waterproof=No; Rain cover=Yes :: A rain cover is tucked into the base.
Waterproof=No; Rain cover=No :: The fabric takes a light shower, not a downpour.
Hip belt=Yes :: A padded hip belt takes the weight off your shoulders.
Weight<=750 :: Empty, it is only {weight}.
Weight>=1300; Use=Hiking :: It weighs {weight} empty, most of it in the carrying frame.
Volume>=40; Use=Hiking :: {Volume} swallows a tent, a sleeping bag and a stove.
Volume<=18 :: At {volume} it is slim enough for a crowded train.
Volume>=20; Volume<=28 :: {Volume} is enough for a full day.
Material=Recycled polyester :: The cloth is woven from recycled bottles.
Material=Waxed cotton :: Waxed cotton shrugs off drizzle and can be waxed again at home.
Material=Nylon :: Tear-proof nylon all round.
Use=Hiking :: Side pockets hold bottles or poles.
Use=School|Commuting :: Reflective strips make you visible in the dark.
"""),
    bits=phrases("""
{Volume}
For {use}
Laptop compartment!=None :: Laptop pocket up to {laptop_compartment}
Waterproof=Yes :: Waterproof
Rain cover=Yes :: Rain cover included
Hip belt=Yes :: Hip belt
{Material}
{Weight}
In {colour}
"""),
    closers=phrases("""
The back panel lets air through.
Ten-year guarantee on zips and seams.
Suits backs from about 45 to 52 cm.
Comes in a few colours; this is {colour}.
"""),
)  # fmt: skip


def _sleeve(d: Draw) -> dict[str, str]:
    return {
        "Laptop size": d.pick("13 inch 3, 14 inch 3, 15.6 inch 3, 17 inch 1"),
        "Material": d.pick(
            "Neoprene 4, Felt 3, Leather, Recycled polyester 2", {"Leather": 0.3, "Neoprene": -0.08}
        ),
        "Closure": d.pick("Zip 4, Flap 2, Magnet"),
        "Colour": d.pick("Grey 4, Black 3, Blue, Green, Pink"),
        "Padding": unit(d.number(3, 9, 1), " mm"),
        "Carry handle": d.yes(0.1, 0.5, 0.05),
        "Water resistant": d.yes(0.3, 0.9, 0.04),
    }


LAPTOP_SLEEVES = Category(
    name="Laptop Sleeves", prefix="sleeve", singular="laptop sleeve", plural="laptop sleeves",
    synonyms=("laptop case", "notebook sleeve", "laptop cover"), zh=("笔记本内胆包", "电脑包"),
    count=11, brands=_BRANDS, price=(10, 79), facts=_sleeve, lines=TRAIL, accessory_of=("Backpacks",),
    titles=phrases("""
{brand} {line} laptop sleeve {laptop_size}, {colour}
{material} sleeve for {laptop_size} laptops, {brand}
Carry handle=Yes :: {brand} {line} laptop sleeve with handle, {laptop_size}
{line} padded laptop cover by {brand} ({laptop_size})
Closure=Zip :: Zipped laptop sleeve {line}, {material}, {brand}
"""),
    leads=phrases("""
A slim cover for a laptop that travels inside another bag.
Material=Felt :: Thick felt, clean lines, no logo shouting.
Padding>=6 :: Generous padding on all sides.
"""),
    chats=phrases("""
Your laptop and your keys should not share a room.
Slides into a backpack as if it belonged there.
"""),
    sentences=phrases("""
Padding>=6 :: {Padding} of foam softens the bumps.
Padding<6 :: With {padding} of padding it adds hardly any bulk.
Carry handle=Yes :: A fold-away handle lets you carry it on its own.
Water resistant=Yes :: A spilt coffee on the outside stays outside.
Closure=Magnet :: The flap closes with magnets, quietly.
Closure=Zip :: The zip runs along two sides.
Material=Leather :: The leather is vegetable-tanned.
Material=Neoprene :: Stretchy neoprene hugs the machine.
"""),
    bits=phrases("""
For {laptop_size} laptops
{Material}
{Closure} closure
{Padding} padding
Water resistant=Yes :: Water resistant
Carry handle=Yes :: Carry handle
In {colour}
"""),
    closers=phrases("""
Measure your laptop before ordering.
The lining does not scratch.
A slip pocket takes the charger.
"""),
)  # fmt: skip
