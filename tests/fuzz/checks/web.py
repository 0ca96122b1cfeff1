"""What the web side is given: a page that can do nothing, and addresses that never break it."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import parse_qsl

from gateway.inspection.harmless import harmless
from gateway.review.find.people import by_address, by_words
from gateway.review.find.ticket import NoTicketError, Stage, search_of
from gateway.review.queue.filters import address_of, asked_in, number_in
from gateway.review.record.wanted import wanted_of
from tests.support.judged import NOW
from tests.support.keys import seal_of

_SEAL = seal_of(bytes(32))
_NEVER = frozenset(
    {"script", "iframe", "object", "embed", "link", "meta", "base", "form", "svg", "math", "style", "img"}
)
_LEADS = (
    "on",
    "src",
    "href",
    "action",
    "background",
    "poster",
    "data",
    "xlink",
    "srcset",
    "formaction",
    "id",
)


class _Page(HTMLParser):
    """Fails at the first thing that a page might do, fetch or lead to."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in _NEVER, tag
        for name, value in attrs:
            assert not name.startswith(_LEADS), name
            if name == "style":
                _check_style(value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("a processing instruction")


def _check_style(value: str) -> None:
    plain = value.lower().replace("rgba(", "").replace("rgb(", "")
    assert not {"(", "@", "\\"} & set(plain), value
    assert "position" not in plain.replace("background-position", "")


def check_page(raw: bytes) -> None:
    page = harmless(raw.decode("utf-8", "replace"))
    if page is not None:
        parser = _Page()
        parser.feed(page)
        parser.close()


def check_queries(raw: bytes) -> None:
    """Filters, the record's questions, tickets and what is typed to find somebody."""
    typed = raw.decode("utf-8", "replace")
    with suppress(ValueError):  # too many fields: Django says no before us
        fields = dict(parse_qsl(typed, keep_blank_values=True, max_num_fields=100))
        asked = asked_in(fields)
        again = asked_in(dict(parse_qsl(address_of(asked.wanted, asked.place))))
        assert again == asked, "a bookmark leads elsewhere"
        wanted = wanted_of(fields)
        if not wanted.faults:
            wanted.sought(frozenset())
        number_in(fields, "n")
    with suppress(NoTicketError):
        search_of(_SEAL, typed, 1, Stage.SEARCH, NOW)
        raise AssertionError("a ticket that we did not make")
    by_words("Oakfield Academy", typed)
    by_address("Oakfield Academy", typed)
