"""Desk lamps, the bulbs for them, and book lights."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import LIGHT

_BRANDS = ("Lumivar", "Glimholt", "Dovetta", "Kessland", "Norrvik")


def _lamp(d: Draw) -> dict[str, str]:
    source = d.pick("Built-in LED 4, E27 bulb 2, E14 bulb", {"Built-in LED": 0.06})
    led = source == "Built-in LED"
    lumens = d.number(300, 1100, 20, lean=0.5, worth=0.12) if led else 0
    power = d.pick("Mains 3, USB 2, Rechargeable", {"USB": -0.1, "Rechargeable": 0.05}) if led else "Mains"
    return {
        "Light source": source,
        "Brightness": unit(lumens, " lm") if led else "Depends on bulb",
        "Light colour": d.pick("Warm 2, Neutral, Adjustable 3", {"Adjustable": 0.1})
        if led
        else "Depends on bulb",
        "Dimmable": d.yes(0.3, 1.0, 0.05) if led else "No",
        "Power supply": power,
        "Arm": d.pick("Fixed 2, Gooseneck 2, Jointed 3", {"Jointed": 0.1, "Fixed": -0.05}),
        "Mounting": d.pick("Base 4, Clamp 2"),
        "Material": d.pick("Metal 4, Plastic 3, Wood", {"Metal": 0.05, "Plastic": -0.12, "Wood": 0.07}),
        "Colour": d.pick("Black 4, White 3, Brass, Green, Grey 2"),
        "Charging port": d.yes(0.0, 0.6, 0.05) if led else "No",
    }


DESK_LAMPS = Category(
    name="Desk Lamps", prefix="lamp", singular="desk lamp", plural="desk lamps",
    synonyms=("lamp", "table lamp", "reading lamp", "task light", "study lamp"), zh=("台灯", "书桌灯", "护眼灯"),
    count=34, brands=_BRANDS, price=(14, 260), facts=_lamp, lines=LIGHT, coded=0.3,
    titles=phrases("""
{brand} {line} desk lamp, {colour}
Material=Metal :: {brand} {line} metal desk lamp
Material=Wood :: {line} wooden desk lamp by {brand}
Light source=Built-in LED :: {brand} {line} LED desk lamp, {brightness}, {colour}
Light source=Built-in LED; Dimmable=Yes :: Dimmable LED desk lamp {line} by {brand}
Light source=Built-in LED :: {brand} {model} LED task lamp
Mounting=Clamp :: {line} clamp lamp, {colour}, {brand}
Mounting=Clamp; Arm=Jointed :: {brand} {line} architect's lamp with clamp
Arm=Gooseneck :: {brand} gooseneck reading lamp {line}
Power supply=Rechargeable :: {line} rechargeable desk lamp – {brand}, {colour}
Power supply=USB :: {brand} {model} USB desk light, {colour}
Light source!=Built-in LED :: {line} table lamp for {light_source}, {brand}
{brand} {model} reading lamp in {colour}
{line} {model} desk lamp by {brand}
"""),
    leads=phrases("""
Arm=Jointed :: A jointed work lamp that stays exactly where you leave it.
Arm=Gooseneck :: Bend the neck, point the light, read on.
Light source=Built-in LED; Light colour=Adjustable :: One lamp for morning, noon and night.
Material=Wood :: Warm wood, a calm shape, a good light.
Charging port=Yes :: A lamp that also feeds your phone.
Arm=Fixed; Mounting=Base :: A simple table lamp with a clean outline.
Mounting=Clamp :: It grips the edge of the table and leaves the top free.
Brightness>=800 :: A bright lamp for drawing, sewing and small screws.
Light source=E27 bulb|E14 bulb :: A classic lamp with an ordinary bulb socket, so the light is your choice.
Power supply=Rechargeable :: A lamp without a cord: desk today, balcony tonight.
"""),
    chats=phrases("""
