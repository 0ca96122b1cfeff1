"""Signed and sealed mail and files: S/MIME by OpenSSL, OpenPGP by GnuPG and by RNP."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from detectors.finding import Protection
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample, run
from tests.support.system import needs

LETTER = f"Dear parents,\n{WORDS} has done well.\n"
_HEADER = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
ENTITY = _HEADER + base64.b64encode(LETTER.encode()).decode() + "\r\n"
_SECRET = "000102030405060708090a0b0c0d0e0f"
_ENCRYPTED, _WEAK = Protection.ENCRYPTED, Protection.WEAK


@cache
def smime() -> Mapping[str, bytes]:
    """Everything that OpenSSL makes of one letter, by name."""
    openssl = needs("openssl", "openssl")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "letter").write_text(ENTITY, newline="")
        (directory / "text").write_text(LETTER)
        subject = ("-subj", "/CN=A Teacher", "-keyout", "key", "-out", "certificate")
        run(directory, openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "900", *subject)
        sign = ("-sign", "-nodetach", "-binary", "-signer", "certificate", "-inkey", "key")
        old = ("-provider", "legacy", "-provider", "default")
        for made, source, form, words in (
            ("signed", "letter", "DER", sign),
            ("signed.pem", "letter", "PEM", sign),
            ("signed twice", "signed mail", "DER", sign),
            ("signed in pieces", "letter", "DER", (*sign, "-stream", "-indef")),
            ("signed file", "text", "DER", sign),
            ("data", "letter", "DER", ("-data_create", "-binary")),
            ("digested", "letter", "DER", ("-digest_create", "-binary")),
            ("AES-256", "letter", "DER", ("-encrypt", "-binary", "-aes256")),
            ("AES-256.pem", "letter", "PEM", ("-encrypt", "-binary", "-aes256")),
            ("AES-128 in pieces", "letter", "DER", ("-encrypt", "-binary", "-aes128", "-stream", "-indef")),
            ("AES-256 authenticated", "letter", "DER", ("-encrypt", "-binary", "-aes-256-gcm")),
            ("Triple DES", "letter", "DER", ("-encrypt", "-binary", "-des3")),
            ("Camellia", "letter", "DER", ("-encrypt", "-binary", "-camellia256")),
            ("RC2-40", "letter", "DER", ("-encrypt", "-binary", "-rc2-40", *old)),
            ("DES", "letter", "DER", ("-encrypt", "-binary", "-des", *old)),
            ("shared", "letter", "DER", ("-EncryptedData_encrypt", "-secretkey", _SECRET, "-aes128")),
            ("sealed and signed", "sealed mail", "DER", sign),
        ):
            for mail, inner in (("signed mail", "signed"), ("sealed mail", "AES-256")):
                if source == mail:
                    (directory / mail).write_bytes(_as_mail((directory / inner).read_bytes()))
            last = ("certificate",) if words[0] == "-encrypt" else ()
            run(directory, openssl, "cms", *words, "-in", source, "-outform", form, "-out", made, *last)
        only = ("-nocrl", "-certfile", "certificate", "-outform", "DER", "-out", "certificates")
        run(directory, openssl, "crl2pkcs7", *only)
        return {path.name: path.read_bytes() for path in directory.iterdir()}


def _as_mail(content: bytes) -> bytes:
    head = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
    head += b"Content-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(content).replace(b"\n", b"\r\n")


def packed(stream: bytes) -> bytes:
    """Compressed data (RFC 3274) by hand: Debian's OpenSSL is built without zlib."""
    data = _der(0x04, stream)
    enclosed = _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d010701")) + _der(0xA0, data))
    algorithm = _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d0109100308")))
    compressed = _der(0x30, _der(0x02, b"\0") + algorithm + enclosed)
    return _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d0109100109")) + _der(0xA0, compressed))


def _der(tag: int, content: bytes) -> bytes:
    short = len(content) < 0x80
    length = bytes((len(content),)) if short else b"\x84" + len(content).to_bytes(4, "big")
    return bytes((tag,)) + length + content


# What OpenSSL seals, and the method by which it must be called. No password opens these.
ENVELOPES = (
    ("AES-256", _ENCRYPTED, "AES-256 (S/MIME)"),
    ("AES-256.pem", _ENCRYPTED, "AES-256 (S/MIME)"),
    ("AES-128 in pieces", _ENCRYPTED, "AES-128 (S/MIME)"),
    ("AES-256 authenticated", _ENCRYPTED, "AES-256 (S/MIME)"),
    ("Triple DES", _ENCRYPTED, "Triple DES (S/MIME)"),
    ("Camellia", _ENCRYPTED, "Camellia (S/MIME)"),
    ("shared", _ENCRYPTED, "AES-128 (S/MIME)"),
    ("RC2-40", _WEAK, "an old cipher (S/MIME)"),
    ("DES", _WEAK, "an old cipher (S/MIME)"),
)

