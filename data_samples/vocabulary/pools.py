"""Invented brands with their standing, and the words that product lines are named with."""

from __future__ import annotations

BRANDS = {
    # audio and desk electronics
    "Norrvik": 0.72, "Auralune": 0.9, "Zephrano": 0.5, "Sonquell": 0.25, "Bellmoro": 0.6,
    "Cadrill": 0.82, "Vostrin": 0.45, "Keymarrow": 0.65, "Halvorne": 0.25,
    # kitchen
    "Tavelle": 0.75, "Kessland": 0.45, "Pellaro": 0.25, "Ostermark": 0.92, "Brunholdt": 0.6,
    # light and furniture
    "Lumivar": 0.68, "Glimholt": 0.35, "Dovetta": 0.88, "Sedanto": 0.6, "Hollowick": 0.3, "Bergamar": 0.88,
    # on foot and outdoors
    "Ravensund": 0.88, "Talusway": 0.66, "Kirrano": 0.25, "Pathern": 0.45, "Loftrun": 0.75, "Mossgate": 0.52,
    # books and games
    "Quillmere Press": 0.6, "Saltmarsh & Wren": 0.7, "Lanternfold": 0.4, "Paper Heron Books": 0.5,
    "Ninth Ferry": 0.55, "Hexmoor": 0.75, "Dicefern": 0.4, "Tallow & Pawn": 0.85, "Wobblegate": 0.3,
    "Oddlark Games": 0.55,
}  # fmt: skip
"""Brand to quality, 0 to 1: what an item of the brand starts from."""

AUDIO = (
    "Hush", "Meridian", "Cadenza", "Tern", "Overture", "Lull", "Drift", "Nocturne", "Vesper", "Halo Ridge",
    "Arco", "Fathom", "Riff", "Calla", "Murmur", "Sextant", "Aria", "Quaver", "Sable Bay", "Tempo",
)  # fmt: skip
KITCHEN = (
    "Morning", "Linden", "Copperhill", "Alder", "Harbour", "Brindle", "Sunday", "Orchard", "Marlow", "Juniper",
    "Larder", "Saffron", "Thistle", "Cove", "Bramble", "Cellar", "Dune", "Fennel", "Hearth", "Pippin",
)  # fmt: skip
DESK = (
    "Glyph", "Tangent", "Vector", "Lattice", "Cobalt", "Onda", "Strata", "Margin", "Pivot", "Slate",
    "Cursor", "Ember", "Fable", "Kestrel", "Quadrant", "Ledger", "Nimbus", "Plinth", "Rune", "Tallis",
)  # fmt: skip
TRAIL = (
    "Skerry", "Tarn", "Ridgeline", "Fell", "Wayfarer", "Cairn", "Heath", "Scree", "Gully", "Larch",
    "Corrie", "Saddle", "Plover", "Bluff", "Estuary", "Moraine", "Switchback", "Bracken", "Knoll", "Otter",
)  # fmt: skip
LIGHT = (
    "Halden", "Firefly", "Solis", "Luce", "Wick", "Dawn", "Corona", "Beacon",
    "Lune", "Gable", "Prisma", "Stork", "Tilt", "Aster", "Ray", "Arc", "Studio", "Vigil",
)  # fmt: skip
SEAT = (
    "Lomond", "Piper", "Atlas", "Verve", "Basil", "Contessa", "Drummond", "Ease", "Frame", "Gallery",
    "Helm", "Inlet", "Juno", "Keel", "Lyra", "Mason", "Nook", "Ottilie", "Perch", "Reed",
)  # fmt: skip
