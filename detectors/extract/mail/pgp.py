"""OpenPGP mail and files (RFC 9580): what is only signed or packed is read, what is sealed is named so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, Locked, inside, merge, outer_path
from detectors.extract.mail.mail import is_mime
from detectors.extract.mail.packedmail import unpack_stream
from detectors.extract.mediatypes import MAIL, PGP_MESSAGE
from detectors.extract.streams import Deflate, bzip2
from detectors.extract.text.text import read_text
from detectors.finding import Protection
from detectors.message import Part, Unread
from detectors.mime.charset import decode
from detectors.mime.names import Names, clean_name
from detectors.protection.mail import openpgp
from detectors.protection.mail.openpgplock import PasswordLock, WrongKeyError, decrypt, lock_of
from detectors.protection.mail.openpgppackets import Packet, Tag, packets, read_armour

_DAMAGED = "It is damaged and does not open."
_MOST_MESSAGES = 100  # in one text
_MOST_LAYERS = 32  # of compression; programs make one
_WINDOWS = {b"\1": -15, b"\2": 15}
_ENDINGS = (".gpg", ".pgp", ".asc")


def read_pgp(part: Part, budget: Budget) -> Contents:
    """A message in armour or without, or several in a text; the words round them are read as they stand."""
    armoured = read_armour(part.content)
    if not armoured.messages:
        return _read_without_armour(part, budget)
    if len(armoured.messages) > _MOST_MESSAGES:
        raise CannotRead("It holds too many sealed messages for all of them to be read.")
    names = Names()
    whole = merge([_read_message(part, each, names, budget) for each in armoured.messages])
    around = b"\n".join(filter(None, (armoured.headers, armoured.around)))
    words = read_text(replace(part, content=around), budget).texts if around else ()
    if not armoured.around:
        return replace(whole, texts=words)
    # What stands beside a sealed message is open. Broken armour that is left there may be no riddle to all.
    is_left = b"-----BEGIN PGP MESSAGE" in armoured.around
    unread = (Unread(part.location, openpgp.UNPROVEN),) if is_left else ()
    return merge([whole, Contents(texts=words, unread=unread)])


def _read_without_armour(part: Part, budget: Budget) -> Contents:
    if openpgp.is_message(part.content):
        return _read_message(part, part.content, Names(), budget)
    unread = Contents(unread=(Unread(part.location, openpgp.UNPROVEN),), protection=Protection.UNKNOWN)
    if part.content.lstrip().startswith(b"-----"):
        return replace(unread, texts=read_text(part, budget).texts)
    return unread


def _read_message(part: Part, content: bytes, names: Names, budget: Budget) -> Contents:
    if sealed := openpgp.sealed(content):
        return _locked(part, sealed, names)
    try:
        return _as_contents(part, _opened(content, budget), names, budget)
    except CannotRead as problem:
        unread = Unread(part.location, problem.reason)
        return Contents(unread=(unread,), protection=Protection.UNKNOWN)


def _locked(part: Part, sealed: openpgp.Sealed, names: Names) -> Contents:
    judgement = sealed.judge()
    unread = judgement.unread(part.location)
    locks = [lock for each in sealed.passwords if (lock := lock_of(each, sealed.data))]
    return Contents(
        locked=tuple(_with_lock(part, lock, sealed.data, names, unread) for lock in locks),
        unread=() if locks else unread,
        protection=judgement.protection,
        method=judgement.method,
    )


def _with_lock(
    part: Part,
    lock: PasswordLock,
    data: Packet,
    names: Names,
    unread: tuple[Unread, ...],
) -> Locked:
    def unlocked(password: str, budget: Budget) -> Contents:
        budget.unpack(len(data.body), len(data.body))
        key = lock.key(password)
        try:
            plain = decrypt(key, data) if key else b""
        except WrongKeyError as error:
            raise CannotRead(_DAMAGED) from error
        return _as_contents(part, _opened(plain, budget), names, budget)

    return Locked(outer_path(part), lock, unlocked, unread=unread)


@dataclass(frozen=True, slots=True)
class _Literal:
    """What was written: a file, or a message with its own small header. `sealed`: it is sealed once more."""

    name: str
    content: bytes
    sealed: bool = False


def _opened(content: bytes, budget: Budget) -> list[_Literal]:
    """Unpack layer after layer (RFC 9580 §10.3). Raises CannotRead and BudgetExceeded."""
    literals: list[_Literal] = []
    layers = [content]
    for layer in layers:  # grows while it is walked
        if len(layers) > _MOST_LAYERS:
            raise CannotRead("It is packed again and again, as files made to do harm are.")
        if openpgp.sealed(layer):
            literals.append(_Literal("", layer, sealed=True))
            continue
        for packet in _packets(layer):
            if packet.tag == Tag.COMPRESSED:
                layers.append(_unpacked(packet.body, budget))
            elif packet.tag == Tag.LITERAL:
                literals.append(_literal(packet.body))
            elif packet.tag not in (Tag.SIGNATURE, Tag.ONE_PASS_SIGNATURE, Tag.MARKER, Tag.PADDING):
                raise CannotRead(openpgp.UNPROVEN)
    if not literals:
        raise CannotRead(openpgp.UNPROVEN)
    return literals


def _packets(content: bytes) -> list[Packet]:
    try:
        return list(packets(content))
    except (IndexError, ValueError) as error:
        raise CannotRead(_DAMAGED) from error


def _literal(body: bytes) -> _Literal:
    """RFC 9580 §5.9: a letter for its kind, its name, its date, and the data."""
    if len(body) < 6 or len(body) < body[1] + 6:
        raise CannotRead(_DAMAGED)
    end = 2 + body[1]
    return _Literal(clean_name(decode(body[2:end], "utf-8")), body[end + 4 :])


def _unpacked(body: bytes, budget: Budget) -> bytes:
    """RFC 9580 §9.4: not packed, raw deflate, zlib, bzip2."""
    method, stream = body[:1], body[1:]
    if method == b"\0":
        return stream
    if method == b"\3":
        return unpack_stream(bzip2(), stream, budget)
    if method not in _WINDOWS:
        raise CannotRead("It is packed in a way that cannot be unpacked.")
    return unpack_stream(Deflate(_WINDOWS[method]), stream, budget)


def _as_contents(part: Part, literals: Iterable[_Literal], names: Names, budget: Budget) -> Contents:
    """Mail is the part's own words; anything else is a file in it, by its own name or the part's."""
    bodies, files = [], []
    for each in literals:
        if is_mime(each.content):
            bodies.append(replace(part, media_type=MAIL, charset="", filename="", content=each.content))
            continue
        media_type = PGP_MESSAGE if each.sealed else ""
        path = names.give(each.name or _stem(part.filename), media_type)
        files.append(replace(inside(part, path, each.content, media_type), filename=each.name))
    budget.open_files(len(files))
    return Contents(bodies=tuple(bodies), files=tuple(files))


def _stem(name: str) -> str:
    path = PurePath(name)
    return path.stem if path.suffix.lower() in _ENDINGS else "message"
