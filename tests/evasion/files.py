"""Names in files: in places nobody looks at, in kinds nobody expects, under names that lie."""

from __future__ import annotations

import base64
import gzip
import io
import plistlib
import sqlite3
import struct
from functools import cache

from docx import Document
from docx.shared import Pt, RGBColor

from tests.detectors.extract.files import pdf_with, saved
from tests.evasion.letters import NAME, SENTENCE, attached, inside, page, zipped
from tests.evasion.way import CODED, LINKED, UNREADABLE, Limit, Way
from tests.samples import archives
from tests.samples.officefiles import plain_docx

TEXT = SENTENCE.encode()
_DIF = 'TABLE\r\n0,1\r\n""\r\nDATA\r\n0,0\r\n""\r\n-1,0\r\nBOT\r\n1,0\r\n"Grace"\r\n1,0\r\n"Bishop"\r\n'
DRAWN = Limit("Only who draws the page sees which of its letters are seen, and in which order.")


@cache
def _letter() -> bytes:
    """A Word document that has the name in its text."""
    return plain_docx(NAME)


def _letter_with(way: str) -> bytes:
    """A Word document in which other letters stand between those of the name, and are not seen."""
    document, out = Document(), io.BytesIO()
    line = document.add_paragraph()
    for number, words in enumerate(("I spoke to Gra", "xx", "ce Bis", "yy", "hop.")):
        font = line.add_run(words).font
        if number % 2 and way == "hidden":
            font.hidden = True
        elif number % 2:
            font.size, font.color.rgb = Pt(1), RGBColor(255, 255, 255)
    document.save(out)
    return out.getvalue()


def _letters_from_the_last() -> bytes:
    letters = reversed(list(enumerate(NAME)))
    drawn = " ".join(f"1 0 0 1 {72 + 8 * at} 700 Tm ({letter}) Tj" for at, letter in letters)
    pdf = pdf_with("")
    pdf.pages[0].contents_add(f"BT /F1 12 Tf {drawn} ET".encode())
    return saved(pdf)


def _sqlite() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE pupils (forename, surname)")
    database.execute("INSERT INTO pupils VALUES ('Grace', 'Bishop')")
    return bytes(database.serialize())


def _wave() -> bytes:
    """A second of silence, with the name in its list of properties (RIFF)."""
    tag = b"INAM" + struct.pack("<I", 14) + NAME.encode() + b"\0\0"
    info = b"LIST" + struct.pack("<I", len(tag) + 4) + b"INFO" + tag
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    rest = b"WAVE" + form + b"data" + struct.pack("<I", 8000) + bytes(8000) + info
    return b"RIFF" + struct.pack("<I", len(rest)) + rest


def _id3() -> bytes:
    frame = b"TIT2" + struct.pack(">IH", len(NAME) + 1, 0) + b"\0" + NAME.encode()
    return b"ID3\x03\0\0" + bytes((0, 0, 0, len(frame))) + frame + b"\xff\xfb\x90\x00" + bytes(413)


def _film() -> bytes:
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + struct.pack(">I", 20) + b"free" + NAME.encode()


def _gif() -> bytes:
    """One white pixel."""
    return bytes.fromhex(
        "47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b"
    )


def _seven() -> bytes:
    return next(each.content for each in archives.samples() if each.kind == "7z")


