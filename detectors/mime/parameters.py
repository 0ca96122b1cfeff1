"""The value of a Content-* field is a main value and parameters (RFC 2045 §5.1, RFC 2231).

Mail programs agree on what is written as the RFC wants it, and on little else. So this reads leniently
and says of each parameter whether it was written plainly enough to be read only one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote_to_bytes

from detectors.mime.charset import decode

_SEGMENT = re.compile(r'(?:[^";]++|"(?:[^"\\]++|\\.)*+(?:"|\\?\Z))*+', re.DOTALL)
_PLAIN = re.compile(
    r"""\s*([!#$%&'*+.0-9A-Z^_`a-z{|}~-]++)="""
    r"""(?:"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]++|\\["\\])*+)"|([^\s"(),;<>\\\x00-\x1f\x7f]*+))\s*""",
)
# Scanners write a name with spaces without quotes. Cut off at the first space it has no extension, so it
# cannot be taken for another kind of file.
_SPACED_NAME = re.compile(
    r"""\s*((?:file)?name)=((?:[^\s".(),;<>\\]++ )++[^\s"(),;<>\\]++)\s*""", re.IGNORECASE
)
_APOSTROPHES = re.compile(r"'.*'")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PIECE = re.compile(r"(.+?)\*(?:([0-9]{1,9})(\*)?)?")
_COMMENT = re.compile(r"\([^()]*+\)")
_MAX_LOOSE = 3
_LONGEST_LOOSE = 300  # characters
_QUOTING = re.compile(r"[\"'\\]")


@dataclass(frozen=True, slots=True)
class Parameter:
    """The distinct readings of one parameter, the likeliest first; `plain` if written as it should be."""

    readings: tuple[str, ...]
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """The main value and the parameters by lower-case name. `plain` is False where any of it is odd."""

    main: str
    parameters: Mapping[str, Parameter]
    plain: bool

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name, or one without readings."""
        return self.parameters.get(name, Parameter(()))


@dataclass(slots=True)
class _Pieces:
    """All that was stated of one parameter, as it is being gathered."""

    whole: list[str] = field(default_factory=list)
    extended: list[str] = field(default_factory=list)
    numbered: dict[int, tuple[str, bool]] = field(default_factory=dict)
    plain: bool = True


def read_value(text: str) -> Value:
    """Take a field's value apart. Never raises; time is linear in the length."""
    main, *segments = _segments(text)
    gathered: dict[str, _Pieces] = {}
    plain = True
    for name, value, is_plain in _assignments(segments):
        plain = plain and is_plain
        if name:
            _add(gathered, name, value, is_plain)
    parameters = {name: _resolve(pieces) for name, pieces in gathered.items()}
    return Value(main.strip(), parameters, plain and all(each.plain for each in parameters.values()))


def loose_readings(text: str, name: re.Pattern[str]) -> Iterator[str]:
    """What a parameter may be in a value that is written badly: the rest of the text behind each `name`.

    `name` matches up to the equals sign. Comments (RFC 822 §3.1.4) and marks of quotation are left out.
    """
    without = _QUOTING.sub("", _COMMENT.sub("", text))
    for found in islice(name.finditer(without), _MAX_LOOSE):
        rest = without[found.end() : found.end() + _LONGEST_LOOSE].strip()
        yield from dict.fromkeys((rest.partition(";")[0].strip(), rest))


def _segments(text: str) -> Iterator[str]:
    """The text between semicolons that stand outside quotes."""
    position = 0
    while position <= len(text):
        end = segment.end() if (segment := _SEGMENT.match(text, position)) else len(text)
        yield text[position:end]
        position = end + 1


def _assignments(segments: Iterable[str]) -> Iterator[tuple[str, str, bool]]:
    """Name, value and whether it is written plainly. An empty segment is harmless and frequent."""
    for segment in segments:
        plain = _PLAIN.fullmatch(segment)
        if plain:
            # 'x' is three characters by the RFC and one to some programs.
            apostrophes = _APOSTROPHES.fullmatch(plain[3] or "") is not None
            yield plain[1].lower(), plain[3] if plain[2] is None else _unescaped(plain[2]), not apostrophes
        elif spaced := _SPACED_NAME.fullmatch(segment):
            yield spaced[1].lower(), spaced[2], True
        elif segment.strip():
            name, _, value = segment.partition("=")
            yield name.strip().lower(), _lenient(value.strip()), False


def _lenient(value: str) -> str:
    quoted = _QUOTED.match(value)
    return _unescaped(quoted[1]) if quoted else value


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _add(gathered: dict[str, _Pieces], name: str, value: str, plain: bool) -> None:
    """File the value under its parameter: name, name*, name*0 or name*0* (RFC 2231 §3, §4)."""
    piece = _PIECE.fullmatch(name)
    pieces = gathered.setdefault(piece[1] if piece else name, _Pieces())
    pieces.plain = pieces.plain and plain
    if not piece:
        pieces.whole.append(value)
    elif piece[2] is None:
        pieces.extended.append(value)
    else:
        number = int(piece[2])
        # Out of order is allowed by the RFC, but not understood everywhere.
        pieces.plain = pieces.plain and number == len(pieces.numbered)
        pieces.numbered.setdefault(number, (value, bool(piece[3])))


def _resolve(pieces: _Pieces) -> Parameter:
    readings = [_extended(value) for value in pieces.extended]
    if pieces.numbered:
        readings.append(_joined([pieces.numbered[number] for number in sorted(pieces.numbered)]))
        if not pieces.plain:  # as they stand, which is how simple programs read them
            readings.append(_joined(list(pieces.numbered.values())))
    return Parameter(tuple(dict.fromkeys(readings + pieces.whole)), pieces.plain)


def _extended(value: str) -> str:
    """RFC 2231 §4: charset'language'percent-encoded."""
    charset, mark, rest = value.partition("'")
    _, second, text = rest.partition("'")
    if not mark or not second:
        return decode(unquote_to_bytes(value), "")
    return decode(unquote_to_bytes(text), charset)


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """RFC 2231 §4.1: the first piece names the character set; each says whether it is percent-encoded."""
    first, encoded = pieces[0]
    charset = ""
    if encoded and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    joined = b"".join(
        unquote_to_bytes(text) if is_encoded else text.encode()
        for text, is_encoded in [(first, encoded), *pieces[1:]]
    )
    return decode(joined, charset)
