"""A roster of 1,500 invented pupils: every forename with every surname, the same at each run."""

from __future__ import annotations

# fmt: off
FORENAMES = (
    "Aaliyah", "Alfie", "Amara", "Arthur", "Ayesha", "Beatrix", "Callum", "Chloe", "Daniyal", "Dylan",
    "Edith", "Elijah", "Esme", "Farah", "Felix", "Freya", "Gethin", "Hamza", "Harriet", "Imogen", "Isaac",
    "Jamila", "Jonah", "Kacper", "Keira", "Leila", "Lowri", "Marcus", "Matilda", "Musa", "Nadia",
    "Nathan", "Niamh", "Oluwaseun", "Ophelia", "Owen", "Priya", "Rafael", "Rhiannon", "Rowan", "Sakura",
    "Seren", "Tariq", "Theodore", "Umar", "Violet", "Wiktoria", "Xander", "Yusuf", "Zofia",
)

SURNAMES = (
    "Adeyemi", "Akhtar", "Ashworth", "Barraclough", "Begum", "Blenkinsop", "Chowdhury", "Cartwright",
    "Davenport", "Evans", "Fairbrother", "Gupta", "Hathersage", "Ibrahim", "Jankowski", "Kavanagh",
    "Llewellyn", "Macpherson", "Nkemelu", "O'Sullivan", "Pemberton", "Quigley", "Ramanathan", "Sotherby",
    "Thistlewood", "Underhill", "Venkatesan", "Wolstenholme", "Yeboah", "Zielinski",
)
# fmt: on

NAMED_PUPIL = f"{FORENAMES[3]} {SURNAMES[2]}"


def pupils() -> list[tuple[str, str]]:
    """Forename and surname of each."""
    return [(forename, surname) for surname in SURNAMES for forename in FORENAMES]


def roster_csv() -> str:
    """As a school would export it."""
    rows = (
        f"{1000 + number},{forename},{surname},{7 + number % 7}\n"
        for number, (forename, surname) in enumerate(pupils())
    )
    return "id,forename,surname,year_group\n" + "".join(rows)
