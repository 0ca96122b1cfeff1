"""Every way in which a message may be broken or be read in two ways, in a sentence for those who judge it.

What is read in all of its ways, and cannot be read in another, is no flaw, however odd: a message that breaks
off before its last boundary, an attachment with two names, an attached message in base64. Some flaws are
forgiven (`MAY_BE_FORGIVEN`) where all the readings of the message turned out to say the same.

The readers of these sentences are teachers and data protection leads: no field names, no jargon, and what
it means rather than which rule was broken.
"""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    """One kind of defect; its value is the sentence that people read."""

    # The message as a whole
    NO_HEADER = "The message has no header, so mail programs cannot tell what it contains."
    NULS = "The message contains null characters, which some mail programs take as the end of the text."
    LINE_ENDS = "The message's lines end in different ways, so mail programs may take it apart differently."
    TOO_DEEP = "The message holds parts inside parts to such a depth that the innermost were not read."
    TOO_MANY_PARTS = "The message has so many parts that not all of them were read."
    TOO_MANY_READINGS = "The message can be understood in so many ways that not all of them were tried."

    # Headers
    STRAY_HEADER_LINE = "A header contains a line that does not belong there, and may hide what follows it."
    BLANK_HEADER_LINE = "A header contains a seemingly empty line, where some mail programs think it ends."
    SPACED_FIELD_NAME = "The name of a header field is followed by a space, so some mail programs miss it."

    # What a part says of itself
    TYPE_CONTRADICTED = "The kind of content is stated twice and differently, so mail programs may disagree."
    TYPE_UNCLEAR = "The kind of content is stated in a way that mail programs understand differently."
    ENCODING_CONTRADICTED = (
        "The encoding is stated twice and differently, so mail programs may disagree about the content."
    )
    ENCODING_UNCLEAR = "The encoding is stated in a way that mail programs understand differently."
    ENCODING_UNKNOWN = "The content is in an encoding that could not be read."
    NAME_UNCLEAR = "The attachment's name is written in a way that mail programs understand differently."
    FRAGMENT = "This is only one piece of a longer message that was cut up, so it cannot be inspected."

    # How parts are held together
    BOUNDARY_MISSING = "The message claims to have several parts, but they cannot be told apart."
    BOUNDARY_UNCLEAR = "What separates the parts is stated so that mail programs understand it differently."
    BOUNDARY_CONTRADICTED = "What separates the parts is stated twice and differently."
    BOUNDARY_SHARED = "Parts inside parts are separated by marks that mail programs may confuse."
    BOUNDARY_LOOKALIKE = "A line looks almost like the mark that separates the parts."
    HIDDEN_PARTS = "Parts are hidden in a place that some mail programs do not show."

    # Contents
    BASE64_BROKEN = "The content is damaged or disguised, so mail programs may make different files of it."
    QUOTED_BROKEN = "The content is wrongly encoded, so mail programs may make different files of it."
    FILE_IN_TEXT = "A file is written into the text in an old form, and is damaged or incomplete."
    NOT_TEXT = "What is said to be text contains null characters, so it may be a file in disguise."


# A doubt about the form, which is none about the content where every reading comes to the same.
MAY_BE_FORGIVEN = frozenset(
    {
        Flaw.LINE_ENDS,
        Flaw.TYPE_UNCLEAR,
        Flaw.BOUNDARY_UNCLEAR,
        Flaw.BOUNDARY_CONTRADICTED,
        Flaw.BOUNDARY_LOOKALIKE,
        Flaw.BOUNDARY_SHARED,
    }
)
# The parts may be cut in another way.
OF_STRUCTURE = frozenset(
    {
        Flaw.STRAY_HEADER_LINE,
        Flaw.BLANK_HEADER_LINE,
        Flaw.SPACED_FIELD_NAME,
        Flaw.TYPE_CONTRADICTED,
        Flaw.TYPE_UNCLEAR,
        Flaw.BOUNDARY_MISSING,
        Flaw.BOUNDARY_UNCLEAR,
        Flaw.BOUNDARY_CONTRADICTED,
        Flaw.BOUNDARY_SHARED,
        Flaw.BOUNDARY_LOOKALIKE,
        Flaw.HIDDEN_PARTS,
    }
)
