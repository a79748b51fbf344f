"""Desk chairs and seat cushions."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import SEAT

_BRANDS = ("Sedanto", "Hollowick", "Bergamar", "Dovetta")


def _chair(d: Draw) -> dict[str, str]:
    kind = d.pick(
        "Task chair 5, Executive chair 2, Gaming chair 2, Kneeling chair, Stool",
        {"Stool": -0.15, "Kneeling chair": -0.05, "Executive chair": 0.06},
    )
    backless = kind in ("Stool", "Kneeling chair")
    upholstery = (
        d.pick("Mesh 4, Fabric 4")
        if kind == "Task chair"
        else d.pick("Leather 2, Faux leather 3, Fabric 2", {"Leather": 0.12, "Faux leather": -0.05})
    )
    load = d.rng.choice((110, 120, 136, 150))
    return {
        "Type": kind,
        "Upholstery": upholstery,
        "Lumbar support": "None"
        if backless
        else d.pick("None 2, Fixed 3, Adjustable 3", {"Adjustable": 0.1, "None": -0.1}),
        "Armrests": "None" if backless else d.pick("None 1, Fixed 3, Adjustable 4", {"Adjustable": 0.08}),
        "Headrest": "No" if backless else "Yes" if kind == "Gaming chair" else d.yes(0.05, 0.6, 0.06),
        "Reclining": "No" if backless else d.yes(0.4, 0.95, 0.04),
        "Max load": unit(load, " kg"),
        "Colour": d.pick("Black 5, Grey 3, Blue 2, Green, White, Red"),
        "Weight": unit(d.near(7 if backless else 16, 0.2, 0.5), " kg"),
        "Warranty": unit(int(d.number(2, 12, 1, lean=0.8)), " years"),
    }


DESK_CHAIRS = Category(
    name="Desk Chairs", prefix="chair", singular="desk chair", plural="desk chairs",
    synonyms=("office chair", "computer chair", "swivel chair", "ergonomic chair", "gaming chair", "task chair"),
    zh=("办公椅", "电脑椅", "椅子"),
    count=34, brands=_BRANDS, price=(69, 980), facts=_chair, lines=SEAT, coded=0.2,
    titles=phrases("""
Type!=Stool|Kneeling chair :: {brand} {line} desk chair, {colour}
{brand} {line} {type} in {colour}
Type=Task chair; Lumbar support=Adjustable :: {brand} {line} ergonomic office chair with lumbar support
Type=Task chair; Upholstery=Mesh :: {line} mesh office chair by {brand}
Type=Task chair :: {brand} {model} office chair, {upholstery}, {colour}
Type=Executive chair :: {line} executive office chair in {upholstery}, {brand}
Type=Gaming chair :: {brand} {line} gaming chair ({colour})
Type=Gaming chair; Reclining=Yes :: Reclining gaming chair {model}, {brand}
Type=Kneeling chair :: {line} kneeling chair from {brand}
Type=Kneeling chair|Stool :: {type} {line} for the desk, {colour}, {brand}
Type=Stool :: {brand} {line} height-adjustable desk stool
Headrest=Yes :: {line} office chair with headrest, {brand}, {colour}
Type!=Stool|Kneeling chair :: {line} {model} swivel chair, {brand}
"""),
    leads=phrases("""
Type=Task chair; Upholstery=Mesh :: An airy mesh chair for people who sit for a living.
Type=Task chair; Upholstery=Fabric :: A padded work chair in hard-wearing cloth.
Type=Executive chair :: A broad, deep chair with a high back.
Type=Gaming chair :: A bucket seat with cushions for neck and back.
Type=Kneeling chair :: You half sit, half kneel, and your back straightens by itself.
Type=Stool :: A perching stool that keeps you moving.
Lumbar support=Adjustable :: The lower back gets the attention in this design.
"""),
    chats=phrases("""
You may spend more hours in this than in your bed.
Type=Gaming chair :: One more match, without the stiff neck.
The dining chair was only meant to be for a week, remember?
Type=Stool|Kneeling chair :: Sitting still is overrated.
Lumbar support=Adjustable :: Ask your back; it has been meaning to say something.
"""),
    sentences=phrases("""
