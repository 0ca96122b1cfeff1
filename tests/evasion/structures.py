"""How a message is put together: parts in odd places, and messages that two programs read differently."""

from __future__ import annotations

import base64

from tests.evasion.letters import NAME, SENTENCE, bound, multipart, page, part, raw, text
from tests.evasion.way import BODY, LINKED, MALFORMED, UNREADABLE, Caught, Way

TEXT = part("text/plain", SENTENCE)
CLEAN = part("text/plain")
PAGE = part("text/html", f"<p>{SENTENCE}</p>")


def _parts(content_type: str, body: bytes | str) -> bytes:
    return raw(f"MIME-Version: 1.0\r\nContent-Type: {content_type}", body)


def _nested(depth: int) -> bytes:
    inner = TEXT
    for level in range(depth):
        inner = part(f'multipart/mixed; boundary="b{level}"', bound(inner, boundary=f"b{level}"))
    return raw(b"MIME-Version: 1.0\r\n" + inner.split(b"\r\n\r\n", 1)[0], inner.split(b"\r\n\r\n", 1)[1])


def _in_messages(depth: int) -> bytes:
    inner = text()
    for level in range(depth):
        attached = b"Content-Type: message/rfc822\r\n\r\n" + inner
        inner = multipart(CLEAN, attached, boundary=f"cut{level}")
    return inner


def _twice(first: bytes, second: bytes, types: str) -> bytes:
    """Two types stated, two bodies under the boundaries of each."""
    both = bound(first, boundary="a") + b"\r\n" + bound(second, boundary="b")
    return raw(f"MIME-Version: 1.0\r\n{types}", both)


