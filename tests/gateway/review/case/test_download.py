"""A file leaves under a name that does no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.case.download import download, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("letter.docx", "letter.docx"),
        ("Zoë O'Neill.pdf", "Zoë O'Neill.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.file"),
        ("C:\\temp\\a.pdf", "C__temp_a.pdf"),
        ("run.exe", "run.exe.file"),
        ("page.html", "page.html.file"),
        ("fdp.\u202eexe", "fdp.exe.file"),
        ("letter.pdf .exe", "letter.pdf .exe.file"),
        ('a"b;c.pdf', "a_b;c.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("", "attachment.file"),
        (".htaccess", "htaccess.file"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_name_that_is_not_ascii_is_encoded() -> None:
    """RFC 8187 §3.2."""
    disposition = download("Siân.pdf", b"x")["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''Si%C3%A2n.pdf"


@given(st.text())
def test_no_name_adds_a_header_field_or_a_parameter(name: str) -> None:
    disposition = download(name, b"x")["Content-Disposition"]
    assert disposition.isprintable()
    assert disposition.startswith(('attachment; filename="', "attachment; filename*=utf-8''"))
    assert disposition.count('"') in (0, 2)
