"""Office Open XML: Word, Excel and PowerPoint documents, protected ones, and ones made to do harm."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import cache
from random import Random

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from detectors.finding import Protection
from detectors.protection.office.storage import Storage
from tests.detectors.protection.storages import storage_of
from tests.samples import binaryworkbook, excel, slides, word
from tests.samples.binaryworkbook import NAMED, emf, macros, record, sheet_of, strings_of, workbook_of
from tests.samples.officefiles import members_of, package_of, plain_docx, plain_xlsx, root, saved, with_part
from tests.samples.officelocks import standard
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample

AGILE = "AES-256 (Office agile)"
DEFAULT = f"{AGILE} with Office's own default password"
LETTER = "letter.docx"
STORY = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
HASH = 'hashValue="c2Nob29s" saltValue="c2FsdA==" spinCount="100000"'


def samples() -> Iterator[Sample]:
    yield from word.samples()
    yield from excel.samples()
    yield from slides.samples()
    yield from binaryworkbook.samples(plain_docx())


@cache
def agile(content: bytes, password: str = PASSWORD) -> bytes:
    """Sealed by msoffcrypto, as Office 2013 and later do it."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def protected() -> Iterator[Protected]:
    yield from _sealed()
    yield from _weak_or_unknown()
    yield from _against_editing()


def _sealed() -> Iterator[Protected]:
    letter, pupils = plain_docx(WORDS), plain_xlsx(tuple(WORDS.split()))
    for kind, content in (
        ("docx", letter),
        ("xlsx", pupils),
        ("pptx", slides.plain_pptx("Assembly", WORDS)),
        (
            "xlsb",
            workbook_of(
                sheet_of(NAMED), sharedStrings=strings_of(*map(str, Random(7).sample(range(10**9), 900)))
            ),
        ),
    ):
        yield Protected(kind, "password", f"file.{kind}", agile(content), Protection.ENCRYPTED, AGILE)
    wrong = _damaged_verifier(agile(letter))
    yield Protected("docx", "password, wrong verifier", LETTER, wrong, Protection.ENCRYPTED, AGILE)
    for bits in (128, 192, 256):
        method = f"AES-{bits} (Office standard)"
        sealed = standard(letter, PASSWORD, bits)
        yield Protected(
            "docx", f"password, Office 2007, {bits} bits", LETTER, sealed, Protection.ENCRYPTED, method
        )


def _damaged_verifier(content: bytes) -> bytes:
    marker = b'encryptedVerifierHashValue="'
    at = content.index(marker) + len(marker)
    return content[:at] + b"AAAA" + content[at + 4 :]


def _weak_or_unknown() -> Iterator[Protected]:
    letter, pupils = plain_docx(WORDS), plain_xlsx(tuple(WORDS.split()))
    default = agile(pupils, "VelvetSweatshop")
    yield Protected("xlsx", "default password", "pupils.xlsx", default, Protection.WEAK, DEFAULT, None)
    sealed = agile(letter)
    data = struct.pack("<Q", 9_000) + Random(7).randbytes(9_000)
    certificate = b'uri="http://schemas.microsoft.com/office/2006/keyEncryptor/certificate"'
    password = b'uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"'
    for what, content in (
        ("too many spins", _with_descriptor(sealed, b'spinCount="100000"', b'spinCount="9999999"')),
        ("for holders of certificates", _with_descriptor(sealed, password, certificate)),
        ("something behind it", sealed + WORDS.encode()),
        (
            "extensible encryption",
            storage_of(EncryptedPackage=data, EncryptionInfo=b"\x03\0\x03\0" + bytes(60)),
        ),
        ("rights management", storage_of(**{"\x09DRMContent": data, "WordDocument": bytes(4_096)})),
    ):
        yield Protected("docx", what, LETTER, content, Protection.UNKNOWN, None, None)


def _with_descriptor(sealed: bytes, before: bytes, after: bytes) -> bytes:
    """The same document with something else in the XML that describes its encryption."""
    with Storage(sealed) as storage:
        info, package = storage.read("EncryptionInfo"), storage.read("EncryptedPackage")
    assert before in info
    return storage_of(EncryptionInfo=info.replace(before, after), EncryptedPackage=package)


def _against_editing() -> Iterator[Protected]:
    """Protected against editing, which keeps nobody from reading."""
    letter = plain_docx(WORDS)
    for what, xml in (
        ("editing", f'<w:documentProtection w:edit="readOnly" w:enforcement="1" {HASH}/>'),
        ("saving", f"<w:writeProtection {HASH}/>"),
    ):
        settings = with_part(letter, "word/settings.xml", root("w:settings", xml))
        yield Protected("docx", f"protected against {what}", LETTER, settings, Protection.NONE, None, None)
    final = '<Properties><property pid="2" name="_MarkAsFinal"><bool>true</bool></property></Properties>'
    marked = with_part(letter, "docProps/custom.xml", final)
    yield Protected("docx", "marked as final", LETTER, marked, Protection.NONE, None, None)
    workbook = Workbook()
    workbook.active.append(WORDS.split())
    workbook.active.protection.set_password(PASSWORD)
    workbook.security.workbookPassword = PASSWORD
    workbook.security.lockStructure = True
    yield Protected(
        "xlsx", "protected sheet and workbook", "a.xlsx", saved(workbook), Protection.NONE, None, None
    )
    members = members_of(slides.plain_pptx("Assembly", WORDS))
    main = members["ppt/presentation.xml"].replace(
        b"</p:presentation>", b'<p:modifyVerifier hashData="a"/></p:presentation>'
    )
    guarded = package_of(members | {"ppt/presentation.xml": main})
    yield Protected("pptx", "protected against editing", "a.pptx", guarded, Protection.NONE, None, None)


