import base64
import subprocess
from pathlib import Path

import pytest

from gateway.rewriting.dkim.key import DkimKey, read_key


def made_by_openssl(tmp_path: Path, *arguments: str) -> Path:
    path = tmp_path / "dkim.key"
    command, *options = arguments
    subprocess.run(("openssl", command, "-out", str(path), *options), check=True, capture_output=True)
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("genrsa", "1024"),
        ("genrsa", "-traditional", "2048"),
        ("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    ],
)
def test_rsa_in_every_form_that_openssl_writes(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    key = DkimKey("oakfield.sch.uk", "gate", read_key(made_by_openssl(tmp_path, *arguments)))
    assert key.private_key.startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")
    assert key.algorithm == "rsa-sha256"


def test_ed25519_as_pem_or_as_its_seed(tmp_path: Path) -> None:
    pem = made_by_openssl(tmp_path, "genpkey", "-algorithm", "ed25519")
    seed = read_key(pem)
    assert len(base64.b64decode(seed)) == 32
    assert DkimKey("oakfield.sch.uk", "gate", seed).algorithm == "ed25519-sha256"
    bare = tmp_path / "seed"
    bare.write_bytes(seed + b"\r\n")
    assert read_key(bare) == seed


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("genrsa", "512"), "has 512 bits, fewer than 1024; make one of 2048"),
        (("genrsa", "-aes128", "-passout", "pass:Oakfield", "1024"), "is locked with a password"),
        (
            ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
            "is a key of a kind that DKIM",
        ),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(tmp_path: Path, arguments: tuple[str, ...], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_key(made_by_openssl(tmp_path, *arguments))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        b"AAAA",
        b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        b"\xff",
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dkim.key"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is no private key that can be read; it must be an RSA key"):
        read_key(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no such file"):
        read_key(tmp_path / "dkim.key")
    with pytest.raises(ValueError, match="cannot be read"):
        read_key(tmp_path)


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(DkimKey("oakfield.sch.uk", "gate", b"secret"))
