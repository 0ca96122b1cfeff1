"""A password is tried on a RAR archive by its check value, an encrypted header, or a sample of one file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from detectors.finding import Protection
from detectors.lock import Lock
from detectors.protection.containers.rar import Entry, Seal
from detectors.protection.containers.rar4 import opens_header
from detectors.protection.containers.rarkeys import opens_rar5
from detectors.protection.containers.unrar import Outcome, unpack

_SAMPLE = 4_096  # bytes of packed data
_LONGEST_BEGINNING = 1_048_576  # bytes that a sample may unpack to
# How the files begin that people send.
_BEGINNINGS = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1",
               b"\x89PNG\r\n", b"{\\rtf", b"GIF8", b"7z\xbc\xaf", b"Rar!")  # fmt: skip
# Text, so unlike what a wrong key makes of a packed file: mostly one letter, or some of them equally often.
_LEAST_TEXT = 256  # bytes
_LEAST_READABLE = 0.995  # of it
_LEAST_LETTERS = 20  # different ones
_NOT_DECODED = "\N{REPLACEMENT CHARACTER}"
_COMMONEST_LETTER = (0.05, 0.5)  # the share that it may have


@dataclass(frozen=True, slots=True)
class RarCheckLock:
    """RAR 5: eight bytes made of the password in 2**rounds steps."""

    kind: ClassVar[str] = "rar-check"

    rounds: int
    salt: bytes
    check: bytes

    def opens(self, password: str) -> bool:
        return opens_rar5(password, Seal(Protection.ENCRYPTED, "", self.rounds, self.salt, check=self.check))


@dataclass(frozen=True, slots=True)
class RarHeaderLock:
    """RAR 4: the first encrypted header, which has a checksum."""

    kind: ClassVar[str] = "rar-header"

    salt: bytes
    header: bytes

    def opens(self, password: str) -> bool:
        return opens_header(password, self.salt, self.header)


@dataclass(frozen=True, slots=True)
class RarSampleLock:
    """A little archive, made anew, of one file without its name; or of its beginning, where it is cut off.

    size: of the file, unpacked
    """

    kind: ClassVar[str] = "rar-sample"

    archive: bytes
    size: int
    is_cut: bool

    def opens(self, password: str) -> bool:
        limit = min(self.size, _LONGEST_BEGINNING) if self.is_cut else self.size
        try:
            for unpacked in unpack(self.archive, password, [limit], _never_stop):
                if self.is_cut:
                    return _begins_as_a_file(unpacked.content)
                return unpacked.outcome is Outcome.SOUND
        except OSError:  # no file in memory is to be had
            pass
        return False


def file_lock(opening: bytes, entries: list[Entry], content: bytes) -> Lock:
    """The lock on some encrypted entries of an archive, of which there is at least one."""
    for entry in entries:
        if entry.seal is not None and entry.seal.check:
            return RarCheckLock(entry.seal.rounds, entry.seal.salt, entry.seal.check)
    alone = [entry for entry in entries if not entry.needs_former] or entries
    least = min(alone, key=lambda entry: entry.packed)
    data = content[least.start : least.start + least.packed]
    is_cut = len(data) > _SAMPLE or least.size > _LONGEST_BEGINNING
    return RarSampleLock(opening + least.header + data[:_SAMPLE], least.size, is_cut)


def header_lock(seal: Seal, sealed: bytes) -> Lock | None:
    """The lock on the headers of an archive, `sealed` the first of them in RAR 4.

    None where nothing tells the right password.
    """
    if sealed:
        return RarHeaderLock(seal.salt, sealed)
    return RarCheckLock(seal.rounds, seal.salt, seal.check) if seal.check else None


def _begins_as_a_file(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS) or _is_text(data[:_SAMPLE])


def _is_text(sample: bytes) -> bool:
    if len(sample) < _LEAST_TEXT:
        return False
    text = sample.decode("utf-8", "replace")
    readable = sum(letter.isprintable() or letter.isspace() for letter in text) - text.count(_NOT_DECODED)
    letters = Counter(sample)
    commonest = letters.most_common(1)[0][1] / len(sample)
    least, most = _COMMONEST_LETTER
    is_varied = len(letters) >= _LEAST_LETTERS and least <= commonest <= most
    return is_varied and readable >= _LEAST_READABLE * len(text)


def _never_stop() -> None:
    pass
