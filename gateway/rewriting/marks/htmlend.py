"""Where the text of an HTML page ends: before the last </body> that is one."""

from __future__ import annotations

import re

# What a browser reads as a whole (HTML Living Standard §13.2.5): a comment, an element that holds no tags, a
# tag with its attributes, in which ">" may be quoted. `shut` is missing where it runs to the very end.
_PIECE = re.compile(
    rb"</(?P<ends>body|html)(?=[\s/>]|\Z)"
    rb"|(?:<!--(?:(?=-?+>)|(?:(?!--!?+>).)*+)"
    rb"|<(script|style|title|textarea|xmp|iframe|noframes|noembed)(?=[\s/>])(?:(?!</\2).)*+"
    rb"|</?+[a-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)?+)*+)"
    rb"(?P<shut>-{0,2}+!?+>|</)?+",
    re.IGNORECASE | re.DOTALL,
)


def end_of_text(page: bytes) -> int:
    """The index at which something put into a page is shown last. The page's tags are ASCII.

    In a comment, script or tag that is never closed nothing is shown, so it is before that.
    """
    ends: dict[bytes, int] = {}
    shown = len(page)
    for piece in _PIECE.finditer(page):
        if piece["ends"]:
            ends[piece["ends"].lower()] = piece.start()
        elif piece["shut"] is None:
            shown = piece.start()
    return ends.get(b"body", ends.get(b"html", shown))
