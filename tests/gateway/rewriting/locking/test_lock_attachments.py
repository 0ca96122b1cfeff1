"""Tests for gateway.rewriting.locking.lock_attachments."""

from __future__ import annotations

import base64
import random
import subprocess
import sys
import time
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pikepdf import Encryption

from detectors.finding import Protection
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.locking import lock_attachments as module
from gateway.rewriting.locking.archive import _opened
from gateway.rewriting.locking.lock_attachments import lock_attachments
from gateway.rewriting.mime.files import find_files
from tests.detectors.extract.files import (
    docx_of,
    encrypted_office,
    members_of,
    pdf_of,
    pdf_with,
    png_of,
    saved,
    xlsx_of,
    zip_of,
)
from tests.gateway.rewriting.filemail import (
    DOCX,
    PASSPHRASE,
    TEXT,
    content_of,
    files_in,
    inspected,
    letter,
    multipart,
    parts_of,
)
from tests.gateway.rewriting.locking.bombs import zip_of_zeros
from tests.gateway.rewriting.locking.test_office import unlocked
from tests.gateway.rewriting.locking.test_pdf import pages, signed

LETTER = docx_of("Grace Bishop has done well.")
PUPILS = xlsx_of(("Grace", "Bishop"))
REPORT = pdf_of("Grace Bishop has done well.")
SEALED = encrypted_office(LETTER, "Str0ng-Kestrel")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document"


def locked(raw: bytes, *telling: str) -> bytes:
    return lock_attachments(raw, PASSPHRASE, telling).content


def in_archive(raw: bytes, name: str = "attachments.zip") -> dict[str, bytes]:
    inner = _opened(files_in(raw)[name], PASSPHRASE)
    assert inner is not None
    return members_of(inner)


def as_text(part: Message) -> str:
    return content_of(part).decode().replace("\r\n", "\n")


def test_each_file_in_the_way_of_its_kind() -> None:
    raw = letter(("a.docx", LETTER, DOCX), ("b.csv", b"Grace,Bishop"), ("c.pdf", REPORT), ("d.doc", OLD))
    step = lock_attachments(raw, PASSPHRASE)
    files = files_in(step.content)
    assert list(files) == ["a.docx", "attachments.zip", "c.pdf"]
    assert unlocked(files["a.docx"], PASSPHRASE) == LETTER
    assert pages(files["c.pdf"], PASSPHRASE) == pages(REPORT)
    assert in_archive(step.content) == {"b.csv": b"Grace,Bishop", "d.doc": OLD}
    assert as_text(parts_of(step.content)[0]) == TEXT


def test_what_was_done_is_said() -> None:
    step = lock_attachments(letter(("a.docx", LETTER), ("b.csv", b"x"), ("c.pdf", REPORT)), PASSPHRASE)
    said = [
        (each.rewrite, [str(at) for at in each.locations], each.count, each.detail) for each in step.changes
    ]
    assert said == [
        (Rewrite.LOCK_ATTACHMENTS, ["attachment:a.docx", "attachment:c.pdf"], 2, ""),
        (Rewrite.LOCK_ATTACHMENTS, ["attachment:b.csv"], 1, "attachments.zip"),
    ]


def test_the_detectors_call_every_file_encrypted() -> None:
    raw = letter(
        ("a.docx", LETTER), ("b.csv", b"Grace,Bishop"), ("c.pdf", REPORT), ("d.xlsx", PUPILS), ("e", b""),
        ("Größe.txt", b"x"), ("Größe.txt", b"y"), ("f.doc", OLD), ("g.pdf", signed()), ("h.docx", SEALED),
    )  # fmt: skip
    report = inspected(locked(raw))
    assert [file.path for file in report.attachments if "/" not in file.path] == [
        "a.docx", "attachments.zip", "c.pdf", "d.xlsx", "h.docx",
    ]  # fmt: skip
    assert {file.protection for file in report.attachments} == {Protection.ENCRYPTED}
    assert not any(file.password_disclosed for file in report.attachments)
    assert report.findings == ()


def test_a_locked_file_keeps_its_header() -> None:
    part = f"Content-Type: {DOCX};\n name*0*=utf-8''Gr%C3%B6;\n name*1*=%C3%9Fe.docx\n"
    part += "Content-Disposition: attachment;\n filename*=utf-8''Gr%C3%B6%C3%9Fe.docx\nContent-ID: <1@x>\n"
    encoded = base64.encodebytes(LETTER).decode()
    raw = multipart("mixed", f"{part}Content-Transfer-Encoding: base64\n\n{encoded}")
    made = locked(raw)
    assert made.partition(b"\r\n\r\n0M8R4KGx")[0] + b"\r\n\r\n" == raw[: raw.index(b"UEsD")]
    assert unlocked(files_in(made)["Größe.docx"], PASSPHRASE) == LETTER


