"""Headphones, their cases, and bluetooth speakers."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import AUDIO

_BRANDS = ("Norrvik", "Auralune", "Zephrano", "Sonquell", "Bellmoro")


def _headphones(d: Draw) -> dict[str, str]:
    fit = d.pick("Over-ear 4, On-ear 2, In-ear 4", {"Over-ear": 0.06, "On-ear": -0.04})
    wireless = d.pick("Wireless 4, Wired 2", {"Wireless": 0.06, "Wired": -0.1})
    cancelling = d.yes(0.05, 0.85, 0.16) if wireless == "Wireless" else "No"
    hours = d.number(18, 60, 1, lean=0.4, worth=0.06) if fit != "In-ear" else d.number(5, 12, 0.5, lean=0.4)
    weight = {"Over-ear": 255, "On-ear": 165}.get(fit, 12 if wireless == "Wireless" else 18)
    return {
        "Type": fit,
        "Connectivity": wireless,
        "Noise cancelling": cancelling,
        "Battery life": unit(hours, " h") if wireless == "Wireless" else "No battery",
        "Colour": d.pick("Black 4, White 2, Blue, Grey, Beige, Green"),
        "Weight": unit(d.near(weight, 0.15, 1 if fit == "In-ear" else 5), " g"),
        "Microphone": d.yes(0.6, 1.0, 0.02),
        "Water resistance": d.pick("None 3, IPX4 2, IPX5") if fit == "In-ear" else d.pick("None 6, IPX4"),
        "Foldable": "No" if fit == "In-ear" else d.yes(0.3, 0.7, 0.02),
    }


HEADPHONES = Category(
    name="Headphones", prefix="headphones", singular="headphones", plural="headphones",
    synonyms=("headphone", "headset", "earphones", "earbuds", "cans"), zh=("耳机", "头戴式耳机", "耳塞"),
    count=36, brands=_BRANDS, price=(18, 420), facts=_headphones, lines=AUDIO, coded=0.55,
    titles=phrases("""
{brand} {line} {type} headphones, {colour}
{line} {type} headphones by {brand}
{type} headphones {line} in {colour}, {brand}
{brand} {model} {connectivity} headphones
{line} {model} {connectivity} headphones ({brand})
Noise cancelling=Yes :: {brand} {line} noise-cancelling headphones, {type}, {colour}
Noise cancelling=Yes :: {brand} {model} headphones with active noise cancelling ({colour})
Type=In-ear; Connectivity=Wireless :: {line} true wireless earbuds by {brand}
Type=In-ear; Connectivity=Wireless :: {brand} {model} earbuds, {battery_life}, {colour}
Type=In-ear; Connectivity=Wired :: {brand} {line} wired earphones with cable remote
Type=In-ear; Connectivity=Wired :: Wired in-ear headphones {model}, {brand}
Type=In-ear; Connectivity=Wireless :: Earbuds {model} by {brand}, {colour}
Noise cancelling=Yes :: Noise-cancelling headphones {line}, {brand}
Type=Over-ear; Connectivity=Wired :: {brand} {line} studio headphones, wired, {colour}
Type=Over-ear :: Over-ear headphones {model} {line} from {brand}
Type=On-ear :: {brand} {line} on-ear headphones – {colour}
Type=On-ear :: {brand} {model} light on-ear headphones, {weight}
Type!=In-ear; Connectivity=Wireless :: {line} {model} bluetooth headphones, {battery_life} battery, {brand}
"""),
    leads=phrases("""
Type=Over-ear :: Full-size headphones with soft cushions that close around the ear.
Type=Over-ear; Noise cancelling=Yes :: Big, quiet headphones for planes, trains and deep work.
Type=Over-ear; Connectivity=Wired :: An open, even sound for mixing, practising or just listening closely.
Type=In-ear; Noise cancelling=Yes :: Earbuds that turn the world down.
Foldable=Yes :: Headphones made to live in a bag.
Type=On-ear :: Small, light headphones that sit on the ear and leave you some of the world.
Type=In-ear; Connectivity=Wireless :: Tiny earbuds that live in a pocket-sized charging box.
Type=In-ear; Connectivity=Wired :: Simple wired earphones that never need charging.
Noise cancelling=Yes; Type!=In-ear :: Put them on and the train, the fridge and the neighbours fade away.
Connectivity=Wired; Type!=In-ear :: Plug in and play: no pairing, no delay, no battery to worry about.
Type!=On-ear; Microphone=Yes :: Made for long calls as much as for long albums.
"""),
    chats=phrases("""
Noise cancelling=Yes :: Open-plan office? Crying baby in row 14? You will be fine.
Connectivity=Wired :: Remember when headphones just worked? These still do.
Type=In-ear :: You will forget that you are wearing them, which is the whole idea.
Type=Over-ear :: Close the door without having a door.
Microphone=Yes :: Half of your calls happen on the move anyway.
Type=On-ear :: You hear the music and, if you must, the doorbell.
We have listened to these far longer than we needed to for this text.
Battery life>=40 :: Charge them on Sunday and forget about it until the next one.
"""),
    sentences=phrases("""
