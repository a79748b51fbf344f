"""Running shoes and insoles."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import TRAIL

_BRANDS = ("Loftrun", "Talusway", "Kirrano", "Pathern", "Ravensund")


def _shoe(d: Draw) -> dict[str, str]:
    terrain = d.pick("Road 5, Trail 4, Track", {"Trail": 0.04})
    cushioning = d.pick("Firm 2, Medium 4, Soft 4", {"Soft": 0.06}) if terrain != "Track" else "Firm"
    proof = d.yes(0.1, 0.6, 0.1) if terrain == "Trail" else "No"
    grams = {"Firm": 205, "Medium": 250, "Soft": 285}[cushioning] + (45 if proof == "Yes" else 0)
    grams += 30 if terrain == "Trail" else 0
    drop = d.rng.choice((0, 4, 4, 6, 8, 8, 10))
    return {
        "Terrain": terrain,
        "Cushioning": cushioning,
        "Width": d.pick("Normal 5, Wide 3, Narrow"),
        "Waterproof": proof,
        "Support": d.pick("Neutral 4, Stability 2", {"Stability": 0.04}),
        "Drop": unit(drop, " mm"),
        "Weight": unit(d.near(grams - 30 * d.quality, 0.06, 5), " g"),
        "Colour": d.pick("Black 3, Blue 2, White 2, Orange, Green, Red, Grey"),
        "For": d.pick("Women 3, Men 3, Everyone"),
    }


RUNNING_SHOES = Category(
    name="Running Shoes", prefix="shoe", singular="running shoe", plural="running shoes",
    synonyms=("running shoe", "trainers", "runners", "trail shoes", "jogging shoes", "sneakers"),
    zh=("跑鞋", "跑步鞋", "运动鞋"),
    count=36, brands=_BRANDS, price=(48, 215), facts=_shoe, lines=TRAIL,
    titles=phrases("""
{brand} {line} running shoes, {colour}
Terrain=Trail :: {brand} {line} trail running shoes ({colour})
Terrain=Trail; Waterproof=Yes :: {line} waterproof trail shoes by {brand}
Terrain=Road :: {brand} {line} road running shoes, {cushioning} cushioning
Terrain=Track :: {brand} {line} track racing shoes, {weight}
For!=Everyone :: {for}'s running shoes {line}, {colour}, {brand}
For!=Everyone; Terrain=Trail :: {for}'s trail runners {line} – {brand}
{line} by {brand}, {terrain} shoe, {drop} drop
Terrain=Road; Cushioning=Medium|Soft :: Everyday running shoes {line} ({weight}), {brand}
{brand} {line}
For=Everyone :: {line} unisex running shoes, {colour}, {brand}
Width=Wide :: {brand} {line} wide-fit running shoes, {colour}
Cushioning=Soft :: Soft-cushioned running shoes {line} from {brand}
Support=Stability :: {brand} {line} stability running shoes
Weight<=215 :: {line} lightweight running shoes, {weight}, {brand}
"""),
    leads=phrases("""
Terrain=Road; Cushioning=Soft :: A plush everyday trainer for long, easy kilometres on tarmac.
Terrain=Road; Cushioning=Firm :: A quick shoe with a firm ride, for tempo days.
Terrain=Road; Cushioning=Medium :: One pair for most days: easy runs, intervals, the bus you nearly miss.
Terrain=Trail; Cushioning=Soft :: A cushioned trail shoe for long days out, downhill included.
Terrain=Trail; Cushioning=Firm :: A low, nimble shoe for technical ground.
Terrain=Trail; Waterproof=Yes :: Wet grass, melting snow, cold streams: keep going.
Terrain=Trail :: Lugs that bite into mud and a toe cap that forgives you for roots.
Terrain=Track :: A stripped-down racer for the oval.
Width=Wide :: Built on a wide last, with space for toes to spread.
Drop=0 mm :: Heel and toe at the same height, as when you walk barefoot.
"""),
    chats=phrases("""
Terrain=Trail :: The best runs start where the pavement stops.
Waterproof=Yes :: Soaked socks at kilometre two ruin the other eight.
Support=Stability :: Look at your old soles: worn down on the inside? Then read on.
Terrain=Road :: You, the road, six in the morning.
Cushioning=Soft :: Your knees have asked us to show you these.
New runners often buy too small; take half a size up in this one.
Width=Wide :: If every other shoe pinches, start here.
Weight<=220 :: Pick one up and you will check whether the box is empty.
"""),
    sentences=phrases("""
