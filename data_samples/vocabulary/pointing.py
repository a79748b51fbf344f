"""Mice and mouse pads."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import DESK

_BRANDS = ("Cadrill", "Vostrin", "Keymarrow", "Halvorne", "Norrvik")


def _mouse(d: Draw) -> dict[str, str]:
    use = d.pick(
        "Office 4, Gaming 3, Travel 2, Ergonomic 2", {"Gaming": 0.06, "Ergonomic": 0.05, "Travel": -0.06}
    )
    link = (
        "Wireless" if use == "Travel" else d.pick("Wireless 3, Wired 2", {"Wireless": 0.06, "Wired": -0.08})
    )
    dpi = d.number(4000, 26000, 1000, worth=0.12) if use == "Gaming" else d.number(800, 4000, 200, worth=0.06)
    grams = {"Office": 92, "Gaming": 72, "Travel": 64, "Ergonomic": 128}[use]
    power = d.pick("AA battery 2, Rechargeable 3", {"Rechargeable": 0.05, "AA battery": -0.05})
    return {
        "Use": use,
        "Connectivity": link,
        "Sensor": unit(int(dpi), " dpi"),
        "Buttons": f"{d.rng.choice((5, 6, 8, 11) if use == 'Gaming' else (3, 3, 5, 6))} buttons",
        "Silent clicks": d.yes(0.2, 0.5, 0.03) if use != "Gaming" else "No",
        "Power supply": power if link == "Wireless" else "Cable",
        "Hand": "Right" if use == "Ergonomic" and d.rng.random() < 0.75 else d.pick("Both 3, Right 2, Left"),
        "Weight": unit(d.near(grams, 0.15), " g"),
        "Colour": d.pick("Black 5, White 2, Grey 2, Pink, Blue"),
    }


MICE = Category(
    name="Mice", prefix="mouse", singular="mouse", plural="mice",
    synonyms=("computer mouse", "wireless mouse", "gaming mouse", "pc mouse"), zh=("鼠标", "无线鼠标"),
    count=34, brands=_BRANDS, price=(9, 165), facts=_mouse, lines=DESK, coded=0.6,
    titles=phrases("""
{brand} {line} {connectivity} mouse, {colour}
{brand} {model} {connectivity} mouse
Use=Gaming :: {brand} {line} gaming mouse, {sensor}
Use=Gaming :: {model} gaming mouse by {brand}, {buttons}, {colour}
Use=Ergonomic :: {brand} {line} vertical ergonomic mouse
Use=Ergonomic :: Ergonomic mouse {model}, {brand}, {connectivity}
Use=Travel :: {line} travel mouse, {weight}, {brand}
Use=Travel :: {brand} {model} compact mouse ({colour})
Silent clicks=Yes :: Silent mouse {line} from {brand}, {colour}
Silent clicks=Yes :: {brand} {model} quiet-click mouse, {connectivity}
Hand=Left :: {line} left-handed mouse by {brand}
Use=Office :: {line} {model} office mouse, {brand}
"""),
    leads=phrases("""
Use=Office :: A well-shaped mouse for long days of ordinary work.
Use=Gaming :: Fast, light and exact, with a sensor that does not lose track.
Use=Travel :: A flat little mouse that slips in beside the laptop.
Use=Ergonomic :: It holds your hand upright, as if for a handshake.
Use=Office; Connectivity=Wired :: A plain wired mouse: plug it in and get on with it.
Use=Gaming; Connectivity=Wireless :: A wireless gaming mouse with no lag that we could notice.
Use=Office; Power supply=Rechargeable :: An office mouse that never asks for a battery.
Hand=Left :: At last, a mouse shaped for the left hand.
Silent clicks=Yes :: You press, and nobody hears it.
"""),
    chats=phrases("""
Silent clicks=Yes :: Somebody near you is asleep, or on the phone, or easily annoyed.
Use=Ergonomic :: Sore wrist by Thursday? Have a look at this.
Use=Gaming :: It will not make you better. It will take away one excuse.
Ten thousand clicks a day add up, so let them be pleasant ones.
Use=Travel :: Trackpads are fine until the spreadsheet gets serious.
"""),
    sentences=phrases("""
