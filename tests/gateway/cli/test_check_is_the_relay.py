"""`check` and the relay give the same verdict on the same bytes and envelope."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.process import GatewayProcess
from tests.support.school import (
    COLLEAGUE,
    CONSUMER,
    NAMED_TEXT,
    PARENT,
    SOCIAL_WORKER,
    TEACHER,
    message,
    write_school,
)
from tests.support.sink import Sink


@dataclass(frozen=True, slots=True)
class Sample:
    """A message with its envelope. `disposition` is the strongest that a recipient gets."""

    name: str
    content: bytes
    recipients: tuple[str, ...]
    disposition: str
    sender: str = TEACHER

    def __str__(self) -> str:
        return self.name


def with_file(name: str, content: bytes, text: str = "See the attached file.\n") -> EmailMessage:
    mail = message(text)
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def workbook() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(["Bishop", "Grace", "Year 8"])
    book.save(buffer)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("list.txt", "Grace Bishop\n")
    return buffer.getvalue()


def samples() -> Iterator[Sample]:
    named, clean = message(NAMED_TEXT).as_bytes(), message().as_bytes()
    forwarded = message(
        NAMED_TEXT, to=CONSUMER, Auto_Submitted="auto-generated", X_MS_Exchange_Inbox_Rules_Loop=TEACHER
    )
    html = message("Hello.\n", html="<p>Gr<b>ace</b> Bishop</p>")
    yield Sample("clean", clean, (PARENT,), "deliver")
    yield Sample("name in the text", named, (PARENT,), "hold")
    yield Sample("name in the subject", message(subject="Grace Bishop").as_bytes(), (PARENT,), "hold")
    yield Sample("name in HTML", html.as_bytes(), (PARENT,), "hold")
    yield Sample("inside the school", named, (COLLEAGUE,), "deliver")
    yield Sample("to a social worker", named, (SOCIAL_WORKER,), "secure")
    yield Sample("different fates", named, (COLLEAGUE, PARENT, SOCIAL_WORKER), "hold")
    yield Sample("workbook", with_file("list.xlsx", workbook()).as_bytes(), (PARENT,), "hold")
    yield Sample("archive", with_file("list.zip", archive()).as_bytes(), (PARENT,), "hold")
    yield Sample("damaged file", with_file("list.xlsx", workbook()[:500]).as_bytes(), (PARENT,), "hold")
    yield Sample("forwarded", forwarded.as_bytes(), (CONSUMER,), "hold")
    yield Sample("empty sender", clean, (PARENT,), "deliver", sender="")
    yield Sample("envelope is not the header", named, ("other@example.org",), "hold")
    yield Sample("no header", b"\r\nNine on Friday.\r\n", (PARENT,), "hold")


SAMPLES = tuple(samples())
OF_EARLIER_MAIL = {"first-contact"}  # `check` looks at a message by itself


@pytest.fixture(scope="module")
def module_sink() -> Iterator[Sink]:
    running = Sink().start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, module_sink: Sink) -> Iterator[GatewayProcess]:
    directory = tmp_path_factory.mktemp("relay")
    secure = f'provider = "egress"\nnext_hop = "{module_sink.url}"'
    running = GatewayProcess(write_school(directory, module_sink.url, secure_mail=secure)).start()
    yield running
    running.stop()


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_the_same_verdict(sample: Sample, relay: GatewayProcess, module_sink: Sink, tmp_path: Path) -> None:
    file = tmp_path / "message.eml"
    file.write_bytes(sample.content)
    to = [word for address in sample.recipients for word in ("--to", address)]
    done = relay.command("check", "--json", "--from", sample.sender, *to, str(file))
    checked = json.loads(done.stdout)
    assert checked["disposition"] == sample.disposition

    module_sink.taken.clear()
    code, text = relay.send(sample.sender, sample.recipients, sample.content)
    assert code == 250
    assert text.startswith("2.0.0 Accepted as ") is (sample.disposition != "deliver")
    fates = {each["address"]: each["disposition"] for each in checked["recipients"]}
    sent = {address for address, fate in fates.items() if fate in {"deliver", "secure"}}
    for address in sent:
        module_sink.wait_for(1, where=lambda taken, address=address: address in taken.recipients)
    held = {address for address, fate in fates.items() if fate == "hold"}
    assert not [taken for taken in module_sink.taken if held & set(taken.recipients)]
    if held:
        case = relay.command("quarantine", "show", "--json", text.split()[-1])
        seen = json.loads(case.stdout)
        assert set(seen["recipients"]) == held
        enforced = [rule["id"] for rule in checked["rules"] if rule["mode"] == "enforce"]
        assert [rule["id"] for rule in seen["rules"]] == enforced
        found = [(each["detector"], each["where"]) for each in checked["findings"]]
        assert [each for each in _found(seen) if each[0] not in OF_EARLIER_MAIL] == found


def _found(case: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(each["detector"], each["where"]) for each in case["findings"]]