# What is made with GnuPG, by name: its words, and what it reads.
_GNUPG = {
    "packed": ("letter.txt", ("--store",)),
    "signed": ("letter.txt", ("--sign",)),
    "signed.asc": ("letter.txt", ("--armor", "--sign")),
    "signed with bzip2": ("letter.txt", ("--compress-algo", "bzip2", "--sign")),
    "signed with zlib": ("letter.txt", ("--compress-algo", "zlib", "--sign")),
    "signed unpacked": ("letter.txt", ("-z", "0", "--sign")),
    "signed entity": ("entity", ("--sign",)),
    "clear": ("letter.txt", ("--clearsign",)),
    "to a key": ("letter.txt", ("--trust-model", "always", "-r", "a.teacher@oakfield.sch.uk", "--encrypt")),
    "password": ("letter.txt", ("--symmetric",)),
    "password.asc": ("letter.txt", ("--armor", "--symmetric")),
    "entity": ("entity", ("--armor", "--symmetric")),
    "password and key": (
        "letter.txt",
        ("--trust-model", "always", "-r", "a.teacher@oakfield.sch.uk", "--encrypt", "--symmetric"),
    ),
    "AES-128": ("letter.txt", ("--cipher-algo", "AES", "--symmetric")),
    "Camellia": ("letter.txt", ("--cipher-algo", "CAMELLIA256", "--symmetric")),
    "Twofish": ("letter.txt", ("--cipher-algo", "TWOFISH", "--symmetric")),
    "Triple DES": ("letter.txt", ("--cipher-algo", "3DES", "--symmetric")),
    "SHA-512": ("letter.txt", ("--s2k-digest-algo", "SHA512", "--symmetric")),
    "salted": ("letter.txt", ("--s2k-mode", "1", "--s2k-digest-algo", "RIPEMD160", "--symmetric")),
    "simple": ("letter.txt", ("--s2k-mode", "0", "--symmetric")),
    "unprotected": ("letter.txt", ("--rfc2440", "--cipher-algo", "CAST5", "--symmetric")),
}


@cache
def openpgp() -> Mapping[str, bytes]:
    """Everything that GnuPG makes of one letter, by name. It counts fast, to keep the tests short."""
    gpg = needs("gpg", "gpg")
    common = ("--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase")
    of_key = (
        "",
        "--quick-gen-key",
        "A Teacher <a.teacher@oakfield.sch.uk>",
        "future-default",
        "default",
        "never",
    )
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "letter.txt").write_text(LETTER)
        (directory / "entity").write_text(ENTITY, newline="")
        home = {**os.environ, "GNUPGHOME": name}
        made: dict[str, bytes] = {}
        try:
            _gpg(directory, home, gpg, *common, *of_key)
            for what, (source, words) in _GNUPG.items():
                fast = ("--s2k-count", "65536", "--output", "-", *words, source)
                made[what] = _gpg(directory, home, gpg, *common, PASSWORD, *fast)
        finally:
            _gpg(directory, home, "gpgconf", "--kill", "all")
        return made


def _gpg(directory: Path, home: Mapping[str, str], *command: str) -> bytes:
    done = subprocess.run(command, cwd=directory, env=home, check=True, capture_output=True, timeout=100)
    return done.stdout


@cache
def authenticated() -> Mapping[str, bytes]:
    """OCB and EAX, by RNP: GnuPG has them from version 2.3 on."""
    rnp = needs("rnp", "rnp")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "letter.txt").write_text(LETTER)
        for mode in ("ocb", "eax"):
            words = (f"--aead={mode}", "--password", PASSWORD, "--output", mode)
            run(directory, rnp, "--homedir", name, "-c", "letter.txt", *words)
        return {mode: (directory / mode).read_bytes() for mode in ("ocb", "eax")}


