"""What people ask for on the way and outdoors: query, then what it means as tests."""

from __future__ import annotations

MOVE: tuple[tuple[str, str], ...] = (
    (
        "Backpacks",
        """
backpack ::
rucksack for hiking :: Use=Hiking
waterproof backpack :: Waterproof=Yes
bag for laptop and lunch on the train :: Use=Commuting
school bag :: Use=School
carry on backpack for a weekend in Lisbon :: Use=Travel
big trekking pack for camping :: Use=Hiking; Volume>=35
backpack that fits a 17 inch laptop :: Laptop compartment=17 inch~15.6 inch
leather backpack :: Material=Leather
light daypack under 800 g :: Weight<=800
green rucksack :: Colour=Green
cheap backpack under 60 :: price<=60
pack with rain cover and hip belt :: Rain cover=Yes; Hip belt=Yes
Mossgate backpack for work :: brand=Mossgate; Use=Commuting
backpak recycled material :: Material=Recycled polyester
yellow backpack so drivers see me :: Colour=Yellow
""",
    ),
    (
        "Laptop Sleeves",
        """
laptop sleeve ::
13 inch laptop case :: Laptop size=13 inch
felt laptop cover :: Material=Felt
sleeve with handle for 15.6 :: Laptop size=15.6 inch; Carry handle=Yes
""",
    ),
    (
        "Running Shoes",
        """
running shoes ::
trail shoes wide feet :: Terrain=Trail; Width=Wide
soft shoes for bad knees :: Cushioning=Soft
waterproof trail runners :: Terrain=Trail; Waterproof=Yes
light racing shoes :: Weight<=215
road running shoes women :: Terrain=Road; For=Women|Everyone
mens trainers for jogging on tarmac :: Terrain=Road; For=Men|Everyone
zero drop shoes :: Drop=0 mm~4 mm
stability shoes i overpronate :: Support=Stability
runing shoes blue :: Colour=Blue
spikes for the track :: Terrain=Track
budget running shoes under 80 :: price<=80
shoes for mud and roots :: Terrain=Trail
Loftrun running shoes :: brand=Loftrun
talusway trail shoes :: brand=Talusway; Terrain=Trail
narrow running shoes :: Width=Narrow
firm and fast for tempo runs on the road :: Terrain=Road; Cushioning=Firm
""",
    ),
    (
        "Shoe Insoles",
        """
insoles ::
insoles for running shoes :: Use=Running
high arch support inserts :: Arch=High
washable inner soles :: Washable=Yes
""",
    ),
    (
        "Rain Jackets",
        """
rain jacket ::
raincoat for the city :: Use=City
jacket to cycle to work in the rain :: Use=Cycling
light rain jacket for running :: Use=Running
really waterproof shell for mountains :: Use=Hiking; Waterproof=Yes; ?Water column>=20000
packable raincoat :: Packable=Yes
yellow rain coat :: Colour=Yellow
womens waterproof jacket :: For=Women|Everyone; Waterproof=Yes
three layer shell :: Construction=3-layer
rain jaket with hood :: Hood=Yes
cheap rain jacket for a festival :: price<=80
hiking jacket with underarm zips :: Underarm zips=Yes
Ravensund rain jacket :: brand=Ravensund
men's rain jacket in blue or green :: For=Men|Everyone; Colour=Blue|Green
""",
    ),
    (
        "Yoga Mats",
        """
yoga mat ::
thick exercise mat for sore knees :: Thickness>=8
non slip mat for hot yoga :: Grip=High
cork yoga mat :: Material=Cork
travel yoga mat that folds :: Foldable=Yes
long mat for a tall guy :: Length>=200
natural rubber mat :: Material=Natural rubber
mat without latex :: Latex free=Yes
purple yoga matt :: Colour=Purple
cheap pilates mat under 30 :: price<=30
light mat to carry to class :: Weight<=1; ?Carry strap=Yes
loftrun mat :: brand=Loftrun
""",
    ),
    (
        "Yoga Mat Bags",
        """
bag for yoga mat ::
zipped mat bag with pockets :: Closure=Zip; Pockets=1 pocket|2 pockets
""",
    ),
    (
        "Running Shoes|Rain Jackets",
        """
gift for someone who runs in all weather :: Waterproof=Yes; Use=Running
""",
    ),
    (
        "Novels|Board Games",
        """
something cosy for a family christmas :: Mood=Cosy; Kind=Family
""",
    ),
    (
        "Headphones|Bluetooth Speakers",
        """
present for a music lover under 100 :: price<=100
""",
    ),
)
