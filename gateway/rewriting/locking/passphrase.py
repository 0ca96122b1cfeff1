"""A passphrase is five random words, which one person can read to another over the telephone.

Each word is one of 7,772, so there are 64.6 bits. Much less would not do: a zip archive's AES key is made
with only 1,000 rounds of PBKDF2 (WinZip, "AES Encryption Information"), and whoever has the file tries as
fast as his machines can. At ten million tries a second he needs some forty thousand years. Office and PDF
make every try far dearer.
"""

from __future__ import annotations

from functools import cache

from xkcdpass import xkcd_password

_WORDS = 5
_LIST = (
    "eff-long"  # EFF, "Long Wordlist for Random Passphrases": common words that are not mistaken for others
)
_LETTERS = "[a-z]"  # not the four words with a hyphen: a hyphen is what stands between two words


def new_passphrase() -> str:
    """Five words in lower case, joined by hyphens. The package draws them with random.SystemRandom."""
    return str(xkcd_password.generate_xkcdpassword(list(_words()), numwords=_WORDS, delimiter="-"))


@cache
def _words() -> tuple[str, ...]:
    words = xkcd_password.generate_wordlist(_LIST, min_length=3, max_length=9, valid_chars=_LETTERS)
    return tuple(sorted(words))
