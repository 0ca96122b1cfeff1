"""The bytes of a message are taken as each kind of program takes them."""

import pytest

from detectors.mime.variants import variants


@pytest.mark.parametrize(
    ("raw", "others"),
    [
        (b"a\r\nb\r\n", []),
        (b"a\nb\n", []),
        (b"", []),
        (b"a\r\nb\rc", [b"a\r\nb\r\nc", b"a\r\nbc"]),
        (b"a\nb\rc", [b"a\nb\nc", b"a\nbc"]),
        (b"a\r\nb\nc", [b"a\r\nb c"]),
        (b"a\r\nb\0c", [b"a\r\nbc"]),
        (b"a\r\nb\nc\rd\0", [b"a\r\nb\nc\r\nd\0", b"a\r\nb\ncd", b"a\r\nb c\rd\0"]),
    ],
)
def test_variants(raw: bytes, others: list[bytes]) -> None:
    assert list(variants(raw)) == others
