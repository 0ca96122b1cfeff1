import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.context import Directory, Facts, School
from detectors.recipients import Mailbox, Recipients, ascii_domain, resembles
from detectors.roster import Contact, Pupil, Roster
from detectors.sending import RecipientClass

SENDER = "m.okafor@oakfield.sch.uk"

FACTS = Facts.of(
    school=School(
        name="Oakfield Academy",
        domains=("Oakfield.sch.uk", "oakfield-académie.example"),
        pupil_addresses=("*@pupils.oakfield.sch.uk", "20??.*@OAKFIELD.sch.uk", "*@learn.élèves.example"),
    ),
    roster=Roster(
        (
            Pupil(
                "1",
                "Grace",
                "Bishop",
                contacts=(Contact(emails=("Ruth.Bishop@gmail.com", "ruth@bishop.example")),),
            ),
            Pupil(
                "2",
                "Amir",
                "Hale",
                contacts=(Contact(emails=(" t.hale+school@btinternet.com ", "not an address", "")),),
            ),
            Pupil(
                "3",
                "Isla",
                "Frost",
                contacts=(Contact(emails=("frost@partner.org.uk", "n.frost@oakfield.sch.uk")),),
            ),
        )
    ),
    directory=Directory(
        professional_domains=frozenset(
            {"gov.uk", "sch.uk", "ac.uk", "partner.org.uk", "students.listed.ac.uk", "thérapie.example"}
        ),
        professional_addresses=frozenset({"Speech.Therapist@gmail.com"}),
        consumer_domains=frozenset(
            {"gmail.com", "googlemail.com", "btinternet.com", "plus.com", "yahoo.co.uk"}
        ),
    ),
)
RECIPIENTS = Recipients.of(FACTS)


def classes(address: str, sender: str = SENDER) -> str:
    return " ".join(sorted(RECIPIENTS.classify(address, sender)))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # inside the school, and what only looks like it
        ("head@oakfield.sch.uk", "internal"),
        ("Head@OAKFIELD.SCH.UK", "internal"),
        ("head@oakfield.sch.uk.", "internal"),
        ("<head@oakfield.sch.uk>", "internal"),
        ("a@mail.sixth.oakfield.sch.uk", "internal"),
        ('"head office"@oakfield.sch.uk', "internal"),
        ("head@oakfield-académie.example", "internal"),
        ("head@xn--oakfield-acadmie-nqb.example", "internal"),
        ("head@OAKFIELD-ACADÉMIE.example", "internal"),
        ("head@notoakfield.sch.uk", "external professional"),
        ("head@oakfield.sch.uk.evil.example", "external"),
        ("head@oakfield", "external"),
        ("head@sch.uk", "external professional"),
        # no domain to trust
        ("postmaster", "external"),
        ("", "external"),
        ("head@", "external"),
        ("@oakfield.sch.uk", "internal"),
        ("head@[192.0.2.1]", "external"),
        ("head@oakfield..sch.uk", "external"),
        ("head@evil.example .oakfield.sch.uk", "external"),
        ("head@evil.example\x00.oakfield.sch.uk", "external"),
        ("head@oakfield。sch.uk", "external"),
        ("head@ｏakfield.sch.uk", "external professional"),
        # addresses that name a way round
        ("@relay.example:head@oakfield.sch.uk", "external"),
        ("@relay.example,@b.example:office@leeds.gov.uk", "external"),
        ("@relay.example:zoe@gmail.com", "external personal"),
        ("mum%gmail.com@oakfield.sch.uk", "external"),
        ("gmail.com!mum@oakfield.sch.uk", "external"),
        ('"mum@gmail.com"@oakfield.sch.uk', "external"),
        # pupils
        ("gbishop@pupils.oakfield.sch.uk", "internal pupil"),
        ("GBISHOP@Pupils.Oakfield.sch.uk", "internal pupil"),
        ("2019.gbishop@oakfield.sch.uk", "internal pupil"),
        ("19.gbishop@oakfield.sch.uk", "internal"),
        ("grace@learn.élèves.example", "external pupil"),
        ("grace@learn.xn--lves-5oae.example", "external pupil"),
        # parents and carers
        ("ruth.bishop@gmail.com", "contact external personal"),
        ("RuthBishop@googlemail.com", "contact external personal"),
        ("ruth.bishop+school@gmail.com", "contact external personal"),
        ('"ruth.bishop"@gmail.com', "contact external personal"),
        ("ruth@bishop.example", "contact external"),
        ("t.hale@btinternet.com", "contact external personal"),
        ("thale@btinternet.com", "external personal"),
        ("n.frost@oakfield.sch.uk", "contact internal"),
        ("frost@partner.org.uk", "contact external professional"),
        # professionals
        ("office@leeds.gov.uk", "external professional"),
        ("office@GOV.UK.", "external professional"),
        ("office@evilgov.uk", "external"),
        ("office@gov.uk.evil.example", "external"),
        ("cabinet@thérapie.example", "external professional"),
        ("cabinet@xn--thrapie-cya.example", "external professional"),
        ("speech.therapist@gmail.com", "external personal professional"),
        ("speech.therapist+x@gmail.com", "external personal"),
        ("staff@elmwood.leeds.sch.uk", "external professional"),
        ("kim@student.elmwood.ac.uk", "external"),
        ("kim@students.elmwood.leeds.sch.uk", "external"),
        ("kim@mail.pupils.elmwood.leeds.sch.uk", "external"),
        ("kim@pupils.partner.org.uk", "external"),
        ("kim@students.listed.ac.uk", "external professional"),
        ("tutor@studentsupport.elmwood.ac.uk", "external professional"),
        # personal mailboxes
        ("zoe@gmail.com", "external personal"),
        ("zoe@smith.plus.com", "external personal"),
        ("zoe@surplus.com", "external"),
        ("zoe@co.uk", "external"),
        ("m.okafor@gmail.com", "external own personal"),
        ("m.okafor@elsewhere.example", "external"),
        ("zoe@firm.example", "external"),
    ],
)
def test_classes(address: str, expected: str) -> None:
    assert classes(address) == expected