Good light is the cheapest upgrade a desk can get.
If you read in bed and your partner does not, you need a lamp that keeps to itself.
Dimmable=Yes :: Bright for tax returns, soft for everything else.
Late-night homework goes better with this on the table.
Arm=Jointed :: There is a reason that this shape has hardly changed since your grandfather's desk.
"""),
    sentences=phrases("""
Brightness>=800 :: The LED gives {brightness}, more than enough for fine work.
Brightness<500; Brightness>=100 :: {Brightness} makes it a reading light rather than a floodlight.
Light colour=Adjustable :: Slide from warm evening light to cool daylight.
Light colour=Warm :: The light is warm and kind to tired eyes.
Light colour=Neutral :: The neutral light shows colours as they are.
Dimmable=Yes :: Touch the base to dim it in small steps.
Dimmable=No; Light source=Built-in LED :: It knows on and off, and no dimming.
Charging port=Yes :: A USB port in the foot charges your phone.
Power supply=USB :: It runs from any USB port or charger.
Power supply=Rechargeable :: The battery lasts about two evenings.
Mounting=Clamp :: The clamp takes table tops up to 6 cm.
Material=Metal :: The arm and head are metal and feel solid.
Material=Wood :: The ash wood is oiled, not varnished.
Material=Plastic :: The plastic body is light and wipes clean.
Light source=E27 bulb :: It takes an E27 bulb, which is not included.
Light source=E14 bulb :: It takes a small E14 bulb, sold separately.
"""),
    bits=phrases("""
{Light_source}
Light source=Built-in LED :: {Brightness}
Dimmable=Yes :: Dimmable
{Arm} arm
Mounting=Clamp :: Table clamp
Mounting=Base :: Weighted base
{Material}
Charging port=Yes :: USB charging port
Light colour=Adjustable :: Adjustable light colour
Colour: {colour}
"""),
    closers=phrases("""
Light source=Built-in LED :: Flicker-free, so it does not tire your eyes.
Power supply=Mains :: The cord is 1.8 m long.
Light source=Built-in LED :: The LED should last for some twenty years of evenings.
Shade and arm come flat-packed; no tools needed.
Colour!=Brass :: In {colour}.
"""),
)  # fmt: skip


def _bulb(d: Draw) -> dict[str, str]:
    lumens = d.rng.choice((250, 470, 806, 1055))
    d.worth += lumens / 8000
    pack = d.rng.choice((1, 1, 2, 4))
    d.worth += 0.1 * pack
    return {
        "Socket": d.pick("E27 4, E14 3, GU10"),
        "Brightness": unit(lumens, " lm"),
        "Light colour": d.pick("Warm 4, Neutral 2, Daylight"),
        "Dimmable": d.yes(0.2, 0.8, 0.06),
        "Power": unit(d.round_to(lumens / 110, 0.5), " W"),
        "Pack": f"{pack} bulbs" if pack > 1 else "1 bulb",
        "Smart": d.yes(0.0, 0.35, 0.25),
    }


LAMP_BULBS = Category(
    name="Lamp Bulbs", prefix="bulb", singular="lamp bulb", plural="lamp bulbs",
    synonyms=("light bulb", "LED bulb", "bulb"), zh=("灯泡", "台灯灯泡"),
    count=11, brands=("Lumivar", "Glimholt", "Dovetta"), price=(3, 30), facts=_bulb, lines=LIGHT,
    accessory_of=("Desk Lamps",),
    titles=phrases("""
{brand} LED lamp bulb {socket}, {brightness}, {pack}
LED bulb for desk lamps, {socket}, {light_colour} light, {brand}
Smart=Yes :: {brand} {line} smart bulb {socket}
Dimmable=Yes :: Dimmable {socket} LED bulb, {brightness}, {brand} ({pack})
{pack} {socket} for table lamps, {light_colour}, {brand}
"""),
    leads=phrases("""
