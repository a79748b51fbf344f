"""What people ask for at their desks: query, then what it means as tests."""

from __future__ import annotations

WORK: tuple[tuple[str, str], ...] = (
    (
        "Headphones",
        """
headphones ::
noise cancelling cans :: Noise cancelling=Yes; ?Type=Over-ear
earbuds for running in the rain :: Type=In-ear; Water resistance=IPX4|IPX5; ?Connectivity=Wireless
wired headphones no bluetooth please :: Connectivity=Wired
something to shut out the office :: Noise cancelling=Yes
true wireless earbuds under 100 :: Type=In-ear; Connectivity=Wireless; price<=100
over ear headphones with long battery :: Type=Over-ear; Battery life>=40
hedphones wireless :: Connectivity=Wireless
light on-ear headphones :: Type=On-ear
headset for video calls :: Microphone=Yes
studio headphones wired over ear :: Type=Over-ear; Connectivity=Wired
headphones that fold up for travel :: Foldable=Yes; ?Noise cancelling=Yes
Auralune headphones :: brand=Auralune
norrvik noise cancelling headphones black :: brand=Norrvik; Noise cancelling=Yes; ?Colour=Black
white headphones :: Colour=White~Beige
cheap headphones for a kid under 50 :: price<=50
""",
    ),
    (
        "Headphone Cases",
        """
headphone case ::
hard case for over ear headphones :: Fits=Over-ear headphones; Shell=Hard
earbud pouch :: Fits=In-ear headphones
leather case for headphones :: Material=Leather
""",
    ),
    (
        "Bluetooth Speakers",
        """
bluetooth speaker ::
speaker for the shower :: Waterproof=Yes
loud party speaker :: Size=Party
pocket sized speaker for hiking :: Size=Pocket; ?Waterproof=Yes
living room speaker not portable :: Size=Shelf
speaker with 20 hours battery :: Battery life>=20
wireless speeker :: Connectivity=Wireless
two speakers i can pair in stereo :: Stereo pairing=Yes
music at the pool under 100 :: Waterproof=Yes; price<=100
Bellmoro speaker :: brand=Bellmoro
small red speaker :: Colour=Red; Size=Pocket|Portable
bookshelf speaker for records :: Size=Shelf
cheap mini speaker :: Size=Pocket; price<=50
""",
    ),
    (
        "Desk Lamps",
        """
desk lamp ::
reading lamp ::
dimmable led desk lamp :: Light source=Built-in LED; Dimmable=Yes
lamp that clamps to the table :: Mounting=Clamp
bright light for drawing and sewing :: Brightness>=800
architect lamp with jointed arm :: Arm=Jointed
cordless lamp for the balcony :: Power supply=Rechargeable
lamp with usb port to charge my phone :: Charging port=Yes
green bankers style lamp :: Colour=Green
desk lmap black :: Colour=Black
warm light for the evening :: Light colour=Warm|Adjustable
simple lamp where i can change the bulb :: Light source=E27 bulb|E14 bulb
lumivar desk lamp :: brand=Lumivar
cheap study lamp for homework :: price<=40
flexible neck lamp :: Arm=Gooseneck
wooden lamp :: Material=Wood
""",
    ),
    (
        "Lamp Bulbs",
        """
bulb for my desk lamp ::
E27 led bulb warm :: Socket=E27; Light colour=Warm
dimmable bulb :: Dimmable=Yes
smart light bulb :: Smart=Yes
""",
    ),
    (
        "Mice",
        """
mouse ::
wireless mouse :: Connectivity=Wireless
silent mouse for the library :: Silent clicks=Yes
gaming mouse :: Use=Gaming
vertical mouse for wrist pain :: Use=Ergonomic
left handed mouse :: Hand=Left~Both
small mouse for travelling with a laptop :: Use=Travel
mouse with lots of buttons :: Buttons>=8
wired gaming mouse light :: Use=Gaming; Connectivity=Wired; ?Weight<=72
office mouse under 30 :: Use=Office; price<=30
rechargeable mouse no batteries :: Power supply=Rechargeable
Cadrill mouse :: brand=Cadrill
pink mouse :: Colour=Pink
wirless mouse quiet :: Connectivity=Wireless; Silent clicks=Yes
""",
    ),
    (
        "Mouse Pads",
        """
mouse pad ::
big desk mat :: Size=Desk-wide~Large
mouse mat with wrist support :: Wrist support=Yes
""",
    ),
    (
        "Keyboards",
        """
keyboard ::
mechanical keyboard :: Type=Mechanical
clicky keyboard :: Switches=Clicky
quiet keyboard for a shared office :: Noise=Quiet
wireless keyboard without number pad :: Connectivity=Wireless; Layout=Tenkeyless|75%|60%
tiny 60 percent keyboard :: Layout=60%~75%
gaming keyboard with rgb :: Type=Mechanical; Backlight=RGB
keyboard with number block for spreadsheets :: Layout=Full size
slim laptop style keys :: Type=Scissor
cheap office keybord :: price<=40
hot swap board to try switches :: Hot-swappable=Yes
white mechanical keyboard :: Type=Mechanical; Colour=White~Beige
keymarrow tactile keyboard :: brand=Keymarrow; Switches=Tactile
""",
    ),
    (
        "Wrist Rests",
        """
wrist rest for keyboard ::
wooden palm rest :: Material=Walnut
""",
    ),
    (
        "Desk Chairs",
        """
office chair ::
desk chair for back pain :: Lumbar support=Adjustable
mesh chair for hot summers :: Upholstery=Mesh
gaming chair :: Type=Gaming chair
chair with headrest that reclines :: Headrest=Yes; Reclining=Yes
kneeling chair :: Type=Kneeling chair
something other than a normal chair to sit on :: Type=Stool|Kneeling chair
boss chair in leather :: Type=Executive chair; Upholstery=Leather~Faux leather
chair for a heavy person :: Max load>=136
cheap swivel chair under 150 :: price<=150
ergonomic chair adjustable arms :: Type=Task chair; Armrests=Adjustable; ?Lumbar support=Adjustable
Bergamar chair :: brand=Bergamar
chair with a long warranty :: Warranty>=8
offce chair grey :: Colour=Grey
""",
    ),
    (
        "Chair Cushions",
        """
cushion for my office chair ::
lumbar cushion :: Use=Lower back
seat cushion for tailbone pain :: Use=Tailbone
""",
    ),
)
