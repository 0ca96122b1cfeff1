"""How Postfix and other clients speak to Schoolgate: STARTTLS, PIPELINING, and who may not speak at all."""

from __future__ import annotations

import re

from tests.scenarios.conftest import Oakfield
from tests.support.school import CLEAN_TEXT, TEACHER, message


def gateway_server(oakfield: Oakfield) -> tuple[str, str]:
    return "--server", f"127.0.0.1:{oakfield.gateway.port}"


def test_postfix_insists_on_a_verified_certificate(oakfield: Oakfield) -> None:
    oakfield.send(message(to="parent@verified.example").as_bytes(), ["parent@verified.example"])
    (copy,) = oakfield.world.wait_for(1, 60, lambda taken: "parent@verified.example" in taken.recipients)
    assert b" with ESMTPS id " in copy.content.partition(b"X-Schoolgate-Loop")[0]
    assert re.search(r"Verified TLS connection established to 127\.0\.0\.1.*TLSv1\.3", oakfield.postfix.log())


def test_postfix_pipelines(oakfield: Oakfield) -> None:
    """It says MAIL, RCPT and DATA before it has heard the answer to the first of them."""
    oakfield.send(message(to="parent@watched.example").as_bytes(), ["parent@watched.example"])
    oakfield.world.wait_for(1, 60, lambda taken: "parent@watched.example" in taken.recipients)
    oakfield.postfix.wait_until_empty()
    said = re.findall(r"smtp\[\d+\]: ([<>]) \S+: (.*)", oakfield.postfix.log())
    asked = next(at for at, (_, line) in enumerate(said) if line.startswith("MAIL FROM"))
    heard = next(at for at, (way, _) in enumerate(said) if at > asked and way == "<")
    assert [line.split()[0] for _, line in said[asked:heard]] == ["MAIL", "RCPT", "DATA"]
    assert ("<", "250-PIPELINING") in said or ("<", "250 PIPELINING") in said


def test_swaks_pipelines(oakfield: Oakfield) -> None:
    said = oakfield.swaks(
        *gateway_server(oakfield),
        *("--pipeline", "--from", TEACHER, "--to", "one@example.com,two@example.com"),
        *("--body", CLEAN_TEXT),
    )
    assert said.returncode == 0, said.stdout + said.stderr
    (copy,) = oakfield.world.wait_for(1, 60, lambda taken: "one@example.com" in taken.recipients)
    assert copy.recipients == ("one@example.com", "two@example.com")


def test_smtplib_sends_twice_over_starttls(oakfield: Oakfield) -> None:
    with oakfield.gateway.client() as client:
        client.starttls()
        for number in ("first", "second"):
            client.send_message(message(), TEACHER, [f"{number}.secret@example.com"])
    for number in ("first", "second"):
        (copy,) = oakfield.world.to(f"{number}.secret@example.com")
        assert b" with ESMTPS id " in copy.content.partition(b"X-Schoolgate-Loop")[0]


def test_a_sender_of_another_domain_is_refused(oakfield: Oakfield) -> None:
    said = oakfield.swaks(
        *gateway_server(oakfield), "--from", "somebody@example.org", "--to", "parent@example.com"
    )
    assert said.returncode != 0
    assert "550 5.7.1" in said.stdout
