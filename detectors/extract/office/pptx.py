"""A PowerPoint presentation: its slides, what the speaker notes under them, and what reviewers say."""

from __future__ import annotations

import re

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.office.package import read_package
from detectors.message import Part

# ECMA-376 part 1, §13.3: the parts of a PresentationML document that hold words, tried in order; any
# other XML is a slide's.
_WORDS = (
    (re.compile(r"(^|/)(comments/|commentAuthors|authors)"), "comments"),
    (re.compile(r"(^|/)notesSlides/"), "notes"),
    (re.compile(r"(^|/)(slideMasters|slideLayouts|notesMasters|handoutMasters)/"), "master"),
    (re.compile(r"(^|/)charts/"), "chart"),
    (re.compile(r"(^|/)(diagrams|drawings)/"), "diagram"),
)
_DATA = (
    (re.compile(r"^docProps/"), "metadata"),
    (re.compile(r"(^|/)activeX/"), "controls"),
    (re.compile(r"^customXml/|\.vml$"), "data"),
)


def read_pptx(part: Part, budget: Budget) -> Contents:
    """A pptx (ECMA-376), hidden slides included. Text on masters and layouts is part "master"."""
    return read_package(part, budget, _WORDS, _DATA)
