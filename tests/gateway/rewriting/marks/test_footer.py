import time
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.charset import decode
from detectors.mime.parse import parse
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.marks.footer import add_footer
from gateway.rewriting.marks.htmlend import end_of_text
from gateway.rewriting.mime.parts import Leaf, take_apart
from tests.gateway.rewriting.letters import real_mail

FOOTER = "Ysgol Derw – Oakfield’s “safe” mail <https://oakfield.sch.uk>\nŵ & é"
IN_ASCII = 'Ysgol Derw - Oakfield\'s "safe" mail <https://oakfield.sch.uk>\r\nw & e\r\n'
ENCODINGS = ("7bit", "8bit", "quoted-printable", "base64")
PAGE = "<html><body><p>Hello = Zoe</p></body></html>\r\n"


def part(
    content: bytes, subtype: str = "plain", charset: str = "utf-8", encoding: str = "8bit", extra: str = ""
) -> bytes:
    """A message, or with a boundary in front a part."""
    head = f"Content-Type: text/{subtype}; charset={charset}{extra}\r\nContent-Transfer-Encoding: {encoding}"
    return head.encode() + b"\r\n\r\n" + content


def multipart(subtype: str, *parts: bytes) -> bytes:
    head = f"Content-Type: multipart/{subtype}; boundary={subtype}\r\n\r\n".encode()
    marks = b"".join(b"--" + subtype.encode() + b"\r\n" + each + b"\r\n" for each in parts)
    return head + marks + b"--" + subtype.encode() + b"--\r\n"


def texts(raw: bytes) -> list[str]:
    return [decode(each.content, each.charset) for each in parse(raw).parts]


def in_alternative(encoding: str) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "h.tudor@oakfield.sch.uk"
    message["Subject"] = "Trip"
    message.set_content("Dear all = everybody,\r\n" + "long " * 12 + "\r\n", cte=encoding)
    message.add_alternative(PAGE, subtype="html", cte=encoding)
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_below_the_text_in_both_of_its_forms(encoding: str) -> None:
    raw = in_alternative(encoding)
    step = add_footer(raw, FOOTER)
    plain, page = texts(step.content)
    old_plain, _ = texts(raw)
    assert plain == old_plain + "\r\n" + (
        IN_ASCII if encoding == "7bit" else FOOTER.replace("\n", "\r\n") + "\r\n"
    )
    assert page.startswith("<html><body><p>Hello = Zoe</p>\r\n<p style=")
    assert page.endswith(
        "\r\n&lt;https://oakfield.sch.uk&gt;<br>\r\n&#373; &amp; &#233;</p>\r\n</body></html>\r\n"
    )
    assert step.changes[0].rewrite is Rewrite.ADD_FOOTER
    assert step.changes[0].count == 2
    assert [
        each.get_content() for each in message_from_bytes(step.content, policy=policy.default).iter_parts()
    ] == [
        plain,
        page,
    ]
    assert max(map(len, step.content.split(b"\r\n"))) <= 150
    assert add_footer(step.content, FOOTER).content == step.content


@pytest.mark.parametrize(
    ("charset", "encoding", "ending"),
    [
        ("utf-8", "8bit", FOOTER),
        ("utf-8", "7bit", IN_ASCII),
        ("iso-8859-1", "8bit", IN_ASCII.replace("& e", "& é")),
        ("windows-1252", "quoted-printable", FOOTER.replace("ŵ", "w")),
        ("iso-8859-14", "base64", IN_ASCII.replace("w & e", "ŵ & é")),
        ("us-ascii", "base64", IN_ASCII),
        ("unheard-of", "8bit", IN_ASCII),
        ("iso-2022-jp", "7bit", IN_ASCII),
    ],
)
def test_a_letter_that_the_character_set_has_not_is_written_plainer(
    charset: str, encoding: str, ending: str
) -> None:
    hello = b"SGVsbG8=" if encoding == "base64" else b"Hello"
    step = add_footer(part(hello, charset=charset, encoding=encoding), FOOTER)
    assert texts(step.content)[0].split() == ["Hello", *ending.split()]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-7", "utf-32", "cp037"])
def test_nothing_is_added_where_ascii_is_not_itself(charset: str) -> None:
    with pytest.raises(CannotRewriteError):
        add_footer(part(b"SABlAGwAbABvAA==", charset=charset, encoding="base64"), FOOTER)


def test_nothing_is_added_in_an_old_encoding() -> None:
    with pytest.raises(CannotRewriteError):
        add_footer(part(b"begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n", encoding="x-uuencode"), FOOTER)


def test_only_the_last_of_several_texts() -> None:
    raw = multipart("mixed", part(b"one"), part(b"two", "html"), part(b"BEGIN:VCALENDAR", "calendar"))
    assert ["Footer" in text for text in texts(add_footer(raw, "Footer").content)] == [False, True, False]


