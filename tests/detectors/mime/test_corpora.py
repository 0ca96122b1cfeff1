"""Real mail, hostile mail, and mail made to slip past gateways."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from detectors.message import Message, Part
from detectors.mime.parse import parse

_TRICK = re.compile(rb"X-Payload-Id: (.+?)\s+valid\(\d\)")
_MESSAGES = frozenset({"message/rfc822", "message/global"})


def test_nothing_raises_or_takes_long(corpora: Path) -> None:
    for folder in (*corpora.glob("mime-*"), *corpora.glob("evasion-*")):
        for file in filter(Path.is_file, folder.rglob("*")):
            start = time.process_time()
            parse(file.read_bytes())
            assert time.process_time() - start < 0.5, file


def test_ordinary_mail_is_hardly_ever_defective(corpora: Path) -> None:
    ham = [parse(file.read_bytes()) for file in (corpora / "mime-spamassassin" / "easy-ham-1").iterdir()]
    assert sum(bool(message.defects) for message in ham) / len(ham) < 0.005


def test_unwanted_mail_is_seldom_defective(corpora: Path) -> None:
    """Written by careless programs, it breaks off, repeats boundaries and the like."""
    spam = [parse(file.read_bytes()) for file in (corpora / "mime-spamassassin" / "spam-1").iterdir()]
    assert sum(bool(message.defects) for message in spam) / len(spam) < 0.02


def test_parts_are_those_that_another_parser_found(corpora: Path) -> None:
    """All but the five that it decodes in another way, or whose message has no header."""
    different = 0
    for file in (corpora / "mime-mime4j").rglob("*.msg"):
        found = {b" ".join(part.content.split()) for part in _leaves(parse(file.read_bytes()))}
        decoded = (path.read_bytes().split() for path in file.parent.glob(f"{file.stem}_decoded_*.[tb]*"))
        different += sum(bool(words) and b" ".join(words) not in found for words in decoded)
    assert different <= 5


def test_no_hidden_file_slips_through(corpora: Path) -> None:
    missed = [
        trick
        for trick, message in _samples(corpora / "evasion-noxxi" / "hide-content.d" / "new")
        if not _is_defective(message) and not any(_is_payload(part) for part in _leaves(message))
    ]
    assert missed == []


def test_no_hidden_name_slips_through(corpora: Path) -> None:
    missed = [
        trick
        for trick, message in _samples(corpora / "evasion-noxxi" / "hide-filename.d" / "cur")
        # The samples called .png are the controls, in which the name hides nothing.
        if not _is_defective(message)
        and not any(part.filename.endswith((".zip", ".png")) for part in message.parts)
    ]
    assert missed == []


def _samples(folder: Path) -> Iterator[tuple[bytes, Message]]:
    for file in folder.iterdir():
        raw = file.read_bytes()
        trick = _TRICK.search(raw)
        assert trick is not None
        yield trick[1], parse(raw)


def _leaves(message: Message) -> Iterator[Part]:
    for part in message.parts:
        if part.media_type in _MESSAGES:
            yield from _leaves(parse(part.content))
        yield part


def _is_defective(message: Message) -> bool:
    inner = (parse(part.content) for part in message.parts if part.media_type in _MESSAGES)
    return bool(message.defects) or any(map(_is_defective, inner))


def _is_payload(part: Part) -> bool:
    if not part.content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
        return "eicar.com" in archive.namelist() and archive.testzip() is None
