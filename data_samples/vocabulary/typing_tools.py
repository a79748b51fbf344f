"""Keyboards and wrist rests."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import DESK

_BRANDS = ("Cadrill", "Vostrin", "Keymarrow", "Halvorne", "Norrvik")


def _keyboard(d: Draw) -> dict[str, str]:
    kind = d.pick("Mechanical 5, Membrane 3, Scissor 3", {"Mechanical": 0.14, "Membrane": -0.16})
    layout = (
        d.pick("Full size 4, Tenkeyless 3, 75% 2, 60% 1")
        if kind == "Mechanical"
        else d.pick("Full size 4, Tenkeyless 2")
    )
    link = d.pick("Wireless 3, Wired 3", {"Wireless": 0.07})
    switch = d.pick("Linear 3, Tactile 3, Clicky 2") if kind == "Mechanical" else "None"
    noise = {"Clicky": "Loud", "Tactile": "Medium", "Linear": "Medium"}.get(switch, "Quiet")
    light = d.pick("None 3, Single colour 2, RGB 2", {"RGB": 0.05}) if kind != "Membrane" else "None"
    return {
        "Type": kind,
        "Layout": layout,
        "Connectivity": link,
        "Switches": switch,
        "Noise": "Quiet" if switch == "Linear" and d.quality > 0.7 else noise,
        "Backlight": light,
        "Hot-swappable": d.yes(0.1, 0.8, 0.05) if kind == "Mechanical" else "No",
        "Battery life": unit(d.rng.choice((2, 3, 6, 12)), " months") if link == "Wireless" else "No battery",
        "Colour": d.pick("Black 4, White 3, Grey 2, Beige, Blue, Green"),
        "Weight": unit(
            d.near(
                {"Full size": 950, "Tenkeyless": 780, "75%": 700}.get(layout, 560)
                * (1.0 if kind == "Mechanical" else 0.65),
                0.12,
                10,
            ),
            " g",
        ),
    }


KEYBOARDS = Category(
    name="Keyboards", prefix="keyboard", singular="keyboard", plural="keyboards",
    synonyms=("computer keyboard", "mechanical keyboard", "wireless keyboard"), zh=("键盘", "机械键盘"),
    count=34, brands=_BRANDS, price=(16, 240), facts=_keyboard, lines=DESK, coded=0.55,
    titles=phrases("""
{brand} {line} {connectivity} keyboard, {colour}
{brand} {model} {type} keyboard
Type=Mechanical :: {brand} {line} mechanical keyboard, {layout}
Type=Mechanical :: {model} mechanical keyboard with {switches} switches, {brand}
Type=Mechanical; Backlight=RGB :: {line} {model} RGB gaming keyboard by {brand}
Layout=60%|75% :: Compact {layout} keyboard {line} – {brand}, {colour}
Layout=Tenkeyless :: {brand} {line} tenkeyless keyboard ({connectivity})
Type=Scissor :: {line} slim keyboard by {brand}, {colour}
Type=Membrane :: {brand} {line} office keyboard, {connectivity}
Noise=Quiet :: Quiet {connectivity} keyboard {line}, {brand}
Noise=Quiet :: {brand} {model} silent keyboard, {colour}
Connectivity=Wireless :: {brand} {model} wireless keyboard, {layout}
"""),
    leads=phrases("""
Type=Mechanical :: Real switches, solid keycaps, a sound that you pick yourself.
Type=Scissor :: A flat keyboard with short travel, close to what laptops have.
Type=Membrane :: A no-nonsense keyboard for the office and the kitchen table.
Type=Mechanical; Layout=Full size :: A full board with proper switches, for people who write a lot.
Type=Mechanical; Layout=Tenkeyless :: The favourite size of people who type and game on one desk.
Connectivity=Wireless :: One keyboard for computer, tablet and phone.
Layout=60% :: Nothing but letters and numbers: the rest hides behind a function key.
Noise=Quiet :: A keyboard for shared rooms and late hours.
Backlight=RGB :: Lights, if you want them; all of them, if you really want them.
"""),
    chats=phrases("""
Switches=Clicky :: Your colleagues will know when you are working.
Noise=Quiet :: Taking notes in a meeting should not sound like hail.
You type more words in a day than you speak. Choose well.
Type=Mechanical :: Careful, keyboards can become a hobby.
Type=Membrane :: Spill on it, wipe it, type on.
"""),
    sentences=phrases("""