def test_what_is_soundly_encrypted_stays_byte_for_byte() -> None:
    raw = letter(
        ("a.docx", SEALED),
        (
            "b.pdf",
            saved(pdf_with("Grace"), encryption=Encryption(user="Us3r-Kestrel", owner="Own3r-Kestrel")),
        ),
    )
    assert lock_attachments(raw, PASSPHRASE) == Step(raw)
    mixed = locked(letter(("a.docx", SEALED), ("b.txt", b"x")))
    assert files_in(mixed)["a.docx"] == SEALED
    assert list(in_archive(mixed)) == ["b.txt"]


def test_a_lock_that_anybody_opens_is_none() -> None:
    owned = saved(pdf_with("Grace Bishop"), encryption=Encryption(owner="Own3r-Kestrel"))
    made = locked(letter(("a.pdf", owned)))
    assert pages(files_in(made)["a.pdf"], PASSPHRASE) == pages(owned)
    weak = encrypted_office(LETTER, "VelvetSweatshop")
    assert in_archive(locked(letter(("a.docx", weak)))) == {"a.docx": weak}


def test_a_signed_pdf_goes_into_the_archive_as_it_is() -> None:
    content = signed()  # another each time: it has the date in it
    assert in_archive(locked(letter(("a.pdf", content)))) == {"a.pdf": content}


def test_an_attached_message_is_a_file_in_the_archive() -> None:
    inner = "Subject: Grace\n\nGrace Bishop has done well."
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\n\nDear Ms Tudor,",
        f'Content-Type: message/rfc822; name="RE: Grace"\n\n{inner}',
        f"Content-Type: message/rfc822\n\n{inner}",
    )
    stored = inner.replace("\n", "\r\n").encode()
    assert in_archive(locked(raw)) == {"RE_ Grace.eml": stored, "attachment-1.eml": stored}


def test_names_that_may_not_be_seen() -> None:
    made = locked(letter(("Grace Bishop.docx", LETTER), ("Zoë.pdf", REPORT), ("c.pdf", REPORT)),
                  "Grace Bishop.docx", "Zoë.pdf")  # fmt: skip
    assert list(files_in(made)) == ["attachments.zip", "c.pdf"]
    assert in_archive(made) == {"Grace Bishop.docx": LETTER, "Zoë.pdf": REPORT}
    assert b"Grace" not in made


def test_the_archive_is_called_as_no_other_attachment_is() -> None:
    sealed = files_in(locked(letter(("a.txt", b"x"))))["attachments.zip"]
    made = locked(letter(("b.txt", b"y"), ("Attachments.zip", sealed)))
    assert list(files_in(made)) == ["attachments (2).zip", "Attachments.zip"]
    assert in_archive(made, "attachments (2).zip") == {"b.txt": b"y"}
    gone = locked(letter(("attachments.zip", zip_of({"a.txt": b"x"}))))
    assert list(files_in(gone)) == ["attachments.zip"]


HTML = 'Content-Type: text/html\n\n<img src="cid:logo@x"><img src="cid:scan@x">'


def picture(size: int, name: str) -> str:
    fields = f"Content-Type: image/png; name={name}.png\nContent-ID: <{name}@x>\n"
    return f"{fields}Content-Transfer-Encoding: base64\n\n{base64.encodebytes(png_of(size)).decode()}"


def test_a_logo_stays_where_it_is() -> None:
    inner = (
        f'Content-Type: multipart/related; boundary="=_B"\n\n--=_B\n{HTML}\n--=_B\n{picture(8_000, "logo")}'
    )
    inner += f"\n--=_B\n{picture(60_000, 'scan')}\n--=_B--"
    raw = multipart("mixed", inner, "Content-Type: text/csv; name=list.csv\n\nGrace,Bishop")
    made = locked(raw)
    assert [part.get_filename() for part in parts_of(made)] == [None, "logo.png", "attachments.zip"]
    assert list(in_archive(made)) == ["scan.png", "list.csv"]
    assert raw[: raw.index(b"image/png; name=scan")][: -len("\r\n--=_B\r\nContent-Type: ")] in made


def test_a_message_that_is_nothing_but_a_file() -> None:
    raw = b"From: z@oakfield.sch.uk\r\nTo: m@example.org\r\nMIME-Version: 1.0\r\nSubject: List\r\n"
    raw += (
        b'Content-Type: text/csv; name="list.csv"\r\nContent-Disposition: attachment\r\n\r\nGrace,Bishop\r\n'
    )
    made = locked(raw)
    assert made.startswith(raw[: raw.index(b"Content-Type")])
    assert in_archive(made) == {"list.csv": b"Grace,Bishop\r\n"}


