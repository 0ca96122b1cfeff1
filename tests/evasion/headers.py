"""Names in the header: encoded words, parameters, raw bytes, fields that nobody expects."""

from __future__ import annotations

import base64

from tests.evasion.letters import NAME, NOTHING, attached, multipart, part, raw, subject
from tests.evasion.way import BODY, MALFORMED, SUBJECT, Caught, Limit, Way

ABOUT = f"About {NAME}"
ADDRESSEES = Limit(
    "Honest mail to a pupil's family bears their names in From, To and Cc, so names there are not looked for."
)

PASSED = Limit(
    "Which mailboxes and machines a message passed stands in its trace and its number, and is no matter."
)


def b_word(text: str | bytes, charset: str = "utf-8") -> str:
    """An encoded word in base64 (RFC 2047 §4.1)."""
    content = text if isinstance(text, bytes) else text.encode(charset)
    return f"=?{charset}?B?{base64.b64encode(content).decode()}?="


def q_word(text: str, charset: str = "utf-8") -> str:
    """An encoded word in which each byte is written as a number (RFC 2047 §4.2)."""
    return f"=?{charset}?Q?{''.join(f'={byte:02X}' for byte in text.encode(charset))}?="


def _cut(text: str, at: int) -> str:
    raw_text = text.encode()
    return f"{b_word(raw_text[:at])}\r\n {b_word(raw_text[at:])}"


def _named(disposition: str, media_type: str = "application/octet-stream") -> bytes:
    """A file of no interest, its Content-Disposition as it is given."""
    return multipart(
        part("text/plain"), part(media_type, "x\r\n", f"Content-Disposition: attachment; {disposition}")
    )


def _in_field(name: str) -> bytes:
    return raw(f"{name}: {ABOUT}")


def _without_header(text: str) -> bytes:
    return text.encode()


SUBJECTS = (
    Way("subject-plain", "writes the name in the subject", lambda: subject(ABOUT), SUBJECT),
    Way("subject-base64", "encodes the subject in base64", lambda: subject(b_word(ABOUT)), SUBJECT),
    Way("subject-quoted", "writes each letter of the subject as a number",
        lambda: subject(q_word(ABOUT)), SUBJECT),
    Way("subject-two-words", "cuts the name between two encoded words", lambda: subject(_cut(ABOUT, 9)),
        SUBJECT),
    Way("subject-within-character", "cuts an encoded word in the middle of a letter",
        lambda: subject(_cut("About Zoë O'Neill", 9)), SUBJECT, "1043"),
    Way("subject-mixed-words", "writes one half in base64 and the other as numbers",
        lambda: subject(f"{b_word('About Grace Bi')}\r\n {q_word('shop')}"), SUBJECT),
    Way("subject-two-charsets", "gives each half of the name a character set of its own",
        lambda: subject(f"{b_word('About Grace Bi')}\r\n {b_word('shop', 'utf-16')}"), SUBJECT),
    Way("subject-ebcdic", "writes the subject in the character set of mainframes",
        lambda: subject(b_word(ABOUT, "cp037")), SUBJECT),
    Way("subject-utf7", "writes the subject in UTF-7",
        lambda: subject("=?utf-7?Q?About_+AEcAcgBhAGMAZQ-_Bishop?="), SUBJECT),
    Way("subject-unknown-charset", "names a character set that does not exist",
        lambda: subject(b_word(ABOUT.encode(), "x-oakfield")), SUBJECT),
    Way("subject-encoded-twice", "encodes an encoded word again", lambda: subject(b_word(b_word(ABOUT))),
        SUBJECT),
    Way("subject-no-padding", "leaves the end of the base64 away",
        lambda: subject(b_word(ABOUT).replace("=?=", "?=").replace("=?=", "?=")), SUBJECT),
    Way("subject-spaces-in-word", "puts spaces into an encoded word, which the standard forbids",
        lambda: subject("=?utf-8?Q?About Grace Bi=73hop?="), SUBJECT),
    Way("subject-word-in-quotes", "puts an encoded word in quotation marks",
        lambda: subject(f'"{b_word(ABOUT)}"'), SUBJECT),
    Way("subject-words-glued", "writes encoded words without a space between",
        lambda: subject(f"{b_word('About Grace Bi')}{b_word('shop')}"), SUBJECT),
    Way("subject-language", "adds a language to the encoded word",
        lambda: subject("=?utf-8*cy?Q?Grace_Bi=73hop?="), SUBJECT),
    Way("subject-raw-utf8", "writes the subject as bytes of UTF-8",
        lambda: subject("Zoë O'Neill"), SUBJECT, "1043"),
    Way("subject-raw-latin", "writes the subject as bytes of an old character set",
        lambda: subject("Zoë O'Neill".encode("latin-1")), SUBJECT, "1043"),
    Way("subject-folded", "breaks the subject between forename and surname",
        lambda: subject("About Grace\r\n Bishop"), SUBJECT),
    Way("subject-folded-by-tab", "breaks it with a tab", lambda: subject("About Grace\r\n\tBishop"), SUBJECT),
    Way("subject-folded-in-word", "breaks it in the middle of the surname",
        lambda: subject("About Grace Bi\r\n shop"), SUBJECT),
    Way("subject-after-blank", "breaks it over a line that only looks empty",
        lambda: subject("Next week\r\n \r\n Grace Bishop"), SUBJECT),
    Way("subject-twice", "writes two subjects, of which programs show the one or the other",
        lambda: raw(f"Subject: {ABOUT}"), SUBJECT),
    Way("subject-spaced-name", "puts a space before the colon",
        lambda: raw(f"Subject : {ABOUT}", subject=""), SUBJECT),
    Way("subject-far-right", "pushes the name out of sight behind a thousand spaces",
        lambda: subject(f"Next week{' ' * 900}{NAME}"), SUBJECT),
    Way("subject-and-body", "puts the forename in the subject and the surname in the text",
        lambda: raw("", "Bishop has been away since Monday.\r\n", subject="Subject: Grace"),
        Limit("A surname alone is not looked for: half of all letters would be held.")),
)  # fmt: skip

