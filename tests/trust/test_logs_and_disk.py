"""Nothing of a message stands in a log, in a figure, or readable on the disk, however hard one tries.

Every field that somebody can fill has a word of its own, which stands nowhere else in the world. Afterwards
all that the gateway wrote is searched for all of these words, and for the pupils' names.
"""

from __future__ import annotations

import os
import signal
import smtplib
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest

from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess, run_command, workers_of
from tests.support.school import LEAD, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

NAMES = ("Grace", "Bishop", "Zoë", "O'Neill", "Muhammad", "Al-Hassan", "Siân", "Smith-Jones", "Imogen")
SETTINGS = 'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"\nmax_recipients = 100\n'


class Words:
    """Words that nobody has written before: `words("subject")` is one with that in it."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, field: str) -> str:
        letters = "".join(each for each in field if each.isalpha()).lower()
        self.given.append(f"q{letters}{chr(97 + len(self.given) // 26)}{chr(97 + len(self.given) % 26)}x")
        return self.given[-1]


@dataclass
class Try:
    """A gateway to which much has been done, and the words with which it was done."""

    gateway: GatewayProcess
    words: Words
    said: list[str]

    @property
    def written(self) -> dict[str, bytes]:
        """All that the gateway wrote, by where."""
        folder = self.gateway.config.parent
        files = [self.gateway.log, *(each for each in (folder / "data").rglob("*") if each.is_file())]
        shown = {str(each.relative_to(folder)): each.read_bytes() for each in files}
        return shown | {"standard error of commands": "\n".join(self.said).encode()}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Try]:
    folder, sink, words = tmp_path_factory.mktemp("logs"), Sink().start(), Words()
    config = write_school(folder, sink.url, relay=SETTINGS, inspection="deadline_seconds = 5")
    write_certificate(folder)
    added = run_command(
        "--config", str(config), "login", "add", LEAD, "--password-stdin", stdin="a long secret of a program"
    )
    assert added.returncode == 0, added.stderr
    gateway = GatewayProcess(config).start()
    said: list[str] = []
    _send_mail(gateway, sink, words)
    _talk_nonsense(gateway, words)
    _browse(gateway, words)
    _break_a_worker(gateway, words)
    _break_the_files(gateway, words)
    said += _mistype_commands(gateway, words)
    metrics = gateway.get("/metrics")[1] + gateway.get("/healthz")[1]
    gateway.stop()
    said.append(metrics)
    yield Try(gateway, words, said)
    sink.stop()


def _letter(words: Words, text: str = "") -> EmailMessage:
    """A message that is held, with a word in every field there is."""
    mail = message(
        f"{text or 'Grace Bishop'} forgot the {words('body')}.",
        subject=f"About {words('subject')} and Grace Bishop",
        sender=f'"{words("display")}" <{TEACHER}>',
        to=f'"{words("recipientdisplay")}" <{words("to")}@example.com>',
        html=f"<p title='{words('title')}'>{words('html')}</p><!-- {words('comment')} -->",
        **{
            f"X-{words('fieldname')}": words("fieldvalue"),
            "References": f"<{words('references')}@x.example>",
        },
    )
    for name, content in (
        (f"{words('filename')}.txt", f"Zoë O'Neill {words('filetext')}".encode()),
        (f"{words('pdfname')}.pdf", f"%PDF-1.7 {words('brokenpdf')}".encode()),
        (f"{words('zipname')}.zip", f"PK\x03\x04{words('brokenzip')}".encode()),
        (f"{words('docxname')}.docx", words("brokendocx").encode()),
    ):
        mail.add_attachment(content, "application", "octet-stream", filename=name)
    return mail


def _send_mail(gateway: GatewayProcess, sink: Sink, words: Words) -> None:
    """Held, returned by the next hop, refused with the name in the refusal, put off, let go."""
    assert gateway.send(TEACHER, [f"{words('held')}@example.com"], _letter(words).as_bytes())[0] == 250
    clean = message(f"See you at the {words('cleanbody')}.", subject=words("cleansubject"))
    assert gateway.send(TEACHER, [f"{words('clean')}@example.com"], clean.as_bytes())[0] == 250
    refusals = iter(("550 5.1.1 Grace Bishop", "451 4.3.0 Grace Bishop", "garbage without a code"))
    for refusal in refusals:
        sink.rcpt = lambda _address, refusal=refusal: f"{refusal} {words('refusal')}"  # type: ignore[misc]
        people = [f"{words('refused')}@example.com", f"{words('refused')}@example.org"]
        gateway.send(TEACHER, people, clean.as_bytes())
    sink.rcpt = lambda _address: None
    for raw in (
        b"Grace Bishop " + words("noheader").encode(),
        b"Content-Type: multipart/mixed; boundary=" + words("boundary").encode() + b"\r\n\r\n--x",
        b"Subject: =?" + words("charset").encode() + b"?Q?" + words("encoded").encode() + b"?=\r\n\r\n\xff",
        b"From: " + words("nul").encode() + b"\0@x\r\n\r\nx",
    ):
        gateway.send(TEACHER, [f"{words('odd')}@example.com"], raw)


def _talk_nonsense(gateway: GatewayProcess, words: Words) -> None:
    """Hostile names in the dialogue, wrong passwords, senders who are not ours."""
    for lines in (
        [f"EHLO {words('helo')}.example", f"MAIL FROM:<{words('stranger')}@elsewhere.example>"],
        [f"{words('command')} Grace Bishop", f"HELP {words('help')}", f"VRFY {words('vrfy')}"],
        ["EHLO x.example", f"MAIL FROM:<{TEACHER}> {words('parameter').upper()}=1", "RCPT TO:<a b>"],
        ["EHLO " + words("long") * 1000],
        [f"MAIL FROM:<{words('broken')}@[>", f"RCPT TO:<{words('early')}@x.example>", "DATA"],
    ):
        with smtplib.SMTP("127.0.0.1", gateway.port, timeout=30) as client:
            for line in lines:
                try:
                    client.docmd(line)
                except smtplib.SMTPServerDisconnected:
                    break
    with smtplib.SMTP("127.0.0.1", gateway.port, timeout=30) as client:
        client.starttls(context=_trusting())
        for _ in range(2):
            with pytest.raises(smtplib.SMTPException):
                client.login(f"{words('login')}@oakfield.sch.uk", words("password"))


def _trusting() -> ssl.SSLContext:
    """Who listens is not what is tried here."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _browse(gateway: GatewayProcess, words: Words) -> None:
    """Pages that there are not, with words in path, query, form, cookie and fields."""
    base = f"http://{gateway.review}"
    form = {"login": f"{words('email')}@oakfield.sch.uk", "password": words("webpassword")}
    for path, data in (
        (f"/{words('path')}/Grace%20Bishop", None),
        (f"/find?q={words('query')}", None),
        (f"/m/{words('token')}", None),
        (f"/invitation/{words('invitation')}", None),
        (f"/cases/{words('case')}", None),
        ("/sign-in", urllib.parse.urlencode(form).encode()),
        (f"/sign-in?next=//{words('next')}.example/", None),
    ):
        request = urllib.request.Request(base + path, data)
        request.add_header("Cookie", f"sessionid={words('cookie')}")
        request.add_header("User-Agent", words("agent"))
        request.add_header("Referer", f"http://{words('referer')}.example/")
        try:
            urllib.request.urlopen(request, timeout=30).close()
        except urllib.error.HTTPError as error:
            error.close()


