"""config/words: the words that ship, tried on sentences of both kinds that schools write."""

from __future__ import annotations

import pytest

from detectors.context import Directory, Facts, School
from detectors.finding import Location, Place
from detectors.matter import Matter
from detectors.message import Message, Reading, Text
from detectors.roster import Pupil, Roster
from detectors.sensitive_term import find
from gateway.policy.words import load_words
from gateway.shipped import CONFIG

WORDS = CONFIG / "words" / "en.toml"
VOCABULARY = load_words(WORDS)
FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster((Pupil("1042", "Zoë", "O'Neill"), Pupil("1043", "Tomasz", "Kowalski"))),
    Directory(frozenset(), frozenset(), frozenset()),
    VOCABULARY,
)

TELLING = [
    ("child-protection", "Zoë O'Neill has been on a CP plan since March."),
    ("child-protection", "Zoë O'Neill (CIN) will not be in today."),
    ("child-protection", "We made a MASH referral for Zoë O'Neill this morning."),
    ("child-protection", "The social worker of Zoë O'Neill rang at nine."),
    ("child-protection", "Following her disclosure, Zoë O'Neill spoke to me at length."),
    ("child-protection", "Zoë O'Neill disclosed that she is afraid to go home."),
    ("child-protection", "A section 47 assessment of Zoë O'Neill has begun."),
    ("child-protection", "There was an s47 enquiry about Zoë O'Neill."),
    ("child-protection", "I have logged it on CPOMS for Zoë O'Neill."),
    ("child-protection", "Zoë O'Neill: bruising on her left arm, photographs taken."),
    ("child-protection", "An early\nhelp assessment was done for Zoë O'Neill."),
    ("child-protection", "Please add this to the safeguarding chronology of Zoë O'Neill."),
    ("child-protection", "Zoë O'Neill came up in the Operation Encompass call today."),
    ("child-protection", "The ICPC for Zoë O'Neill is on Tuesday."),
    ("child-protection", "We are worried about county lines and Zoë O'Neill."),
    ("looked-after", "Zoë O'Neill is LAC and lives in Leeds."),
    ("looked-after", "Zoë O'Neill is a looked after child."),
    ("looked-after", "The PEP meeting for Zoë O'Neill moved to Friday."),
    ("looked-after", "Zoë O'Neill's foster carers will collect her."),
    ("looked-after", "The SGO for Zoë O'Neill came through."),
    ("looked-after", "Zoë O'Neill was adopted from care in 2019, her parents tell us."),
    ("send", "Zoë O'Neill has an EHCP."),
    ("send", "please bring zoe's ehcp paperwork for Zoë O'Neill"),
    ("send", "Zoë O'Neill is on the SEN register (K)."),
    ("send", "Primary need of Zoë O'Neill: HI"),
    ("send", "Zoë O'Neill was assessed by the EP; the report is attached."),
    ("send", "Speech and language therapy for Zoë O'Neill starts in May."),
    ("send", "Zoë O'Neill has a diagnosis of ASD."),
    ("send", "The annual review of the plan for Zoë O'Neill is due."),
    ("send", "Zoë O'Neill finds reading aloud hard because of her dyslexia."),
    ("health", "Zoë O'Neill was referred to CAMHS."),
    ("health", "CAHMS have closed the case of Zoë O'Neill."),
    ("health", "Zoë O'Neill has been self harming again."),
    ("health", "Zoë O'Neill needs her EpiPen on the trip."),
    ("health", "Please note that Zoë O'Neill is on medication for it."),
    ("health", "Zoë O'Neill told me about her anxiety."),
    ("health", "Name: Zoë O'Neill\nForm: 8K\nMedication: Ritalin, twice a day"),
    ("poverty", "Zoë O'Neill is entitled to free school meals."),
    ("poverty", "Zoë O'Neill (FSM) has not paid."),
    ("poverty", "Zoë O'Neill is a PP student."),
    ("poverty", "The family of Zoë O'Neill has NRPF."),
    ("prevent", "We made a Prevent referral about Tomasz Kowalski."),
    ("prevent", "Tomasz Kowalski was discussed at the Channel panel."),
    ("prevent", "I fear that Tomasz Kowalski is being radicalised online."),
    ("behaviour", "Tomasz Kowalski was permanently excluded in June."),
    ("behaviour", "A managed move for Tomasz Kowalski has been agreed."),
    ("behaviour", "Tomasz Kowalski now attends the PRU."),
    ("behaviour", "Tomasz Kowalski was arrested at the weekend."),
    ("behaviour", "Mrs Kowalska says that Tomasz Kowalski is being bullied on the bus."),
    ("attendance-family", "The EWO will visit Tomasz Kowalski at home."),
    ("attendance-family", "Tomasz Kowalski witnessed domestic abuse."),
    ("attendance-family", "There is a non-molestation order; Tomasz Kowalski lives with his aunt."),
    ("attendance-family", "A penalty notice for Tomasz Kowalski was sent."),
    ("protected-characteristics", "Tomasz Kowalski, ethnicity WBRI"),
    ("protected-characteristics", "Tomasz Kowalski is EAL and new to the country."),
    ("protected-characteristics", "Tomasz Kowalski came out as gay last week."),
    ("exams", "Tomasz Kowalski has 25% extra time."),
    ("exams", "Access arrangements for Tomasz Kowalski are below."),
    ("exams", "We suspect malpractice by Tomasz Kowalski."),
    ("staff", "Payroll asks for the NI number of Tomasz Kowalski."),
]