Switches=Linear :: The linear switches go down smoothly, with no bump.
Switches=Tactile :: Tactile switches give a small bump under the finger.
Switches=Clicky :: Clicky switches answer every press out loud.
Hot-swappable=Yes :: The switches pull out by hand if you want to try others.
Connectivity=Wireless :: It pairs with three devices and lasts {battery_life} per charge.
Connectivity=Wired :: It connects by a USB-C cable that you can unplug.
Layout=Full size :: There is a full number block for people who live in spreadsheets.
Layout=Tenkeyless :: Without the number block the mouse moves closer.
Layout=75% :: The 75% layout keeps the arrow keys and drops the rest.
Backlight=RGB :: Every key can have a colour of its own.
Backlight=Single colour :: A plain backlight helps in the dark.
Backlight=None :: There is no backlight.
Weight>=950 :: At {weight} it does not slide.
Weight<=480 :: {Weight} is light enough for a bag.
Type=Membrane :: The keys are soft and close to silent.
Noise=Loud :: It is loud, and its owners love it for that.
Type=Scissor :: The keys are low and steady, with hardly any wobble.
"""),
    bits=phrases("""
{Layout} layout
{Connectivity}
Type=Mechanical :: {Switches} switches
Type!=Mechanical :: {Type} keys
Hot-swappable=Yes :: Hot-swappable
Backlight=RGB|Single colour :: {Backlight} backlight
{Weight}
Noise=Quiet :: Quiet keys
In {colour}
US layout print
"""),
    closers=phrases("""
Fold-out feet set the angle.
Keycaps are printed so that letters do not rub off.
Type=Mechanical :: A keycap puller is in the box.
Works as soon as it is plugged in or paired.
"""),
)  # fmt: skip


def _rest(d: Draw) -> dict[str, str]:
    return {
        "Length": d.pick("For full size 4, For tenkeyless 3, For 60% 1"),
        "Material": d.pick("Memory foam 4, Gel 2, Walnut 2", {"Walnut": 0.2}),
        "Height": unit(d.rng.choice((15, 18, 20, 22)), " mm"),
        "Cover": d.pick("Fabric 3, Faux leather 3"),
        "Colour": d.pick("Black 4, Grey 2, Beige"),
        "Non-slip base": d.yes(0.7, 1.0, 0.02),
    }


WRIST_RESTS = Category(
    name="Wrist Rests", prefix="rest", singular="wrist rest", plural="wrist rests",
    synonyms=("keyboard wrist rest", "palm rest", "wrist pad"), zh=("腕托", "键盘手托"),
    count=10, brands=_BRANDS, price=(9, 48), facts=_rest, lines=DESK, accessory_of=("Keyboards", "Mice"),
    titles=phrases("""
{brand} {line} keyboard wrist rest, {material}
{material} palm rest for keyboards, {brand}
Length=For tenkeyless :: {line} tenkeyless wrist rest by {brand}
Length=For full size :: Full-length keyboard wrist rest {line}, {brand}, {colour}
"""),
    leads=phrases("""
Material=Memory foam :: Soft foam in front of the keyboard, to keep your wrists level.
Material=Walnut :: A bar of oiled walnut with a gentle slope.
Material=Gel :: A cool gel cushion for long typing days.
"""),
    chats=phrases("""
Wrists first, deadlines second.
Try it for a week; then try to do without.
"""),
    sentences=phrases("""
Height>=20 :: At {height} it matches tall mechanical keyboards.
Height<=18 :: It is low ({height}) and suits flat boards.
Non-slip base=Yes :: It stays where it is, thanks to a rubber base.
Cover=Faux leather; Material!=Walnut :: The cover wipes clean.
Cover=Fabric; Material!=Walnut :: The cloth cover feels dry on warm days.
Length=For full size :: It runs the length of a full-size board.
Length=For tenkeyless :: Cut to the length of a board without number block.
"""),
    bits=phrases("""
{Length} boards
{Material}
{Height} high
Non-slip base=Yes :: Non-slip base
Material!=Walnut :: {Cover} cover
Rounded edges
"""),
    closers=phrases("""
Keyboard not included.
Wipe with a damp cloth.
Goes with any make.
"""),
)  # fmt: skip
