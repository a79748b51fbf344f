"""Board games, all invented, and sleeves for their cards."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases

# title | theme | kind | players | minutes | age | what it is
_GAMES = """
Lanterns of Tarrow Bay | Sea | Family | 2-4 | 45 | 8 | Steer your lantern boats home before the fog closes
  the bay.
Hex & Harvest | Farming | Strategy | 2-5 | 90 | 12 | Plough, plant and trade on a board that grows with each
  season.
One Hive Left | Nature | Cooperative | 1-4 | 60 | 10 | Work together to keep one hive alive from March
  to November.
Knight's Errand | Chess | Abstract | 2-2 | 30 | 10 | Only knights, only one board, and a rule that turns
  every capture
  around: a fresh puzzle for anyone who loves chess.
Pawnlight | Chess | Abstract | 2-2 | 25 | 9 | Chess players feel at home in five minutes, as each pawn
  leaves a trail of
  light that the others may not cross.
Mirrorline | Shapes | Abstract | 2-2 | 20 | 8 | Build a pattern on your side and force the other player to
  finish it.
Seven Heavy Stones | Shapes | Abstract | 2-4 | 35 | 8 | Simple rules, deep thoughts, and no luck at all.
Dragons Pay Rent | Fantasy | Party | 3-8 | 30 | 10 | Move in together, share a cave and argue about the
  treasure.
Crumbs! | Food | Party | 3-8 | 20 | 7 | Slap the biscuit, not your neighbour's hand.
Who Ate the Moon | Mystery | Party | 4-10 | 25 | 10 | One of you is the wolf, everyone has an alibi, nobody
  has slept.
Inspector Plum's Holiday | Mystery | Cooperative | 2-6 | 75 | 12 | A hotel, a storm and eight cases to crack
  together.
The Vault at Number Nine | Mystery | Cooperative | 1-5 | 90 | 12 | An escape game in a box: locks, letters
  and a clock that ticks.
Orbit Post | Space | Family | 2-4 | 40 | 8 | Deliver parcels between planets that will not keep still.
Dust of Kepra | Space | Strategy | 1-4 | 150 | 14 | Four factions, one dry planet and never enough water.
Falling, Over | Space | Cooperative | 2-4 | 60 | 12 | The crew cannot talk, and the ship is falling: bring it
  down together.
Tiny Tramways | Trains | Family | 2-5 | 45 | 8 | Lay tracks, pick up passengers and try not to cut your own
  line.
Iron Over the Pass | Trains | Strategy | 2-5 | 180 | 14 | Raise money, bore tunnels and run the railway over
  the mountains.
Night Train to Ostrava | Trains | Card | 2-4 | 30 | 10 | Bluff your way past three ticket inspectors in the
  sleeping car.
Merchants of the Low Canal | Trade | Strategy | 3-5 | 120 | 12 | Buy early, sell late, and be gone when the
  frost comes.
Bazaar of Whispers | Trade | Card | 2-5 | 35 | 10 | Every price is a secret until somebody laughs.
The Great Lettuce Derby | Animals | Children | 2-6 | 15 | 4 | Snails, sticky dice and the slowest race in the world.
Otter Picnic | Animals | Children | 2-4 | 15 | 4 | Stack shells, cross the river and share the fish.
Owl Stays Up Late | Animals | Children | 2-4 | 20 | 5 | A memory game about who is awake in the wood.
Foxes in the Attic | Animals | Family | 2-5 | 30 | 7 | Sneak, pounce and hide the cheese before the lights
  go on.
Mushroom Season | Nature | Card | 2-4 | 25 | 8 | Collect what is tasty, leave what is not, and hope you can
  tell.
River & Reed | Nature | Family | 2-4 | 40 | 8 | Lay tiles to grow a wetland, and watch the herons come.
Siege of Tallowmere Hill | Fantasy | Strategy | 2-4 | 120 | 12 | One player defends the hill and the others
  cannot agree how to take it.
The Hollow Crown Road | Fantasy | Cooperative | 1-4 | 120 | 14 | A campaign of twelve evenings in which
  every choice stays made.
Boil Over, Boil Under | Fantasy | Family | 2-5 | 30 | 8 | Brew by the recipe, or near it, before the cauldron boils
  over.
Say It with Spoons | Words | Party | 4-8 | 30 | 10 | Explain anything with three spoons and no words.
Long Word Lane | Words | Family | 2-6 | 40 | 10 | Spell your way down the street; long words take short cuts.
Two-Letter Duel | Words | Card | 2-2 | 15 | 10 | Fast, nasty little word fights for two.
Graph Paper Monarchs | History | Strategy | 2-4 | 75 | 10 | Draw your realm on a sheet of paper and let the dice
  do the plotting.
The Tulip Ledger | History | Card | 3-5 | 45 | 12 | Prices rise, prices fall, and someone is left holding
  the bulb.