WAYS = (
    Way("preamble", "writes before the first part, where no program shows it",
        lambda: _parts('multipart/mixed; boundary="cut"', SENTENCE.encode() + bound(CLEAN)), BODY),
    Way("epilogue", "writes behind the last part", lambda: multipart(CLEAN) + b"\r\n" + SENTENCE.encode(),
        BODY),
    Way("no-closing", "leaves the last boundary away",
        lambda: _parts('multipart/mixed; boundary="cut"', b"--cut\r\n" + TEXT), BODY),
    Way("no-boundary-parameter", "states no boundary", lambda: _parts("multipart/mixed", bound(TEXT)), BODY),
    Way("boundary-never", "states a boundary that never comes",
        lambda: _parts('multipart/mixed; boundary="other"', bound(TEXT)), BODY),
    Way("boundary-twice", "states two boundaries and hides a part behind the second",
        lambda: _parts(
            'multipart/mixed; boundary="a"; boundary="b"',
            bound(CLEAN, boundary="a") + bound(TEXT, boundary="b")
        ), BODY),
    Way("boundary-in-pieces", "states the boundary in pieces",
        lambda: _parts('multipart/mixed; boundary*0="c"; boundary*1="ut"', bound(TEXT)), BODY),
    Way("boundary-encoded", "states the boundary as an encoded word",
        lambda: _parts('multipart/mixed; boundary="=?utf-8?B?Y3V0?="', bound(TEXT)), BODY),
    Way("boundary-with-space", "ends the boundary with a space",
        lambda: _parts('multipart/mixed; boundary="cut "', bound(TEXT)), BODY),
    Way("boundary-empty", "states an empty boundary",
        lambda: _parts('multipart/mixed; boundary=""', bound(TEXT, boundary="")), BODY),
    Way("boundary-prefix", "uses a boundary that begins like the one outside",
        lambda: multipart(part('multipart/mixed; boundary="cutter"', bound(TEXT, boundary="cutter"))), BODY),
    Way("boundary-shared", "uses one boundary at two depths",
        lambda: multipart(part('multipart/mixed; boundary="cut"', bound(TEXT))), BODY),
    Way("type-twice", "states two types, a text and a message of parts",
        lambda: _twice(
            CLEAN, TEXT,
            'Content-Type: multipart/mixed; boundary="a"\r\nContent-Type: multipart/mixed; boundary="b"'
        ), BODY),
    Way("type-twice-image", "states that a text is a picture, too",
        lambda: raw("MIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Type: text/plain", SENTENCE),
        Caught("attachment:attachment-1.png")),
    Way("type-misspelt", "misspells the type of the whole",
        lambda: _parts('multipar/mixed; boundary="cut"', bound(TEXT)), BODY),
    Way("type-commented", "puts comments into the type",
        lambda: _parts('multipart(x)/(y)mixed(z); (")boundary="cut"', bound(TEXT)), BODY),
    Way("type-image", "calls a text a picture", lambda: multipart(part("image/png", SENTENCE)),
        Caught("attachment:attachment-1.png")),
    Way("type-octets", "calls a text a program's data",
        lambda: multipart(part("application/octet-stream", SENTENCE)), Caught("attachment:attachment-1.bin")),
    Way("type-empty", "states an empty type", lambda: _parts("", SENTENCE), BODY),
    Way("type-made-up", "makes up a type", lambda: multipart(part("secret/words", SENTENCE)),
        Caught("attachment:attachment-1.bin")),
    Way("type-font", "calls a text a font", lambda: multipart(part("font/ttf", SENTENCE)),
        Caught("attachment:attachment-1.bin")),
    Way("type-delivery-status", "writes it into a report for programs",
        lambda: multipart(
            CLEAN, part("message/delivery-status", f"Reporting-MTA: dns; x\r\n\r\nX-Note: {NAME}\r\n"),
            subtype="report"
        ), Caught("attachment:attachment-1.txt")),
    Way("type-headers-only", "attaches only the header of a message",
        lambda: multipart(CLEAN, part("text/rfc822-headers", f"Subject: {NAME}\r\n")),
        Caught("attachment:attachment-1.eml#subject")),
    Way("mime-version-missing", "leaves MIME-Version away",
        lambda: raw('Content-Type: multipart/mixed; boundary="cut"', bound(TEXT)), BODY),
    Way("alternative-text", "shows one text and hides another in the plain version",
        lambda: multipart(TEXT, part("text/html", "<p>See you on Monday.</p>"), subtype="alternative"), BODY),
    Way("alternative-page", "shows one text and hides another in the page",
        lambda: multipart(CLEAN, PAGE, subtype="alternative"), BODY),
    Way("alternative-third", "adds a third version that few programs know",
        lambda: multipart(
            CLEAN, part("text/x-amp-html", f"<html amp4email><body>{SENTENCE}</body></html>"),
            subtype="alternative"
        ), BODY),
    Way("alternative-calendar", "adds an invitation", lambda: multipart(
        CLEAN, part("text/calendar; method=REQUEST",
                    f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:{NAME}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
        subtype="alternative"),
        BODY),
    Way("alternative-enriched", "writes in the forgotten type text/enriched",
        lambda: _parts("text/enriched", "About <bold>Gra</bold>ce <italic>Bis</italic>hop"), BODY),
    Way("alternative-richtext", "puts a rich text into the body",
        lambda: _parts("text/rtf", r"{\rtf1 About Gra{\b ce} Bi{\b0 sh}op}"), BODY),
    Way("text-xml", "sends XML as the text", lambda: _parts("text/xml", "<a><b>Gra</b><b>ce Bishop</b></a>"),
        BODY),
    Way("related", "puts the name into a part that the page does not use",
        lambda: multipart(
            part("text/html", "<p>See you.</p>"), part("text/plain", SENTENCE, "Content-ID: <x>"),
            subtype="related"
        ), BODY),
    Way("digest", "sends a digest, whose parts are messages by themselves",
        lambda: multipart(f"\r\nSubject: Trip\r\n\r\n{SENTENCE}".encode(), subtype="digest"),
        Caught("attachment:attachment-1.eml")),
    Way("parallel", "uses the forgotten multipart/parallel",
        lambda: multipart(CLEAN, TEXT, subtype="parallel"), BODY),
    Way("appledouble", "hides it in the half of a file that only a Mac reads",
        lambda: multipart(
            part("application/applefile", b"\0\5\x16\7\0\2\0\0" + SENTENCE.encode()),
            part("text/plain", "x", 'Content-Disposition: attachment; filename="a.txt"'),
            subtype="appledouble",
        ),
        UNREADABLE),
    Way("form-data", "sends a form",
        lambda: multipart(part("text/plain", SENTENCE, 'Content-Disposition: form-data; name="x"'),
                                                       subtype="form-data"),
        Caught("attachment:attachment-1.txt")),
    Way("signed", "signs the message",
        lambda: multipart(TEXT, part("application/pgp-signature", "x"), subtype="signed"), BODY),
    Way("nested-10", "puts parts inside parts, ten deep", lambda: _nested(10), BODY),
    Way("nested-60", "puts parts inside parts, sixty deep", lambda: _nested(60), BODY),
    Way("message-in-message", "attaches a message", lambda: _in_messages(1),
        Caught("attachment:attachment-1.eml")),
    Way("message-in-message-4", "attaches messages inside messages, four deep", lambda: _in_messages(4),
        Caught("attachment:attachment-1.eml/attachment-1.eml/attachment-1.eml/attachment-1.eml")),
    Way("message-in-message-40", "attaches messages inside messages, forty deep", lambda: _in_messages(40),
        UNREADABLE),
    Way("message-encoded", "attaches a message in base64, which the standard forbids",
        lambda: multipart(
            CLEAN, part("message/rfc822", base64.encodebytes(text()), "Content-Transfer-Encoding: base64")
        ), Caught("attachment:attachment-1.eml")),
    Way("message-subject", "attaches a message with the name in its subject",
        lambda: multipart(CLEAN, part("message/rfc822", f"Subject: {NAME}\r\nFrom: a@b.example\r\n\r\nx")),
        Caught("attachment:attachment-1.eml#subject")),
    Way("message-as-text", "attaches a message under the type of a text",
        lambda: multipart(CLEAN, part('text/plain; name="a.eml"', text())), Caught("attachment:a.eml")),
    Way("message-global", "attaches a message of the new kind",
        lambda: multipart(CLEAN, part("message/global", text())), Caught("attachment:attachment-1.eml")),
    Way("message-partial", "sends the message in numbered pieces",
        lambda: _parts('message/partial; id="1"; number=1; total=2', "Subject: x\r\n\r\nGrace Bi"),
        MALFORMED),
    Way("message-external", "refers to a file on a server",
        lambda: multipart(
            CLEAN,
            part(
                'message/external-body; access-type=URL; URL="https://example.org/pupils"',
                "Content-Type: text/plain\r\n\r\n"
            )
        ),
        LINKED),
    Way("message-external-name", "names the pupil in the address of such a file",
        lambda: multipart(
            CLEAN,
            part(
                'message/external-body; access-type=URL; URL="https://example.org/Grace-Bishop"',
                "Content-Type: text/plain\r\n\r\n"
            )
        ), Caught("header:Content-Type")),
    Way("parts-in-text", "writes the parts of a message into a plain text",
        lambda: text(
            bound(
                part(
                    "text/plain", base64.encodebytes(SENTENCE.encode()), "Content-Transfer-Encoding: base64"
                )
            )
        ), BODY),
    Way("lf-only", "ends lines with LF only", lambda: multipart(TEXT).replace(b"\r\n", b"\n"), BODY),
    Way("cr-only", "ends the lines of the text with CR only",
        lambda: text("One\rI spoke to Grace\rBishop about it.\r"), BODY),
    Way("boundary-cr-only", "ends the line of a boundary with CR only",
        lambda: _parts(
            'multipart/mixed; boundary="cut"',
            bound(CLEAN) .replace(b"--cut--", b"--cut\r" + PAGE.replace(b"\r\n", b"\r") + b"\r\n--cut--")
        ), BODY),
    Way("nul-before-name", "puts a null character before the name, where some programs stop",
        lambda: text(b"See you on Monday.\0 Grace Bishop"), BODY),
    Way("nul-in-name", "puts a null character into the name", lambda: text(b"About Gra\0ce Bi\0shop"), BODY),
    Way("ctrl-z", "puts the old mark for the end of a file before the name",
        lambda: text(b"See you.\x1a Grace Bishop"), BODY),
    Way("long-line", "writes the name at the end of a line of a hundred thousand letters",
        lambda: text("x " * 50_000 + NAME), BODY),
    Way("far-down", "writes the name below a hundred thousand empty lines",
        lambda: text("\r\n" * 100_000 + NAME), BODY),
    Way("many-parts", "hides the part among five hundred others", lambda: multipart(*[CLEAN] * 500, TEXT),
        BODY),
    Way("below-signature", "writes it below the signature",
        lambda: text(f"See you.\r\n-- \r\nM. Okafor\r\n{NAME}\r\n"), BODY),
    Way("in-quotation", "writes it as if it had been quoted",
        lambda: text(f"See you.\r\n> > | {NAME} was away.\r\n"), BODY),
    Way("flowed", "breaks the line between the names, to flow on",
        lambda: _parts(
            "text/plain; format=flowed; delsp=yes", "I spoke to Grace Bi \r\nshop on Friday.\r\n"
        ), BODY),
    Way("data-address", "hides a file in the address of a picture",
        lambda: page(f'<img src="data:text/plain;base64,{base64.b64encode(SENTENCE.encode()).decode()}">'),
        Caught("attachment:attachment-1.txt")),
    Way("two-bodies", "puts half of the name at the end of one part and half at the start of the next",
        lambda: multipart(part("text/plain", "I spoke to Grace"), part("text/plain", "Bishop about Friday.")),
        BODY),
)  # fmt: skip
