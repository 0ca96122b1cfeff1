"""A Word document: what it says, and the many places where it says more."""

from __future__ import annotations

import re

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.package import read_package
from detectors.message import Part

# ECMA-376 part 1, §11.3: the parts of a WordprocessingML document that hold words, and what we call them.
# Tried in order; any other XML is main text, since the main part may have any name.
_WORDS = (
    (re.compile(r"(^|/)comments\w*\.xml$"), "comments"),
    (re.compile(r"(^|/)(header|footer)\d*\.xml$"), "header"),
    (re.compile(r"(^|/)(footnotes|endnotes)\d*\.xml$"), "footnotes"),
    (re.compile(r"(^|/)glossary/"), "glossary"),
    (re.compile(r"(^|/)charts/"), "chart"),
    (re.compile(r"(^|/)(diagrams|drawings)/"), "diagram"),
    (re.compile(r"\.xml$"), ""),
)
# Properties, data that fields are bound to, and old drawings: all that they hold is gathered.
_DATA = ((re.compile(r"^docProps/"), "metadata"), (re.compile(r"^customXml/|\.vml$"), "data"))


def read_docx(part: Part, budget: Budget) -> Contents:
    """A docx (ECMA-376). Deleted text is part "deletions" (of whichever part it stands in), field codes
    "fields", alternative text and authors "attributes"; main text holds inserted text and text boxes."""
    return read_package(part, budget, _WORDS, _DATA)
