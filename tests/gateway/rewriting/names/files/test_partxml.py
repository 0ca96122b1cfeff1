"""The XML of a part: only what is replaced changes, however the part is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract.budget import Budget
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.partxml import XmlPart
from gateway.rewriting.names.files.pieces import Home, Piece

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


class _EveryText:
    """Takes all character data, and the attributes called "descr"."""

    def __init__(self, part: XmlPart) -> None:
        self.pieces: list[Piece] = []
        self._part = part
        self._home: Home | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._home = self._part.home(name, attributes)
        for pieces in self._part.attributes({"descr"}):
            self.pieces += pieces

    def end(self, _name: str) -> None:
        self._home = None

    def data(self, text: str) -> None:
        self.pieces.append(self._part.piece(text, home=self._home))


def _changed(content: bytes, change: Callable[[str], str]) -> bytes:
    part = XmlPart(content, Budget())
    reader = _EveryText(part)
    part.read(reader)
    for piece in reader.pieces:
        piece.text = change(piece.text)
    return part.with_changes() or content


def _shorter(text: str) -> str:
    return text.replace("Grace Bishop", "G.B.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<a>Grace Bishop</a>", "<a>G.B.</a>"),
        (
            "<a  b = '1'\n>x &gt; y; Grace Bishop's \"mark\" > 5</a >",
            "<a  b = '1'\n>x &gt; y; G.B.'s \"mark\" > 5</a >",
        ),
        ("<a descr='Grace Bishop &amp; \"friends\"'/>", "<a descr='G.B. &amp; \"friends\"'/>"),
        ('<a b:descr="&#71;; Grace Bishop" xmlns:b="b"/>', '<a b:descr="&#71;; G.B." xmlns:b="b"/>'),
        ("<!-- Grace Bishop --><a><?p Grace Bishop?>Grace Bishop</a>",
         "<!-- Grace Bishop --><a><?p Grace Bishop?>G.B.</a>"),
        ("<a>\r\nGrace Bishop\r\n</a>", "<a>\r\nG.B.\r\n</a>"),
        ("<a>Zoë, Grace Bishop</a>", "<a>Zoë, G.B.</a>"),
    ],
)  # fmt: skip
def test_what_is_not_replaced_stays_as_it_was_written(before: str, after: str) -> None:
    assert _changed(before.encode(), _shorter) == after.encode()


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("", "utf-8"), ("", "utf-8-sig"), ("UTF-8", "utf-8"), ("UTF-16", "utf-16"), ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"), ("iso-8859-1", "iso-8859-1"), ("windows-1252", "cp1252"),
    ],
)  # fmt: skip
def test_the_character_set_stays(declared: str, codec: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    before = f"{head}<a>é Grace Bishop</a>"
    assert _changed(before.encode(codec), _shorter) == _shorter(before).encode(codec)


def test_a_letter_that_the_character_set_lacks_is_referred_to() -> None:
    before = b"<?xml version='1.0' encoding='us-ascii'?><a>Zoe</a>"
    assert _changed(before, lambda text: text.replace("Zoe", "Ž.")).endswith(b"<a>&#381;.</a>")


@pytest.mark.parametrize(
    ("namespace", "before", "after"),
    [
        (_MAIN, "<t{}>Bishop is here</t>", '<t xml:space="preserve"{}> is here</t>'),
        (_MAIN, "<t{} xml:space='preserve'>Bishop is</t>", "<t{} xml:space='preserve'> is</t>"),
        (_MAIN, "<t{}>is Bishop</t>", '<t xml:space="preserve"{}>is </t>'),
        (_MAIN, "<t{}>is<!-- -->Bishop</t>", "<t{}>is<!-- --></t>"),
        (_DRAWING, "<t{}>Bishop is here</t>", "<t{}> is here</t>"),
    ],
)
def test_space_that_comes_to_stand_at_an_end_is_kept_where_it_would_be_lost(
    namespace: str, before: str, after: str
) -> None:
    declared = f" xmlns='{namespace}'"
    changed = _changed(before.format(declared).encode(), lambda text: text.replace("Bishop", ""))
    assert changed == after.format(declared).encode()


_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=30)


@given(before=_TEXT, new=_TEXT, after=_TEXT)
def test_what_is_put_in_is_read_again_as_it_is(before: str, new: str, after: str) -> None:
    escaped = [each.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "") for each in (before, after)]
    content = f"<a>{escaped[0]}\u0416{escaped[1]}</a>".encode()
    read: list[str] = []
    changed = _changed(content, lambda text: text.replace("\u0416", new))
    _changed(changed, lambda text: read.append(text) or text)  # type: ignore[func-returns-value]
    assert "".join(read) == before.replace("]]>", "") + new + after.replace("]]>", "")


@pytest.mark.parametrize(
    "content",
    [
        b"<a>Grace Bishop",
        b"<a>Grace Bishop</b>",
        b"<!DOCTYPE a><a>Grace Bishop</a>",
        b"<!DOCTYPE a [<!ENTITY x 'Grace Bishop'>]><a>&x;</a>",
        b"<a>&unknown;</a>",
        b"<?xml version='1.0' encoding='utf-7'?><a>Grace Bishop</a>",
        "<a>Grace Bishop</a>".encode("utf-16")[:-1],
        b"<a><![CDATA[Grace Bishop]]></a>",
        b"<a>" * 1_001 + b"</a>" * 1_001,
        b"",
    ],
)
def test_what_cannot_be_changed_for_sure_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRewriteError):
        _changed(content, _shorter)
