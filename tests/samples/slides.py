"""PowerPoint presentations, each with the words in one of the many places where one can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tests.samples.officefiles import converted, members_of, of_kind, package_of, plain_xlsx, root, with_part
from tests.samples.sample import WORDS, Sample

FORENAME, SURNAME = WORDS.split()
MAIN = "ppt/presentation.xml"
SHAPE = f"<p:sp><p:txBody><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></p:txBody></p:sp>"
FRAME = '<draw:frame svg:width="20cm" svg:height="3cm" svg:x="1cm" svg:y="{y}cm"><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'  # fmt: skip  # noqa: E501
FLAT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.presentation"><office:automatic-styles>
<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties
 presentation:visibility="hidden"/></style:style><style:page-layout style:name="pl">
<style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>
</office:automatic-styles><office:master-styles><style:master-page style:name="m"
 style:page-layout-name="pl"/></office:master-styles>
<office:body><office:presentation><draw:page draw:name="One" draw:master-page-name="m">
{{first}}<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>Ann Carter</dc:creator>
<dc:date>2026-01-01T00:00:00</dc:date><text:p>{WORDS}</text:p></office:annotation><presentation:notes>
<draw:frame presentation:class="notes" svg:width="10cm" svg:height="3cm" svg:x="1cm" svg:y="12cm">
<draw:text-box><text:p>{WORDS}</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
<draw:page draw:name="Two" draw:style-name="h" draw:master-page-name="m">{{second}}</draw:page>
</office:presentation></office:body></office:document>"""
# Parts that LibreOffice does not write: the carrier, the part, what kind it is, its XML, the part reported.
IN_PARTS = (
    (
        "comment in a thread",
        "ppt/comments/modernComment_1.xml",
        "comments",
        root(
            "p188:cmLst",
            '<p188:cm authorId="{1}"><p188:txBody><a:p><a:r><a:t>Grace </a:t></a:r><a:r><a:t>Bishop</a:t>'
            "</a:r></a:p></p188:txBody></p188:cm>",
        ).replace("<p188:cmLst", '<p188:cmLst xmlns:p188="c"'),
        "comments",
    ),
    (
        "author of comments",
        "ppt/authors.xml",
        "authors",
        f'<p188:authorLst xmlns:p188="x"><p188:author id="{{1}}" name="{WORDS}"/></p188:authorLst>',
        "attributes",
    ),
    (
        "slide master",
        "ppt/slideMasters/slideMaster9.xml",
        "slideMaster",
        root("p:sldMaster", SHAPE),
        "master",
    ),
    (
        "alternative text",
        "ppt/slides/slide9.xml",
        "slide",
        root(
            "p:sld",
            f'<p:pic><p:nvPicPr><p:cNvPr id="2" name="Picture 1" descr="{WORDS}"/></p:nvPicPr></p:pic>',
        ),
        "attributes",
    ),
    (
        "name of a shape",
        "ppt/slides/slide9.xml",
        "slide",
        root("p:sld", f'<p:cNvPr id="2" name="{WORDS}"/>'),
        "attributes",
    ),
    (
        "tag",
        "ppt/tags/tag1.xml",
        "tags",
        root("p:tagLst", f'<p:tag name="PUPIL" val="{WORDS}"/>'),
        "attributes",
    ),
    (
        "name of a section",
        MAIN,
        "",
        root("p:presentation", f'<p14:section xmlns:p14="x" name="{WORDS}" id="{{1}}"/>'),
        "attributes",
    ),
    (
        "name of a custom show",
        MAIN,
        "",
        root("p:presentation", f'<p:custShow name="{WORDS}" id="0"/>'),
        "attributes",
    ),
    (
        "smart art",
        "ppt/diagrams/data1.xml",
        "diagramData",
        root("dgm:dataModel", f"<dgm:pt><dgm:t><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></dgm:t></dgm:pt>"),
        "diagram",
    ),
    (
        "who changed what",
        "ppt/changesInfos/changesInfo1.xml",
        "changesInfo",
        f'<pc:chgInfo xmlns:pc="x"><pc:chgData name="{WORDS}" userId="a"/></pc:chgInfo>',
        "attributes",
    ),
    (
        "chart",
        "ppt/charts/chart1.xml",
        "chart",
        root("c:chartSpace", f'<c:strCache><c:pt idx="0"><c:v>{WORDS}</c:v></c:pt></c:strCache>'),
        "chart",
    ),
    (
        "property of one's own",
        "docProps/custom.xml",
        "custom-properties",
        f'<Properties><property pid="2" name="{WORDS}"><i4>7</i4></property></Properties>',
        "metadata",
    ),
)


@cache
def plain_pptx(first: str = "Assembly", second: str = "Menu") -> bytes:
    """Two slides, the second of them hidden, with words in a comment and in the notes."""
    frames = (FRAME.format(y=1, text=text) for text in (first, second))
    return converted(FLAT.format(**dict(zip(("first", "second"), frames, strict=True))), "fodp", "pptx")


@cache
def without_words() -> bytes:
    """The same presentation, without its notes and comments."""
    words = (b"Grace Bishop", b"Menu")
    return package_of({name: part.replace(*words) for name, part in members_of(plain_pptx()).items()})


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(_all())


def _all() -> Iterator[Sample]:
    yield _sample("notes (LibreOffice)", plain_pptx(), "notes")
    yield _sample("comment (LibreOffice)", plain_pptx(), "comments")
    yield _sample("hidden slide (LibreOffice)", plain_pptx("Assembly", WORDS), "")
    for carrier, name, kind, xml, part in IN_PARTS:
        yield _sample(carrier, with_part(without_words(), name, xml, kind, MAIN if kind else ""), part)
    row = "".join(
        f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in WORDS.split()
    )
    table = root("p:sld", f"<a:tbl><a:tr>{row}</a:tr></a:tbl>")
    yield _sample("table", with_part(without_words(), "ppt/slides/slide9.xml", table, "slide", MAIN), "")
    name = "ppt/embeddings/Microsoft_Excel_Worksheet1.xlsx"
    book = with_part(without_words(), name, plain_xlsx((FORENAME, SURNAME)))
    yield Sample("pptx", "embedded workbook", "assembly.pptx", book, f"attachment:assembly.pptx/{name}")
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    for ending, kind in (
        ("potx", "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"),
        ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml"),
        ("pptm", "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
        ("ppsm", "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"),
    ):
        content = of_kind(plain_pptx("Assembly", WORDS), main, kind)
        yield Sample(ending, "slide", f"assembly.{ending}", content, f"attachment:assembly.{ending}")


def _sample(carrier: str, content: bytes, part: str) -> Sample:
    where = "attachment:assembly.pptx" + (f"#{part}" if part else "")
    return Sample("pptx", carrier, "assembly.pptx", content, where)
