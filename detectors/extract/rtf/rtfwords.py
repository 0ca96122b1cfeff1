"""The words of an RTF document: what its groups say, each in the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from detectors.extract.budget import Budget
from detectors.extract.gathered import Rows
from detectors.extract.leftovers import words_in
from detectors.extract.rtf import rtfcharsets
from detectors.extract.rtf.rtfcharsets import Charsets
from detectors.extract.rtf.rtfgroups import CHANGES, Blob, Sink, State, Use
from detectors.extract.rtf.rtfplaces import (
    CHARACTERS,
    DATA,
    HEXADECIMAL,
    INLINE,
    LOOKS,
    OF_PARTS,
    PARAGRAPH_ENDS,
    PICTURE,
    PICTURES,
    PLACES,
    SYMBOLS,
)
from detectors.extract.rtf.rtftext import character, is_utf8, unhexed, whole_characters
from detectors.extract.rtf.rtftokens import Kind, Token, tokens
from detectors.mime.charset import decode

_TOKENS_BETWEEN_LOOKS_AT_THE_CLOCK = 4_096
_ALL_HEXADECIMAL = re.compile(r"[0-9A-Fa-f\s]{64,}")
_USUAL_FALLBACK = 4  # characters that stand in for one of Unicode; more of them hold words of their own
_MOSTLY_NUMBERS = ("attributes", "data", "form")


_OTHER_USES: Mapping[str, Use] = MappingProxyType({"fonttbl": Use.FONTS, "htmltag": Use.HTML_TAG})


class RtfWords:
    """Reads a document from one end to the other, whatever braces are missing or too many.

    texts: by place; the main text is at ""
    html: the page of HTML from which Outlook made the document, where it did ([MS-OXRTFEX])
    is_cut: it says that there is more of it than there is
    """

    def __init__(self, budget: Budget) -> None:
        self.texts: dict[str, list[str]] = {}
        self.tables: list[tuple[str, Rows]] = []
        self.blobs: list[Blob] = []
        self.html: list[str] = []
        self.is_cut = False
        self._budget = budget
        self._main, self._deleted = Sink(Use.TEXT, ""), Sink(Use.TEXT, "deletions")
        self._state = State(self._main)
        self._groups: list[State] = []
        self._bytes = bytearray()
        self._skip = self._shown_pictures = 0
        self._ignorable = self._has_begun = False
        self._raw_is_utf8 = self._from_html = False
        self._charsets = Charsets()

    def read(self, content: bytes) -> None:
        """Raises BudgetExceeded; what was read until then is there after `finish`."""
        self._raw_is_utf8 = is_utf8(content)
        for number, token in enumerate(tokens(content)):
            if not number % _TOKENS_BETWEEN_LOOKS_AT_THE_CLOCK:
                self._budget.check_time()
            self._take(token)

    def finish(self) -> None:
        """Ends all groups that are still open, and keeps what only looks would be: it may be all the rest."""
        self._flush()
        while self._groups:
            if self._state.owns_sink and self._state.sink.use in (Use.NOTHING, Use.FONTS):
                self._put("data", "".join(self._state.sink.pieces))
            self._close()
        self._end(self._main)
        self._end(self._deleted)

    def _take(self, token: Token) -> None:
        kind = token.kind
        if kind in (Kind.TEXT, Kind.BYTE):
            self._take_text(token.data, is_raw=kind is Kind.TEXT)
            return
        self._flush()
        self._skip = 0
        if kind is Kind.OPEN:
            self._begin()
            self._groups.append(self._state)
            if self._state.owns_sink:
                self._state = replace(self._state, owns_sink=False)
        elif kind is Kind.CLOSE:
            self._close()
        elif kind is Kind.BINARY:
            self.is_cut |= len(token.data) < (token.number or 0)
            self._take_binary(token.data)
        elif kind is Kind.SYMBOL:
            self._take_symbol(token.word)
        else:
            self._take_word(token.word, token.number)
        self._ignorable = kind is Kind.SYMBOL and token.word == "*"

    def _begin(self) -> None:
        """What stands before the document is no part of its first word."""
        if not self._has_begun and self._main.pieces:
            self._end_paragraph()
        self._has_begun = True

    def _take_text(self, data: bytes, *, is_raw: bool) -> None:
        if self._skip:
            skipped, data = data[: self._skip], data[self._skip :]
            self._skip -= len(skipped)
            if self._state.fallback > _USUAL_FALLBACK:
                self._put("data", decode(skipped, self._charsets.of_document))
        if is_raw and self._raw_is_utf8 and not data.isascii():
            self._flush()
            self._emit(data.decode("utf-8", "replace"))
        else:
            self._bytes += data

    def _flush(self) -> None:
        """Bytes are turned into text together: two of them may be one character."""
        if not self._bytes:
            return
        state = self._state
        if state.sink.use is Use.TEXT or state.sink.use is Use.HTML_TAG:
            data = bytes(self._bytes)
            text = data.decode("ascii") if data.isascii() else decode(data, self._charsets.of(state.font))
            self._emit(text.replace("\0", ""))
        else:
            state.sink.pieces.append(self._bytes.decode("latin-1"))
        self._bytes.clear()

    def _emit(self, text: str) -> None:
        state = self._state
        sink = state.sink
        if sink.use is Use.HTML_TAG:
            self.html.append(text)
        elif sink.use is Use.TEXT:
            deleted = self._deleted.pieces
            if state.deleted:
                deleted.append(text)
            else:
                sink.pieces.append(text)
                if deleted and deleted[-1] != "\n":  # what is deleted in two places is not one word
                    deleted.append("\n")
            if self._from_html and sink is self._main and not state.not_html:
                self.html.append(text)

    def _take_binary(self, data: bytes) -> None:
        sink = self._state.sink
        if sink.use is Use.HEXADECIMAL:
            sink.take_digits()
            sink.blob += data
        else:
            self._put("data", words_in(data))

    def _take_symbol(self, symbol: str) -> None:
        if symbol in SYMBOLS:
            self._emit(SYMBOLS[symbol])
        elif symbol in "\r\n":
            self._end_paragraph()

    def _take_word(self, word: str, number: int | None) -> None:
        if word not in _KNOWN and not self._ignorable:
            return
        if word in CHARACTERS:
            self._emit(CHARACTERS[word])
        elif word in PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word == "u" and number is not None:
            self._emit(character(number))
            self._skip = self._state.fallback
        elif (change := CHANGES.get(word)) is not None:
            self._state = change(self._state, number)
        elif word in rtfcharsets.WORDS:
            state = self._state
            self._charsets.take(word, number, state.font if state.sink.use is Use.FONTS else None)
        elif (action := _ACTIONS.get(word)) is not None:
            action(self, number)
        elif word in PICTURES:
            self._state.sink.picture = word
        else:
            self._go_to(word)

    def _go_to(self, word: str) -> None:
        """A word that says what its group holds; other words change nothing here."""
        if word in PLACES:
            self._enter(Use.TEXT, PLACES[word], of_parts=word in OF_PARTS)
        elif word == PICTURE and self._state.sink.use is Use.NOTHING and self._shown_pictures:
            self._shown_pictures -= 1  # the same picture again, for old programs (\nonshppict)
        elif word in HEXADECIMAL:
            self._enter(Use.HEXADECIMAL, HEXADECIMAL[word])
        elif word in LOOKS:
            self._enter(Use.NOTHING)
        elif word == "shppict":
            self._shown_pictures += 1
        elif word in _OTHER_USES:
            self._enter(_OTHER_USES[word])
        elif word == "upr":  # the same twice: for programs of old, and inside, as \ud, in Unicode
            self._enter(Use.TEXT, "data")
        elif word == "ud":
            self._state = replace(self._state, sink=self._sink_outside(), owns_sink=False)
        elif self._ignorable and word not in INLINE and self._state.sink.use is Use.TEXT:
            self._enter(Use.TEXT, "data")

    def _sink_outside(self) -> Sink:
        """The sink of the text round the nearest groups; not looking far, for groups nest deeply."""
        near = (each.sink for each in self._groups[-1:-8:-1])
        return next((each for each in near if each is not self._state.sink), self._main)

    def _enter(self, use: Use, place: str = "", *, of_parts: bool = False) -> None:
        if self._state.owns_sink:
            self._end(self._state.sink)
        self._state = replace(self._state, sink=Sink(use, place, of_parts), owns_sink=True, in_table=False)

    def _close(self) -> None:
        if not self._groups:  # one brace too many; programs differ in whether they read on
            return
        ended, self._state = self._state, self._groups.pop()
        if ended.owns_sink:
            self._end(ended.sink)
        elif ended.sink.of_parts:
            ended.sink.pieces.append("\n")

    def _end(self, sink: Sink) -> None:
        """Keep what a sink took."""
        if sink.use is Use.HEXADECIMAL:
            sink.take_digits()
            if sink.place == DATA:
                self._put("data", words_in(bytes(sink.blob)))
            elif sink.blob:
                self.blobs.append(Blob(sink.place, bytes(sink.blob), sink.picture))
        elif sink.use is Use.TEXT:
            text = "".join(sink.pieces)
            if sink.place == "data" and _ALL_HEXADECIMAL.fullmatch(text):
                text = words_in(unhexed(text))
            elif sink.place in _MOSTLY_NUMBERS and not any(map(str.isalpha, text)):
                return
            self._put(sink.place, text)
            self.tables += [(sink.place, rows) for rows in sink.table.finished()]

    def _put(self, place: str, text: str) -> None:
        if text := whole_characters(text).strip("\n "):
            self._budget.write(len(text))
            self.texts.setdefault(place, []).append(text)

    def _end_paragraph(self) -> None:
        self._emit("\n")
        sink, in_table = self._state.sink, self._state.in_table
        if sink.use is Use.TEXT and not in_table:
            sink.table.end_paragraph(sink.pieces)

    def end_cell(self, _number: int | None) -> None:
        self._state.sink.table.end_cell(self._state.sink.pieces)
        self._emit("\t")

    def end_row(self, _number: int | None) -> None:
        self._emit("\n")
        self._state.sink.table.end_row(self._state.sink.pieces)

    def end_inner_cell(self, _number: int | None) -> None:
        self._state.sink.table.end_inner_cell(self._state.sink.pieces)
        self._emit("\t")

    def end_inner_row(self, _number: int | None) -> None:
        self._emit("\n")
        self._state.sink.table.end_inner_row(self._state.sink.pieces)

    def set_from_html(self, _number: int | None) -> None:
        self._from_html = True


_Action = Callable[[RtfWords, int | None], None]
# Words that do something where they stand.
_ACTIONS: Mapping[str, _Action] = MappingProxyType(
    {
        "cell": RtfWords.end_cell,
        "row": RtfWords.end_row,
        "nestcell": RtfWords.end_inner_cell,
        "nestrow": RtfWords.end_inner_row,
        "fromhtml": RtfWords.set_from_html,
    }
)
# Most words in any document are about its looks, and none of these.
_KNOWN = frozenset(
    chain(
        ("u", "upr", "ud", "shppict"), CHARACTERS, PARAGRAPH_ENDS, CHANGES, _ACTIONS, PICTURES, PLACES, LOOKS,
        HEXADECIMAL, _OTHER_USES, rtfcharsets.WORDS,
    )
)  # fmt: skip
