"""Every notice in every language: the same facts by the same standards, and no English among the Welsh."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.actions.notices.found import observations
from gateway.actions.notices.templates import Kind
from gateway.settings.languages import NOTICES
from tests.gateway.actions.notices.kinds import EVERY_KIND, WRITE
from tests.gateway.actions.notices.reading import letter_of, parsed
from tests.gateway.actions.notices.samples import (
    FILE_RULE,
    LANGUAGES,
    NAME_RULE,
    PASSPHRASE,
    RETURNED,
    UNDELIVERABLE,
    templates,
)
from tests.gateway.actions.notices.strict import read_letter, read_report
from tests.gateway.actions.notices.test_bulk import RULE

# Common English words, and those of mail; none of them is a Welsh word too, as "all", "hi" and "an" are.
ENGLISH = {
    "about", "again", "and", "any", "are", "been", "but", "by", "case", "could", "decide", "decided",
    "did", "does", "even", "every", "everybody", "file", "files", "for", "from", "goes", "gone", "had",
    "has", "have", "held", "him", "if", "into", "is", "it", "its", "keep", "know", "let", "look", "made",
    "mail", "many", "message", "messages", "more", "must", "name", "names", "nobody", "not", "of", "off",
    "once", "one", "only", "or", "other", "others", "our", "page", "passphrase", "people", "pupil",
    "pupils", "received", "recipient", "recipients", "released", "returned", "rule", "school", "secure",
    "send", "sender", "sent", "shown", "somebody", "subject", "text", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "time", "to", "told", "under", "until",
    "waits", "we", "were", "what", "when", "where", "which", "who", "whose", "why", "will", "with",
    "without", "words", "would", "you", "your",
}  # fmt: skip
# What policies, senders and other servers say stays as they said it.
SAID = (
    *(
        words
        for rule in (NAME_RULE, FILE_RULE, RULE)
        for words in (rule.title, rule.clause, rule.reason, rule.advice)
    ),
    *(failure.reply for failure in UNDELIVERABLE.failures),
    RETURNED.ruling,
    "The coach leaves at eight, and the parents need the list.",
    PASSPHRASE,
    "Trip letter",
    "names.csv",
)
# Commands, addresses, and the lines of a message by their names.
NO_WORDS = re.compile(
    r"schoolgate quarantine \w+( \w+)?( --reason)?|https?://\S+|\S+@\S+|\b(?:To|From|Cc|Bcc)\b"
)


class Words(HTMLParser):
    """The text of an HTML page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


def english_words_in(text: str) -> set[str]:
    for said in SAID:
        text = text.replace(said, "")
    return {word for word in re.findall(r"[^\W\d_]+", NO_WORDS.sub("", text).casefold()) if word in ENGLISH}


@pytest.mark.parametrize("kind", WRITE)
def test_there_is_no_english_in_welsh(kind: str) -> None:
    letter = letter_of(WRITE[kind](templates("cy")))
    page = Words()
    page.feed(letter.html)

    assert english_words_in(letter.subject) == set()
    assert english_words_in(letter.text) == set()
    assert english_words_in(page.text) == set()


@pytest.mark.parametrize("kind", WRITE)
def test_english_would_be_seen(kind: str) -> None:
    assert len(english_words_in(letter_of(WRITE[kind](templates())).text)) >= 5


@pytest.mark.parametrize("detector", DetectorId)
@pytest.mark.parametrize("place", Place)
def test_whatever_is_found_is_told_in_welsh(detector: DetectorId, place: Place) -> None:
    finding = Finding(detector, Location(place, "Cc", "hidden-sheet"), "Grace Bishop")
    (told,) = observations([finding], templates("cy").phrases)

    assert told.what
    assert english_words_in(f"{told.what} {told.where}") == set()


@pytest.mark.parametrize("path", sorted((NOTICES / "cy").glob("*.toml")), ids=lambda path: path.name)
def test_no_welsh_phrase_is_english(path: Path) -> None:
    values = re.findall(r'= "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(values) > 100
    assert {text: found for text in values if (found := english_words_in(re.sub(r"\{\w+\}", "", text)))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_there_in_both_forms(language: str) -> None:
    names = {path.name for path in (NOTICES / language).iterdir()}
    assert {f"{kind}.{form}.j2" for kind in Kind for form in ("txt", "html")} <= names
    assert {path.name for path in (NOTICES / "en").glob("*.j2")} == {
        name for name in names if name.endswith(".j2")
    }


@pytest.mark.parametrize("write", EVERY_KIND.values(), ids=EVERY_KIND)
def test_by_the_letter_of_the_standards(write: Callable[[], bytes]) -> None:
    notice = write()
    report = parsed(notice).get_content_type() == "multipart/report"
    assert read_report(notice) if report else read_letter(notice)


@pytest.mark.parametrize("kind", WRITE)
def test_the_facts_are_the_same(kind: str) -> None:
    """Whoever is named, every address, file, case and link is so in each language."""
    facts = re.compile(r"\S+@[\w.-]+\w|https?://\S+|\b[\w.]+\.(?:xlsx|docx|pdf|csv|zip)\b|7F3K|\b\d\d:\d\d\b")
    told = {
        language: set(facts.findall(letter_of(WRITE[kind](templates(language))).text.replace("(", "")))
        for language in LANGUAGES
    }
    assert told["cy"] == told["en"] != set()


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("cy", "cy")])
def test_mail_programs_are_told_the_language(language: str, tag: str) -> None:
    parts = [part for part in parsed(WRITE["held"](templates(language))).walk() if part["Content-Language"]]
    assert [part["Content-Language"] for part in parts] == [tag, tag]


def test_held_in_welsh() -> None:
    letter = letter_of(WRITE["held"](templates("cy")))

    assert letter.subject.startswith("Heb ei hanfon eto: “Trip letter” at bishop.family@gmail.com, ")
    for words in (
        "Mae “Trip letter” (dydd Llun 23 Tachwedd am 15:38) wedi’i dal ar gyfer:",
        "Nid oes neb y tu allan i’r ysgol wedi’i derbyn.",
        "- Yr enw “Grace Bishop” yn nhestun y neges a hefyd yn y ffeil “trip.xlsx” (taflen gudd)",
        "bydd arweinydd diogelu data’r ysgol (dpl@oakfield.sch.uk) yn edrych arni ac yn penderfynu.",
        "erbyn dydd Gwener 27 Tachwedd am 15:40",
        "Schoolgate, ar ran Oakfield Academy. Achos 7F3K.",
    ):
        assert words in letter.text


@pytest.mark.parametrize("name", sorted(path.name for path in (NOTICES / "en").glob("*.j2")))
def test_a_template_says_as_much_in_each_language(name: str) -> None:
    """Who changes the English one has the others to change too."""
    used = re.compile(r"\b(?:notice|about|version|change|each|item|reason|rule|list|grounds|others)\.[\w.]+")
    asked = [set(used.findall((NOTICES / each / name).read_text(encoding="utf-8"))) for each in LANGUAGES]
    facts = [{each for each in names if not each.endswith(".count")} for names in asked]  # plurals differ
    assert all(each == facts[0] for each in facts)
