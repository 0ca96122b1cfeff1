"""Real mail with names shortened: two other parsers read the same of it as before, but for the names."""

from __future__ import annotations

import base64
import email
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from detectors.context import Facts
from detectors.mime.words import decode_words
from detectors.names.fold import words_of
from detectors.roster import Pupil
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.parts import take_apart
from tests.conftest import CORPORA
from tests.gateway.rewriting.names.school import facts_of, named_in, shortened

_EVERY = 20
_MOST_PUPILS = 4
_NAME = re.compile(r"\b([A-Z][a-z]{3,9}) ([A-Z][a-z]{3,9})\b")
_LEAVES = """
use MIME::Parser; use MIME::Base64; use JSON::PP;
my $parser = MIME::Parser->new; $parser->output_to_core(1); $parser->tmp_to_core(1);
foreach my $file (@ARGV) {
    my $whole = $parser->parse_open($file);
    my @leaves = grep { !$_->is_multipart } $whole->parts_DFS;
    my @told = map {
        my $body = $_->bodyhandle ? $_->bodyhandle->as_string : join("", map { $_->as_string } $_->parts);
        [lc $_->effective_type, encode_base64($body, "")]
    } @leaves;
    print encode_json([$whole->head->get("Subject") // "", \\@told]), "\\n";
}
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parser makes of a message: its subject, and type and content of each leaf."""

    subject: str
    leaves: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A message before and after; the words that may be missing, and those that may be new."""

    before: bytes
    after: bytes
    facts: Facts
    names: frozenset[str]


@pytest.fixture(scope="module")
def pairs() -> tuple[Pair, ...]:
    if not CORPORA.is_dir():
        pytest.skip("the folder of corpora is not there")
    return tuple(_pairs(CORPORA))


def _pairs(folder: Path) -> Iterator[Pair]:
    """A sample, each with a roster of names that stand in it."""
    files = sorted((folder / "mime-spamassassin").rglob("*.txt"))[::_EVERY]
    files += sorted(
        each for kind in ("enmime", "mime4j", "gmime") for each in (folder / f"mime-{kind}").rglob("*.*")
    )
    for file in files:
        raw = file.read_bytes() if file.is_file() else b""
        if raw.startswith(b"From "):
            raw = raw.partition(b"\n")[2]  # the line that a mailbox puts in front of each
        try:
            shown = " ".join(leaf.content.decode("latin-1") for leaf in take_apart(raw).texts)
        except CannotRewriteError:
            continue
        found = list(dict.fromkeys(_NAME.findall(re.sub(r"<[^>]*>", "", shown))))[:_MOST_PUPILS]
        facts = facts_of(*(Pupil(str(number), *name) for number, name in enumerate(found)))
        form = ShortForm.INITIALS if len(raw) % 2 else ShortForm.FORENAME_AND_INITIAL
        if not found or not named_in(raw, facts):
            continue
        try:
            step = shortened(raw, form, facts)
        except CannotRewriteError:
            continue
        yield Pair(raw, step.content, facts, frozenset(word.lower() for name in found for word in name))


def test_there_is_real_mail_to_compare(pairs: tuple[Pair, ...]) -> None:
    assert len(pairs) > 60
    assert sum(pair.before != pair.after for pair in pairs) == len(pairs)


def test_no_name_is_found_any_more_in_subject_and_text(pairs: tuple[Pair, ...]) -> None:
    for pair in pairs:
        left = named_in(pair.after, pair.facts)
        # Attributes, such as addresses of links, stay as they are: a name there is found again, and held.
        shown = [place for place in left if not place.startswith("body#attributes")]
        assert not [place for place in shown if place.startswith(("subject", "body ", "body#"))]


def test_pythons_parser_reads_the_same_but_for_the_names(pairs: tuple[Pair, ...]) -> None:
    for pair in pairs:
        _compare(_pythons(pair.before), _pythons(pair.after), pair)


def test_perls_parser_reads_the_same_but_for_the_names(pairs: tuple[Pair, ...], tmp_path: Path) -> None:
    perl = shutil.which("perl")
    if (
        not perl
        or subprocess.run([perl, "-MMIME::Parser", "-e", "1"], capture_output=True, check=False).returncode
    ):
        pytest.skip("perl's MIME::Parser is not installed (libmime-tools-perl)")
    files = []
    for number, pair in enumerate(pairs):
        for content in (pair.before, pair.after):
            files.append(tmp_path / f"{number}-{len(files)}.eml")
            files[-1].write_bytes(content)
    done = subprocess.run([perl, "-e", _LEAVES, *files], capture_output=True, check=True)
    readings = [_perls(line) for line in done.stdout.splitlines()]
    for pair, before, after in zip(pairs, readings[::2], readings[1::2], strict=True):
        _compare(before, after, pair)


def _pythons(raw: bytes) -> Reading:
    message = email.message_from_bytes(raw)
    return Reading(
        decode_words(re.sub(r"\r?\n", "", str(message["Subject"] or ""))),
        tuple(
            (leaf.get_content_type(), _content(leaf)) for leaf in message.walk() if not leaf.is_multipart()
        ),
    )


def _content(leaf: Message) -> bytes:
    payload = leaf.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _perls(line: bytes) -> Reading:
    subject, leaves = json.loads(line)
    return Reading(
        decode_words(re.sub(r"\r?\n", "", subject)),
        tuple((kind, base64.b64decode(body)) for kind, body in leaves),
    )


def _compare(before: Reading, after: Reading, pair: Pair) -> None:
    assert [kind for kind, _ in after.leaves] == [kind for kind, _ in before.leaves]
    _compare_words(before.subject, after.subject, pair)
    for (_, old), (_, new) in zip(before.leaves, after.leaves, strict=True):
        if new != old:
            _compare_words(old.decode("latin-1"), new.decode("latin-1"), pair)


def _compare_words(before: str, after: str, pair: Pair) -> None:
    """Only words of names went, perhaps letter by letter, and only their beginnings came."""
    old, new = Counter(words_of(before)), Counter(words_of(after))
    assert all(len(word) == 1 or any(name in word for name in pair.names) for word in old - new)
    assert all(any(word in each for each in (*pair.names, *old)) for word in new - old)
