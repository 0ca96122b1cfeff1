"""Five invented schools, whose pupils' names are as varied as those of the United Kingdom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from detectors.roster import Pupil


class Wording(Enum):
    """Whether the names of a school's pupils are English words too."""

    NAMES = auto()
    ORDINARY = auto()  # both forename and surname are words, so that capitals matter


@dataclass(frozen=True, slots=True)
class InventedSchool:
    name: str
    pupils: tuple[Pupil, ...]
    wording: Wording = Wording.NAMES


def school(name: str, pupils: Iterable[Pupil], wording: Wording = Wording.NAMES) -> InventedSchool:
    """With ids that say which school it is, counted from 1001."""
    initials = "".join(word[0].lower() for word in name.split())
    numbered = tuple(replace(pupil, id=f"{initials}{at}") for at, pupil in enumerate(pupils, 1001))
    return InventedSchool(name, numbered, wording)


def named(forename: str, surname: str, middle_names: str = "", **others: str) -> Pupil:
    return Pupil("", forename, surname, middle_names, **others)  # type: ignore[arg-type]  # all are str


# The north of England and the Midlands: English names, double surnames, nicknames, short names.
OAKFIELD = school(
    "Oakfield Academy",
    (
        named("Henry", "Tudor", "James", preferred_forename="Harry"),
        named("Elizabeth", "Ashworth", "Rose"),
        named("William", "Blenkinsop", "Peter"),
        named("Alexander", "Thistlewood"),
        named("Katherine", "Pemberton-Wright", "Anne"),
        named("Thomas", "Smith-Jones", "George"),
        named("Benjamin", "Fotheringham", "Luke"),
        named("Charlotte", "Davenport", "Mary Jane", preferred_forename="Lottie"),
        named("Samuel", "Hathersage Cole", "Isaac"),
        named("Jessica", "Barraclough", former_surname="Whitworth"),
        named("Joshua", "Entwistle", "Aaron", preferred_surname="Greenhalgh"),
        named("Christopher", "Wolstenholme", "David"),
        named("Rebecca", "Sotherby", "Claire", former_surname="Langstaff"),
        named("Nathaniel", "Butterworth", preferred_forename="Skye", former_forename="Natalie"),
        named("Anne-Marie", "Underhill"),
        named("Mary Beth", "Cartwright"),
        named("Jo", "Lee"),
        named("Ed", "Coe"),
        named("Tia", "Fry", "Mae"),
        named("Frederick", "St John", "Hugh"),
        named("Isabella", "Fitzwilliam", "Jane"),
        named("Peregrine", "D'Arcy-Hughes"),
        named("Victoria", "Ramsbottom", "Louise", preferred_surname="Oldroyd"),
        named("Daniel", "Micklethwaite", "Paul"),
        named("Michael", "Heckmondwike", "John", former_surname="Satterthwaite"),
        named("Abigail", "Featherstone", "Ruth"),
        named("Louis", "Saunders"),
        named("James", "Collins", "Robert"),
        named("Theodore", "Quigley", preferred_forename="Teddy"),
        named("Rowan", "Harcastle-Bligh", former_forename="Rosemary"),
    ),
)

# Wales, Scotland and both parts of Ireland.
GLENMOR = school(
    "Glenmor High",
    (
        named("Siân", "Llewellyn", "Mair"),
        named("Rhys", "ap Gwilym"),
        named("Ffion", "Prydderch", "Haf"),
        named("Gruffudd", "Penhaligon", "Emyr"),
        named("Angharad", "ferch Owain"),
        named("Llŷr", "Bevan-Pugh"),
        named("Eilidh", "MacDonald", "Catriona"),
        named("Ruaridh", "Macpherson"),
        named("Catriona", "McAllister", "Isla"),
        named("Hamish", "Mac Ghille Dhuinn"),
        named("Mairead", "Colquhoun", former_surname="Auchterlonie"),
        named("Alasdair", "Drummond-Hay", "Iain"),
        named("Niamh", "O'Sullivan", "Marie"),
        named("Siobhán", "Ní Bhriain"),
        named("Pádraig", "Ó Dónaill", "Seán"),
        named("Zoë", "O'Neill", "Frances"),
        named("Caoimhe", "Mac Giolla"),
        named("Tadhg", "O'Shaughnessy"),
        named("Aoife", "Nic Dhiarmada"),
        named("Oisín", "Kavanagh", "Pearse"),
        named("Conor", "D'Alton"),
        named("Saoirse", "Fitzgerald", preferred_forename="Seer"),
        named("Gwenllian", "Maddocks", preferred_forename="Gwen"),
        named("Iestyn", "Cadwaladr"),
    ),
)

