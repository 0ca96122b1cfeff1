"""Who writes in the tables of cases, and to whom: an invented school, its families and its partners."""

from detectors.context import Directory, Facts, School
from detectors.people.groups import Group, Groups
from detectors.roster import Contact, Pupil, Roster
from detectors.words.vocabulary import Category, Term, Vocabulary

UPN = "Z820999912001"  # invented; its check letter is right
CLASS = (
    "Amelia Ashdown",
    "Barnaby Bellweather",
    "Clementine Cotterill",
    "Dominic Dunmore",
    "Esme Eastlake",
    "Fergus Fairhurst",
    "Georgina Goldsby",
    "Hector Hartwell",
    "Imogen Ibbotson",
    "Jasper Jessop",
    "Katya Kershaw",
    "Lysander Lomas",
)


def _pupil(id_: str, name: str) -> Pupil:
    forename, _, surname = name.partition(" ")
    return Pupil(id_, forename, surname)


FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk", "gracie.b@gmail.com")),
    Roster(
        (
            Pupil(
                "1042",
                "Grace",
                "Bishop",
                date_of_birth="2013-05-14",
                upn=UPN,
                contacts=(Contact(emails=("ruth.bishop@gmail.com",)),),
            ),
            Pupil("1043", "Henry", "Tudor", contacts=(Contact(emails=("jane.tudor@btinternet.com",)),)),
            Pupil(
                "1044",
                "Zoë",
                "O'Neill",
                contacts=(
                    Contact(emails=("d.oneill@gmail.com",)),
                    Contact(emails=("p.oneill@leeds.nhs.uk",)),
                ),
            ),
            *(_pupil(str(2000 + at), name) for at, name in enumerate(CLASS)),
        )
    ),
    Directory(
        frozenset({"gov.uk", "nhs.uk", "sch.uk"}),
        frozenset(),
        frozenset({"gmail.com", "btinternet.com"}),
        supplier_domains=frozenset({"registers.example"}),
        groups=Groups(
            (
                Group("safeguarding", frozenset({"dsl@oakfield.sch.uk", "mash@leeds.gov.uk"})),
                Group("senior-leaders", frozenset({"deputy@oakfield.sch.uk", "k.deputy@btinternet.com"})),
                Group("headteacher", frozenset({"head@oakfield.sch.uk"})),
                Group("office", frozenset({"office@oakfield.sch.uk"})),
                Group("data-team", frozenset({"senco@oakfield.sch.uk"})),
                Group("private-storage", frozenset({"r.vance@oakfield.sch.uk"})),
                Group("network-manager", frozenset({"network@oakfield.sch.uk"})),
                Group("may-email-parents", frozenset({"tutor@oakfield.sch.uk"})),
                Group("may-email-pupils", frozenset({"tutor@oakfield.sch.uk"})),
                Group("systems", frozenset({"registers@oakfield.sch.uk"})),
                Group("all-staff", frozenset({"all-staff@oakfield.sch.uk"})),
                Group("all-parents", frozenset({"all-parents@oakfield.sch.uk"})),
            )
        ),
    ),
    Vocabulary((Term("epilepsy", Category.HEALTH),)),
)

SENDERS = {
    "a teacher": "m.okafor@oakfield.sch.uk",
    "a tutor with permission": "tutor@oakfield.sch.uk",
    "a teacher who is a parent": "d.oneill@oakfield.sch.uk",
    "a teacher with leave to store": "r.vance@oakfield.sch.uk",
    "the SENCO": "senco@oakfield.sch.uk",
    "the office": "office@oakfield.sch.uk",
    "the network manager": "network@oakfield.sch.uk",
    "the register": "registers@oakfield.sch.uk",
}

ADDRESSEES = {
    "a colleague": ("p.lewis@oakfield.sch.uk",),
    "a pupil": ("gbishop@pupils.oakfield.sch.uk",),
    "a pupil and a colleague": ("gbishop@pupils.oakfield.sch.uk", "p.lewis@oakfield.sch.uk"),
    "Grace's own Gmail": ("gracie.b@gmail.com",),
    "Grace's mother": ("ruth.bishop@gmail.com",),
    "Henry's mother": ("jane.tudor@btinternet.com",),
    "Zoë's father at his hospital": ("p.oneill@leeds.nhs.uk",),
    "a firm": ("orders@firm.example",),
    "a private account": ("zoe.frost@btinternet.com",),
    "the teacher's own account": ("mokafor@gmail.com",),
    "the parent's own account": ("d.oneill@gmail.com",),
    "the storing teacher's account": ("r.vance@gmail.com",),
    "the council": ("admissions@leeds.gov.uk",),
    "the council's safeguarding hub": ("mash@leeds.gov.uk",),
    "the safeguarding lead": ("dsl@oakfield.sch.uk",),
    "a deputy head at home": ("k.deputy@btinternet.com",),
    "an approved supplier": ("help@registers.example",),
    "all parents": ("all-parents@oakfield.sch.uk",),
    "all staff": ("all-staff@oakfield.sch.uk",),
    "twenty-nine firms": tuple(f"orders@firm-{number}.example" for number in range(29)),
    "thirty firms": tuple(f"orders@firm-{number}.example" for number in range(30)),
    "forty-nine colleagues": tuple(f"staff-{number}@oakfield.sch.uk" for number in range(49)),
    "fifty colleagues": tuple(f"staff-{number}@oakfield.sch.uk" for number in range(50)),
}
