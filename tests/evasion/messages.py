"""Files that are locked, with and without what opens them, and what is spread over messages."""

from __future__ import annotations

import base64
import io

import pikepdf
import pyzipper

from detectors.finding import DetectorId
from tests.evasion.letters import NOTHING, SENTENCE, attached, multipart, part, text
from tests.evasion.way import Caught, Limit, Unreadable, Way
from tests.samples import containers
from tests.samples.sample import PASSWORD

INSIDE = Caught("attachment:a.zip/letter.txt")
LOCKED = Limit("A well locked file leaves: it is what the policy asks for, if its password goes another way.")


def _locked_zip(password: str = PASSWORD) -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("letter.txt", SENTENCE)
    return out.getvalue()


def _with_zip(words: str, password: str = PASSWORD, name: str = "a.zip") -> bytes:
    """The locked archive beside these words."""
    file = part(
        "application/zip",
        base64.encodebytes(_locked_zip(password)).replace(b"\n", b"\r\n"),
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
    )
    return multipart(part("text/plain; charset=utf-8", words), file)


def _owners_pdf() -> bytes:
    """Locked by an owner's password only: whoever opens it is asked for none."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = SENTENCE.strip()
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner=PASSWORD, user="", R=6))
    return out.getvalue()


WAYS = (
    Way("locked", "locks the file and tells the password by telephone", lambda: _with_zip(NOTHING), LOCKED),
    Way("locked-password-below", "locks the file and writes the password below",
        lambda: _with_zip(f"The password is {PASSWORD}."), INSIDE),
    Way("locked-password-hinted", "writes the password without saying what it is",
        lambda: _with_zip(f"By the way: {PASSWORD}"), INSIDE),
    Way("locked-password-in-name", "makes the password the name of the file",
        lambda: _with_zip(NOTHING, name=f"{PASSWORD}.zip"), Caught(f"attachment:{PASSWORD}.zip/letter.txt")),
    Way("locked-password-guessed", "takes a password that everybody takes",
        lambda: _with_zip(NOTHING, "Password1"), INSIDE),
    Way("locked-password-school", "takes the school's name and the year",
        lambda: _with_zip(NOTHING, "oakfield2026"), INSIDE),
    Way("locked-password-described", "describes the password",
        lambda: _with_zip("The password is your dog's name and the year of our wedding."), LOCKED),
    Way("locked-pdf-empty", "locks a PDF so that it opens without a password",
        lambda: attached(_owners_pdf(), "a.pdf", "application/pdf"), Caught("attachment:a.pdf#metadata")),
    Way("locked-poorly", "locks the file in a way that holds nobody up",
        lambda: attached(_poorly_locked(), "a.zip"), Unreadable(DetectorId.WEAK_PROTECTION)),
    Way("two-messages", "writes the forename in one message and the surname in the next",
        lambda: text("Bishop. And that is the rest of it.\r\n"),
        Limit("Each message is judged by itself: a surname alone is in half of all letters.")),
)  # fmt: skip


def _poorly_locked() -> bytes:
    """As programs of thirty years ago do."""
    return next(each.content for each in containers.protected() if each.method == "ZipCrypto")
