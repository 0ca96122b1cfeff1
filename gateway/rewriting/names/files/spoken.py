"""Attributes that hold words which a user wrote, and to which nothing else in the document refers.

Names of bookmarks, tags, queries and addresses of links hold words, too, but something finds its way by
them: they are left as they are, and the inspection of the changed message sees what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from detectors.extract.office.officexml import ByLocalName, local_name
from gateway.rewriting.names.files.partxml import XmlPart
from gateway.rewriting.names.files.pieces import Span

# ECMA-376 part 1, §17 to §20, VML (part 4, §19), [MS-DOCX] and [MS-PPTX]: of whichever element.
_ALWAYS = frozenset({
    "descr", "title", "alt", "tooltip", "screenTip", "displayText", "displayName", "caption", "string",
    "author", "userName",
})  # fmt: skip
# And of some elements only.
_OF: Mapping[str, frozenset[str]] = MappingProxyType({
    **dict.fromkeys(
        ("docPr", "cNvPr", "cSld", "section", "cmAuthor", "author", "chgData"), frozenset({"name"})
    ),
    **dict.fromkeys(
        ("alias", "helpText", "statusText", "default", "tblCaption", "tblDescription", "docVar"),
        frozenset({"val"}),
    ),
    **dict.fromkeys(("comboBox", "dropDownList"), frozenset({"lastValue"})),
    "listItem": frozenset({"value"}),
    "dataValidation": frozenset({"error", "errorTitle", "prompt", "promptTitle"}),
    "hyperlink": frozenset({"display"}),
})  # fmt: skip
_OF_ELEMENT = ByLocalName({element: own | _ALWAYS for element, own in _OF.items()})


def spoken_in(part: XmlPart, name: str, attributes: dict[str, str]) -> Iterator[Span]:
    """The values of such attributes of the element that is being opened, a line for each."""
    wanted = _OF_ELEMENT[name] or _ALWAYS
    if not wanted.isdisjoint(map(local_name, attributes)):
        for pieces in part.attributes(wanted):
            yield from pieces
            yield "\n"
