"""What the sender reads of a message that has left rewritten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.finding import Location, Place
from gateway.actions.notices.compose import changed_notice
from gateway.actions.notices.values import Changed
from gateway.policy.rewriting import Rewrite, ShortForm
from gateway.policy.verdict import Disposition, Verdict
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from tests.gateway.actions.notices.reading import Read, letter_of
from tests.gateway.actions.notices.samples import (
    CHANGED,
    COLLEAGUE,
    FATHER,
    HOUSE,
    LINK,
    LOCKED,
    MOTHER,
    NAME_RULE,
    ORIGINAL,
    PASSPHRASE,
    REWRITE_RULE,
    SHORTENED,
    STAMP,
    ZIPPED,
    recipient,
    templates,
)

ZIP_HELP = "Zip file: on Windows it needs 7-Zip"
OFFICE_HELP = "Word, Excel or PowerPoint: double-click"
PDF_HELP = "PDF: double-click"


def file(name: str) -> Location:
    return Location(Place.ATTACHMENT, name)


def told(changed: Changed) -> Read:
    return letter_of(changed_notice(changed, HOUSE, STAMP, templates()))


def of(*changes: Change, passphrase: str = "", disposition: Disposition = Disposition.REWRITE) -> Read:
    version = Version((MOTHER, FATHER), b"", changes, disposition, passphrase=passphrase)
    return told(replace(CHANGED, versions=(version,)))


def test_changed_in_full() -> None:
    letter = told(CHANGED)

    assert (
        letter.subject
        == f"Sent with names shortened and files locked: “Trip letter” to {MOTHER} and {FATHER}"
    )
    assert (
        letter.text
        == f"""\
“Trip letter” (Monday 23 November at 15:38) has gone to:
- bishop.family@gmail.com
- t.bishop@yahoo.co.uk

What was changed
- 3 names are shortened to initials, in the subject line and in the file “trip.docx”.
- These files are locked with a passphrase: “trip.docx”, “rota.pdf”.
- This file is locked with a passphrase: “names.csv”, inside “attachments.zip”.

The passphrase is

    walnut-plover-census-tidy-ounce

Tell them by phone, never by e-mail. Nobody but you has it.

How they open it
- Word, Excel or PowerPoint: double-click the file and type the passphrase.
- PDF: double-click the file and type the passphrase.
- Zip file: on Windows it needs 7-Zip (free) or a program like it; what comes with Windows cannot open it. \
There they type the passphrase.

The school’s rule
- Pupils’ full names stay inside the school (Acceptable Use Policy, section 4.2). \
Mail to people outside the school must not hold a pupil’s full name.

It goes as usual to:
- head@oakfield.sch.uk

Your page about this message: {LINK}

