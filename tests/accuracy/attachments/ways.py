"""The ways in which people send a password along with the file that it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class Way:
    """One way; `make` makes the message of a password, the file's name and its content."""

    name: str
    make: Callable[[str, str, bytes], EmailMessage]


def _message(text: str, name: str, content: bytes, subject: str = "Report") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "m.okafor@oakfield.sch.uk", "ruth.bishop@example.com"
    message["Subject"] = subject
    message.set_content(text)
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def _in_html(password: str, name: str, content: bytes) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Report"
    message.set_content("The report is attached.")
    message.add_alternative(f"<p>The password is <b>{password}</b>.</p>", subtype="html")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def _in_other_file(password: str, name: str, content: bytes) -> EmailMessage:
    message = _message("Both files belong together.", name, content)
    message.add_attachment(f"Password: {password}\n", filename="read me.txt")
    return message


def _letter(line: str) -> Callable[[str, str, bytes], EmailMessage]:
    text = "Dear Mrs Bishop,\n\nplease find the report attached. {}\n\nKind regards\nMary Okafor\n"
    return lambda password, name, content: _message(text.format(line.format(password)), name, content)


WAYS = (
    Way("after the word password", _letter("The password is {}.")),
    Way("after a colon", _letter("Password: {}")),
    Way("before the word password", _letter("{} is the password.")),
    Way("in quotation marks", _letter("It opens with “{}”.")),
    Way("on a line of its own", _letter("As usual:\n\n{}\n")),
    Way("without any hint", _letter("Do you remember {} from last time?")),
    Way("in quoted text", _letter("\n> > You asked for it: the code is {}\n")),
    Way(
        "in the subject", lambda password, *file: _message("Attached.", *file, subject=f"Report ({password})")
    ),
    Way("in the HTML form only", _in_html),
    Way("in another attachment", _in_other_file),
    Way(
        "in the file's name",
        lambda password, name, content: _message("Attached.", f"report {password} {name}", content),
    ),
)
