"""Tests for detectors.protection.opendocument.odf and detectors.protection.opendocument.odflock."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from detectors.finding import Protection
from detectors.protection.locks import decode, encode
from detectors.protection.opendocument.odf import Encryption, Sealed, is_sealed, judge, main_of, read_manifest
from detectors.protection.opendocument.odflock import ARGON2ID, OdfLock
from tests.detectors.extract.files import read_file, reasons, texts_at, zip_of
from tests.samples.odfseals import MANIFEST, blowfish, members_of, package_of, whole_package

PASSWORD = "Kestrel-7714"
CONTENT = (
    b'<?xml version="1.0"?><d xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    b"<text:p>Grace Bishop</text:p>"
    + b"".join(b"<text:p>%d</text:p>" % (n * n) for n in range(3_000))
    + b"</d>"
)
DOCUMENT = zip_of(
    {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": CONTENT,
        "meta.xml": b'<?xml version="1.0"?><m>A Teacher</m>',
        MANIFEST: b"<m/>",
    }
)
OLD, NEW = blowfish(DOCUMENT, PASSWORD), whole_package(DOCUMENT, PASSWORD)


def sealed_in(package: bytes) -> list[Sealed]:
    members = members_of(package)
    encrypted = read_manifest(members[MANIFEST])
    return [Sealed(encrypted[name], content) for name, content in members.items() if name in encrypted]


def lock_of(package: bytes) -> OdfLock:
    lock = main_of(sealed_in(package)).lock
    assert lock is not None
    return lock


@pytest.mark.parametrize(
    ("package", "method"), [(OLD, "Blowfish (OpenDocument)"), (NEW, "AES-256 (OpenDocument)")]
)
def test_sealed_documents(package: bytes, method: str) -> None:
    reading = read_file(package, "pupils.odt")
    attachment = reading.attachments[0]
    assert (attachment.protection, attachment.method) == (Protection.ENCRYPTED, method)
    assert "Grace" not in texts_at(reading, "attachment:pupils.odt")
    assert not reading.unread


@pytest.mark.parametrize("package", [OLD, NEW])
def test_a_lock_opens_with_its_password_only_and_can_be_written_down(package: bytes) -> None:
    lock = decode(encode(lock_of(package)))
    assert lock == lock_of(package)
    assert lock.opens(PASSWORD)
    assert not any(map(lock.opens, ("", "kestrel-7714", "Kestrel-7714 ", "\ud800")))


def test_a_lock_of_a_short_member_looks_at_all_of_it() -> None:
    short = blowfish(zip_of({"content.xml": b"<?xml version='1.0'?><a>Grace</a>"}), PASSWORD)
    lock = lock_of(short)
    assert lock.is_whole
    assert lock.opens(PASSWORD)


def test_a_lock_holds_little_of_the_document() -> None:
    assert len(lock_of(OLD).head) == len(lock_of(NEW).head) == 1_024


def test_keys_that_cost_too_much_are_not_made() -> None:
    greedy = replace(lock_of(NEW), memory=1 << 30)
    endless = replace(lock_of(OLD), iterations=10**9)
    crowded = replace(lock_of(NEW), lanes=200)
    assert greedy.derivation == ARGON2ID
    assert not any(lock.can_be_tried for lock in (greedy, endless, crowded))


def test_a_try_takes_no_longer_than_it_must() -> None:
    lock = lock_of(NEW)
    started = time.process_time()
    lock.opens("nobody")
    assert time.process_time() - started < 3


def test_the_manifest_proves_nothing() -> None:
    said = members_of(OLD) | {"content.xml": CONTENT}
    reading = read_file(package_of(said), "pupils.odt")
    assert reading.attachments[0].protection is Protection.NONE
    assert "Grace Bishop" in texts_at(reading, "attachment:pupils.odt")


def test_what_is_only_deflated_is_not_sealed() -> None:
    import zlib

    deflater = zlib.compressobj(wbits=-15)
    packed = deflater.compress(CONTENT) + deflater.flush()
    assert not is_sealed(packed)
    reading = read_file(package_of(members_of(OLD) | {"content.xml": packed}), "pupils.odt")
    assert reading.attachments[0].protection is Protection.NONE
    assert "Grace Bishop" in texts_at(reading, "attachment:pupils.odt")


def test_a_title_may_stand_beside_a_sealed_document_and_is_read() -> None:
    clear = members_of(OLD) | {"meta.xml": b'<?xml version="1.0"?><m>About Grace Bishop</m>'}
    reading = read_file(package_of(clear), "pupils.odt")
    assert reading.attachments[0].protection is Protection.ENCRYPTED
    assert texts_at(reading, "attachment:pupils.odt#metadata") == "About Grace Bishop"


def test_a_page_in_clear_beside_a_sealed_one_is_no_protection() -> None:
    clear = members_of(OLD) | {"Object 1/content.xml": b'<?xml version="1.0"?><m>Grace Bishop</m>'}
    reading = read_file(package_of(clear), "pupils.odt")
    assert reading.attachments[0].protection is Protection.NONE
    assert ("pupils.odt/content.xml", Protection.ENCRYPTED) in [
        (each.path, each.protection) for each in reading.attachments
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"Blowfish CFB", b"ROT13", "of no kind that is known"),
        (b"PBKDF2", b"guesswork", "in no way that could be checked"),
        (b'count="1024"', b'count="0"', "in no way that could be checked"),
        (b"salt=", b"pepper=", "in no way that could be checked"),
    ],
)
def test_what_cannot_be_checked_is_unknown(old: bytes, new: bytes, reason: str) -> None:
    members = members_of(OLD)
    changed = package_of(members | {MANIFEST: members[MANIFEST].replace(old, new)})
    reading = read_file(changed, "pupils.odt")
    assert reading.attachments[0].protection is Protection.UNKNOWN
    assert any(reason in each for each in reasons(reading))


def test_a_document_for_the_keys_of_people_has_no_password() -> None:
    fields = {
        "algorithm-name": "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "key-derivation-name": "PGP",
        "initialisation-vector": "AAAAAAAAAAAAAAAA",
    }
    sealed = Sealed(Encryption("content.xml", 9_999, fields), members_of(OLD)["content.xml"])
    judgement = judge([sealed], {"mimetype": 39}, faulty=False)
    assert judgement.protection is Protection.ENCRYPTED
    assert judgement.method == "AES-256 (OpenDocument, OpenPGP)"


def test_a_manifest_may_be_damaged_and_defines_nothing() -> None:
    whole = members_of(OLD)[MANIFEST]
    assert set(read_manifest(whole)) == {"content.xml", "meta.xml"}
    assert set(read_manifest(whole[:-40])) == {"content.xml", "meta.xml"}
    assert read_manifest(whole.replace(b"?>", b'?><!DOCTYPE m [<!ENTITY a "b">]>', 1)) == {}