Schoolgate, for Oakfield Academy. If you answer this message, it goes to the data protection lead, \
dpl@oakfield.sch.uk.
"""
    )
    for words in (PASSPHRASE, "Tell them by phone, never by ", "shortened</b> to initials", NAME_RULE.title):
        assert words in letter.html
    assert f'monospace; font-size:24px; line-height:34px; font-weight:bold;">{PASSPHRASE}<' in letter.html


@pytest.mark.parametrize(
    ("change", "title", "sentence"),
    [
        (
            replace(SHORTENED, count=1, detail=str(ShortForm.FORENAME_AND_INITIAL)),
            "the names shortened",
            "1 name is shortened to the forename and an initial, in the subject line and in the file",
        ),
        (replace(SHORTENED, detail="", locations=()), "the names shortened", "3 names are shortened."),
        (
            Change(Rewrite.TAKE_OFF_ATTACHMENTS, (file("a.txt"), file("b.txt"))),
            "files taken off",
            "These files are taken off: “a.txt”, “b.txt”.",
        ),
        (
            Change(Rewrite.RECIPIENTS_TO_BCC, count=3),
            "addresses hidden",
            "3 outside recipients cannot be seen by the others any more: their addresses are in Bcc.",
        ),
        (
            Change(Rewrite.ONE_COPY_EACH, count=3),
            "a copy for each",
            "Everybody outside gets a copy of their own, and nobody sees the others’ addresses.",
        ),
        (
            Change(Rewrite.COPY_COLLEAGUE, detail="head@oakfield.sch.uk"),
            "a colleague copied in",
            "head@oakfield.sch.uk is copied in.",
        ),
        (
            Change(Rewrite.TAG_SUBJECT, detail="[Pupil data]"),
            "a mark in the subject",
            "The subject is marked “[Pupil data]”.",
        ),
        (
            Change(Rewrite.SET_HEADER, detail="X-Sensitivity: 2"),
            "a mark for mail servers",
            "A mark for mail servers is set that nobody sees: X-Sensitivity: 2.",
        ),
        (Change(Rewrite.ADD_FOOTER), "a footer", "A text of the school is added at the end."),
    ],
    ids=lambda value: str(value.rewrite) if isinstance(value, Change) else "",
)
def test_each_kind_of_change_has_a_sentence(change: Change, title: str, sentence: str) -> None:
    letter = of(change)

    assert letter.subject.startswith(f"Sent with {title}: “Trip letter” to ")
    assert f"- {sentence}" in letter.text


def test_every_kind_of_change_is_told_in_both_forms() -> None:
    for each in Rewrite:
        letter = of(Change(each, (file("a.txt"),)))
        assert "What was changed\n- " in letter.text
        assert '<li style="margin:4px 0;"><b>' in letter.html


def test_more_than_two_kinds_are_counted_in_the_title() -> None:
    letter = of(SHORTENED, LOCKED, Change(Rewrite.ADD_FOOTER), passphrase=PASSPHRASE)

    assert letter.subject.startswith("Sent with the names shortened and 2 more changes: “Trip letter” to ")


def test_a_passphrase_that_was_agreed_is_not_told_again() -> None:
    letter = of(LOCKED)

    assert "The files open with the passphrase that the school has agreed with them." in letter.text
    assert "The passphrase is" not in letter.text
    assert "How they open it" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("change", "help_"),
    [
        (replace(LOCKED, locations=(file("A.XLSX"),)), {OFFICE_HELP}),
        (replace(LOCKED, locations=(file("report.pdf"),)), {PDF_HELP}),
        (ZIPPED, {ZIP_HELP}),
        (replace(ZIPPED, locations=(file("a.docx"), file("b.pdf"))), {ZIP_HELP}),
        (replace(LOCKED, locations=(file("photo.heic"),)), {ZIP_HELP}),
        (LOCKED, {OFFICE_HELP, PDF_HELP}),
    ],
)
def test_it_says_how_each_kind_of_file_is_opened_and_no_other(change: Change, help_: set[str]) -> None:
    letter = of(change, passphrase=PASSPHRASE)

    assert {each for each in (ZIP_HELP, OFFICE_HELP, PDF_HELP) if each in letter.text} == help_
    for each in help_:
        kind, _, rest = each.partition(":")
        assert f"<b>{kind}:</b>{rest}" in letter.html


def test_by_secure_mail() -> None:
    plain = of(disposition=Disposition.SECURE)
    changed = of(SHORTENED, disposition=Disposition.SECURE)

    assert plain.subject.startswith("Sent by secure mail: “Trip letter” to ")
    assert changed.subject.startswith("Sent by secure mail with the names shortened: ")
    assert "has gone by secure mail to:\n" in changed.text
    assert "has gone by secure mail to:" in changed.html


def test_files_that_were_taken_off_are_not_lost() -> None:
    off = Change(Rewrite.TAKE_OFF_ATTACHMENTS, (file("a.txt"),))
    without_a_page = told(replace(CHANGED, original=ORIGINAL, versions=(Version((MOTHER,), b"", (off,)),)))

    assert "Files that were taken off are kept for you. Get them back on your page." in of(off).text
    assert "They are in the copy among your sent mail too." in without_a_page.text
    assert "kept for you" not in of(SHORTENED).text


def test_copies_that_are_alike_are_told_of_once() -> None:
    change = Change(Rewrite.ONE_COPY_EACH, count=2)
    versions = tuple(Version((each,), b"", (change,)) for each in (MOTHER, FATHER))

    letter = told(replace(CHANGED, versions=versions))

    assert letter.text.count("What was changed") == 1
    assert f"has gone to:\n- {MOTHER}\n- {FATHER}\n" in letter.text


def test_each_passphrase_stands_under_those_whom_it_is_for() -> None:
    versions = (
        Version((MOTHER,), b"", (LOCKED,), passphrase="one-two"),
        Version((FATHER,), b"", (LOCKED,)),
    )

    text = told(replace(CHANGED, versions=versions)).text

    assert (
        text.index(MOTHER) < text.index("one-two") < text.index(FATHER) < text.index("has agreed with them")
    )


def test_it_names_those_who_have_not_got_it_and_the_rules_that_asked_for_the_change() -> None:
    holds = replace(NAME_RULE, id="holds", title="Held for others")
    verdict = Verdict(
        (
            recipient(COLLEAGUE, Disposition.DELIVER),
            recipient(MOTHER, Disposition.SECURE, REWRITE_RULE, replace(REWRITE_RULE, id="secure")),
            recipient(FATHER, Disposition.HOLD, holds),
        ),
        (
            REWRITE_RULE,
            replace(REWRITE_RULE, id="secure", title="By secure mail", action=Disposition.SECURE),
            holds,
        ),
    )
    version = Version((MOTHER,), b"", (SHORTENED,), Disposition.SECURE)

    letter = told(replace(CHANGED, versions=(version,), verdict=verdict))

    assert f"It has not gone to these people; another notice says why:\n- {FATHER}\n" in letter.text
    assert REWRITE_RULE.title in letter.text
    assert "By secure mail" in letter.text
    assert "Held for others" not in letter.text


def test_no_pupil_is_named() -> None:
    letter = told(CHANGED)

    assert "Grace" not in letter.subject + letter.text + letter.html
