"""What people ask for in kitchen, living room and library: query, then what it means as tests."""

from __future__ import annotations

HOME: tuple[tuple[str, str], ...] = (
    (
        "Kettles",
        """
kettle ::
electric kettle ::
quiet kettle for a small office under 50 :: Noise level<=66; price<=50
something to boil water fast :: Power>=2500
gooseneck kettle :: Spout=Gooseneck
kettle for pour over coffee :: Spout=Gooseneck; ?Temperature control=Variable
glass ketle :: Material=Glass
small kettle for one person :: Capacity<=0.9
big family kettle that isn't plastic :: Capacity>=1.5; Material!=Plastic
kettle with temperature control for green tea :: Temperature control=Variable~Presets
cheap plastic kettle for a student room :: Material=Plastic; price<=40
Tavelle kettle :: brand=Tavelle
ostermark kettle stainless steel :: brand=Ostermark; Material=Stainless steel
white kettle that keeps water warm :: Colour=White|Cream~Silver; Keep warm=Yes
kettle that won't wake the baby :: Noise level<=56
red kettle for a retro kitchen :: Colour=Red
light kettle for weak wrists :: Weight<=850
""",
    ),
    (
        "Kettle Descalers",
        """
kettle descaler ::
how do i get rid of limescale in my kettle ::
descaling tablets :: Form=Tablets
eco friendly descaler for kettle and coffee machine :: Biodegradable=Yes; Suitable for=Kettles and coffee makers
citric acid for cleaning the kettle :: Active ingredient=Citric acid
""",
    ),
    (
        "Coffee Makers",
        """
coffee maker ::
coffee machine ::
espresso machine :: Type=Espresso
espresso machine with built in grinder :: Type=Espresso; Built-in grinder=Yes
french press for two :: Type=French press; Cups<=4
cafetiere :: Type=French press
stovetop coffee pot :: Type=Moka pot
filter coffee for a whole office :: Type=Drip; Cups>=10
wake up to fresh coffee, with a timer :: Type=Drip; Timer=Yes
iced coffee maker :: Type=Cold brew
cheap coffee maker under 40 dollars :: price<=40
proper cappuccino at home without spending 400 :: Type=Espresso; price<=400
Ostermark espresso :: brand=Ostermark; Type=Espresso
coffee for camping, no electricity :: Type=Moka pot|French press|Cold brew
expresso machine silver :: Type=Espresso; Colour=Silver
""",
    ),
    (
        "Coffee Filters",
        """
coffee filters ::
filter papers for my drip machine :: Material=Paper
reusable coffee filter instead of paper :: Reusable=Yes
size 4 filter papers :: Size=Size 4; Material=Paper
""",
    ),
    (
        "Frying Pans",
        """
frying pan ::
skillet ::
cast iron skillet :: Material=Cast iron
non stick pan for eggs :: Coating=Non-stick
fryng pan induction :: Induction=Yes
carbon steel pan 26 cm or bigger :: Material=Carbon steel; Diameter>=26
light pan i can lift with one hand :: Weight<=900
pan that can go in the oven :: Oven safe=Yes
large family frying pan :: Diameter>=28
something to sear a steak in :: Material=Cast iron|Carbon steel~Stainless steel
non-toxic ceramic pan :: Coating=Ceramic
stainless steel pan without coating dishwasher safe :: Material=Stainless steel; Coating=None; Dishwasher safe=Yes
cheap frying pan first flat :: price<=35
pan with wooden handle :: Handle=Wood
Brunholdt pan :: brand=Brunholdt
""",
    ),
    (
        "Novels",
        """
novel ::
cosy mystery for a rainy weekend :: Genre=Mystery; Mood=Cosy
crime novel set on an island :: Genre=Mystery; Setting=Island
a book with spaceships :: Genre=Science fiction; Setting=Space~Desert
funny science fiction :: Genre=Science fiction; Mood=Funny
fantasy book :: Genre=Fantasy
dark fantasy in the mountains :: Genre=Fantasy; Mood=Dark
something by Tobias Renwick :: Author=Tobias Renwick
love story that makes me laugh :: Genre=Romance; Mood=Funny~Cosy
big historical novel to get lost in :: Genre=Historical; Pages>=400
spy thriller :: Genre=Thriller
scary book haunted house :: Genre=Horror; ?Setting=Old house
short novel I can finish on a flight :: Pages<=290
hardcover present for a book lover :: Format=Hardcover
prize winning fiction :: Prize winner=Yes
book about a chess player :: Setting=Chess club
thoughtful literary fiction :: Genre=Literary; Mood=Thoughtful
fantsy with dragons :: Genre=Fantasy; ?title=Dragon
""",
    ),
    (
        "Book Lights",
        """
clip on light for reading in bed :: Fixing=Clip
book light ::
rechargeable reading light for books :: Power supply=Rechargeable
""",
    ),
    (
        "Board Games",
        """
board game ::
gift for a chess lover :: Theme=Chess~Shapes
two player game :: Players=2 players
strategy game for a long evening :: Kind=Strategy; Play time>=90
cooperative game :: Cooperative=Yes
game to play with a four year old :: Age=4+~5+
party game for eight people :: Kind=Party
quick card game :: Kind=Card; Play time<=30
game i can play alone :: Solo mode=Yes
train game :: Theme=Trains
something with space :: Theme=Space
easy family game for kids of 8 :: Kind=Family; Age=7+|8+
murder mystery game for friends :: Theme=Mystery
word game :: Theme=Words
wooden abstract game no luck :: Kind=Abstract; ?Material=Wood
heavy economic game :: Theme=Trade; Kind=Strategy~Card
escape room in a box :: title=The Vault at Number Nine
bord game with animals :: Theme=Animals
""",
    ),
    (
        "Card Sleeves",
        """
card sleeves for board games ::
matt card sleeves standard size :: Finish=Matt; Card size=Standard
""",
    ),
    (
        "Water Bottles",
        """
water bottle ::
insulated bottle :: Insulated=Yes
bottle that keeps drinks cold all day :: Insulated=Yes; Keeps cold>=18
leak proof bottle for school bag :: Leakproof=Yes; ?Volume<=600
one litre water bottle :: Volume>=1000
glass bottle no plastic taste :: Material=Glass
bottle with a straw :: Lid=Straw lid
bike bottle, squeezy, cheap :: Material=Plastic; price<=16
dishwasher safe steel bottle :: Material=Stainless steel; Dishwasher safe=Yes
waterbotle blue :: Colour=Blue
small bottle for a child :: Volume<=350~500 ml
Ravensund flask :: brand=Ravensund; Insulated=Yes
""",
    ),
    (
        "Bottle Brushes",
        """
brush to clean my water bottle ::
straw cleaner brush :: Straw brush=Yes
""",
    ),
)