def _break_a_worker(gateway: GatewayProcess, words: Words) -> None:
    """Its worker is killed under a message, and again."""
    for worker in workers_of(gateway.pid):
        os.kill(worker, signal.SIGKILL)
    assert gateway.send(TEACHER, [f"{words('killed')}@example.com"], _letter(words).as_bytes())[0] == 250


def _break_the_files(gateway: GatewayProcess, words: Words) -> None:
    """A list with names in lines that cannot be used."""
    folder = gateway.config.parent
    list_ = folder / "pupils.csv"
    good = list_.read_text(encoding="utf-8")
    list_.write_text(f"id,forename,surname\n1042,Imogen {words('pupil')}\n,,\nImogen", encoding="utf-8")
    wait_until(lambda: "roster-refused" in gateway.log.read_text(encoding="utf-8"), "the broken list")
    list_.write_text(good, encoding="utf-8")


def _mistype_commands(gateway: GatewayProcess, words: Words) -> list[str]:
    """What commands say on standard error when they are given what is not there."""
    broken = gateway.config.with_name(f"{words('file')}.eml")
    broken.write_bytes(f"Subject: {words('checked')}\r\n\r\nGrace Bishop".encode())
    commands = (
        ("check", "--json", str(broken.with_name("nothing.eml"))),
        ("quarantine", "show", "NOTHERE"),
        ("replay", "--json", "nowhere"),
    )
    return [gateway.command(*each).stderr for each in commands]


def test_what_was_done_was_done(tried: Try) -> None:
    """The search below is worth something only where there was something to find."""
    log = tried.gateway.log.read_text(encoding="utf-8")
    for event in ("message", "committed", "login accepted=no", "roster-refused", "delivery"):
        assert f" {event}" in log, event
    assert log.count(" message ") >= 8
    assert len(tried.words.given) > 90


def test_no_word_of_a_message_stands_in_a_log(tried: Try) -> None:
    for name in (tried.gateway.log.name, "standard error of commands"):
        text = tried.written[name].decode("utf-8")
        assert [word for word in (*tried.words.given, *NAMES) if word.lower() in text.lower()] == []
        assert "Traceback" not in text
        assert LEAD not in text
        assert TEACHER not in text
        assert "@example." not in text


# What an operator must be able to read without the key: who sent it, and to whom it is held or waits.
_IN_THE_OPEN = ("to", "held", "refused", "odd", "killed", "email", "login", "case", "cookie")


def test_nothing_that_a_message_says_is_readable_on_the_disk(tried: Try) -> None:
    files = {name: content for name, content in tried.written.items() if name != tried.gateway.log.name}
    hidden = [word for word in tried.words.given if word[1:-3] not in _IN_THE_OPEN]
    assert len(hidden) > 70
    database = b"".join(content for name, content in files.items() if ".sqlite3" in name)
    shown = [word for word in tried.words.given if word.startswith("qheld")]
    assert all(word.encode() in database for word in shown)  # so that a search finds what is there
    for name, content in files.items():
        lower = content.lower()
        assert [word for word in hidden if word.encode() in lower] == [], name
        assert [each for each in NAMES if each.lower().encode() in lower] == [], name