FIELDS = (
    Way("field-comments", "uses the field Comments", lambda: _in_field("Comments"),
        Caught("header:Comments")),
    Way("field-keywords", "uses the field Keywords", lambda: _in_field("Keywords"),
        Caught("header:Keywords")),
    Way("field-thread-topic", "hides it in Outlook's Thread-Topic",
        lambda: _in_field("Thread-Topic"), Caught("header:Thread-Topic")),
    Way("field-of-ones-own", "makes up a field, X-Note", lambda: _in_field("X-Note"),
        Caught("header:X-Note")),
    Way("field-of-ones-own-encoded", "makes up a field and encodes what is in it",
        lambda: raw(f"X-Note: {b_word(ABOUT)}"), Caught("header:X-Note")),
    Way("field-organization", "uses the field Organization",
        lambda: _in_field("Organization"), Caught("header:Organization")),
    Way("field-content-description", "describes the message by the name",
        lambda: _in_field("Content-Description"), Caught("header:Content-Description")),
    Way("field-summary", "uses a field of another protocol (Summary)",
        lambda: _in_field("Summary"), Caught("header:Summary")),
    Way("field-message-id", "writes the name into the message's number",
        lambda: raw("In-Reply-To: <grace.bishop@oakfield.sch.uk>"), PASSED),
    Way("field-mailer", "calls the mail program by the name",
        lambda: _in_field("X-Mailer"), Caught("header:X-Mailer")),
    Way("field-list", "writes it into the address for leaving a list",
        lambda: raw(f"List-Unsubscribe: <mailto:x@example.org?subject={NAME}>"),
        Caught("header:List-Unsubscribe")),
    Way("field-name", "makes the name the name of a field",
        lambda: raw("Grace-Bishop: away since Monday"), Caught("header")),
    Way("field-to-name", "writes the name beside the recipient's address",
        lambda: raw(f"Cc: {NAME} <somebody@gmail.com>"), ADDRESSEES),
    Way("field-sender-name", "writes the name beside their own address",
        lambda: raw(f"Reply-To: {NAME} <m.okafor@oakfield.sch.uk>"), ADDRESSEES),
    Way("field-received", "writes the name into the trace of an invented server",
        lambda: raw(f"Received: from a by b ({NAME}); Mon, 02 Nov 2026 15:00:00 +0000"),
        PASSED),
    Way("field-date-comment", "writes it as a comment behind the date",
        lambda: raw(f"Resent-Date: Mon, 02 Nov 2026 15:00:00 +0000 ({NAME})"), Caught("header:Resent-Date")),
    Way("field-part-description", "describes an attachment by the name",
        lambda: multipart(part("text/plain"), part("image/x-empty", "", f"Content-Description: {NAME}")),
        Caught("header:Content-Description")),
    Way("field-part-own", "makes up a field in the header of a part",
        lambda: multipart(part("text/plain", NOTHING, f"X-Note: {NAME}")), Caught("header:X-Note")),
    Way("field-part-id", "makes the name the number of a part",
        lambda: multipart(part("text/plain", NOTHING, "Content-ID: <grace.bishop@oakfield>")),
        Caught("header:Content-ID")),
    Way("field-boundary", "makes the name the mark between the parts",
        lambda: multipart(part("text/plain"), boundary="Grace Bishop"), Caught("header:Content-Type")),
    Way("field-parameter", "adds a parameter to the type",
        lambda: raw(f'MIME-Version: 1.0\r\nContent-Type: text/plain; x-note="{NAME}"'),
        Caught("header:Content-Type")),
    Way("field-type-comment", "adds a comment to the type",
        lambda: raw(f"MIME-Version: 1.0\r\nContent-Type: text/plain ({NAME})"),
        Caught("header:Content-Type")),
    Way("header-line-without-colon", "puts a line into the header that is no field",
        lambda: raw(f"{ABOUT}\r\nX-More: x"), BODY),
    Way("header-ends-early", "ends the header with a line that only looks empty",
        lambda: raw(f"X-A: x\r\n \r\n{ABOUT}"), BODY),
    Way("header-missing", "sends a text without any header", lambda: _without_header(f"{ABOUT}\r\n"), BODY),
    Way("header-as-body", "begins with an empty line, so that the header is the text",
        lambda: _without_header(f"\r\nSubject: {ABOUT}\r\n\r\nx\r\n"), BODY),
    Way("header-bare-cr", "ends a line of the header with CR only",
        lambda: raw(f"X-A: x\rX-B: {NAME}"), Caught("header:X-A")),
)  # fmt: skip

