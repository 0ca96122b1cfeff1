"""A school in Wales: the running gateway writes to its teachers in Welsh, and in the school's own words."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess
from tests.support.review import status_page
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink


@pytest.fixture
def in_wales(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    config = write_school(tmp_path, sink.url, school='language = "cy"\nnotices = "notices"')
    own = tmp_path / "notices"
    own.mkdir()
    (own / "phrases.toml").write_text('[decider]\nlead = "swyddog data’r ysgol ({addresses})"\n', "utf-8")
    (own / "released.txt.j2").write_text("{% if %}", "utf-8")
    running = GatewayProcess(config).start()
    yield running
    running.stop()


def test_a_held_message_is_told_of_in_welsh(in_wales: GatewayProcess, sink: Sink) -> None:
    assert in_wales.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
    (notice,) = sink.wait_for(1, 20, lambda taken: TEACHER in taken.recipients)

    letter = message_from_bytes(notice.content, policy=policy.default)
    text = letter.get_body(("plain",))
    assert text is not None
    assert str(letter["Subject"]) == f"Heb ei hanfon eto: “Museum trip” at {PARENT}"
    assert text["Content-Language"] == "cy"
    words = text.get_content().replace("\r\n", "\n")
    assert "- Yr enw “Grace Bishop” yn nhestun y neges\n" in words
    assert "bydd swyddog data’r ysgol (dpl@oakfield.sch.uk) yn edrych arni" in words

    fault = "released.txt.j2: line 1: Expected an expression"
    assert fault in unescape(status_page(in_wales))
    assert fault in in_wales.command("doctor").stdout.replace("\n", " ")
