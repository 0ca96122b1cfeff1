"""Under which licences what we depend on is used, by what its packages declare.

A package says it in one of three places, of which the newest counts: an SPDX expression (PEP 639), a field of
any words, or classifiers. The words are translated by the tables below. What a wheel bundles is told of in
the licence files inside it, and is not judged here.
"""

from __future__ import annotations

import re
from importlib.metadata import metadata

from packaging.licenses import canonicalize_license_expression

# What packages write where a licence is asked for, and what they mean by it.
WORDS = {
    "Apache-2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "ISC License": "ISC",
    "LGPL-2.1+": "LGPL-2.1-or-later",
    "LGPL-2.1-only": "LGPL-2.1-only",
    "LGPL-2.1-or-later": "LGPL-2.1-or-later",
    "MIT": "MIT",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
    "MPL-2.0 AND MIT": "MPL-2.0 AND MIT",
    "PSFL": "PSF-2.0",
}

# Where the metadata are no licence, or not all of it, by the licence files in the package itself.
CORRECTIONS = {
    "dkimpy": "Zlib",  # "BSD-like"; LICENSE has the words of zlib's
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",  # COPYING: its own code, pyu2f, a list of domains
    "pycryptodomex": "BSD-2-Clause AND LicenseRef-Public-Domain",  # "BSD, Public Domain"; LICENSE.rst
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # "… dependency licenses"; PDFium's parts, all permissive
    "unrar2-cffi": "Apache-2.0 AND LicenseRef-UnRAR",  # RARLAB's unrar, of which no packer may be made
    "uvloop": "MIT AND Apache-2.0",  # "MIT License"; LICENSE-APACHE is beside LICENSE-MIT
}

PERMISSIVE = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LicenseRef-Public-Domain",
        "LicenseRef-UnRAR", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
    }
)  # fmt: skip

# Under the Lesser GPL, which binds the library and not what imports it: installed as packages of their own,
# changed by nobody here, and whoever runs the gateway can put another version in their place.
LESSER = frozenset(
    {
        "inflate64", "multivolumefile", "psycopg", "psycopg-binary", "psycopg-pool", "py7zr", "pybcj",
        "pycdlib", "pyppmd",
    }
)  # fmt: skip

_CLASSIFIER = "License :: OSI Approved :: "
_OPERATORS = frozenset({"AND", "OR", "WITH"})


def declared(package: str) -> str:
    """The SPDX expression of an installed package.

    Raises LookupError where it declares nothing that the tables know,
    packaging.licenses.InvalidLicenseExpression, and importlib.metadata.PackageNotFoundError.
    """
    if package in CORRECTIONS:
        return canonicalize_license_expression(CORRECTIONS[package])
    fields = metadata(package)
    for expression in fields.get_all("License-Expression") or ():
        return canonicalize_license_expression(expression)
    classifiers = (each.removeprefix(_CLASSIFIER) for each in fields.get_all("Classifier") or ())
    for words in (*(fields.get_all("License") or ()), *classifiers):
        if words in WORDS:
            return canonicalize_license_expression(WORDS[words])
    raise LookupError(f"{package} declares no licence that is known here: enter it in WORDS or CORRECTIONS")


def not_allowed(package: str, expression: str) -> frozenset[str]:
    """Those of its licences that bind more than the package; a choice between two is judged by both."""
    names = set(re.findall(r"[A-Za-z0-9.+-]+", expression)) - _OPERATORS
    lesser = {name for name in names if package in LESSER and name.startswith("LGPL-")}
    return frozenset(names - PERMISSIVE - lesser)
