"""Below a writer's own words mail programs put the earlier mail; each has its own way to begin it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType


class Opening(Enum):
    """How a quotation of earlier mail begins."""

    FORWARDED = auto()  # "Begin forwarded message:"
    HEADER = auto()  # From, Sent, To, Subject, as Outlook puts them above replies and forwards alike
    REPLY = auto()  # "On 3 March Grace Bishop wrote:"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Where the opening line of a quotation starts and ends in a text."""

    opening: Opening
    start: int
    end: int


_LOOKED_AT = 100_000  # characters; nobody writes as much above a quotation
_FORWARDED = (
    "forwarded message", "forwarded by .{1,80}", "neges wedi.?i hanfon ymlaen",
    "weitergeleitete nachricht", "message (?:transféré|transmis|réexpédié)", "courriel transféré",
    "mensaje reenviado", "messaggio inoltrato", "mensagem (?:re)?encaminhada", "doorgestuurd bericht",
    "videresendt (?:meddelelse|besked|melding)", "vidarebefordrat(?: meddelande)?", "välitetty viesti",
    "(?:przekazana|przesłana) wiadomość", "wiadomość przekazana dalej", "přeposlaná zpráva",
    "mesaj (?:redirecționat|transmis)", "iletilmiş mesaj", "пересланное сообщение", "переслане повідомлення",
    "пересылаемое сообщение", "转发的?邮件",
)  # fmt: skip
_ORIGINAL = (
    "original message", "original appointment", "ursprüngliche nachricht", "message d.origine",
    "mensaje original", "messaggio originale", "mensagem original", "oorspronkelijk bericht",
    "oprindelig meddelelse", "ursprungligt meddelande", "opprinnelig melding", "wiadomość oryginalna",
)  # fmt: skip
_BEGIN = frozenset(
    {
        "begin forwarded message", "anfang der weitergeleiteten nachricht", "inicio del mensaje reenviado",
        "début du message transféré", "début du message réexpédié", "inizio messaggio inoltrato",
        "inizio del messaggio inoltrato", "início da mensagem encaminhada", "begin doorgestuurd bericht",
        "início da mensagem reencaminhada", "vidarebefordrat brev", "vidarebefordrat mejl",
        "start på videresendt besked", "videresendt melding", "początek przekazywanej wiadomości",
    }
)  # fmt: skip


class _Field(Enum):
    """The fields that stand above quoted mail."""

    FROM = auto()
    SENT = auto()
    TO = auto()
    SUBJECT = auto()


_FROM = (
    "from", "von", "de", "da", "van", "fra", "från", "od", "kimden", "lähettäjä", "oddi wrth", "от", "发件人",
    "寄件者", "من",
)  # fmt: skip
_SENT = (
    "sent", "date", "gesendet", "datum", "envoyé", "enviado", "enviada", "fecha", "data", "inviato",
    "verzonden", "sendt", "dato", "skickat", "wysłano", "wysłane", "gönderilme", "gönderildi", "tarih",
    "lähetetty", "anfonwyd", "dyddiad", "отправлено", "дата", "发送时间", "日期",
)  # fmt: skip
_TO = (
    "to", "an", "à", "a", "para", "aan", "til", "till", "do", "kime", "vastaanottaja", "at", "кому", "收件人",
)  # fmt: skip
_SUBJECT = (
    "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "emne", "ämne", "temat",
    "konu", "aihe", "pwnc", "тема", "主题",
)  # fmt: skip
_LABELS: Mapping[str, _Field] = MappingProxyType(
    dict.fromkeys(_FROM, _Field.FROM)
    | dict.fromkeys(_SENT, _Field.SENT)
    | dict.fromkeys(_TO, _Field.TO)
    | dict.fromkeys(_SUBJECT, _Field.SUBJECT)
)
_LONGEST_LABEL = 45  # characters, the first words of Apple's forwards among them
_HEADER_LINES = 10
_DECORATION = " \t\r\xa0*_"
_ENDS_OF_ATTRIBUTIONS = (":", ":\r", ": ", ": \r", ":\xa0")
_DASHED = re.compile(
    rf"-{{2,30}}\s?(?:(?P<forwarded>{'|'.join(_FORWARDED)})|{'|'.join(_ORIGINAL)})\s?-{{2,30}}", re.IGNORECASE
)
# A date or an address, and then "wrote:".
_WROTE = re.compile(
    r"(?!\s*>)(?=.*[\d@]).*(?:\b(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|"
    r"napisał|pisze|kirjoitti|ysgrifennodd|yazdı|написал|пишет)\b|写道|寫道)[^.!?]{0,100}:\Z",
    re.DOTALL | re.IGNORECASE,
)
_BEGINS_ATTRIBUTION = re.compile(
    r"\s*(?:on|am|le|el|il|op|den|em|w dniu|dnia|ar|pe|vào)\b.*\d", re.IGNORECASE
)
_LONGEST_ATTRIBUTION = 300  # characters
_QUOTED_LINE = re.compile(r"^[ \t]{0,8}>[^\n]*\n?", re.MULTILINE)
_FOLLOWED_BY_QUOTED = re.compile(r"\s{0,20}>")
# The element in which earlier mail stands, as Gmail, Outlook, Apple, Thunderbird and Yahoo call it.
_HTML_OPENINGS = (
    b"<blockquote", b"gmail_quote", b"divrplyfwdmsg", b"appendonsend", b"olk_src_body_section",
    b"moz-cite-prefix", b"moz-forward-container", b"yahoo_quoted", b"mail-editor-reference-message-container",
)  # fmt: skip