def test_many_files_go_into_the_archive_together() -> None:
    files = [(f"{number}.pdf", REPORT) for number in range(21)]
    assert len(in_archive(locked(letter(*files)))) == 21
    assert list(files_in(locked(letter(*files[:20])))) == [name for name, _ in files[:20]]


def test_three_gigabytes_when_unpacked_are_locked_as_a_file() -> None:
    bomb = zip_of_zeros(3_000, "zeros.bin")
    raw = letter(("bomb.zip", bomb), ("bomb.docx", zip_of_zeros(3_000, "word/media/a.bmp")))
    began = time.process_time()
    made = locked(raw)
    assert time.process_time() - began < 3
    assert in_archive(made)["bomb.zip"] == bomb


def test_25_megabytes() -> None:
    raw = letter(("photos.bin", random.Random(1).randbytes(25_000_000)))
    began = time.process_time()
    made = locked(raw)
    assert time.process_time() - began < 8
    assert len(files_in(made)["attachments.zip"]) > 25_000_000


@pytest.mark.parametrize("passphrase", ["", "Größe-und-mehr", "two\nlines"])
def test_a_passphrase_that_would_not_open_everywhere_is_refused(passphrase: str) -> None:
    with pytest.raises(CannotRewriteError, match="passphrase"):
        lock_attachments(letter(("a.txt", b"x")), passphrase)


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    assert lock_attachments(letter(("a.txt", bytes(1_000))), PASSPHRASE).changes
    with pytest.raises(CannotRewriteError, match="too large"):
        lock_attachments(letter(("a.txt", bytes(900)), ("b.txt", bytes(101))), PASSPHRASE)


def test_signed_messages_are_not_touched() -> None:
    signature = "Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----"
    raw = multipart("signed", "Content-Type: text/csv; name=a.csv\n\nGrace,Bishop", signature)
    with pytest.raises(CannotRewriteError, match="signed"):
        lock_attachments(raw, PASSPHRASE)


PROGRAM = """
import resource, sys
from gateway.rewriting.locking.lock_attachments import lock_attachments
from gateway.rewriting.take_off import take_off_attachments
raw = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
take_off_attachments(raw)
print(*(change.count for change in lock_attachments(raw, "gallows-tux").changes))
"""


def test_in_a_worker_that_may_write_no_file() -> None:
    scan = pdf_with("Grace")
    scan.Root.Scan = scan.make_stream(random.Random(1).randbytes(3_000_000))
    large = zip_of({**members_of(LETTER), "word/media/a.jpg": random.Random(2).randbytes(3_000_000)})
    raw = letter(("a.docx", large), ("b.pdf", saved(scan)), ("c.csv", b"Grace,Bishop"), ("d.docx", SEALED))
    command = [sys.executable, "-c", PROGRAM]
    root = Path(__file__).parents[4]
    ended = subprocess.run(command, cwd=root, input=raw, capture_output=True, timeout=60, check=True)
    assert ended.stdout == b"2 1\n"


CONTENTS = st.one_of(st.binary(max_size=300), st.sampled_from([REPORT, signed(), OLD, zip_of({"a": b"b"})]))
NAMES = st.one_of(
    st.sampled_from(["a.pdf", "A.PDF", "Zoë.txt", "attachments.zip"]),
    st.text("aé.-", max_size=9).map("{}.txt".format),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(NAMES, CONTENTS), min_size=1, max_size=5), st.booleans())
@example([("attachments.zip", b""), ("attachments.zip", REPORT)], False)
def test_every_file_can_be_had_again_and_nothing_else_is_changed(
    files: list[tuple[str, bytes]], unix: bool
) -> None:
    raw = letter(*files)
    raw = raw.replace(b"\r\n", b"\n") if unix else raw
    step = lock_attachments(raw, PASSPHRASE)
    before, after = find_files(raw), find_files(step.content)
    first = before.files[0].leaf.whole
    assert step.content.startswith(raw[: first.start])
    assert step.content.endswith(raw[before.files[-1].leaf.whole.end :])
    assert after.opened.texts[0].encoded == before.opened.texts[0].encoded
    sent = {file.location: file.content for file in before.files}
    made = {file.location.path: file.content for file in after.files}
    for change in step.changes:
        contents = [sent.pop(location) for location in change.locations]
        if change.detail:
            assert list(in_archive(step.content, change.detail).values()) == contents
        else:
            assert contents == [REPORT] * change.count
            assert sum(is_report(content) for content in made.values()) == change.count
    assert not sent


def is_report(locked: bytes) -> bool:
    return locked.startswith(b"%PDF") and pages(locked, PASSPHRASE) == pages(REPORT)
