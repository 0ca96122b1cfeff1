"""DKIM: below the signature a message stays byte for byte, and what a change broke is taken off."""

from __future__ import annotations

from gateway.rewriting.dkim.broken import without_broken_signatures
from gateway.rewriting.dkim.signing import sign
from gateway.rewriting.mime.fields import fields_at
from tests.gateway.rewriting.dkim.keys import rsa_key


def check_signing(raw: bytes) -> None:
    key, _ = rsa_key()
    signed = sign(raw, key)
    assert signed.endswith(raw)
    assert signed.startswith(b"DKIM-Signature: ")
    assert without_broken_signatures(signed, signed) == signed
    changed = signed + b"x"
    cleaned = without_broken_signatures(signed, changed)
    assert _others(cleaned) == _others(changed), "more than a signature is gone"


def _others(raw: bytes) -> list[bytes]:
    return [raw[each.start : each.end] for each in fields_at(raw) if not each.is_called("dkim-signature")]
