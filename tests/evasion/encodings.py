"""Character sets and transfer encodings: the same letters as other bytes."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import lzma
import quopri
import zlib

from tests.evasion.letters import NAME, SENTENCE, attached, encoded, multipart, page, part, raw, text
from tests.evasion.way import BODY, CODED, MALFORMED, UNREADABLE, Caught, Limit, Way

_PLAIN = SENTENCE.encode()
_BASE64 = base64.b64encode(_PLAIN)
FILE = Caught("attachment:letter.txt")


def _in(codec: str, charset: str = "") -> bytes:
    """The sentence in a codec, under the name of that or another character set."""
    return text(SENTENCE.encode(codec), charset or codec)


def _base64(body: bytes, charset: str = "utf-8") -> bytes:
    return encoded(body, "base64", f"text/plain; charset={charset}")


def _wide(codec: str, charset: str) -> bytes:
    return _base64(base64.encodebytes(SENTENCE.encode(codec)), charset)


def _file(codec: str) -> bytes:
    return attached(SENTENCE.encode(codec), "letter.txt", "text/plain")


def _pasted() -> Caught:
    """The file that is unpacked from one that is pasted into the text."""
    return Caught("attachment:body/pasted-1/pasted-1")


def _uuencoded(content: bytes, name: str) -> bytes:
    lines = (binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
    return b"begin 644 " + name.encode() + b"\n" + b"".join(lines) + b"`\nend\n"


def _yenc(content: bytes) -> bytes:
    shifted = bytes((byte + 42) % 256 for byte in content)
    size = len(content)
    return b"=ybegin line=128 size=%d name=letter.txt\r\n%s\r\n=yend size=%d\r\n" % (size, shifted, size)


_HALVES = base64.b64encode(b"I spoke to Grace Bi"), base64.b64encode(b"shop about Friday.\r\n")

CHARSETS = (
    Way("charset-utf7", "writes in UTF-7", lambda: text(b"About +AEcAcgBhAGMAZQ- Bishop", "utf-7"), BODY),
    Way("charset-utf7-undeclared", "writes in UTF-7 and says that it is ASCII",
        lambda: text(b"About +AEcAcgBhAGMAZQAgAEIAaQBzAGgAbwBw-.", "us-ascii"),
        Limit("No mail program of today reads UTF-7 that is not declared; the reader would see the code.")),
    Way("charset-utf16-marked", "writes in UTF-16 with a byte order mark", lambda: _wide("utf-16", "utf-16"),
        BODY),
    Way("charset-utf16-le", "writes in UTF-16 without a mark", lambda: _wide("utf-16-le", "utf-16"), BODY),
    Way("charset-utf16-be", "writes in UTF-16, the other way round", lambda: _wide("utf-16-be", "utf-16be"),
        BODY),
    Way("charset-utf16-undeclared", "writes in UTF-16 and says that it is UTF-8",
        lambda: _wide("utf-16-le", "utf-8"), BODY),
    Way("charset-utf32", "writes in UTF-32", lambda: _wide("utf-32", "utf-32"), BODY),
    Way("charset-utf32-undeclared", "writes in UTF-32 and says that it is UTF-8",
        lambda: _wide("utf-32-be", "utf-8"), BODY),
    Way("charset-utf8-in-utf16", "says UTF-16 of plain letters", lambda: text(SENTENCE, "utf-16"), BODY),
    Way("charset-cp037", "writes in the character set of mainframes", lambda: _wide("cp037", "cp037"), BODY),
    Way("charset-ibm037", "names the mainframes' set as browsers do", lambda: _wide("cp037", "IBM037"), BODY),
    Way("charset-cp500", "writes in another set of mainframes", lambda: _wide("cp500", "cp500"), BODY),
    Way("charset-cp1047", "writes in a mainframe set that Python does not have",
        lambda: _wide("cp037", "IBM1047"), BODY),
    Way("charset-ebcdic-undeclared", "writes in the mainframes' set and says that it is UTF-8",
        lambda: _wide("cp037", "utf-8"),
        BODY),
    Way("charset-hz", "writes in HZ, with ASCII as it is", lambda: _in("hz", "hz-gb-2312"), BODY),
    Way("charset-hz-wide", "writes the name in HZ's broad letters",
        lambda: text("Ｇｒａｃｅ　Ｂｉｓｈｏｐ".encode("hz"), "hz-gb-2312"), BODY),
    Way("charset-iso2022jp", "writes the name in the broad letters of ISO-2022-JP",
        lambda: text("Ｇｒａｃｅ　Ｂｉｓｈｏｐ".encode("iso2022_jp"), "iso-2022-jp"), BODY),
    Way("charset-iso2022kr", "writes the name in the broad letters of ISO-2022-KR",
        lambda: text("Ｇｒａｃｅ　Ｂｉｓｈｏｐ".encode("iso2022_kr"), "iso-2022-kr"), BODY),
    Way("charset-iso2022jp-undeclared", "writes it so and says that it is ASCII",
        lambda: text("Ｇｒａｃｅ　Ｂｉｓｈｏｐ".encode("iso2022_jp"), "us-ascii"), BODY),
    Way("charset-iso2022-switch", "switches the set and back within the name",
        lambda: text(b"About Gra\x1b(Jce Bi\x1b(Bshop", "iso-2022-jp"), BODY),
    Way("charset-iso2022-switch-undeclared", "switches the set and back in what is called ASCII",
        lambda: text(b"About Gra\x1b(Jce Bi\x1b(Bshop", "us-ascii"), BODY),
    Way("charset-shift-jis", "writes the name in the broad letters of Shift_JIS",
        lambda: text("Ｇｒａｃｅ　Ｂｉｓｈｏｐ".encode("shift_jis"), "shift_jis"), BODY),
    Way("charset-shift-jis-cyrillic", "writes with the Cyrillic look-alikes of Shift_JIS",
        lambda: text("Grаcе Вishор".encode("shift_jis"), "shift_jis"), BODY),
    Way("charset-koi8", "writes with the Cyrillic look-alikes of KOI8-R",
        lambda: text("Grаcе Вishор".encode("koi8-r"), "koi8-r"), BODY),
    Way("charset-koi8-mislabelled", "writes so and says that it is Latin",
        lambda: text("Grаcе Вishор".encode("koi8-r"), "iso-8859-1"),
        Limit("The reader sees other letters than the writer, and no name.")),
    Way("charset-punycode", "calls Punycode a character set", lambda: text(SENTENCE, "punycode"), BODY),
    Way("charset-unknown", "names a character set that does not exist", lambda: text(SENTENCE, "x-oakfield"),
        BODY),
    Way("charset-twice", "names two character sets, the first of mainframes",
        lambda: text(SENTENCE, "cp037; charset=utf-8"), BODY),
    Way("charset-of-page", "lets the page name the mainframes' set and the message another",
        lambda: text("<meta charset=cp037><p>" + SENTENCE, "utf-8").replace(b"text/plain", b"text/html"),
        BODY),
    Way("charset-nul-between", "puts a null character between all letters",
        lambda: text("\0".join(NAME)), BODY),
    Way("charset-backspace", "types wrong letters and the key that takes them away",
        lambda: text("About Grx\bace Bixx\b\bshop"), BODY),
    Way("charset-terminal-codes", "colours half of the name with the codes of a terminal",
        lambda: text("About Gra\x1b[31mce Bi\x1b[0mshop"), BODY),
    Way("charset-surrogates", "writes UTF-8 as halves of UTF-16 characters",
        lambda: text("About 𝐆𝐫𝐚𝐜𝐞 𝐁𝐢𝐬𝐡𝐨𝐩".encode("utf-16-be").decode("utf-16-be", "surrogatepass")
                     .encode("utf-16", "surrogatepass").decode("utf-16").encode()), BODY),
    Way("charset-overlong", "writes letters as longer UTF-8 than they need",
        lambda: text(b"About \xc1\x87race \xc1\x82ishop"),
        Limit("Programs show it as rubbish and the rest of the word, race ishop.")),
    Way("charset-bom-first", "begins the text with a byte order mark", lambda: text("\ufeff" + SENTENCE),
        BODY),
    Way("charset-file-utf16", "attaches a text in UTF-16", lambda: _file("utf-16"), FILE),
    Way("charset-file-utf16-odd", "attaches a text in UTF-16 without a mark and a byte too many",
        lambda: attached(SENTENCE.encode("utf-16-le") + b"\n", "letter.txt", "text/plain"), UNREADABLE),
    Way("charset-file-utf32", "attaches a text in UTF-32 without a mark", lambda: _file("utf-32-le"),
        UNREADABLE),
    Way("charset-file-ebcdic", "attaches a text in the mainframes' set", lambda: _file("cp037"), FILE),
    Way("charset-file-utf7", "attaches a text in UTF-7",
        lambda: attached(
            b"About +AEcAcgBhAGMAZQAgAEIAaQBzAGgAbwBw-.", "letter.txt", "text/plain; charset=utf-7"
        ), FILE),
)  # fmt: skip

TRANSFER = (
    Way("quoted-printable", "encodes the text as quoted-printable",
        lambda: encoded(quopri.encodestring(_PLAIN), "quoted-printable"), BODY),
    Way("quoted-printable-all", "writes every letter as a number",
        lambda: encoded("".join(f"={byte:02x}" for byte in _PLAIN).encode(), "quoted-printable"), BODY),
    Way("quoted-printable-broken-line", "breaks the line softly in the middle of the surname",
        lambda: encoded(b"I spoke to Grace Bi=\r\nshop.", "quoted-printable"), BODY),
    Way("quoted-printable-spaces-after", "puts spaces behind the soft break",
        lambda: encoded(b"I spoke to Grace Bi=  \r\nshop.", "quoted-printable"), BODY),
    Way("quoted-printable-every-letter", "breaks the line softly after each letter",
        lambda: encoded("=\r\n".join(SENTENCE[:30]).encode(), "quoted-printable"), BODY),
    Way("quoted-printable-undeclared", "writes quoted-printable and does not say so",
        lambda: encoded(b"I spoke to Grace Bi=\r\nshop.", "7bit"), BODY),
    Way("quoted-printable-in-text", "writes its codes into a plain text",
        lambda: text("I spoke to Gr=61ce Bish=6Fp."), BODY),
    Way("encoded-word-in-text", "writes an encoded word into a plain text",
        lambda: text("=?utf-8?Q?Gr=61ce_Bish=6Fp?="), BODY),
    Way("base64", "encodes the text in base64", lambda: _base64(_BASE64), BODY),
    Way("base64-no-padding", "leaves its end away", lambda: _base64(_BASE64.rstrip(b"=")), BODY),
    Way("base64-junk", "puts signs into it that do not belong there",
        lambda: _base64(b"!".join(_BASE64[at : at + 5] for at in range(0, len(_BASE64), 5))), BODY),
    Way("base64-one-line", "writes it in lines of one letter",
        lambda: _base64(b"\r\n".join(_BASE64[at : at + 1] for at in range(len(_BASE64)))), BODY),
    Way("base64-two-pieces", "joins two pieces of base64, each with its own end",
        lambda: _base64(b"\r\n".join(_HALVES)), BODY),
    Way("base64-url-letters", "uses the letters of base64 for addresses",
        lambda: _base64(base64.urlsafe_b64encode("ÿÿþ Grace Bishop".encode())), BODY),
    Way("base64-text-behind", "writes the name as it is behind the end of the base64",
        lambda: _base64(base64.b64encode(b"See you.") + f"\r\n\r\n{NAME}\r\n".encode()), MALFORMED),
    Way("base64-twice", "encodes twice, and says so once", lambda: _base64(base64.b64encode(_BASE64)), BODY),
    Way("base64-in-text", "pastes base64 into the text", lambda: text(_BASE64 + b"\r\n"), BODY),
    Way("base64-in-quotes", "writes base64 between quotation marks and brackets",
        lambda: text('{"note":"' + _BASE64.decode() + '"}'), BODY),
    Way("base64-of-utf16", "writes the base64 of UTF-16, as PowerShell does",
        lambda: text(base64.b64encode(SENTENCE.encode("utf-16-le"))), BODY),
    Way("base64-of-marked", "writes the base64 of a text that begins with a byte order mark",
        lambda: text(base64.b64encode(SENTENCE.encode("utf-8-sig"))), BODY),
    Way("base64-of-unseen", "writes the base64 of a text with characters that are not seen",
        lambda: text(base64.b64encode("Grace\u200b\u00a0Bishop".encode())), BODY),
    Way("base64-of-latin", "writes the base64 of a text in an old character set",
        lambda: text(base64.b64encode("At the café with Grace Bishop".encode("latin-1"))), BODY),
    Way("base64-of-gzip", "writes the base64 of a few packed words",
        lambda: text(base64.b64encode(gzip.compress(NAME.encode(), mtime=0))), _pasted()),
    Way("base64-of-bzip2", "writes the base64 of what bzip2 has packed",
        lambda: text(base64.b64encode(bz2.compress(_PLAIN))), _pasted()),
    Way("base64-of-xz", "writes the base64 of what xz has packed",
        lambda: text(base64.b64encode(lzma.compress(_PLAIN))), _pasted()),
    Way("base64-of-zlib", "writes the base64 of what zlib has packed",
        lambda: text(base64.b64encode(zlib.compress(_PLAIN))), CODED),
    Way("base64-undeclared", "sends a text in base64 and does not say so", lambda: encoded(_BASE64, "7bit"),
        BODY),
    Way("base64-misspelt", "says base-64", lambda: encoded(_BASE64, "base-64"), BODY),
    Way("base64-commented", "hides the encoding behind a comment", lambda: encoded(_BASE64, "(7bit) base64"),
        BODY),
    Way("base64-two-fields", "states two encodings",
        lambda: raw("MIME-Version: 1.0\r\nContent-Transfer-Encoding: 7bit\r\n"
                    "Content-Transfer-Encoding: base64", _BASE64), BODY),
    Way("base64-without-version", "leaves MIME-Version away",
        lambda: raw("Content-Transfer-Encoding: base64", _BASE64), BODY),
    Way("base64-quoted", "encodes base64 as quoted-printable",
        lambda: encoded(quopri.encodestring(_BASE64), "quoted-printable"), BODY),
    Way("uuencode-declared", "uses uuencode as the encoding",
        lambda: encoded(_uuencoded(_PLAIN, "letter.txt"), "x-uuencode"), BODY),
    Way("uuencode-in-text", "writes a uuencoded file into the text",
        lambda: text(_uuencoded(_PLAIN, "letter.txt").replace(b"\n", b"\r\n")), FILE),
    Way("uuencode-name", "gives that file the name",
        lambda: text(_uuencoded(b"x", f"{NAME}.txt").replace(b"\n", b"\r\n")),
        Caught(f"attachment:{NAME}.txt#name")),
    Way("uuencode-in-page", "writes a uuencoded file into a page",
        lambda: page(f"<pre>{_uuencoded(_PLAIN, 'letter.txt').decode()}</pre>"), CODED),
    Way("begin-base64", "writes a base64 file into the text, as uuencode -m does",
        lambda: text(b"begin-base64 644 letter.txt\r\n" + _BASE64 + b"\r\n====\r\n"), FILE),
    Way("yenc", "writes a file of Usenet into the text", lambda: text(_yenc(_PLAIN), "us-ascii"), FILE),
    Way("encoding-unknown", "makes up an encoding", lambda: encoded(_BASE64, "x-oakfield"), BODY),
    Way("encoding-of-multipart", "says of a message of parts that it is base64",
        lambda: multipart(part("text/plain", SENTENCE)).replace(
            b"\r\n\r\n--", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n--", 1
        ), BODY),
    Way("encoded-multipart", "encodes the parts together in base64",
        lambda: encoded(base64.encodebytes(multipart(part("text/plain", SENTENCE)).split(b"\r\n\r\n", 1)[1]),
                        "base64", 'multipart/mixed; boundary="cut"'), BODY),
    Way("hex-in-text", "writes the name as hexadecimal numbers", lambda: text(f"Code {NAME.encode().hex()}"),
        BODY),
    Way("hex-spaced", "writes a space between the hexadecimal numbers",
        lambda: text(NAME.encode().hex(" ")), CODED),
    Way("url-twice", "writes the percent signs as numbers, too",
        lambda: text("I spoke to Gr%2561ce%2520B%2569shop."), BODY),
    Way("url-in-text", "writes each letter as a percent sign and a number",
        lambda: text("".join(f"%{byte:02X}" for byte in NAME.encode())), BODY),
    Way("url-letters-in-text", "writes some letters so", lambda: text("Gr%61ce%20B%69shop"), BODY),
    Way("unicode-escapes", "writes letters as a program does", lambda: text(r"\u0047race \u0042ishop"), BODY),
    Way("entities-in-text", "writes entities of HTML into a plain text", lambda: text("&#71;race &#66;ishop"),
        BODY),
    Way("rot13", "moves each letter by thirteen", lambda: text("I spoke to Tenpr Ovfubc."), CODED),
    Way("reversed", "writes the name backwards", lambda: text("I spoke to pohsiB ecarG."), CODED),
    Way("morse", "writes in Morse code", lambda: text("--. .-. .- -.-. . / -... .. ... .... --- .--."),
        CODED),
    Way("binary", "writes the letters as ones and noughts",
        lambda: text(" ".join(f"{byte:08b}" for byte in NAME.encode())), CODED),
    Way("numbers", "writes the letters as numbers",
        lambda: text(" ".join(str(byte) for byte in NAME.encode())), CODED),
    Way("base32", "encodes the name in base32", lambda: text(base64.b32encode(_PLAIN)), CODED),
    Way("ascii85", "encodes the name in ASCII85", lambda: text(base64.a85encode(_PLAIN)), CODED),
)  # fmt: skip
WAYS = (*CHARSETS, *TRANSFER)
