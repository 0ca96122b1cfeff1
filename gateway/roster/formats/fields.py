"""One value of a pupil list, cleaned, and what is wrong with it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200  # characters of a value; a longer one is a broken file
_LONGEST_ADDRESS = 254  # characters, RFC 5321 §4.5.3.1.3 less its angle brackets

# What a spreadsheet would run. A plain number is none, whatever its sign, nor is a lone dash.
_FORMULA = re.compile(r"[=@]|[+-](?![\d.,\s]*$)")
_BETWEEN_ADDRESSES = re.compile(r"[;,\s]+")
# Most lists: there is nothing to think about.
_USUAL_LIST = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,99}(?:;[\w.+-]{1,64}@[\w.-]{1,99})*", re.ASCII)
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")


def fault(value: str, longest: int = LONGEST) -> str:
    """What is wrong with a value, as "a formula"; empty where nothing is. It never quotes the value."""
    value = value.strip()
    if len(value) > longest:
        return f"a value of more than {longest} characters"
    if not value.isprintable():
        if "\n" in value or "\r" in value:
            return "a line break (is a quotation mark open?)"
        if any(unicodedata.category(character) == "Cc" for character in value):
            return "a control character"
    return "a formula" if _FORMULA.match(value) else ""


def cleaned(value: str) -> str:
    """The value without space around it, single spaces within, in Unicode form NFC."""
    value = " ".join(value.split())
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def emails_in(value: str) -> tuple[str, ...]:
    """The e-mail addresses in a value that lists them, each once; what is no address is left out.

    Between them stand semicolons, commas or spaces; round them may stand a name and angle brackets.
    """
    if "@" not in value:
        return ()
    if _USUAL_LIST.fullmatch(value):
        return tuple(dict.fromkeys(value.split(";")))
    pieces = (piece.strip("<>()\"'").removeprefix("mailto:") for piece in _BETWEEN_ADDRESSES.split(value))
    return tuple(dict.fromkeys(piece for piece in pieces if is_address(piece)))


def has_other_than_emails(value: str) -> bool:
    """Whether a list of addresses holds something that is none."""
    if not value or _USUAL_LIST.fullmatch(value):
        return False
    pieces = [piece for piece in re.split(r"[;,]", value) if piece.strip()]
    return any(not emails_in(piece) for piece in pieces)


def is_address(value: str) -> bool:
    """Whether the value is one e-mail address and nothing else."""
    return len(value) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(value) is not None
