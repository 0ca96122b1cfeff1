"""The page: one file that needs nothing else, says everything in words too, and quotes only what it may."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from detectors.sending import RecipientClass
from gateway.replay.page import as_page, in_words, long_day, segments
from gateway.replay.summary import Summary
from gateway.replay.tally import Tally
from gateway.replay.words import percent
from tests.gateway.replay.parts import DELIVER, HOLD, SECURE, WATCHED, said, summary_of, tally_of
from tests.support.judged import RULE

HOSTILE = '<script>alert(1)</script>"&'
OTHER = replace(RULE, id="pupil-name-securely")
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Its elements, their text, and whether every one was closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.open and text.strip():
            self.texts.setdefault(self.open[-1], []).append(" ".join(text.split()))

    @property
    def text(self) -> str:
        return " ".join(text for tag, texts in self.texts.items() if tag != "style" for text in texts)


def summary(quoting: bool = True, against: str = "Stricter policy") -> Summary:
    tally = tally_of(
        (HOSTILE, said(HOLD, RULE, WATCHED), said(SECURE, OTHER)),
        ("Grace Bishop's review", said(DELIVER), said(HOLD, WATCHED)),
        ("Trip", said(DELIVER), said(DELIVER)),
        quoting=quoting,
    )
    tally.groups["office"] = Counter({DELIVER: 2, HOLD: 1})
    return summary_of(tally, quoting, against)


def test_it_needs_nothing_else() -> None:
    page = Page(as_page(summary()))
    assert page.tags["html"] == page.tags["main"] == page.tags["h1"] == 1
    assert not {"script", "link", "img", "iframe", "object", "a", "form"} & set(page.tags)
    assert [
        value for _, name, value in page.attributes if name in {"src", "href"} or name.startswith("on")
    ] == []
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "url(" not in as_page(summary())
    assert ("html", "lang", "en-GB") in page.attributes


def test_what_messages_say_is_text() -> None:
    page = Page(as_page(summary()))
    assert f"“{HOSTILE}”" in page.text


def test_every_chart_says_in_words_what_it_shows() -> None:
    page = Page(as_page(summary()))
    charts = [value for tag, name, value in page.attributes if (tag, name) == ("svg", "role")]
    assert charts == ["img"] * page.tags["svg"]
    titles = page.texts["title"][1:]
    assert len(titles) == page.tags["svg"] > 5
    assert titles[0] == "All messages: 2 delivered, 1 held"
    assert "Stricter policy: 1 delivered, 1 sent securely, 1 held" in titles
    assert "office: 2 delivered, 1 held" in titles
    assert f"{RULE.title}: 1 held" in titles


def test_it_says_what_a_governor_asks() -> None:
    text = Page(as_page(summary())).text
    for sentence in (
        "What “Starter policy” would have done",
        "3 messages that the school sent between 2 November 2026 and 2 November 2026 were judged.",
        "67 % would have gone on unchanged; 1 message would not.",
        "not. Somebody would have had to look at 1.0 a day, on the 1 day with mail.",
        "Compared with “Stricter policy”",
        "2 messages, 67 % of all, would have fared otherwise.",
        "only monitored: changes nothing",
        "Matched nothing: A rule that nothing matched.",
        "What was not judged",
        "Outlook's own .msg files, which a dry run does not read",
    ):
        assert sentence in text


def test_every_difference_is_a_row() -> None:
    page = Page(as_page(summary()))
    assert page.text.count("1 of 2") == 2
    assert (page.texts["b"][1:], page.texts["span"].count(RULE.id)) == (["no longer", "newly"], 1)
    assert OTHER.id in page.texts["span"]
    assert "Message by message" not in Page(as_page(summary(against=""))).text


def test_without_subjects_nothing_is_quoted() -> None:
    text = Page(as_page(summary(quoting=False))).text
    assert "Confidential" not in text
    for word in ("Grace", "Trip", "alert", "Sent.mbox, byte", "“”", "(no subject)"):
        assert word not in text
    assert "Confidential." in Page(as_page(summary())).text


def test_nothing_at_all_is_a_page_too() -> None:
    text = Page(as_page(summary_of(Tally()))).text
    assert "0 messages that the school sent were judged. There was nothing to judge." in text


def test_bars_are_as_long_as_their_share() -> None:
    outcomes = Counter({DELIVER: 6, HOLD: 2})
    assert [(each.start, each.width) for each in segments(outcomes)] == [(0, 750), (750, 250)]
    assert [(each.start, each.width) for each in segments(outcomes, 16)] == [(0, 375), (375, 125)]
    assert segments(Counter()) == ()
    assert in_words(Counter()) == "none"


@pytest.mark.parametrize(
    ("part", "whole", "said_as"),
    [
        (0, 0, "0 %"),
        (0, 9, "0 %"),
        (9, 9, "100 %"),
        (1, 3, "33 %"),
        (1, 1000, "0.1 %"),
        (999, 1000, "99.9 %"),
    ],
)
def test_percent(part: int, whole: int, said_as: str) -> None:
    assert percent(part, whole) == said_as


def test_a_day_in_words() -> None:
    day = summary().first
    assert day is not None
    assert long_day(day) == "2 November 2026"


def test_kinds_of_recipients_are_in_words() -> None:
    titles = Page(as_page(summary())).texts["title"]
    assert "people inside the school: 3 delivered" in titles
    assert not [title for title in titles if title.startswith(RecipientClass.INTERNAL)]


def test_its_colours_are_told_apart_by_more_than_colour() -> None:
    """Every colour of a bar has its number beside it, in the same order."""
    html = as_page(summary())
    tiles = re.findall(r'class="swatch (\w+)"[^>]*></span>([^<]+)</dt><dd>(\d+)', html)
    assert tiles == [
        ("deliver", "Delivered", "2"),
        ("rewrite", "Rewritten", "0"),
        ("secure", "Sent securely", "0"),
        ("hold", "Held", "1"),
        ("return", "Returned", "0"),
    ]
