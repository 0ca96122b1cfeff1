"""Marks of many languages are told from the words of a subject."""

from __future__ import annotations

import pytest

from detectors.words.subject_line import Mark, parse_subject

R, F, P = Mark.REPLY, Mark.FORWARD, Mark.PERHAPS_FORWARD


@pytest.mark.parametrize(
    ("subject", "marks", "words"),
    [
        ("Year 7 trip", (), "Year 7 trip"),
        ("", (), ""),
        ("Re: Year 7 trip", (R,), "Year 7 trip"),
        ("RE:FW: Year 7 trip", (R, F), "Year 7 trip"),
        ("Fwd: Re: Year 7 trip", (F, R), "Year 7 trip"),
        ("fw :trip", (F,), "trip"),
        ("Re[2]: trip", (R,), "trip"),
        ("Re^3: trip", (R,), "trip"),
        ("AW: WG: Ausflug", (R, F), "Ausflug"),
        ("[Oakfield] FW: trip", (F,), "trip"),
        ("[Oakfield] trip", (), "[Oakfield] trip"),
        ("[Fwd: trip]", (F,), "trip"),
        ("trip (fwd)", (F,), "trip"),
        ("Doorst: uitje", (F,), "uitje"),
        ("VB: utflykt", (F,), "utflykt"),
        ("SV: utflykt", (R,), "utflykt"),
        ("YML: taith", (F,), "taith"),
        ("ATB: taith", (R,), "taith"),
        ("YNT: gezi", (R,), "gezi"),
        ("İLT: gezi", (F,), "gezi"),
        ("转发：旅行", (F,), "旅行"),
        ("TR: sortie", (P,), "sortie"),
        ("I: gita", (P,), "gita"),
        ("PD: wycieczka", (P,), "wycieczka"),
        ("VS: tur", (P,), "tur"),
        ("Reminder: trip", (), "Reminder: trip"),
        ("Year 7: trip", (), "Year 7: trip"),
        ("Forward planning", (), "Forward planning"),
        ("Re:", (R,), ""),
    ],
)
def test_marks_and_words(subject: str, marks: tuple[Mark, ...], words: str) -> None:
    parsed = parse_subject(subject)
    assert (parsed.marks, parsed.words) == (marks, words)
    assert parsed.outermost == (marks[0] if marks else None)


@pytest.mark.parametrize("endless", ["Re: " * 100_000, "[" * 1_000_000, " " * 1_000_000, "a " * 500_000])
def test_endless_subjects_end(endless: str) -> None:
    parsed = parse_subject(endless)
    assert len(parsed.marks) <= 50
    assert len(parsed.words) <= 1_000