Cushioning=Soft; Terrain!=Track :: The foam is soft underfoot and still has some spring on tired legs.
Cushioning=Firm :: The midsole is firm, so you feel the ground.
Cushioning=Medium :: Cushioning sits in the middle: neither mushy nor harsh.
Width=Wide :: The forefoot is wide, a relief for broad feet.
Width=Narrow :: They come up narrow and hold slim feet well.
Waterproof=Yes :: A waterproof membrane keeps puddles out.
Waterproof=No; Terrain=Trail :: The mesh is not waterproof, but it drains and dries fast.
Support=Stability :: A firmer edge on the inside steadies feet that roll inwards.
Support=Neutral :: Made for neutral runners, without extra support.
Weight<=225 :: A single shoe weighs {weight}.
Weight>=300 :: At {weight} a shoe they are solid rather than fast.
Drop<=4 :: The drop is {drop}, so give your calves a few weeks.
Drop>=8 :: A {drop} drop takes some strain off the calves.
Terrain=Road :: Reflective heel tabs help after dark.
Terrain=Trail :: The 5 mm lugs grip on wet rock and on grass.
"""),
    bits=phrases("""
{Terrain} running
{Cushioning} cushioning
Width!=Normal :: {Width} fit
Waterproof=Yes :: Waterproof
{Weight} a shoe
{Drop} drop
{Support} support
Colour: {colour}
For!=Everyone :: {For}'s sizes
"""),
    closers=phrases("""
Laces and loops are made of recycled yarn.
The insole comes out if you use your own.
In {colour}.
Expect 600 to 800 km from a pair.
For=Everyone :: Sizes 36 to 48.
"""),
)  # fmt: skip


def _insole(d: Draw) -> dict[str, str]:
    return {
        "Arch": d.pick("Low 2, Medium 4, High 2"),
        "Material": d.pick("Foam 4, Gel 3, Cork 2", {"Cork": 0.12, "Gel": 0.03}),
        "Thickness": unit(d.number(3, 8, 1), " mm"),
        "Use": d.pick("Running 4, Walking 2, Everyday 2"),
        "Cut to size": d.yes(0.7, 0.3, 0.0),
        "Washable": d.yes(0.3, 0.8, 0.03),
        "Pack": d.pick("1 pair 3, 2 pairs 1", {"2 pairs": 0.08}),
    }


INSOLES = Category(
    name="Shoe Insoles", prefix="insole", singular="shoe insole", plural="shoe insoles",
    synonyms=("insoles", "inner soles", "shoe inserts"), zh=("鞋垫", "运动鞋垫"),
    count=11, brands=_BRANDS, price=(7, 55), facts=_insole, lines=TRAIL, accessory_of=("Running Shoes",),
    titles=phrases("""
{brand} {line} {material} insoles, {arch} arch
Use=Running :: Insoles for running shoes, {brand} {line}, {thickness}
{brand} {material} shoe inserts for {use}
Cut to size=Yes :: Cut-to-size {material} insoles {line}, {brand} ({pack})
Arch=High :: {line} high-arch shoe insoles from {brand}
"""),
    leads=phrases("""
Fresh insoles make a tired pair of shoes feel new.
Arch=High :: Firm lift for feet with a high arch.
Use=Running :: Made to replace the thin sheet that comes with most running shoes.
"""),
    chats=phrases("""
Before you buy new shoes, try these.
Eight hours on a shop floor taught us about insoles.
"""),
    sentences=phrases("""
Material=Gel :: Gel under heel and ball takes the sting out of hard floors.
Material=Cork :: Cork moulds itself to your foot within a week or two.
Material=Foam :: The open-cell foam breathes.
Thickness<=4 :: At {thickness} they fit into snug shoes.
Thickness>=6 :: They are {thickness} thick, so you may need to loosen your laces.
Cut to size=Yes :: Cut along the printed line with ordinary scissors.
Cut to size=No :: Sold by shoe size; no cutting needed.
Washable=Yes :: Wash by hand and let them dry in the air.
"""),
    bits=phrases("""
{Pack}
{Arch} arch
{Material}
{Thickness} thick
For {use}
Washable=Yes :: Washable
"""),
    closers=phrases("""
Shoes not included.
Change them twice a year.
Take out the old insole first.
"""),
)  # fmt: skip
