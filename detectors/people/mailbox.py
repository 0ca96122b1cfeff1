"""An address is taken apart so that two spellings of one mailbox, or of one domain, compare as equal."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_LONGEST_DOMAIN = 255  # octets, RFC 5321 §4.5.3.1.2
# Names that schools, colleges and universities give to the part of their domain where pupils have mailboxes.
_PUPIL_LABELS = frozenset({"learner", "learners", "pupil", "pupils", "student", "students", "stu"})
_DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})  # both are one provider, one set of mailboxes


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address taken apart, ready to be compared.

    `local` is unquoted and in lower case. `domain` is in lower case with A-labels, and empty where there
    is none that can be trusted to be a host name. `routed`: another host may be meant than the domain says.
    """

    local: str
    domain: str
    routed: bool

    @classmethod
    def parse(cls, address: str) -> Self:
        """Never fails: what is not an address has no domain."""
        path = address.strip().removeprefix("<").removesuffix(">")
        local, at, domain = path.rpartition("@")
        route, colon, local_after_route = local.partition(":")
        routed = route.startswith("@") and bool(colon)  # RFC 5321 §4.1.2, A-d-l
        local = _unquoted(local_after_route if routed else local)
        # RFC 5321 appendix F.2: a server may forward "mum%gmail.com@school" and "gmail.com!mum@school".
        routed = routed or any(mark in local for mark in "@%!")
        return cls(local, ascii_domain(domain) if at else "", routed)

    @property
    def plain(self) -> str:
        """The address in its one spelling."""
        return f"{self.local}@{self.domain}"

    @property
    def is_sure(self) -> bool:
        """Whether there is no doubt about where it leads."""
        return bool(self.domain) and not self.routed

    @property
    def key(self) -> str:
        """Equal for the spellings that reach one mailbox: without the +tag, and without dots at Google."""
        local = self.local.partition("+")[0] or self.local
        if self.domain in _DOTS_DO_NOT_COUNT:
            return f"{local.replace('.', '')}@gmail.com"
        return f"{local}@{self.domain}"


def ascii_domain(domain: str) -> str:
    """The domain in lower case and A-labels (RFC 5890 §2.3.2.1), no trailing dot; empty if no host name."""
    if len(domain) > _LONGEST_DOMAIN:
        return ""
    domain = unicodedata.normalize("NFC", domain).lower().removesuffix(".")
    if not domain.isascii():
        domain = ".".join(_a_label(label) for label in domain.split("."))
    return domain if _HOST_NAME.fullmatch(domain) else ""


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def shown_domain(domain: str) -> str:
    """The domain of an `ascii_domain` as people read it, with U-labels; a label that is none stays."""
    if "xn--" not in domain:
        return domain
    return ".".join(map(_u_label, domain.split(".")))


def _u_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _unquoted(local: str) -> str:
    """RFC 5321 §4.1.2: a quoted local part means the same mailbox as the unquoted one."""
    local = local.lower()
    if len(local) >= 2 and local[0] == local[-1] == '"':
        return re.sub(r"\\(.)", r"\1", local[1:-1])
    return local


def holding(domain: str, domains: Collection[str]) -> str:
    """The longest of `domains` that is the domain or stands above it, on label boundaries; or empty."""
    while domain and domain not in domains:
        domain = domain.partition(".")[2]
    return domain


def at_partner(domain: str, partners: frozenset[str]) -> bool:
    """Whether the domain is a partner's, and not the part of it where its own pupils have mailboxes."""
    partner = holding(domain, partners)
    return bool(partner) and _PUPIL_LABELS.isdisjoint(domain.removesuffix(partner).split("."))


@lru_cache(maxsize=64)
def domains_in(names: Collection[str]) -> frozenset[str]:
    """The host names among them, ready to be compared."""
    return frozenset(filter(None, (ascii_domain(name) for name in names)))


@lru_cache(maxsize=64)
def any_pattern(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """Shell patterns for whole addresses as one expression; None where there are none."""
    translated = []
    for pattern in patterns:
        local, at, domain = pattern.strip().lower().rpartition("@")
        domain = ".".join(_a_label(label) for label in unicodedata.normalize("NFC", domain).split("."))
        translated.append(fnmatch.translate(local + at + domain))
    return re.compile("|".join(translated)) if translated else None
