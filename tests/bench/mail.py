"""The messages of the load: three that are clean, and one that names a pupil; the same at each run."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageChops

from tests.bench.roster import NAMED_PUPIL

SENDER = "a.teacher@oakfield.sch.uk"
RECIPIENT = "parent@example.com"
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")

_LARGE = 1_700_000  # bytes of a picture

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


def large_mail(*, own_pictures: bool) -> BenchMail:
    """Twenty office files: letters round a picture, of their own or the same in all, and long lists."""
    letters = [_document(_LARGE + (number if own_pictures else 0), seed=number) for number in range(10)]
    files = [(f"letter-{number}.docx", letter, DOCX) for number, letter in enumerate(letters)]
    files += [(f"list-{number}.xlsx", _list(2_000, seed=number), XLSX) for number in range(10)]
    label = "a picture of its own in each letter" if own_pictures else "the same picture in all letters"
    return BenchMail(f"25 MB, {label}", message(prose(1_500), files=files))


def message(
    text: str,
    *,
    html: str = "",
    document: bytes = b"",
    files: Sequence[tuple[str, bytes, tuple[str, str]]] = (),
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = SENDER, RECIPIENT, "News of the week"
    mail["Message-ID"] = "<news-of-the-week@oakfield.sch.uk>"
    mail["Date"] = "Mon, 02 Nov 2026 15:40:00 +0000"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    if document:
        files = (*files, ("news.docx", document, DOCX))
    for name, content, (kind, subtype) in files:
        mail.add_attachment(content, kind, subtype, filename=name)
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


def _list(lines: int, seed: int) -> bytes:
    """A workbook: what was sold at the fair, in eight columns."""
    draw = random.Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Summer fair")
    sheet.append(["Number", "Stall", "What", "Price", "Sold", "Left", "Helper's shift", "Remark"])
    for number in range(lines):
        words = draw.choice(SENTENCES).split()
        prices = [round(draw.uniform(0.5, 20), 2), draw.randrange(200), draw.randrange(50)]
        sheet.append(
            [number, words[1], " ".join(words[2:5]), *prices, f"{draw.randrange(9, 17)}:30", words[-1]]
        )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _document(size: int, seed: int = 0) -> bytes:
    """A letter of two pages round a picture of nearly `size` bytes."""
    document = Document()
    for paragraph in prose(6_000, seed).split("\n\n"):
        document.add_paragraph(paragraph)
    document.add_picture(io.BytesIO(photograph(size)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def photograph(size: int) -> bytes:
    """A JPEG of at least `size` bytes, like a photograph out of focus: colours that flow, and grain."""
    draw = random.Random(size)
    width, height = (1_600, 1_200) if size < _LARGE else (3_200, 2_400)
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
