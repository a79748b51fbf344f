"""Values that nearly answer a wish for another value: who asks for soft shoes may live with medium ones."""

from __future__ import annotations

_NEAR = """
Colour: White ~ Cream, Beige
Colour: Black ~ Grey
Colour: Grey ~ Silver, Black
Colour: Red ~ Orange, Pink
Colour: Yellow ~ Orange
Colour: Purple ~ Pink
Colour: Silver ~ Grey
Temperature control: Variable ~ Presets
Material: Cast iron ~ Carbon steel
Material: Natural rubber ~ Cork
Material: Cork ~ Natural rubber
Coating: Ceramic ~ Non-stick
Coating: Non-stick ~ Ceramic
Type: French press ~ Cold brew
Type: Over-ear ~ On-ear
Type: On-ear ~ Over-ear
Type: Kneeling chair ~ Stool
Lid: Straw lid ~ Sports cap
Size: Pocket ~ Portable
Size: Shelf ~ Party
Size: Desk-wide ~ Large
Arm: Jointed ~ Gooseneck
Arm: Gooseneck ~ Jointed
Light colour: Warm ~ Adjustable
Power supply: Rechargeable ~ USB
Use: Hiking ~ Travel
Use: School ~ Commuting
Use: Commuting ~ School
Use: Travel ~ Office
Use: Running ~ Cycling
Use: Cycling ~ Running
Terrain: Track ~ Road
Cushioning: Soft ~ Medium
Cushioning: Firm ~ Medium
Width: Wide ~ Normal
Construction: 3-layer ~ 2.5-layer
Grip: High ~ Medium
Switches: Clicky ~ Tactile
Switches: Tactile ~ Clicky
Backlight: RGB ~ Single colour
Layout: 60% ~ 75%
Noise: Quiet ~ Medium
Lumbar support: Adjustable ~ Fixed
Armrests: Adjustable ~ Fixed
Upholstery: Leather ~ Faux leather
Socket: E27 ~ E14
Arch: High ~ Medium
Genre: Mystery ~ Thriller
Genre: Thriller ~ Mystery
Genre: Horror ~ Thriller
Mood: Cosy ~ Funny
Mood: Funny ~ Cosy
Theme: Chess ~ Shapes
Theme: Trade ~ History
Kind: Party ~ Card
Kind: Family ~ Children
"""


def _read() -> dict[tuple[str, str], frozenset[str]]:
    near = {}
    for line in _NEAR.strip().split("\n"):
        name, _, values = line.partition(": ")
        value, _, others = values.partition(" ~ ")
        near[(name, value)] = frozenset(others.split(", "))
    return near


NEAR_VALUES = _read()