Noise cancelling=Yes :: Active noise cancelling takes out the low rumble of engines and fans.
Noise cancelling=No; Type=Over-ear :: There is no active noise cancelling, but the thick pads block a fair amount.
Battery life>=40 :: The battery lasts {battery_life} on one charge.
Battery life>=18; Battery life<40 :: Expect around {battery_life} of music between charges.
Battery life>=3; Battery life<18 :: They run for {battery_life}, and the box holds three more charges.
Connectivity=Wireless :: They remember two devices and switch between phone and laptop.
Connectivity=Wired; Type!=In-ear :: The cable unplugs at the cup, so it can be replaced.
Microphone=Yes :: The microphone keeps your voice clear when you call from the street.
Microphone=No :: There is no microphone: these are for music only.
Water resistance=IPX4|IPX5 :: Sweat and rain are no problem ({Water_resistance}).
Foldable=Yes :: They fold flat for the bag.
Weight<=25 :: Each set weighs a mere {weight}.
Weight>=280 :: They weigh {weight}, and you notice it after a few hours.
Type=On-ear; Weight<=190 :: At {weight} they hardly press at all.
Type=Over-ear :: The cushions come off for washing.
Type=In-ear :: Four sizes of silicone tips are in the box.
"""),
    bits=phrases("""
{Type}
{Connectivity}
Connectivity=Wireless :: {Battery_life} battery
Noise cancelling=Yes :: Active noise cancelling
Microphone=Yes :: Microphone for calls
Water resistance!=None :: {Water_resistance} rated
{Weight}
Foldable=Yes :: Folds flat
Finish: {colour}
"""),
    closers=phrases("""
Connectivity=Wireless :: Charges over USB-C.
Connectivity=Wired :: Ends in a 3.5 mm plug.
Spare pads and tips are in our shop.
Thirty days to listen and decide.
Type!=In-ear :: The headband adjusts far enough for large heads.
"""),
)  # fmt: skip


def _case(d: Draw) -> dict[str, str]:
    fits = d.pick("Over-ear headphones 5, In-ear headphones 3, On-ear headphones")
    material = d.pick(
        "EVA 4, Leather 2, Fabric 2, Silicone", {"Leather": 0.2, "Silicone": -0.1, "Fabric": -0.05}
    )
    return {
        "Fits": fits,
        "Material": material,
        "Shell": "Soft" if material in ("Fabric", "Silicone") else "Hard",
        "Colour": d.pick("Black 4, Grey 2, Blue, Red, Brown"),
        "Water resistant": d.yes(0.3, 0.8, 0.03),
        "Cable pocket": d.yes(0.4, 0.9, 0.03),
        "Weight": unit(d.near(45 if fits.startswith("In") else 190, 0.2, 5), " g"),
    }


HEADPHONE_CASES = Category(
    name="Headphone Cases", prefix="hpcase", singular="headphone case", plural="headphone cases",
    synonyms=("headphones case", "earbud case", "headset pouch"), zh=("耳机盒", "耳机包", "耳机收纳包"),
    count=11, brands=_BRANDS, price=(7, 48), facts=_case, lines=AUDIO, accessory_of=("Headphones",),
    titles=phrases("""
{brand} {line} case for {fits}
Shell=Hard :: Hard travel case for {fits}, {brand}, {colour}
Shell=Soft :: Soft pouch for {fits}, {brand} {line}
Fits=In-ear headphones :: {brand} earbud case, {material}, {colour}
Fits!=In-ear headphones :: Headphone case {line} by {brand}, {colour}
"""),
    leads=phrases("""
Shell=Hard :: A rigid case that keeps your headphones from being crushed in a bag.
Shell=Soft :: A soft pouch against scratches and tangles.
Sized for {fits}.
"""),
    chats=phrases("""
The headphones were not cheap; this is.
Bags are rougher than they look.
Fits=In-ear headphones :: Loose earphones in a bag tie themselves into knots. Everybody knows this.
"""),
    sentences=phrases("""
Material=Leather :: The leather darkens a little with the years.
Material=EVA :: Moulded EVA foam takes the knocks.
Material=Fabric :: Woven fabric outside, fleece inside.
Material=Silicone :: The silicone washes clean under the tap.
Cable pocket=Yes :: A mesh pocket holds the cable and a spare adapter.
Cable pocket=No :: There is one compartment and no pocket for cables.
Water resistant=Yes :: Rain does not get through.
"""),
    bits=phrases("""
For {fits}
{Material}
{Shell} shell
Water resistant=Yes :: Water resistant
Cable pocket=Yes :: Pocket for cables
{Weight}
In {colour}
"""),
    closers=phrases("""
Headphones not included.
The zip runs smoothly all the way round.
Fits most makes, not only ours.
"""),
)  # fmt: skip
