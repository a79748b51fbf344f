"""Novels: titles, authors and plots, all invented."""

from __future__ import annotations

from data_samples.draw import Draw, unit
from data_samples.model import Category, phrases

# title | author | genre | setting | mood | what happens
_BOOKS = """
The Ferryman's Ledger | Ines Calloway | Mystery | Harbour town | Cosy | A retired bookkeeper finds a
  stranger's debts in her late husband's handwriting, and everyone in the harbour seems to owe him
  something.
Salt Under the Floor | Tobias Renwick | Mystery | Island | Dark | When the tide brings back a door from a
  house that burned thirty years ago, the island's only policeman has to ask his own mother where she was.
A Quiet Death in Row F | Margit Osei | Mystery | Theatre | Cosy | The prompter is dead, the show must go on,
  and the wardrobe mistress is the only one who noticed which glove was missing.
Nine Keys for Mr Abara | Lena Thorsby | Mystery | City | Funny | A locksmith who cannot say no is hired nine
  times in one day to open the same empty flat.
Six Skiers and an Alibi | Tobias Renwick | Mystery | Mountains | Dark | Snowed in above the tree line, six
  skiers each confess to a killing that has not happened yet.
Murder at the Seed Library | Margit Osei | Mystery | Village | Cosy | Someone poisoned the prize pumpkin and
  then the judge; the village gardeners mean to find out before the police trample the beds.
Tin Moons | Idris Vantongeren | Science fiction | Space | Adventurous | A salvage crew wakes a cargo of
  children who were sent to settle a planet that nobody can find any more.
The Patience of Machines | Wren Adeyo | Science fiction | City | Thoughtful | A lift in a tower block begins
  to ask its passengers questions, and one lonely caretaker starts to answer.
Low Orbit Weddings | Callum Reyes-Hart | Science fiction | Space | Funny | Planning a wedding is hard enough
  without zero gravity, two rival moons and a cake that has become a legal person.
Ash Line | Idris Vantongeren | Science fiction | Desert | Dark | Couriers cross a continent of glass to
  trade memories, and one of them is carrying the last recording of rain.
The Cartographer of Empty Rooms | Wren Adeyo | Science fiction | Island | Thoughtful | A woman is paid to
  map rooms that exist only on Tuesdays, and finds her own childhood behind one of the doors.
Nettles for the Heir | Sunniva Marrec | Fantasy | Kingdom | Adventurous | The king's poisoner is asked to
  raise his heir, a girl who talks to bees and does not care for manners.
The Inkwitch of Varrow | Piers Oakhanger | Fantasy | City | Adventurous | Every contract signed in Varrow
  binds for real, so when the city's only forger is caught, half the nobility panics.
Goblins of the Lower Library | Piers Oakhanger | Fantasy | Library | Funny | Overdue books are eating the
  students, and an underpaid librarian takes a ladder, a lamp and a very small sword downstairs.
Seven Thaws | Sunniva Marrec | Fantasy | Mountains | Dark | Winter has lasted seven years, and the village
  that sells fire to its neighbours has begun to ask for names instead of coins.
The Dragon Who Kept Accounts | Lena Thorsby | Fantasy | Kingdom | Funny | A tax inspector visits the only
  hoard in the realm that has never been declared and finds its owner surprisingly well organised.
Letters to the Lighthouse Cook | Amara Finch-Dell | Romance | Island | Cosy | Two people who have never met
  swap recipes by mail boat for a year, until the boat stops coming.
Eleven Years of A-Sharp | Josephine Arkley | Romance | City | Thoughtful | She plays, he tunes pianos, and
  they have been in the same orchestra for eleven years without one whole conversation.
The Matchmaker's Day Off | Amara Finch-Dell | Romance | Village | Funny | A professional matchmaker has
  sworn off love, and her mother has sworn the opposite on her behalf.
Orchards in August | Josephine Arkley | Romance | Countryside | Cosy | A failed baker comes home to sell the
  family orchard and meets the one buyer who wants to keep it.
One Umbrella | Callum Reyes-Hart | Romance | City | Funny | Mistaken umbrellas, a missed train and one very
  good soup bring two stubborn people to the same table.
The Colour in Vat Nine | Helene Marchetti | Historical | Workshop | Thoughtful | In a town that lives by its
  cloth, a mute apprentice discovers a colour that two dukes would go to war for.
Forty Days to Marabet | Bartholomew Quaye | Historical | Desert | Adventurous | Three sisters take over
  their father's caravan and have forty days to reach a market that does not let women in.
The Clockmaker's Siege | Helene Marchetti | Historical | Walled city | Dark | As the cannons move closer,
  the town's clockmaker slows the bells by one minute a day.
A Bridge for Saint Osanna | Bartholomew Quaye | Historical | River town | Thoughtful | It takes three
  generations of masons to build one bridge, and each has a reason to let it fall.
Night Shift on the Wire | Nora Whitcombe | Historical | Station | Adventurous | Four young women on the
  night shift hear about the robbery before it happens and decide not to tell the men.
Dead Reckoning Point | Gideon Strake | Thriller | Sea | Tense | A pilot boat answers a call from a ship that
  sank last spring, and the voice on the radio knows the captain's daughter.
The Ninth Floor Is Lying | Gideon Strake | Thriller | City | Tense | An auditor finds a floor of the
  ministry that is on no plan, on no payroll and very much awake.
Cold Handover | Petra Lindqvale | Thriller | Border | Tense | Two spies who hate each other must share a
  railway compartment, one suitcase and a single passport.
Eleven Minutes of Dark | Petra Lindqvale | Thriller | Underground | Dark | The power fails in a tunnel,
  comes back after eleven minutes, and there is one passenger more than before.
Three Brothers and a Sideboard | Nora Whitcombe | Literary | River town | Thoughtful | Three brothers come
  home to empty their mother's house and cannot agree on what she was like.
Small Hours, Large Rooms | Oren Halloway | Literary | City | Thoughtful | A night porter writes down one
  thing about each guest, and over thirty years it becomes the story of a country.
The Year of Borrowed Chairs | Oren Halloway | Literary | Village | Funny | A family loses everything but its
  good manners and moves from neighbour to neighbour with a piano.
The Pawn Storm | Ines Calloway | Literary | Chess club | Thoughtful | An ageing chess master teaches a bored
  girl of nine to play, and finds that he has forgotten how to lose.
The House That Counted | Silas Morrow-Vane | Horror | Old house | Dark | Every night the house has one stair
  more, and the new owners have begun to hear somebody climbing.
Something in the Hedge Maze | Silas Morrow-Vane | Horror | Countryside | Dark | The gardener's rule is
  simple: in by noon, out by three, and never turn left twice.
"""


