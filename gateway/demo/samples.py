"""The demo's mail: thirteen invented messages, each with another fate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from gateway.demo.files import locked_archive, spreadsheet

TEACHER = "a.carter@oakfield.sch.uk"
COLLEAGUE = "b.osei@oakfield.sch.uk"
PARENT = "j.marsh@example.com"
SOCIAL_WORKER = "t.reed@social.oakshire.gov.uk"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file, and its media type."""

    name: str
    content: bytes
    media_type: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A message before it is sent."""

    subject: str
    text: str
    recipients: tuple[str, ...]
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[Attached, ...] = field(default=())
    sender: str = TEACHER

    def compose(self, now: datetime) -> tuple[str, bytes]:
        """The Message-ID, and the message as a mail program sends it."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.sender
        mail["To"] = ", ".join(self.recipients)
        mail["Subject"] = self.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = message_id = make_msgid(domain="oakfield.sch.uk")
        for name, value in self.headers:
            mail[name] = value
        mail.set_content(self.text)
        for file in self.files:
            maintype, subtype = file.media_type
            mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
        return message_id, mail.as_bytes()


def samples() -> tuple[Sample, ...]:
    """In the order of the table."""
    class_list = spreadsheet(
        (
            ("Surname", "Forename", "Year", "Lunch"),
            ("Field", "Daisy", "7", "vegetarian"),
            ("Kaur", "Harpreet", "9", "packed lunch"),
        )
    )
    report = b"Annual review: Grace Bishop, Year 8. Working at the expected level in all subjects.\n"
    return (
        Sample(
            "Museum trip on Friday",
            "Dear Mr Marsh,\n\nThe coach leaves at nine. Please bring a packed lunch.\n\nA. Carter\n",
            (PARENT,),
        ),
        Sample(
            "PE kit",
            "Dear Mr Marsh,\n\nGrace B. has left her PE kit in the hall again.\n\nA. Carter\n",
            (PARENT,),
        ),
        Sample(
            "Reading record",
            "Dear Mr Marsh,\n\nOscar Marsh has read three books this month. Well done!\n\nA. Carter\n",
            (PARENT,),
        ),
        Sample(
            "Reading partners",
            "Dear Mr Marsh,\n\nHarpreet Kaur finds reading hard; could they read together?\n\nA. Carter\n",
            (PARENT,),
        ),
        Sample(
            "Football club",
            "Hello,\n\nGrace Bishop and Seun Adeyemi are in the team for Saturday.\n\nA. Carter\n",
            ("coach.dave@gmail.com",),
        ),
        Sample(
            "Transport: WISNIEWSKI, Lukasz",
            "Hello,\n\nCould the driver wait until four on Thursdays?\n\nA. Carter\n",
            ("bookings@minibus.example",),
        ),
        Sample(
            "Lunch numbers",
            "Hello,\n\nThe list for next week is attached.\n\nA. Carter\n",
            ("orders@caterer.example",),
            files=(Attached("lunches.xlsx", class_list, XLSX),),
        ),
        Sample(
            "Meeting on Tuesday",
            "Dear Ms Reed,\n\nMuhammad Al-Hassan was absent again on Monday and Tuesday.\n\nA. Carter\n",
            (SOCIAL_WORKER,),
        ),
        Sample(
            "Annual review",
            "Dear Dr Lowe,\n\nThe review is attached. I will ring you with the password.\n\nA. Carter\n",
            ("dr.lowe@therapy.example",),
            files=(
                Attached(
                    "review.zip",
                    locked_archive("review.txt", report, "seven blue herons"),
                    ("application", "zip"),
                ),
            ),
        ),
        Sample(
            "One more thing",
            "Dear Dr Lowe,\n\nIn case I miss you on the phone: seven blue herons.\n\nA. Carter\n",
            ("dr.lowe@therapy.example",),
        ),
        Sample(
            "Staff meeting",
            "Agenda for Thursday\n",
            ("amy.carter.home@gmail.com",),
            headers=(
                ("Auto-Submitted", "auto-forwarded"),
                ("X-MS-Exchange-Inbox-Rules-Loop", TEACHER),
            ),
        ),
        Sample(
            "Cover for 8B",
            "Hi Ben,\n\nCould you keep an eye on Grace Bishop and Daisy Field in period 3?\n\nAmy\n",
            (COLLEAGUE,),
        ),
        Sample(
            "Attendance",
            "Dear both,\n\nZoë O'Neill has been late three times this week.\n\nA. Carter\n",
            (SOCIAL_WORKER, PARENT, COLLEAGUE),
        ),
    )
