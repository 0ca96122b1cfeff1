"""Encoded words are decoded wherever they stand and however they were cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.words import decode_words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?Q?Zo=C3=AB_Bishop?=", "Zoë Bishop"),
        ("=?UTF-8?b?Wm/Dqw==?=", "Zoë"),
        ("=?UTF-8?b?Wm/Dqw?=", "Zoë"),
        ("=?iso-8859-1?q?Zo=EB?= Bishop", "Zoë Bishop"),
        ("=?utf-8*en?q?Zo=C3=AB?=", "Zoë"),
        ("Re: =?utf-8?q?a?= =?utf-8?q?b?= c", "Re: ab c"),
        ("=?utf-8?q?a?=\t=?iso-8859-1?q?=EB?=", "aë"),
        ("=?utf-8?q?Zo=C3?= =?utf-8?q?=AB?=", "Zoë"),
        ("=?utf-8?q?Trip to Oakfield?=", "Trip to Oakfield"),
        ("=?utf-8?q?How are you??=", "How are you?"),
        ('"=?utf-8?q?Bishop?=" <g.bishop@oakfield.sch.uk>', '"Bishop" <g.bishop@oakfield.sch.uk>'),
        ("(=?utf-8?q?Grace?=)x", "(Grace)x"),
        ("=?no-such?q?Grace?=", "Grace"),
        ("=?utf-8?x?Grace?=", "=?utf-8?x?Grace?="),
        ("1 =? 2 ?= 3", "1 =? 2 ?= 3"),
    ],
)
def test_decodes(value: str, text: str) -> None:
    assert decode_words(value) == text


@given(st.text(alphabet="=?qb utf-8_AZ\xeb", max_size=60))
def test_never_raises(value: str) -> None:
    assert isinstance(decode_words(value), str)
