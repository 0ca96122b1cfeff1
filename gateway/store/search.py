"""By what messages on record can be found: words and people as keyed hashes, beside what is sealed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.finding import DetectorId
from detectors.names.fold import fold
from gateway.actions.plan import Judged
from gateway.store import models
from gateway.store.marks import Marks

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORTEST = 2  # characters of a word that can be looked for
_MOST_WORDS = 400  # of one message


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are looked for: in small letters, without accents, each once."""
    found = _WORD.findall(fold(text).text)
    return tuple(dict.fromkeys(each for each in found if len(each) >= _SHORTEST))


def search_marks(row: models.Message, judged: Judged, marks: Marks) -> Iterator[models.SearchMark]:
    """Of its subject, the names and files found in it, the pupils they may be, and its recipients."""
    for each in dict.fromkeys(_marks_of(judged, marks)):
        yield models.SearchMark(message=row, mark=each)


def _marks_of(judged: Judged, marks: Marks) -> Iterator[str]:
    for word in words_of(" ".join(_texts(judged)))[:_MOST_WORDS]:
        yield marks.word(word)
    for finding in judged.report.findings:
        yield from map(marks.one_pupil, finding.pupils)
    for recipient in judged.verdict.recipients:
        yield marks.address(recipient.address)


def _texts(judged: Judged) -> Iterable[str]:
    yield judged.headline.subject
    for finding in judged.report.findings:
        if finding.detector is DetectorId.PUPIL_NAME:
            yield finding.text
    for attachment in judged.report.attachments:
        yield attachment.path
