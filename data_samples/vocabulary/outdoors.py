"""Rain jackets, yoga mats and bags for them."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases
from data_samples.vocabulary.pools import TRAIL


def _jacket(d: Draw) -> dict[str, str]:
    column = int(d.number(3000, 28000, 1000, lean=0.7, worth=0.16))
    layers = "3-layer" if column >= 18000 else "2.5-layer" if column >= 9000 else "2-layer"
    use = d.pick("Hiking 3, City 4, Running 2, Cycling 2")
    grams = {"Hiking": 420, "City": 640, "Running": 190, "Cycling": 260}[use]
    return {
        "Use": use,
        "Waterproof": "Yes" if column >= 8000 else "No",
        "Water column": unit(column, " mm"),
        "Construction": layers,
        "Hood": "Yes" if use in ("Hiking", "City") else d.yes(0.3, 0.7, 0.02),
        "Packable": "Yes" if use == "Running" else d.yes(0.3, 0.6, 0.02) if use != "City" else "No",
        "Weight": unit(d.near(grams, 0.15, 10), " g"),
        "Colour": d.pick("Black 2, Yellow 2, Blue 3, Green 2, Red, Orange, Grey"),
        "For": d.pick("Women 3, Men 3, Everyone"),
        "Underarm zips": d.yes(0.1, 0.8, 0.04) if use == "Hiking" else "No",
    }


RAIN_JACKETS = Category(
    name="Rain Jackets", prefix="jacket", singular="rain jacket", plural="rain jackets",
    synonyms=("raincoat", "rain coat", "waterproof jacket", "rain shell", "anorak"), zh=("雨衣", "冲锋衣", "防雨夹克"),
    count=34, brands=("Ravensund", "Mossgate", "Kirrano", "Talusway", "Loftrun"), price=(39, 390), facts=_jacket,
    lines=TRAIL,
    titles=phrases("""
{brand} {line} rain jacket, {colour}
{line} {colour} raincoat by {brand}
Waterproof=Yes :: {brand} {line} waterproof jacket ({colour})
Construction=3-layer :: {brand} {line} 3-layer shell, {colour}
Use=Running :: {line} running rain jacket {weight}, {brand}
Use=Cycling :: {brand} {line} cycling rain jacket – {colour}
Use=Hiking :: Hiking rain shell {line}, {brand}, {colour}
Use=City :: {brand} {line} city raincoat
For!=Everyone :: {for}'s rain jacket {line} from {brand}, {colour}
Packable=Yes :: {brand} {line} packable rain jacket, {weight}
Waterproof=Yes :: {water_column} waterproof shell {line}, {brand}
{line} by {brand}: {use} rain jacket in {colour}
Hood=Yes :: Hooded rain jacket {line}, {colour} ({brand})
Waterproof=No :: {line} shower jacket, {weight}, from {brand}
"""),
    leads=phrases("""
Use=City :: A longer cut for people who walk, cycle and wait for trams in the rain.
Use=Hiking :: A mountain shell with a hood that turns with your head.
Use=Running :: A thin layer against showers that breathes while you run.
Use=Cycling :: Cut longer at the back, with a collar that stays shut in the wind.
Waterproof=Yes; Water column>=20000 :: For rain that has been going on for hours.
Waterproof=No :: A light jacket for drizzle and wind.
Packable=Yes :: It disappears into its own pocket until the sky turns.
"""),
    chats=phrases("""
There is no bad weather, as they say in places with very bad weather.
Use=City :: You should not have to dress like a mountaineer to buy bread.
Use=Running|Cycling :: The forecast said dry. The forecast says that every week.
Use=Hiking :: On the ridge, with the rain coming sideways, you will be glad of the hood.
Packable=Yes :: Take it along and it will not rain; that is how it works.
"""),
    sentences=phrases("""
