"""A mark tells a secure mail service which messages are for it: header fields, a tag in the subject, or both.

Only fields of the message's own header are touched. The signature of an S/MIME or OpenPGP message does not
cover them (RFC 8551 §3.1, RFC 3156 §5), so a signed message may be marked as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.rewriting.marks.set_header import remove_header, set_header
from gateway.rewriting.marks.subject_tag import tag_subject, untag_subject


@dataclass(frozen=True, slots=True)
class Mark:
    """What a service looks for: names and values of header fields, and a tag in front of the subject."""

    fields: tuple[tuple[str, str], ...] = ()
    subject_tag: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields or self.subject_tag)


def put_on(raw: bytes, mark: Mark, others: Iterable[Mark] = ()) -> bytes:
    """The message with this mark, once, and none of the others. Every other byte stays.

    Raises CannotRewriteError where a subject or header cannot be changed exactly.
    """
    others = tuple(others)
    for tag in _tags_to_remove(mark, others):
        raw = untag_subject(raw, tag).content
    for name in _fields_to_remove(mark, others):
        raw = remove_header(raw, name).content
    if mark.subject_tag:
        raw = tag_subject(raw, mark.subject_tag).content
    for name, value in mark.fields:
        raw = set_header(raw, name, value).content
    return raw


def _tags_to_remove(mark: Mark, others: tuple[Mark, ...]) -> Iterator[str]:
    mine = mark.subject_tag.lower()
    return (each.subject_tag for each in others if each.subject_tag and each.subject_tag.lower() != mine)


def _fields_to_remove(mark: Mark, others: tuple[Mark, ...]) -> Iterator[str]:
    mine = {name.lower() for name, _ in mark.fields}
    return (name for each in others for name, _ in each.fields if name.lower() not in mine)
