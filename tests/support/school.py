"""An invented school: its pupils, its configuration, and its mail."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from pathlib import Path

from tests.support.storage import copy_storage

TEACHER = "a.teacher@oakfield.sch.uk"
COLLEAGUE = "b.colleague@oakfield.sch.uk"
LEAD = "dpl@oakfield.sch.uk"
PARENT = "parent@example.com"
CONSUMER = "somebody@gmail.com"
SOCIAL_WORKER = "worker@social.oakshire.gov.uk"

PUPILS_CSV = """\
id,forename,surname,preferred_forename,year_group,contact_emails
1042,Grace,Bishop,,8,grace.home@example.net
1043,Zoë,O'Neill,,9,
1044,Muhammad,Al-Hassan,Mo,7,
1045,Siân,Smith-Jones,,10,
"""

CLEAN_TEXT = (
    "Dear all,\n\nThe trip to the museum leaves at nine. Please bring a packed lunch.\n\nA. Teacher\n"
)
NAMED_TEXT = "Dear parent,\n\nGrace Bishop has forgotten her PE kit again.\n\nA. Teacher\n"


def write_school(
    directory: Path, next_hop: str, *, workers: int = 1, new: bool = False, **extra: str
) -> Path:
    """Writes pupils.csv and schoolgate.toml; `extra` adds lines to a table, by its name (dots as __).

    The storage is as the first start leaves it, unless the school is new or keeps it somewhere else.
    """
    (directory / "pupils.csv").write_text(PUPILS_CSV, encoding="utf-8")
    tables = {
        "school": (
            'name = "Oakfield Academy"\n'
            'domains = ["oakfield.sch.uk"]\n'
            f'data_protection_lead = "{LEAD}"\n'
            'pupil_addresses = ["*@pupils.oakfield.sch.uk"]\n'
        ),
        "relay": f'listen = "127.0.0.1:0"\nnext_hop = "{next_hop}"\n',
        "review": 'listen = "127.0.0.1:0"\ndigest_at = ""\n',
        "inspection": f"workers = {workers}\n",
        "roster": 'sources = ["pupils.csv"]\n',
    }
    for table, lines in extra.items():
        tables[table] = tables.get(table, "") + lines + "\n"
    config = directory / "schoolgate.toml"
    config.write_text("".join(f"[{table}]\n{lines}\n" for table, lines in tables.items()), encoding="utf-8")
    if not new and "storage" not in extra:
        copy_storage(directory / "data")
    return config


def message(
    text: str = CLEAN_TEXT,
    *,
    subject: str = "Museum trip",
    sender: str = TEACHER,
    to: str = PARENT,
    html: str | None = None,
    **headers: str,
) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = make_msgid(domain="oakfield.sch.uk")
    mail["Date"] = "Mon, 02 Nov 2026 15:40:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    return mail
