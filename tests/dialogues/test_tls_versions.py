"""STARTTLS of the running relay, as another's TLS sees it: OpenSSL's own client."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dialogues.conftest import Scene
from tests.support.process import GatewayProcess
from tests.support.school import PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.system import needs

BAD = [
    ("-tls1", "-cipher", "ALL:@SECLEVEL=0"),
    ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
    ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"),
    ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"),
    ("-tls1_2", "-cipher", "eNULL:aNULL:@SECLEVEL=0"),
]


def handshake(scene: Scene, *options: str) -> str:
    """What `openssl s_client` says of it."""
    where = ("-starttls", "smtp", "-connect", f"127.0.0.1:{scene.gateway.port}")
    command = [needs("openssl", "openssl"), "s_client", *where, *options]
    done = subprocess.run(command, input=b"QUIT\n", capture_output=True, timeout=60, check=False)
    return done.stdout.decode(errors="replace")


@pytest.mark.parametrize("options", BAD, ids=" ".join)
def test_refused(scene_of: Callable[[str], Scene], options: tuple[str, ...]) -> None:
    said = handshake(scene_of("secure"), *options)
    assert "Cipher is (NONE)" in said
    assert "BEGIN CERTIFICATE" not in said


@pytest.mark.parametrize(("option", "version"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_taken(scene_of: Callable[[str], Scene], option: str, version: str) -> None:
    said = handshake(scene_of("secure"), option)
    assert f"New, {version}, Cipher is" in said
    assert "Compression: NONE" in said


def test_no_second_handshake_within_a_connection(scene_of: Callable[[str], Scene]) -> None:
    """Renegotiation of TLS 1.2 costs the server more than the client; R asks OpenSSL's client for one."""
    where = ("-starttls", "smtp", "-connect", f"127.0.0.1:{scene_of('secure').gateway.port}", "-tls1_2")
    command = [needs("openssl", "openssl"), "s_client", *where]
    done = subprocess.run(command, input=b"R\nR\n", capture_output=True, timeout=60, check=False)
    assert "no renegotiation" in done.stderr.decode(errors="replace")


def test_where_the_next_hop_hides_starttls_nothing_is_sent(tmp_path: Path) -> None:
    """Somebody on the way may have cut the word out of its answer (RFC 3207 §6)."""
    sink = Sink().start()
    config = write_school(tmp_path, sink.url.replace("smtp:", "smtp+starttls:"))
    gateway = GatewayProcess(config).start()
    try:
        code, text = gateway.send(TEACHER, [PARENT], message().as_bytes())
    finally:
        gateway.stop()
        sink.stop()
    assert (code, text) == (451, "4.7.4 The next hop does not offer the TLS that is required")
    assert sink.taken == []
