"""Where somebody signs: from "Kind regards" or two dashes on, telephone and address are the writer's."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGN_OFF = re.compile(
    r"^[ \t\u00a0>*_]*(?:(?:with\s)?(?:kind(?:est)?|best|warm(?:est)?|many)\s(?:regards|wishes|thanks)"
    r"|regards|all\sthe\sbest|yours(?:\s(?:sincerely|faithfully|truly))?|sincerely|thanks(?:\sagain)?|thank\syou|cheers|--)"
    r"[ \t\u00a0]*+[,.!]?[ \t\u00a0*_]*+\r?$",
    re.IGNORECASE | re.MULTILINE,
)
# Where a message that is answered or forwarded begins.
_NEXT_MESSAGE = re.compile(
    r"^[ \t>*]*(?:from:|on\s[^\n]{5,120}wrote:|-{3,}\s?(?:original|forwarded))", re.IGNORECASE | re.MULTILINE
)
_LONGEST = 1200  # characters, with the disclaimer that follows a signature


def signatures(text: str) -> Iterator[tuple[int, int]]:
    """The span of each, in their order, as far as the message goes in which it stands."""
    done = 0
    for sign_off in _SIGN_OFF.finditer(text):
        if sign_off.start() < done:
            continue
        limit = min(len(text), sign_off.end() + _LONGEST)
        following = _NEXT_MESSAGE.search(text, sign_off.end(), limit)
        done = following.start() if following else limit
        yield sign_off.start(), done
