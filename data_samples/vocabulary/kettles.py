"""Kettles and what keeps them clean."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import KITCHEN

_BRANDS = ("Tavelle", "Kessland", "Pellaro", "Ostermark", "Brunholdt")


def _kettle(d: Draw) -> dict[str, str]:
    spout = d.pick("Wide 3, Gooseneck", {"Gooseneck": 0.1})
    capacity = d.round_to(
        d.rng.choice((0.5, 0.8, 0.9, 1.0) if spout == "Gooseneck" else (0.6, 1.0, 1.2, 1.5, 1.7)), 0.1
    )
    material = d.pick(
        "Stainless steel 4, Glass 2, Plastic 3, Ceramic",
        {"Stainless steel": 0.05, "Plastic": -0.14, "Ceramic": 0.08},
    )
    power = min(3000.0, d.near(1000 + 1000 * capacity if capacity > 0.7 else 1100, 0.15, 50))
    noise = d.number(78, 50, 1, lean=0.5, worth=0.16)
    control = d.pick(
        "Boil only 4, Presets 2, Variable", {"Presets": 0.08, "Variable": 0.14, "Boil only": -0.06}
    )
    weight = 450 + 420 * capacity + {"Plastic": -120, "Ceramic": 380, "Glass": 120}.get(material, 60)
    return {
        "Capacity": unit(capacity, " l"),
        "Material": material,
        "Colour": d.pick("Black 3, White 3, Silver 2, Green, Cream 2, Red, Blue"),
        "Noise level": unit(noise, " dB"),
        "Power": unit(power, " W"),
        "Temperature control": control,
        "Keep warm": d.yes(0.0, 0.6) if control != "Boil only" else "No",
        "Spout": spout,
        "Weight": unit(d.near(weight, 0.08, 10), " g"),
    }


KETTLES = Category(
    name="Kettles", prefix="kettle", singular="kettle", plural="kettles",
    synonyms=("electric kettle", "water kettle", "tea kettle", "water boiler"), zh=("电热水壶", "水壶", "烧水壶"),
    count=35, brands=_BRANDS, price=(17, 165), facts=_kettle, lines=KITCHEN, coded=0.45,
    titles=phrases("""
{brand} {line} electric kettle, {capacity}, {colour}
{brand} {line} {Capacity} Kettle in {material}
{Line} kettle by {brand} ({colour}, {capacity})
{brand} {material} kettle {Line}
Noise level<=56 :: Quiet kettle {Line}, {brand}, {capacity}
Spout=Gooseneck :: {brand} {Line} gooseneck kettle for pour-over, {capacity}
Spout=Gooseneck; Colour!=Silver :: {Colour} gooseneck kettle {Line} from {brand}
Temperature control=Variable :: {brand} {Line}: variable temperature kettle, {capacity}
Capacity<=0.8 :: {Line} mini travel kettle {capacity}, {brand}
{brand} {model} kettle {capacity} {power}
{brand} {Line} {model} water kettle, {colour}
Kettle {model} by {brand}, {material}, {capacity}
Temperature control=Presets :: {brand} {model} tea kettle with temperature presets
"""),
    leads=phrases("""
A {capacity} kettle that does its job and stays out of the way.
Material=Stainless steel :: A solid steel kettle, brushed on the outside and seamless within.
Material=Glass :: A glass kettle with a steel base, so you can watch the bubbles climb.
Material=Ceramic :: A ceramic jug on an electric base, as much teapot as kettle.
Material=Plastic :: A light everyday kettle with double plastic walls that stay cool outside.
Capacity<=0.8 :: A small kettle for one desk, one traveller or one very tidy kitchen.
Capacity>=1.5 :: A family kettle: one fill makes about seven mugs.
Spout=Gooseneck :: A slim-spouted kettle for people who pour coffee by hand.
Power>=2700 :: Built for impatient mornings.
"""),
    chats=phrases("""
Noise level<=56 :: If your old kettle sounds like a jet taking off, this one will come as a relief.
You will use a kettle more often than almost anything else in the kitchen, so get one you like to look at.
Tea at four, noodles at seven, a hot-water bottle at ten: this one earns its place.
Colour!=White|Silver|Black :: We put the {colour} one in our own office kitchen and people keep asking about it.
Power>=2500 :: Forgot to put the water on? No drama.
Temperature control!=Boil only :: Green leaves hate boiling water, and this kettle knows it.
Capacity<=0.8 :: Not every kitchen has a kitchen's worth of room.
"""),
    sentences=phrases("""