Upholstery=Mesh :: The mesh lets heat out on summer days.
Upholstery=Leather :: It is covered in real leather.
Upholstery=Faux leather :: The faux leather wipes clean.
Upholstery=Fabric :: The cloth is rated for heavy office use.
Lumbar support=Adjustable :: The lumbar support moves up, down and forwards.
Lumbar support=Fixed :: A fixed curve supports the lower back.
Lumbar support=None; Type=Task chair|Executive chair :: There is no lumbar support, so add a cushion if you need one.
Armrests=Adjustable :: The armrests go up, down and sideways.
Armrests=Fixed :: The armrests are fixed.
Armrests=None; Type!=Stool|Kneeling chair :: Without armrests it slides right under the desk.
Headrest=Yes :: A headrest takes the weight off your neck.
Reclining=Yes :: The back reclines and locks where you like.
Max load>=136 :: It carries up to {max_load}.
Max load<=110 :: Rated for people up to {max_load}.
Warranty>=8 :: The maker backs it for {warranty}.
Warranty<=3 :: The guarantee runs for {warranty}.
Type=Stool :: The seat tilts a little as you lean.
Type=Kneeling chair :: The shin pads are thick and washable.
"""),
    bits=phrases("""
{Type}
{Upholstery}
Lumbar support=Adjustable :: Adjustable lumbar support
Armrests=Adjustable :: Adjustable armrests
Headrest=Yes :: Headrest
Reclining=Yes :: Reclining back
Up to {max_load}
Guaranteed for {warranty}
In {colour}
Gas lift
"""),
    closers=phrases("""
Put together in about twenty minutes.
The castors suit carpet and, with a mat, wood.
Delivered in one large box.
Colour!=Black :: This version is {colour}.
Spare parts are kept in stock.
"""),
)  # fmt: skip


def _cushion(d: Draw) -> dict[str, str]:
    return {
        "Use": d.pick("Seat 4, Lower back 3, Tailbone 2"),
        "Filling": d.pick("Memory foam 5, Gel 2, Spelt husk", {"Gel": 0.1}),
        "Cover": d.pick("Cotton 3, Velvet, Mesh 3"),
        "Washable cover": d.yes(0.6, 0.95, 0.02),
        "Strap": d.yes(0.3, 0.7, 0.02),
        "Colour": d.pick("Grey 3, Black 3, Blue, Green"),
        "Height": unit(d.rng.choice((5, 7, 8, 10)), " cm"),
    }


SEAT_CUSHIONS = Category(
    name="Chair Cushions", prefix="cushion", singular="chair cushion", plural="chair cushions",
    synonyms=("seat cushion", "lumbar cushion", "office chair pad"), zh=("椅垫", "坐垫", "腰靠"),
    count=11, brands=("Sedanto", "Hollowick", "Bergamar"), price=(12, 68), facts=_cushion, lines=SEAT,
    accessory_of=("Desk Chairs",),
    titles=phrases("""
Use=Seat :: {brand} {line} seat cushion for desk chairs, {colour}
Use=Lower back :: Lumbar cushion for office chairs, {brand} {line}
Use=Tailbone :: {line} tailbone cushion by {brand}, {filling}
{brand} {filling} office chair cushion, {colour}
"""),
    leads=phrases("""
Use=Seat :: Makes a hard chair kinder.
Use=Lower back :: Fills the gap between your back and the chair's.
Use=Tailbone :: A cut-out at the back takes pressure off the tailbone.
"""),
    chats=phrases("""
Cheaper than a new chair, and quicker.
For chairs that look better than they feel.
"""),
    sentences=phrases("""
Filling=Memory foam :: The foam gives slowly and comes back.
Filling=Gel :: A gel layer stays cool.
Filling=Spelt husk :: Spelt husks rustle softly and take your shape.
Washable cover=Yes :: The cover zips off for the wash.
Washable cover=No :: Clean the cover with a damp cloth.
Strap=Yes :: A strap holds it to the chair.
Height>=8 :: It is {height} high, so you may want to lower your seat.
Height<=5 :: Flat, at {height}.
"""),
    bits=phrases("""
{Filling} filling
{Cover} cover
{Height} high
Strap=Yes :: Holding strap
Washable cover=Yes :: Washable cover
In {colour}
For home and office
"""),
    closers=phrases("""
Chair not included.
Let it air for a day after unpacking.
Works in the car too.
"""),
)  # fmt: skip