Waterproof=Yes; Water column>=20000 :: A {water_column} water column stands up to storms and rucksack straps.
Waterproof=Yes; Water column<20000 :: It is waterproof to {water_column}, with taped seams.
Waterproof=No :: It holds off showers up to {water_column}, not a whole wet day.
Construction=3-layer :: The 3-layer fabric is tough and needs no lining.
Construction=2.5-layer :: A printed inner face keeps the fabric off your skin.
Construction=2-layer :: A loose mesh lining makes it pleasant over a shirt.
Hood=Yes :: The hood rolls away into the collar.
Hood=No :: It has no hood, so take a cap.
Underarm zips=Yes :: Zips under the arms let out steam on the way up.
Packable=Yes :: Packed, it is about as big as a grapefruit.
Weight<=250 :: At {weight} there is no reason to leave it at home.
Weight>=600 :: It weighs {weight} and feels like a proper coat.
Use=Cycling :: Reflective piping shows you to the cars behind.
Use=City :: Deep pockets take gloves, keys and a paperback.
Use=Running :: The cuffs are elastic and do not flap.
"""),
    bits=phrases("""
Use=City :: For everyday wear in the city
Waterproof=Yes :: Waterproof, {water_column}
Waterproof=No :: Shower-proof, {water_column}
{Construction} fabric
Hood=Yes :: Hood
Packable=Yes :: Packs into its pocket
{Weight}
In {colour}
For!=Everyone :: {For}'s cut
Free of PFAS
"""),
    closers=phrases("""
Wash it now and then; dirt makes any membrane leak.
Fits over a jumper.
Colour=Yellow|Orange|Red :: The {colour} is easy to spot in fog.
We repair torn ones.
Zips are covered by a flap.
"""),
)  # fmt: skip


def _mat(d: Draw) -> dict[str, str]:
    material = d.pick(
        "PVC 3, TPE 4, Natural rubber 3, Cork 2, Jute", {"PVC": -0.15, "Natural rubber": 0.15, "Cork": 0.12}
    )
    thickness = (
        d.rng.choice((1.5, 3, 4, 5, 6, 8))
        if material not in ("PVC", "TPE")
        else d.rng.choice((4, 5, 6, 8, 10))
    )
    length = d.rng.choice((173, 183, 183, 200))
    density = {"PVC": 0.8, "TPE": 0.6, "Natural rubber": 1.35, "Cork": 1.05}.get(material, 1.1)
    d.worth += (length - 180) * 0.003
    return {
        "Thickness": unit(thickness, " mm"),
        "Material": material,
        "Length": unit(length, " cm"),
        "Grip": "High" if material in ("Natural rubber", "Cork") else d.pick("Medium 3, High 1, Low 1"),
        "Weight": unit(d.round_to(length * 0.62 * thickness * density / 700 + 0.3, 0.1), " kg"),
        "Colour": "Brown" if material == "Cork" else d.pick("Purple 2, Green 2, Blue 2, Grey 2, Black, Pink"),
        "Carry strap": d.yes(0.3, 0.8, 0.02),
        "Foldable": "Yes" if thickness <= 3 and material != "Cork" else "No",
        "Latex free": "No" if material == "Natural rubber" else "Yes",
    }


YOGA_MATS = Category(
    name="Yoga Mats", prefix="mat", singular="yoga mat", plural="yoga mats",
    synonyms=("exercise mat", "gym mat", "pilates mat", "fitness mat"), zh=("瑜伽垫", "健身垫"),
    count=34, brands=("Mossgate", "Loftrun", "Kirrano", "Pathern"), price=(14, 128), facts=_mat, lines=TRAIL,
    titles=phrases("""
{brand} {line} yoga mat, {thickness}, {colour}
{brand} {line} {material} yoga mat
Thickness>=8 :: {line} extra-thick exercise mat {thickness}, {brand}
Foldable=Yes :: {brand} {line} folding travel yoga mat, {weight}
Material=Cork :: Cork yoga mat {line}, {thickness}, by {brand}
Length>=200 :: {brand} {line} long yoga mat {length}, {colour}
Carry strap=Yes :: {line} yoga mat with strap – {brand}, {colour}
Material=Natural rubber :: {line} natural rubber mat {thickness} from {brand}
{thickness} pilates and yoga mat {line}, {brand}
"""),
    leads=phrases("""
Material=Natural rubber :: A dense, grippy mat made from tree rubber.
Material=Cork :: Cork on top, rubber below: the more you sweat, the better it holds.
Material=TPE :: A light foam mat for home, gym and garden.
Material=PVC :: A hard-wearing studio mat that wipes clean in seconds.
Material=Jute :: Woven jute gives this mat an open, earthy feel.
Thickness>=8 :: Plenty of padding for knees, hips and hard floors.
Foldable=Yes :: Thin enough to fold like a towel and pack in a suitcase.
"""),
    chats=phrases("""
