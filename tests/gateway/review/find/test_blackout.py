"""What belongs to others is gone from a text, however it was written."""

from __future__ import annotations

import time
import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.names.fold import words_of
from detectors.roster import Pupil
from gateway.inspection.exhibit import Span
from gateway.review.find.blackout import BLACK, Blackout, NameTree, addresses_of
from tests.gateway.review.find.conftest import GRACE, HENRY, LEAVER, ZOE

OTHERS = (ZOE, HENRY, LEAVER)
NAMES = st.sampled_from(
    ("Grace", "Henry", "Zoë", "O'Neill", "Tudor", "Al-Hassan", "Siân", "Ng", "Will", "May")
)


def blackout(*others: Pupil, everybody: bool = False) -> Blackout:
    own = ("grace.home@example.net",)
    addresses = addresses_of(
        ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",), own, others, everybody=everybody
    )
    return Blackout(GRACE.id, (("grace", "bishop"),), others, addresses)


def finding(pupil: Pupil, text: str) -> Finding:
    return Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), text, 0.9, (pupil.id,))


def black(text: str, *findings: Finding) -> str:
    return blackout(*OTHERS).of(findings).text(text)


def test_full_names_of_others_go_and_the_persons_own_stays() -> None:
    text = (
        "Grace Bishop hit Henry Tudor. TUDOR, Henry cried; zoe o’neill and Siân  Smith–Jones's mother saw it."
    )
    assert black(text) == (f"Grace Bishop hit {BLACK}. {BLACK} cried; {BLACK} and {BLACK}'s mother saw it.")


def test_names_in_names_of_files_and_addresses_go() -> None:
    assert black("letters/Henry_Tudor-1.docx, HenryTudor.pdf") == f"letters/{BLACK}-1.docx, {BLACK}.pdf"
    assert black("to henry.tudor@oakfield.sch.uk") == f"to {BLACK}@oakfield.sch.uk"


def test_once_found_each_word_of_the_name_goes() -> None:
    text = "Henry was late. Ask henry's mother, Mrs Tudor, or the Tudors."
    assert black(text) == text
    told = black(text, finding(HENRY, "Henry Tudor"))
    assert told == f"{BLACK} was late. Ask {BLACK}'s mother, Mrs {BLACK}, or the {BLACK}."


def test_what_was_found_goes_as_it_was_written() -> None:
    assert black("Our Hal T. again", finding(HENRY, "Hal T")) == f"Our {BLACK}. again"


def test_a_sisters_surname_stays_where_it_is_the_persons_too() -> None:
    tom = Pupil("9", "Tom", "Bishop")
    told = blackout(tom).of((finding(tom, "Tom Bishop"),)).text("Tom Bishop and Grace. Mrs Bishop hit Tom")
    assert told == f"{BLACK} and Grace. Mrs Bishop hit {BLACK}"


def test_what_may_be_about_either_of_two_namesakes_stays() -> None:
    namesake = Pupil("8", "Grace", "Bishop")
    both = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", 0.9, (GRACE.id, "8"))
    assert blackout(namesake).of((both,)).text("Grace Bishop") == "Grace Bishop"


def test_spans_of_others_go_and_hostile_ones_do_no_harm() -> None:
    text = "UPN A801234567893, Grace B804321098765"
    spans = (
        Span(4, 17, DetectorId.IDENTIFIER, pupils=(ZOE.id,)),
        Span(19, 24, DetectorId.PUPIL_NAME, pupils=(GRACE.id, ZOE.id)),
        Span(25, 38, DetectorId.IDENTIFIER),
        Span(30, 99, DetectorId.IDENTIFIER),
        Span(-3, 2, DetectorId.IDENTIFIER),
    )
    assert blackout(*OTHERS).of(()).text(text, spans) == f"UPN {BLACK}, Grace {BLACK}"


def test_addresses() -> None:
    text = "grace.home@example.net, a.teacher@oakfield.sch.uk, x@mail.oakfield.sch.uk, mum@gmail.com, "
    text += "pupil@pupils.oakfield.sch.uk"
    kept = "grace.home@example.net, a.teacher@oakfield.sch.uk, x@mail.oakfield.sch.uk, "
    assert black(text) == f"{kept}{BLACK}, {BLACK}"
    chosen = blackout(*OTHERS, everybody=True).of(())
    assert chosen.text(text) == f"{kept}mum@gmail.com, {BLACK}"
    assert chosen.address("HTudor@pupils.oakfield.sch.uk") == BLACK


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=4),
    st.lists(
        st.sampled_from((" ", "\t", ", ", "_", "\N{NO-BREAK SPACE}", "\N{SOFT HYPHEN} ", "-", "\n")),
        min_size=12,
    ),
    st.lists(st.text(max_size=12), min_size=12, max_size=12),
    st.booleans(),
    st.sampled_from((str, str.upper, str.lower, str.title)),
    st.sampled_from(("NFC", "NFD", "NFKD")),
)
def test_no_name_of_another_pupil_is_left(names, gaps, between, turned, case, form) -> None:  # type: ignore[no-untyped-def]
    others = tuple(Pupil(str(number), *name) for number, name in enumerate(names))
    assume(all(words_of(f"{a} {b}") for a, b in names))
    text = ""
    for (first, last), gap, more in zip(names, gaps, between, strict=False):
        one, other = (last, first) if turned else (first, last)
        text += f" {more} {one}{gap}{other}! "
    text = unicodedata.normalize(form, case(text))
    left = blackout(*others).of(()).text(text)
    found = words_of(left)
    own = ("grace", "bishop")
    for first, last in names:
        for name in (words_of(f"{first} {last}"), words_of(f"{last} {first}")):
            pairs = [found[at : at + len(name)] for at in range(len(found))]
            assert name not in pairs or set(name) <= set(own) or BLACK in left
            assert not any(True for _ in NameTree((name,)).spans(_folded(left)))


def _folded(text: str) -> str:
    from detectors.names.fold import fold

    return fold(text).text


def test_a_hostile_text_takes_no_longer_than_its_size() -> None:
    many = tuple(
        Pupil(str(each), "Grace" if each % 2 else "Henry", f"Tudor{'x' * each}") for each in range(300)
    )
    redaction = blackout(*many).of((finding(many[1], "Grace Grace Grace Grace"),))
    begun = time.process_time()
    redaction.text("Grace " * 20_000 + "a." * 20_000 + "@" * 1000)
    assert time.process_time() - begun < 3
