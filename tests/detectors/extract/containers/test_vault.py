"""Tests for detectors.extract.containers.vault.

Beginnings by hand: they are all that is looked at, and what follows them is noise to anybody without a key.
"""

from __future__ import annotations

import os

import pytest

from detectors.extract import mediatypes
from detectors.finding import Protection
from tests.detectors.extract.files import body, read_file, read_parts, reasons

NOISE = os.urandom(4_096)
VAULTS = [
    ("message.rpmsg", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", mediatypes.RIGHTS_MANAGED, "rights management"),
    ("keys.kdbx", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", mediatypes.KEEPASS, "KeePass"),
    ("keys.kdb", b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", mediatypes.KEEPASS, "KeePass"),
    ("disk.vhd", b"conectix", mediatypes.DISK_IMAGE, "disk image"),
    ("disk.vhdx", b"vhdxfile", mediatypes.DISK_IMAGE, "disk image"),
    ("disk.vmdk", b"KDMV", mediatypes.DISK_IMAGE, "disk image"),
    ("disk.qcow2", b"QFI\xfb", mediatypes.DISK_IMAGE, "disk image"),
    ("disk.img", b"LUKS\xba\xbe", mediatypes.DISK_IMAGE, "disk image"),
    ("stick.img", b"\xeb\x58\x90-FVE-FS-", mediatypes.DISK_IMAGE, "disk image"),
    ("mail.pst", b"!BDN", mediatypes.MAIL_STORE, "mail store"),
]


@pytest.mark.parametrize(("name", "beginning", "kind", "words"), VAULTS)
def test_what_only_its_owner_can_open_is_unknown(name: str, beginning: bytes, kind: str, words: str) -> None:
    reading = read_file(beginning + NOISE, name)
    (attachment,) = reading.attachments
    assert (attachment.media_type, attachment.protection) == (kind, Protection.UNKNOWN)
    assert words in reasons(reading)[0]


@pytest.mark.parametrize(("name", "beginning", "kind", "words"), VAULTS)
def test_no_name_or_type_makes_anything_else_of_it(
    name: str, beginning: bytes, kind: str, words: str
) -> None:
    reading = read_file(beginning + NOISE, "holiday.txt", "text/plain")
    assert reading.attachments[0].media_type == kind
    assert words in reasons(reading)[0]


def test_in_the_place_of_a_messages_text_it_is_unread_too() -> None:
    assert read_parts(body(b"\x03\xd9\xa2\x9a" + NOISE)).unread
