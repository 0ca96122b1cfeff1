"""Files whose protection is known, made by many programs, judged; nothing readable is called encrypted."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from detectors.extract.budget import Budget
from detectors.finding import Protection
from detectors.message import Attachment
from tests.detectors.extract.files import CORPORA, attachment, read_file, read_parts

TRUTH = CORPORA / "truth_encryption.tsv"
FAKES = CORPORA / "evasion-fake-encrypted"
IN_SCOPE = ("zip", "pdf", "ole", "ooxml", "7z", "rar")
# Sealed, but with a cipher that holds nobody up (XOR, 40-bit RC4, RAR 2): weak; the truth does not say so.
WEAK_CIPHERS = {"xor_password_123456789012345.xls", "r2-user-password.pdf", "rar202-comment-psw.rar"}
TOO_LONG = {"issue-604.pdf", "fontsampler.pdf", "manyfiles-zip.zip"}

pytestmark = pytest.mark.skipif(not TRUTH.is_file(), reason="the corpora are not here")


def judged() -> Iterator[tuple[str, str, str, Attachment, bool]]:
    """Name, format, what it must be treated as, what we say, and whether something of it is unread."""
    with TRUTH.open(newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            path = CORPORA / row["path"]
            if row["format"].startswith(IN_SCOPE) and path.name not in TOO_LONG:
                # What stands on a scanned page is no matter here, and takes a minute to recognise.
                budget = Budget(pictures=0)
                reading = read_parts(attachment(path.read_bytes(), path.name), budget=budget)
                must = row["must_treat_as"].split()[0]
                yield path.name, row["format"], must, reading.attachments[0], bool(reading.unread)


def test_every_file_of_the_truth(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    wrong = []
    for name, kind, must, file, unread in judged():
        protection = file.protection
        counts[kind, must, protection.value] += 1
        if must == "ENCRYPTED":
            expected = Protection.WEAK if name in WEAK_CIPHERS else Protection.ENCRYPTED
            wrong += [name] * (protection is not expected)
        else:
            wrong += [name] * (protection is Protection.ENCRYPTED)
            wrong += [name] * (protection is Protection.UNKNOWN and not unread)
    with capsys.disabled():
        print()
        for (kind, must, protection), count in sorted(counts.items()):
            print(f"  {kind:10} {must:14} judged {protection:10} {count:4}")
    assert not wrong
    assert sum(counts.values()) > 360


def test_every_fake() -> None:
    for row in json.loads((FAKES / "manifest.json").read_text()):
        reading = read_file((FAKES / row["file"]).read_bytes(), row["file"])
        protection = reading.attachments[0].protection
        if row["truth"].startswith("ENCRYPTED"):
            assert protection is Protection.ENCRYPTED, row["file"]
            assert not reading.unread
        else:
            assert protection is not Protection.ENCRYPTED, row["file"]
