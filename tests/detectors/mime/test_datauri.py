"""Files in data: addresses of HTML are found."""

import pytest

from detectors.mime.datauri import Inline, find_data
from tests.support.timing import quickest


@pytest.mark.parametrize(
    ("html", "media_type", "content"),
    [
        (b'<a href="data:application/zip;base64,UEsDBA==">', "application/zip", b"PK\x03\x04"),
        (b"<a href='DATA:Application/ZIP;Base64,UEsD\r\n BA=='>", "application/zip", b"PK\x03\x04"),
        (b"<img src=data:image/png;base64,R3JhY2U=>", "image/png", b"Grace"),
        (b'<a href="data:;base64,R3JhY2U%3D">', "text/plain", b"Grace"),
        (b'<a href="data:text/csv;charset=utf-8;base64,R3JhY2U=">', "text/csv", b"Grace"),
        (b'<a href="data:text/csv ; name=a.csv ;base64 ,R3JhY2U=">', "text/csv", b"Grace"),
        (b'<a href="data:text/html,%3Cb%3EGrace=1">', "text/html", b"<b>Grace=1"),
        (b"<i style='background:url(data:image/png;base64,R3JhY2U=)'>", "image/png", b"Grace"),
    ],
)
def test_a_file(html: bytes, media_type: str, content: bytes) -> None:
    assert list(find_data(html)) == [Inline(media_type, content)]


def test_all_of_them_in_order() -> None:
    html = b'<img src="data:a/b;base64,MQ=="><img src="data:a/b;base64,Mg=="><img src="data:c/d,">'
    assert [each.content for each in find_data(html)] == [b"1", b"2"]


@pytest.mark.parametrize("html", [b"<p>The data: a, b and c</p>", b"<p>base64, they say</p>", b""])
def test_prose_is_no_file(html: bytes) -> None:
    assert list(find_data(html)) == []


def test_one_in_the_last_parameter_of_another() -> None:
    broken = b"data:" + b";a=b" * 60 + b";x=" + b"y" * 75
    assert list(find_data(broken + b"data:image/png;base64,R3JhY2U=")) == [Inline("image/png", b"Grace")]


@pytest.mark.parametrize("hostile", [b"data:;d=e", b"data:", b";a=b", b"data:a/b;", b"data: ; d "])
def test_time_is_linear(hostile: bytes) -> None:
    less, more = (
        quickest(lambda html=b"data:" + hostile * many: list(find_data(html))) for many in (2_000, 8_000)
    )
    assert more < 8 * less + 0.02
