"""The places in a Word document that python-docx does not write, and a document that LibreOffice converts."""

from __future__ import annotations

from tests.samples.officefiles import root
from tests.samples.sample import WORDS

RUN = f"<w:r><w:t>{WORDS}</w:t></w:r>"
BOX = f"<w:txbxContent><w:p>{RUN}</w:p></w:txbxContent>"
# Places in the text itself (ECMA-376 part 1, §17): the carrier, the XML, and the part that is reported.
IN_PARAGRAPH = (
    ("tracked insertion", f'<w:ins w:id="1" w:author="A Teacher">{RUN}</w:ins>', ""),
    ("moved text, where it is now", f'<w:moveTo w:id="1" w:author="A Teacher">{RUN}</w:moveTo>', ""),
    (
        "moved text, where it was",
        f'<w:moveFrom w:id="1" w:author="A Teacher">{RUN}</w:moveFrom>',
        "deletions",
    ),
    (
        "tracked deletion",
        f'<w:del w:id="1" w:author="A Teacher"><w:r><w:delText>{WORDS}</w:delText></w:r></w:del>',
        "deletions",
    ),
    (
        "tracked deletion of half a name",
        '<w:r><w:t xml:space="preserve">Grace </w:t></w:r><w:del w:id="1" w:author="A Teacher"><w:r>'
        '<w:delText>Bishop</w:delText></w:r></w:del><w:ins w:id="2" w:author="A Teacher"><w:r><w:t>B.</w:t>'
        "</w:r></w:ins>",
        "deletions",
    ),
    (
        "text box",
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>",
        "",
    ),
    (
        "text box of an old drawing",
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback><w:pict><v:shape><v:textbox>'
        f"{BOX}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        "",
    ),
    (
        "name in which a text box is anchored",
        "<w:r><w:t>Grace Bi</w:t></w:r><w:r><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>Menu</w:t></w:r>"
        "</w:p></w:txbxContent></v:textbox></w:pict></w:r><w:r><w:t>shop</w:t></w:r>",
        "",
    ),
    ("content control", f"<w:sdt><w:sdtPr/><w:sdtContent>{RUN}</w:sdtContent></w:sdt>", ""),
    (
        "entry of a drop-down list",
        f'<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="{WORDS}" w:value="7"/></w:dropDownList>'
        "</w:sdtPr><w:sdtContent/></w:sdt>",
        "attributes",
    ),
    (
        "title of a content control",
        f'<w:sdt><w:sdtPr><w:alias w:val="{WORDS}"/></w:sdtPr></w:sdt>',
        "attributes",
    ),
    ("hidden text", f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{WORDS}</w:t></w:r>", ""),
    (
        "field code in pieces",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE Grace Bi</w:instrText></w:r>'
        '<w:r><w:instrText>shop</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "fields",
    ),
    ("code of a simple field", f'<w:fldSimple w:instr="QUOTE {WORDS}"/>', "fields"),
    ("result of a field", f'<w:fldSimple w:instr="DATE">{RUN}</w:fldSimple>', ""),
    (
        "default of a form field",
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="{WORDS}"/>'
        "</w:textInput></w:ffData></w:fldChar></w:r>",
        "attributes",
    ),
    (
        "help for a form field",
        f'<w:r><w:fldChar><w:ffData><w:helpText w:val="{WORDS}"/></w:ffData></w:fldChar></w:r>',
        "attributes",
    ),
    ("name of a bookmark", f'<w:bookmarkStart w:id="0" w:name="{WORDS}"/>', "attributes"),
    ("tip of a link", f'<w:hyperlink w:anchor="top" w:tooltip="{WORDS}"/>', "attributes"),
    (
        "alternative text",
        f'<w:r><w:drawing><wp:docPr id="1" name="Picture 1" descr="{WORDS}"/></w:drawing></w:r>',
        "attributes",
    ),
    (
        "word art",
        f'<w:r><w:pict><v:shape><v:textpath string="{WORDS}"/></v:shape></w:pict></w:r>',
        "attributes",
    ),
    (
        "custom markup",
        f'<w:customXml w:element="pupil"><w:customXmlPr><w:attr w:name="n" w:val="{WORDS}"/>'
        "</w:customXmlPr></w:customXml>",
        "attributes",
    ),
    ("formula", f"<m:oMath><m:r><m:t>{WORDS}</m:t></m:r></m:oMath>", ""),
    ("author of a revision", f'<w:ins w:id="1" w:author="{WORDS}"/>', "attributes"),
)
# Other parts of the package: the carrier, the part, what kind it is, its XML, and the part that is reported.
STORY = f"<w:p>{RUN}</w:p>"
IN_PARTS = (
    (
        "footnote",
        "word/footnotes.xml",
        "footnotes",
        root("w:footnotes", f'<w:footnote w:id="1">{STORY}</w:footnote>'),
        "footnotes",
    ),
    (
        "endnote",
        "word/endnotes.xml",
        "endnotes",
        root("w:endnotes", f'<w:endnote w:id="1">{STORY}</w:endnote>'),
        "footnotes",
    ),
    (
        "building block",
        "word/glossary/document.xml",
        "glossaryDocument",
        root(
            "w:glossaryDocument",
            f"<w:docParts><w:docPart><w:docPartBody>{STORY}</w:docPartBody></w:docPart></w:docParts>",
        ),
        "glossary",
    ),
    (
        "document variable",
        "word/settings.xml",
        "settings",
        root("w:settings", f'<w:docVars><w:docVar w:name="Pupil" w:val="{WORDS}"/></w:docVars>'),
        "attributes",
    ),
    (
        "query of a mail merge",
        "word/settings.xml",
        "settings",
        root(
            "w:settings", f"<w:mailMerge><w:query w:val=\"SELECT * WHERE Name = '{WORDS}'\"/></w:mailMerge>"
        ),
        "attributes",
    ),
    (
        "person",
        "word/people.xml",
        "people",
        root("w:people", f'<w:person w:author="{WORDS}"/>'),
        "attributes",
    ),
    (
        "chart",
        "word/charts/chart1.xml",
        "chart",
        root(
            "c:chartSpace",
            "<c:multiLvlStrCache><c:lvl><c:pt idx='0'><c:v>Bishop</c:v></c:pt></c:lvl>"
            "<c:lvl><c:pt idx='0'><c:v>Grace</c:v></c:pt></c:lvl></c:multiLvlStrCache>",
        ),
        "chart",
    ),
    (
        "smart art",
        "word/diagrams/data1.xml",
        "diagramData",
        root("dgm:dataModel", f"<dgm:pt><dgm:t><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></dgm:t></dgm:pt>"),
        "diagram",
    ),
    (
        "text in front of a list's items",
        "word/numbering.xml",
        "numbering",
        root("w:numbering", f'<w:abstractNum><w:lvl><w:lvlText w:val="{WORDS} %1"/></w:lvl></w:abstractNum>'),
        "attributes",
    ),
    (
        "name of a style",
        "word/styles.xml",
        "styles",
        root(
            "w:styles",
            f'<w:style w:type="paragraph" w:customStyle="1"><w:name w:val="{WORDS}"/></w:style>',
        ),
        "attributes",
    ),
    (
        "data that a control is bound to",
        "customXml/item1.xml",
        "",
        "<pupils><pupil><forename>Grace</forename><surname>Bishop</surname></pupil></pupils>",
        "data",
    ),
    (
        "property of one's own",
        "docProps/custom.xml",
        "custom-properties",
        f'<Properties><property pid="2" name="Pupil"><lpwstr>{WORDS}</lpwstr></property></Properties>',
        "metadata",
    ),
    (
        "value of a control",
        "word/activeX/activeX1.xml",
        "control",
        f'<ax:ocx xmlns:ax="x"><ax:ocxPr ax:name="Caption" ax:value="{WORDS}"/></ax:ocx>',
        "controls",
    ),
    (
        "task",
        "word/documentTasks/documenttasks1.xml",
        "documenttasks",
        f'<t:Tasks xmlns:t="x"><t:Task><t:Event><t:SetTitle title="{WORDS}"/></t:Event></t:Task></t:Tasks>',
        "attributes",
    ),
)
FLAT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>
<style:page-layout style:name="pl"><style:header-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl"><style:header>
<text:p>{WORDS}</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text><text:tracked-changes><text:changed-region text:id="c1"><text:deletion>
<office:change-info><dc:creator>A Teacher</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>
</office:change-info><text:p>{WORDS}</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>Dear <text:change text:change-id="c1"/>parents</text:p><text:p>{WORDS}
<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>{WORDS}</text:p></text:note-body></text:note>
<office:annotation><dc:creator>A Teacher</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>
<text:p>{WORDS}</text:p></office:annotation></text:p></office:text></office:body></office:document>"""