Connectivity=Wireless; Power supply=Rechargeable :: It charges over USB-C and runs for weeks.
Power supply=AA battery :: One AA battery lasts about a year.
Connectivity=Wired :: The cable is braided and soft, so it does not tug.
Connectivity=Wireless :: It connects by a small USB dongle or by Bluetooth.
Sensor>=12000 :: The sensor goes up to {sensor}.
Sensor<=1600 :: {Sensor} is all that a single office screen needs.
Buttons>=8 :: With {buttons} you can put half of your keyboard under your thumb.
Buttons=3 buttons :: Two buttons and a wheel that clicks; that is all.
Silent clicks=Yes :: The switches are damped and close to silent.
Hand=Both :: The shape is symmetrical and suits either hand.
Hand=Right :: It is moulded for the right hand.
Hand=Left :: Buttons and thumb rest are mirrored.
Weight<=65 :: It weighs {weight}.
Weight>=115 :: At {weight} it feels planted on the desk.
"""),
    bits=phrases("""
{Connectivity}
{Sensor}
{Buttons}
Silent clicks=Yes :: Silent clicks
Power supply=Rechargeable :: Rechargeable
Power supply=AA battery :: Runs on one AA battery
{Weight}
Hand=Left|Right :: {Hand}-handed
In {colour}
PTFE feet
"""),
    closers=phrases("""
Works with all the usual systems, no driver needed.
Use=Gaming :: Profiles are saved in the mouse itself.
Small and medium hands like it best.
Three-year guarantee.
Runs on wood and cloth; on bare glass use a pad.
"""),
)  # fmt: skip


def _pad(d: Draw) -> dict[str, str]:
    size = d.pick("Small 3, Large 3, Desk-wide 2", {"Small": -0.15, "Desk-wide": 0.15})
    return {
        "Size": size,
        "Surface": d.pick("Cloth 5, Leather, Hard plastic 2", {"Leather": 0.15}),
        "Thickness": unit(d.rng.choice((2, 3, 4, 5)), " mm"),
        "Wrist support": d.yes(0.3, 0.4, 0.06) if size == "Small" else "No",
        "Colour": d.pick("Black 4, Grey 2, Blue, Green, Pink"),
        "Washable": d.yes(0.4, 0.8, 0.02),
        "Base": "Rubber",
    }


MOUSE_PADS = Category(
    name="Mouse Pads", prefix="pad", singular="mouse pad", plural="mouse pads",
    synonyms=("mouse mat", "mousepad", "desk mat"), zh=("鼠标垫", "桌垫"),
    count=11, brands=_BRANDS, price=(5, 46), facts=_pad, lines=DESK, accessory_of=("Mice",),
    titles=phrases("""
{brand} {line} mouse pad, {size}, {colour}
Size=Desk-wide :: {line} desk mat for keyboard and mouse, {brand}
Wrist support=Yes :: {brand} mouse pad with gel wrist rest, {colour}
{surface} mouse mat {line} by {brand}
Size=Large :: Large gaming mouse pad {line}, {thickness}, {brand}
"""),
    leads=phrases("""
Surface=Cloth :: A smooth woven surface that suits every mouse.
Surface=Hard plastic :: A hard, quick surface for light hands.
Surface=Leather :: A leather mat that makes any desk look tidy.
Size=Desk-wide :: One mat for keyboard, mouse and coffee cup.
"""),
    chats=phrases("""
Your desk is not as smooth as you think.
A mouse is only as good as what it runs on.
"""),
    sentences=phrases("""
Wrist support=Yes :: A gel cushion props up the wrist.
Washable=Yes :: It can be washed by hand.
Washable=No :: Wipe it with a damp cloth; do not wash it.
Thickness>=4 :: A thickness of {thickness} evens out a rough table.
Thickness<=2 :: It is just {thickness} thin.
Size=Small :: It fits where space is short.
Size=Large :: There is room for wide sweeps.
"""),
    bits=phrases("""
{Size} size
{Surface}
{Thickness}
{Base} base
Wrist support=Yes :: Wrist support
In {colour}
Surface!=Hard plastic :: Stitched edge
"""),
    closers=phrases("""
The rubber base grips.
Mouse not included.
Surface!=Hard plastic :: Unroll it and put a book on it overnight.
"""),
)  # fmt: skip
