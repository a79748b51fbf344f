"""Coffee makers and the filters that go into them."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import KITCHEN

_BRANDS = ("Tavelle", "Kessland", "Pellaro", "Ostermark", "Brunholdt")


def _maker(d: Draw) -> dict[str, str]:
    kind = d.pick(
        "Drip 4, Espresso 3, French press 2, Moka pot 2, Cold brew",
        {"Espresso": 0.22, "French press": -0.2, "Moka pot": -0.2, "Cold brew": -0.16},
    )
    manual = kind in ("French press", "Moka pot", "Cold brew")
    cups = d.rng.choice(
        {"Espresso": (1, 2), "Drip": (4, 8, 10, 12), "Moka pot": (3, 6, 9)}.get(kind, (3, 4, 8))
    )
    grinder = "No" if manual else d.yes(0.0, 0.5, 0.14)
    heats = "No" if manual else d.yes(0.3, 0.9, 0.03)
    weight = {"Espresso": 5200, "Drip": 2300}.get(kind, 500) + 90 * cups + (1600 if grinder == "Yes" else 0)
    return {
        "Type": kind,
        "Cups": f"{cups} cups" if cups > 1 else "1 cup",
        "Material": d.pick("Stainless steel 3, Plastic 3, Aluminium", {"Plastic": -0.05})
        if not manual
        else d.pick("Glass 3, Stainless steel 3")
        if kind != "Moka pot"
        else d.pick("Aluminium 3, Stainless steel 2"),
        "Colour": d.pick("Black 4, Silver 3, White 2, Cream, Red"),
        "Built-in grinder": grinder,
        "Timer": d.yes(0.2, 0.8) if kind == "Drip" else "No",
        "Keep warm": heats,
        "Water tank": "None"
        if manual
        else unit(d.round_to(max(0.9, 0.125 * cups) + 0.2 * d.rng.random(), 0.1), " l"),
        "Weight": unit(d.round_to(d.near(weight, 0.1) / 1000, 0.1), " kg"),
    }


COFFEE_MAKERS = Category(
    name="Coffee Makers", prefix="coffee", singular="coffee maker", plural="coffee makers",
    synonyms=("coffee machine", "espresso machine", "coffeemaker", "coffee brewer"), zh=("咖啡机", "咖啡壶"),
    count=34, brands=_BRANDS, price=(19, 520), facts=_maker, lines=KITCHEN, coded=0.5,
    titles=phrases("""
Type=Drip :: {brand} {line} filter coffee maker, {cups}
Type=Drip :: {brand} {model} drip coffee machine, {colour}, {cups}
Type=Drip; Built-in grinder=Yes :: Bean-to-carafe coffee maker {line} with grinder, {brand}
Type=Drip; Timer=Yes :: {brand} {model} programmable coffee maker ({cups})
Type=Espresso :: {brand} {line} espresso machine in {colour}
Type=Espresso :: {brand} {model} espresso machine
Type=Espresso; Built-in grinder=Yes :: {line} {model} espresso machine with grinder by {brand}
Type=Espresso :: Pump espresso maker {line}, {brand}, {material}
Type=French press :: {brand} {line} French press, {material}, {cups}
Type=French press :: Cafetière {line} for {cups} by {brand}
Type=French press :: French press coffee maker {model}, {brand}, {colour}
Type=Moka pot :: {brand} {line} stovetop moka pot, {cups}
Type=Moka pot :: Moka coffee pot in {material}, {cups} ({brand} {line})
Type=Moka pot|Cold brew :: {brand} {model} {type} for {cups}, {colour}
Type=Cold brew :: {brand} {line} cold brew coffee maker
Type=Cold brew :: Cold brew jug {line}, {material}, from {brand}
"""),
    leads=phrases("""
Type=Drip :: Good filter coffee with no ceremony: water in, grounds in, one button.
Type=Drip; Cups>=10 :: A big carafe machine for families, meetings and long Sundays.
Type=Espresso :: A compact pump machine that pulls a proper shot with a thick crema.
Type=Espresso; Built-in grinder=Yes :: Beans go in at the top, espresso comes out at the front.
Type=French press :: The plunger pot that needs nothing but hot water and four minutes.
Type=Moka pot :: The little stovetop pot that half of Italy wakes up with.
Type=Cold brew :: Fill it in the evening, drink smooth iced coffee for days.
Type=Moka pot|French press :: No plug, no pods, nothing to break.
"""),
    chats=phrases("""
Coffee first, questions later.
Type=Espresso :: You could keep paying for flat whites on the way to work, or you could do this.
Type=Drip :: Some mornings you just want a pot of coffee and no opinions about it.
Type=French press|Moka pot :: Camping, power cut, tiny flat: this pot does not care.
Type=Cold brew :: Hot day, cold coffee, zero effort.
Built-in grinder=Yes :: Once you have smelled freshly ground beans at seven in the morning there is no way back.
"""),
    sentences=phrases("""