def test_both_forms_where_one_stands_deeper() -> None:
    raw = multipart(
        "mixed",
        multipart("alternative", part(b"one"), multipart("related", part(b"<p>two</p>", "html"))),
        part(b"list", extra='\r\nContent-Disposition: attachment; filename="list.txt"'),
    )
    assert ["Footer" in text for text in texts(add_footer(raw, "Footer").content)] == [True, True, False]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: Trip\r\n\r\n" + b"> Sent by\r\n> Oakfield Academy.\r\n",
        part(b"<p>Sent by<br><b>Oakfield</b> Academy.</p>", "html"),
        multipart("mixed", b"Content-Type: application/pdf\r\n\r\n%PDF-1.7"),
        b"Subject: Trip\r\nTo: a@family.example",
    ],
)
def test_where_it_is_there_or_has_no_place_nothing_changes(raw: bytes) -> None:
    step = add_footer(raw, "Sent by Oakfield Academy.")
    assert step.content == raw
    assert step.changes == ()


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/signed; boundary=b; protocol=application/pgp-signature; micalg=pgp-sha256",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    ],
)
def test_a_sealed_message_is_not_touched(head: bytes) -> None:
    raw = (
        head
        + b"\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
    )
    with pytest.raises(CannotRewriteError):
        add_footer(raw, FOOTER)


def test_a_line_that_looked_like_a_boundary_does_not_become_one() -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    raw = head + b"Hello\r\n--b--</body>\r\n"
    with pytest.raises(CannotRewriteError):
        add_footer(raw, FOOTER)


@pytest.mark.parametrize(("delsp", "soft"), [("", " "), ("; delsp=yes", "  ")])
def test_text_that_flows(delsp: str, soft: str) -> None:
    """RFC 3676: lines that belong together end in a space, and some begin with one that is not shown."""
    raw = part(b"a paragraph \r\nthat flows ", extra="; format=flowed" + delsp)
    footer = "> " + "Oakfield Academy " * 8 + "\nFrom us"
    lines = texts(add_footer(raw, footer).content)[0].split("\r\n")
    assert lines[:3] == ["a paragraph ", "that flows ", ""]
    assert lines[3].startswith(" > Oakfield")
    assert lines[3].endswith("Academy" + soft)
    assert lines[-2:] == [" From us", ""]
    assert not lines[-3].endswith(" ")


@pytest.mark.parametrize("text", ["Sent\rBcc: a", "a\0b", "a\r\nb", "a\x1b[0m"])
def test_a_footer_is_text(text: str) -> None:
    with pytest.raises(CannotRewriteError):
        add_footer(part(b"Hello"), text)


contents = st.text(
    st.sampled_from("aé =\t.<>&/bodyp-–\n") | st.characters(exclude_categories=("Cs", "Cc")), max_size=300
)


@given(contents, st.sampled_from(ENCODINGS[1:]), st.booleans(), st.booleans())
def test_all_that_was_there_stays(text: str, encoding: str, is_html: bool, lf: bool) -> None:
    content = text.replace("\n", "\r\n") + ("</body>" if is_html else "")
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(content or "x", subtype="html" if is_html else "plain", cte=encoding)
    raw = message.as_bytes().replace(b"\r\n", b"\n") if lf else message.as_bytes()
    try:
        step = add_footer(raw, FOOTER)
    except CannotRewriteError:
        return
    [before], [after] = take_apart(raw).leaves, take_apart(step.content).leaves
    assert step.content.startswith(raw[: before.body.start])
    _check_put_in(before, after)


def _check_put_in(before: Leaf, after: Leaf) -> None:
    """That all of the content is there, in front of the footer and behind it."""
    old, new = before.content, after.content
    at = end_of_text(old) if before.entity.media_type == "text/html" else len(old)
    assert len(new) > len(old) + len(FOOTER)
    assert new.startswith(old[:at])
    assert new.endswith(old[at:])


def test_real_mail(corpora: Path) -> None:
    """What is before the footer is byte for byte what was there, and so are all other parts."""
    changed = 0
    for raw in real_mail(corpora, every=12):
        try:
            step = add_footer(raw, FOOTER)
        except CannotRewriteError:
            continue
        if not step.changes:
            continue
        changed += 1
        assert not parse(step.content).defects
        before, after = take_apart(raw).leaves, take_apart(step.content).leaves
        assert [leaf.header.fields for leaf in before] == [leaf.header.fields for leaf in after]
        different = [pair for pair in zip(before, after, strict=True) if pair[0].encoded != pair[1].encoded]
        assert len(different) == step.changes[0].count
        for old, new in different:
            _check_put_in(old, new)
        assert add_footer(step.content, FOOTER).content == step.content
    assert changed > 150


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("unit", [b"=", b"=\r\n", b" ", b" \r\n", b"<!--", b"> ", b"a\r\n"])
def test_a_long_text_takes_linear_time(encoding: str, unit: bytes) -> None:
    raw = part(unit * (300_000 // len(unit)) + b"\r\n", "html", encoding=encoding)
    started = time.process_time()
    with suppress(CannotRewriteError):
        add_footer(raw, FOOTER)
    assert time.process_time() - started < 5
