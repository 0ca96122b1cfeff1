"""Names in the odd places of documents, archives and mail in files, as the samples of each kind make them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.evasion.letters import attached
from tests.evasion.way import Caught, Way
from tests.samples.makers import MAKERS
from tests.samples.sample import Sample

# The family, the kind, the place as the sample calls it, where it is found, and what somebody does.
_PLACES = (
    ("office open xml", "docx", "tracked deletion", "letter.docx#deletions",
     "deletes the name while changes are tracked"),
    ("office open xml", "docx", "tracked deletion of half a name", "letter.docx#deletions",
     "deletes half of the name so"),
    ("office open xml", "docx", "moved text, where it was", "letter.docx#deletions",
     "moves the paragraph while changes are tracked"),
    ("office open xml", "docx", "text box", "letter.docx", "writes in a text box"),
    ("office open xml", "docx", "text box of an old drawing", "letter.docx",
     "writes in a text box of an old drawing"),
    ("office open xml", "docx", "entry of a drop-down list", "letter.docx#attributes",
     "hides it in a list to choose from"),
    ("office open xml", "docx", "title of a content control", "letter.docx#attributes",
     "makes it the title of a field"),
    ("office open xml", "docx", "hidden text", "letter.docx", "hides the text"),
    ("office open xml", "docx", "field code in pieces", "letter.docx#fields",
     "writes it into the code of a field"),
    ("office open xml", "docx", "name of a bookmark", "letter.docx#attributes", "names a bookmark"),
    ("office open xml", "docx", "tip of a link", "letter.docx#attributes", "makes it the tip of a link"),
    ("office open xml", "docx", "address of a link", "letter.docx#links",
     "writes it into the address of a link"),
    ("office open xml", "docx", "alternative text", "letter.docx#attributes", "describes a picture by it"),
    ("office open xml", "docx", "word art", "letter.docx#attributes", "writes in word art"),
    ("office open xml", "docx", "formula", "letter.docx", "writes it as a formula"),
    ("office open xml", "docx", "author of a revision", "letter.docx#attributes",
     "lets the pupil be the author of a change"),
    ("office open xml", "docx", "author of a comment", "letter.docx#attributes",
     "lets the pupil be the author of a comment"),
    ("office open xml", "docx", "footnote", "letter.docx#footnotes", "writes a footnote"),
    ("office open xml", "docx", "building block", "letter.docx#glossary", "keeps it as a building block"),
    ("office open xml", "docx", "document variable", "letter.docx#attributes", "keeps it in a variable"),
    ("office open xml", "docx", "query of a mail merge", "letter.docx#attributes",
     "leaves it in the query of a mail merge"),
    ("office open xml", "docx", "chart", "letter.docx#chart", "writes it into a chart"),
    ("office open xml", "docx", "smart art", "letter.docx#diagram", "writes it into a diagram"),
    ("office open xml", "docx", "name of a style", "letter.docx#attributes", "names a style"),
    ("office open xml", "docx", "data that a control is bound to", "letter.docx#data",
     "keeps it in data of the document's own"),
    ("office open xml", "docx", "property of one's own", "letter.docx#metadata", "makes up a property"),
    ("office open xml", "docx", "header of the first page", "letter.docx#header",
     "writes in the header of the first page only"),
    ("office open xml", "docx", "embedded workbook",
     "letter.docx/word/embeddings/Microsoft_Excel_Sheet1.xlsx",
     "embeds a workbook"),
    ("office open xml", "docx", "embedded web page", "letter.docx/word/afchunk1.html", "embeds a web page"),
    ("office open xml", "docx", "file that no program put there", "letter.docx/pupils.csv",
     "puts a file into the document's package"),
    ("office open xml", "docx", "file under the name of a picture", "letter.docx/word/media/image2.png",
     "calls that file a picture"),
    ("office open xml", "docx", "file under the name of a font", "letter.docx/word/fonts/font1.odttf",
     "calls that file a font"),
    ("office open xml", "xlsx", "hidden sheet", "pupils.xlsx#hidden-sheet", "hides the sheet"),
    ("office open xml", "xlsx", "very hidden sheet", "pupils.xlsx#hidden-sheet",
     "hides the sheet so that Excel does not offer it"),
    ("office open xml", "xlsx", "hidden row", "pupils.xlsx#hidden-rows", "hides the row"),
    ("office open xml", "xlsx", "hidden column", "pupils.xlsx#hidden-columns", "hides the column"),
    ("office open xml", "xlsx", "comment", "pupils.xlsx#comments", "comments a cell"),
    ("office open xml", "xlsx", "comment in a thread", "pupils.xlsx#comments", "answers a comment"),
    ("office open xml", "xlsx", "name of a sheet", "pupils.xlsx#sheet-names", "names the sheet"),
    ("office open xml", "xlsx", "defined name", "pupils.xlsx#defined-names", "names a range of cells"),
    ("office open xml", "xlsx", "list to choose from", "pupils.xlsx#data-validation",
     "hides it in a list to choose from"),
    ("office open xml", "xlsx", "message of a validation", "pupils.xlsx#data-validation",
     "lets a cell say it when it is chosen"),
    ("office open xml", "xlsx", "number format", "pupils.xlsx#number-formats",
     "makes a format of numbers that shows it"),
    ("office open xml", "xlsx", "formula", "pupils.xlsx#formulas", "puts it together in a formula"),
    ("office open xml", "xlsx", "title of a chart", "pupils.xlsx#chart", "makes it the title of a chart"),
    ("office open xml", "xlsx", "rows of a pivot table", "pupils.xlsx#pivot-cache",
     "leaves the rows behind a pivot table"),
    ("office open xml", "xlsx", "cells of another workbook", "pupils.xlsx#external-links",
     "leaves what was taken from another workbook"),
    ("office open xml", "xlsx", "pronunciation", "pupils.xlsx#phonetic", "writes it as a pronunciation"),
    ("office open xml", "xlsx", "scenario", "pupils.xlsx#scenarios", "makes a scenario"),
    ("office open xml", "xlsx", "text box", "pupils.xlsx#drawing", "writes in a text box"),
    ("office open xml", "xlsx", "log of changes", "pupils.xlsx#revisions", "leaves it in the log of changes"),
    ("office open xml", "pptx", "slide master", "assembly.pptx#master", "writes on the master of the slides"),
    ("office open xml", "pptx", "alternative text", "assembly.pptx#attributes",
     "describes a picture on a slide by it"),
    ("office open xml", "pptx", "name of a shape", "assembly.pptx#attributes", "names a shape"),
    ("office open xml", "pptx", "smart art", "assembly.pptx#diagram", "writes it into a diagram on a slide"),
    ("office open xml", "pptx", "embedded workbook",
     "assembly.pptx/ppt/embeddings/Microsoft_Excel_Worksheet1.xlsx",
     "embeds a workbook in a slide"),
    ("RTF", "rtf", "hexadecimal", "letter.rtf", "writes each letter as a number in RTF"),
    ("RTF", "rtf", "Unicode", "letter.rtf", "writes each letter as a character of Unicode in RTF"),
    ("RTF", "rtf", "what may be ignored", "letter.rtf#data", "writes where programs may ignore it"),
    ("RTF", "rtf", "text behind its end", "letter.rtf", "writes behind the document's end"),
    ("RTF", "rtf", "deep in groups", "letter.rtf", "writes deep in groups of groups"),
    ("pdf", "pdf", "white words", "report.pdf", "writes white on white"),
    ("pdf", "pdf", "invisible words", "report.pdf", "draws letters that are not seen"),
    ("pdf", "pdf", "words under a black box", "report.pdf", "paints a black box over the name"),
    ("pdf", "pdf", "words outside the page", "report.pdf", "writes beside the page"),
    ("pdf", "pdf", "layer that is switched off", "report.pdf", "writes on a layer and switches it off"),
    ("pdf", "pdf", "removed page", "report.pdf#hidden", "takes the page out, which leaves it in the file"),
    ("pdf", "pdf", "earlier version", "report.pdf#earlier version",
     "overwrites it, which leaves the earlier version in the file"),
    ("pdf", "pdf", "note", "report.pdf#comments", "writes a note"),
    ("pdf", "pdf", "form field", "report.pdf#fields", "fills in a form"),
    ("pdf", "pdf", "choice that is not chosen", "report.pdf#fields", "offers it as a choice"),
    ("pdf", "pdf", "bookmark", "report.pdf#outline", "names a bookmark of a PDF"),
    ("pdf", "pdf", "alternative text", "report.pdf#alternative text", "describes a picture in a PDF by it"),
    ("pdf", "pdf", "script", "report.pdf#properties", "writes it into a script"),
    ("pdf", "pdf", "XMP", "report.pdf#metadata", "writes it into the properties"),
    ("pdf", "pdf", "attached file", "report.pdf/pupils.txt", "attaches a file to the PDF"),
    ("pictures", "jpg", "comment", "picture.jpg#metadata", "comments a photograph"),
    ("pictures", "jpg", "the user's comment", "picture.jpg#metadata", "comments it as cameras do"),
    ("pictures", "jpg", "title as Windows writes it", "picture.jpg#metadata", "gives it a title in Windows"),
    ("pictures", "jpg", "IPTC caption", "picture.jpg#metadata", "gives it a caption as agencies do"),
    ("pictures", "jpg", "XMP", "picture.jpg#metadata", "gives it a title as Adobe's programs do"),
    ("pictures", "png", "compressed text", "picture.png#metadata", "packs a text into a PNG"),
    ("pictures", "gif", "comment", "picture.gif#metadata", "comments a GIF"),
    ("containers", "zip", "Deflate64", "letters.zip/letter.txt", "packs in a way that few programs know"),
    ("containers", "zip", "LZMA", "letters.zip/letter.txt", "packs with LZMA"),
    ("containers", "zip", "comment on a file", "a.zip#comments", "comments a file in the archive"),
    ("containers", "zip", "name of a locked file", "a.zip/Grace Bishop.txt#name",
     "names a file in the archive, and locks it"),
    ("containers", "zip", "behind a program", "a.exe/letter.txt", "makes an archive that unpacks itself"),
    ("containers", "tar", "owner", "a.tar#owners", "lets the pupil be the owner of a file"),
    ("containers", "tar", "target of a link", "a.tar/link#link target", "names the target of a link"),
    ("containers", "tar", "behind the end of another", "letters.tar/letter.txt",
     "puts an archive behind the end of another"),
    ("containers", "gzip", "second piece", "letter.txt.gz/letter.txt", "packs in two pieces"),
    ("containers", "gzip", "original name", "a.gz#original name", "writes it as the name before packing"),
    ("containers", "zstd", "frame that is skipped", "a.zst/skipped data", "writes where programs skip"),
    ("archives", "7z", "LZMA2", "letters.7z/letter.txt", "packs with 7-Zip"),
    ("archives", "7z", "name of a locked file", "a.7z/Grace Bishop.txt#name", "names a locked file in it"),
    ("archives", "7z", "in an archive inside", "a.7z/letters.7z/letter.txt", "packs the packed file again"),
    ("archives", "rar 5", "file", "letters.rar/letter.txt", "packs with WinRAR"),
    ("archives", "rar 5", "comment", "letters.rar#comments", "comments the archive"),
    ("containers", "cab", "MSZIP", "letters.cab/letter.txt", "packs with Windows"),
    ("containers", "iso", "file that only Joliet shows", "a.iso/letter.txt",
     "makes a disc that Windows and others show differently"),
    ("containers", "iso", "title", "a.iso#volume names", "names a disc"),
    ("mail", "msg", "rtf body", "letter.msg", "saves a message from Outlook"),
    ("mail", "msg", "category", "letter.msg#properties", "files the message under the name"),
    ("mail", "msg", "attachment of a message inside", "letter.msg/forwarded/forwarded#subject",
     "attaches a message to a message to a message"),
    ("mail", "winmail.dat", "body as a property", "winmail.dat", "sends from Outlook in its own form"),
    ("mail", "winmail.dat", "long name", "winmail.dat/Grace Bishop.txt#name", "attaches a file in that form"),
    ("mail", "winmail.dat", "attachment inside", "winmail.dat/forwarded/a.txt",
     "attaches a message with a file in that form"),
    ("mail", "mbox", "second message", "box.mbox/2.eml", "attaches a mailbox"),
    ("mail", "emlx", "properties", "1.emlx#properties", "attaches a message of Apple's with its properties"),
    ("mail", "mht", "page", "page.mht", "saves a page as Word does"),
    ("secured mail", "smime", "compressed", "smime.p7m", "packs the message as S/MIME does"),
    ("secured mail", "smime", "signed, as letters", "smime.p7m",
     "signs it, so that it is not plain text any more"),
    ("secured mail", "openpgp", "signed and packed with bzip2", "letter.gpg/letter.txt",
     "signs and packs it with GnuPG"),
    ("secured mail", "openpgp", "comment beside sealed text", "a.asc", "comments what it has sealed"),
    ("text files", "vcf", "folded note", "a.vcf#values", "breaks the line in a note on a card"),
    ("text files", "ics", "guest", "a.ics#values", "invites the pupil"),
    ("text files", "ini", "settings", "pupils.ini", "writes it as a program's settings"),
)  # fmt: skip
# These need letters to be recognised in a picture, which takes a second each.
_SEEN = (
    ("pictures", "png", "white on black", "picture.png#picture", "writes white letters in a picture"),
    ("pictures", "png", "upside down", "picture.png#picture", "turns the picture upside down"),
    (
        "pictures",
        "gif",
        "second frame",
        "picture.gif#picture",
        "shows it in the second frame of a moving picture",
    ),
    (
        "pdf",
        "pdf",
        "letters that are pictures",
        "report.pdf#picture",
        "writes with letters that are pictures",
    ),
)


@cache
def _samples(family: str) -> dict[tuple[str, str], Sample]:
    return {(each.kind, each.carrier): each for each in MAKERS[family].samples()}


def _message(family: str, kind: str, place: str) -> Callable[[], bytes]:
    def make() -> bytes:
        sample = _samples(family)[kind, place]
        return attached(sample.content, sample.name)

    return make


def _id(kind: str, place: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in f"{kind} {place}".replace("'", "")).split())


WAYS = tuple(
    Way(_id(kind, place), f"{does} ({kind})", _message(family, kind, place), Caught(f"attachment:{where}"))
    for family, kind, place, where, does in (*_PLACES, *_SEEN)
)
