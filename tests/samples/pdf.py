"""PDFs: printed by LibreOffice, locked and packed by qpdf, and put together with pikepdf.

No program puts words into every corner of a PDF, so what programs seldom write is written with pikepdf.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from detectors.finding import Protection
from tests.detectors.extract.files import docx_of, pdf_of, pdf_with, saved
from tests.samples import pdfbroken, pdfpages
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample, run
from tests.support.system import needs

FORENAME, SURNAME = WORDS.split()
FILE = "attachment:report.pdf"
AT = f"BT /F1 12 Tf 50 500 Td ({WORDS}) Tj ET"
OFF_THE_PAGE = f"BT /F1 12 Tf 5000 5000 Td ({WORDS}) Tj ET"


def by_qpdf(content: bytes, *options: str) -> bytes:
    program = needs("qpdf", "qpdf")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "in.pdf").write_bytes(content)
        (directory / "pupils.txt").write_text(f"{WORDS} has done well.\n")
        run(directory, program, "in.pdf", *options, "out.pdf")
        return (directory / "out.pdf").read_bytes()


@cache
def printed() -> bytes:
    program = needs("soffice", "libreoffice-writer")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "letter.docx").write_bytes(docx_of(f"{WORDS} has done well."))
        profile = f"-env:UserInstallation={(directory / 'profile').as_uri()}"
        run(directory, program, profile, "--headless", "--convert-to", "pdf", "letter.docx")
        return (directory / "letter.pdf").read_bytes()


def changed(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    pdf = pdf_with("Dear parents,")
    change(pdf)
    return saved(pdf)


def drawing(content: str) -> bytes:
    return changed(lambda pdf: pdf.pages[0].contents_add(content.encode()))


def annotated(subtype: str, **entries: object) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=[50, 50, 250, 100], **entries)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    return changed(change)


def form_with(**entries: object) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        field = pdf.make_indirect(Dictionary(FT=Name.Tx, T="pupil", **entries))
        pdf.Root.AcroForm = Dictionary(Fields=[field])

    return changed(change)


def with_form(pdf: pikepdf.Pdf, **entries: object) -> pikepdf.Object:
    return pdf.make_stream(
        AT.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 800],
        Resources=pdf.pages[0].Resources, **entries,
    )  # fmt: skip


def stamp(pdf: pikepdf.Pdf) -> None:
    look = Dictionary(N=with_form(pdf))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Stamp, Rect=[50, 50, 250, 100], AP=look)])


def layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Notes"))
    pdf.pages[0].Resources.Properties = Dictionary(L1=group)
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    pdf.pages[0].contents_add(f"/OC /L1 BDC {AT} EMC".encode())


def pattern(pdf: pikepdf.Pdf) -> None:
    tile = with_form(pdf, PatternType=1, PaintType=1, TilingType=1, XStep=600, YStep=800)
    tile.Subtype, tile.Type = Name.Pattern, Name.Pattern
    pdf.pages[0].Resources.Pattern = Dictionary(P1=tile)
    pdf.pages[0].contents_add(b"/Pattern cs /P1 scn 0 0 600 800 re f")


def removed_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])
    pdf.pages[1].Contents = pdf.make_stream(AT.encode())
    pdf.Root.PieceInfo = Dictionary(Kept=pdf.pages[1].obj)
    del pdf.pages[1]


def outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as tree:
        tree.root.append(pikepdf.OutlineItem(WORDS, 0))


def tagged(pdf: pikepdf.Pdf) -> None:
    figure = Dictionary(S=Name.Figure, P=pdf.Root, Alt=f"Photograph of {WORDS}")
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=pdf.make_indirect(figure))


def portfolio(pdf: pikepdf.Pdf) -> None:
    schema = Dictionary(Pupil=Dictionary(Subtype=Name.S, N=f"Reports of {WORDS}"))
    pdf.Root.Collection = Dictionary(Type=Name.Collection, Schema=schema)


def metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as xmp:
        xmp["dc:description"] = WORDS


def root(**entries: object) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root["/" + key] = value

    return changed(change)


def tree(*names: object) -> Dictionary:
    return Dictionary(Names=Array(list(names)))


def pages() -> Iterator[tuple[str, bytes, str]]:
    yield "page, printed by LibreOffice", printed(), ""
    yield "page in packed objects", by_qpdf(pdf_of(WORDS), "--object-streams=generate"), ""
    yield "white words", drawing(f"1 g {AT}"), ""
    yield "invisible words", drawing(f"3 Tr {AT}".replace("BT", "BT 3 Tr")), ""
    yield "words under a black box", drawing(f"{AT} 0 g 40 490 400 40 re f"), ""
    yield "words outside the page", drawing(OFF_THE_PAGE), ""
    yield "layer that is switched off", changed(layer), ""
    yield (
        "word broken at the end of a line",
        drawing(f"BT /F1 12 Tf 50 300 Td ({FORENAME} {SURNAME[:2]}-) Tj 0 -14 Td ({SURNAME[2:]}) Tj ET"),
        "",
    )
    yield (
        "table, column by column",
        pdfpages.table(("Forename", "Henry", FORENAME, "Ada"), ("Surname", "Tudor", SURNAME, "Byron")),
        "",
    )
    yield "pattern", changed(pattern), "#hidden"
    yield "removed page", changed(removed_page), "#hidden"
    yield "earlier version", pdfpages.revised(), "#earlier version"


def recognised() -> Iterator[tuple[str, bytes, str]]:
    needs("tesseract", "tesseract-ocr")
    yield "scanned page", pdfpages.scan(), "#picture"
    yield "scanned page with a line of text", pdfpages.scan(text="Scanned with an app"), "#picture"
    yield "picture on a page of words", pdfpages.beside_a_letter(), "#picture"
    yield "letters that are pictures", pdfpages.unmapped(), "#picture"


def beside_pages() -> Iterator[tuple[str, bytes, str]]:
    yield "note", annotated("Text", Contents=f"Ask {WORDS}"), "#comments"
    yield "free text", annotated("FreeText", Contents=WORDS, DA="/Helv 12 Tf"), "#comments"
    yield "rich text of a note", annotated("Text", RC=f"<body><p>{WORDS}</p></body>"), "#comments"
    yield "author of a note", annotated("Highlight", T=WORDS), "#comments"
    yield "subject of a note", annotated("Ink", Subj=WORDS), "#comments"
    yield "look of a stamp", changed(stamp), "#hidden"
    yield "link", annotated("Link", A=Dictionary(S=Name.URI, URI=f"mailto:{WORDS}")), "#comments"
    yield "form field", form_with(V=WORDS), "#fields"
    yield "form field's default", form_with(DV=WORDS), "#fields"
    yield "form field's tip", form_with(TU=WORDS), "#fields"
    yield "choice that is not chosen", form_with(Opt=Array(["Ada Byron", WORDS])), "#fields"
    yield "radio button", form_with(V=Name("/" + WORDS)), "#fields"
    yield "bookmark", changed(outline), "#outline"
    yield "alternative text", changed(tagged), "#alternative text"
    yield "named destination", root(Dests=Dictionary({f"/{WORDS}": Array([0])})), "#outline"
    yield "page label", root(PageLabels=Dictionary(Nums=[0, Dictionary(P=WORDS)])), "#properties"
    yield "script", root(OpenAction=Dictionary(S=Name.JavaScript, JS=f"alert('{WORDS}')")), "#properties"
    yield "portfolio's column", changed(portfolio), "#properties"
    yield "article", root(Threads=Array([Dictionary(I=Dictionary(Title=WORDS))])), "#properties"
    yield "title", changed(lambda pdf: pdf.docinfo.update({"/Title": WORDS})), "#metadata"
    yield "property of its own", changed(lambda pdf: pdf.docinfo.update({"/Pupil": WORDS})), "#metadata"
    yield "XMP", changed(metadata), "#metadata"


def samples() -> Iterator[Sample]:
    for carrier, content, place in (*pages(), *recognised(), *beside_pages()):
        yield Sample("pdf", carrier, "report.pdf", content, FILE + place)
    attached = by_qpdf(pdf_of("Dear parents,"), "--add-attachment", "pupils.txt", "--")
    yield Sample("pdf", "attached file", "report.pdf", attached, f"{FILE}/pupils.txt")


def locked(*options: str) -> bytes:
    return by_qpdf(pdf_of(f"{WORDS} has done well. " * 3), "--allow-weak-crypto", "--encrypt", *options, "--")


def protected() -> Iterator[Protected]:
    encrypted, weak = Protection.ENCRYPTED, Protection.WEAK
    owner = "Own3r"
    for what, options, protection, method in (
        ("RC4 of 40 bits", ("40",), weak, "RC4-40 (PDF)"),
        ("RC4 of 128 bits", ("128", "--use-aes=n"), encrypted, "RC4-128 (PDF)"),
        ("AES of 128 bits", ("128", "--use-aes=y"), encrypted, "AES-128 (PDF)"),
        ("AES of 256 bits", ("256",), encrypted, "AES-256 (PDF)"),
        ("AES of 256 bits, revision 5", ("256", "--force-R5"), encrypted, "AES-256 (PDF)"),
        ("its metadata in clear", ("256", "--cleartext-metadata"), encrypted, "AES-256 (PDF)"),
    ):
        content = locked(PASSWORD, owner, *options)
        yield Protected("pdf", what, "report.pdf", content, protection, method)
    content = locked("Us3r", PASSWORD, "256")
    yield Protected("pdf", "the owner's password", "report.pdf", content, encrypted, "AES-256 (PDF)")
    for bits in ("40", "128", "256"):
        content = locked("", owner, bits)
        what, method = f"owner's password only, {bits} bits", "owner password only (PDF)"
        yield Protected("pdf", what, "report.pdf", content, weak, method, None)


def broken() -> Iterator[Broken]:
    for what, content, harmless in pdfbroken.files():
        yield Broken("pdf", what, "report.pdf", content, harmless)
