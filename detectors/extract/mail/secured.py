"""Mail that was signed or encrypted by the sender's own program as S/MIME is (RFC 8551)."""

from __future__ import annotations

from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.mail.mail import is_mime
from detectors.extract.mail.packedmail import unpack_stream
from detectors.extract.mediatypes import MAIL
from detectors.extract.streams import Deflate
from detectors.message import Part
from detectors.protection.mail import cms

_ZLIB = 15  # RFC 3274 §1.1: the only algorithm


def read_cms(part: Part, budget: Budget) -> Contents:
    """What is only signed (RFC 8551 §3.5) or packed (§3.6) is read as what it encloses: mail or a file."""
    packed = cms.compressed(part.content)
    if packed is not None:
        return Contents(bodies=(_enclosed(part, unpack_stream(Deflate(_ZLIB), packed, budget)),))
    judgement = cms.judge(part.content)
    if judgement.opened is not None:
        budget.unpack(len(part.content), len(judgement.opened))
    return Contents(
        bodies=(_enclosed(part, judgement.opened),) if judgement.opened is not None else (),
        unread=judgement.unread(part.location),
        protection=judgement.protection,
        method=judgement.method,
    )


def _enclosed(part: Part, content: bytes) -> Part:
    media_type = MAIL if is_mime(content) else ""
    return replace(part, content=content, media_type=media_type, filename="", charset="")
