"""The extensions of SMTP that a server announces in its answer to EHLO."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.transport.reply import Reply


@dataclass(frozen=True, slots=True)
class Extensions:
    """What the next hop can do beyond RFC 821. `size` is its limit in bytes, 0 when it names none."""

    pipelining: bool = False  # RFC 2920
    eight_bit: bool = False  # 8BITMIME, RFC 6152
    smtputf8: bool = False  # RFC 6531
    starttls: bool = False  # RFC 3207
    announces_size: bool = False  # RFC 1870
    size: int = 0
    mechanisms: frozenset[str] = frozenset()  # of AUTH, in upper case, RFC 4954 §3


def parse_extensions(reply: Reply) -> Extensions:
    """Reads the answer to EHLO (RFC 5321 §4.1.1.1); its first line is only a greeting."""
    announced = {}
    for line in reply.lines[1:]:
        keyword, *parameters = line.upper().split() or [""]
        announced[keyword] = parameters
    size = "".join(announced.get("SIZE", ())[:1])
    return Extensions(
        pipelining="PIPELINING" in announced,
        eight_bit="8BITMIME" in announced,
        smtputf8="SMTPUTF8" in announced,
        starttls="STARTTLS" in announced,
        announces_size="SIZE" in announced,
        size=int(size) if size.isdecimal() else 0,
        mechanisms=frozenset(announced.get("AUTH", ())),
    )