A plain, honest LED bulb for lamps with a socket.
Smart=Yes :: A bulb that you can switch from your phone.
Replaces the old filament sort at a tenth of the running cost.
"""),
    chats=phrases("""
How many people does it take? One, and no ladder.
Check the socket on your lamp first; then come back here.
"""),
    sentences=phrases("""
Socket=E27 :: {Socket} is the common large screw socket.
Socket=E14 :: {Socket} is the small screw socket found in many desk lamps.
Socket=GU10 :: {Socket} twists and locks, as used in spots.
Brightness>=800 :: It gives {brightness}, about as much as the old 60-watt bulb.
Brightness<500 :: {Brightness} is right for a bedside or a desk.
Light colour=Warm :: The light is warm, like late afternoon.
Light colour=Daylight :: A cool daylight tone for work.
Dimmable=Yes :: Works with most dimmers.
Dimmable=No :: Do not use it with a dimmer.
"""),
    bits=phrases("""
{Pack}
{Socket} socket
{Brightness}
{Power}
{Light_colour} light
Dimmable=Yes :: Dimmable
Smart=Yes :: App control
"""),
    closers=phrases("""
Full brightness at once.
Rated for 15,000 hours.
Lamp not included.
"""),
)  # fmt: skip


def _booklight(d: Draw) -> dict[str, str]:
    return {
        "Fixing": d.pick("Clip 4, Neck 2, Bookmark"),
        "Brightness": unit(d.number(15, 80, 5, worth=0.1), " lm"),
        "Battery life": unit(d.number(10, 60, 5, worth=0.12), " h"),
        "Light colour": d.pick("Warm 3, Amber 2, Adjustable", {"Adjustable": 0.12}),
        "Power supply": d.pick("Rechargeable 4, Button cells", {"Button cells": -0.15}),
        "Weight": unit(d.number(70, 24, 2), " g"),
        "Colour": d.pick("Black 3, White 2, Pink, Blue"),
    }


BOOK_LIGHTS = Category(
    name="Book Lights", prefix="booklight", singular="book light", plural="book lights",
    synonyms=("clip-on reading light", "bookmark light"), zh=("阅读灯", "夹书灯"),
    count=9, brands=("Lumivar", "Glimholt", "Dovetta"), price=(6, 32), facts=_booklight, lines=LIGHT,
    accessory_of=("Novels",),
    titles=phrases("""
Fixing=Clip :: {brand} {line} clip-on book light, {colour}
Fixing=Clip :: Clip-on book light {line} by {brand}
Fixing=Bookmark :: Flat reading light {line}, slips between the pages ({brand})
Fixing=Neck :: Neck reading light {line}, {brand}
Fixing=Bookmark :: {brand} flat bookmark light
{line} book light for novels and paperbacks, {brand}
Light colour=Amber :: {brand} amber reading light for books, {battery_life}
"""),
    leads=phrases("""
A small light for reading when the room is dark.
Fixing=Clip :: Clips to the cover of a book and lights both pages.
Fixing=Neck :: Hangs around your neck and lights what is in your hands.
"""),
    chats=phrases("""
One more chapter, without the argument.
For night owls who share a bed with a lark.
"""),
    sentences=phrases("""
Battery life>=35 :: {Battery_life} per charge is a good many chapters.
Battery life<35 :: It runs for about {battery_life}.
Light colour=Amber :: The amber light is easy on sleepy eyes.
Light colour=Adjustable :: The tone changes from candle to daylight.
Power supply=Rechargeable :: It charges by USB.
Power supply=Button cells :: Button cells are included.
Weight<=40 :: At {weight} a paperback hardly notices it.
"""),
    bits=phrases("""
{Brightness}
{Battery_life} of light
{Weight}
{Light_colour} light
{Fixing} fixing
In {colour}
Power supply=Rechargeable :: Rechargeable
"""),
    closers=phrases("""
Book not included.
Makes a good small present.
Folds flat when it is off.
"""),
)  # fmt: skip