FILE_NAMES = (
    Way("name-plain", "calls a file by the name", lambda: attached("x", f"{NAME}.txt"),
        Caught(f"attachment:{NAME}.txt#name")),
    Way("name-encoded-word", "encodes the file's name as a subject is",
        lambda: _named(f'filename="{b_word(NAME)}"'), Caught(f"attachment:{NAME}#name")),
    Way("name-extended", "writes the file's name as percent signs and numbers",
        lambda: _named("filename*=utf-8''%47race%20%42ishop.txt"), Caught(f"attachment:{NAME}.txt#name")),
    Way("name-in-pieces", "writes the file's name in three pieces, out of order",
        lambda: _named('filename*2="hop.txt"; filename*0="Grace "; filename*1="Bis"'),
        Caught(f"attachment:{NAME}.txt#name")),
    Way("name-utf16", "writes the file's name in UTF-16",
        lambda: _named("filename*=utf-16''" + "".join(f"%{b:02X}" for b in NAME.encode("utf-16"))),
        Caught(f"attachment:{NAME}#name")),
    Way("name-ebcdic", "writes the file's name in the character set of mainframes",
        lambda: _named("filename*=cp037''" + "".join(f"%{b:02X}" for b in NAME.encode("cp037"))),
        Caught(f"attachment:{NAME}#name")),
    Way("name-two-fields", "gives the file another name in another field",
        lambda: _named('filename="trip.txt"', f'application/octet-stream; name="{NAME}.txt"'),
        Caught(f"attachment:{NAME}.txt#name")),
    Way("name-with-comment", "puts a comment into the file's name",
        lambda: _named("filename=Grace(x)_Bishop.txt"), MALFORMED),
    Way("name-of-folders", "writes the name as folders above the file",
        lambda: _named('filename="Grace/Bishop/x.txt"'), Caught("attachment:Grace_Bishop_x.txt#name")),
    Way("name-escaped", "puts a backslash before each letter of the file's name",
        lambda: _named('filename="' + "".join(f"\\{letter}" for letter in NAME) + '"'),
        Caught(f"attachment:{NAME}#name")),
    Way("name-reversed-mark", "turns the file's name round with a mark of direction",
        lambda: attached("x", "\u202etxt.pohsiB ecarG"), Caught("attachment:Grace Bishop.txt#name")),
    Way("name-two-files", "calls one file Grace and the other Bishop",
        lambda: multipart(
            part("text/plain", "x", 'Content-Disposition: attachment; filename="Grace.txt"'),
            part("text/plain", "x", 'Content-Disposition: attachment; filename="Bishop.txt"'),
        ),
        Limit("Two files are two texts, as two messages are.")),
)  # fmt: skip
WAYS = (*SUBJECTS, *FIELDS, *FILE_NAMES)
