"""The messages of the load: three that are clean, and one that names a pupil; the same at each run."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from docx import Document
from PIL import Image, ImageChops

from tests.bench.roster import NAMED_PUPIL

SENDER = "a.teacher@oakfield.sch.uk"
RECIPIENT = "parent@example.com"
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")

SENTENCES = (
    "The coach for the museum leaves the main gate at nine on Friday and is back by half past three.",
    "Please send a packed lunch, a waterproof coat and shoes that do not mind the mud.",
    "Homework for the half-term break is on the usual page; there is no more of it than two hours.",
    "The library stays open until five on Tuesdays, and the reading club meets in the quiet corner.",
    "We are looking for helpers at the summer fair, above all for the tea tent and the second-hand books.",
    "The choir sings at the town hall on the last evening of term; tickets are free at the office.",
    "Year 8 options must be handed in by the twelfth, signed by a parent or carer.",
    "Dinner money can be paid online from Monday on; the office still takes cash until the end of the month.",
    "After the storm the lower field is closed, so all matches are played on the hard courts.",
    "Lost property is laid out in the hall on Thursday; what nobody claims goes to the charity shop.",
    "The science department thanks everybody for the jam jars and asks for no more of them, please.",
    "Parents' evening is by appointment; the booking page opens at six tomorrow morning.",
)


@dataclass(frozen=True, slots=True)
class BenchMail:
    """One message, as it goes over the wire (CRLF line ends, dots not yet doubled)."""

    label: str
    content: bytes


def clean_mails() -> tuple[BenchMail, ...]:
    """2 KB of text; 60 KB of text and HTML; 300 KB with a document that is mostly picture."""
    return (
        BenchMail("2 KB text", message(prose(1_700))),
        BenchMail("60 KB HTML", message(prose(14_000), html=_html(33_000))),
        BenchMail("300 KB docx", message(prose(1_500), document=_document(179_000))),
    )


def held_mail() -> BenchMail:
    """2 KB of text that name a pupil."""
    text = prose(1_600) + f"\n{NAMED_PUPIL} has left a bag on the bus.\n"
    return BenchMail("2 KB, held", message(text))


def message(text: str, *, html: str = "", document: bytes = b"") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = SENDER, RECIPIENT, "News of the week"
    mail["Message-ID"] = "<news-of-the-week@oakfield.sch.uk>"
    mail["Date"] = "Mon, 02 Nov 2026 15:40:00 +0000"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    if document:
        mail.add_attachment(document, *DOCX, filename="news.docx")
    return mail.as_bytes()


def prose(size: int, seed: int = 0) -> str:
    """Sentences of about `size` characters, one a line, a paragraph of four."""
    draw = random.Random(size + seed)
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < size:
        lines.append(draw.choice(SENTENCES) + ("\n" if len(lines) % 4 == 3 else ""))
    return "\n".join(lines) + "\n"


def _html(size: int) -> str:
    """The markup that office programs write: more style than text."""
    style = 'style="margin:0cm 0cm 8pt;line-height:107%;font-size:11pt;font-family:Calibri,sans-serif"'
    paragraphs = (f'<p class="MsoNormal" {style}>{line}</p>\n' for line in prose(size // 2).split("\n"))
    return f"<html><head><title>News</title></head><body>\n{''.join(paragraphs)}</body></html>\n"


def _document(size: int) -> bytes:
    """A letter of two pages round a picture of nearly `size` bytes."""
    document = Document()
    for paragraph in prose(6_000).split("\n\n"):
        document.add_paragraph(paragraph)
    document.add_picture(io.BytesIO(photograph(size)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def photograph(size: int) -> bytes:
    """A JPEG of at least `size` bytes, like a photograph out of focus: colours that flow, and grain."""
    draw = random.Random(size)
    width, height = 1_600, 1_200
    blots = Image.frombytes("RGB", (24, 18), draw.randbytes(24 * 18 * 3))
    grain = Image.frombytes("L", (width, height), draw.randbytes(width * height)).point(
        lambda value: value // 36
    )
    flowing = blots.resize((width, height), Image.Resampling.BICUBIC)
    picture = ImageChops.add(flowing, Image.merge("RGB", (grain, grain, grain)))
    for quality in range(20, 98, 2):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        if buffer.tell() >= size:
            break
    return buffer.getvalue()
