import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from gateway.rewriting.marks.htmlend import end_of_text


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><p>Hello</p>|</body></html>",
        b"<p>Hello</p>|",
        b"<body>Hello|</BODY ></html>",
        b"<html>Hello|</html>",
        b"<body>one</body>two<body>three|</body>",
        b"<body>Hello|</body><!-- </body> -->",
        b"<body>Hello|</body><script>'</body>'</script>",
        b'<body>Hello <a title="</body>">link</a>|</body>',
        b"<body>Hello <a title=it's>it's</a>|</body>",
        b"<body>Hello|<!-- never closed </body>",
        b"<body>Hello|<style>p {} </body></html>",
        b"<body>Hello|<a title='never closed></body>",
        b"<body><!-->Hello|</body>",
        b"<bodyguard>Hello</bodyguard>|",
        b"a < b|",
        b"|",
    ],
)
def test_the_end_of_what_a_browser_shows(page: bytes) -> None:
    before, _, after = page.partition(b"|")
    assert end_of_text(before + after) == len(before)
    shown = LexborHTMLParser((before + b"<p>Footer</p>" + after).decode())
    assert [node.text() for node in shown.css("p")][-1] == "Footer"


@pytest.mark.parametrize(
    "unit", [b"<!--", b"<script>", b"<a ", b"<a b='", b'<a b="', b"</body>", b"<", b"--", b"<a ="]
)
def test_it_takes_linear_time(unit: bytes) -> None:
    started = time.process_time()
    end_of_text(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 3
