"""Messages with files attached, as mail programs write them, and how the tests read them again."""

from __future__ import annotations

import email
from email.message import EmailMessage, Message
from email.policy import SMTP

from detectors.extract.budget import Budget
from detectors.finding import Report
from detectors.inspect import inspect
from tests.detectors.facts import FACTS

TEXT = "Dear Ms Tudor,\n\nplease find the files enclosed.\n\nZoë O'Neill\nOakfield Academy\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PASSPHRASE = "gallows-tux-contend-plausibly-container"

File = tuple[str, bytes] | tuple[str, bytes, str]  # name, content, media type


def letter(*files: File) -> bytes:
    """A message with a text and those files."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Zoë O'Neill <z.oneill@oakfield.sch.uk>"
    message["To"] = "mary.tudor@example.org"
    message["Subject"] = "The files you asked for"
    message["Message-ID"] = "<1@oakfield.sch.uk>"
    message.set_content(TEXT)
    for name, content, *kind in files:
        main, _, sub = (kind[0] if kind else "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def multipart(kind: str, *parts: str, outer: str = "") -> bytes:
    """A message of parts that are written out, with CRLF; `outer` are more fields of its own header."""
    head = f"From: z.oneill@oakfield.sch.uk\nTo: m@example.org\nSubject: Files\n{outer}MIME-Version: 1.0\n"
    body = "".join(f"\n--=_A\n{part}" for part in parts)
    text = f'{head}Content-Type: multipart/{kind}; boundary="=_A"\n{body}\n--=_A--\n'
    return text.replace("\n", "\r\n").encode("utf-8")


def parts_of(raw: bytes) -> list[Message]:
    """The leaves of a message as Python's own parser sees them."""
    return [part for part in email.message_from_bytes(raw, policy=SMTP).walk() if not part.is_multipart()]


def files_in(raw: bytes) -> dict[str, bytes]:
    """The attached files by their names."""
    return {part.get_filename() or "": content_of(part) for part in parts_of(raw) if part.get_filename()}


def content_of(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def inspected(raw: bytes) -> Report:
    return inspect(raw, FACTS, Budget())
