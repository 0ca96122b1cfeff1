"""A school is set up at a terminal: six questions, then `doctor` is content, and mail goes through."""

from __future__ import annotations

import os
import pty
import select
import termios
from collections.abc import Sequence
from pathlib import Path

import click

from tests.gateway.doctor.nameserver import nameserver
from tests.support.postfix import free_port
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import NAMED_TEXT, PARENT, PUPILS_CSV, TEACHER, message
from tests.support.sink import Sink

PATIENCE = 30.0  # seconds for the next question
COLUMNS = 80


def at_a_terminal(words: Sequence[str], answers: Sequence[str], folder: Path) -> tuple[str, int]:
    """What is shown to somebody who answers each prompt, and the exit status. Starts from the disk."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(folder)
        os.execv(COMMAND[0], [*COMMAND, *words])  # noqa: S606 - it is ours
    os.set_blocking(terminal, False)
    termios.tcsetwinsize(terminal, (40, COLUMNS))
    shown, left = b"", list(answers)
    try:
        while select.select([terminal], [], [], PATIENCE)[0]:
            try:
                said = os.read(terminal, 4096)
            except OSError:  # the other end is closed
                break
            shown += said
            if left and shown.endswith((b"> ", b"] ")):
                os.write(terminal, left.pop(0).encode() + b"\n")
    finally:
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
    assert not left, f"it never asked for {left}; it showed {shown.decode()}"
    return click.unstyle(shown.decode()), os.waitstatus_to_exitcode(status)


def test_a_school_is_set_up(tmp_path: Path, sink: Sink) -> None:
    (tmp_path / "pupils.csv").write_text(PUPILS_CSV, encoding="utf-8")
    answers = ["Oakfield Academy", "oakfield.sch.uk", "", sink.url, "", ""]
    shown, status = at_a_terminal(["init"], answers, tmp_path)
    assert status == 0, shown
    for line in shown.splitlines():
        assert len(line) <= COLUMNS or str(tmp_path) in line
    assert "4 pupils" in shown

    config, port = tmp_path / "schoolgate.toml", free_port()
    text = config.read_text(encoding="utf-8").replace("127.0.0.1:2525", f"127.0.0.1:{port}")
    config.write_text(text.replace("[review]\n", '[review]\nlisten = "127.0.0.1:0"\n'), encoding="utf-8")
    gateway = GatewayProcess(config)
    with nameserver({("oakfield.sch.uk", "MX"): ["10 mx.example."]}) as dns:
        done = gateway.command("doctor", "--dns", dns)
    assert (done.returncode, done.stderr) == (0, "")
    assert "every rule only watches" in done.stdout
    assert "ok     MX of oakfield.sch.uk: mail comes in by mx.example\n" in done.stdout

    gateway.start()
    try:
        assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
        (taken,) = sink.wait_for(1)
        assert taken.recipients == (PARENT,), "nothing is held as yet"
        done = gateway.command("doctor", "--send-test", "grace.bishop@example.org")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("ok     test message") == 3
        assert "250 2.0.0 Ok: queued as SINK" in done.stdout
        taken = sink.wait_for(2)[1]
        assert taken.recipients == ("grace.bishop@example.org",)
        assert b"X-Schoolgate-Loop: " in taken.content
    finally:
        assert gateway.stop() == 0