def _read_books() -> tuple[dict[str, str], ...]:
    names = ("title", "Author", "Genre", "Setting", "Mood", "logline")
    rows = _BOOKS.strip().replace("\n  ", " ").split("\n")
    return tuple(dict(zip(names, (cell.strip() for cell in row.split("|")), strict=True)) for row in rows)


def _novel(d: Draw) -> dict[str, str]:
    pages = int(d.near({"Fantasy": 480, "Historical": 430, "Romance": 300}.get(d.seed["Genre"], 340), 0.28))
    cover = d.pick("Paperback 5, Hardcover 3", {"Hardcover": 0.35})
    d.worth += (pages - 360) / 1500
    return {
        "Genre": d.seed["Genre"],
        "Author": d.seed["Author"],
        "Mood": d.seed["Mood"],
        "Setting": d.seed["Setting"],
        "Pages": unit(pages, " pages"),
        "Format": cover,
        "Series": d.yes(0.25, 0.25, 0.0),
        "Large print": d.yes(0.08, 0.08, 0.02),
        "Prize winner": d.yes(0.0, 0.4, 0.04),
    }


NOVELS = Category(
    name="Novels", prefix="novel", singular="novel", plural="novels",
    synonyms=("book", "fiction book", "story", "paperback"), zh=("小说", "书"),
    count=36, brands=("Quillmere Press", "Saltmarsh & Wren", "Lanternfold", "Paper Heron Books", "Ninth Ferry"),
    price=(7, 34), facts=_novel, seeds=_read_books(),
    titles=phrases("""
{title}
{title} by {author}
{title}: a novel
{title} ({format})
Genre=Mystery|Fantasy|Thriller|Romance :: {title} – {genre} novel by {author}
Format=Hardcover :: {author}: {title} (hardcover)
Large print=Yes :: {title}, large print edition
Series=Yes :: {title} (book one)
"""),
    leads=phrases("""
Mood=Cosy :: Warm, witty and just sharp enough at the edges.
Mood=Dark :: Not one for the hour before sleep.
Mood=Funny :: You will read bits of it aloud to whoever is in the room.
Mood=Tense :: Short chapters, no brakes.
Mood=Thoughtful :: A quiet book that stays with you.
Mood=Adventurous :: A big, generous story with a map-lover's heart.
"""),
    chats=phrases("""
Prize winner=Yes :: The jury could not put it down either.
Genre=Mystery :: Half of our staff guessed the ending, and all of them guessed wrong.
Genre=Fantasy :: Bring snacks; you will be away for a while.
Genre=Romance :: Yes, they do. But how!
Genre=Thriller :: Miss your stop with this one.
"""),
    sentences=phrases("""
Pages>=430 :: At {pages} it will see you through a long holiday.
Pages<=290 :: It is a slim {pages}, read in a weekend.
Series=Yes :: It opens a series, though it stands well by itself.
Series=No :: It is a complete story in one volume.
Prize winner=Yes :: It won a readers' prize.
Large print=Yes :: This is the large print edition.
Format=Hardcover :: Bound in cloth with a ribbon.
Format=Paperback :: A paperback that fits a coat pocket.
{Author} writes with a dry eye and a soft heart.
Genre=Science fiction :: The science is light, the ideas are not.
Genre=Historical :: The past feels close enough to touch.
Genre=Horror :: The fright comes slowly and does not leave.
"""),
    bits=phrases("""
{Genre} novel
By {author}
{Pages}
{Format}
Series=Yes :: First of a series
Prize winner=Yes :: Prize winner
Large print=Yes :: Large print
"""),
    closers=phrases("""
A good choice for book clubs.
From {brand}.
Mood=Cosy|Funny :: It makes an easy present.
For readers who finish what they start.
"""),
)  # fmt: skip
