"""The HTML form of every notice as Outlook, Gmail, Apple Mail and screen readers need it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.actions.notices.compose import held_notice
from gateway.actions.notices.values import Held
from gateway.policy.verdict import Disposition, Verdict
from tests.gateway.actions.notices.kinds import EVERY_KIND
from tests.gateway.actions.notices.reading import letter_of, parsed
from tests.gateway.actions.notices.samples import (
    HOUSE,
    LINKED,
    NAME_RULE,
    NOW,
    STAMP,
    recipient,
    templates,
)

MOST_OF_GMAIL = 102 * 1024  # octets; the rest is behind "view entire message"
_VOID = {"meta", "br"}
_KNOWN_TO_WORD = {
    "html", "head", "meta", "title", "body", "table", "tr", "td", "h1", "h2", "p", "b", "br", "ul", "li", "a",
    "span",
}  # fmt: skip
_PROPERTY = re.compile(r"(?:^|;)\s*([a-z-]+)\s*:\s*([^;]+)")


@dataclass(frozen=True, slots=True)
class Colours:
    """What an element's text has: its own or those of an element around it; None: the reader's."""

    text: str | None = None
    background: str | None = None


@dataclass
class Page(HTMLParser):
    """An HTML page: its elements, and the text in each with its colours."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[str, Colours]] = field(default_factory=list)
    open: list[tuple[str, Colours]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.elements.append((tag, has))
        style = dict(_PROPERTY.findall(has.get("style", "")))
        around = self.open[-1][1] if self.open else Colours()
        colours = Colours(
            style.get("color", around.text),
            style.get("background-color", has.get("bgcolor", around.background)),
        )
        if tag not in _VOID:
            self.open.append((tag, colours))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, f"{tag} is not the element that is open"

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1][0] != "title":
            self.texts.append((data.strip(), self.open[-1][1]))


def page_of(notice: bytes) -> tuple[str, Page]:
    html = letter_of(notice).html
    page = Page()
    page.feed(html)
    page.close()
    assert not page.open
    return html, page


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio and relative luminance."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


every_kind = pytest.mark.parametrize("write", EVERY_KIND.values(), ids=EVERY_KIND)


def test_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@every_kind
def test_text_can_be_read_on_what_it_stands_on_be_it_light_or_dark(write: Callable[[], bytes]) -> None:
    _, page = page_of(write())

    coloured = [colours for _, colours in page.texts if colours != Colours()]
    assert coloured
    for colours in coloured:
        assert colours.text, "a background of its own, and the reader's text colour"
        assert colours.background, "a text colour of its own, and the reader's background"
        assert contrast(colours.text, colours.background) >= 4.5


@every_kind
def test_it_loads_nothing_runs_nothing_and_needs_no_style_sheet(write: Callable[[], bytes]) -> None:
    html, page = page_of(write())

    assert {tag for tag, _ in page.elements} <= _KNOWN_TO_WORD
    for _, has in page.elements:
        assert not has.keys() & {"src", "background", "srcset", "class", "id"}
        assert not [name for name in has if name.startswith("on")]
    for forbidden in (
        "url(",
        "@import",
        "flex",
        "grid",
        "position:",
        "float:",
        "<v:",
        "<!doctype html public",
    ):
        assert forbidden not in html.lower()


@every_kind
def test_gmail_shows_it_whole(write: Callable[[], bytes]) -> None:
    html, _ = page_of(write())

    assert len(html.encode()) < MOST_OF_GMAIL / 4


@every_kind
def test_a_screen_reader_reads_text_and_not_a_table(write: Callable[[], bytes]) -> None:
    notice = write()
    _, page = page_of(notice)

    language = next(part["Content-Language"] for part in parsed(notice).walk() if part["Content-Language"])
    assert ("html", {"lang": language, "dir": "ltr"}) in page.elements
    assert [tag for tag, _ in page.elements].count("h1") == 1
    tables = [has for tag, has in page.elements if tag == "table"]
    assert all(has["role"] == "presentation" for has in tables)


@every_kind
def test_outlook_gets_a_colour_as_an_attribute_too(write: Callable[[], bytes]) -> None:
    _, page = page_of(write())

    for _, has in page.elements:
        style = dict(_PROPERTY.findall(has.get("style", "")))
        assert style.get("background-color") == has.get("bgcolor")


def test_the_longest_notice_is_still_shown_whole() -> None:
    long = "ä" * 5000
    findings = tuple(
        Finding(DetectorId.UNENCRYPTED_ATTACHMENT, Location(Place.ATTACHMENT, f"{n}{long}"), detail=long)
        for n in range(50)
    )
    rules = tuple(
        replace(
            NAME_RULE,
            id=f"rule-{n}",
            title=f"{n}{long}",
            clause=long,
            reason=long,
            advice=f"{n}{long}",
            sentence=long,
            findings=findings,
        )
        for n in range(12)
    )
    people = [recipient(f"{n}{long}@example.org", Disposition.HOLD, *rules) for n in range(500)]
    notice = held_notice(Held(LINKED, Verdict(tuple(people), rules), "7F3K", NOW), HOUSE, STAMP, templates())

    assert len(letter_of(notice).html.encode()) < MOST_OF_GMAIL