def test_nothing_is_anyones_own_when_there_is_no_sender() -> None:
    assert classes("m.okafor@gmail.com", sender="") == "external personal"


@pytest.mark.parametrize(
    ("work", "private"),
    [
        ("grace.bishop", "grace.bishop"),
        ("grace.bishop", "gracebishop82"),
        ("grace.bishop", "bishop.grace"),
        ("grace.bishop", "g_bishop"),
        ("grace.bishop", "bishopg1982"),
        ("grace.bishop", "graceb"),
        ("grace.bishop", "grace.mary.bishop"),
        ("grace.bishop", "grace.bishop+school"),
        ("bishop.grace", "g.bishop"),
        ("g.bishop", "grace-bishop"),
        ("gbishop", "grace.bishop"),
        ("gbishop", "bishop_g"),
        ("bishopg", "g.bishop"),
        ("zoë.kowalska", "zoe.kowalska"),
    ],
)
def test_own_account(work: str, private: str) -> None:
    assert resembles(private, work)


@pytest.mark.parametrize(
    ("work", "private"),
    [
        ("grace.bishop", "george.bishop"),  # a relative
        ("grace.bishop", "bishop"),
        ("grace.bishop", "grace"),
        ("grace.bishop", "archbishop99"),
        ("grace.bishop", "ruth.bishop"),
        ("gbi", "gbi"),  # three letters are anybody's
        ("a.li", "ali"),
        ("a.li", "natali"),
        ("h.day", "holiday"),
        ("1234", "1234"),
        ("", "grace.bishop"),
        ("grace.bishop", ""),
    ],
)
def test_not_the_senders_own_account(work: str, private: str) -> None:
    assert not resembles(private, work)


@settings(deadline=None)
@given(st.text(max_size=60) | st.emails(), st.text(max_size=30) | st.emails())
def test_every_address_is_either_internal_or_external(address: str, sender: str) -> None:
    found = RECIPIENTS.classify(address, sender)
    assert len(found & {RecipientClass.INTERNAL, RecipientClass.EXTERNAL}) == 1
    assert (RecipientClass.OWN not in found) or (RecipientClass.PERSONAL in found)
    assert not found >= {RecipientClass.INTERNAL, RecipientClass.PROFESSIONAL}


@settings(deadline=None)
@given(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True))
def test_a_longer_last_label_is_another_domain(label: str) -> None:
    assert RecipientClass.EXTERNAL in RECIPIENTS.classify(f"x@{label}oakfield.sch.uk", SENDER)
    assert RecipientClass.INTERNAL in RECIPIENTS.classify(f"x@{label}.oakfield.sch.uk", SENDER)


@settings(deadline=None)
@given(st.emails())
def test_letter_case_never_counts(address: str) -> None:
    assert RECIPIENTS.classify(address, SENDER) == RECIPIENTS.classify(address.upper(), SENDER)


def test_domains_of_one_name_are_equal() -> None:
    assert ascii_domain("Straße.example.") == "xn--strae-oqa.example"
    assert ascii_domain("cafe\u0301.example") == ascii_domain("café.example") == "xn--caf-dma.example"


def test_mailbox_keys_keep_apart_what_differs() -> None:
    assert Mailbox.parse("a.b@yahoo.co.uk").key != Mailbox.parse("ab@yahoo.co.uk").key
    assert Mailbox.parse("+tag@yahoo.co.uk").key == "+tag@yahoo.co.uk"


def test_a_school_without_facts_knows_only_inside_and_outside() -> None:
    bare = Recipients.of(
        Facts.of(
            School("Oakfield Academy", ("oakfield.sch.uk",)),
            Roster(()),
            Directory(frozenset(), frozenset(), frozenset()),
        )
    )
    assert bare.classify("a@oakfield.sch.uk", "") == {RecipientClass.INTERNAL}
    assert bare.classify("a@gmail.com", "") == {RecipientClass.EXTERNAL}