# A large town: South Asian, Arabic, Turkish and Somali families.
MOORGATE = school(
    "Moorgate High",
    (
        named("Muhammad", "Khan", "Ali", preferred_forename="Ali"),
        named("Mohammed", "Chowdhury", "Ibrahim"),
        named("Mohamed", "Abdi", "Hassan"),
        named("Abdul Rahman", "Siddiqui"),
        named("Abdullah", "Al-Hassan"),
        named("Layla", "al-Rashid"),
        named("Yusuf", "El-Sayed", "Karim"),
        named("Fatima", "Bint Khalid"),
        named("Aisha", "Begum", "Khadija"),
        named("Nasir", "Uddin"),
        named("Tahmina", "Uddin", "Akter"),
        named("Muhammad", "Iqbal", "Zubair"),
        named("Abdul Rahman", "Miah"),
        named("Harpreet", "Kaur", "Simran"),
        named("Gurpreet", "Singh", "Jaspal"),
        named("Jaspreet", "Dhaliwal", "Kaur"),
        named("Rajinder", "Singh Sandhu"),
        named("Priya", "Venkataraman", "Lakshmi"),
        named("Arjun", "Subramaniam"),
        named("Ananya", "Chattopadhyay"),
        named("Dhruv", "Patel"),
        named("Zainab", "Hussain", "Noor"),
        named("Ahmed", "Mahmood", "Tariq"),
        named("Hodan", "Warsame Jama"),
        named("Abdirahman", "Farah Nuur"),
        named("Ifrah", "Mohamud", "Aden"),
        named("Çağla", "Çelik"),
        named("Işıl", "Yıldırım"),
        named("Emre", "Gündoğan"),
        named("Parisa", "Hosseinzadeh", preferred_surname="Karimi"),
        named("Rukhsana", "Mirza", preferred_surname="Haider"),
        named("Bilal", "Ibn Yaqub"),
    ),
)

# A port: the rest of Europe, Africa, East Asia and South America.
HARBOUR = school(
    "Harbour Road School",
    (
        named("Łukasz", "Wójcik", "Jan"),
        named("Małgorzata", "Kowalska", "Zofia", preferred_forename="Gosia"),
        named("Wiktoria", "Jankowska-Nowak"),
        named("Kacper", "Brzęczyszczykiewicz"),
        named("Đorđe", "Petrović"),
        named("Oleksandra", "Shevchenko", preferred_forename="Sasha"),
        named("Dragoș", "Ionescu", "Matei"),
        named("Gergely", "Szabó"),
        named("Björn", "Müller"),
        named("Jürgen", "Größmann"),
        named("Käthe", "von Stein"),
        named("Søren", "Kjærgaard", "Emil"),
        named("Þóra", "Guðmundsdóttir"),
        named("Maartje", "van der Berg"),
        named("Étienne", "de la Fontaine", "Luc"),
        named("Cœline", "Desrosiers"),
        named("Chloé", "Le Goff"),
        named("Mateo", "García López"),
        named("Inês", "da Silva Pereira", "Sofia"),
        named("Joaquim", "dos Santos"),
        named("Giulia", "Dell'Acqua"),
        named("Wei", "Li"),
        named("Xiaoming", "Zhang", preferred_forename="Jason"),
        named("Mei Ling", "Chan"),
        named("Hương", "Nguyễn", "Thị"),
        named("Haruto", "Takahashi"),
        named("Oluwaseun", "Adeyemi-Cole", "Tobi"),
        named("Chukwuemeka", "Okonkwo", "David", preferred_forename="Emeka"),
        named("Kwabena", "Asante-Boateng", "Kofi"),
        named("N'Golo", "Diabaté"),
        named("Tendai", "Mutasa", former_surname="Chikwanha"),
    ),
)

# Every name here can be read as something else.
MEADOW_LANE = school(
    "Meadow Lane Primary",
    (
        named("Will", "May"),
        named("Summer", "Field"),
        named("Mark", "Hall", "Dean"),
        named("Grace", "Bishop", "Anne"),
        named("Rose", "Hill"),
        named("Frank", "Law"),
        named("Daisy", "Green"),
        named("Hope", "Young", "Joy"),
        named("Guy", "West"),
        named("Jack", "Long"),
        named("Lily", "Pond"),
        named("Max", "Power"),
        named("Faith", "Church"),
        named("Ruby", "Stone"),
        named("Robin", "Wood"),
        named("Amber", "Street"),
        named("Autumn", "Winters"),
        named("Chase", "Manning"),
    ),
    Wording.ORDINARY,
)

SCHOOLS = (OAKFIELD, GLENMOR, MOORGATE, HARBOUR, MEADOW_LANE)
