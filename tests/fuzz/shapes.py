"""What hostile input looks like where it has the form of the real thing: for Hypothesis."""

from __future__ import annotations

import base64
import random
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.mutators import with_a_lie, zip_of

_WORDS = st.sampled_from(
    ("Grace Bishop", "Zoë O'Neill", "Dear all,", "", " ", "\0", "=?utf-8?q?Gr=61ce?=", "x" * 90)
)
_LINE_ENDS = st.sampled_from((b"\r\n", b"\r\n", b"\n", b"\r"))
_BOUNDARIES = st.sampled_from(("b", "bb", "b b", '"', "é"))
_TYPES = st.sampled_from(
    ("text/plain", "text/html; charset=utf-16", "message/rfc822", "application/zip; name=a.zip", "text/", "x")
)
_FIELDS = st.sampled_from(
    (
        "Subject: Grace Bishop",
        "To: Grace <a@family.example>, b@home.example;, zoe@oakfield.sch.uk (x",
        "Content-Disposition: attachment; filename*0*=utf-8''Gr; filename*1=ace.csv; filename=b.csv",
        "Content-Type: multipart/mixed; boundary=b; boundary=bb",
        "Content-Transfer-Encoding: base64, 7bit",
        "Content-Type : text/html",
        " folded",
        "no field at all",
        "DKIM-Signature: v=1; h=from:to; l=3; c=simple",
        "X-Schoolgate-Loop: 01M forged",
    )
)
_ENCODINGS = st.sampled_from(("7bit", "base64", "quoted-printable", "x-uuencode", "binhex", "unheard-of"))


def _leaf(header: list[str], media_type: str, encoding: str, words: list[str]) -> list[str]:
    text = "\n".join(words)
    if encoding == "base64":
        text = base64.encodebytes(text.encode()).decode()
    return [*header, f"Content-Type: {media_type}", f"Content-Transfer-Encoding: {encoding}", "", text]


def _multipart(header: list[str], boundary: str, parts: list[list[str]], closed: bool) -> list[str]:
    lines = [*header, f'Content-Type: multipart/mixed; boundary="{boundary}"', "", "a preamble"]
    for part in parts:
        lines += [f"--{boundary}", *part]
    return [*lines, f"--{boundary}--", "an epilogue"] if closed else lines


_HEADERS = st.lists(_FIELDS, max_size=3)
_LEAVES = st.builds(_leaf, _HEADERS, _TYPES, _ENCODINGS, st.lists(_WORDS, max_size=3))
_TREES = st.recursive(
    _LEAVES,
    lambda parts: st.builds(_multipart, _HEADERS, _BOUNDARIES, st.lists(parts, max_size=3), st.booleans()),
    max_leaves=6,
)

# A tree of parts with contradictory fields, boundaries that are shared or never closed, and odd line ends.
mails = st.builds(
    lambda lines, end: end.join(line.encode().replace(b"\n", end) for line in lines), _TREES, _LINE_ENDS
)

_MEMBERS = st.lists(
    st.tuples(
        st.sampled_from(("a.txt", "b/c.docx", "../d", "a.txt", "e\x01f", "g/")), st.binary(max_size=60)
    ),
    min_size=1,
    max_size=4,
)


def _lying(members: list[tuple[str, bytes]], seeds: list[int]) -> bytes:
    archive = zip_of(members)
    for seed in seeds:
        archive = with_a_lie(archive, random.Random(seed))
    return archive


# Zip archives whose headers say other sizes, places, methods and numbers than are true.
zips = st.builds(_lying, _MEMBERS, st.lists(st.integers(0, 10_000), max_size=3))

_TAGS = st.sampled_from(("w:p", "w:r", "w:t", "w:tbl", "w:tc", "a:t", "c", "v", "row", "si", "text:p", "x"))
_TEXTS = st.sampled_from(
    ("Grace", "&amp;", "&#x0;", "&b;", "]]>", "<![CDATA[Bishop]]>", "<!--x-->", "<?x?>", "7")
)


def _element(tag: str, inner: list[str], closed: bool) -> str:
    return f'<{tag} t="s" r="A1">{"".join(inner)}' + (f"</{tag}>" if closed else "")


_XML = st.recursive(
    _TEXTS,
    lambda inner: st.builds(
        _element, _TAGS, st.lists(inner, max_size=3), st.sampled_from((True, True, False))
    ),
    max_leaves=8,
)
_PROLOGUES = st.sampled_from(
    (
        "",
        '<?xml version="1.0"?>',
        '<?xml version="1.0" encoding="utf-16"?>',
        '<!DOCTYPE x [<!ENTITY b "bb">]>',
    )
)
_MAINS = st.sampled_from(
    (
        ("wordprocessingml.document", "word/document.xml"),
        ("spreadsheetml.sheet", "xl/worksheets/sheet1.xml"),
        ("presentationml.presentation", "ppt/slides/slide1.xml"),
    )
)


def _office(main: tuple[str, str], prologue: str, xml: str, other: str) -> bytes:
    kind, name = main
    full = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    types = f'<Types><Override PartName="/{name}" ContentType="{full}"/></Types>'
    space = ' xmlns:w="w" xmlns:a="a" xmlns:text="t"'
    members = {
        "[Content_Types].xml": types,
        name: f"{prologue}<x{space}>{xml}</x>",
        "xl/sharedStrings.xml": other,
    }
    return zip_of([(path, text.encode()) for path, text in members.items()])


# Documents of Office whose XML is nested oddly, not closed, declared in another way, or no XML.
offices = st.builds(_office, _MAINS, _PROLOGUES, _XML, _XML)

_CONTROLS = st.sampled_from(
    (
        r"\rtf1\ansi ", "{", "}", "{", "}", r"\par ", r"\u233?", r"\'e9", r"\uc2", r"\bin5 ab}", r"\field",
        r"{\*\fldinst x}", r"{\object\objdata 0105}", r"{\fonttbl{\f0\fcharset128 A;}}", r"\f0", "Grace",
        r"\cell\row", r"\trowd", r"\v", "\\", r"\bin99999999 ", r"\u-99999 ", "\0",
    )
)  # fmt: skip
# RTF whose groups are not closed, and whose control words have numbers that nobody would write.
rtfs = st.lists(_CONTROLS, max_size=20).map(lambda words: ("{\\rtf1" + "".join(words)).encode())


@st.composite
def damaged(draw: st.DrawFn, inputs: tuple[Path, ...]) -> bytes:
    """One of the inputs, or two, cut, overwritten, doubled or put together."""
    data = draw(st.sampled_from(inputs)).read_bytes()
    for _ in range(draw(st.integers(1, 3))):
        one, other = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        match draw(st.integers(0, 3)):
            case 0:
                data = data[:one] + data[other:]
            case 1:
                noise = draw(st.binary(min_size=1, max_size=8))
                data = data[:one] + noise + data[one + len(noise) :]
            case 2:
                data = data[:other] + data[one:]
            case _:
                data = data[:one] + draw(st.sampled_from(inputs)).read_bytes()[one:]
    return data