WAYS = (
    Way("file-text", "attaches a text", lambda: attached(TEXT, "a.txt"), inside("a.txt")),
    Way("file-no-ending", "leaves the ending of its name away", lambda: attached(TEXT, "a"), inside("a")),
    Way("file-called-picture", "calls a text a picture", lambda: attached(TEXT, "a.jpg", "image/jpeg"),
        inside("a.jpg")),
    Way("file-called-program", "calls a text a program", lambda: attached(TEXT, "a.exe"), inside("a.exe")),
    Way("file-document-as-picture", "calls a Word document a picture",
        lambda: attached(_letter(), "a.png", "image/png"), inside("a.png")),
    Way("file-document-as-text", "calls a Word document a text",
        lambda: attached(_letter(), "a.txt", "text/plain"), inside("a.txt")),
    Way("file-magic-stripped", "takes the first bytes of a Word document away",
        lambda: attached(_letter()[4:], "a.docx"), inside("a.docx", "word/document.xml")),
    Way("file-magic-changed", "changes the first bytes of a Word document",
        lambda: attached(b"XX" + _letter()[2:], "a.bin"), inside("a.bin", "word/document.xml")),
    Way("file-inverted", "turns round every bit of a Word document",
        lambda: attached(bytes(byte ^ 0xFF for byte in _letter()), "a.bin"), UNREADABLE),
    Way("file-reversed", "writes the bytes of a document backwards",
        lambda: attached(_letter()[::-1], "a.bin"), UNREADABLE),
    Way("file-rot13-text", "attaches a text with its letters moved by thirteen",
        lambda: attached("I spoke to Tenpr Ovfubc.", "a.txt"), CODED),
    Way("file-base64-text", "attaches a text that is base64",
        lambda: attached(base64.encodebytes(_letter()), "a.txt", "text/plain"), inside("a.txt", "pasted-1")),
    Way("file-hex-text", "attaches a text of hexadecimal numbers", lambda: attached(TEXT.hex(), "a.txt"),
        inside("a.txt")),
    Way("file-pem", "attaches a text that looks like a certificate",
        lambda: attached(
            b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(TEXT) + b"-----END CERTIFICATE-----\n",
            "a.pem"
        ), inside("a.pem")),
    Way("file-picture-and-text", "writes behind a picture",
        lambda: attached(_gif() + TEXT, "a.gif", "image/gif"), inside("a.gif", part="metadata")),
    Way("file-picture-and-zip", "puts an archive behind a picture",
        lambda: attached(_gif() + zipped({"letter.txt": TEXT}), "a.gif", "image/gif"),
        inside("a.gif", "letter.txt")),
    Way("file-picture-and-7z", "puts another kind of archive behind a picture",
        lambda: attached(_gif() + _seven(), "a.gif", "image/gif"), inside("a.gif", "behind", "letter.txt")),
    Way("file-picture-and-gzip", "puts packed data behind a picture",
        lambda: attached(_gif() + gzip.compress(TEXT), "a.gif", "image/gif"),
        inside("a.gif", "behind", "behind")),
    Way("file-database", "attaches a database", lambda: attached(_sqlite(), "pupils.db"), UNREADABLE),
    Way("file-sound", "speaks the name into a recording",
        lambda: attached(_wave().replace(NAME.encode(), b"Autumn term."), "a.wav", "audio/wav"), UNREADABLE),
    Way("file-sound-title", "makes it the title of a recording",
        lambda: attached(_id3(), "a.mp3", "audio/mpeg"), UNREADABLE),
    Way("file-film", "films it", lambda: attached(_film(), "a.mp4", "video/mp4"), UNREADABLE),
    Way("file-heic", "takes a photograph with a telephone, in HEIC",
        lambda: attached(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(9_000), "a.heic", "image/heic"),
        UNREADABLE),
    Way("file-onenote", "attaches a notebook of OneNote",
        lambda: attached(
            bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(32) + NAME.encode("utf-16-le"), "a.one"
        ), UNREADABLE),
    Way("file-access", "attaches a database of Access",
        lambda: attached(b"\0\1\0\0Standard ACE DB\0" + bytes(64) + NAME.encode("utf-16-le"), "a.accdb"),
        UNREADABLE),
    Way("file-publisher", "attaches a font",
        lambda: attached(b"\0\1\0\0\0\x0c\0\x80\0\3\0\x40" + TEXT, "a.ttf", "font/ttf"), UNREADABLE),
    Way("file-program", "attaches a program",
        lambda: attached(b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(64) + TEXT, "a.exe"), UNREADABLE),
    Way("file-class", "attaches a compiled program",
        lambda: attached(b"\xca\xfe\xba\xbe\0\0\0\x34" + TEXT, "a.class"), UNREADABLE),
    Way("file-postscript", "attaches PostScript",
        lambda: attached(
            b"%!PS-Adobe-3.0\n/Helvetica findfont 12 scalefont setfont\n(Grace Bis\\150op) show\n", "a.ps"
        ), inside("a.ps")),
    Way("file-sylk", "attaches a table in an exchange format of old (SYLK)",
        lambda: attached('ID;PWXL;N;E\r\nC;Y1;X1;K"Grace"\r\nC;Y1;X2;K"Bishop"\r\nE\r\n', "a.slk"),
        UNREADABLE),
    Way("file-dif", "attaches a table in another one (DIF)",
        lambda: attached(_DIF, "a.dif"), UNREADABLE),
    Way("file-bitmap-as-text", "attaches a picture that is a text (XBM)",
        lambda: attached("#define a_width 96\nstatic char a_bits[] = {" + "0x55," * 2_000 + "};\n", "a.xbm"),
        UNREADABLE),
    Way("file-family-tree", "attaches a family tree (GEDCOM)",
        lambda: attached("0 HEAD\n0 @I1@ INDI\n1 NAME Grace /Bishop/\n0 TRLR\n", "a.ged"),
        Limit("There, as in a list of choices, strokes stand between two names.")),
    Way("file-hidden-letters", "hides letters of a Word document between those of the name",
        lambda: attached(_letter_with("hidden"), "a.docx"), DRAWN),
    Way("file-tiny-letters", "makes letters between tiny and white",
        lambda: attached(_letter_with("tiny"), "a.docx"), DRAWN),
    Way("file-pdf-order", "draws the letters of a PDF from the last to the first",
        lambda: attached(_letters_from_the_last(), "a.pdf"), DRAWN),
    Way("file-tex", "attaches TeX",
        lambda: attached(
            r"\documentclass{letter}\begin{document}Gra\textbf{ce} Bi{sh}op\end{document}", "a.tex"
        ), Limit("What a program would make of the text is only known to whoever runs it.")),
    Way("file-markdown", "attaches Markdown", lambda: attached("# Trip\n\nGra**ce** Bis_hop_\n", "a.md"),
        inside("a.md")),
    Way("file-yaml", "attaches YAML",
        lambda: attached("pupil:\n  forename: Grace\n  surname: Bishop\n", "a.yaml"), inside("a.yaml")),
    Way("file-sql", "attaches a database's dump",
        lambda: attached("INSERT INTO pupil VALUES (1042,'Grace','F','Bishop');", "a.sql"), inside("a.sql")),
    Way("file-csv", "attaches a list", lambda: attached("forename,form,surname\nGrace,8K,Bishop\n", "a.csv"),
        inside("a.csv")),
    Way("file-csv-columns", "attaches a list that is written down the columns",
        lambda: attached("forename,Grace,Zoe\nsurname,Bishop,Oak\n", "a.csv"), inside("a.csv")),
    Way("file-csv-two-lists", "attaches a list of forenames and a list of surnames, by number",
        lambda: attached("1042,Grace\n1043,Zoe\n\n\n1042,Bishop\n1043,Oak\n", "a.csv"),
        Limit("Only who puts the two lists together has names.")),
    Way("file-json", "attaches JSON", lambda: attached('{"a":{"given":"Grace","family":"Bishop"}}', "a.json"),
        inside("a.json")),
    Way("file-json-escaped", "attaches JSON with its letters as numbers",
        lambda: attached(r'{"a":"\u0047race \u0042ishop"}', "a.json"), inside("a.json")),
    Way("file-script", "attaches a script that writes the name",
        lambda: attached("print('Gra' + 'ce ' + 'Bis' + 'hop')", "a.py"),
        Limit("What a program would write is only known to whoever runs it.")),
    Way("file-notebook", "attaches a notebook of a programmer",
        lambda: attached('{"cells":[{"source":["about Grace Bishop"]}],"nbformat":4}', "a.ipynb"),
        inside("a.ipynb")),
    Way("file-svg", "attaches a drawing",
        lambda: attached(
            '<svg xmlns="http://www.w3.org/2000/svg"><text>Gra<tspan>ce Bis</tspan>hop</text></svg>',
            "a.svg", "image/svg+xml"
        ), inside("a.svg", part="values")),
    Way("file-svgz", "attaches a packed drawing",
        lambda: attached(gzip.compress(f"<svg><text>{NAME}</text></svg>".encode()), "a.svgz"),
        inside("a.svgz", "a.svgz")),
    Way("file-xml-entity", "writes the name as entities of XML",
        lambda: attached('<!DOCTYPE a [<!ENTITY n "Grace Bishop">]><a>&n;</a>', "a.xml"), UNREADABLE),
    Way("file-xml-comment", "writes it as a comment of XML",
        lambda: attached(f"<?xml version='1.0'?><a><!-- {NAME} --></a>", "a.xml"), inside("a.xml")),
    Way("file-xml-instruction", "writes it as an instruction in XML",
        lambda: attached(f"<?xml version='1.0'?><?note {NAME}?><a/>", "a.xml"), inside("a.xml")),
    Way("file-map", "attaches places on a map",
        lambda: attached(f"<kml><Placemark><name>{NAME}</name></Placemark></kml>", "a.kml"), inside("a.kml")),
    Way("file-subtitles", "attaches the titles of a film",
        lambda: attached(f"1\n00:00:01,000 --> 00:00:02,000\n{NAME}\n", "a.srt"), inside("a.srt")),
    Way("file-shortcut", "attaches a shortcut to an address",
        lambda: attached("[InternetShortcut]\r\nURL=https://example.org/grace-bishop\r\n", "a.url"),
        inside("a.url")),
    Way("file-property-list", "attaches a Mac's binary list",
        lambda: attached(plistlib.dumps({"n": NAME}, fmt=plistlib.FMT_BINARY), "a.plist"), UNREADABLE),
    Way("file-epub", "attaches a book",
        lambda: attached(
            zipped({"mimetype": b"application/epub+zip", "c1.xhtml": f"<p>{NAME}</p>".encode()}), "a.epub"
        ), inside("a.epub", "c1.xhtml")),
    Way("file-pages", "attaches a document of Pages, whose text is packed in a way of Apple's",
        lambda: attached(zipped({"Index/Document.iwa": b"\0\x10\0\0" + bytes(16) + b"\x88Gr"}), "a.pages"),
        UNREADABLE),
    Way("file-visio", "attaches a drawing of Visio",
        lambda: attached(zipped({"visio/pages/page1.xml": f"<a><Text>{NAME}</Text></a>".encode()}), "a.vsdx"),
        inside("a.vsdx", "visio/pages/page1.xml")),
    Way("file-link", "puts the file on a server and sends the link",
        lambda: page('<a href="https://1drv.ms/x/s!abc">list</a>'),
        LINKED),
    Way("file-empty-name", "attaches a file whose name is only an ending", lambda: attached(TEXT, ".txt"),
        inside(".txt")),
)  # fmt: skip
