"""A document in RTF: Word's, WordPad's, and the body of Outlook's own messages."""

from __future__ import annotations

from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at
from detectors.extract.gathered import DAMAGED, Gathered
from detectors.extract.leftovers import words_in
from detectors.extract.looks import is_decoration
from detectors.extract.mediatypes import HTML
from detectors.extract.pages.picture import SMALL_PICTURE
from detectors.extract.rtf.rtfobjects import file_of, has_reader
from detectors.extract.rtf.rtfplaces import PICTURE
from detectors.extract.rtf.rtftext import whole_characters
from detectors.extract.rtf.rtfwords import RtfWords
from detectors.message import Part, Table


def read_rtf(part: Part, budget: Budget) -> Contents:
    """RTF 1.9.1. Pictures and objects are files inside; HTML inside ([MS-OXRTFEX]) is its body again.

    Places other than the main text: header (also footers), footnotes, comments (and their authors),
    deletions, metadata, fields (what they are made of; their results are main text), form, names (of
    bookmarks), links, attributes (alternative text), data (all that programs may ignore).
    """
    gathered = Gathered(part, budget)
    words = RtfWords(budget)
    with gathered.keeping():
        words.read(part.content)
    with gathered.keeping():
        words.finish()
    if words.is_cut:
        gathered.fault(DAMAGED)
    for place, pieces in words.texts.items():  # paid for as they were read
        gathered.texts[place] = pieces
    gathered.tables += [Table(at(part, place), rows) for place, rows in words.tables]
    _gather_files(words, gathered)
    return replace(gathered.contents(), bodies=_page(part, words))


def _gather_files(words: RtfWords, gathered: Gathered) -> None:
    for number, blob in enumerate(words.blobs, 1):
        with gathered.keeping():
            if blob.use == PICTURE and not has_reader(blob.picture):
                gathered.text("data", words_in(blob.content))
                if len(blob.content) >= SMALL_PICTURE:
                    gathered.fault("A picture in it cannot be read.")
                continue
            file = file_of(blob, number)
            if blob.use == PICTURE and is_decoration(file.name, file.content):
                continue
            gathered.text("links", file.link)
            if file.content:
                gathered.file(file.name, file.content)


def _page(part: Part, words: RtfWords) -> tuple[Part, ...]:
    """The page of HTML that the document was made of. Outlook shows it, other programs the document."""
    page = whole_characters("".join(words.html))
    if not page.strip():
        return ()
    encoded = page.encode("utf-8", "replace")
    return (replace(part, content=encoded, media_type=HTML, charset="utf-8"),)
