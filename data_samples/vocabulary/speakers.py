"""Bluetooth speakers."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import AUDIO


def _speaker(d: Draw) -> dict[str, str]:
    size = d.pick("Pocket 3, Portable 4, Party 2, Shelf 2", {"Pocket": -0.2, "Party": 0.2, "Shelf": 0.12})
    watts = d.near({"Pocket": 6, "Portable": 20, "Party": 90, "Shelf": 45}[size], 0.4, 1)
    grams = {"Pocket": 0.25, "Portable": 0.7, "Party": 4.8, "Shelf": 2.4}[size]
    hours = d.number(8, 26, 1, lean=0.5, worth=0.08)
    proof = (
        d.pick("IPX4 2, IPX7 2, IP67 2, None 2", {"IP67": 0.05, "None": -0.05}) if size != "Shelf" else "None"
    )
    return {
        "Size": size,
        "Power": unit(watts, " W"),
        "Battery life": "Mains only" if size == "Shelf" else unit(hours, " h"),
        "Water resistance": proof,
        "Waterproof": "Yes" if proof in ("IPX7", "IP67") else "No",
        "Colour": d.pick("Black 3, Blue 2, Red, Green, Grey 2, White, Orange"),
        "Weight": unit(d.round_to(d.near(grams, 0.2, 0.01), 0.05), " kg"),
        "Stereo pairing": d.yes(0.2, 0.9, 0.04),
        "Connectivity": "Wireless",
    }


SPEAKERS = Category(
    name="Bluetooth Speakers", prefix="speaker", singular="bluetooth speaker", plural="bluetooth speakers",
    synonyms=("speaker", "wireless speaker", "portable speaker", "speakers"), zh=("蓝牙音箱", "音箱", "音响"),
    count=34, brands=("Norrvik", "Auralune", "Zephrano", "Sonquell", "Bellmoro"), price=(19, 390), facts=_speaker,
    lines=AUDIO, coded=0.5,
    titles=phrases("""
{brand} {line} bluetooth speaker, {colour}
{brand} {model} {power} wireless speaker
Size=Pocket :: {line} pocket speaker by {brand} in {colour}
Size=Pocket :: {brand} {model} mini bluetooth speaker, {weight}
Size=Party :: {brand} {line} party speaker {power}
Size=Party :: Party speaker {model}, {brand}, {battery_life} battery
Size=Shelf :: {brand} {line} bookshelf bluetooth speaker, {colour}
Size=Shelf :: Shelf speaker {line} {model} ({brand})
Size=Portable :: Portable speaker {line}, {battery_life}, {brand}
Waterproof=Yes :: Waterproof bluetooth speaker {line} {water_resistance} – {brand}
Waterproof=Yes :: {brand} {model} waterproof speaker, {colour}
"""),
    leads=phrases("""
Size=Pocket :: A speaker the size of a fist that fills a hotel room.
Size=Portable :: The one you take along: to the kitchen, the garden, the lake.
Size=Party :: Loud, heavy and not sorry about it.
Size=Shelf :: A grown-up speaker for the living room, with warm mids and calm bass.
Waterproof=Yes :: Made for pool edges, showers and boats.
Size=Party; Battery life>=15 :: A party box that outlasts the party.
Size=Portable; Battery life>=18 :: A travelling speaker that is rarely on the charger.
Stereo pairing=Yes :: Good alone, better as a pair.
Size!=Shelf :: Press one button, pair, play.
"""),
    chats=phrases("""
Size=Pocket|Portable :: Every picnic has someone playing music from a phone in a cup. Be the other someone.
Size=Party :: Tell the neighbours beforehand, or invite them.
Size=Shelf :: No, you do not need a wall of hi-fi.
Waterproof=Yes :: Dropped it in the lake? Fish it out and carry on.
Good music makes the washing-up go faster; that much is science.
"""),
    sentences=phrases("""
Power>=70 :: With {power} on tap, outdoors is not a problem.
Power<=8 :: {Power} is plenty for one room and too little for a garden.
Power>10; Power<40 :: {Power} fills a living room with some headroom left.
Battery life>=18 :: One charge lasts {battery_life}.
Battery life<=12; Battery life>=5 :: The battery is good for an afternoon, about {battery_life}.
Battery life=Mains only :: It runs from the mains only, so pick its place with care.
Waterproof=Yes :: Rated {Water_resistance}, it survives a dunking.
Water resistance=IPX4 :: Splashes are fine; diving is not ({Water_resistance}).
Stereo pairing=Yes :: Buy two and they pair as left and right.
Stereo pairing=No :: It plays alone: two of them will not pair as stereo.
Weight<=0.35 :: At {weight} you can hang it on a rucksack.
Weight>=4 :: {Weight} of it, with a handle on top.
Size=Shelf :: The cabinet is braced, so it does not hum along.
Size=Portable :: A rubber base keeps it from wandering off the table.
"""),
    bits=phrases("""
{Power}
Size!=Shelf :: {Battery_life} battery
Waterproof=Yes :: Waterproof to {Water_resistance}
Stereo pairing=Yes :: Pairs in stereo
{Weight}
In {colour}
Bluetooth 5.3
Hands-free calls
"""),
    closers=phrases("""
Size!=Shelf :: USB-C cable in the box.
Colour!=Black :: The {colour} cloth cover comes off for washing.
Also takes a plain audio cable.
Works with any phone from the last ten years.
"""),
)  # fmt: skip
