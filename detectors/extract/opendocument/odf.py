"""An OpenDocument file: a package of XML members in which everything is read, sealed or not."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead, Contents, Locked, at, inside, merge, outer_path
from detectors.extract.gathered import Gathered
from detectors.extract.leftovers import words_in
from detectors.extract.looks import is_decoration
from detectors.extract.mediatypes import UNKNOWN
from detectors.extract.opendocument.odfpackage import OdfPackage, inflated
from detectors.extract.opendocument.odfwords import OdfWords
from detectors.extract.opendocument.odfxml import DAMAGED, parse
from detectors.extract.pages.picture import SMALL_PICTURE
from detectors.extract.text.xml import read_xml
from detectors.finding import Protection
from detectors.message import Attachment, Part, Table, Unread
from detectors.protection.judgement import Judgement
from detectors.protection.opendocument.odf import (
    MAIN,
    MANIFEST,
    WHOLE_PACKAGE,
    Sealed,
    is_sealed,
    judge,
    main_of,
)

# OpenDocument 1.3 part 2, §3.1, and what LibreOffice adds: the members that are XML with words in it, and
# the place of those that stand in no element with a place of its own. All other members are files.
_WORDS = (
    (re.compile(r"(content|settings)\.xml$"), ""),
    (re.compile(r"styles\.xml$"), "styles"),
    (re.compile(r"(.*/)?(meta\.xml|manifest\.rdf)$"), "metadata"),
    (re.compile(r".*/(content|styles|settings)\.xml$"), "object"),
    (re.compile(r"(Basic|Dialogs|Scripts)/.*\.xml$"), "macros"),
)
_NOTHING_TO_READ = re.compile(rf"(mimetype|layout-cache|{MANIFEST})$")
# How the first page looks, or a table, or an object when its program is not there; all are read themselves.
_RENDITIONS = re.compile(r"(Thumbnails|ObjectReplacements)/|Pictures/TablePreview")
_STARVIEW = b"VCLMTF"  # LibreOffice's own drawings, which hold their words in clear
_DRAWN = (b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"\x89PNG", b"\xff\xd8\xff")
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
_ZIP = b"PK\x03\x04"
_CANNOT_CHECK = "A part of it is encrypted in a way that is not known."


def read_odf(part: Part, budget: Budget) -> Contents:
    """Any document of OpenDocument 1.0 to 1.4, as a package or as one XML file.

    Places other than the main text: header (also footers), footnotes, comments, deletions, notes,
    hidden-sheet, sheet-names, names, attributes, form, formulas, values (what cells and fields hold beside
    what they show), links, validations, metadata, settings, formats, master, macros, object.
    """
    if not part.content.startswith(_ZIP):
        return _read_flat(part, budget)
    with OdfPackage(part.content, budget) as package:
        members = _read_members(part, package, budget)
    gathered = members.gathered
    clear = gathered.contents()
    if not members.sealed:
        return clear
    judgement = judge(members.sealed, members.clear, faulty=bool(gathered.faults))
    if judgement.protection is Protection.WEAK:  # without a password
        beside = _opened(part, members.sealed, "", budget)
    else:
        beside = _shut(part, members.sealed, judgement)
    whole = merge([clear, beside])
    return replace(whole, protection=judgement.protection, method=judgement.method)


@dataclass(frozen=True, slots=True)
class _Members:
    """What has been read of a package, the members that are sealed, and the sizes of the others."""

    gathered: Gathered
    sealed: list[Sealed] = field(default_factory=list)
    clear: dict[str, int] = field(default_factory=dict)


def _read_members(part: Part, package: OdfPackage, budget: Budget) -> _Members:
    members = _Members(Gathered(part, budget))
    gathered = members.gathered
    for fault in package.faults:
        gathered.fault(fault)
    gathered.text("comments", package.comments)
    for member in package.members:
        with gathered.keeping():
            content = package.read(member)
            encryption = package.encrypted.get(member.filename)
            if encryption is not None and is_sealed(content):
                members.sealed.append(Sealed(encryption, content))
                continue
            members.clear[member.filename] = len(content)
            if encryption is not None:  # and yet in clear: it may still be deflated, as before encryption
                content = inflated(content, encryption.size, budget)
            _read_member(gathered, member.filename, content)
    if not any(each.file_size for each in package.members if each.filename in MAIN):
        gathered.fault("Its main part is missing.")
    return members


def _shut(part: Part, sealed: Sequence[Sealed], judgement: Judgement) -> Contents:
    """What there is to say of sealed members, and the lock on them."""
    main = main_of(sealed)
    unread = judgement.unread(part.location)
    named: tuple[Attachment, ...] = ()
    if judgement.protection is Protection.NONE:  # sealed parts of a document that is open otherwise
        method = main.encryption.method or None
        protection = Protection.ENCRYPTED if method else Protection.UNKNOWN
        paths = (inside(part, each.encryption.path, b"").location.path for each in sealed)
        named = tuple(Attachment(path, UNKNOWN, protection, method) for path in paths)
        unread = () if method else (Unread(part.location, _CANNOT_CHECK),)
    if (lock := main.lock) is None or main.encryption.is_for_keys:
        return Contents(sealed=named, unread=unread)
    locked = Locked(
        outer_path(part),
        lock,
        lambda password, budget: _opened(part, sealed, password, budget),
        sealed=named,
        unread=unread,
    )
    return Contents(locked=(locked,))


def _opened(part: Part, sealed: Sequence[Sealed], password: str, budget: Budget) -> Contents:
    """What a password opens: the members, or the package that is the one member."""
    gathered = Gathered(part, budget)
    bodies = []
    for each in sealed:
        with gathered.keeping():
            budget.check_time()
            if (lock := each.lock) is None:
                raise CannotRead(_CANNOT_CHECK)
            content = inflated(lock.decrypt(password, each.ciphertext), each.encryption.size, budget)
            if each.encryption.path == WHOLE_PACKAGE:
                bodies.append(replace(part, content=content))
            else:
                _read_member(gathered, each.encryption.path, content)
    return replace(gathered.contents(), bodies=tuple(bodies))


def _read_member(gathered: Gathered, name: str, content: bytes) -> None:
    if not content or _NOTHING_TO_READ.match(name):
        return
    place = next((place for pattern, place in _WORDS if pattern.match(name)), None)
    if place is not None:
        _read_words(gathered, name, place, content)
    elif content.startswith(_STARVIEW):
        gathered.text("data", words_in(content.removeprefix(_STARVIEW)))
        if len(content) >= SMALL_PICTURE and not _RENDITIONS.match(name):
            gathered.fault("A picture in it cannot be read.")
    elif not _is_looks(name, content):
        gathered.file(name, content)


def _is_looks(name: str, content: bytes) -> bool:
    """Whether there is nothing in a member but how the document looks."""
    if _RENDITIONS.match(name) and content.startswith(_DRAWN):
        return True
    return content.startswith(_FONTS) or is_decoration(name, content)


def _read_words(gathered: Gathered, name: str, place: str, content: bytes) -> str:
    """Read one XML member as far as it goes; gives the reason why that is not to its end."""
    words = OdfWords(gathered.budget, place)
    reason = ""
    with gathered.keeping():
        if reason := parse(content, words):
            gathered.fault(reason)
        words.finish()
    _take(gathered, words)
    if reason == DAMAGED and not words.texts:
        gathered.file(name, content)
    return reason


def _take(gathered: Gathered, words: OdfWords) -> None:
    """The words have been paid for as they were read."""
    for place, text in words.texts.items():
        gathered.texts.setdefault(place, []).append(text)
    gathered.tables += [Table(at(gathered.part, place), rows) for place, rows in words.tables]
    for number, binary in enumerate(words.binaries, 1):
        try:
            content = base64.b64decode(binary)
        except (binascii.Error, ValueError):
            gathered.fault(DAMAGED)
            continue
        if not _is_looks("", content):
            gathered.file(f"object{number}", content)


def _read_flat(part: Part, budget: Budget) -> Contents:
    """One XML file (part 3, §3.1.2). What is damaged is read again as XML that need not be sound."""
    gathered = Gathered(part, budget)
    reason = _read_words(gathered, "content.xml", "", part.content)
    contents = gathered.contents()
    return merge([contents, read_xml(part, budget)]) if reason else contents