Not Enough Spatulas | Food | Cooperative | 2-4 | 20 | 8 | Four cooks, real time, and one pan too few.
Dumpling Street | Food | Card | 2-5 | 20 | 7 | Pass the plate and keep the best; quick to learn, hard to stop.
"""


def _read_games() -> tuple[dict[str, str], ...]:
    names = ("title", "Theme", "Kind", "Players", "Play time", "Age", "logline")
    rows = _GAMES.strip().replace("\n  ", " ").split("\n")
    return tuple(dict(zip(names, (cell.strip() for cell in row.split("|")), strict=True)) for row in rows)


def _game(d: Draw) -> dict[str, str]:
    low, high = d.seed["Players"].split("-")
    minutes = int(d.seed["Play time"])
    d.worth += minutes / 450 - 0.25
    d.worth += {"Card": -0.2, "Children": -0.08, "Strategy": 0.08}.get(d.seed["Kind"], 0.0)
    hard = "Hard" if minutes >= 120 else "Easy" if minutes <= 30 else "Medium"
    return {
        "Kind": d.seed["Kind"],
        "Theme": d.seed["Theme"],
        "Players": f"{low} players" if low == high else f"{low}-{high} players",
        "Play time": f"{minutes} min",
        "Age": f"{d.seed['Age']}+",
        "Difficulty": hard,
        "Solo mode": "Yes" if low == "1" else "No",
        "Cooperative": "Yes" if d.seed["Kind"] == "Cooperative" else "No",
        "Material": d.pick("Cardboard 4, Wood 3, Plastic 2", {"Wood": 0.08})
        if d.seed["Kind"] != "Card"
        else "Cards",
    }


BOARD_GAMES = Category(
    name="Board Games", prefix="game", singular="board game", plural="board games",
    synonyms=("tabletop game", "boardgame", "party game", "family game", "card game"), zh=("桌游", "棋盘游戏"),
    count=36, brands=("Hexmoor", "Dicefern", "Tallow & Pawn", "Wobblegate", "Oddlark Games"), price=(9, 98),
    facts=_game, seeds=_read_games(),
    titles=phrases("""
{title}
{title} – {kind} board game
{title}, board game for {players}
{title} by {brand}
Kind=Card :: {title}: the card game
Kind=Party :: {title} party game
Cooperative=Yes :: {title}, a cooperative game
Age=4+|5+ :: {title}: a first board game, ages {age}
Play time>=120 :: {title} (strategy, {play_time})
"""),
    leads=phrases("""
Kind=Party :: Explained in one minute, loud in three.
Kind=Strategy :: A full evening's thinking for people who enjoy being outwitted.
Cooperative=Yes :: Everybody wins or everybody loses.
Kind=Children :: Made for small hands and short attention.
Kind=Abstract :: Two minutes of rules, years of play.
Kind=Card :: A small box that goes along on every holiday.
Kind=Family :: Children can beat their parents at this one, and do.
"""),
    chats=phrases("""
Kind=Strategy :: Put the phones in the other room and the kettle on.
Kind=Party|Card :: Just one more round, as everyone says at midnight.
Solo mode=Yes :: No one free tonight? Play it by yourself.
Kind=Children :: Rainy Sunday, solved.
Cooperative=Yes :: For families that would rather not fight today.
"""),
    sentences=phrases("""
Play time<=20 :: A round is over in {play_time}.
Play time>=120 :: Set aside at least {play_time}.
Play time>=25; Play time<=90 :: Games run to about {play_time}.
Players=2 players :: For exactly two.
Players!=2 players :: It plays with {players}.
Solo mode=Yes :: There are proper rules for one.
Difficulty=Easy :: The rules fit on two pages.
Difficulty=Hard :: The rule book is long, but a friendly video helps.
Material=Wood :: The wooden pieces are a pleasure to hold.
Material=Plastic :: The plastic pieces survive small children and large dogs.
Age=4+|5+ :: Ages {age}, and nobody has to read a word.
Age=14+ :: Best for ages {age}.
"""),
    bits=phrases("""
{Players}
{Play_time}
Age {age}
{Kind} game
{Difficulty} to learn
Solo mode=Yes :: Solo mode
Material!=Cards :: {Material} pieces
"""),
    closers=phrases("""
Rules in English.
Art and rules by a small team at {brand}.
The box has a tray that keeps everything in its place.
Missing a piece? We send spares.
"""),
)  # fmt: skip


def _sleeves(d: Draw) -> dict[str, str]:
    count = d.rng.choice((50, 100, 110, 200))
    d.worth += count / 400
    return {
        "Card size": d.pick("Standard 4, Mini 2, Tarot, Square"),
        "Pack": f"{count} sleeves",
        "Finish": d.pick("Clear 3, Matt 3", {"Matt": 0.06}),
        "Thickness": unit(d.rng.choice((40, 60, 90, 100)), " microns"),
        "Acid free": d.yes(0.6, 1.0, 0.02),
        "Recyclable": d.yes(0.5, 0.9, 0.01),
    }


CARD_SLEEVES = Category(
    name="Card Sleeves", prefix="cardsleeve", singular="card sleeve", plural="card sleeves",
    synonyms=("game card sleeves", "card protectors"), zh=("卡套", "桌游卡套"),
    count=9, brands=("Hexmoor", "Dicefern", "Oddlark Games"), price=(3, 17), facts=_sleeves,
    accessory_of=("Board Games",), lines=("Guard", "Shell", "Second Skin", "Veil", "Cuff", "Coat"),
    titles=phrases("""
{brand} board game card sleeves, {card_size}, {pack}
{brand} {line} {finish} card sleeves ({pack})
{card_size} card protectors for board games, {brand}, {thickness}
"""),
    leads=phrases("""
Keeps the cards of your favourite game clean and easy to shuffle.
For decks that see a lot of play and the odd crisp.
"""),
    chats=phrases("""
Some people sleeve their cards. You know who you are.
Coffee and card games go together, sadly.
"""),
    sentences=phrases("""
Thickness>=90 :: At {thickness} they are stiff and last for years.
Thickness<=60 :: Thin at {thickness}, so the deck still fits in its box.
Finish=Matt :: The matt back shuffles well and does not reflect.
Finish=Clear :: Clear on both sides, so the art shows.
Acid free=Yes :: The film is acid free and stays clear for years.
Card size=Mini :: Cut for the small cards found in many family games.
"""),
    bits=phrases("""
{Pack}
{Card_size} size
{Finish} finish
{Thickness} thick
Acid free=Yes :: Acid free
Fits most editions
"""),
    closers=phrases("""
Count your cards before you order.
Game not included.
Open at the short side.
"""),
)  # fmt: skip