Built-in grinder=Yes :: The built-in burr grinder doses straight into the filter.
Timer=Yes :: Set the timer at night and wake up to a finished pot.
Keep warm=Yes; Type=Drip :: The hotplate keeps the carafe warm for forty minutes.
Keep warm=Yes; Type=Espresso :: Cups warm up on the heated top plate.
Cups>=10 :: One run gives {cups}.
Cups<=2 :: Made for one or two people rather than for a crowd.
Cups>=3; Cups<=6 :: It makes {cups} at a time.
Material=Stainless steel :: The steel takes knocks and wipes clean.
Material=Plastic :: The light plastic body is easy to move out of the way.
Material=Glass :: The glass is heatproof, and spare parts are easy to find.
Material=Aluminium :: Cast aluminium heats fast; wash it by hand.
Water tank>=1.2 :: A {water_tank} tank means fewer trips to the tap.
Weight>=6 :: At {weight} it stays where you put it.
Weight<=1 :: It weighs {weight} and fits in a picnic bag.
Type=Espresso :: The steam wand froths milk for cappuccino or hot chocolate.
Type=Drip :: A wide shower head wets all of the grounds, so the cup tastes even.
Type=French press :: The double mesh keeps nearly all of the grit out of your cup.
Type=Moka pot :: Works on gas and electric rings; small rings are fine.
Type=Cold brew :: The fine mesh insert lifts out in one go.
"""),
    bits=phrases("""
{Cups}
{Type} brewing
Type!=French press|Moka pot|Cold brew :: {Water_tank} water tank
Built-in grinder=Yes :: Built-in grinder
Built-in grinder=No; Type=Espresso :: Takes ground coffee
Timer=Yes :: 24-hour timer
{Material} body
{Weight}
Colour: {colour}
Material!=Aluminium :: Removable parts go in the dishwasher
"""),
    closers=phrases("""
Type=Drip :: Uses size 4 paper filters.
Type=Espresso :: Give it ten minutes to warm through before the first shot.
Spare seals are in our shop.
Colour!=Silver :: This one comes in {colour}.
Rinse after use, descale now and then.
Type=French press|Cold brew :: Coarse grounds work best.
"""),
)  # fmt: skip


def _filter(d: Draw) -> dict[str, str]:
    material = d.pick("Paper 5, Stainless steel mesh, Cotton", {"Stainless steel mesh": 0.35, "Cotton": 0.1})
    count = d.rng.choice((40, 80, 100, 200)) if material == "Paper" else d.rng.choice((1, 2))
    d.worth += 0.12 if count >= 100 else 0
    return {
        "Size": d.pick("Size 2 2, Size 4 4, Basket 2, Cone 1"),
        "Material": material,
        "Colour": d.pick("White 2, Brown 3")
        if material == "Paper"
        else "Silver"
        if "steel" in material
        else "Cream",
        "Pack": f"{count} pieces" if count > 1 else "1 piece",
        "Reusable": "No" if material == "Paper" else "Yes",
        "Compostable": "No" if "steel" in material else "Yes",
    }


COFFEE_FILTERS = Category(
    name="Coffee Filters", prefix="filter", singular="coffee filter", plural="coffee filters",
    synonyms=("paper filters", "filter papers", "coffee maker filters"), zh=("咖啡滤纸", "滤纸"),
    count=10, brands=_BRANDS, price=(3, 24), facts=_filter, accessory_of=("Coffee Makers",), lines=KITCHEN,
    titles=phrases("""
Reusable=No :: {brand} paper coffee filters, {size}, {pack}
Reusable=No; Colour=Brown :: Unbleached filter papers for coffee makers, {brand}, {pack}
Reusable=Yes :: {brand} reusable coffee filter, {material}, {size}
Reusable=Yes :: Washable {size} filter for coffee machines, {brand} {line}
{size} coffee maker filters by {brand} ({pack})
"""),
    leads=phrases("""
Reusable=No :: Plain paper filters for drip machines and hand pouring.
Reusable=Yes :: One filter to replace a drawer full of papers.
Filters that fit most drip machines, ours included.
"""),
    chats=phrases("""
The most annoying thing to run out of on a Monday.
Better paper, cleaner cup.
"""),
    sentences=phrases("""
Material=Stainless steel mesh :: The fine steel mesh lets the oils through, for a fuller cup.
Material=Cotton :: Rinse the cotton under the tap and hang it up to dry.
Material=Paper :: The crimped double seam does not burst.
Compostable=Yes; Reusable=No :: Used filters can go on the compost, grounds and all.
Size=Basket :: The flat bottom suits basket-type machines.
Size=Size 4 :: {Size} is the right one for machines that make eight cups or more.
Size=Size 2 :: {Size} is for small machines and single cups.
Size=Cone :: The cone shape also fits most hand drippers.
"""),
    bits=phrases("""
{Pack}
{Size}
{Material}
Reusable=Yes :: Reusable
Compostable=Yes :: Compostable
Neutral in taste
"""),
    closers=phrases("""
Keep the box closed, since paper takes on smells.
Reusable=No :: Rinse with hot water before brewing if you are particular.
No coffee maker included, of course.
"""),
)  # fmt: skip
