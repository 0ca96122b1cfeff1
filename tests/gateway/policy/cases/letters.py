"""Real messages for the tables of cases, under the names that they have in `messages.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from types import MappingProxyType

import pyzipper

from tests.gateway.policy.cases.people import CLASS, UPN

_PASSWORD = b"walnut-harbour-93"
_TRIP = "Trip to the museum"
_NOBODY = "The coach leaves at nine."
_SIGNED = "\n\nMaya Okafor\nOakfield Academy\n"


def _letter(text: str, subject: str = _TRIP) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["Date"] = "Mon, 02 Nov 2026 12:00:00 +0000"
    mail["Message-ID"] = "<1@oakfield.sch.uk>"
    mail.set_content(f"Dear all,\n\n{text}{_SIGNED}")
    return mail


def _with_file(content: bytes, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    mail = _letter("Please find the form attached.")
    main, _, sub = kind.partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


def _zipped(text: str, encryption: int | None) -> bytes:
    file = BytesIO()
    with pyzipper.AESZipFile(file, "w", encryption=encryption) as archive:
        if encryption is not None:
            archive.setpassword(_PASSWORD)
        archive.writestr("trip.txt", text)
    return file.getvalue()


def _ordinary() -> EmailMessage:
    return _letter("The coach leaves at nine. Please bring a packed lunch.")


def _first_name() -> EmailMessage:
    return _letter("Grace did very well in class today.")


def _grace() -> EmailMessage:
    return _letter("Grace Bishop did very well in class today.")


def _grace_in_subject() -> EmailMessage:
    return _letter("She did very well in class today.", "Grace Bishop")


def _zoe() -> EmailMessage:
    return _letter("Zoë O'Neill did very well in class today.")


def _grace_and_henry() -> EmailMessage:
    return _letter("Grace Bishop and Henry Tudor of 8B did very well in class today.")


def _epilepsy() -> EmailMessage:
    return _letter("Grace Bishop has epilepsy and will bring her medicine.")


def _class_list() -> EmailMessage:
    return _letter("Coming along: " + ", ".join(CLASS) + ".")


def _records() -> EmailMessage:
    rows = "".join(f"{name.replace(' ', ',')},8B\n" for name in CLASS)
    return _with_file(f"Forename,Surname,Form\n{rows}".encode(), "class.csv", "text/csv")


def _upn() -> EmailMessage:
    return _letter(f"The number you asked for is {UPN}.")


def _national_insurance() -> EmailMessage:
    return _letter("My National Insurance number is AB 12 34 56 C.")


def _menu() -> EmailMessage:
    return _with_file(b"Soup, pasta, fruit.\n", "menu.txt", "text/plain")


def _open_file() -> EmailMessage:
    return _with_file(b"Grace Bishop comes along.\n", "trip.txt", "text/plain")


def _protected_file() -> EmailMessage:
    return _with_file(_zipped("Grace Bishop comes along.", pyzipper.WZ_AES), "trip.zip", "application/zip")


def _password_beside() -> EmailMessage:
    mail = _letter(f"Please find the form attached. The password is {_PASSWORD.decode()}.")
    mail.add_attachment(
        _zipped(_NOBODY, pyzipper.WZ_AES), maintype="application", subtype="zip", filename="trip.zip"
    )
    return mail


def _program() -> EmailMessage:
    return _with_file(_zipped(_NOBODY, None), "trip.jpg", "image/jpeg")


def _mobile() -> EmailMessage:
    return _letter("Ring me on 07700 900123 if you miss the coach.")


def _date_of_birth() -> EmailMessage:
    return _letter("Grace Bishop, born 14/05/2013, comes along.")


def _damaged_file() -> EmailMessage:
    return _with_file(b"PK\x03\x04" + b"\x00" * 200, "plan.docx")


def _forwarded_by_rule() -> EmailMessage:
    mail = _ordinary()
    mail["Auto-Submitted"] = "auto-forwarded"
    return mail


def _forwarded() -> EmailMessage:
    return _letter("See below.", f"Fwd: {_TRIP}")


def _no_subject() -> EmailMessage:
    mail = _ordinary()
    del mail["Subject"]
    return mail


def _copied_to(*others: str) -> EmailMessage:
    mail = _ordinary()
    mail["Cc"] = ", ".join(others)
    return mail


def _families() -> EmailMessage:
    return _copied_to("ruth.bishop@gmail.com", "jane.tudor@btinternet.com")


def _strangers() -> EmailMessage:
    return _copied_to(*(f"orders@firm-{number}.example" for number in range(5)))


def _partners() -> EmailMessage:
    places = ("bradford", "hull", "leeds", "wakefield", "york")
    return _copied_to(*(f"office@{place}.gov.uk" for place in places))


def _mailbox() -> EmailMessage:
    one = b"From office@oakfield.sch.uk Mon Nov  2 12:00:00 2026\nSubject: Lunch\n\nSoup today.\n\n"
    return _with_file(one * 3, "mail.mbox", "application/mbox")


_LETTERS: Mapping[str, Callable[[], EmailMessage]] = MappingProxyType(
    {
        "an ordinary letter": _ordinary,
        "a letter to a pupil alone": _ordinary,
        "Grace by her first name": _first_name,
        "Grace in full": _grace,
        "Grace in full in the subject": _grace_in_subject,
        "Zoë in full": _zoe,
        "Grace and Henry in full": _grace_and_henry,
        "Grace and her date of birth": _date_of_birth,
        "Grace and her epilepsy": _epilepsy,
        "a class of twelve in the text": _class_list,
        "a UPN alone": _upn,
        "a National Insurance number": _national_insurance,
        "an extract of pupils' records": _records,
        "an open file about nobody": _menu,
        "Grace in an open file": _open_file,
        "Grace in a protected file": _protected_file,
        "a protected file and its password": _password_beside,
        "a program called a picture": _program,
        "a teacher's mobile number": _mobile,
        "a damaged file": _damaged_file,
        "an automatic forward": _forwarded_by_rule,
        "a forwarded message": _forwarded,
        "a letter without a subject": _no_subject,
        "a mailbox file": _mailbox,
        "families see one another": _families,
        "strangers see one another": _strangers,
        "a meeting of partners": _partners,
    }
)
NAMES = frozenset(_LETTERS)


def letter(name: str, sender: str, recipients: tuple[str, ...]) -> bytes:
    """The message as it goes over the wire."""
    mail = _LETTERS[name]()
    mail["From"] = sender
    mail["To"] = ", ".join(recipients)
    return mail.as_bytes()