Noise level<=56 :: At {noise_level} it is one of the quietest we sell; you can carry on talking beside it.
Noise level>56; Noise level<=66 :: It murmurs rather than roars: {noise_level} at full boil.
Noise level>=70 :: It is not shy about working, at {noise_level}.
Power>=2700 :: With {power} under the plate, two mugs boil in well under two minutes.
Power<1600 :: It draws only {power}, which suits older wiring, caravans and shared sockets.
Temperature control=Variable :: Dial in any temperature from 40 to 100 degrees, one degree at a time.
Temperature control=Presets :: Four buttons cover oolong, coffee, baby milk and a full boil.
Temperature control=Boil only :: One switch, one temperature, nothing to learn.
Keep warm=Yes :: Keep-warm mode holds the heat for half an hour after it clicks off.
Spout=Gooseneck :: The narrow spout pours a slow, steady thread exactly where you aim it.
Spout=Wide :: The wide lid makes filling and wiping out easy.
Material=Glass :: The borosilicate wall shows the water line from across the room.
Material=Stainless steel :: No plastic touches the water inside.
Material=Plastic :: The body weighs little and shrugs off knocks.
Material=Ceramic :: The glaze wipes clean and keeps water warm for longer.
Capacity>=1.5 :: The {capacity} jug is enough for a full teapot and the pasta water.
Capacity<=0.8 :: {Capacity} is two mugs, and no more than that.
Weight<=900 :: Empty, it weighs just {weight}, so it is easy on the wrists.
Weight>=1250 :: At {weight} it is a heavy jug; fill it with both hands.
"""),
    bits=phrases("""
{Capacity}
{Power}
{Material} body
{Noise_level} at the boil
Temperature control=Variable :: Variable temperature
Temperature control=Presets :: Temperature presets
Keep warm=Yes :: Keep-warm mode
Spout=Gooseneck :: Gooseneck spout
Weight<=1100 :: {weight} empty
Lift-off base with cord storage
Boil-dry protection
Finish: {colour}
"""),
    closers=phrases("""
The limescale filter lifts out for rinsing.
Switches itself off when it boils or runs dry.
The base turns a full circle, so left-handers are happy too.
Descale it every couple of months and it will last.
Colour!=Silver :: Shown here in {colour}.
Two-year guarantee.
"""),
)  # fmt: skip


def _descaler(d: Draw) -> dict[str, str]:
    form = d.pick("Liquid 3, Tablets 3, Powder 2", {"Tablets": 0.05})
    uses = int(d.number(2, 20, 2, lean=0.2, worth=0.5))
    return {
        "Form": form,
        "Uses": f"{uses} uses",
        "Active ingredient": d.pick(
            "Citric acid 4, Lactic acid 2, Amidosulfonic acid", {"Lactic acid": 0.06}
        ),
        "Suitable for": d.pick(
            "Kettles 3, Kettles and coffee makers 4, Coffee makers", {"Kettles and coffee makers": 0.04}
        ),
        "Working time": unit(d.number(60, 10, 5, lean=0.3), " min"),
        "Scent": d.pick("None 3, Lemon 2"),
        "Biodegradable": d.yes(0.4, 0.95),
    }


DESCALERS = Category(
    name="Kettle Descalers", prefix="descaler", singular="kettle descaler", plural="kettle descalers",
    synonyms=("descaler", "limescale remover", "descaling tablets"), zh=("除垢剂", "水壶除垢剂"),
    count=10, brands=_BRANDS, price=(4, 22), facts=_descaler, accessory_of=("Kettles", "Coffee Makers"),
    titles=phrases("""
Form=Tablets :: {brand} kettle descaler tablets, {uses}
Form=Liquid :: {brand} liquid descaler for kettles, {uses}
Form=Powder :: {brand} descaling powder, {uses}
Suitable for=Kettles and coffee makers :: Kettle and coffee machine descaler, {form}, {brand} ({uses})
Form=Liquid; Scent=Lemon :: {brand} lemon limescale remover for kettles, {uses}
Form=Powder; Active ingredient=Citric acid :: {brand} citric acid kettle cleaner, {uses}
"""),
    leads=phrases("""
Clears limescale from the inside of your kettle without scrubbing.
A kitchen-cupboard staple for hard-water towns.
Form=Tablets :: Drop one tablet into a full kettle, boil, wait, rinse.
Form=Liquid :: Pour, boil, wait, rinse: that is the whole job.
Form=Powder :: One spoonful of powder and hot water do the work.
"""),
    chats=phrases("""
Flakes floating in your tea? Time for this.
A kettle that furs up also gets louder and slower, so be kind to yours.
"""),
    sentences=phrases("""
Working time<=25 :: It is done in about {working_time}.
Working time>=40 :: Leave it for {working_time} and let it fizz.
Active ingredient=Citric acid :: Made with citric acid, as found in lemons.
Active ingredient=Lactic acid :: Lactic acid is gentle on seals and on steel.
Active ingredient=Amidosulfonic acid :: The strong sort, for thick old scale.
Suitable for=Kettles and coffee makers :: Works in kettles and filter coffee machines alike.
Suitable for=Coffee makers :: Meant for coffee machines first of all, though it does no harm in a kettle.
Scent=Lemon :: It leaves a faint smell of lemon that goes with the first rinse.
Biodegradable=Yes :: The formula is biodegradable, so it can go straight down the sink.
"""),
    bits=phrases("""
{Uses}
{form}
{Active_ingredient}
Ready in {working_time}
Biodegradable=Yes :: Biodegradable
Scent=None :: No added scent
"""),
    closers=phrases("""
Rinse twice before the next brew.
Keep it out of reach of children.
Once every two months is enough for most homes.
"""),
)  # fmt: skip