@cache
def broken() -> tuple[Broken, ...]:
    return (*_damaged(), *_greedy(), *_deep(), *_binary())


def _damaged() -> Iterator[Broken]:
    letter, pupils = plain_docx(WORDS), plain_xlsx(tuple(WORDS.split()))
    yield Broken("docx", "cut in the middle", LETTER, letter[: len(letter) // 2])
    yield Broken("xlsx", "cut at its end", "a.xlsx", pupils[:-30])
    for name in ("word/document.xml", "[Content_Types].xml"):
        at = letter.index(name.encode()) + len(name) + 40
        flipped = letter[:at] + bytes(byte ^ 0x55 for byte in letter[at : at + 8]) + letter[at + 8 :]
        yield Broken("docx", f"flipped bytes in {name}", LETTER, flipped)
    yield Broken(
        "docx", "XML cut off", LETTER, with_part(letter, "word/document.xml", f"<w:document>{STORY}")
    )
    entity = f'<!DOCTYPE a [<!ENTITY a "{WORDS}">]>' + "<w:document>&a;</w:document>"
    yield Broken("docx", "document type of its own", LETTER, with_part(letter, "word/document.xml", entity))
    yield Broken("docx", "two parts of one name", LETTER, with_part(letter, "Word/Document.xml", "<a/>"))
    yield Broken(
        "docx", "macros that do not open", LETTER, with_part(letter, "word/vbaProject.bin", b"no storage")
    )
    project = macros(f'Sub Send()\r\n  MsgBox "{WORDS}"\r\nEnd Sub\r\n')
    yield Broken(
        "docm", "macros, cut off", "letter.docm", with_part(letter, "word/vbaProject.bin", project[:3_000])
    )
    at = project.index(b"\x00Attribut") + 30
    flipped = project[:at] + b"\xff" * 20 + project[at + 20 :]
    yield Broken("docm", "macros, damaged", "letter.docm", with_part(letter, "word/vbaProject.bin", flipped))
    sealed = agile(letter)
    yield Broken("docx", "sealed, and cut off", LETTER, sealed[: len(sealed) // 2])
    yield Broken("docx", "sealed, descriptor damaged", LETTER, sealed.replace(b"<keyData", b"<kexData"))


def _greedy() -> Iterator[Broken]:
    """Small files that stand for much text, or many cells."""
    letter, pupils = plain_docx(), plain_xlsx()
    yield Broken(
        "docx", "bomb", LETTER, with_part(letter, "word/document.xml", b"<w>" + b" " * 60_000_000 + b"</w>")
    )
    sheet = "xl/worksheets/sheet1.xml"
    shared = root("x:sst", f"<x:si><x:t>{'a' * 100_000}</x:t></x:si>")
    cells = '<x:c t="s"><x:v>0</x:v></x:c>' * 10_000
    one_text = with_part(pupils, "xl/sharedStrings.xml", shared)
    for what, data in (
        ("one text in many cells", f"<x:row>{cells}</x:row>" * 3),
        ("one text in one cell, many times", "<x:row>" + cells.replace("<x:c ", '<x:c r="A1" ') + "</x:row>"),
        ("cells far to the right", '<x:row><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>' * 3_000),
    ):
        xml = root("x:worksheet", f"<x:sheetData>{data}</x:sheetData>")
        yield Broken("xlsx", what, "a.xlsx", with_part(one_text, sheet, xml))
    points = "".join(f'<c:strCache><c:pt idx="{n}"><c:v>x</c:v></c:pt></c:strCache>' for n in range(10_000))
    # each a column of its own, with a value in a row of its own
    chart = with_part(
        letter, "word/charts/chart1.xml", root("c:chartSpace", points.replace("<c:v>x", "<c:v>x"))
    )
    yield Broken("docx", "chart of very many columns", LETTER, chart)


def _deep() -> Iterator[Broken]:
    nested = plain_docx(WORDS)
    for _ in range(12):
        nested = with_part(plain_docx(), "word/embeddings/letter.docx", nested)
    yield Broken("docx", "documents inside each other", LETTER, nested)
    tables = "<w:tbl><w:tr><w:tc>" * 5_000 + STORY + "</w:tc></w:tr></w:tbl>" * 5_000
    deep = with_part(plain_docx(), "word/document.xml", root("w:document", tables))
    yield Broken("docx", "tables inside each other", LETTER, deep)
    boxes = "<w:txbxContent><w:p>" * 20_000 + "</w:p></w:txbxContent>" * 20_000
    header = with_part(plain_docx(WORDS), "word/header1.xml", root("w:hdr", boxes))
    yield Broken("docx", "boxes inside each other", LETTER, header, harmless=True)


def _binary() -> Iterator[Broken]:
    whole = sheet_of(NAMED)
    yield Broken("xlsb", "records cut off", "a.xlsb", workbook_of(whole[:-10]))
    yield Broken(
        "xlsb", "record longer than its part", "a.xlsb", workbook_of(whole + b"\x06\xff\xff\xff\x7f")
    )
    endless = sheet_of(NAMED) + record(1) * 300_000
    yield Broken("xlsb", "very many empty records", "a.xlsb", workbook_of(endless))
    lying = sheet_of(record(0, bytes(11)), NAMED)
    yield Broken("xlsb", "row without an end", "a.xlsb", workbook_of(lying))
    drawing = emf(WORDS)
    at = drawing.index(struct.pack("<II", 84, len(drawing) - 128)) + 4
    endless_drawing = drawing[:at] + bytes(4) + drawing[at + 4 :]
    letter = with_part(plain_docx(WORDS), "word/media/image1.emf", endless_drawing)
    yield Broken("docx", "metafile that ends nowhere", LETTER, letter, harmless=True)
