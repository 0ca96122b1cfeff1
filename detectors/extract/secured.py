"""Mail that was signed or encrypted by the sender's own program: S/MIME and OpenPGP."""

from __future__ import annotations

from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.mediatypes import MAIL
from detectors.extract.text import read_text
from detectors.finding import Protection
from detectors.message import Part, Unread
from detectors.protection import cms, openpgp
from detectors.protection.judgement import Judgement


def read_cms(part: Part, budget: Budget) -> Contents:
    """S/MIME (RFC 8551 §3.5): what is only signed is read as the message that it encloses."""
    judgement = cms.judge(part.content)
    contents = _judged(part, judgement)
    if judgement.opened is None:
        return contents
    budget.unpack(len(part.content), len(judgement.opened))
    enclosed = replace(part, content=judgement.opened, media_type=MAIL, filename="", charset="")
    return replace(contents, bodies=(enclosed,))


def read_pgp(part: Part, budget: Budget) -> Contents:
    """OpenPGP (RFC 9580). Where it is not sealed, whatever can be read as text is."""
    judgement = openpgp.judge(part.content)
    contents = _judged(part, judgement)
    if judgement.protection is Protection.ENCRYPTED or not part.content.lstrip().startswith(b"-----"):
        return contents
    return replace(contents, texts=read_text(part, budget).texts)


def _judged(part: Part, judgement: Judgement) -> Contents:
    unread = (Unread(part.location, judgement.reason),) if judgement.reason else ()
    return Contents(unread=unread, protection=judgement.protection, method=judgement.method)
