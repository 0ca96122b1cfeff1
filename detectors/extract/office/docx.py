"""A Word document: what it says, and the many places where it says more."""

from __future__ import annotations

import re

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.office.package import read_package
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
# Properties, controls, data that fields are bound to, and old drawings: all that they hold is gathered.
_DATA = (
    (re.compile(r"^docProps/"), "metadata"),
    (re.compile(r"(^|/)activeX/"), "controls"),
    (re.compile(r"^customXml/|\.vml$"), "data"),
)
# Words in front of the items of a list (§17.9.11), and styles that somebody named (§17.7.4.17): these parts
# are long and mostly looks, so what is wanted is cut out of them, by patterns that begin with a word.
_SELDOM = (
    (re.compile(r"(^|/)numbering\.xml$"), re.compile(rb"lvlText\s[^<>]{0,1000}?\bval=[\"']([^\"'<>]*)")),
    (
        re.compile(r"(^|/)styles\.xml$"),
        re.compile(
            rb"customStyle=[\"'](?:1|true|on)[\"'][^<>]{0,1000}+>\s*+"
            rb"<[\w:]{0,100}name\s[^<>]{0,1000}?\bval=[\"']([^\"'<>]*)"
        ),
    ),
)


def read_docx(part: Part, budget: Budget) -> Contents:
    """A docx (ECMA-376). Paragraphs as they were before something was deleted in them are part "deletions"
    (of whichever part they stand in), field codes "fields"; alternative text, authors, bookmarks and lists
    to choose from "attributes". The main text holds inserted text and text boxes."""
    return read_package(part, budget, _WORDS, _DATA, _SELDOM)