HARMLESS = [
    "Zoë O'Neill has forgotten her PE kit again.",
    "Zoë O'Neill and Tomasz Kowalski won the maths prize. Well done!",
    "Please send Zoë O'Neill to the office at ten.",
    "To prevent lateness, Zoë O'Neill will take the early bus.",
    "HI Zoë O'Neill, see you on Monday.",
    "Zoë O'Neill is in Year VI at the moment.",
    "Zoë O'Neill will be glad of any early help with her costume.",
    "Zoë O'Neill was well looked after by her hosts in Rouen.",
    "Le lac d'Annecy: homework of Zoë O'Neill.",
    "Zoë O'Neill plays pp at bar twelve and ff at the end.",
    "Slides of Zoë O'Neill are in the PP file.",
    "Zoë O'Neill is reading section 17 of the anthology.",
    "Zoë O'Neill wrote an essay about neglect in the novel.",
    "Zoë O'Neill raised forty pounds for an autism charity.",
    "Zoë O'Neill made a poster for anti-bullying week.",
    "Your DBS disclosure is here; Zoë O'Neill sends her regards.",
    "Zoë O'Neill built a suspension bridge from straws.",
    "Zoë O'Neill made a copper sulphate solution and a suspension of particles.",
    "Zoë O'Neill scored twice in extra time.",
    "Zoë O'Neill will channel her energy into netball.",
    "Zoë O'Neill played Lady Macbeth; the knife was made of card.",
    "Zoë O'Neill runs the race for life against cancer.",
    "Zoë O'Neill wants to study medicine at university.",
    "Zoë O'Neill gave a talk on the depression of the 1930s, an economic disaster.",
    "Zoë O'Neill's essay on terrorism is very good.",
    "The policy was adopted; Zoë O'Neill spoke for the school council.",
    "Zoë O'Neill adopted a panda.",
    "Zoë O'Neill and her team were bangers and MASH for charity.",
    "Zoë O'Neill collected tins for the food bank, a donation from all of us.",
    "Zoë O'Neill takes part in the workshop with the police cadets.",
    "The annual review of our contract was taken by Zoë O'Neill.",
    "Zoë O'Neill is an excellent reader.",
    "Zoë O'Neill's exclusion zone on the map is wrong.",
    "Zoë O'Neill has a diagnostic test in maths.",
    "Class is dismissed early on Friday. Zoë O'Neill needs a lift.",
    "See pp. 12 to 14. Zoë O'Neill knows.",
    "Zoë O'Neill was trained on the neglected art of calligraphy.",
    "The vice-captain is Zoë O'Neill and the cap is hers.",
    "Zoë O'Neill is late again.\n\nMrs A. Teacher\nSENCO and DSL\nOakfield Academy",
    "Zoë O'Neill is late.\n\nWe are committed to safeguarding and promoting welfare.",
    "Zoë O'Neill is late.\n\nIf you have a safeguarding concern, ring the office.",
    "Zoë O'Neill is late.\n\nIf you have a safeguarding concern about a child and their family, ring us.",
    "Zoë O'Neill is late.\n\nThis e-mail is confidential. It must not be disclosed to anybody else.",
    "Zoë O'Neill is late. What is in this e-mail must not be disclosed to others than the recipient.",
    "Tomasz Kowalski is late.\n\nFree school meals: the forms are due on Friday.",
    "The safeguarding policy is new.\n\n" + "We met on Monday. " * 20 + "Zoë O'Neill took the minutes.",
    "CAMHS has moved to Mill Lane.\n\n" + "We met on Monday. " * 20 + "\n\nZoë O'Neill took the minutes.",
    "Tomasz Kowalski broke with Rome for a divorce, says Zoë O'Neill's history essay.",
    "Our PE teachers are first aiders for mental health; Zoë O'Neill says thank you.",
    "Zoë O'Neill has her DofE assessment on Sunday.",
    "Zoë O'Neill is the new Head Girl and CP leads the band.",
    "Zoë O'Neill, EH and PD meet at two.",
]


def kinds_of(text: str) -> set[str]:
    reading = Reading(Message((), ()), (Text(Location(Place.BODY), text),), (), (), ())
    matter = Matter(reading, FACTS)
    assert any(sighting.hits for sighting in matter.sightings), "the sentence must name a pupil"
    return {finding.kind for finding in find(matter)}


@pytest.mark.parametrize(("kind", "text"), TELLING)
def test_what_tells_something_of_a_pupil_is_found(kind: str, text: str) -> None:
    assert kind in kinds_of(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_mail_is_left_alone(text: str) -> None:
    assert kinds_of(text) == set()
