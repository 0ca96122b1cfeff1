"""Tests for gateway.rewriting.attached."""

from __future__ import annotations

import email
import string
from dataclasses import replace
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.mime.structure import Span
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.attached import left_out, with_content, with_file, with_text, write
from gateway.rewriting.mime.parts import Leaf, Opened, take_apart
from tests.gateway.rewriting.filemail import content_of, multipart, parts_of
from tests.support.timing import quickest

TEXT = "Content-Type: text/plain\n\nDear Ms Tudor,\n"
HEADER = (
    "Content-Type: application/pdf;\n\tname*=utf-8''Zo%C3%AB.pdf\n"
    "X-Attachment-Id: f_1\n"
    'Content-Disposition: attachment;\n filename="a; size=3.pdf"; size=4; creation-date="Mon, 5 Jan 2026"\n'
    "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\n"
    "Content-Transfer-Encoding: quoted-printable\n"
)
PDF = f"{HEADER}\n=41=42\n"


def opened(raw: bytes, index: int = -1) -> tuple[Opened, Leaf]:
    message = take_apart(raw)
    return message, message.leaves[index]


def test_other_content_under_the_same_header() -> None:
    raw = multipart("mixed", TEXT, PDF)
    message, leaf = opened(raw)
    made = write(message, [with_content(message, leaf, bytes(range(60)))])
    before, behind = raw[: leaf.whole.start], raw[leaf.whole.end :]
    assert made.startswith(before)
    assert made.endswith(behind)
    part = made[len(before) : -len(behind)].decode()
    assert part.partition("\r\n\r\n")[0] == (
        "Content-Type: application/pdf;\r\n\tname*=utf-8''Zo%C3%AB.pdf\r\n"
        "X-Attachment-Id: f_1\r\n"
        'Content-Disposition: attachment;\r\n filename="a; size=3.pdf"; creation-date="Mon, 5 Jan 2026"\r\n'
        "Content-Transfer-Encoding: base64"
    )
    assert content_of(parts_of(made)[1]) == bytes(range(60))


@pytest.mark.parametrize(
    "part",
    [
        "Content-Type: application/pdf; name=a.pdf\n\nx",
        "Content-Type: application/pdf; name=a.pdf\n\n",
        "Content-Type: application/pdf; name=a.pdf\n",  # its empty line belongs to the delimiter
        "Content-Type: application/pdf; name=a.pdf",
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: BASE64\n\neHg=",
    ],
)
def test_parts_with_hardly_a_body(part: str) -> None:
    message, leaf = opened(multipart("mixed", TEXT, part))
    made = write(message, [with_content(message, leaf, b"other")])
    assert content_of(parts_of(made)[1]) == b"other"
    assert parts_of(made)[1].get_filename() == "a.pdf"
    assert len(take_apart(made).leaves) == 2


def test_an_encoding_that_is_stated_stays_as_it_is_written() -> None:
    part = "Content-Type: application/pdf; name=a.pdf\nContent-transfer-encoding:  Base64 \n\neHg="
    message, leaf = opened(multipart("mixed", TEXT, part))
    assert with_content(message, leaf, b"other").header.endswith(b"encoding:  Base64 \r\n\r\n")


def test_lines_end_as_those_of_the_message_do() -> None:
    raw = multipart("mixed", TEXT, PDF).replace(b"\r\n", b"\n")
    message, leaf = opened(raw)
    assert b"\r" not in write(message, [with_content(message, leaf, bytes(200))])
    assert b"\r" not in write(message, [with_text(message, leaf, "Gone.\n")])


