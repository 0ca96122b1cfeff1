"""The demo's second school, Riverside, whose policy has mail changed where Oakfield's has it held."""

from __future__ import annotations

from gateway.demo.files import spreadsheet
from gateway.demo.samples import XLSX, Attached, Sample

TEACHER = "c.hughes@riverside.sch.uk"
COLLEAGUE = "d.patel@riverside.sch.uk"
NEWSPAPER = "sport@gazette.example"
TUTOR = "lessons@maths.example"
CATERER = "orders@caterer.example"
PUPIL = "egrant@pupils.riverside.sch.uk"
PARENTS = ("f.grant@gmail.com", "r.cole@btinternet.com", "k.ahmed@outlook.com")
CLUBS = (
    "league@chess.example",
    "club@draughts.example",
    "mind@go.example",
    "pairs@bridge.example",
    "tables@whist.example",
)

PUPILS = """\
id,forename,surname,year_group,contact_emails
2001,Emily,Grant,8,f.grant@gmail.com
2002,George,Cole,8,r.cole@btinternet.com
2003,Gwen,Cole,10,r.cole@btinternet.com
2004,Imran,Ahmed,9,k.ahmed@outlook.com
"""

DIRECTORY = f"""\
[supplier]
domains = ["caterer.example"]

[staff]
line_managers = {{ "*" = "{COLLEAGUE}" }}

[groups]
tutors = ["{TUTOR}"]
clubs = ["chess.example", "draughts.example", "go.example", "bridge.example", "whist.example"]
"""

POLICY = """\
title = "Riverside: change rather than hold"

[[rule]]
id = "names"
title = "Pupils' full names to anybody outside"
to.any_of = ["external"]
to.except_groups = ["tutors"]
when.finding = "pupil-name"
action = "rewrite"
rewrite.names = "initials"

[[rule]]
id = "files"
title = "Open files about pupils to tutors"
to.groups = ["tutors"]
when.attachment = { protection = ["none"], containing = "pupil-name" }
action = "rewrite"
rewrite.lock_attachments = true

[[rule]]
id = "families"
title = "Families' addresses"
to.any_of = ["contact"]
when = { finding = "visible-recipients", kinds = ["families"] }
action = "rewrite"
rewrite.visible_recipients = "bcc"

[[rule]]
id = "clubs"
title = "Many outside addresses"
to.groups = ["clubs"]
when = { finding = "visible-recipients", kinds = ["outside"] }
action = "rewrite"
rewrite.visible_recipients = "one-copy-each"

[[rule]]
id = "pupils"
title = "Mail to pupils is seen by a colleague"
to.any_of = ["pupil"]
when.finding = "no-colleague-copied"
action = "rewrite"
rewrite.copy_to = "line-manager"

[[rule]]
id = "suppliers"
title = "Suppliers get no files"
to.any_of = ["supplier"]
when.attachment = { protection = ["none"] }
action = "rewrite"
rewrite.take_off_attachments = true
rewrite.subject_tag = "[Riverside]"
rewrite.header = { X-School-Files = "taken off" }
rewrite.footer = "Riverside School sends no files to suppliers."
"""


def samples() -> tuple[Sample, ...]:
    """One for each kind of change."""
    winners = spreadsheet(
        (("Place", "Surname", "Forename"), ("1", "Grant", "Emily"), ("2", "Cole", "George"))
    )
    weeks = [(f"Week {week}", "sums, fractions, graphs", "done") for week in range(1, 21)]
    marks = spreadsheet((("Name", "Mark", ""), ("Imran Ahmed", "B", ""), ("Gwen Cole", "A", ""), *weeks))
    order = spreadsheet((("Item", "Number"), ("Sandwiches", "40")))
    return (
        Sample(
            "Sports day: Emily Grant wins",
            "Hello,\n\nEmily Grant won the sprint, before George Cole and Gwen Cole.\n\nC. Hughes\n",
            (NEWSPAPER,),
            files=(Attached("winners.xlsx", winners, XLSX),),
            sender=TEACHER,
        ),
        Sample(
            "Marks so far",
            "Hello,\n\nHere are the marks of this term.\n\nC. Hughes\n",
            (TUTOR,),
            files=(Attached("marks.xlsx", marks, XLSX),),
            sender=TEACHER,
        ),
        Sample(
            "Cake sale",
            "Dear all,\n\nThank you for the cakes!\n\nC. Hughes\n",
            PARENTS,
            sender=TEACHER,
        ),
        Sample(
            "Spring tournament",
            "Dear all,\n\nWe would like to invite your club.\n\nC. Hughes\n",
            CLUBS,
            sender=TEACHER,
        ),
        Sample(
            "Your homework",
            "Hi Emily,\n\nYour essay is fine. Well done!\n\nC. Hughes\n",
            (PUPIL,),
            sender=TEACHER,
        ),
        Sample(
            "Packed lunches",
            "Hello,\n\nOur order is attached.\n\nC. Hughes\n",
            (CATERER,),
            files=(Attached("order.xlsx", order, XLSX),),
            sender=TEACHER,
        ),
    )
