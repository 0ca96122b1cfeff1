"""Where in a message something stands, in words that its sender knows."""

from __future__ import annotations

from detectors.finding import Location, Place
from gateway.actions.quoting import one_line, quoted

# The parts of a file that programs name differently from people. Any other part is its own name.
_PARTS = {
    "attributes": "text that shows only on request",
    "controls": "form fields",
    "data": "hidden data",
    "deletions": "deleted text that is still there",
    "fields": "form fields and field codes",
    "hidden": "text that does not show on the page",
    "links": "addresses of links",
    "master": "slide master",
    "metadata": "document properties",
    "names": "names inside the file",
    "notes": "speaker notes",
    "object": "embedded object",
    "outline": "bookmarks",
    "picture": "text in a picture",
    "properties": "its properties",
    "sheet-names": "name of a sheet",
    "unused-strings": "text left over from an earlier version",
    "values": "one of its entries",
}


def in_words(location: Location) -> str:
    """The place after a preposition: "in the file “trip.xlsx” (hidden sheet)"."""
    match location.place:
        case Place.SUBJECT:
            return "in the subject line"
        case Place.BODY:
            return "in the text of the message" + _part_in_words(location.part)
        case Place.HEADER:
            return (
                f"in the message’s {quoted(location.path)} line"
                if location.path
                else "in the message’s header"
            )
        case Place.ATTACHMENT if location.part == "name":
            return f"in the name of {file_in_words(location.path)}"
        case Place.ATTACHMENT:
            return f"in {file_in_words(location.path)}" + _part_in_words(location.part)


def file_in_words(path: str) -> str:
    """An attachment by its path: "the file “trip.docx” inside “letters.zip”"."""
    container, _, name = path.rpartition("/")
    if not name:
        return "an attachment"
    return f"the file {quoted(name)} inside {quoted(container)}" if container else f"the file {quoted(name)}"


def _part_in_words(part: str) -> str:
    words = _PARTS.get(part) or one_line(part.replace("-", " "))
    return f" ({words})" if words else ""
