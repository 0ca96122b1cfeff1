"""The places in a workbook that openpyxl does not write, and a workbook that LibreOffice converts."""

from __future__ import annotations

from tests.samples.officefiles import root
from tests.samples.sample import WORDS

BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
FORENAME, SURNAME = WORDS.split()
CELLS = f'<x:c r="A1" t="str"><x:v>{FORENAME}</x:v></x:c><x:c r="B1" t="str"><x:v>{SURNAME}</x:v></x:c>'
# Parts that openpyxl does not write: the carrier, the part, what kind it is, its XML, the part reported.
IN_PARTS = (
    (
        "cells without shared strings",
        SHEET,
        "",
        root("x:worksheet", f"<x:sheetData><x:row>{CELLS}</x:row></x:sheetData>"),
        "",
    ),
    (
        "inline text",
        SHEET,
        "",
        root(
            "x:worksheet",
            '<x:sheetData><x:row><x:c r="A1" t="inlineStr"><x:is><x:r><x:t>Grace </x:t></x:r>'
            "<x:r><x:t>Bishop</x:t></x:r></x:is></x:c></x:row></x:sheetData>",
        ),
        "",
    ),
    (
        "pronunciation",
        "xl/sharedStrings.xml",
        "",
        root("x:sst", f"<x:si><x:t>7</x:t><x:rPh sb='0' eb='1'><x:t>{WORDS}</x:t></x:rPh></x:si>"),
        "phonetic",
    ),
    (
        "text of a cell that was cleared",
        "xl/sharedStrings.xml",
        "",
        root("x:sst", f"<x:si><x:t>Menu</x:t></x:si><x:si><x:t>{WORDS}</x:t></x:si>"),
        "unused-strings",
    ),
    (
        "comment in a thread",
        "xl/threadedComments/threadedComment1.xml",
        "threadedComment",
        f'<ThreadedComments><threadedComment ref="A1" personId="{{1}}"><text>{WORDS}</text>'
        "</threadedComment></ThreadedComments>",
        "comments",
    ),
    (
        "person",
        "xl/persons/person.xml",
        "person",
        f'<personList><person displayName="{WORDS}" id="{{1}}"/></personList>',
        "attributes",
    ),
    (
        "text box",
        "xl/drawings/drawing1.xml",
        "drawing",
        root(
            "xdr:wsDr", f"<xdr:sp><xdr:txBody><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        ),
        "drawing",
    ),
    (
        "text box of an old drawing",
        "xl/drawings/vmlDrawing1.vml",
        "vmlDrawing",
        "<xml><v:textbox xmlns:v='v'><div><font>Grace </font><font>Bishop</font></div></v:textbox></xml>",
        "drawing",
    ),
    (
        "query",
        "xl/connections.xml",
        "connections",
        root(
            "x:connections",
            f'<x:connection name="MIS"><x:dbPr command="SELECT * WHERE Name=\'{WORDS}\'"/></x:connection>',
        ),
        "connections",
    ),
    (
        "cells of another workbook",
        "xl/externalLinks/externalLink1.xml",
        "externalLink",
        root(
            "x:externalLink",
            f'<x:sheetDataSet><x:sheetData><x:row r="1"><x:cell r="A1" t="str"><x:v>{FORENAME}</x:v></x:cell>'
            f'<x:cell r="B1" t="str"><x:v>{SURNAME}</x:v></x:cell></x:row></x:sheetData></x:sheetDataSet>',
        ),
        "external-links",
    ),
    (
        "slicer",
        "xl/slicers/slicer1.xml",
        "slicer",
        f'<slicers><slicer name="a" caption="{WORDS}"/></slicers>',
        "slicers",
    ),
    (
        "log of changes",
        "xl/revisions/revisionLog1.xml",
        "revisionLog",
        root("x:revisions", f'<x:rcc><x:oc t="inlineStr"><x:is><x:t>{WORDS}</x:t></x:is></x:oc></x:rcc>'),
        "revisions",
    ),
    (
        "filter",
        SHEET,
        "",
        root(
            "x:worksheet",
            f'<x:sheetData/><x:autoFilter><x:filters><x:filter val="{WORDS}"/></x:filters></x:autoFilter>',
        ),
        "filters",
    ),
    (
        "item of a list box",
        "xl/ctrlProps/ctrlProp1.xml",
        "ctrlProp",
        root("formControlPr", f'<itemLst><item val="{WORDS}"/></itemLst>'),
        "data",
    ),
    (
        "view of one's own",
        BOOK,
        "",
        root(
            "x:workbook",
            f'<x:customWorkbookViews><x:customWorkbookView name="{WORDS}" guid="{{1}}"/>'
            "</x:customWorkbookViews>",
        ),
        "attributes",
    ),
    (
        "folder in which it was kept",
        BOOK,
        "",
        root("x:workbook", f'<x15ac:absPath xmlns:x15ac="a" url="C:\\Users\\{WORDS}\\"/>'),
        "attributes",
    ),
    (
        "pivot table without its records",
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "pivotCacheDefinition",
        root(
            "x:pivotCacheDefinition",
            f'<x:cacheFields><x:cacheField name="Pupil"><x:sharedItems><x:s v="{WORDS}"/></x:sharedItems>'
            "</x:cacheField></x:cacheFields>",
        ),
        "pivot-cache",
    ),
    (
        "caption in a pivot table",
        "xl/pivotTables/pivotTable1.xml",
        "pivotTable",
        root(
            "x:pivotTableDefinition", f'<x:dataFields><x:dataField name="Marks of {WORDS}"/></x:dataFields>'
        ),
        "pivot-table",
    ),
)
FLAT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>
<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Menu"><table:table-row>
<table:table-cell office:value-type="string"><office:annotation><dc:creator>A Teacher</dc:creator>
<text:p>{WORDS}</text:p></office:annotation><text:p>Menu</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string">
<text:p>{WORDS}</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="{WORDS}" table:style-name="h">
<table:table-row><table:table-cell office:value-type="string"><text:p>{FORENAME}</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>{SURNAME}</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>"""
