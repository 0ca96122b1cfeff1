"""An Office document is locked as Word itself does it: agile encryption, AES-256, SHA-512.

[MS-OFFCRYPTO] §2.3.4.10 to §2.3.4.15. The whole package is sealed, so macros and signatures in
it stay as they are.
"""

from __future__ import annotations

import io

from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.ecma376_agile import ECMA376Agile


def lock_office(content: bytes, passphrase: str) -> bytes | None:
    """A docx, xlsx or pptx under the passphrase; None where it does not open again as it was.

    Not by OOXMLFile.encrypt, which first unpacks and parses a member of any size.
    """
    locked = bytes(ECMA376Agile.encrypt(passphrase, io.BytesIO(content)))
    return locked if _opened(locked, passphrase) == content else None


def _opened(locked: bytes, passphrase: str) -> bytes | None:
    opened = io.BytesIO()
    try:
        document = OOXMLFile(io.BytesIO(locked))
        document.load_key(passphrase, verify_password=True)
        document.decrypt(opened, verify_integrity=True)
    except (DecryptionError, FileFormatError, InvalidKeyError):
        return None
    return opened.getvalue()