def samples() -> Iterator[Sample]:
    cms = smime()
    for carrier, content in (
        ("signed", cms["signed"]),
        ("signed, with armour", cms["signed.pem"]),
        ("signed, as letters", base64.encodebytes(cms["signed"])),
        ("signed, in pieces", cms["signed in pieces"]),
        ("a signed file", cms["signed file"]),
        ("data", cms["data"]),
        ("digested", cms["digested"]),
        ("compressed", packed(zlib.compress(ENTITY.encode()))),
        ("compressed, unsigned file", packed(zlib.compress(LETTER.encode()))),
    ):
        yield Sample("smime", carrier, "smime.p7m", content, "attachment:smime.p7m")
    yield Sample("smime", "signed twice", "smime.p7m", cms["signed twice"], "attachment:smime.p7m/smime.p7m")
    pgp = openpgp()
    for carrier, what in (
        ("compressed", "packed"),
        ("signed", "signed"),
        ("signed, with armour", "signed.asc"),
        ("signed and packed with bzip2", "signed with bzip2"),
        ("signed and packed with zlib", "signed with zlib"),
        ("signed, not packed", "signed unpacked"),
    ):
        yield Sample("openpgp", carrier, "letter.gpg", pgp[what], "attachment:letter.gpg/letter.txt")
    greeting = b"Dear Sir,\n\n" + pgp["signed.asc"]
    comment = pgp["password.asc"].replace(b"MESSAGE-----\n", f"MESSAGE-----\nComment: {WORDS}\n".encode(), 1)
    for carrier, name, content, where in (
        ("signed, a part of a message", "a.gpg", pgp["signed entity"], "attachment:a.gpg"),
        ("clear text above a signature", "a.asc", pgp["clear"], "attachment:a.asc"),
        ("below a greeting", "a.txt", greeting, "attachment:a.txt/letter.txt"),
        ("comment beside sealed text", "a.asc", comment, "attachment:a.asc"),
    ):
        yield Sample("openpgp", carrier, name, content, where)


def protected() -> Iterator[Protected]:
    pgp = openpgp()
    for what, method in (
        ("password", "AES-256 (OpenPGP)"),
        ("password.asc", "AES-256 (OpenPGP)"),
        ("entity", "AES-256 (OpenPGP)"),
        ("password and key", "OpenPGP"),
        ("AES-128", "AES-128 (OpenPGP)"),
        ("Camellia", "Camellia-256 (OpenPGP)"),
        ("Triple DES", "Triple DES (OpenPGP)"),
        ("SHA-512", "AES-256 (OpenPGP)"),
        ("salted", "AES-256 (OpenPGP)"),
        ("simple", "AES-256 (OpenPGP)"),
    ):
        yield Protected("openpgp", what, "letter.gpg", pgp[what], _ENCRYPTED, method)
    yield Protected(
        "openpgp",
        "without integrity protection",
        "letter.gpg",
        pgp["unprotected"],
        _WEAK,
        "CAST5 (OpenPGP), without integrity protection",
    )
    for mode, content in authenticated().items():
        yield Protected("openpgp", mode, "letter.gpg", content, _ENCRYPTED, "AES-256 (OpenPGP)")


def broken() -> Iterator[Broken]:
    cms, pgp = smime(), openpgp()
    layers = b"\xa3\x01" + _deflated(pgp["packed"])
    for _ in range(60):
        layers = b"\xa3\x01" + _deflated(layers)
    many = b"".join(b"\x8c\x04\x04\x09\x00" + bytes((number,)) for number in range(200))
    for kind, what, name, content in (
        ("smime", "cut in the middle", "a.p7m", cms["signed"][: len(cms["signed"]) // 2]),
        ("smime", "a byte of its structure", "a.p7m", _flipped(cms["signed"], 16)),
        ("smime", "an envelope cut in the middle", "a.p7m", cms["AES-256"][:200]),
        ("smime", "compressed, damaged", "a.p7m", _flipped(packed(zlib.compress(ENTITY.encode() * 20)), 90)),
        ("smime", "compressed bomb", "a.p7m", packed(_bomb(15))),
        ("smime", "pieces without end", "a.p7m", cms["signed in pieces"][:40] + b"\x24\x80" * 200_000),
        ("openpgp", "cut in the middle", "a.gpg", pgp["packed"][:30]),
        ("openpgp", "armour cut in the middle", "a.asc", pgp["signed.asc"][:200]),
        ("openpgp", "a byte of a packet's size", "a.gpg", _flipped(pgp["signed unpacked"], 1)),
        ("openpgp", "bomb", "a.gpg", b"\xa3\x01" + _bomb(-15)),
        ("openpgp", "packed again and again", "a.gpg", layers),
        ("openpgp", "passwords without end", "a.gpg", many + pgp["password"]),
        ("openpgp", "small pieces", "a.gpg", b"\xcb" + b"\xe0b" * 500_000),
    ):
        yield Broken(kind, what, name, content)


def _deflated(content: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


def _bomb(window: int) -> bytes:
    """300 MB of zeros, a megabyte at a time."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, window)
    megabyte = bytes(1_000_000)
    return b"".join(compressor.compress(megabyte) for _ in range(300)) + compressor.flush()


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes((content[at] ^ 0xFF,)) + content[at + 1 :]
