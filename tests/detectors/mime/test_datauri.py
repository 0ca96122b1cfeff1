"""Files in data: addresses of HTML are found."""

import pytest

from detectors.mime.datauri import Inline, find_data


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
