import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.context import Directory, Facts, School
from detectors.message import Envelope
from detectors.people.groups import Group, Groups
from detectors.people.recipients import Recipients
from detectors.roster import Contact, Pupil, Roster, StaffMember
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
        ),
        (
            StaffMember("Peter Frost", ("pfr@oakfield.sch.uk", "frosty@gmail.com", "pf@trust.example")),
            StaffMember("Ann Lee", ("head@oakfield.sch.uk",)),
        ),
    ),
    directory=Directory(
        professional_domains=frozenset(
            {"gov.uk", "sch.uk", "ac.uk", "partner.org.uk", "students.listed.ac.uk", "thérapie.example"}
        ),
        professional_addresses=frozenset({"Speech.Therapist@gmail.com"}),
        consumer_domains=frozenset(
            {"gmail.com", "googlemail.com", "btinternet.com", "plus.com", "yahoo.co.uk"}
        ),
        staff=(StaffMember("Grace Mary Bishop"), StaffMember("Tom Hale"), StaffMember("Tim Hale")),
        supplier_domains=frozenset({"caterlunch.example"}),
        supplier_addresses=frozenset({"payroll.clerk@gmail.com"}),
        private_accounts=(
            StaffMember("", ("s.jones@oakfield.sch.uk", "jones@family.example", "sarahj@partner.org.uk")),
        ),
        groups=Groups(
            (
                Group("office", frozenset({"office@oakfield.sch.uk", SENDER})),
                Group("police", domains=frozenset({"police.uk"})),
            )
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
        # comments and groups belong in a header (RFC 5322 §3.2.2, §3.4), not in an envelope
        ("head@oakfield.sch.uk(office)", "external"),
        ("(mum@gmail.com)head@oakfield.sch.uk", "external"),
        ("ruth.bishop(mum)@gmail.com", "external personal"),
        ("Staff:head@oakfield.sch.uk;", "external"),
        ("Staff:head@oakfield.sch.uk,mum@gmail.com", "external personal"),
        ("undisclosed-recipients:;", "external"),
        # no domain to trust
        ("head@" + "a." * 200 + "oakfield.sch.uk", "external"),  # longer than a domain can be
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
        # suppliers
        ("orders@caterlunch.example", "external supplier"),
        ("orders@mail.caterlunch.example", "external supplier"),
        ("kim@students.caterlunch.example", "external"),
        ("payroll.clerk@gmail.com", "external personal supplier"),
        # private mailboxes of staff, wherever they are
        ("jones@family.example", "external personal"),
        ("sarahj@partner.org.uk", "external personal"),
        ("peter.frost@gmail.com", "external personal"),
    ],
)
def test_classes(address: str, expected: str) -> None:
    assert classes(address) == expected


@pytest.mark.parametrize(
    ("sender", "address", "own"),
    [
        # by the list of private addresses
        ("s.jones@oakfield.sch.uk", "jones@family.example", True),
        ("s.jones@oakfield.sch.uk", "sarahj@partner.org.uk", True),
        ("S.Jones+x@oakfield.sch.uk", "Jones+a@Family.example", True),
        ("t.hale@oakfield.sch.uk", "jones@family.example", False),
        # by the pupil list's list of staff: only at consumer providers
        ("pfr@oakfield.sch.uk", "frosty@gmail.com", True),
        ("head@oakfield.sch.uk", "frosty@gmail.com", False),
        ("pfr@oakfield.sch.uk", "pf@trust.example", False),
        # by the name of whoever has the address at work
        ("pfr@oakfield.sch.uk", "peter.frost@gmail.com", True),
        ("pfr@oakfield.sch.uk", "p_frost82@gmail.com", True),
        ("pfr@oakfield.sch.uk", "peter.hale@gmail.com", False),
        ("pfr@oakfield.sch.uk", "peter.frost@firm.example", False),
        ("head@oakfield.sch.uk", "ann.lee@gmail.com", True),
        # by a user name that only one name on the staff list makes
        ("gbi@oakfield.sch.uk", "grace.bishop@gmail.com", True),
        ("gmb@oakfield.sch.uk", "gracebishop82@yahoo.co.uk", True),
        ("gmb@oakfield.sch.uk", "gmb1982@gmail.com", True),  # her initials
        ("grace.bishop@oakfield.sch.uk", "gmb1982@gmail.com", False),  # nobody says that they are hers
        ("tha@oakfield.sch.uk", "tom.hale@gmail.com", False),  # or Tim's
        ("xyz@oakfield.sch.uk", "grace.bishop@gmail.com", False),
        ("office@oakfield.sch.uk", "office@smith.plus.com", False),
    ],
)
def test_the_senders_own(sender: str, address: str, own: bool) -> None:
    assert (RecipientClass.OWN in RECIPIENTS.classify(address, sender)) is own


def test_a_sending_says_in_which_groups_everybody_is() -> None:
    sending = RECIPIENTS.sending(
        Envelope(SENDER, ("office@oakfield.sch.uk", "pc@kent.police.uk", "a@b.example"))
    )
    assert sending.sender_groups == {"office"}
    assert [each.groups for each in sending.addressees] == [{"office"}, {"police"}, set()]


def test_nothing_is_anyones_own_when_there_is_no_sender() -> None:
    assert classes("m.okafor@gmail.com", sender="") == "external personal"


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


def test_a_pupils_own_mailbox_is_the_one_on_the_roster_wherever_it_is() -> None:
    pupils = (
        Pupil("1042", "Grace", "Bishop", emails=("grace@gmail.com", "g.bishop@oakfield.sch.uk")),
        Pupil("7", "Henry", "Tudor", emails=("henry@college.ac.uk",)),
    )
    school = School("Oakfield Academy", ("oakfield.sch.uk",))
    partners = Directory(frozenset({"ac.uk"}), frozenset(), frozenset({"gmail.com"}))
    recipients = Recipients.of(Facts.of(school, Roster(pupils), partners))

    assert recipients.classify("Grace+school@gmail.com", "") == {
        RecipientClass.EXTERNAL,
        RecipientClass.PERSONAL,
        RecipientClass.PUPIL,
    }
    assert recipients.classify("g.bishop@oakfield.sch.uk", "") == {
        RecipientClass.INTERNAL,
        RecipientClass.PUPIL,
    }
    assert recipients.classify("henry@college.ac.uk", "") == {RecipientClass.EXTERNAL, RecipientClass.PUPIL}
    assert recipients.children_of("grace@gmail.com") == {"1042"}
    assert recipients.children_of("@relay:grace@gmail.com") == frozenset()