Roll it out. Most of the work is done.
Thickness>=8 :: If kneeling hurts, you need a thicker mat and not more willpower.
Grip=High :: Downward dog should not turn into downhill.
Six square feet of nobody asking you anything.
Length>=200 :: Tall people deserve to keep their heels on the mat too.
"""),
    sentences=phrases("""
Thickness>=8 :: It is {thickness} thick.
Thickness<=3 :: At {thickness} you feel the floor, which helps with balance.
Thickness>=4; Thickness<=6 :: The {thickness} middle way suits most kinds of practice.
Grip=High :: Hands stay put, even in a hot room.
Grip=Medium :: The grip is good for calm practice; lay a towel on it for hot classes.
Grip=Low :: The surface is on the slippery side, better for stretching than for standing poses.
Length>=200 :: With {length} there is space for tall people.
Weight>=2.6 :: It weighs {weight}, so it lies flat and stays there.
Weight<=1.2 :: It weighs only {weight}.
Carry strap=Yes :: A cotton strap to carry it is included.
Foldable=No; Thickness>=6 :: Store it rolled, never folded.
Latex free=Yes :: There is no latex in it.
Latex free=No :: It contains natural latex, so mind your allergies.
Material=Natural rubber :: A slight smell of rubber goes after a week of airing.
Material=TPE :: The foam is closed-cell and does not soak up sweat.
"""),
    bits=phrases("""
{Thickness} thick
{Material}
{Length} long
{Grip} grip
{Weight}
Latex free=Yes :: Latex free
Foldable=Yes :: Folds up
Carry strap=Yes :: With carry strap
Colour: {colour}
"""),
    closers=phrases("""
Wipe it down with water and a drop of soap.
Both sides can be used.
Keep it out of strong sun.
In {colour}.
"""),
)  # fmt: skip


def _matbag(d: Draw) -> dict[str, str]:
    return {
        "Fits": d.pick("Mats up to 6 mm 3, Mats up to 10 mm 3"),
        "Material": d.pick("Cotton 4, Nylon 3, Hemp", {"Hemp": 0.08}),
        "Closure": d.pick("Zip 4, Drawstring 3", {"Zip": 0.06}),
        "Colour": d.pick("Grey 2, Black 2, Green, Purple, Blue, Beige 2"),
        "Pockets": d.pick("None 2, 1 pocket 3, 2 pockets 2", {"2 pockets": 0.08}),
        "Washable": d.yes(0.5, 0.9, 0.02),
    }


MAT_BAGS = Category(
    name="Yoga Mat Bags", prefix="matbag", singular="yoga mat bag", plural="yoga mat bags",
    synonyms=("mat carrier", "mat bag", "yoga bag"), zh=("瑜伽垫包", "瑜伽包"),
    count=10, brands=("Mossgate", "Loftrun", "Kirrano", "Pathern"), price=(11, 55), facts=_matbag, lines=TRAIL,
    accessory_of=("Yoga Mats",),
    titles=phrases("""
{brand} {line} yoga mat bag, {colour}
{material} carrier bag for yoga mats, {brand}, {colour}
Closure=Zip :: Zipped yoga mat bag {line} by {brand}
Closure=Drawstring :: Drawstring mat bag {line}, {material}, {brand}
"""),
    leads=phrases("""
A simple bag that carries your mat over one shoulder.
Made for {fits}.
"""),
    chats=phrases("""
On the tram, a loose mat unrolls. Always.
Mat, towel, keys, gone.
"""),
    sentences=phrases("""
Closure=Zip :: The zip opens along the whole side, so the mat does not have to be stuffed in.
Closure=Drawstring :: Pull the string and go.
Pockets!=None :: There is room for phone and keys ({pockets}).
Pockets=None :: No pockets, no frills.
Washable=Yes :: It may go in the washing machine.
Material=Hemp :: Hemp is tough and gets softer with use.
Material=Nylon :: The nylon keeps rain off.
"""),
    bits=phrases("""
For {fits}
{Material}
{Closure} closure
Pockets!=None :: {Pockets}
Washable=Yes :: Machine washable
In {colour}
Wide shoulder strap
"""),
    closers=phrases("""
Mat not included.
The strap adjusts.
Sewn with doubled seams.
"""),
)  # fmt: skip
