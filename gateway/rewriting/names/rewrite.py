"""Pupils' names are shortened in a whole message: subject, texts, names of files, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.context import Facts
from detectors.mime.parse import parse
from detectors.names.context.language import reader
from detectors.names.context.weigh import Scene
from detectors.people.correspondents import adults_of
from gateway.policy.rewriting import Rewrite, ShortForm
from gateway.rewriting.change import Change, Step
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.mime.fields import fields_at, removed
from gateway.rewriting.mime.parts import Leaf, Opened, take_apart
from gateway.rewriting.names.attachments import shorten_attachment
from gateway.rewriting.names.fields import Shortened, shorten_fields, shorten_file_names
from gateway.rewriting.names.forms import ShortForms
from gateway.rewriting.names.html import shorten_html
from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.texts import shorten_text
from gateway.rewriting.names.transfer import in_body


def shorten_names(raw: bytes, facts: Facts, named: Iterable[tuple[str, ...]], form: ShortForm) -> Step:
    """The message with the names of pupils shortened, and one Change that says where and in how many places.

    named: of each name that was found, the ids of the pupils whom it may mean
    Raises CannotRewriteError where it cannot be done exactly. In files of a kind that nobody here can
    change, names stay: whoever inspects the message anew finds them.
    """
    opened = take_apart(raw)
    scene = Scene(adults_of(parse(raw), facts), reader())
    shortening = Shortening(facts.names, ShortForms.of(facts.roster, named, form), scene)
    made = [*shorten_fields(raw, shortening), *_in_parts(opened, shortening)]
    if not made:
        return Step(raw)
    locations = tuple(dict.fromkeys(each.location for each in made))
    change = Change(Rewrite.SHORTEN_NAMES, locations, count=sum(each.places for each in made))
    return Step(apply(raw, (edit for each in made for edit in each.edits)), (change,))


def _in_parts(opened: Opened, shortening: Shortening) -> Iterator[Shortened]:
    for leaf in opened.leaves:
        yield from shorten_file_names(opened.raw, leaf, shortening)
        if edits := _in_content(leaf, shortening):
            made = in_body(leaf.encoded, leaf.entity.encodings[0], leaf.content, edits)
            moved = (
                Edit(leaf.body.start + each.start, leaf.body.start + each.end, each.new) for each in made
            )
            places = sum(bool(each.new) for each in edits)
            yield Shortened(leaf.location, (*_without_digest(opened.raw, leaf), *moved), places)


def _in_content(leaf: Leaf, shortening: Shortening) -> list[Edit]:
    if not leaf.is_body:
        return shorten_attachment(leaf, shortening)
    shorten = _TEXTS.get(leaf.entity.media_type)
    if shorten is None:
        return []
    return shorten(leaf.content, leaf.entity.charsets[0], shortening, ascii_only=leaf.is_seven_bit)


def _without_digest(raw: bytes, leaf: Leaf) -> Iterator[Edit]:
    """RFC 1864: what is said of the content is no longer true."""
    for field in fields_at(raw, leaf.whole.start, leaf.body.start):
        if field.is_called("content-md5"):
            yield removed(field)


_TEXTS = {"text/plain": shorten_text, "text/html": shorten_html}
