"""The demo schools while they run, as `make run` starts them."""

from __future__ import annotations

import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from tests.support.school import message

TEACHER = "a.carter@oakfield.sch.uk"


@dataclass(frozen=True)
class Demo:
    """What was printed, and where mail goes."""

    printed: str
    folder: Path

    @property
    def link(self) -> str:
        """By which the lead of Oakfield gets in for the first time."""
        return re.findall(r"dpl@oakfield\.sch\.uk +(http\S+)", self.printed)[0]

    @property
    def url(self) -> str:
        """Of the review page."""
        return self.link.partition("/invitation/")[0]

    def send(self, to: str, text: str, subject: str) -> None:
        host, _, port = re.findall(r"to ([\d.]+:\d+)\n", self.printed)[0].partition(":")
        mail = message(text, subject=subject, sender=TEACHER, to=to)
        with smtplib.SMTP(host, int(port)) as client:
            client.send_message(mail, TEACHER, [to])

    def left(self, route: str, subject: str) -> list[str]:
        """What went that way with this subject, as text."""
        files = (self.folder / "outgoing" / route).glob("*.eml")
        mails = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in files)
        return [str(mail) for mail in mails if mail["Subject"] == subject]


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """Made anew in this folder."""
    command = [str(Path(sys.executable).with_name("schoolgate")), "demo", "--directory", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"COLUMNS": "160"}) as running:
        assert running.stdout is not None
        printed = ""
        for line in running.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        try:
            yield Demo(printed, folder)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(30)
