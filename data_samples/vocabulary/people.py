"""Names and habits that shoppers are made of."""

from __future__ import annotations

FIRST = (
    "Mara", "Jonas", "Priya", "Tomas", "Aisha", "Felix", "Noor", "Lukas", "Hana", "Diego", "Ottilie", "Samir",
    "Greta", "Kwame", "Ines", "Pavel", "Yuki", "Rosa", "Emeka", "Linnea", "Marcus", "Zofia", "Anil", "Bridget",
    "Cyrus", "Delia", "Erik", "Farah", "Gideon", "Heidi", "Imran", "Jolene", "Karim", "Leila", "Mateo", "Nadia",
    "Oskar", "Paloma", "Quentin", "Ruth", "Stefan", "Tamsin", "Umar", "Vera", "Wesley", "Xenia", "Yara", "Zane",
)  # fmt: skip
LAST = (
    "Ellison", "Varga", "Okoro", "Lindholm", "Raman", "Castellan", "Byrne", "Novak", "Haddad", "Fairley",
    "Moreno", "Sandvik", "Iyer", "Keller", "Abara", "Whitlock", "Tanaka", "Rossi", "Dunmore", "Petrov", "Chaudry",
    "Marchand", "Olsen", "Bauer", "Quist", "Ferreira", "Grant", "Holloway", "Jansen", "Mbeki", "Nilsen",
)  # fmt: skip

# who they are | categories they shop in | attributes they may care for
PERSONAS = """
Commutes by train and wants some peace on the way | Headphones, Backpacks, Novels | Noise cancelling=Yes,
  Connectivity=Wireless
Works from a small home office | Desk Chairs, Keyboards, Desk Lamps | Lumbar support=Adjustable,
  Noise=Quiet, Dimmable=Yes
Runs before work, whatever the weather | Running Shoes, Rain Jackets, Water Bottles | Waterproof=Yes,
  Terrain=Road
Spends weekends on muddy trails | Running Shoes, Backpacks, Rain Jackets | Terrain=Trail, Waterproof=Yes
Takes tea seriously | Kettles, Novels, Board Games | Temperature control=Variable, Material=Stainless steel
Pours coffee by hand every morning | Kettles, Coffee Makers, Coffee Filters | Spout=Gooseneck, Type=French
  press
Lives on espresso and night shifts | Coffee Makers, Desk Lamps, Headphones | Type=Espresso, Built-in
  grinder=Yes
Cooks for a family of five | Frying Pans, Kettles, Coffee Makers | Induction=Yes, Dishwasher safe=Yes
Loves old cookware and slow dinners | Frying Pans, Novels, Desk Lamps | Material=Cast iron, Oven safe=Yes
Hosts a game night every Friday | Board Games, Bluetooth Speakers, Card Sleeves | Kind=Strategy,
  Difficulty=Hard
Plays board games with two small children | Board Games, Water Bottles, Backpacks | Kind=Children,
  Difficulty=Easy
Likes to win together rather than alone | Board Games, Novels, Kettles | Cooperative=Yes, Solo mode=Yes
Reads a mystery a week | Novels, Book Lights, Desk Lamps | Genre=Mystery, Mood=Cosy
Reads anything with a spaceship in it | Novels, Headphones, Board Games | Genre=Science fiction, Theme=Space
Reads fantasy by the kilo | Novels, Board Games, Book Lights | Genre=Fantasy, Format=Hardcover
Likes dark stories and long nights | Novels, Desk Lamps, Bluetooth Speakers | Mood=Dark, Format=Paperback
Plays online most evenings | Mice, Keyboards, Headphones, Mouse Pads | Use=Gaming, Backlight=RGB,
  Type=Mechanical
Types all day and cares about every key | Keyboards, Wrist Rests, Mice | Type=Mechanical, Switches=Tactile,
  Layout=Tenkeyless
Shares an office with four other people | Mice, Keyboards, Headphones | Silent clicks=Yes, Noise=Quiet,
  Noise cancelling=Yes
Travels light with a laptop | Backpacks, Mice, Laptop Sleeves | Use=Travel, Connectivity=Wireless
Has a sore wrist and a long to-do list | Mice, Wrist Rests, Desk Chairs | Use=Ergonomic, Connectivity=Wireless
Practises yoga at home | Yoga Mats, Water Bottles, Yoga Mat Bags | Grip=High, Material=Natural rubber
Teaches stretching classes for beginners | Yoga Mats, Bluetooth Speakers, Water Bottles | Latex free=Yes,
  Carry strap=Yes
Swims, camps and plays music by the lake | Bluetooth Speakers, Water Bottles, Backpacks | Waterproof=Yes,
  Size=Portable
Listens to records and radio in the living room | Bluetooth Speakers, Headphones, Novels | Size=Shelf,
  Connectivity=Wired
Records podcasts in a cupboard | Headphones, Keyboards, Desk Lamps | Connectivity=Wired, Type=Over-ear
Always loses one earbud | Headphones, Headphone Cases, Bluetooth Speakers | Type=In-ear, Water resistance=IPX4
Cycles to the office all year | Rain Jackets, Backpacks, Water Bottles | Use=Cycling, Waterproof=Yes
Hikes with a tent every summer | Backpacks, Rain Jackets, Water Bottles | Use=Hiking, Hip belt=Yes
Is back at university after ten years | Backpacks, Desk Lamps, Keyboards | Use=School, Power supply=USB
Draws maps and small machines | Desk Lamps, Lamp Bulbs, Desk Chairs | Arm=Jointed, Mounting=Clamp
Sits ten hours a day and feels it | Desk Chairs, Chair Cushions, Keyboards | Lumbar support=Adjustable,
  Headrest=Yes
Furnishes a first flat from scratch | Desk Lamps, Kettles, Frying Pans, Desk Chairs | Material=Plastic,
  Induction=Yes
Drinks two litres a day on principle | Water Bottles, Yoga Mats, Bottle Brushes | Insulated=Yes, Leakproof=Yes
Has wide feet and little patience | Running Shoes, Shoe Insoles, Rain Jackets | Width=Wide, Cushioning=Soft
Races on the track and counts grams | Running Shoes, Water Bottles, Shoe Insoles | Cushioning=Firm,
  Support=Neutral
Stocks the kitchen of a small company | Coffee Makers, Kettles, Kettle Descalers, Coffee Filters |
  Type=Drip, Timer=Yes
Cooks light lunches for one | Frying Pans, Kettles, Novels | Coating=Non-stick, Material=Glass
Gives games and books as presents | Board Games, Novels, Bluetooth Speakers | Kind=Family, Mood=Funny
Plays chess in the park | Board Games, Rain Jackets, Water Bottles | Theme=Chess, Kind=Abstract
Reads history on long flights | Novels, Headphones, Backpacks | Genre=Historical, Noise cancelling=Yes
Walks the dog in every kind of rain | Rain Jackets, Running Shoes, Headphones | Use=City, Hood=Yes
"""

COLOURS = ("Black", "White", "Blue", "Green", "Grey", "Red")
