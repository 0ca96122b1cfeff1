"""Every sample is read where its words stand, judged as it is protected, never clean where it is broken."""

from __future__ import annotations

import time

import pytest

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import DetectorId, Location, Place, Protection
from detectors.inspect import inspect
from detectors.message import Message, Part, Reading
from detectors.roster import Pupil, Roster
from tests.samples.makers import MAKERS
from tests.samples.sample import WORDS, Broken, Protected, Sample
from tests.support.school import message

FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster((Pupil("1042", *WORDS.split()),)),
    Directory(frozenset(), frozenset(), frozenset()),
)
SECONDS = 10.0  # of processor time, for any broken file


def _read(content: bytes, name: str, *texts: str) -> Reading:
    part = Part(Location(Place.ATTACHMENT, name), "application/octet-stream", "", name, content)
    bodies = (Part(Location(Place.BODY), "text/plain", "utf-8", "", text.encode()) for text in texts)
    return read(Message((), (*bodies, part)), Budget())


def _has_words(reading: Reading, where: str = "") -> bool:
    forename, surname = WORDS.split()
    for text in reading.texts:
        if (not where or str(text.location) == where) and WORDS in " ".join(text.text.split()):
            return True
    rows = (
        row for table in reading.tables if not where or str(table.location) == where for row in table.rows
    )
    return any(forename in row and surname in row for row in rows)


@pytest.mark.parametrize("maker", MAKERS)
def test_words_are_found_where_they_stand(maker: str) -> None:
    def missed(sample: Sample) -> bool:
        return not _has_words(_read(sample.content, sample.name), sample.where)

    samples = list(MAKERS[maker].samples())

    assert samples
    assert not [(each.kind, each.carrier) for each in samples if missed(each)]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_message_with_it_names_the_pupil(maker: str) -> None:
    """What stands beside the words, in the file or where it is read, does not hide them."""

    def let_out(sample: Sample) -> bool:
        mail = message()
        mail.add_attachment(
            sample.content, maintype="application", subtype="octet-stream", filename=sample.name
        )
        report = inspect(mail.as_bytes(), FACTS, Budget())
        return not any(each.detector is DetectorId.PUPIL_NAME for each in report.findings)

    assert not [(each.kind, each.carrier) for each in MAKERS[maker].samples() if let_out(each)]


@pytest.mark.parametrize("maker", MAKERS)
def test_protection_is_judged_by_trying(maker: str) -> None:
    wrong = []
    for sample in MAKERS[maker].protected():
        reading = _read(sample.content, sample.name)
        attachment = reading.attachments[0]
        says = (attachment.protection, attachment.method)
        if says != (sample.protection, sample.method):
            wrong.append((sample.kind, sample.what, *says))
        elif sample.password is None and sample.protection is not Protection.UNKNOWN:
            wrong += [] if _has_words(reading) else [(sample.kind, sample.what, "not read")]
        elif sample.protection is Protection.UNKNOWN:
            wrong += [] if reading.unread else [(sample.kind, sample.what, "called clean")]
    assert not wrong


@pytest.mark.parametrize("maker", MAKERS)
def test_the_password_beside_it_opens_what_is_protected(maker: str) -> None:
    def kept_shut(sample: Protected) -> bool:
        reading = _read(sample.content, sample.name, f"The password is {sample.password}\n")
        return not (reading.attachments[0].password_disclosed and _has_words(reading))

    locked = [each for each in MAKERS[maker].protected() if each.password is not None]

    assert not [(each.kind, each.what) for each in locked if kept_shut(each)]


@pytest.mark.parametrize("maker", MAKERS)
def test_what_is_broken_is_never_called_clean_and_takes_no_time(maker: str) -> None:
    def fault(sample: Broken) -> str:
        started = time.process_time()
        reading = _read(sample.content, sample.name)
        if time.process_time() - started > SECONDS:
            return "slow"
        if sample.harmless and _has_words(reading):
            return ""
        return "" if reading.unread else "called clean"

    broken = list(MAKERS[maker].broken())

    assert not [(each.kind, each.what, fault(each)) for each in broken if fault(each)]
