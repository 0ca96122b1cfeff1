"""What people with bad intentions write into a field, an address or the name of a file."""

from __future__ import annotations

from hypothesis import strategies as st

_TRAPS = (
    "\r\nBcc: thief@example.org\r\n\r\n",
    "\n.\r\n",
    "\0",
    "\u202e",
    "\u2028",
    "\ud83d",
    "🏫",
    "=?utf-8?q?=0D=0ABcc:_x?=",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "“",
    "é",
    "x" * 400,
    "@",
    ";",
    " ",
)
HOSTILE = st.lists(st.sampled_from(_TRAPS) | st.text(max_size=8), max_size=6).map("".join)
