"""A secure mail service as it could stand somewhere: Postfix that wants TLS, our certificate and a login.

Its logins are looked up, and its recipients judged, by two small servers of ours, so that nothing but Postfix
itself has to be installed and a test can change its mind.
"""

from __future__ import annotations

import socketserver
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.certificates import Authority, make_authority, write_secret
from tests.support.postfix import Postfix, free_port
from tests.support.system import needs, needs_root

USER, PASSWORD = "oakfield", "heron-teapot-lantern"
GATE = "schoolgate.oakfield.sch.uk"
_PLAIN = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()


class _Logins(socketserver.StreamRequestHandler):
    """The side of Dovecot in its authentication protocol, version 1.2, for AUTH PLAIN."""

    def handle(self) -> None:
        self.wfile.write(
            b"VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t" + b"0" * 32 + b"\nDONE\n"
        )
        for line in self.rfile:
            command, *words = line.decode().rstrip("\n").split("\t")
            if command == "AUTH":
                known = f"resp={_PLAIN}" in words
                answer = f"OK\t{words[0]}\tuser={USER}\n" if known else f"FAIL\t{words[0]}\n"
                self.wfile.write(answer.encode())


class _Recipients(socketserver.StreamRequestHandler):
    """Postfix's policy delegation protocol: asked for each RCPT, it answers as `answers` says."""

    server: _RecipientsServer

    def handle(self) -> None:
        asked: dict[str, str] = {}
        for line in self.rfile:
            name, _, value = line.decode().rstrip("\n").partition("=")
            if name:
                asked[name] = value
            else:
                action = self.server.answers.get(asked.get("recipient", ""), "DUNNO")
                self.wfile.write(f"action={action}\n\n".encode())


class _LoginsServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _RecipientsServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, answers: dict[str, str]) -> None:
        super().__init__(path, _Recipients)
        self.answers = answers


@dataclass(frozen=True, slots=True)
class SecureHost:
    """`answers` may be changed while it runs: replies to RCPT by recipient. `folder` has our files for it."""

    postfix: Postfix
    authority: Authority
    folder: Path
    certificate: Path
    password_file: Path
    answers: dict[str, str]

    @property
    def table(self) -> str:
        """What stands in our [secure_mail]."""
        return (
            f'next_hop = "smtp+starttls://127.0.0.1:{self.postfix.port}"\n'
            f'user = "{USER}"\npassword_file = "{self.password_file}"\n'
            f'client_certificate = "{self.certificate}"\nrecipients = ["nhs.net"]\n'
        )


@contextmanager
def secure_host(*mailboxes: str) -> Iterator[SecureHost]:
    """Runs until it is no longer needed. Everybody else at nhs.net is unknown there."""
    needs("postfix", "postfix")
    needs_root("Postfix")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="secure-")))
        folder.chmod(0o755)
        answers: dict[str, str] = {}
        servers = {
            "logins": _LoginsServer(str(folder / "logins"), _Logins),
            "recipients": _RecipientsServer(str(folder / "recipients"), answers),
        }
        for name, server in servers.items():
            (folder / name).chmod(0o777)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        authority = make_authority(folder, "authority")
        postfix = Postfix(folder, free_port(), mailboxes, settings=_settings(folder, authority))
        stack.callback(postfix.stop)
        postfix.start()
        certificate = authority.issue(folder, GATE, "127.0.0.2")
        password_file = folder / "password"
        write_secret(password_file, PASSWORD.encode())
        yield SecureHost(postfix, authority, folder, certificate, password_file, answers)


def _settings(folder: Path, authority: Authority) -> dict[str, str]:
    certificate = authority.issue(folder, "secure.example", "127.0.0.1")
    return {
        "myhostname": "secure.example",
        "virtual_mailbox_domains": "nhs.net",
        "smtpd_tls_security_level": "encrypt",
        "smtpd_tls_eccert_file": str(certificate),
        "smtpd_tls_eckey_file": str(certificate),
        "smtpd_tls_CAfile": str(authority.ca_file),
        "smtpd_tls_req_ccert": "yes",
        "smtpd_tls_received_header": "yes",
        "smtpd_sasl_auth_enable": "yes",
        "smtpd_sasl_type": "dovecot",
        "smtpd_sasl_path": str(folder / "logins"),
        "smtpd_sasl_authenticated_header": "yes",
        "smtpd_relay_restrictions": "permit_sasl_authenticated, reject",
        "smtpd_recipient_restrictions": f"check_policy_service unix:{folder}/recipients,"
        " permit_sasl_authenticated, reject",
    }
