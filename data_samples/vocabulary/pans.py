"""Frying pans."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import KITCHEN


def _pan(d: Draw) -> dict[str, str]:
    material = d.pick(
        "Cast iron 2, Carbon steel 2, Stainless steel 3, Aluminium 4",
        {"Stainless steel": 0.1, "Aluminium": -0.1, "Carbon steel": 0.03},
    )
    coating = (
        d.pick("Non-stick 4, Ceramic 2")
        if material == "Aluminium"
        else d.pick("Seasoned")
        if material in ("Cast iron", "Carbon steel")
        else d.pick("None 3, Non-stick", {"Non-stick": 0.02})
    )
    size = d.rng.choice((20, 24, 26, 28, 30))
    d.worth += (size - 25) * 0.02
    weight = {"Cast iron": 2400, "Carbon steel": 1500, "Stainless steel": 1250}.get(material, 850) * (
        size / 26
    ) ** 2
    handle = (
        "Cast iron" if material == "Cast iron" else d.pick("Steel 3, Wood 2, Plastic", {"Plastic": -0.05})
    )
    return {
        "Diameter": unit(size, " cm"),
        "Material": material,
        "Coating": coating,
        "Induction": "Yes" if material != "Aluminium" else d.yes(0.2, 0.9),
        "Oven safe": "Yes" if handle in ("Cast iron", "Steel") else "No",
        "Handle": handle,
        "Weight": unit(d.near(weight, 0.06, 10), " g"),
        "Dishwasher safe": "Yes"
        if coating == "None"
        else d.yes(0.1, 0.3, 0.0)
        if coating == "Non-stick"
        else "No",
        "Colour": "Black"
        if material in ("Cast iron", "Carbon steel")
        else "Silver"
        if coating == "None"
        else d.pick("Black 3, Grey 2, Green, Cream"),
    }


FRYING_PANS = Category(
    name="Frying Pans", prefix="pan", singular="frying pan", plural="frying pans",
    synonyms=("skillet", "fry pan", "frypan", "pan"), zh=("平底锅", "煎锅"),
    count=34, brands=("Ostermark", "Tavelle", "Brunholdt", "Kessland", "Pellaro"), price=(15, 170), facts=_pan,
    lines=KITCHEN,
    titles=phrases("""
{brand} {line} frying pan {diameter}, {material}
Coating=Non-stick :: {brand} {line} non-stick frying pan, {diameter}
Coating=Ceramic :: {line} ceramic-coated pan {diameter}, {brand}
Material=Cast iron :: {brand} cast iron skillet {line} {diameter}
Material=Carbon steel :: Carbon steel pan {line}, {diameter}, {brand}
Material=Stainless steel; Coating=None :: Stainless steel frying pan {diameter} – {brand} {line}
{diameter} {line} skillet by {brand}
Diameter<=20 :: Small egg pan {line}, {diameter}, by {brand}
Induction=Yes :: {brand} {line} induction frying pan {diameter} ({material})
"""),
    leads=phrases("""
Material=Cast iron :: A heavy skillet that will outlive the stove it stands on.
Material=Carbon steel :: The pan that restaurant cooks reach for: thin enough to be quick, thick enough to sear.
Material=Stainless steel; Coating=None :: Bare steel with a thick base, for browning, deglazing and doing it all again.
Coating=Non-stick :: Eggs slide, pancakes turn, washing up takes ten seconds.
Coating=Ceramic :: A slick ceramic coating on a light aluminium body.
Diameter<=20 :: A little pan for two eggs or a handful of spices.
Diameter>=28 :: Room for four chops without crowding.
Diameter>=24; Diameter<=26 :: The size most people use most days.
"""),
    chats=phrases("""
Material=Cast iron :: Your grandmother was right about cast iron.
Nobody needs eleven pans; this might be one of the two that you do need.
Coating=Non-stick|Ceramic :: Omelettes should not be an act of courage.
Material=Carbon steel|Stainless steel :: If you have ever wondered how restaurants get that crust, here is the answer.
"""),
    sentences=phrases("""
Induction=Yes :: It works on every hob, induction included.
Induction=No :: Fine on gas, electric and glass-ceramic; it will not work on induction.
Oven safe=Yes :: It can go from the hob into a hot oven.
Oven safe=No :: Keep it on the hob, as the handle is not made for the oven.
Weight>=2200 :: It weighs {weight}, so use both hands.
Weight<=900 :: At {weight} you can toss vegetables with one hand.
Dishwasher safe=Yes :: It may go in the dishwasher.
Dishwasher safe=No; Coating=Seasoned :: Wipe it out, dry it, oil it; never leave it to soak.
Coating=Seasoned :: It arrives seasoned and gets better with every meal.
Coating=None :: Without a coating there is nothing to scratch, so metal tools are welcome.
Handle=Wood :: The beech handle stays cool.
Handle=Steel :: The riveted steel handle gives a firm grip.
Handle=Plastic :: The moulded handle stays cool to the touch.
Diameter>=28 :: {Diameter} across at the rim.
Diameter<=24 :: {Diameter} is right for one or two people.
"""),
    bits=phrases("""
{Diameter}
{Material}
Coating!=None :: {coating} surface
Coating=None :: Uncoated
Induction=Yes :: All hobs, induction too
Oven safe=Yes :: Oven safe
{Weight}
Handle=Wood :: Wooden handle
Handle=Steel|Plastic :: {Handle} handle
Pouring lips on both sides
"""),
    closers=phrases("""
Let it warm up slowly.
Coating=Non-stick|Ceramic :: Wooden and silicone tools keep the surface smooth for longer.
Coating=Seasoned :: A pinch of salt and a cloth get most things off.
Lid sold separately.
A hole in the handle lets you hang it up.
"""),
)  # fmt: skip
