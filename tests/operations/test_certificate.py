"""A renewed certificate is used from the next connection on; one that does not fit is not."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from gateway.events import make_events
from gateway.metrics import make_metrics
from gateway.smtp.certificate import CertificateWatcher
from tests.operations.manager import Manager
from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess
from tests.support.school import write_school
from tests.support.sink import Sink


def shown(gateway: GatewayProcess) -> int:
    """The serial number of the certificate that a client sees."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with gateway.client() as client:
        client.starttls(context=anybody)
        assert isinstance(client.sock, ssl.SSLSocket)
        return x509.load_der_x509_certificate(client.sock.getpeercert(binary_form=True) or b"").serial_number


def on_disk(folder: Path) -> int:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes()).serial_number


def reload(gateway: GatewayProcess, manager: Manager) -> None:
    os.kill(gateway.pid, signal.SIGHUP)
    manager.wait_for("RELOADING")
    manager.wait_for("READY")


def test_sighup_takes_it_in(tmp_path: Path, sink: Sink, manager: Manager) -> None:
    write_certificate(tmp_path)
    tls = 'certificate = "server.pem"\nprivate_key = "server.key"'
    gateway = GatewayProcess(write_school(tmp_path, sink.url, relay=tls)).start()
    manager.wait_for("READY")
    try:
        first = shown(gateway)
        assert first == on_disk(tmp_path)
        with gateway.client() as before:
            write_certificate(tmp_path)
            reload(gateway, manager)
            assert shown(gateway) == on_disk(tmp_path) != first
            assert before.noop()[0] == 250, "who was there goes on"

        good = on_disk(tmp_path)
        (tmp_path / "server.key").write_text("no key")
        reload(gateway, manager)
        assert shown(gateway) == good
        assert gateway.get("/healthz")[0] == 200
    finally:
        gateway.stop()
    said = gateway.log.read_text()
    assert (said.count("certificate-read"), said.count("certificate-refused")) == (1, 1)


class Uses:
    """Counts the contexts that it is given."""

    def __init__(self, folder: Path) -> None:
        self.contexts: list[ssl.SSLContext] = []
        self.watcher = CertificateWatcher(
            folder / "server.pem", folder / "server.key", self.contexts.append, make_events(make_metrics())
        )


async def test_without_a_word_it_is_found(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    uses = Uses(tmp_path)
    await uses.watcher.poll()
    await uses.watcher.poll()
    assert not uses.contexts
    write_certificate(tmp_path)
    await uses.watcher.poll()
    assert not uses.contexts, "somebody may still be writing"
    await uses.watcher.poll()
    await uses.watcher.poll()
    assert len(uses.contexts) == 1


async def test_one_that_is_exchanged_by_its_link_is_found(tmp_path: Path) -> None:
    """Certbot's way: what the settings name is a link to the newest."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        write_certificate(tmp_path / name)
    for file in ("server.pem", "server.key"):
        (tmp_path / file).symlink_to(tmp_path / "first" / file)
    uses = Uses(tmp_path)
    for file in ("server.pem", "server.key"):
        (tmp_path / "new").symlink_to(tmp_path / "second" / file)
        (tmp_path / "new").rename(tmp_path / file)
    await uses.watcher.poll()
    await uses.watcher.poll()
    assert len(uses.contexts) == 1


@pytest.mark.parametrize("missing", ["server.pem", "server.key"])
async def test_until_both_are_there_the_old_one_stays(tmp_path: Path, missing: str) -> None:
    write_certificate(tmp_path)
    uses = Uses(tmp_path)
    shutil.move(tmp_path / missing, tmp_path / "aside")
    for _ in range(3):
        await uses.watcher.poll()
    assert not uses.contexts
    shutil.move(tmp_path / "aside", tmp_path / missing)
    write_certificate(tmp_path)
    await uses.watcher.poll()
    await uses.watcher.poll()
    assert len(uses.contexts) == 1
