"""The words of a Word document or a slide: what it says, what it said, and what it says when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from detectors.extract.contents import CannotRead
from detectors.extract.office.officexml import ByLocalName, Rows, local_name, worded

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
# Elements whose attributes are words that a user wrote (ECMA-376 part 1, §17, §19 and §20, and [MS-DOCX],
# [MS-PPTX]): names of bookmarks, entries of lists, titles of content controls, sections of a presentation …
_TELLING = frozenset({
    "addressFieldName", "alias", "attr", "bmk", "bookmarkStart", "cNvPr", "cSld", "caption", "category",
    "chgData", "cmAuthor", "comment", "connectString", "control", "custShow", "default", "description",
    "docPr", "docVar", "dropDownList", "comboBox", "helpText", "hyperlink", "listEntry", "listItem",
    "lvlText", "mailSubject", "mappedName", "name", "oleObj", "ole", "permStart", "person",
    "presenceInfo", "query", "section", "snd", "statusText", "tag", "tblCaption", "tblDescription", "udl",
    "ocxPr", "mention", "htmlPubPr",
})  # fmt: skip
# Attributes of whichever element that hold words: alternative texts, tips, authors.
_SPOKEN = frozenset({
    "descr", "title", "alt", "tooltip", "author", "string", "userName", "displayName", "displayText",
    "screenTip", "caption", "initials", "macroName",
})  # fmt: skip
_DEEPEST = 50  # tables inside each other; each cell's words are gathered again for the cell round it


Begin = Callable[[Any, str, dict[str, str]], None]  # a method of Words
End = Callable[[Any], None]


@dataclass(slots=True)
class _Story:
    """Text that runs on by itself: the main text, or that of a box which stands inside it.

    paragraph: where in `pieces` the paragraph begins that is being read
    boxes: texts of boxes anchored in it, which follow it, so that they do not cut a word in two
    before: the paragraph as it was, once a revision has been seen in it
    """

    pieces: list[str] = field(default_factory=list)
    paragraph: int = 0
    boxes: list[str] = field(default_factory=list)
    before: list[str] | None = None
    has_deletion: bool = False


class Words:
    """Gathers the words of WordprocessingML and DrawingML (ECMA-376 part 1, §17 and §21.1.2).

    Paragraphs and breaks end lines, runs do not. `deleted` has each paragraph from which something was
    deleted or moved away, as it was before (§17.13.5): the other half of a name may still stand there.
    `codes` are field codes, `spoken` what attributes say, `stray` character data where none belongs.
    """

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.stray: list[str] = []
        self.tables: list[Rows] = []
        self._story = _Story()
        self._outer: list[_Story] = []
        self._deleted: list[str] = []
        self._codes: list[str] = []
        self._open_tables: list[list[list[str]]] = []
        self._cell_starts: list[int] = []
        self._removed = self._added = 0  # how many revisions of either kind stand round this
        self._now: tuple[list[str], ...] = ()
        self._begins = ByLocalName(self._BEGINS)
        self._ends = ByLocalName(self._ENDS)
        self._keys = ByLocalName(dict.fromkeys(_SPOKEN, True))

    @property
    def text(self) -> str:
        return "".join([*self._story.pieces, *self._story.boxes])

    @property
    def deleted(self) -> str:
        self._end_revisions()
        return "".join(self._deleted)

    @property
    def codes(self) -> str:
        return "".join(self._codes)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        begin = self._begins[name]
        if begin is not None:
            begin(self, name, attributes)
        if attributes:
            keys = self._keys
            for key, value in attributes.items():
                if keys[key] and value:
                    self.spoken.append(value)

    def end(self, name: str) -> None:
        end = self._ends[name]
        if end is not None:
            end(self)

    def data(self, data: str) -> None:
        for pieces in self._now:
            pieces.append(data)
        if not self._now and not data.isspace():
            self.stray.append(data.strip())

    def _begin_text(self, name: str, attributes: dict[str, str]) -> None:
        story = self._story
        if self._removed:
            self._begin_deleted(name, attributes)
        elif story.before is None or self._added:
            self._now = (story.pieces,)
        else:
            self._now = (story.pieces, story.before)

    def _begin_author(self, name: str, attributes: dict[str, str]) -> None:
        """Of a workbook's comments, whose name is text; of a presentation's, it is an attribute."""
        self._begin_telling(name, attributes)
        self._begin_text(name, attributes)

    def _begin_deleted(self, _name: str, _attributes: dict[str, str]) -> None:
        self._now = (self._begin_revisions(),)
        self._story.has_deletion = True

    def _begin_code(self, _name: str, _attributes: dict[str, str]) -> None:
        self._now = (self._codes,)

    def _end_text(self) -> None:
        self._now = ()

    def _end_line(self) -> None:
        """A value in a chart, a reviewer's remark: each is a line."""
        self._now = ()
        if self._story.pieces and self._story.pieces[-1] != "\n":
            self._story.pieces.append("\n")

    def _begin_break(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "tab" and attributes:  # the definition of a tab stop
            return
        self._story.pieces.append(_BREAKS[kind])
        if self._story.before is not None:
            self._story.before.append(_BREAKS[kind])

    def _end_paragraph(self) -> None:
        story = self._story
        if story.before is not None:
            self._end_revisions()
        story.pieces.append("\n")
        if story.boxes:
            story.pieces += story.boxes
            story.boxes.clear()
        story.paragraph = len(story.pieces)
        if self._codes and self._codes[-1] != "\n":
            self._codes.append("\n")

    def _begin_removal(self, _name: str, _attributes: dict[str, str]) -> None:
        self._removed += 1
        self._begin_revisions()

    def _end_removal(self) -> None:
        self._removed -= 1

    def _begin_addition(self, _name: str, _attributes: dict[str, str]) -> None:
        self._added += 1
        self._begin_revisions()

    def _end_addition(self) -> None:
        self._added -= 1

    def _begin_revisions(self) -> list[str]:
        story = self._story
        if story.before is None:
            story.before = story.pieces[story.paragraph :]
        return story.before

    def _end_revisions(self) -> None:
        story = self._story
        if story.has_deletion and story.before:
            self._deleted += [*story.before, "\n"]
        story.before, story.has_deletion = None, False

    def _begin_box(self, _name: str, _attributes: dict[str, str]) -> None:
        self._outer.append(self._story)
        self._story = _Story()

    def _end_box(self) -> None:
        self._end_revisions()
        text = self.text
        self._story = self._outer.pop()
        self._story.boxes.append(text)

    def _begin_table(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._open_tables) >= _DEEPEST:
            raise CannotRead("Its tables are nested too deeply for all of it to be read.")
        self._open_tables.append([])

    def _begin_row(self, _name: str, _attributes: dict[str, str]) -> None:
        if self._open_tables:
            self._open_tables[-1].append([])

    def _begin_cell(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._cell_starts) >= _DEEPEST:
            raise CannotRead("Its tables are nested too deeply for all of it to be read.")
        self._cell_starts.append(len(self._story.pieces))

    def _end_cell(self) -> None:
        start = self._cell_starts.pop()
        words = " ".join("".join(self._story.pieces[start:]).split())
        if self._open_tables and self._open_tables[-1]:
            self._open_tables[-1][-1].append(words)

    def _end_table(self) -> None:
        rows = tuple(tuple(row) for row in self._open_tables.pop() if row)
        if rows:
            self.tables.append(rows)

    def _begin_simple_field(self, _name: str, attributes: dict[str, str]) -> None:
        self._codes += [value + "\n" for key, value in attributes.items() if local_name(key) == "instr"]

    def _begin_telling(self, _name: str, attributes: dict[str, str]) -> None:
        self.spoken += worded(attributes)

    _BEGINS: ClassVar[Mapping[str, Begin]] = MappingProxyType(
        {
            **dict.fromkeys(_TELLING, _begin_telling),
            **dict.fromkeys(_BREAKS, _begin_break),
            **dict.fromkeys(("t", "v", "pt", "text"), _begin_text),
            **dict.fromkeys(("delText", "delInstrText"), _begin_deleted),
            **dict.fromkeys(("del", "moveFrom"), _begin_removal),
            **dict.fromkeys(("ins", "moveTo"), _begin_addition),
            "author": _begin_author,
            "instrText": _begin_code,
            "fldSimple": _begin_simple_field,
            "txbxContent": _begin_box,
            "tbl": _begin_table,
            "tr": _begin_row,
            "tc": _begin_cell,
        }
    )
    _ENDS: ClassVar[Mapping[str, End]] = MappingProxyType(
        {
            **dict.fromkeys(("t", "delText", "delInstrText", "instrText"), _end_text),
            **dict.fromkeys(("v", "pt", "text", "author"), _end_line),
            **dict.fromkeys(("del", "moveFrom"), _end_removal),
            **dict.fromkeys(("ins", "moveTo"), _end_addition),
            "p": _end_paragraph,
            "txbxContent": _end_box,
            "tc": _end_cell,
            "tbl": _end_table,
        }
    )
