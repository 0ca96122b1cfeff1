"""Every module that makes samples, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from tests.samples import (
    archives,
    containers,
    mail,
    odf,
    office97,
    ooxml,
    pdf,
    pictures,
    rtf,
    securedmail,
    textfiles,
)

MAKERS: Mapping[str, ModuleType] = {
    "archives": archives,
    "containers": containers,
    "mail": mail,
    "office open xml": ooxml,
    "old Office documents": office97,
    "pdf": pdf,
    "pictures": pictures,
    "OpenDocument": odf,
    "RTF": rtf,
    "secured mail": securedmail,
    "text files": textfiles,
}