def first_quotation(text: str) -> Quotation | None:
    """The first quotation of earlier mail in a text; lines that are marked with ">" open none."""
    return next(_quotations(text[:_LOOKED_AT]), None)


def own_words(text: str) -> str:
    """What the writer of a mail wrote: not the earlier mail below it, nor lines marked with ">".

    Answers between the lines of what they answer are the writer's own, if those lines are marked.
    """
    text = text[:_LOOKED_AT]
    own: list[str] = []
    position = 0
    for quotation in _quotations(text):
        own.append(text[position : quotation.start])
        position = quotation.end
        if quotation.opening is not Opening.REPLY or not _FOLLOWED_BY_QUOTED.match(text, position):
            break
    else:
        own.append(text[position:])
    words = "".join(own)
    return _QUOTED_LINE.sub("", words) if ">" in words else words


def own_html(source: bytes) -> bytes:
    """The source of a page up to the element in which a mail program put the earlier mail."""
    lowered = source.lower()
    starts = (lowered.find(opening) for opening in _HTML_OPENINGS)
    return source[: min((start for start in starts if start >= 0), default=len(source))]


def _quotations(text: str) -> Iterator[Quotation]:
    """In the order in which they stand."""
    lines = text.split("\n")
    start = 0
    for number, line in enumerate(lines):
        end = start + len(line)
        opening = _opening(lines, number) if ":" in line or "-" in line[:10] else None
        if opening:
            yield Quotation(opening, start, end)
        elif line.endswith(_ENDS_OF_ATTRIBUTIONS) and (above := _attribution(lines, number)) is not None:
            yield Quotation(Opening.REPLY, start - above, end)
        start = end + 1


def _opening(lines: list[str], number: int) -> Opening | None:
    """What the line begins by itself, or with the lines below it."""
    line = lines[number]
    label = _label(line)
    if label in _BEGIN:
        return Opening.FORWARDED
    if _LABELS.get(label) is _Field.FROM:
        return Opening.HEADER if _is_header(lines[number + 1 : number + 1 + _HEADER_LINES]) else None
    dashed = _DASHED.fullmatch(line.strip(_DECORATION)) if "-" in line[:10] else None
    if not dashed:
        return None
    return Opening.FORWARDED if dashed["forwarded"] else Opening.HEADER


def _label(line: str) -> str:
    """What stands before the colon, if it is as short as the name of a field."""
    label, _, _ = line[:_LONGEST_LABEL].partition(":")
    return label.strip(_DECORATION).casefold()


def _is_header(lines: list[str]) -> bool:
    """Whether two more of the fields that stand above a message are among the next lines."""
    fields = {_LABELS.get(_label(line)) for line in lines if ":" in line}
    return len(fields - {None, _Field.FROM}) >= 2


def _attribution(lines: list[str], number: int) -> int | None:
    """How many characters above this line its "On … wrote:" begins; None if it ends none.

    Mail programs break the line in two where it is long.
    """
    line = lines[number].rstrip(_DECORATION)
    above = lines[number - 1] if number else ""
    both = f"{above}\n{line}"
    if len(both) <= _LONGEST_ATTRIBUTION and _BEGINS_ATTRIBUTION.match(above) and _WROTE.match(both):
        return len(above) + 1
    return 0 if len(line) <= _LONGEST_ATTRIBUTION and _WROTE.match(line) else None
