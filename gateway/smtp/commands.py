"""One line of the dialogue: a command word, and what stands behind it (RFC 5321 §2.4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """`word` in upper case; `argument` without blanks around it, None where there is none."""

    word: str
    argument: str | None


def parse_command(line: bytes) -> Command | None:
    """`line` without its end; None where no command can begin like that.

    An argument that is not UTF-8 holds surrogates, by which its octets can be told.
    """
    word, _, argument = line.partition(b" ")
    if not word or not word.isascii():
        return None
    said = argument.strip().decode("utf-8", "surrogateescape") if argument else None
    return Command(word.upper().decode("ascii"), said)