def test_nothing_is_left_of_a_part_in_whose_place_another_stands() -> None:
    message, leaf = opened(multipart("mixed", TEXT, f"X-Pupil: Grace Bishop\n{PDF}"))
    made = write(message, [with_file(message, leaf, b"PK", "application/zip", "attachments.zip")])
    assert parts_of(made)[1].items() == [
        ("Content-Type", 'application/zip; name="attachments.zip"'),
        ("Content-Disposition", 'attachment; filename="attachments.zip"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    assert b"Grace" not in made


def test_a_message_that_is_a_single_file_keeps_its_own_header() -> None:
    raw = b"From: z@oakfield.sch.uk\r\nSubject: Files\r\nContent-Type: application/pdf; name=a.pdf\r\n"
    raw += b"X-Priority: 1\r\nContent-Transfer-Encoding: base64\r\n\r\neHg=\r\n"
    message, leaf = opened(raw)
    made = write(message, [with_file(message, leaf, b"PK", "application/zip", "attachments.zip")])
    assert made.startswith(b"From: z@oakfield.sch.uk\r\nSubject: Files\r\nX-Priority: 1\r\nContent-Type: app")
    assert content_of(email.message_from_bytes(made)) == b"PK"
    assert write(message, [with_content(message, leaf, b"xx")]) == raw


@pytest.mark.parametrize("text", ["The file was taken off.\n", "Zoë.pdf was taken off.\n"])
def test_a_text_in_the_place_of_a_file(text: str) -> None:
    message, leaf = opened(multipart("mixed", TEXT, PDF))
    made = write(message, [with_text(message, leaf, text)])
    note = parts_of(made)[1]
    assert content_of(note).decode().replace("\r\n", "\n") == text
    assert (note.get_content_type(), note.get_filename()) == ("text/plain", None)


def test_a_part_that_is_left_out() -> None:
    raw = multipart("mixed", TEXT, PDF, TEXT, PDF)
    message, last = opened(raw)
    made = write(message, list(left_out(message, [message.leaves[1], last], "Gone.\n")))
    assert made == multipart("mixed", TEXT, TEXT)


def test_no_multipart_is_left_empty() -> None:
    inner = f'Content-Type: multipart/digest; boundary="=_B"\n\n--=_B\n{PDF}\n--=_B\n{PDF}\n--=_B--'
    message = take_apart(multipart("mixed", TEXT, inner))
    made = write(message, list(left_out(message, message.attachments, "They are elsewhere.\n")))
    assert [content_of(part).strip() for part in parts_of(made)] == [
        b"Dear Ms Tudor,",
        b"They are elsewhere.",
    ]


def test_a_header_with_a_line_that_is_no_field_is_not_touched() -> None:
    raw = b"From z@oakfield.sch.uk Mon Jan  5 09:00:00 2026\n" + multipart("mixed", TEXT).replace(
        b"\r\n", b"\n"
    )
    raw = raw.replace(b"multipart/mixed", b"application/pdf").replace(b"boundary", b"name")
    message, leaf = opened(raw)
    with pytest.raises(CannotRewriteError):
        with_content(message, leaf, b"x")


def test_a_message_that_would_be_read_otherwise_is_refused() -> None:
    message, leaf = opened(multipart("mixed", TEXT, PDF))
    for text in ("Gone.\n--=_A\n\nand more\n", "Gone.\n--=_A--\n"):
        with pytest.raises(CannotRewriteError):
            write(message, [with_text(message, leaf, text)])


def test_a_hostile_header_takes_no_longer_than_its_length() -> None:
    long = '\\"' * 500_000 + "; " * 500_000
    message, leaf = opened(multipart("mixed", TEXT, "Content-Type: application/pdf; name=a.pdf\n\nx"))
    head = f'Content-Type: application/pdf\nContent-Disposition: attachment; x="{long}\n\n'.encode()
    forged = replace(leaf, whole=Span(0, len(head)), body=Span(len(head), len(head)))
    whole = replace(message, raw=head)
    assert with_content(whole, forged, b"x").header.startswith(head[:-2])
    assert quickest(lambda: with_content(whole, forged, b"x")) < 1


TEXTS = st.text(string.ascii_letters + " \n-=", max_size=60)
LEAVES = st.one_of(
    TEXTS.map(lambda text: f"Content-Type: text/plain\n\n{text}"),
    TEXTS.map(lambda text: f"Content-Type: application/pdf; name=a.pdf\n\n{text}"),
    st.binary(max_size=90).map(
        lambda data: f"Content-Type: image/png\nContent-Disposition: attachment\n\n{data.hex()}"
    ),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(LEAVES, min_size=1, max_size=5), st.data(), st.binary(max_size=200))
def test_all_other_parts_stay_byte_for_byte(parts: list[str], data: st.DataObject, content: bytes) -> None:
    raw = multipart("mixed", *parts)
    if data.draw(st.booleans()):
        raw = raw.replace(b"\r\n", b"\n")
    try:
        message = take_apart(raw)
    except CannotRewriteError:
        return
    chosen = data.draw(st.sampled_from(message.leaves))
    part = data.draw(
        st.sampled_from(
            (
                with_content(message, chosen, content),
                with_file(message, chosen, content, "application/zip", "a.zip"),
            )
        )
    )
    try:
        made = write(message, [part])
    except CannotRewriteError:
        assert b"\0" in content, "a text with a NUL in it is read in two ways, and nothing else is refused"
        return
    assert made.startswith(raw[: chosen.whole.start])
    assert made.endswith(raw[chosen.whole.end :])
    before, after = parts_of(raw), parts_of(made)
    index = message.leaves.index(chosen)
    assert [each.as_bytes(policy=SMTP) for each in before[:index] + before[index + 1 :]] == [
        each.as_bytes(policy=SMTP) for each in after[:index] + after[index + 1 :]
    ]
    assert content_of(after[index]) == content
