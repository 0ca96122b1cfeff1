"""Where in a message something stands, in words that its sender knows."""

from __future__ import annotations

from detectors.finding import Location, Place
from gateway.actions.notices.phrases import Phrases
from gateway.actions.quoting import one_line


def in_words(location: Location, phrases: Phrases) -> str:
    """The place after a preposition: "in the file “trip.xlsx” (hidden sheet)"."""
    match location.place:
        case Place.SUBJECT:
            return phrases.say("place.subject")
        case Place.BODY:
            return _with_part(phrases.say("place.body"), location.part, phrases)
        case Place.HEADER if location.path:
            return phrases.say("place.field", name=one_line(location.path))
        case Place.HEADER:
            return phrases.say("place.header")
        case Place.ATTACHMENT if location.part == "name":
            return _of_file(location.path, "place.name", phrases)
        case Place.ATTACHMENT:
            return _with_part(_of_file(location.path, "place.file", phrases), location.part, phrases)


def file_in_words(path: str, phrases: Phrases) -> str:
    """An attachment by its path: "the file “trip.docx” inside “letters.zip”"."""
    return _of_file(path, "file", phrases)


def _of_file(path: str, key: str, phrases: Phrases) -> str:
    container, _, name = path.rpartition("/")
    if not name:
        return phrases.say(f"{key}.nameless")
    if not container:
        return phrases.say(f"{key}.named", name=one_line(name))
    return phrases.say(f"{key}.inside", name=one_line(name), container=one_line(container))


def _with_part(place: str, part: str, phrases: Phrases) -> str:
    known = f"place.parts.{part}"
    words = phrases.say(known) if phrases.has(known) else one_line(part.replace("-", " "))
    return phrases.say("place.in-part", place=place, part=words) if words else place
