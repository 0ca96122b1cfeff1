"""The key with the lock: a file's password in the same message, and in the one that follows it."""

from __future__ import annotations

import io
import sqlite3
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from tests.detectors.extract.files import docx_of, encrypted_office
from tests.support.process import GatewayProcess
from tests.support.school import PARENT, TEACHER, message
from tests.support.sink import Sink

PASSWORD = "Kestrel-7714"
REPORT = docx_of("Report on Grace Bishop")
COVER = "Dear parent,\n\nplease find the report attached. {}\n\nA. Teacher\n"
ELSEWHERE = "I shall tell you how to open it by phone."


def _docx() -> bytes:
    return encrypted_office(REPORT, PASSWORD)


def _zip() -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSWORD.encode())
        archive.writestr("report.docx", REPORT)
    return out.getvalue()


FILES = {"report.docx": _docx, "report.zip": _zip}


def _mail(text: str, name: str = "", content: bytes = b"", subject: str = "The report") -> EmailMessage:
    mail = message(text, subject=subject)
    if name:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def _send(gateway: GatewayProcess, mail: EmailMessage, to: str = PARENT) -> None:
    code, text = gateway.send(TEACHER, [to], mail.as_bytes())
    assert code == 250, text


def _rules(gateway: GatewayProcess) -> list[set[str]]:
    """Of each case, the ids of its rules, the newest last."""
    return [_rules_of(gateway, str(case["id"])) for case in gateway.cases()]


def _rules_of(gateway: GatewayProcess, case: str) -> set[str]:
    shown = gateway.command("quarantine", "show", case).stdout
    return {word.strip("()[],.:") for word in shown.split() if word.strip("()[],.:").endswith("-external")}


@pytest.mark.parametrize("name", FILES)
def test_a_protected_file_leaves_as_it_is(gateway: GatewayProcess, sink: Sink, name: str) -> None:
    mail = _mail(COVER.format(ELSEWHERE), name, FILES[name]())
    _send(gateway, mail)

    (taken,) = sink.wait_for(1, 20)
    assert taken.content.endswith(mail.as_bytes())
    assert gateway.cases() == []


@pytest.mark.parametrize("name", FILES)
def test_with_its_password_beside_it_the_file_counts_as_open(
    gateway: GatewayProcess, sink: Sink, name: str
) -> None:
    _send(gateway, _mail(COVER.format(f"The password is {PASSWORD}."), name, FILES[name]()))

    (rules,) = _rules(gateway)
    assert {"password-external", "pupil-name-external", "pupil-attachment-external"} <= rules
    notices = b"".join(taken.content for taken in sink.wait_for(2, 20))
    assert b"password" in notices
    assert PASSWORD.encode() not in notices
    assert PASSWORD not in gateway.log.read_text()


@pytest.mark.parametrize("name", FILES)
def test_the_password_in_the_next_message_is_noticed(gateway: GatewayProcess, name: str) -> None:
    _send(gateway, _mail(COVER.format(ELSEWHERE), name, FILES[name]()))
    _send(gateway, _mail("Nothing else for today."))
    assert gateway.cases() == []

    _send(gateway, _mail(f"By the way: {PASSWORD}\n", subject="And another thing"), "other@example.com")
    assert gateway.cases() == [], "who never had the file may have the word"

    _send(gateway, _mail(f"By the way: {PASSWORD}\n", subject="And another thing"))
    assert _rules(gateway) == [{"password-external"}]


def test_a_restart_forgets_no_lock_and_keeps_no_file(gateway: GatewayProcess) -> None:
    content = _zip()
    _send(gateway, _mail(COVER.format(ELSEWHERE), "report.zip", content))
    gateway.stop()
    assert _blobs(gateway.config.with_name("data")) < len(content)

    gateway.start()
    _send(gateway, _mail("", subject=PASSWORD))
    assert _rules(gateway) == [{"password-external"}]


def _blobs(directory: Path) -> int:
    """Bytes of all sealed locks in the database."""
    (path,) = directory.glob("*.sqlite3")
    with sqlite3.connect(path) as database:
        rows: list[tuple[Any, ...]] = database.execute("select sealed from store_keptlocks").fetchall()
    assert rows
    return sum(len(row[0]) for row in rows)


def test_check_says_so_without_the_password(gateway: GatewayProcess) -> None:
    mail = _mail(COVER.format(f"The password is {PASSWORD}."), "report.docx", _docx())
    for words in (("check", "-"), ("check", "--json", "-")):
        done = gateway.command(*words, stdin=mail.as_bytes())
        assert done.returncode == 1
        assert "password-disclosed" in done.stdout
        assert "Grace Bishop" in done.stdout
        assert PASSWORD not in done.stdout + done.stderr
