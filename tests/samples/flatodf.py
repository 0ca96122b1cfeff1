"""Documents as flat XML for LibreOffice, with words in every place that old formats have."""

from __future__ import annotations

from string import Template

_ROOT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.$kind">
<office:meta><dc:title>$words</dc:title>
<meta:user-defined meta:name="Pupil">$words</meta:user-defined></office:meta>
$body</office:document>"""

_TABLE = """<table:table table:name="Pupils"><table:table-column table:number-columns-repeated="2"/>
<table:table-row><table:table-cell><text:p>Forename</text:p></table:table-cell>
<table:table-cell><text:p>Surname</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>$forename</text:p></table:table-cell>
<table:table-cell><text:p>$surname</text:p></table:table-cell></table:table-row></table:table>"""

# A workbook inside the document, which becomes an object of Excel's.
_OBJECT = """<draw:frame svg:width="5cm" svg:height="2cm"><draw:object><office:document office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="Inner"><table:table-row><table:table-cell office:value-type="string">
<text:p>Inner $words</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>
</office:body></office:document></draw:object></draw:frame>"""

_TEXT = """<office:automatic-styles>
<style:style style:name="Unseen" style:family="text">
<style:text-properties text:display="none"/></style:style>
<style:style style:name="Frame" style:family="graphic"/>
<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm"/><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">
<style:header><text:p>Header $words</text:p></style:header>
<style:footer><text:p>Footer $words</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion>
<office:change-info><dc:creator>Reviewer $words</dc:creator><dc:date>2024-05-17T10:00:00</dc:date>
</office:change-info><text:p>Deleted $words</text:p></text:deletion></text:changed-region>
</text:tracked-changes>
<text:p>Dear parents of $words,<text:bookmark text:name="Mark $words"/></text:p>
<text:p>A note<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Footnote $words</text:p></text:note-body></text:note> and
<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation>
<text:note-body><text:p>Endnote $words</text:p></text:note-body></text:note> and
<office:annotation><dc:creator>A Teacher</dc:creator><text:p>Comment $words</text:p></office:annotation>
<text:a xlink:href="mailto:office@oakfield.sch.uk?subject=$forename%20$surname">a link</text:a>.</text:p>
<text:p>Before <text:change text:change-id="ct1"/>after
<text:span text:style-name="Unseen">Unseen $words</text:span></text:p>
<text:p><draw:frame draw:style-name="Frame" text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm">
<draw:text-box><text:p>Box $words</text:p></draw:text-box></draw:frame></text:p>
<text:p>$object</text:p>
$table
<text:p>The end.</text:p></office:text></office:body>"""

_SHEETS = """<office:automatic-styles>
<number:date-style style:name="Date"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>
</number:date-style>
<style:style style:name="Day" style:family="table-cell" style:data-style-name="Date"/>
<style:style style:name="Hidden" style:family="table"><style:table-properties table:display="false"/>
</style:style>
<style:style style:name="Shown" style:family="table" style:master-page-name="Default"/>
<style:page-layout style:name="Page"><style:header-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="Page">
<style:header><text:p>Header $words</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:spreadsheet>
<table:content-validations><table:content-validation table:name="v" table:base-cell-address="Pupils.A1">
<table:help-message table:title="Help" table:display="true"><text:p>Message $words</text:p>
</table:help-message></table:content-validation></table:content-validations>
<table:table table:name="Pupils" table:style-name="Shown">
<table:table-row><table:table-cell office:value-type="string" table:content-validation-name="v">
<text:p>Forename</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Surname</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>Born</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>$forename</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>$surname</text:p></table:table-cell>
<table:table-cell table:style-name="Day" office:value-type="date" office:date-value="2012-05-17"/>
<table:table-cell office:value-type="float" office:value="7.5">
<office:annotation><dc:creator>A Teacher</dc:creator><text:p>Comment $words</text:p></office:annotation>
</table:table-cell>
<table:table-cell office:value-type="string" table:formula="of:=[.A2]&amp;&quot; &quot;&amp;[.B2]">
<text:p>$words</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string">
<text:p>Row $words</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><draw:frame svg:width="5cm" svg:height="2cm"><draw:text-box>
<text:p>Box $words</text:p></draw:text-box></draw:frame>$object</table:table-cell></table:table-row>
</table:table>
<table:table table:name="About $words" table:style-name="Hidden"><table:table-row>
<table:table-cell office:value-type="string"><text:p>$forename</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>$surname</text:p></table:table-cell>
</table:table-row></table:table>
<table:named-expressions><table:named-expression table:name="Grace"
 table:base-cell-address="$$Pupils.$$A$$1" table:expression="of:=&quot;$words&quot;"/>
</table:named-expressions></office:spreadsheet></office:body>"""

_SLIDES = """<office:automatic-styles>
<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="25cm"
 fo:page-height="19cm"/></style:page-layout>
<style:style style:name="Drawn" style:family="drawing-page"/>
<style:style style:name="Hidden" style:family="drawing-page">
<style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="Page"
 draw:style-name="Drawn"/></office:master-styles>
<office:body><office:presentation>
<draw:page draw:name="One" draw:master-page-name="Default">
<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>A Teacher</dc:creator>
<dc:date>2024-05-17T10:00:00</dc:date><text:p>Comment $words</text:p></office:annotation>
<draw:frame svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="2cm"><draw:text-box>
<text:p>Slide $words</text:p></draw:text-box></draw:frame>
<draw:frame svg:x="1cm" svg:y="5cm" svg:width="9cm" svg:height="2cm">$table</draw:frame>
$object
<presentation:notes><draw:frame presentation:class="notes" svg:width="9cm" svg:height="9cm">
<draw:text-box><text:p>Notes $words</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
<draw:page draw:name="Two" draw:master-page-name="Default" draw:style-name="Hidden">
<draw:frame svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="2cm"><draw:text-box>
<text:p>Unseen $words</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body>"""


def _document(kind: str, body: str, words: str) -> str:
    forename, _, surname = words.partition(" ")
    table = Template(_TABLE).substitute(forename=forename, surname=surname)
    inside = Template(_OBJECT).substitute(words=words)
    inner = Template(body).substitute(
        words=words, forename=forename, surname=surname, table=table, object=inside
    )
    return Template(_ROOT).substitute(kind=kind, words=words, body=inner)


def text_document(words: str) -> str:
    """For Writer."""
    return _document("text", _TEXT, words)


def spreadsheet(words: str) -> str:
    """For Calc."""
    return _document("spreadsheet", _SHEETS, words)


def presentation(words: str) -> str:
    """For Impress."""
    return _document("presentation", _SLIDES, words)
