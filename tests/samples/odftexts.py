"""OpenDocument as LibreOffice reads it from one XML file, each with the words in one place."""

# ruff: noqa: E501  an element of XML is read best on one line

from __future__ import annotations

from dataclasses import dataclass

from tests.samples.sample import WORDS

FORENAME, SURNAME = WORDS.split()
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("presentation", "presentation"), ("form", "form"), ("script", "script"), ("meta", "meta"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("number", "datastyle"), ("chart", "chart"),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:ooo="http://openoffice.org/2004/office" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)  # fmt: skip
P = f"<text:p>{WORDS}</text:p>"
FRAME = '<draw:frame svg:width="9cm" svg:height="2cm" svg:x="1cm" svg:y="1cm">{}</draw:frame>'
BOX = FRAME.format(f"<draw:text-box>{P}</draw:text-box>")
COMMENT = "<office:annotation><dc:creator>{}</dc:creator><dc:date>2024-05-17T10:00:00</dc:date>{}</office:annotation>"
ROW = "<table:table-row>{}</table:table-row>"
CELL = '<table:table-cell office:value-type="string">{}</table:table-cell>'
NAMES = ROW.format(CELL.format(f"<text:p>{FORENAME}</text:p>") + CELL.format(f"<text:p>{SURNAME}</text:p>"))
HEAD = ROW.format(CELL.format("<text:p>Forename</text:p>") + CELL.format("<text:p>Surname</text:p>"))
OBJECT = FRAME.format(
    '<draw:object><office:document office:version="1.2"'
    ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
    f'<table:table table:name="Inner">{NAMES}</table:table></office:spreadsheet></office:body>'
    "</office:document></draw:object>"
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A place in which the words stand: what goes into which part of the document, and what the place is called."""

    what: str
    where: str
    body: str = ""
    meta: str = ""
    styles: str = ""
    masters: str = ""
    scripts: str = ""


def text(carrier: Carrier) -> str:
    """For Writer."""
    return _flat("text", carrier, f"{carrier.body}<text:p>Dear parents, the end.</text:p>")


def spreadsheet(carrier: Carrier) -> str:
    """For Calc."""
    first = "" if "<table:table " in carrier.body else sheet(HEAD)
    return _flat("spreadsheet", carrier, carrier.body + first)


def presentation(carrier: Carrier) -> str:
    """For Impress."""
    slide = "" if "<draw:page " in carrier.body else page(carrier.body)
    return _flat("presentation", carrier, slide or carrier.body)


def drawing(carrier: Carrier) -> str:
    """For Draw."""
    return _flat("drawing", carrier, page(carrier.body))


def sheet(rows: str, name: str = "Pupils", style: str = "") -> str:
    return f'<table:table table:name="{name}"{style}>{rows}</table:table>'


def page(body: str, more: str = 'draw:name="One"') -> str:
    return f'<draw:page draw:master-page-name="Standard" {more}>{body}</draw:page>'


def _flat(kind: str, carrier: Carrier, body: str) -> str:
    masters = carrier.masters or '<style:master-page style:name="Standard" style:page-layout-name="Page"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} office:version="1.2"'
        f' office:mimetype="application/vnd.oasis.opendocument.{kind}-flat-xml">'
        f"<office:meta>{carrier.meta}</office:meta>{carrier.scripts}<office:automatic-styles>"
        '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="28cm"'
        ' fo:page-height="21cm"/><style:header-style/><style:footer-style/></style:page-layout>'
        f"{carrier.styles}</office:automatic-styles><office:master-styles>{masters}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def _master(inside: str) -> str:
    return (
        f'<style:master-page style:name="Standard" style:page-layout-name="Page">{inside}</style:master-page>'
    )


_NOTE = (
    '<text:p>A note<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>'
    f"<text:note-body>{P}</text:note-body></text:note></text:p>"
)
_DELETED = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>'
    "<dc:creator>A Teacher</dc:creator><dc:date>2024-05-17T10:00:00</dc:date></office:change-info>"
    f"{P}</text:deletion></text:changed-region></text:tracked-changes><text:p>Before <text:change"
    ' text:change-id="c1"/>after</text:p>'
)
_UNSEEN = '<style:style style:name="Unseen" style:family="text"><style:text-properties text:display="none"/></style:style>'
_FORM = (
    '<office:forms><form:form form:name="Form"><form:text form:id="control1" form:control-implementation='
    f'"ooo:com.sun.star.form.component.TextField" form:current-value="{WORDS}" form:value="{WORDS}"/></form:form>'
    '</office:forms><text:p><draw:control draw:control="control1" svg:width="3cm" svg:height="1cm"/></text:p>'
)
_MACRO = (
    '<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries'
    ' xmlns:ooo="http://openoffice.org/2004/office"><ooo:library-embedded ooo:name="Standard"><ooo:module'
    f' ooo:name="Module1"><ooo:source-code>REM {WORDS}\nSub Main\nEnd Sub</ooo:source-code></ooo:module>'
    "</ooo:library-embedded></ooo:libraries></office:script></office:scripts>"
)
_VALIDATION = (
    '<table:content-validations><table:content-validation table:name="v" table:condition="of:cell-content-is-'
    'in-list({})" table:base-cell-address="Pupils.A1"><table:help-message table:title="Help" table:display="true">'
    "{}</table:help-message></table:content-validation></table:content-validations>"
) + sheet(ROW.format('<table:table-cell table:content-validation-name="v"/>'))

IN_TEXT = (
    Carrier("main text", "", f"<text:p>{FORENAME} <text:span>Bis</text:span>hop</text:p>"),
    Carrier("list in a heading", "", f"<text:h>{WORDS}</text:h>"),
    Carrier("table", "", f'<table:table table:name="T"><table:table-column/><table:table-column/>{HEAD}{NAMES}</table:table>'),
    Carrier("header", "header", masters=_master(f"<style:header>{P}</style:header>")),
    Carrier("footer", "header", masters=_master(f"<style:footer>{P}</style:footer>")),
    Carrier("footnote", "footnotes", _NOTE.format("footnote")),
    Carrier("endnote", "footnotes", _NOTE.format("endnote")),
    Carrier("comment", "comments", f"<text:p>{COMMENT.format('A Teacher', P)}</text:p>"),
    Carrier("author of a comment", "comments", f"<text:p>{COMMENT.format(WORDS, '<text:p>Yes</text:p>')}</text:p>"),
    Carrier("tracked deletion", "deletions", _DELETED),
    Carrier("text box", "", f"<text:p>{BOX}</text:p>"),
    Carrier("hidden text", "", f'<text:p>x <text:span text:style-name="Unseen">{WORDS}</text:span></text:p>', styles=_UNSEEN),
    Carrier("hidden section", "", f'<text:section text:name="S" text:display="none">{P}</text:section>'),
    Carrier("name of a section", "names", f'<text:section text:name="{WORDS}"><text:p>x</text:p></text:section>'),
    Carrier("name of a bookmark", "names", f'<text:p>x<text:bookmark text:name="{WORDS}"/></text:p>'),
    Carrier("variable", "values", '<text:user-field-decls><text:user-field-decl office:value-type="string"'
            f' office:string-value="{WORDS}" text:name="pupil"/></text:user-field-decls>'
            '<text:p>x<text:user-field-get text:name="pupil" text:display="none"/></text:p>'),
    Carrier("entry for an index", "values", f'<text:p><text:alphabetical-index-mark text:string-value="{WORDS}"/>x</text:p>'),
    Carrier("alternative text", "attributes", f"<text:p>{BOX.replace(P, '<text:p/>').replace('</draw:frame>', f'<svg:title>{WORDS}</svg:title></draw:frame>')}</text:p>"),
    Carrier("form field", "form", _FORM),
    Carrier("link", "links", f'<text:p><text:a xlink:href="mailto:office@oakfield.sch.uk?subject={FORENAME}%20{SURNAME}">x</text:a></text:p>'),
    Carrier("title", "metadata", meta=f"<dc:title>{WORDS}</dc:title>"),
    Carrier("keyword", "metadata", meta=f"<meta:keyword>{WORDS}</meta:keyword>"),
    Carrier("property of one's own", "metadata", meta=f'<meta:user-defined meta:name="Pupil">{WORDS}</meta:user-defined>'),
    Carrier("spreadsheet inside", "object", f"<text:p>{OBJECT}</text:p>"),
    Carrier("macro", "macros", scripts=_MACRO),
)  # fmt: skip

IN_SHEETS = (
    Carrier("row", "", sheet(HEAD + NAMES)),
    Carrier("cell of two lines", "", sheet(ROW.format(CELL.format(f"<text:p>Pupil</text:p>{P}")))),
    Carrier("hidden row", "", sheet(NAMES.replace("<table:table-row", '<table:table-row table:visibility="collapse"'))),
    Carrier("hidden sheet", "hidden-sheet", sheet(HEAD) + sheet(NAMES, "Other", ' table:style-name="Hidden"'),
            styles='<style:style style:name="Hidden" style:family="table"><style:table-properties table:display="false"/></style:style>'),
    Carrier("name of a sheet", "sheet-names", sheet(HEAD, WORDS)),
    Carrier("comment", "comments", sheet(ROW.format(f"<table:table-cell>{COMMENT.format('A Teacher', P)}</table:table-cell>"))),
    Carrier("header", "header", masters='<style:master-page style:name="Default" style:page-layout-name="Page">'
            f"<style:header>{P}</style:header></style:master-page>",
            styles='<style:style style:name="Shown" style:family="table" style:master-page-name="Default"/>',
            body=sheet(HEAD, style=' table:style-name="Shown"')),
    Carrier("message of a validation", "validations", _VALIDATION.format("", P)),
    Carrier("list of a validation", "formulas", _VALIDATION.format(f"&quot;{WORDS}&quot;", "")),
    Carrier("formula", "formulas", sheet(ROW.format(f'<table:table-cell office:value-type="float" office:value="12" table:formula="of:=LEN(&quot;{WORDS}&quot;)"><text:p>12</text:p></table:table-cell>'))),
    Carrier("defined name", "formulas", sheet(HEAD) + '<table:named-expressions><table:named-expression table:name="Pupil"'
            f' table:base-cell-address="$Pupils.$A$1" table:expression="of:=&quot;{WORDS}&quot;"/></table:named-expressions>'),
    Carrier("filter", "values", sheet(HEAD + NAMES) + '<table:database-ranges><table:database-range table:name="d"'
            ' table:target-range-address="Pupils.A1:Pupils.B2"><table:filter><table:filter-condition table:field-number="0"'
            f' table:value="{WORDS}" table:operator="="/></table:filter></table:database-range></table:database-ranges>'),
    Carrier("text box", "", sheet(ROW.format(f"<table:table-cell>{BOX}</table:table-cell>"))),
    Carrier("spreadsheet inside", "object", sheet(ROW.format(f"<table:table-cell>{OBJECT}</table:table-cell>"))),
)  # fmt: skip

IN_SLIDES = (
    Carrier("slide", "", BOX),
    Carrier("notes", "notes", f'<presentation:notes>{BOX.replace("<draw:frame", "<draw:frame presentation:class=" + chr(34) + "notes" + chr(34))}</presentation:notes>'),
    Carrier("comment", "comments", COMMENT.format("A Teacher", P)),
    Carrier("name of a slide", "names", page("", f'draw:name="{WORDS}"')),
    Carrier("footer", "header", f'<presentation:footer-decl presentation:name="f">{WORDS}</presentation:footer-decl>'
            + page(BOX.replace(WORDS, "x"), 'draw:name="One" presentation:use-footer-name="f"')),
    Carrier("hidden slide", "", page(BOX, 'draw:name="One" draw:style-name="Hidden"'),
            styles='<style:style style:name="Hidden" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'),
    Carrier("table", "", FRAME.format(f'<table:table><table:table-column/><table:table-column/>{NAMES}</table:table>')),
    Carrier("alternative text", "attributes", BOX.replace(P, "<text:p>x</text:p>").replace("</draw:frame>", f"<svg:desc>{WORDS}</svg:desc></draw:frame>")),
    Carrier("spreadsheet inside", "object", OBJECT),
)  # fmt: skip
